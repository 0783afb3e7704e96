/**
 * What became of every request for a person: those of this page's conversation, one row for each
 * attempt at a desk, and the figures of all conversations. The sandbox reads the bot's reports.
 */

import { control } from "./control.js";
import { byId, node, setText, toMinutes } from "./dom.js";
import { figures } from "./figures.js";
import { plain, term } from "./handoff_words.js";
import { vendorTitle } from "./vendors.js";

// Many reports at the same time are shown together.
const REFRESH_AFTER_MS = 150;
const NO_VALUE = "\u2013";
const UNDECIDED = "Nothing is decided yet";

export class Requests {
  constructor() {
    this.table = byId("request-table");
    this.timer = null;
  }

  open(conversation) {
    if (conversation !== this.conversation) {
      this.isAnnouncing = false; // what was there before is not read aloud
      this.drawn = null;
    }
    this.conversation = conversation;
    this.refreshSoon();
  }

  update(changes) {
    const isOutdated = ["handoff_reported", "transfer_failed"].some((type) => changes.types.has(type));
    if (changes.all || isOutdated) this.refreshSoon();
  }

  refreshSoon() {
    this.isOutdated = true;
    this.timer ??= setTimeout(() => this.refresh(), REFRESH_AFTER_MS);
  }

  async refresh() {
    const { conversation } = this;
    this.isOutdated = false;
    try {
      const own = conversation ? control.requestsOf(conversation) : [];
      const [all, requests] = await Promise.all([control.figures(), own]);
      byId("figures").replaceChildren(...figures(all));
      if (conversation === this.conversation) this.draw(requests);
    } catch {
      // The connection is lost; everything is read again when it is back.
    }
    this.timer = null;
    if (this.isOutdated) this.refreshSoon();
  }

  /** Show the requests, the newest first; those that have not changed stay as they are. */
  draw(requests) {
    const json = JSON.stringify(requests);
    if (json === this.drawn) return;
    this.drawn = json;
    setText(byId("requests-empty"), "Nobody has asked for a person yet.");
    byId("requests-empty").hidden = requests.length > 0;
    this.table.hidden = requests.length === 0;
    for (const body of [...this.table.tBodies]) body.remove();
    this.table.append(...[...requests].reverse().map(rows));
    const last = requests.at(-1);
    if (last && this.isAnnouncing) {
      setText(byId("announcer"), `Request for a person: ${plain("outcome", last.outcome) ?? UNDECIDED}`);
    }
    this.isAnnouncing = true;
  }
}

/** Return the rows of one request: one for each attempt, and one if there was none. */
function rows(request) {
  const tried = request.attempts.length ? request.attempts
    : [{ desk: null, skill: null, outcome: request.outcome }];
  const rowspan = tried.length;
  const shared = [
    node("th", { scope: "rowgroup", rowspan }, node("time", {}, toMinutes(request.at))),
    cell("Reason", { rowspan }, term("reason", request.reason)),
    cell("Shift", { rowspan }, shift(request)),
  ];
  return node("tbody", {}, tried.map((attempt, index) => node("tr", {},
    index === 0 ? shared : [],
    cell("Desk / skill", {}, route(attempt)),
    cell("Outcome", {}, outcome(request, attempt)))));
}

/** Return a cell; a phone shows the column's title inside it. */
const cell = (title, attributes, ...children) =>
  node("td", { ...attributes, "data-title": title }, ...children);

function shift({ found, because }) {
  const why = plain("because", because);
  return [term("found", found), why ? node("small", {}, why, " ", node("code", {}, because)) : null];
}

function route({ desk, skill }) {
  if (!desk) return node("span", { class: "none" }, skill ? `${NO_VALUE} / ${skill}` : NO_VALUE);
  return skill ? `${vendorTitle(desk)} / ${skill}` : vendorTitle(desk);
}

function outcome(request, { outcome: word }) {
  const isUndecided = word === null && request.attempts.length === 0;
  return [
    isUndecided ? node("span", { class: "outcome" }, UNDECIDED) : term("outcome", word),
    word === "accepted" ? " " : null,
    word === "accepted" ? node("small", {}, since(request)) : null,
  ];
}

function since({ ending, with_agents: isWithAgents }) {
  if (isWithAgents) return "Agents have it, as far as the bot knows";
  return ending ? [plain("ending", ending), " ", node("code", {}, ending)]
    : "The bot has it again";
}
