/**
 * The messages and callbacks that customers have left: whether they are delivered, and nothing of
 * what they say.
 */

import { clock, CONNECTING, node, setText, toMinutes } from "./dom.js";

const KINDS = { message: "message", callback: "callback" };
const TONES = { delivered: "good", given_up: "bad" };

export class Outbox {
  constructor(element) {
    this.empty = node("p", { class: "empty" }, CONNECTING);
    this.rows = node("tbody");
    this.table = node("table", { class: "plain-table outbox-table" },
      node("thead", {}, node("tr", {}, ["Reference", "Kind", "State"].map((title) =>
        node("th", { scope: "col" }, title)))), this.rows);
    element.append(this.empty, this.table);
  }

  draw({ is_known: isKnown, messages }) {
    setText(this.empty, isKnown ? "No messages yet. Put nobody on shift, and ask for a person."
      : "The sandbox is not told which messages this bot keeps. make demo tells it.");
    this.empty.hidden = messages.length > 0;
    this.table.hidden = messages.length === 0;
    this.shown = messages.map((message) => ({ message, state: node("td") }));
    this.rows.replaceChildren(...this.shown.map(({ message, state }) => {
      state.dataset.tone = TONES[message.state] ?? (message.attempts ? "wait" : "neutral");
      return node("tr", {}, node("th", { scope: "row" }, node("code", {}, message.reference)),
        node("td", {}, KINDS[message.kind] ?? message.kind), state);
    }));
    this.tick();
  }

  /** Show how long it still takes until the next attempts. */
  tick() {
    for (const { message, state } of this.shown ?? []) setText(state, inWords(message));
  }
}

function inWords({ state, at, attempts, error, next_at: nextAt, delivered_at: deliveredAt, deliveries }) {
  const again = deliveries > 1 ? `, came ${deliveries} times` : "";
  if (state === "delivered") return `delivered ${toMinutes(deliveredAt)}${again}`;
  if (state === "given_up") return `given up after ${attempts} attempts: ${error}`;
  if (!attempts) return `stored ${toMinutes(at)}`;
  const next = nextAt > Date.now() ? `next try in ${clock(Date.now(), nextAt)}` : "next try now";
  const times = attempts === 1 ? "tried once" : `tried ${attempts} times`;
  return state === "arrived" ? `arrived, but not confirmed: ${error}; ${next}`
    : `${times}: ${error}; ${next}`;
}
