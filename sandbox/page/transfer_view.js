/**
 * The transfer that is open on the desk: the customer, the conversation and the agent's actions.
 */

import { control } from "./control.js";
import { hasEnded } from "./conversation.js";
import { byId, node, setText } from "./dom.js";
import { FACTS, GivenFacts } from "./given_facts.js";
import { STATES } from "./queue.js";
import { attachments, bubble, clickedTitle, failureText, note, Transcript } from "./transcript.js";

const NAMES = { bot: "Bot", agent: "You", customer: "Customer" };
const NOTES = {
  agent_joined: "You have taken the conversation.",
  agent_left: "The bot has the conversation again.",
  conversation_closed: "The conversation was closed.",
  session_ended: "The session is over.",
  bot_failed: "The bot could not be reached.",
};
const STEPS = [
  ["Ask for a person", "in the chat, as the customer. The bot asks for a name and an e-mail address."],
  ["The transfer comes in here", "with everything the vendor was sent, and the conversation so far."],
  ["Answer, and give it back", "The customer talks with you, not with the bot, until you do."],
];

export class TransferView {
  /** `links` are those between this transfer's customer and the one in the chat. */
  constructor(element, store, links) {
    this.store = store;
    this.links = links;
    this.given = new GivenFacts(() => this.showFacts());
    this.element = element;
    this.instructions = node("ol", { class: "steps" },
      STEPS.map(([title, text]) => node("li", {}, node("b", {}, title), node("span", {}, text))));
    this.build();
    this.show(null);
  }

  build() {
    this.title = node("h3", { class: "transfer-title" });
    this.state = node("span", { class: "state" });
    this.facts = Object.fromEntries(FACTS.map(([key]) => [key, node("dd")]));
    this.fields = node("pre", { tabindex: "0", "aria-label": "Fields of the transfer" });
    this.log = node("div", { class: "log", id: "desk-log", role: "log", "aria-live": "off",
      tabindex: "0", "aria-label": "Conversation so far, as the agent sees it" });
    this.transcript = new Transcript(this.log, draw);
    this.text = node("input", { type: "text", id: "desk-text", maxlength: "2000",
      placeholder: "Write as the agent", enterkeyhint: "send", autocomplete: "off" });
    const button = (label, style, action) =>
      node("button", { type: "button", class: style, onclick: () => this.run(action) }, label);
    this.decision = node("div", { class: "actions" },
      button("Accept", "primary", () => control.accept(this.transfer.serial)),
      button("Refuse", "danger", () => control.refuse(this.transfer.serial)));
    this.ending = node("div", { class: "actions" },
      button("Give back to the bot", "", () => control.giveBack(this.transfer.conversation)),
      button("Close", "danger", () => control.close(this.transfer.conversation)));
    this.form = node("form", { class: "composer", onsubmit: (event) => this.submit(event) },
      node("label", { class: "visually-hidden", for: "desk-text" }, "Message of the agent"),
      this.text, node("button", { type: "submit", class: "primary" }, "Send"));
    this.error = node("p", { class: "status-message", role: "status" });
    this.content = node("div", { class: "transfer-content" },
      node("header", { class: "transfer-head" },
        this.title, this.state, this.decision, this.ending),
      this.links.element,
      node("dl", { class: "facts" },
        FACTS.map(([key, label]) => node("div", {}, node("dt", {}, label), this.facts[key]))),
      node("details", { class: "fields" },
        node("summary", {}, "What the vendor was sent"), this.fields),
      this.log, this.error, this.form);
    this.element.append(this.instructions, this.content);
  }

  /** `inChat` is the id of the conversation in the chat. */
  show(transfer, inChat) {
    this.instructions.hidden = Boolean(transfer);
    this.content.hidden = !transfer;
    if (!transfer) return;
    if (transfer.serial !== this.transfer?.serial) {
      this.text.value = "";
      setText(this.error, "");
    }
    this.transfer = transfer;
    const { lines } = this.store.conversation(transfer.conversation);
    const seen = [transfer.conversation, transfer.state, lines.length].join();
    if (seen !== this.seen) this.given.readSoon(transfer.conversation);
    this.seen = seen;
    this.links.show(transfer, inChat);
    this.showFacts();
    setText(this.state, STATES[transfer.state] ?? transfer.state);
    this.state.dataset.state = transfer.state;
    setText(this.fields, JSON.stringify(transfer.fields ?? {}, null, 2));
    this.transcript.show(lines);
    this.offerActions(transfer);
  }

  showFacts() {
    const { conversation } = this.transfer;
    const facts = this.given.of(this.transfer, this.store.conversation(conversation).lines);
    for (const [key, [text, isSent]] of Object.entries(facts)) {
      setText(this.facts[key], text);
      this.facts[key].classList.toggle("missing", !isSent);
    }
    setText(this.title, facts.name[1] ? facts.name[0] : conversation);
  }

  offerActions(transfer) {
    const isWithAgent = transfer.state === "with_agent";
    // A button that disappears loses the focus: move the focus to the next useful element.
    const hadFocus = this.content.contains(document.activeElement)
      && !this.log.contains(document.activeElement);
    this.decision.hidden = transfer.state !== "waiting";
    this.ending.hidden = this.form.hidden = !isWithAgent;
    const focused = document.activeElement;
    if (hadFocus && (!this.content.contains(focused) || focused.closest("[hidden]"))) {
      (isWithAgent ? this.text : this.log).focus();
    }
    if (hasEnded(transfer)) this.text.value = "";
  }

  async submit(event) {
    event.preventDefault();
    const text = this.text.value.trim();
    if (!text) return;
    this.text.value = "";
    await this.run(() => control.agentWrites(this.transfer.conversation, text));
  }

  async run(action) {
    setText(this.error, "");
    try {
      await action();
    } catch (error) {
      setText(this.error, error.message);
      byId("announcer").textContent = error.message;
    }
  }
}

function draw(line, index, lines) {
  if (line.kind === "note") {
    if (line.what === "transfer_failed") return note(failureText(line));
    if (line.what !== "transfer_accepted") return note(NOTES[line.what] ?? line.what);
    return note(`Transfer to ${line.skill ?? "a person"} at ${line.vendor}`, "wait");
  }
  const { from, to } = line;
  if (from === "vendor") {
    return to === "customer" ? note(line.text, "vendor") : null;
  }
  const text = from === "customer" ? clickedTitle(line.text, lines, index) : line.text;
  const hint = to === "agent" && from === "bot" ? "Only agents read this" : null;
  const side = from === "agent" ? "mine" : "theirs";
  return bubble({ ...line, text, side, name: NAMES[from] ?? from, hint },
    ...attachments(line.payload));
}
