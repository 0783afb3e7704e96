/**
 * Find the customer's name, e-mail address and reason in what the vendor received of a transfer.
 */

const NAME = ["name", "customername", "fullname"];
const EMAIL = ["email", "e-mail", "emailaddress", "customeremail"];
// What the customer wrote says more than a vendor's code for the reason.
const REASON = ["question", "topic", "reason"];
// The bot's private message to the agents, in English or Dutch: "Name: Ada", one fact in each line.
const LINE = /^(Name|Naam|E-mail|Email|E-mailadres|Asked|Reason|Vroeg|Vraag|Reden):\s*(.+)$/gimu;
const LABELS = { name: "name", naam: "name", email: "email", "e-mail": "email", "e-mailadres": "email" };

/** Yield every [key, text] of the transfer's fields; JSON inside a text is parsed, too. */
function* leaves(value, key = "") {
  if (typeof value === "string" && /^\s*[{[]/u.test(value)) {
    try {
      yield* leaves(JSON.parse(value), key);
      return;
    } catch {
      // The text only starts like JSON.
    }
  }
  if (value !== null && typeof value === "object") {
    for (const [name, inner] of Object.entries(value)) yield* leaves(inner, name);
  } else if (value !== null && value !== undefined && value !== "") {
    yield [key.toLowerCase(), String(value)];
  }
}

/** Return `{name, email, reason}`, with null for what the vendor did not receive. */
export function contactOf(transfer, lines) {
  const fields = new Map([...leaves(transfer.fields ?? {})].reverse()); // the first of equal keys
  const valueOf = (keys) => fields.get(keys.find((key) => fields.has(key))) ?? null;
  const contact = { name: valueOf(NAME), email: valueOf(EMAIL), reason: valueOf(REASON) };
  for (const line of lines) {
    if (line.kind !== "message" || line.from !== "bot" || line.to !== "agent") continue;
    for (const [, label, value] of line.text.matchAll(LINE)) {
      contact[LABELS[label.toLowerCase()] ?? "reason"] = value;
    }
  }
  return contact;
}
