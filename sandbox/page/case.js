/**
 * The transfer that is open on the desk: who it is, what was said, and what an agent can do.
 */

import { contactOf } from "./contact.js";
import { control } from "./control.js";
import { byId, node, write } from "./node.js";
import { STATES } from "./queue.js";
import { hasEnded } from "./story.js";
import { asClicked, bubble, extras, remark, Transcript } from "./transcript.js";

const NAMES = { bot: "Bot", agent: "You", customer: "Customer" };
const NOTES = {
  agent_joined: "You have taken the conversation.",
  agent_left: "The bot has the conversation again.",
  conversation_closed: "The conversation was closed.",
  session_ended: "The session is over.",
  transfer_failed: "The transfer has failed.",
  bot_failed: "The bot could not be reached.",
};
const STEPS = [
  ["Ask for a person", "in the chat, as the customer. The bot asks for a name and an e-mail address."],
  ["The transfer comes in here", "with everything the vendor was sent, and the conversation so far."],
  ["Answer, and give it back", "The customer talks with you, not with the bot, until you do."],
];
const FACTS = [["name", "Name"], ["email", "E-mail"], ["skill", "Skill"], ["reason", "Reason"]];

export class Case {
  constructor(element, story) {
    this.story = story;
    this.element = element;
    this.empty = node("ol", { class: "steps" },
      STEPS.map(([title, text]) => node("li", {}, node("b", {}, title), node("span", {}, text))));
    this.build();
    this.show(null);
  }

  build() {
    this.title = node("h3", { class: "case-title" });
    this.state = node("span", { class: "state" });
    this.facts = Object.fromEntries(FACTS.map(([key]) => [key, node("dd")]));
    this.sent = node("pre", { tabindex: "0", "aria-label": "Fields of the transfer" });
    this.log = node("div", { class: "log", id: "desk-log", role: "log", "aria-live": "off",
      tabindex: "0", "aria-label": "Conversation so far, as the agent sees it" });
    this.transcript = new Transcript(this.log, draw);
    this.text = node("input", { type: "text", id: "desk-text", maxlength: "2000",
      placeholder: "Write as the agent", enterkeyhint: "send", autocomplete: "off" });
    const action = (label, kind, act) =>
      node("button", { type: "button", class: kind, onclick: () => this.do(act) }, label);
    this.decide = node("div", { class: "actions" },
      action("Accept", "primary", () => control.accept(this.transfer.serial)),
      action("Refuse", "danger", () => control.refuse(this.transfer.serial)));
    this.end = node("div", { class: "actions" },
      action("Give back to the bot", "", () => control.giveBack(this.transfer.conversation)),
      action("Close", "danger", () => control.close(this.transfer.conversation)));
    this.form = node("form", { class: "composer", onsubmit: (event) => this.write(event) },
      node("label", { class: "unseen", for: "desk-text" }, "Message of the agent"),
      this.text, node("button", { type: "submit", class: "primary" }, "Send"));
    this.told = node("p", { class: "told", role: "status" });
    this.content = node("div", { class: "case-content" },
      node("header", { class: "case-head" }, this.title, this.state, this.decide, this.end),
      node("dl", { class: "facts" },
        FACTS.map(([key, label]) => node("div", {}, node("dt", {}, label), this.facts[key]))),
      node("details", { class: "sent" },
        node("summary", {}, "What the vendor was sent"), this.sent),
      this.log, this.told, this.form);
    this.element.append(this.empty, this.content);
  }

  show(transfer) {
    this.empty.hidden = Boolean(transfer);
    this.content.hidden = !transfer;
    if (!transfer) return;
    if (transfer.serial !== this.transfer?.serial) {
      this.text.value = "";
      write(this.told, "");
    }
    this.transfer = transfer;
    const { lines } = this.story.conversation(transfer.conversation);
    const known = { ...contactOf(transfer, lines), skill: transfer.skill };
    write(this.title, known.name ?? transfer.conversation);
    write(this.state, STATES[transfer.state] ?? transfer.state);
    this.state.dataset.state = transfer.state;
    for (const [key] of FACTS) {
      write(this.facts[key], known[key] ?? "not sent");
      this.facts[key].classList.toggle("missing", !known[key]);
    }
    write(this.sent, JSON.stringify(transfer.fields ?? {}, null, 2));
    this.transcript.show(lines);
    this.offer(transfer);
  }

  offer(transfer) {
    const isMine = transfer.state === "with_agent";
    // A button that goes takes the focus with it: give it to what comes next.
    const hadFocus = this.content.contains(document.activeElement)
      && !this.log.contains(document.activeElement);
    this.decide.hidden = transfer.state !== "waiting";
    this.end.hidden = this.form.hidden = !isMine;
    if (hadFocus && !this.content.contains(document.activeElement)) {
      (isMine ? this.text : this.log).focus();
    }
    if (hadFocus && document.activeElement?.closest("[hidden]")) {
      (isMine ? this.text : this.log).focus();
    }
    if (hasEnded(transfer)) this.text.value = "";
  }

  async write(event) {
    event.preventDefault();
    const text = this.text.value.trim();
    if (!text) return;
    this.text.value = "";
    await this.do(() => control.agentWrites(this.transfer.conversation, text));
  }

  async do(act) {
    write(this.told, "");
    try {
      await act();
    } catch (refusal) {
      write(this.told, refusal.message);
      byId("announcer").textContent = refusal.message;
    }
  }
}

function draw(line, index, lines) {
  if (line.kind === "note") {
    if (line.what !== "transfer_accepted") return remark(NOTES[line.what] ?? line.what);
    return remark(`Transfer to ${line.skill ?? "a person"} at ${line.vendor}`, "wait");
  }
  const { from, to } = line;
  if (from === "vendor") {
    return to === "customer" ? remark(line.text, "vendor") : null;
  }
  const text = from === "customer" ? asClicked(line.text, lines, index) : line.text;
  const mark = to === "agent" && from === "bot" ? "Only agents read this" : null;
  const side = from === "agent" ? "mine" : "theirs";
  return bubble({ ...line, text, side, name: NAMES[from] ?? from, mark }, ...extras(line.payload));
}
