/**
 * The customers who wait for an agent: since when, and until when the bot comes back by itself.
 */

import { hasEnded } from "./conversation.js";
import { clock, CONNECTING, node, setText, toMinutes } from "./dom.js";

const NO_VALUE = "\u2013";

export class WaitingCustomers {
  constructor(element) {
    this.empty = node("p", { class: "empty" }, CONNECTING);
    this.list = node("ul", { class: "waiting-list" });
    element.append(this.empty, this.list);
  }

  /**
   * Show who waits in these conversations; `waits` says until when, from the bot's state store, and
   * `isTold` whether anybody tells what is in it.
   */
  draw(conversations, waits, own, isTold) {
    this.isTold = isTold;
    const until = new Map(waits.map((wait) => [wait.conversation, wait]));
    this.shown = [...conversations]
      .filter((each) => isWaiting(each) || until.has(each.id))
      .map((each) => entry(each, until.get(each.id), each.id === own));
    setText(this.empty, "Nobody waits for an agent.");
    this.empty.hidden = this.shown.length > 0;
    this.list.replaceChildren(...this.shown.map(({ element }) => element));
    this.tick();
  }

  /** Show the time that has passed since the last call. */
  tick() {
    for (const { at, wait, since, end } of this.shown ?? []) {
      setText(since, at ? `since ${toMinutes(at)}, for ${clock(at, Date.now())}` : NO_VALUE);
      setText(end, ending(wait, this.isTold));
    }
  }
}

/** Return whether a transfer is open, and nobody from the desk has written since. */
const isWaiting = ({ lines, transfer }) => transfer && !hasEnded(transfer)
  && !lines.some(({ kind, from, at }) => kind === "message" && from === "agent" && at >= transfer.at);

function entry({ id, transfer }, wait, isOwn) {
  const since = node("span");
  const end = node("b", { class: "until" });
  const desk = transfer ? [transfer.vendor, transfer.skill].filter(Boolean).join(" / ") : NO_VALUE;
  const element = node("li", { "data-tone": wait ? "wait" : null },
    node("span", { class: "who" }, node("code", {}, id),
      isOwn ? node("small", { class: "badge" }, "this customer") : null),
    node("span", { class: "at-desk" }, desk), since, end);
  return { element, at: transfer?.at, wait, since, end };
}

/** Return when the bot comes back; `wait` is what its state store has, or nothing. */
export function ending(wait, isTold = true) {
  if (!isTold) return "not told when the bot comes back";
  if (!wait || !wait.due_at) return "the bot does not come back by itself";
  if (wait.state === "taking_back") return "the bot is taking the chat back";
  if (wait.due_at <= Date.now()) return "the bot comes back now";
  return `the bot comes back in ${clock(Date.now(), wait.due_at)}`;
}
