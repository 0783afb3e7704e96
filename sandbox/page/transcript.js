/**
 * A list of messages and notes to which lines are only ever added, so each line is drawn once.
 */

import { node, safeUrl, toMinutes } from "./dom.js";

const NEAR_END_PX = 80;

export class Transcript {
  /** `draw(line, index, lines)` returns a line's element, or null if this list does not show it. */
  constructor(log, draw) {
    this.log = log;
    this.draw = draw;
    this.lines = null;
    this.drawnCount = 0;
    this.isAtEnd = true;
    log.addEventListener("scroll", () => {
      const { scrollHeight, scrollTop, clientHeight } = log;
      this.isAtEnd = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
    }, { passive: true });
    // When a banner or a form makes the list smaller, its end must stay visible.
    new ResizeObserver(() => this.isAtEnd && this.scrollToEnd()).observe(log);
  }

  show(lines) {
    const isOtherList = lines !== this.lines;
    if (isOtherList) {
      this.lines = lines;
      this.drawnCount = 0;
      this.log.replaceChildren();
    }
    if (this.drawnCount === lines.length) return;
    const staysAtEnd = isOtherList || this.isAtEnd;
    const fragment = document.createDocumentFragment();
    for (; this.drawnCount < lines.length; this.drawnCount += 1) {
      const element = this.draw(lines[this.drawnCount], this.drawnCount, lines);
      if (!element) continue;
      if (!isOtherList) animateOnce(element);
      fragment.append(element);
    }
    this.log.append(fragment);
    if (staysAtEnd) this.scrollToEnd();
  }

  scrollToEnd() {
    this.log.scrollTop = this.log.scrollHeight;
  }
}

/** Animate a new element, and only once: it must not move again when its pane is shown again. */
function animateOnce(element) {
  element.classList.add("new");
  element.addEventListener("animationend", () => element.classList.remove("new"), { once: true });
}

/**
 * Return a message as a bubble. `side` is "mine" or "theirs", `name` the sender's name, and `hint`
 * an optional remark below the bubble about who reads the message.
 */
export function bubble({ side, from, name, text, at, hint }, ...more) {
  return node("div", { class: `message ${side}`, "data-from": from, "data-hint": hint ? true : null },
    node("p", { class: "name" }, name, " ", node("time", {}, toMinutes(at))),
    node("div", { class: "bubble" }, text ? node("p", {}, text) : null, ...more),
    hint ? node("p", { class: "hint" }, hint) : null,
  );
}

/** Return a line between the messages; `tone` is "", "good", "wait", "bad" or "vendor". */
export const note = (text, tone = "") => node("p", { class: `note ${tone}` }, text);

/** Return the text of the note that a transfer has failed. */
export const failureText = ({ vendor, isTold }) =>
  `The transfer has failed. ${vendor} ${isTold ? "tells" : "does not tell"} the bot.`;

/** Return the elements for what a bot has sent with its text: links to files, and custom JSON. */
export function attachments(payload = {}) {
  const elements = [];
  for (const name of ["image", "attachment"]) {
    const value = payload[name];
    const url = safeUrl(typeof value === "string" ? value : value?.payload?.src);
    if (url) {
      const attributes = { href: url, rel: "noreferrer noopener", target: "_blank" };
      elements.push(node("p", {}, node("a", attributes, name === "image" ? "Picture" : "File")));
    }
  }
  if (payload.custom) {
    elements.push(node("pre", { class: "custom" }, JSON.stringify(payload.custom, null, 1)));
  }
  return elements;
}

/** Return the buttons of a message. */
export const buttonsOf = (message) =>
  [message?.payload?.buttons, message?.payload?.quick_replies].find(Array.isArray) ?? [];

/** Return the title of the button that was clicked if a text is a button's payload, else the text. */
export function clickedTitle(text, lines, before) {
  for (let index = before - 1; index >= 0; index -= 1) {
    const clicked = buttonsOf(lines[index]).find((button) => button.payload === text);
    if (clicked) return clicked.title;
  }
  return text;
}
