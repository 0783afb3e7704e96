/**
 * The queue of the selected desk: how many wait here, and what the vendor tells the bot about it.
 */

import { node, setText } from "./dom.js";
import { segments } from "./segments.js";
import { hasEnded } from "./store.js";
import { vendorTitle } from "./vendors.js";

// How long the queues can be made: how many people wait, and for how long.
const LENGTHS = {
  empty: { people: 0, seconds: null }, short: { people: 2, seconds: 240 },
  long: { people: 7, seconds: 1500 },
};
const NO_VALUE = "\u2013";

export class VendorQueue {
  /** `setQueues(figures)` is called when another length is chosen. */
  constructor(element, setQueues) {
    this.here = node("b");
    this.hint = node("p", { class: "hint" });
    this.rows = node("tbody");
    this.table = node("table", { class: "plain-table" },
      node("thead", {}, node("tr", {}, ["Skill", "Wait", "For"].map((title) =>
        node("th", { scope: "col" }, title)))), this.rows);
    this.lengths = segments("queue", { empty: "empty", short: "short", long: "long" },
      (name) => setQueues(LENGTHS[name]));
    this.switch = node("fieldset", { class: "switch" },
      node("legend", { class: "visually-hidden" }, "Length of the queue"), this.lengths.element);
    element.append(
      node("div", { class: "figure" }, node("dl", {}, node("dt", {}, "Wait in this window now"),
        node("dd", {}, this.here))),
      this.hint, this.table, this.switch);
  }

  /** Show how many wait at a vendor, and its figures; `queues` is null if it tells none. */
  draw(vendor, transfers, queues) {
    const title = vendorTitle(vendor);
    const waiting = [...transfers].filter((transfer) => transfer.vendor === title
      && !hasEnded(transfer) && transfer.state !== "with_agent");
    setText(this.here, String(waiting.length));
    setText(this.hint, queues ? `${title} tells the bot, of customers elsewhere:`
      : `${title} does not tell how long customers wait.`);
    this.table.hidden = this.switch.hidden = !queues;
    if (!queues) return;
    this.rows.replaceChildren(...Object.entries(queues).map(([skill, figures]) =>
      node("tr", {}, node("th", { scope: "row" }, skill), node("td", {}, figures.people ?? NO_VALUE),
        node("td", {}, figures.seconds === null ? NO_VALUE
          : `${Math.round(figures.seconds / 60)} min`))));
    const chosen = Object.entries(LENGTHS).find(([, { people, seconds }]) =>
      Object.values(queues).every((told) => told.people === people && told.seconds === seconds));
    this.lengths.set(chosen?.[0]);
  }
}
