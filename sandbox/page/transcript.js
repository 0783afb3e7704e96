/**
 * A list of what was said that only ever grows: each line is drawn once.
 */

import { clock, node, safeAddress } from "./node.js";

const NEAR_END_PX = 80;

export class Transcript {
  /** `draw(line, lines)` makes a line's element, or none for what this list does not show. */
  constructor(log, draw) {
    this.log = log;
    this.draw = draw;
    this.lines = null;
    this.drawn = 0;
    this.isAtEnd = true;
    log.addEventListener("scroll", () => {
      const { scrollHeight, scrollTop, clientHeight } = log;
      this.isAtEnd = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
    }, { passive: true });
    // A banner above or a form below makes the list smaller: its end stays in sight.
    new ResizeObserver(() => this.isAtEnd && this.toEnd()).observe(log);
  }

  show(lines) {
    const isOther = lines !== this.lines;
    if (isOther) {
      this.lines = lines;
      this.drawn = 0;
      this.log.replaceChildren();
    }
    if (this.drawn === lines.length) return;
    const staysAtEnd = isOther || this.isAtEnd;
    const drawn = document.createDocumentFragment();
    for (; this.drawn < lines.length; this.drawn += 1) {
      const element = this.draw(lines[this.drawn], this.drawn, lines);
      if (!element) continue;
      if (!isOther) arrive(element);
      drawn.append(element);
    }
    this.log.append(drawn);
    if (staysAtEnd) this.toEnd();
  }

  toEnd() {
    this.log.scrollTop = this.log.scrollHeight;
  }
}

/** Only what is new moves; the animation is over for good when it has run. */
function arrive(element) {
  element.classList.add("new");
  element.addEventListener("animationend", () => element.classList.remove("new"), { once: true });
}

/** A message as a bubble; `side` is "mine" or "theirs", `name` who says it, `mark` what is odd. */
export function bubble({ side, from, name, text, at, mark }, ...more) {
  return node("div", { class: `said ${side}`, "data-from": from, "data-mark": mark ? true : null },
    node("p", { class: "name" }, name, " ", node("time", {}, clock(at))),
    node("div", { class: "bubble" }, text ? node("p", {}, text) : null, ...more),
    mark ? node("p", { class: "mark-text" }, mark) : null,
  );
}

/** A line between the bubbles. */
export const remark = (text, tone = "") => node("p", { class: `remark ${tone}` }, text);

/** What a bot has sent beside its text: pictures and files as links, anything else as it is. */
export function extras(payload = {}) {
  const { buttons, quick_replies: quick, structuredContent, custom, ...rest } = payload;
  const shown = [];
  for (const name of ["image", "attachment"]) {
    const value = rest[name];
    const address = safeAddress(typeof value === "string" ? value : value?.payload?.src);
    if (address) {
      const attributes = { href: address, rel: "noreferrer noopener", target: "_blank" };
      shown.push(node("p", {}, node("a", attributes, name === "image" ? "Picture" : "File")));
    }
  }
  if (custom) shown.push(node("pre", { class: "custom" }, JSON.stringify(custom, null, 1)));
  return shown;
}

/** The buttons of a message. */
export const buttonsOf = (message) =>
  [message?.payload?.buttons, message?.payload?.quick_replies].find(Array.isArray) ?? [];

/** What a customer has clicked, where the text is a button's payload. */
export function asClicked(text, lines, before) {
  for (let index = before - 1; index >= 0; index -= 1) {
    const found = buttonsOf(lines[index]).find((button) => button.payload === text);
    if (found) return found.title;
  }
  return text;
}
