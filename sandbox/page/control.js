/**
 * The sandbox's control interface: one function for each thing the page asks for.
 * sandbox/README.md describes the routes.
 */

/** Control has refused, or is not there; the message says why. */
export class Refusal extends Error {
  constructor(status, reason) {
    super(reason);
    this.status = status;
  }
}

async function ask(method, path, body) {
  const options = { method, cache: "no-store" };
  if (body !== undefined) {
    options.headers = { "Content-Type": "application/json" };
    options.body = JSON.stringify(body);
  }
  let answer;
  try {
    answer = await fetch(path, options);
  } catch {
    throw new Refusal(0, "The sandbox does not answer. Is it still running?");
  }
  const text = await answer.text();
  const said = text && (answer.headers.get("content-type") ?? "").includes("json")
    ? JSON.parse(text) : null;
  if (!answer.ok) throw new Refusal(answer.status, said?.error ?? `${answer.status} ${path}`);
  return said;
}

const part = encodeURIComponent;
const of = (id) => `/conversations/${part(id)}`;

export const control = {
  stage: () => ask("GET", "/setup"),
  vendors: () => ask("GET", "/vendors"),
  agents: () => ask("GET", "/agents"),
  faults: () => ask("GET", "/faults"),
  state: () => ask("GET", "/state"),
  transfers: () => ask("GET", "/transfers"),
  call: (serial) => ask("GET", `/calls/${part(serial)}`),
  tracker: (id) => ask("GET", `${of(id)}/tracker`),

  conversation: (id) => ask("GET", of(id)),
  openConversation: (id, channel) => ask("PUT", of(id), channel ? { channel } : {}),
  customerWrites: (id, text, metadata) =>
    ask("POST", `${of(id)}/messages`, metadata ? { text, metadata } : { text }),
  agentWrites: (id, text) => ask("POST", `${of(id)}/say`, { text }),
  giveBack: (id) => ask("POST", `${of(id)}/return`, {}),
  close: (id) => ask("POST", `${of(id)}/close`, {}),
  accept: (serial) => ask("POST", `/transfers/${part(serial)}/accept`, {}),
  refuse: (serial) => ask("POST", `/transfers/${part(serial)}/refuse`, {}),

  setAgents: (answer) => ask("PUT", "/agents", { answer }),
  setShift: (vendor, name, on) => ask("PUT", "/setup/shifts", { vendor, name, on }),
  failNext: (times, seconds) => ask("POST", "/transfers/fail-later", { times, seconds }),
  orderFault: (fault) => ask("POST", "/faults", fault),
  clearFaults: (call) => ask("DELETE", `/faults/${part(call)}`),
  reset: () => ask("POST", "/reset", {}),
};
