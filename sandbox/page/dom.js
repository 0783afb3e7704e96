/**
 * Functions that create and change elements. Text from other people never becomes markup.
 */

/**
 * Return a new element with attributes, event listeners (`onclick: …`) and children.
 * Attributes that are false, null or undefined and children that are null are left out.
 */
export function node(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

/** Return the element of index.html with this id. */
export const byId = (id) => document.getElementById(id);

/** Set an element's text only if it differs, so that screen readers do not announce it again. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Return a URL from somebody else if a link to it is safe, else null. */
export function safeUrl(text) {
  try {
    const url = new URL(text);
    return ["http:", "https:", "mailto:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

const MINUTES = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const MILLISECONDS = new Intl.DateTimeFormat("en-GB", {
  hour: "2-digit", minute: "2-digit", second: "2-digit", fractionalSecondDigits: 3,
});

/** What a list says before anything has come from the sandbox. */
export const CONNECTING = "Connecting to the sandbox \u2026";

/** Format a time of the sandbox (epoch milliseconds) as hours and minutes. */
export const toMinutes = (at) => MINUTES.format(new Date(at));

/** Format a time of the sandbox (epoch milliseconds) to the millisecond. */
export const toMilliseconds = (at) => MILLISECONDS.format(new Date(at));

/** Return a text that begins with a capital letter. */
export const capitalised = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/** Return the time between two moments (epoch milliseconds) as a stopwatch shows it: 0:42, 1:02:07. */
export function clock(from, to) {
  const seconds = Math.max(0, Math.round((to - from) / 1000));
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const twoDigits = (number) => String(number).padStart(2, "0");
  const start = hours ? `${hours}:${twoDigits(minutes)}` : String(minutes);
  return `${start}:${twoDigits(seconds % 60)}`;
}
