/**
 * Building elements. What others have said only ever becomes text, never markup.
 */

/** An element with attributes, listeners (`onclick: …`) and children; null children are left out. */
export function node(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : String(value));
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

/** The element with this id, which stands in index.html. */
export const byId = (id) => document.getElementById(id);

/** Write a text only where it is another one, so that nothing is announced twice. */
export function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** An address somebody else has given, if it is one that may be followed. */
export function safeAddress(text) {
  try {
    const address = new URL(text);
    return ["http:", "https:", "mailto:"].includes(address.protocol) ? address.href : null;
  } catch {
    return null;
  }
}

const CLOCK = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const STOPWATCH = new Intl.DateTimeFormat("en-GB", {
  hour: "2-digit", minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3,
});

/** A time of the sandbox as hours and minutes. */
export const clock = (at) => CLOCK.format(new Date(at));

/** A time of the sandbox to the millisecond. */
export const stopwatch = (at) => STOPWATCH.format(new Date(at));
