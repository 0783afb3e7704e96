/**
 * The queue, a group per skill. A change draws one entry anew, not the queue.
 */

import { contactOf } from "./contact.js";
import { clock, node, write } from "./node.js";
import { hasEnded } from "./story.js";

export const STATES = {
  accepted: "on its way", waiting: "waiting", with_agent: "with an agent", failed: "failed",
  returned: "back with the bot", closed: "closed", repeated: "asked again",
  withdrawn: "withdrawn",
};
const ENDED = "ended";

export class Queue {
  constructor(element, story, choose) {
    this.element = element;
    this.story = story;
    this.choose = choose;
    this.clear();
  }

  clear() {
    this.entries = new Map(); // serial → its parts
    this.groups = new Map(); // vendor and skill → its parts
    this.empty = node("p", { class: "empty" },
      "Nobody has asked for a person yet. Write \u201cI want to talk to a person\u201d in the chat.");
    this.element.replaceChildren(this.empty);
  }

  counts() {
    let open = 0;
    let waiting = 0;
    for (const transfer of this.story.transfers.values()) {
      if (hasEnded(transfer)) continue;
      open += 1;
      waiting += transfer.state === "with_agent" ? 0 : 1;
    }
    return { open, waiting };
  }

  update(serial, isChosen) {
    const transfer = this.story.transfers.get(serial);
    const entry = this.entries.get(serial) ?? this.entry(serial);
    const { lines } = this.story.conversation(transfer.conversation);
    entry.button.dataset.state = transfer.state;
    entry.button.setAttribute("aria-pressed", String(isChosen));
    write(entry.name, contactOf(transfer, lines).name ?? transfer.conversation);
    write(entry.state, STATES[transfer.state] ?? transfer.state);
    write(entry.time, clock(transfer.at));
    write(entry.last, lastWords(lines));
    this.place(entry, transfer);
    this.empty.hidden = true;
  }

  entry(serial) {
    const made = {
      name: node("span", { class: "entry-name" }), state: node("span", { class: "state" }),
      time: node("time"), last: node("span", { class: "entry-last" }), group: null,
    };
    const choose = () => this.choose(serial);
    made.button = node("button", { type: "button", class: "entry", onclick: choose },
      made.name, made.time, made.last, made.state);
    made.item = node("li", {}, made.button);
    this.entries.set(serial, made);
    return made;
  }

  place(entry, transfer) {
    const skill = transfer.skill ?? "No skill named";
    const key = hasEnded(transfer) ? ENDED : `${transfer.vendor} / ${skill}`;
    if (entry.group === key) return;
    const before = this.groups.get(entry.group);
    const group = this.groups.get(key) ?? this.group(key, skill, transfer.vendor);
    // Who has ended last stands first; who waits longest stands first.
    if (key === ENDED) group.list.prepend(entry.item);
    else group.list.append(entry.item);
    entry.group = key;
    for (const each of [before, group]) if (each) this.recount(each);
  }

  group(key, skill, vendor) {
    const isEnded = key === ENDED;
    const made = { list: node("ul"), count: node("span", { class: "badge" }) };
    const heading = node("h3", {}, isEnded ? "Ended" : skill, " ",
      isEnded ? null : node("small", {}, vendor), made.count);
    made.element = isEnded
      ? node("details", { class: "group ended", open: true }, node("summary", {}, heading), made.list)
      : node("div", { class: "group" }, heading, made.list);
    this.groups.set(key, made);
    const ended = this.groups.get(ENDED)?.element ?? null;
    this.element.insertBefore(made.element, isEnded ? null : ended);
    return made;
  }

  recount(group) {
    const size = group.list.children.length;
    group.element.hidden = size === 0;
    write(group.count, String(size));
  }
}

function lastWords(lines) {
  for (let index = lines.length - 1; index >= 0; index -= 1) {
    const { kind, from, to, text } = lines[index];
    if (kind === "message" && (from === "customer" || to === "customer")) return text;
  }
  return "";
}
