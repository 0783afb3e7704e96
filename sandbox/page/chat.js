/**
 * The customer's chat, as on a web site.
 */

import { control } from "./control.js";
import { byId, node, safeAddress, write } from "./node.js";
import { asClicked, bubble, buttonsOf, extras, remark, Transcript } from "./transcript.js";

const NAMES = { bot: "Bot", agent: "Agent", customer: "You" };
const WHO = {
  bot: "With the bot",
  waiting: "Waiting",
  agent: "With a person",
  nobody: "With nobody",
};
const NOTES = {
  transfer_accepted: ["The chat is being transferred to a person.", "wait"],
  transfer_failed: ["The transfer has failed.", "bad"],
  agent_joined: ["A person has joined the chat.", "good"],
  agent_left: ["The person has left the chat.", ""],
  session_ended: ["The session is over.", ""],
  bot_failed: ["The bot could not be reached. Write again in a moment.", "bad"],
};

// What a customer might begin with, as if somebody had offered it.
const STARTERS = {
  payload: { buttons: [{ title: "I want to talk to a person" }, { title: "Hello" },
    { title: "I have a question about an invoice" }] },
};

export class Chat {
  constructor(story) {
    this.story = story;
    this.section = byId("chat");
    this.log = byId("chat-log");
    this.text = byId("chat-text");
    this.transcript = new Transcript(this.log, (...line) => this.draw(...line));
    this.pending = []; // written, and not yet told by the sandbox
    byId("chat-form").addEventListener("submit", (event) => {
      event.preventDefault();
      const text = this.text.value.trim();
      if (text) this.send(text);
      this.text.value = "";
    });
    byId("file-button").addEventListener("click", () => byId("file").click());
    byId("file").addEventListener("change", (event) => this.file(event.target));
  }

  /** Show a customer's conversation; what is written before it is `opened` waits for that. */
  open(id, opened) {
    if (id !== this.id) this.pending.splice(0).forEach(({ element }) => element.remove());
    this.id = id;
    this.opened = opened.then(({ channel }) => { this.channel = channel; });
    this.opened.catch(() => {}); // whoever opened it tells; whoever writes is told, too
    this.update();
  }

  update() {
    if (!this.id) return;
    const conversation = this.story.conversation(this.id);
    this.pending.forEach(({ element }) => element.remove());
    this.transcript.show(conversation.lines);
    this.pending.forEach(({ element }) => this.log.append(element));
    this.offerButtons(conversation);
    this.section.dataset.with = conversation.who;
    write(byId("who"), WHO[conversation.who]);
    byId("typing").hidden = !(conversation.isBotBusy && conversation.who === "bot");
    byId("file-button").disabled = byId("file").disabled = conversation.who !== "agent";
    this.announce(conversation);
  }

  announce(conversation) {
    const banner = byId("banner");
    const text = { agent: "A person has taken over.",
      waiting: "Looking for a person. You keep your place.",
      nobody: "Nobody has this chat: the bot was not told that the transfer failed.",
      bot: conversation.comesFrom === "agent" ? "The bot is back." : "" }[conversation.who];
    banner.hidden = !text;
    banner.dataset.tone = conversation.who;
    write(banner, text);
  }

  draw(line, index, lines) {
    if (line.kind === "note") return NOTES[line.what] ? remark(...NOTES[line.what]) : null;
    if (line.from === "customer") {
      const text = asClicked(line.text, lines, index);
      this.settle((each) => each.text === line.text);
      const mark = line.to === "nobody" && !isWaiting(lines, index)
        ? "Nobody reads this: neither the bot nor an agent" : null;
      return bubble({ ...line, text, side: "mine", name: NAMES.customer, mark });
    }
    if (line.to !== "customer") return null;
    if (line.from === "vendor") return remark(line.text, "vendor");
    return bubble({ ...line, side: "theirs", name: NAMES[line.from] ?? line.from },
      ...extras(line.payload));
  }

  /** The buttons of the last message, until the customer has answered. */
  offerButtons(conversation) {
    const said = conversation.lines.filter((line) => line.kind === "message");
    const last = said.filter((line) => line.from === "customer" || line.to === "customer").at(-1);
    const open = last ?? STARTERS;
    const offered = open.from !== "customer" && !this.pending.length ? open : null;
    if (offered === this.offered && this.buttons?.isConnected !== false) return;
    this.offered = offered;
    this.buttons?.remove();
    const buttons = buttonsOf(offered);
    if (!buttons.length) return;
    this.buttons = node("div", { class: "replies", role: "group", "aria-label": "Answers" },
      buttons.map((button) => this.button(button)));
    this.log.append(this.buttons);
    this.transcript.toEnd();
  }

  button(given) {
    const address = safeAddress(given.url);
    if (address) {
      return node("a", { href: address, rel: "noreferrer noopener", target: "_blank",
        class: "reply" }, String(given.title));
    }
    const click = () => this.click(given);
    return node("button", { type: "button", class: "reply", onclick: click }, String(given.title));
  }

  click(given) {
    this.text.focus();
    // LivePerson publishes the words on the button, with the payload beside them.
    if (this.channel === "liveperson" && given.payload) {
      this.send(given.title, { type: "ExternalId", id: given.payload });
    } else {
      this.send(given.payload ?? given.title, undefined, given.title);
    }
  }

  async send(text, metadata, shown = text) {
    const element = bubble({ side: "mine", from: "customer", name: NAMES.customer, text: shown,
      at: Date.now() });
    element.classList.add("pending");
    const waiting = { text, element };
    const { id, opened } = this;
    this.pending.push(waiting);
    this.update();
    this.transcript.toEnd();
    try {
      await opened;
      await control.customerWrites(id, text, metadata);
    } catch (refusal) {
      // The bot's own failures are events, and stand in the chat already.
      if (refusal.status !== 502) this.complain(refusal.message);
    } finally {
      this.settle((each) => each === waiting);
      this.update();
    }
  }

  settle(fits) {
    const index = this.pending.findIndex(fits);
    if (index < 0) return;
    this.pending[index].element.remove();
    this.pending.splice(index, 1);
  }

  complain(text) {
    this.log.append(remark(text, "bad"));
    this.transcript.toEnd();
  }

  /** The sandbox carries no files: only say what a web site would do. */
  file(input) {
    for (const { name, size } of input.files) {
      const kilobytes = Math.max(1, Math.round(size / 1024));
      this.log.append(remark(`Would send ${name} (${kilobytes} kB) to the person. `
        + "Files stay in this browser: the sandbox takes none."));
    }
    input.value = "";
    this.transcript.toEnd();
  }
}

/** Whether the customer was in the queue when they wrote this. */
function isWaiting(lines, index) {
  for (let before = index - 1; before >= 0; before -= 1) {
    if (lines[before].kind === "note") return lines[before].what === "transfer_accepted";
  }
  return false;
}
