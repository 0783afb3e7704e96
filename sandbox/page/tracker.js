/**
 * What Rasa's tracker contains about the handoff, in words: how far it has come, and its slots.
 */

import { control } from "./control.js";
import { byId, CONNECTING, node } from "./dom.js";
import { meaningOf, stateOf, summaryOf } from "./handoff_summary.js";
import { vendorTitle } from "./vendors.js";

const REFRESH_AFTER_MS = 150;
const TURN_EVENTS = new Set(["bot_answered", "bot_failed", "agent_joined", "agent_left",
  "transfer_failed", "conversation_closed", "reset"]);
const WORDS = await control.trackerWords();
const NO_VALUE = "\u2013";
// The slots, with the words for their values: a list of WORDS, or a function.
const FACTS = [
  ["shift_status", "On shift when asked"], ["desk", "Desk", vendorTitle], ["skill", "Skill"],
  ["attempts", "Failed requests"], ["failure", "Last failure"], ["loop", "The bot"],
  ["asking", "It waits for"], ["knows_name", "Name"], ["knows_email", "E-mail"],
];

export class Tracker {
  /** `onRead(isReadable)` is told whenever the tracker was read, or could not be. */
  constructor(store, onRead) {
    this.store = store;
    this.onRead = onRead;
    this.element = byId("tracker");
    this.tracker = { reachable: null };
    this.element.replaceChildren(empty(CONNECTING));
  }

  open(conversation) {
    if (conversation !== this.conversation) this.tracker = { reachable: null };
    this.conversation = conversation;
    this.refreshSoon();
  }

  /** Draw what has happened in this page's conversation, and read the tracker after each turn. */
  update(changes) {
    if (!changes.conversations.has(this.conversation) && !changes.all) return;
    this.draw();
    if ([...changes.types].some((type) => TURN_EVENTS.has(type))) this.refreshSoon();
  }

  refreshSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.refresh(), REFRESH_AFTER_MS);
  }

  async refresh() {
    const { conversation } = this;
    if (!conversation) return;
    // An error means that the connection is lost; the tracker is read again when it is back.
    const tracker = await control.tracker(conversation).catch(() => null);
    if (!tracker || conversation !== this.conversation) return;
    this.tracker = tracker;
    this.draw();
    this.onRead(tracker.reachable);
  }

  draw() {
    const { tracker } = this;
    const conversation = this.store.conversation(this.conversation);
    const nothing = whyNothing(tracker, conversation);
    const summary = nothing ? null : summaryOf(tracker, conversation);
    const json = JSON.stringify([tracker, nothing, summary]);
    if (json === this.drawn) return;
    this.drawn = json;
    this.element.replaceChildren(...(nothing ? [empty(nothing)] : filled(tracker, summary)));
  }
}

const empty = (text) => node("p", { class: "empty" }, text);

/** Return why there is nothing to show of a tracker; undefined if there is something. */
function whyNothing({ reachable, problem, rasa }, { lines }) {
  if (reachable === null) return "Reading the tracker \u2026";
  if (!reachable) return (WORDS.problem[problem] ?? "").replace("{rasa}", rasa);
  return lines.length ? undefined : "No message yet.";
}

const filled = (tracker, { title, text, tone }) => [
  node("p", { class: "tracker-state", "data-tone": tone }, node("b", {}, title),
    node("span", {}, text), node("span", {}, "Its slot says: ", node("code", {}, stateOf(tracker)),
      ` (${meaningOf(tracker)})`)),
  node("dl", { class: "slots" }, FACTS.map(([key, label, words]) => {
    const value = inWords(tracker[key], words ?? ((word) => WORDS[key]?.[word] ?? word));
    return node("div", { class: value === NO_VALUE ? "none" : null },
      node("dt", {}, label), node("dd", {}, value));
  })),
];

function inWords(value, words) {
  if (value === true) return "given";
  if (value === false) return "not given";
  return value === null || value === undefined || value === "" ? NO_VALUE : words(String(value));
}
