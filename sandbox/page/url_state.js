/**
 * The part of the page's URL after "#": the id of the customer's conversation, the chosen vendor,
 * and the transfer that is open on the desk. A copied URL therefore shows the same page.
 */

const parameters = () => new URLSearchParams(location.hash.slice(1));

export const read = (name) => parameters().get(name);

/** Change some parameters; null removes one. The browser's history gets no new entry. */
export function change(values) {
  const all = parameters();
  for (const [name, value] of Object.entries(values)) {
    if (value === null) all.delete(name);
    else all.set(name, value);
  }
  history.replaceState(null, "", `#${all}`);
}

/** Return a conversation id for a new customer. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(4));
  return `web-${[...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
