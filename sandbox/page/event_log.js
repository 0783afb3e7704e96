/**
 * The event log: one row for each call and each event, in order. A call's headers and bodies are
 * loaded when its row is opened.
 */

import { control } from "./control.js";
import { byId, node, setText, toMilliseconds } from "./dom.js";
import { plain } from "./handoff_words.js";
import { lanesOf, vendorOfService, vendorTitle } from "./vendors.js";

const MAX_ROWS = 400; // the page shows no more; the sandbox keeps more events than this
const LANES = ["Platform", "Rasa", "Action server", "Vendor"];
const VENDOR_LANE = 3;
const CALLS = new Set(["call", "bot_called", "handover_endpoint_called"]);
const NEAR_END_PX = 60;
const ANSWERS = {
  accept: "agents accept at once from now on", wait: "agents let transfers wait from now on",
  refuse: "agents refuse from now on",
};

/** The text for each event that is not a call. The texts of messages are masked. */
const TEXTS = {
  message: ({ message }) => `${message.from} \u2192 ${message.to}: \u2022\u2022\u2022`
    + ` (${message.text.length} characters)`,
  transfer_accepted: (event) => `${event.vendor} accepts transfer ${event.serial}`
    + `${event.skill_name ? `, skill ${event.skill_name}` : ""}`,
  transfer_failed: ({ serial, failure }) => `transfer ${serial} failed`
    + `; ${failure ? `the vendor tells the bot by the message ${failure}` : "the bot is not informed"}`,
  transfer_refused: (event) => `${event.vendor} refuses: ${event.reason}`,
  transfer_waiting: ({ serial }) => `transfer ${serial} waits for an agent`,
  transfer_withdrawn: ({ serial }) =>
    `transfer ${serial} is withdrawn: the bot has the conversation again`,
  agent_joined: () => "an agent takes the conversation",
  agent_left: () => "the agent leaves the conversation",
  conversation_closed: () => "the agent closes the conversation",
  session_ended: () => "the session ends",
  handoff_reported: (report) => `the bot reports: ${inWords(report).join("; ")}`,
  users_merged: () => "the user has another id",
  links_changed: ({ links }) => `active links: ${links.filter((link) => link.enabled)
    .map((link) => `${shortName(link.source)} \u2192 ${shortName(link.target)}`).join(", ") || "none"}`,
  bot_failed: ({ reason }) => `the bot failed: ${reason}`,
  agents_changed: ({ answer }) => ANSWERS[answer] ?? `agents: ${answer}`,
  ticket_received: ({ reference, kind, number, deliveries }) => `the ticket system receives ${kind}`
    + ` ${reference}${deliveries > 1 ? " again" : ""}: ticket ${number}`,
  reset: () => "the sandbox was reset",
};

/** Return what the bot reports of a request, each part in plain words. */
function inWords({ step, desk, skill, reason, found, outcome, ending }) {
  const route = desk && [vendorTitle(desk), skill].filter(Boolean).join(" / ");
  const why = step === "requested" ? [plain("reason", reason), plain("found", found)] : [];
  return [`${plain("step", step)} (${step})`, ...why, route, plain("outcome", outcome),
    plain("ending", ending)].filter(Boolean);
}

const shortName = (adapter) => adapter.replace(/^sandbox-|-adapter$/gu, "");

export class EventLog {
  constructor() {
    this.list = byId("rows");
    this.events = [];
    this.filter = byId("only-this");
    this.filter.addEventListener("change", () => this.rebuild());
  }

  open(conversation) {
    if (conversation === this.conversation) return;
    this.conversation = conversation;
    this.rebuild();
  }

  update(changes) {
    if (changes.all) {
      this.events = [];
      this.list.replaceChildren();
    }
    const added = changes.events.filter((event) => CALLS.has(event.type) || TEXTS[event.type]);
    this.events.push(...added);
    setText(byId("rows-empty"), "No events yet. Write to the bot.");
    if (this.events.length > 4 * MAX_ROWS) {
      this.events.splice(0, this.events.length - 2 * MAX_ROWS);
    }
    this.add(added);
  }

  rebuild() {
    this.list.replaceChildren();
    this.add(this.events);
  }

  add(events) {
    this.showHidden();
    const shown = events.filter((event) => this.isShown(event)).slice(-MAX_ROWS);
    byId("rows-empty").hidden = shown.length + this.list.childElementCount > 0;
    if (!shown.length) return;
    const { scrollHeight, scrollTop, clientHeight } = this.list;
    const wasAtEnd = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
    this.list.append(...shown.map(row));
    while (this.list.childElementCount > MAX_ROWS) this.list.firstElementChild.remove();
    if (wasAtEnd) this.list.scrollTop = this.list.scrollHeight;
  }

  /** A call that names no conversation, such as a login, may be made for any of them. */
  isShown(event) {
    return !this.filter.checked || event.conversation === this.conversation;
  }

  /** Tell how much the choice "this conversation only" hides. */
  showHidden() {
    const hidden = this.events.filter((event) => !this.isShown(event));
    const ofNobody = hidden.filter((event) => !event.conversation).length;
    setText(byId("hidden-events"), hidden.length
      ? `hidden: ${ofNobody} that name no conversation, ${hidden.length - ofNobody} of others` : "");
  }
}

function row(event) {
  if (!CALLS.has(event.type)) {
    const style = event.type === "message" ? "message-event" : event.type;
    return node("li", { class: `row event ${style}` },
      node("time", {}, toMilliseconds(event.at)),
      node("span", { class: "event-text" }, TEXTS[event.type](event)));
  }
  const columns = callColumns(event);
  if (event.serial === undefined || event.type !== "call") {
    return node("li", { class: "row" }, node("div", { class: "call" }, columns));
  }
  const body = node("div", { class: "body" });
  const details = node("details", {}, node("summary", { class: "call" }, columns), body);
  details.addEventListener("toggle", () => details.open && showBody(body, event.serial));
  return node("li", { class: "row" }, details);
}

function callColumns(event) {
  const [from, to] = lanesOf(event);
  const isVendorCall = event.service && event.service !== "actions";
  const vendor = isVendorCall ? vendorOfService(event.service) : null;
  const nameOf = (lane) => (lane === VENDOR_LANE && vendor) || LANES[lane];
  const isGood = event.status >= 200 && event.status < 300;
  return [
    node("time", {}, toMilliseconds(event.at)),
    node("span", { class: "lanes" },
      node("i", { class: `arrow ${isGood ? "" : "bad"}`, "data-from": from, "data-to": to }),
      node("span", { class: "lanes-text" }, `${nameOf(from)} \u2192 ${nameOf(to)}`)),
    node("span", { class: "call-name" },
      node("b", {}, event.call ?? "unknown call"), " ",
      event.attempt > 1 ? node("em", { class: "fault" }, `attempt ${event.attempt}`) : null,
      event.fault ? node("em", { class: "fault" }, `fault: ${event.fault}`) : null, " ",
      node("span", { class: "path" }, `${event.method ?? "POST"} ${event.path ?? ""}`)),
    node("span", { class: `status ${isGood ? "good" : "bad"}` }, event.status ?? "no answer"),
    node("span", { class: "duration" }, milliseconds(event.milliseconds)),
  ];
}

const milliseconds = (value) =>
  value === undefined || value === null ? "" : value < 10 ? value.toFixed(1) : String(Math.round(value));

async function showBody(element, serial) {
  if (element.childElementCount) return;
  try {
    const call = await control.call(serial);
    element.replaceChildren(...sectionsOf(call).map(([title, value]) =>
      node("section", {}, node("h4", {}, title),
        node("pre", { tabindex: "0", "aria-label": title }, toText(value)))));
  } catch (error) {
    element.replaceChildren(node("p", { class: "status-message" }, error.message));
  }
}

/** Return the request and the response of a call as [title, value], headers and bodies apart. */
function sectionsOf({ request, answer }) {
  const sent = [["Request headers", request.headers], ["Request body", request.body]];
  if (!answer) return [...sent, ["Response", "none"]];
  return [...sent, ["Response headers", answer.headers],
    [`Response body, ${answer.status}`, answer.body]];
}

const toText = (value) => {
  if (value === null || value === "") return "nothing";
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
};
