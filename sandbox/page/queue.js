/**
 * The queue of transfers, one group for each skill. A change redraws one entry, not the queue.
 */

import { contactOf } from "./contact.js";
import { hasEnded } from "./conversation.js";
import { chatBadge } from "./customer_links.js";
import { CONNECTING, node, setText, toMinutes } from "./dom.js";

export const STATES = {
  accepted: "on its way", waiting: "waiting", with_agent: "with an agent", failed: "failed",
  returned: "back with the bot", closed: "closed", repeated: "asked again",
  withdrawn: "withdrawn",
};
const ENDED = "ended";
const NO_TRANSFER =
  "No transfer has come in yet. Write \u201cI want to talk to a person\u201d in the chat.";

export class Queue {
  /** `open(serial)` is called when the agent chooses a transfer. */
  constructor(element, store, open) {
    this.element = element;
    this.store = store;
    this.open = open;
    this.clear(CONNECTING);
  }

  clear(text = NO_TRANSFER) {
    this.entries = new Map(); // serial number → its elements
    this.groups = new Map(); // vendor and skill → its elements
    this.empty = node("p", { class: "empty" }, text);
    this.element.replaceChildren(this.empty);
  }

  counts() {
    let open = 0;
    let waiting = 0;
    for (const transfer of this.store.transfers.values()) {
      if (hasEnded(transfer)) continue;
      open += 1;
      waiting += transfer.state === "with_agent" ? 0 : 1;
    }
    return { open, waiting };
  }

  update(serial, isOpen) {
    const transfer = this.store.transfers.get(serial);
    const entry = this.entries.get(serial) ?? this.addEntry(serial);
    const { lines } = this.store.conversation(transfer.conversation);
    entry.button.dataset.state = transfer.state;
    entry.button.setAttribute("aria-pressed", String(isOpen));
    setText(entry.name, contactOf(transfer, lines).name ?? transfer.conversation);
    setText(entry.state, STATES[transfer.state] ?? transfer.state);
    setText(entry.time, toMinutes(transfer.at));
    entry.conversation = transfer.conversation;
    entry.badge.hidden = transfer.conversation !== this.inChat;
    setText(entry.lastMessage, lastMessage(lines));
    this.place(entry, transfer);
    this.empty.hidden = true;
  }

  /** Mark the transfers of the conversation in the chat. */
  markInChat(conversation) {
    this.inChat = conversation;
    for (const entry of this.entries.values()) {
      entry.badge.hidden = entry.conversation !== conversation;
    }
  }

  addEntry(serial) {
    const entry = {
      name: node("span", { class: "entry-name" }), state: node("span", { class: "state" }),
      time: node("time"), lastMessage: node("span", { class: "entry-last" }), groupKey: null,
      badge: chatBadge(),
    };
    const onclick = () => this.open(serial);
    entry.button = node("button", { type: "button", class: "entry", onclick },
      entry.name, entry.time, entry.lastMessage, entry.state, entry.badge);
    entry.item = node("li", {}, entry.button);
    this.entries.set(serial, entry);
    return entry;
  }

  /** Move the entry into the group of its skill, or into the group of ended transfers. */
  place(entry, transfer) {
    const skill = transfer.skill ?? "No skill named";
    const key = hasEnded(transfer) ? ENDED : `${transfer.vendor} / ${skill}`;
    if (entry.groupKey === key) return;
    const before = this.groups.get(entry.groupKey);
    const group = this.groups.get(key) ?? this.addGroup(key, skill, transfer.vendor);
    // The transfer that ended last comes first; in the queue, the one that waits longest does.
    if (key === ENDED) group.list.prepend(entry.item);
    else group.list.append(entry.item);
    entry.groupKey = key;
    for (const each of [before, group]) if (each) showSize(each);
  }

  addGroup(key, skill, vendor) {
    const isEnded = key === ENDED;
    const group = { list: node("ul"), count: node("span", { class: "badge" }) };
    const heading = node("h3", {}, isEnded ? "Ended" : skill, " ",
      isEnded ? null : node("small", {}, vendor), group.count);
    group.element = isEnded
      ? node("details", { class: "group ended", open: true }, node("summary", {}, heading), group.list)
      : node("div", { class: "group" }, heading, group.list);
    this.groups.set(key, group);
    const ended = this.groups.get(ENDED)?.element ?? null;
    this.element.insertBefore(group.element, isEnded ? null : ended);
    return group;
  }
}

function showSize(group) {
  const size = group.list.children.length;
  group.element.hidden = size === 0;
  setText(group.count, String(size));
}

function lastMessage(lines) {
  for (let index = lines.length - 1; index >= 0; index -= 1) {
    const { kind, from, to, text } = lines[index];
    if (kind === "message" && (from === "customer" || to === "customer")) return text;
  }
  return "";
}
