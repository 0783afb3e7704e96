/**
 * Find the customer's name, e-mail address and reason in what the vendor received of a transfer.
 */

const NAME = new Set(["name", "customername", "fullname"]);
const EMAIL = new Set(["email", "e-mail", "emailaddress", "customeremail"]);
const REASON = new Set(["reason", "question", "topic"]);
// The bot's private message to the agents: "Name: Ada", one fact in each line or message.
const LINE = /^(Name|E-mail|Email|Asked|Reason):\s*(.+)$/gimu;

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
  const fields = [...leaves(transfer.fields ?? {})];
  const valueOf = (keys) => fields.find(([key]) => keys.has(key))?.[1] ?? null;
  const contact = { name: valueOf(NAME), email: valueOf(EMAIL), reason: valueOf(REASON) };
  for (const line of lines) {
    if (line.kind !== "message" || line.from !== "bot" || line.to !== "agent") continue;
    for (const [, label, value] of line.text.matchAll(LINE)) {
      const key = { name: "name", email: "email", "e-mail": "email" }[label.toLowerCase()];
      contact[key ?? "reason"] = value;
    }
  }
  return contact;
}
