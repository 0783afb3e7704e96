/**
 * What the bot itself knows of a handoff: the slots of its tracker, and how far down the failure
 * ladder a request has come.
 */

import { control } from "./control.js";
import { byId, node } from "./node.js";
import { TITLES } from "./vendors.js";

const AFTER_MS = 150;
const TURNS = new Set(["bot_answered", "bot_failed", "agent_joined", "agent_left", "transfer_failed",
  "conversation_closed", "reset"]);
const STATES = {
  none: "nobody has asked for a person", requested: "asked for a person",
  with_agent: "an agent has the customer", failed: "the transfer failed", gave_up: "given up",
};
const FACTS = [
  ["shift_status", "Shift status"], ["desk", "Desk"], ["skill", "Skill"],
  ["attempts", "Failed requests"], ["failure", "Last failure"], ["loop", "Form"],
  ["asking", "Asking for"], ["knows_name", "Knows the name"], ["knows_email", "Knows the e-mail"],
];

export class Tracker {
  constructor() {
    this.place = byId("tracker");
    this.draw({ reachable: null });
  }

  open(conversation) {
    this.conversation = conversation;
    this.soon();
  }

  /** Look again after each turn of this page's conversation. */
  update(changes) {
    const isMine = changes.conversations.has(this.conversation) || changes.all;
    if (isMine && [...changes.kinds].some((kind) => TURNS.has(kind))) this.soon();
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.refresh(), AFTER_MS);
  }

  async refresh() {
    const asked = this.conversation;
    if (!asked) return;
    try {
      const tracker = await control.tracker(asked);
      if (asked === this.conversation) this.draw(tracker);
    } catch {
      this.draw({ reachable: false });
    }
  }

  draw(tracker) {
    const shown = JSON.stringify(tracker);
    if (shown === this.shown) return;
    this.shown = shown;
    const title = node("h3", { id: "tracker-title" }, "Rasa's tracker");
    if (!tracker.reachable) {
      const why = tracker.reachable === null ? "Nothing said yet."
        : "Rasa does not tell: it needs --enable-api, as make demo starts it.";
      this.place.replaceChildren(title, node("p", { class: "empty" }, why));
      return;
    }
    const state = tracker.state ?? "none";
    const facts = FACTS.map(([key, label]) => [label, inWords(tracker[key])]);
    this.place.replaceChildren(
      title,
      node("p", { class: "tracker-state", "data-state": state },
        node("b", {}, state), node("span", {}, STATES[state] ?? "")),
      ladder(tracker.tried ?? [], state),
      node("dl", { class: "slots" }, facts.map(([label, value]) =>
        node("div", { class: value === "\u2013" ? "none" : null },
          node("dt", {}, label), node("dd", {}, value)))),
    );
  }
}

/** The rungs that were tried, `desk/skill`; the last one is where the request stands. */
function ladder(tried, state) {
  if (!tried.length) return node("p", { class: "rungs-none" }, "Failure ladder: no rung tried");
  const isLost = state === "failed" || state === "gave_up";
  const rungs = tried.map((rung, index) => {
    const isCurrent = index === tried.length - 1;
    const [desk, ...skill] = String(rung).split("/");
    const outcome = isCurrent && !isLost ? "current" : "failed";
    return node("li", { "data-outcome": outcome, "aria-current": isCurrent ? "step" : null },
      node("span", {}, `${TITLES[desk] ?? desk} / ${skill.join("/")}`),
      node("small", {}, outcome === "current" ? "here" : "failed"));
  });
  return node("div", { class: "ladder" },
    node("h4", {}, `Failure ladder, rung ${tried.length}`), node("ol", {}, rungs));
}

function inWords(value) {
  if (value === true) return "yes";
  if (value === false) return "no";
  return value === null || value === undefined || value === "" ? "\u2013" : String(value);
}
