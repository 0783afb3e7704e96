/**
 * On the desk: whether the open transfer is that of the customer in the chat, and the ways from one
 * customer to the other.
 */

import { hasEnded } from "./conversation.js";
import { node, setText } from "./dom.js";

/** Return the badge of the customer whose chat is on the left; a phone shows one pane at a time. */
export const chatBadge = () => node("small", { class: "badge in-chat" }, "in the chat",
  node("span", { class: "wide" }, " on the left"));

export class CustomerLinks {
  /** `openTransfer(serial)` and `showInChat(conversation)` follow the two links. */
  constructor(store, { openTransfer, showInChat }) {
    this.store = store;
    this.text = node("span");
    this.toChat = node("button", { type: "button", class: "quiet",
      onclick: () => showInChat(this.conversation) }, "Show in the chat");
    this.toOwn = node("button", { type: "button", class: "quiet",
      onclick: () => openTransfer(this.own.serial) });
    this.element = node("div", { class: "customer-links", hidden: true },
      this.text, this.toOwn, this.toChat);
  }

  /** Show the ways from this transfer; `inChat` is the id of the conversation in the chat. */
  show(transfer, inChat) {
    this.conversation = transfer.conversation;
    this.own = this.store.conversations.get(inChat)?.transfer;
    this.element.hidden = transfer.conversation === inChat || !inChat;
    const isOpen = this.own && !hasEnded(this.own);
    const isWaiting = isOpen && this.own.state !== "with_agent";
    setText(this.text, isWaiting ? "The customer in the chat is waiting."
      : "This is not the customer in the chat.");
    this.element.dataset.tone = isWaiting ? "wait" : "";
    this.toOwn.hidden = !isOpen;
    setText(this.toOwn, isWaiting ? "Open the one who waits" : "Open the customer in the chat");
  }
}
