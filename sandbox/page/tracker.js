/**
 * What Rasa's tracker contains about the handoff: its state and its slots.
 */

import { control } from "./control.js";
import { byId, node } from "./dom.js";

const REFRESH_AFTER_MS = 150;
const TURN_EVENTS = new Set(["bot_answered", "bot_failed", "agent_joined", "agent_left",
  "transfer_failed", "conversation_closed", "reset"]);
// For each value of the slot `human_handoff_state`: its meaning, and how it is coloured.
const STATES = await control.handoffStates();
const FACTS = [
  ["shift_status", "Shift status"], ["desk", "Desk"], ["skill", "Skill"],
  ["attempts", "Failed requests"], ["failure", "Last failure"], ["loop", "Active form"],
  ["asking", "Requested slot"], ["knows_name", "Name is known"],
  ["knows_email", "E-mail is known"],
];
const NO_VALUE = "\u2013";

export class Tracker {
  constructor() {
    this.element = byId("tracker");
    this.draw({ reachable: null });
  }

  open(conversation) {
    this.conversation = conversation;
    this.refreshSoon();
  }

  /** Read the tracker again after each turn of this page's conversation. */
  update(changes) {
    const isOwn = changes.conversations.has(this.conversation) || changes.all;
    if (isOwn && [...changes.types].some((type) => TURN_EVENTS.has(type))) this.refreshSoon();
  }

  refreshSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.refresh(), REFRESH_AFTER_MS);
  }

  async refresh() {
    const { conversation } = this;
    if (!conversation) return;
    try {
      const tracker = await control.tracker(conversation);
      if (conversation === this.conversation) this.draw(tracker);
    } catch {
      this.draw({ reachable: false });
    }
  }

  draw(tracker) {
    const json = JSON.stringify(tracker);
    if (json === this.drawn) return;
    this.drawn = json;
    const title = node("h3", { id: "tracker-title" }, "Rasa's tracker");
    if (!tracker.reachable) {
      const reason = tracker.reachable === null ? "No message yet."
        : "The tracker cannot be read: Rasa needs the option --enable-api, as in make demo.";
      this.element.replaceChildren(title, node("p", { class: "empty" }, reason));
      return;
    }
    const name = tracker.state ?? Object.keys(STATES)[0];
    const state = STATES[name] ?? { meaning: "", tone: "neutral" };
    const facts = FACTS.map(([key, label]) => [label, toText(tracker[key])]);
    this.element.replaceChildren(
      title,
      node("p", { class: "tracker-state", "data-tone": state.tone },
        node("b", {}, name), node("span", {}, state.meaning)),
      node("dl", { class: "slots" }, facts.map(([label, value]) =>
        node("div", { class: value === NO_VALUE ? "none" : null },
          node("dt", {}, label), node("dd", {}, value)))),
    );
  }
}

function toText(value) {
  if (value === true) return "yes";
  if (value === false) return "no";
  return value === null || value === undefined || value === "" ? NO_VALUE : String(value);
}
