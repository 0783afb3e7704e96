/**
 * The customer's chat, as on a web site.
 */

import { control } from "./control.js";
import { byId, node, safeUrl, setText } from "./dom.js";
import { attachments, bubble, buttonsOf, clickedTitle, failureText, note, Transcript }
  from "./transcript.js";
import { sendsButtonTitles } from "./vendors.js";

const NAMES = { bot: "Bot", agent: "Agent", customer: "You" };
const ATTENDED_BY = {
  bot: "With the bot",
  waiting: "Waiting",
  agent: "With a person",
  nobody: "With nobody",
  silent: "With a silent bot",
};
const NOTES = {
  transfer_accepted: ["The chat is being transferred to a person.", "wait"],
  agent_joined: ["A person has joined the chat.", "good"],
  agent_left: ["The person has left the chat.", ""],
  session_ended: ["The session is over.", ""],
  bot_failed: ["The bot could not be reached. Write again in a moment.", "bad"],
};

// Buttons for the first message of a new customer, in the form of a bot's message.
const FIRST_MESSAGES = {
  en: firstMessages("I want to talk to a person", "Hello", "I have a question about an invoice"),
  nl: firstMessages("Ik wil een medewerker spreken", "Hallo", "Ik heb een vraag over een factuur"),
};

function firstMessages(...titles) {
  return { payload: { buttons: titles.map((title) => ({ title })) } };
}

export class Chat {
  constructor(store, banner) {
    this.store = store;
    this.banner = banner;
    this.section = byId("chat");
    this.log = byId("chat-log");
    this.text = byId("chat-text");
    this.transcript = new Transcript(this.log, (...line) => this.draw(...line));
    this.pending = []; // messages that were sent and that no event has confirmed yet
    byId("chat-form").addEventListener("submit", (event) => {
      event.preventDefault();
      const text = this.text.value.trim();
      if (text) this.send(text);
      this.text.value = "";
    });
    byId("file-button").addEventListener("click", () => byId("file").click());
    byId("file").addEventListener("change", (event) => this.showFiles(event.target));
  }

  /** Show a customer's conversation; messages are sent only after the promise `opening`. */
  open(id, opening) {
    if (id !== this.id) this.pending.splice(0).forEach(({ element }) => element.remove());
    this.id = id;
    this.opened = opening.then(({ channel, language }) => {
      this.channel = channel;
      this.language = language;
      this.update();
    });
    this.opened.catch(() => {}); // the caller and `send` report the error
    this.update();
  }

  update() {
    if (!this.id) return;
    const conversation = this.store.conversation(this.id);
    const { attendedBy } = conversation;
    this.pending.forEach(({ element }) => element.remove());
    this.transcript.show(conversation.lines);
    this.pending.forEach(({ element }) => this.log.append(element));
    this.offerButtons(conversation);
    this.section.dataset.with = attendedBy;
    setText(byId("attended-by"), this.channel ? ATTENDED_BY[attendedBy] : "");
    byId("typing").hidden = !(conversation.isBotBusy && attendedBy === "bot");
    byId("file-button").disabled = byId("file").disabled = attendedBy !== "agent";
    this.banner.show(conversation);
  }

  draw(line, index, lines) {
    if (line.what === "transfer_failed") return note(failureText(line), "bad");
    if (line.kind === "note") return NOTES[line.what] ? note(...NOTES[line.what]) : null;
    if (line.from === "customer") {
      this.confirm((message) => message.text === line.text);
      const isUnread = line.to === "nobody" && !isInQueue(lines, index);
      const hint = isUnread ? "Nobody reads this: neither the bot nor an agent" : null;
      const text = clickedTitle(line.text, lines, index);
      return bubble({ ...line, text, side: "mine", name: NAMES.customer, hint });
    }
    if (line.to !== "customer") return null;
    if (line.from === "vendor") return note(line.text, "vendor");
    return bubble({ ...line, side: "theirs", name: NAMES[line.from] ?? line.from },
      ...attachments(line.payload));
  }

  /** Show the buttons of the last message until the customer has answered. */
  offerButtons({ lines }) {
    const isVisible = (line) =>
      line.kind === "message" && (line.from === "customer" || line.to === "customer");
    const last = lines.filter(isVisible).at(-1) ?? FIRST_MESSAGES[this.language];
    const message = last && last.from !== "customer" && !this.pending.length ? last : null;
    if (message === this.offered && this.buttons?.isConnected !== false) return;
    this.offered = message;
    this.buttons?.remove();
    const buttons = buttonsOf(message);
    if (!buttons.length) return;
    this.buttons = node("div", { class: "replies", role: "group", "aria-label": "Answers" },
      buttons.map((button) => this.button(button)));
    this.log.append(this.buttons);
    this.transcript.scrollToEnd();
  }

  button(button) {
    const title = String(button.title);
    const url = safeUrl(button.url);
    if (url) {
      return node("a", { href: url, rel: "noreferrer noopener", target: "_blank",
        class: "reply" }, title);
    }
    const onclick = () => this.click(button);
    return node("button", { type: "button", class: "reply", onclick }, title);
  }

  click({ title, payload }) {
    this.text.focus();
    if (payload && sendsButtonTitles(this.channel)) {
      this.send(title, { type: "ExternalId", id: payload });
    } else {
      this.send(payload ?? title, undefined, title);
    }
  }

  async send(text, metadata, shownText = text) {
    const element = bubble({ side: "mine", from: "customer", name: NAMES.customer,
      text: shownText, at: Date.now() });
    element.classList.add("pending");
    const message = { text, element };
    const { id, opened } = this;
    this.pending.push(message);
    this.update();
    this.transcript.scrollToEnd();
    try {
      await opened;
      await control.customerWrites(id, text, metadata);
    } catch (error) {
      // A failure of the bot (502) is also an event, which is shown in the chat already.
      if (error.status !== 502) this.showError(error.message);
    } finally {
      this.confirm((other) => other === message);
      this.update();
    }
  }

  confirm(matches) {
    const index = this.pending.findIndex(matches);
    if (index < 0) return;
    this.pending[index].element.remove();
    this.pending.splice(index, 1);
  }

  showError(text) {
    this.log.append(note(text, "bad"));
    this.transcript.scrollToEnd();
  }

  /** The sandbox does not transport files, so only say what a web site would do with them. */
  showFiles(input) {
    for (const { name, size } of input.files) {
      const kilobytes = Math.max(1, Math.round(size / 1024));
      this.log.append(note(`Would send ${name} (${kilobytes} kB) to the person. `
        + "Files stay in this browser: the sandbox takes none."));
    }
    input.value = "";
    this.transcript.scrollToEnd();
  }
}

/** Return whether the customer was waiting in the queue when this line was written. */
function isInQueue(lines, index) {
  for (let before = index - 1; before >= 0; before -= 1) {
    if (lines[before].kind === "note") return lines[before].what === "transfer_accepted";
  }
  return false;
}
