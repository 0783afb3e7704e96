/**
 * What the customer gave, and what of it was sent to the vendor: for the facts on the desk.
 */

import { contactOf } from "./contact.js";
import { control } from "./control.js";
import { plain } from "./handoff_words.js";

export const FACTS = [["name", "Name"], ["email", "E-mail"], ["skill", "Skill"], ["reason", "Reason"]];

const REFRESH_AFTER_MS = 150;

export class GivenFacts {
  /** `onRead()` is called when more is known of the conversation that was asked for last. */
  constructor(onRead) {
    this.onRead = onRead;
  }

  /** Read soon what the bot knows of the customer. */
  readSoon(conversation) {
    if (conversation !== this.conversation) this.known = null;
    this.conversation = conversation;
    this.timer ??= setTimeout(() => this.read(), REFRESH_AFTER_MS);
  }

  async read() {
    const { conversation } = this;
    const [tracker, requests] = await Promise.all(
      [control.tracker(conversation), control.requestsOf(conversation)],
    ).catch(() => [{ reachable: false }, []]);
    this.timer = null;
    if (conversation !== this.conversation) return this.readSoon(this.conversation);
    this.known = {
      isReadable: tracker.reachable, name: tracker.knows_name, email: tracker.knows_email,
      reason: plain("reason", requests.at(-1)?.reason),
    };
    return this.onRead();
  }

  /** Return `[text, isSent]` by the names of the facts. */
  of(transfer, lines) {
    const sent = { ...contactOf(transfer, lines), skill: transfer.skill };
    return Object.fromEntries(FACTS.map(([key]) =>
      [key, sent[key] ? [sent[key], true] : [this.notSent(key), false]]));
  }

  notSent(key) {
    const { isReadable, reason, ...isGiven } = this.known ?? {};
    if (key === "reason" && reason) return `${reason} (not sent)`;
    if (!isReadable || !["name", "email"].includes(key)) return "not sent";
    return isGiven[key] ? "given in the chat, not sent" : "not given";
  }
}
