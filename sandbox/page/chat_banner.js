/**
 * The banner above the customer's chat: who has it, and the way to the agents' desk.
 */

import { afterSilentFailure, withoutReturn } from "./channel_limits.js";
import { hasEnded } from "./conversation.js";
import { byId, capitalised, setText } from "./dom.js";
import { ending } from "./waiting_customers.js";

const TICK_MS = 1000;
const UNNOTICED = new Set(["nobody", "silent"]);

export class ChatBanner {
  /** `openDesk(serial)` is called when somebody wants to see the customer's transfer. */
  constructor(openDesk) {
    this.row = byId("banner-row");
    this.waits = [];
    this.link = byId("to-desk");
    this.link.addEventListener("click", () => openDesk(this.conversation.transfer.serial));
    setInterval(() => this.tick(), TICK_MS);
  }

  /** Show who has this conversation. */
  show(conversation) {
    this.conversation = conversation;
    const { attendedBy, hasReturned, transfer } = conversation;
    const text = UNNOTICED.has(attendedBy) ? afterSilentFailure(conversation)
      : { agent: "A person has taken over.",
        waiting: "Looking for a person. You keep your place in the queue.",
        bot: hasReturned ? "The bot is back." : "" }[attendedBy];
    this.row.hidden = !text;
    this.row.dataset.tone = attendedBy;
    setText(byId("banner"), text);
    this.link.hidden = !transfer || hasEnded(transfer);
    setText(this.link, attendedBy === "agent" ? "To the agents\u2019 desk" : "Answer at the desk");
    this.markOpen();
    this.tick();
  }

  /** Set which transfer the desk shows; a wide window needs no way to that one. */
  markOpen(serial = this.openSerial) {
    this.openSerial = serial;
    this.link.dataset.isOpen = String(serial === this.conversation?.transfer?.serial);
  }

  /** Set until when the bot waits, as its state store has it, and whether anybody tells that. */
  setWaits(waits, isTold) {
    Object.assign(this, { waits, isTold });
    this.tick();
  }

  /** Show when the bot comes back; a screen reader is not told each second. */
  tick() {
    const { attendedBy, id } = this.conversation ?? {};
    const wait = this.waits.find((each) => each.conversation === id && each.due_at);
    const text = wait ? `${capitalised(ending(wait))}.` : withoutReturn(attendedBy, this.isTold);
    setText(byId("banner-until"), UNNOTICED.has(attendedBy) ? text : "");
  }
}
