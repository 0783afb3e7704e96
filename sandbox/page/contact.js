/**
 * Who the customer of a transfer is, and what about: from what the vendor was sent.
 */

const NAME = new Set(["name", "customername", "fullname"]);
const EMAIL = new Set(["email", "e-mail", "emailaddress", "customeremail"]);
const REASON = new Set(["reason", "question", "topic"]);
// LivePerson's private text: "Name: Ada", a line each or a message each.
const LINE = /^(Name|E-mail|Email|Asked|Reason):\s*(.+)$/gimu;

/** Every text in what was sent, with the key it stands under; JSON inside of texts is opened. */
function* leaves(value, key = "") {
  if (typeof value === "string" && /^\s*[{[]/u.test(value)) {
    try {
      yield* leaves(JSON.parse(value), key);
      return;
    } catch {
      // It only begins like JSON.
    }
  }
  if (value !== null && typeof value === "object") {
    for (const [name, inner] of Object.entries(value)) yield* leaves(inner, name);
  } else if (value !== null && value !== undefined && value !== "") {
    yield [key.toLowerCase(), String(value)];
  }
}

/** `{name, email, reason}`, null for what was not sent. */
export function contactOf(transfer, lines) {
  const sent = [...leaves(transfer.fields ?? {})];
  const under = (keys) => sent.find(([key]) => keys.has(key))?.[1] ?? null;
  const found = { name: under(NAME), email: under(EMAIL), reason: under(REASON) };
  for (const line of lines) {
    if (line.kind !== "message" || line.from !== "bot" || line.to !== "agent") continue;
    for (const [, word, value] of line.text.matchAll(LINE)) {
      const key = { name: "name", email: "email", "e-mail": "email" }[word.toLowerCase()];
      found[key ?? "reason"] = value;
    }
  }
  return found;
}
