/**
 * What the address of the page says after its #: whose conversation it shows, the vendor that was
 * chosen, and the transfer that is open on the desk. A copied address shows the same page.
 */

const said = () => new URLSearchParams(location.hash.slice(1));

export const read = (name) => said().get(name);

/** Change some of it; null takes a word out. Nothing is added to the browser's history. */
export function change(words) {
  const all = said();
  for (const [name, value] of Object.entries(words)) {
    if (value === null) all.delete(name);
    else all.set(name, value);
  }
  history.replaceState(null, "", `#${all}`);
}

/** An id for a customer who has just come. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(4));
  return `web-${[...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
