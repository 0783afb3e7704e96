/**
 * The queue of the selected desk: how many wait here, and what the vendor tells the bot about it.
 */

import { hasEnded } from "./conversation.js";
import { node, setText } from "./dom.js";
import { group, segments } from "./segments.js";
import { vendorTitle } from "./vendors.js";

// What the vendor can be made to tell: how many people wait, and for how long. Without figures it
// tells how many really wait here.
const LENGTHS = {
  own: { people: null, seconds: null }, short: { people: 2, seconds: 240 },
  long: { people: 7, seconds: 1500 },
};
const NO_VALUE = "\u2013";

export class VendorQueue {
  /** `setQueues(figures)` is called when another length is chosen. */
  constructor(element, setQueues) {
    this.here = node("b");
    this.remark = node("p", { class: "sub" });
    this.rows = node("tbody");
    this.table = node("table", { class: "plain-table" },
      node("thead", {}, node("tr", {}, ["Skill", "Customers", "One waits"].map((title) =>
        node("th", { scope: "col" }, title)))), this.rows);
    this.lengths = segments("queue", { own: "as here", short: "short", long: "long" },
      (name) => setQueues(LENGTHS[name]));
    this.switch = group("Queue that the bot is told", this.lengths.element);
    element.querySelector(".part-head").append(this.switch);
    element.append(
      node("dl", { class: "figure" }, node("dt", {}, "Wait at this desk now"),
        node("dd", {}, this.here)),
      this.remark, this.table);
  }

  /**
   * Show how many wait at a vendor, and its figures: `queues` is null if it tells none, and
   * `areSet` is whether somebody has set them, so that they are not the queue here.
   */
  draw(vendor, transfers, queues, areSet) {
    const title = vendorTitle(vendor);
    const waiting = [...transfers].filter((transfer) => transfer.vendor === title
      && !hasEnded(transfer) && transfer.state !== "with_agent");
    setText(this.here, String(waiting.length));
    setText(this.remark, remark(title, queues, areSet));
    this.table.hidden = this.switch.hidden = !queues;
    if (!queues) return;
    const told = Object.entries(queues);
    const isSame = told.every(([, figures]) => equal(figures, told[0][1]));
    const shown = isSame && told.length > 1 ? [["every skill", told[0][1]]] : told;
    this.rows.replaceChildren(...shown.map(row));
    const chosen = Object.entries(LENGTHS).find(([, length]) => isSame && equal(length, told[0]?.[1]));
    this.lengths.set(areSet ? chosen?.[0] : "own");
  }
}

function remark(title, queues, areSet) {
  if (!queues) return `${title} does not tell the bot how long customers wait.`;
  return areSet ? `What ${title} tells the bot: these figures, not the queue here.`
    : `What ${title} tells the bot: the queue here. The bot may have asked some seconds ago.`;
}

const equal = (one, other) => one.people === other?.people && one.seconds === other?.seconds;

const row = ([skill, { people, seconds }]) => node("tr", {},
  node("th", { scope: "row" }, skill), node("td", {}, people ?? NO_VALUE),
  node("td", {}, seconds === null ? NO_VALUE : `${Math.round(seconds / 60)} min`));
