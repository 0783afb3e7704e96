/**
 * What became of every request for a person: those of this page's conversation, one row for each
 * attempt at a desk, and the figures of all conversations. The sandbox reads the bot's reports.
 */

import { control } from "./control.js";
import { byId, CONNECTING, node, setText, toMinutes } from "./dom.js";
import { figures } from "./figures.js";
import { plain, term } from "./handoff_words.js";
import { vendorTitle } from "./vendors.js";

// Many reports at the same time are shown together.
const REFRESH_AFTER_MS = 150;
const READ_EVENTS = new Set(["handoff_reported", "transfer_failed"]);
const NO_VALUE = "\u2013";
const UNDECIDED = "Nothing is decided yet";
const { actions: PASSED_ON_AT } = await control.urls();
const NOT_TOLD = "The sandbox is not told of requests for a person: it cannot read Rasa\u2019s "
  + "tracker (the card of this name says why), and Rasa has called no action through the sandbox. "
  + `To change the latter, write ${PASSED_ON_AT}/webhook as the url of action_endpoint in the `
  + "bot\u2019s endpoints.yml, and start Rasa again. The sandbox passes the calls on to the action "
  + "server.";
const OPEN_ONLY = "Rasa calls its action server directly, not through the sandbox, so only "
  + "conversations that are open on a page like this are counted.";

export class Requests {
  constructor() {
    this.table = byId("request-table");
    this.timer = null;
    this.hasTracker = null; // whether the sandbox can read the tracker; null: not known yet
    this.hasAnswers = false; // whether the bot has answered anybody
  }

  /** Set whether the sandbox can read the tracker, which also reports requests. */
  setTracker(isReadable) {
    if (isReadable === this.hasTracker) return;
    this.hasTracker = isReadable;
    this.refreshSoon();
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
    if (changes.all) this.hasAnswers = false;
    const isFirstAnswer = !this.hasAnswers && changes.types.has("bot_answered");
    this.hasAnswers ||= isFirstAnswer;
    const isOutdated = [...changes.types].some((type) => READ_EVENTS.has(type));
    if (changes.all || isOutdated || isFirstAnswer) this.refreshSoon();
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
      this.seesActions = all.sees_actions;
      this.drawFigures(all);
      if (conversation === this.conversation) this.draw(requests);
    } catch {
      // The connection is lost; everything is read again when it is back.
    }
    this.timer = null;
    if (this.isOutdated) this.refreshSoon();
  }

  /** Return whether nobody tells the sandbox of requests; null: not known yet. */
  isNotTold() {
    return this.seesActions ? false : this.hasTracker === null ? null : !this.hasTracker;
  }

  drawFigures(all) {
    if (this.isNotTold() === null) return;
    const isNotTold = this.isNotTold() && all.requests === 0;
    const isPartial = !this.seesActions && this.hasAnswers;
    setText(byId("figures-source"), isNotTold
      ? "Not known: the sandbox is not told of requests, so it cannot count them."
      : ["As the bot knows it.", isPartial ? OPEN_ONLY : ""].join(" ").trim());
    byId("figures").replaceChildren(...(isNotTold ? [] : figures(all)));
  }

  /** Show the requests, the newest first; those that have not changed stay as they are. */
  draw(requests) {
    const isNotTold = this.isNotTold();
    setText(byId("requests-empty"), isNotTold === null ? CONNECTING
      : isNotTold ? NOT_TOLD : "Nobody has asked for a person yet.");
    const json = JSON.stringify(requests);
    if (json === this.drawn) return;
    this.drawn = json;
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
