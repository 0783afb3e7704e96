/**
 * What happened: a row for each call and each event, in order, with bodies on request.
 */

import { control } from "./control.js";
import { byId, node, stopwatch } from "./node.js";
import { lanesOf, vendorOf } from "./vendors.js";

const KEPT = 400; // rows in the page; the sandbox has them all
const LANES = ["Platform", "Rasa", "Action server", "Vendor"];
const CALLS = new Set(["call", "bot_called", "handover_endpoint_called"]);
const NEAR_END_PX = 60;
const ANSWERS = {
  accept: "agents accept at once from now on", wait: "agents let transfers wait from now on",
  refuse: "agents refuse from now on",
};

/** In words what an event says that is no call; what people have said is masked. */
const SENTENCES = {
  message: ({ message }) => `${message.from} \u2192 ${message.to}: \u2022\u2022\u2022`
    + ` (${message.text.length} characters)`,
  transfer_accepted: (event) => `${event.vendor} accepts transfer ${event.serial}`
    + `${event.skill_name ? `, skill ${event.skill_name}` : ""}`,
  transfer_failed: (event) => `transfer ${event.serial} failed`
    + `; the bot ${event.failure ? `is told ${event.failure}` : "is not told"}`,
  transfer_refused: (event) => `${event.vendor} refuses: ${event.reason}`,
  transfer_waiting: ({ serial }) => `transfer ${serial} waits for an agent`,
  transfer_withdrawn: ({ serial }) => `transfer ${serial} is withdrawn: the bot is back`,
  agent_joined: () => "an agent takes the conversation",
  agent_left: () => "the agent leaves the conversation",
  conversation_closed: () => "the agent closes the conversation",
  session_ended: () => "the session ends",
  users_merged: () => "the user has another id",
  links_changed: ({ links }) => `links on: ${links.filter((link) => link.enabled)
    .map((link) => `${short(link.source)} \u2192 ${short(link.target)}`).join(", ") || "none"}`,
  bot_failed: ({ reason }) => `the bot failed: ${reason}`,
  agents_changed: ({ answer }) => ANSWERS[answer] ?? `agents: ${answer}`,
  reset: () => "everything begins anew",
};

const short = (adapter) => adapter.replace(/^sandbox-|-adapter$/gu, "");

export class Underneath {
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
    const told = changes.events.filter((event) => CALLS.has(event.type) || SENTENCES[event.type]);
    this.events.push(...told);
    if (this.events.length > 4 * KEPT) this.events.splice(0, this.events.length - 2 * KEPT);
    this.add(told);
  }

  rebuild() {
    this.list.replaceChildren();
    this.add(this.events);
  }

  add(events) {
    const shown = events.filter((event) => this.isShown(event)).slice(-KEPT);
    byId("rows-empty").hidden = shown.length + this.list.childElementCount > 0;
    if (!shown.length) return;
    const { scrollHeight, scrollTop, clientHeight } = this.list;
    const wasAtEnd = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
    this.list.append(...shown.map(row));
    while (this.list.childElementCount > KEPT) this.list.firstElementChild.remove();
    if (wasAtEnd) this.list.scrollTop = this.list.scrollHeight;
  }

  /** Calls that name no conversation, such as a login, are everybody's. */
  isShown(event) {
    return !this.filter.checked || !event.conversation || event.conversation === this.conversation;
  }
}

function row(event) {
  if (!CALLS.has(event.type)) {
    const tone = event.type === "message" ? "words" : event.type;
    return node("li", { class: `row event ${tone}` },
      node("time", {}, stopwatch(event.at)),
      node("span", { class: "sentence" }, SENTENCES[event.type](event)));
  }
  const line = callLine(event);
  if (event.serial === undefined || event.type !== "call") {
    return node("li", { class: "row" }, node("div", { class: "call" }, line));
  }
  const body = node("div", { class: "body" });
  const details = node("details", {}, node("summary", { class: "call" }, line), body);
  details.addEventListener("toggle", () => details.open && showBody(body, event.serial));
  return node("li", { class: "row" }, details);
}

function callLine(event) {
  const [from, to] = lanesOf(event);
  const vendor = event.service && event.service !== "actions" ? vendorOf(event.service) : null;
  const names = LANES.map((lane, index) => (index === 3 && vendor ? vendor : lane));
  const isGood = event.status >= 200 && event.status < 300;
  return [
    node("time", {}, stopwatch(event.at)),
    node("span", { class: "lanes" },
      node("i", { class: `arrow ${isGood ? "" : "bad"}`, "data-from": from, "data-to": to }),
      node("span", { class: "lanes-text" }, `${names[from]} \u2192 ${names[to]}`)),
    node("span", { class: "what" },
      node("b", {}, event.call ?? "unknown call"), " ",
      event.attempt > 1 ? node("em", { class: "fault" }, `attempt ${event.attempt}`) : null,
      event.fault ? node("em", { class: "fault" }, `fault: ${event.fault}`) : null, " ",
      node("span", { class: "path" }, `${event.method ?? "POST"} ${event.path ?? ""}`)),
    node("span", { class: `status ${isGood ? "good" : "bad"}` }, event.status ?? "no answer"),
    node("span", { class: "ms" }, milliseconds(event.milliseconds)),
  ];
}

const milliseconds = (value) =>
  value === undefined || value === null ? "" : value < 10 ? value.toFixed(1) : String(Math.round(value));

async function showBody(place, serial) {
  if (place.childElementCount) return;
  try {
    const call = await control.call(serial);
    place.replaceChildren(...partsOf(call).map(([title, value]) =>
      node("section", {}, node("h4", {}, title),
        node("pre", { tabindex: "0", "aria-label": title }, pretty(value)))));
  } catch (refusal) {
    place.replaceChildren(node("p", { class: "told" }, refusal.message));
  }
}

/** What was sent and what was answered, each with headers and body. */
function partsOf({ request, answer }) {
  const sent = [["Request headers", request.headers], ["Request body", request.body]];
  if (!answer) return [...sent, ["Answer", "none"]];
  return [...sent, ["Answer headers", answer.headers], [`Answer body, ${answer.status}`, answer.body]];
}

const pretty = (value) => {
  if (value === null || value === "") return "nothing";
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
};
