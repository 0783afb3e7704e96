/**
 * Requests to the sandbox's control interface, one function for each request of the page.
 * sandbox/README.md describes the routes.
 */

/** The control interface refused a request or could not be reached; the message says why. */
export class ControlError extends Error {
  constructor(status, reason) {
    super(reason);
    this.status = status;
  }
}

async function send(method, path, body) {
  const options = { method, cache: "no-store" };
  if (body !== undefined) {
    options.headers = { "Content-Type": "application/json" };
    options.body = JSON.stringify(body);
  }
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new ControlError(0, "The sandbox does not answer. Is it still running?");
  }
  const text = await response.text();
  const isJson = (response.headers.get("content-type") ?? "").includes("json");
  const payload = text && isJson ? JSON.parse(text) : null;
  if (!response.ok) {
    throw new ControlError(response.status, payload?.error ?? `${response.status} ${path}`);
  }
  return payload;
}

const encoded = encodeURIComponent;
const conversationPath = (id) => `/conversations/${encoded(id)}`;

export const control = {
  vendors: () => send("GET", "/vendors"),
  handoffWords: () => send("GET", "/page/handoff_words.json"),
  trackerWords: () => send("GET", "/page/tracker_words.json"),
  handoffStates: () => send("GET", "/page/handoff_states.json"),
  urls: () => send("GET", "/urls"),
  setup: () => send("GET", "/setup"),
  agents: () => send("GET", "/agents"),
  faults: () => send("GET", "/faults"),
  state: () => send("GET", "/state"),
  transfers: () => send("GET", "/transfers"),
  waits: () => send("GET", "/waits"),
  outbox: () => send("GET", "/outbox"),
  figures: () => send("GET", "/figures"),
  requestsOf: (id) => send("GET", `${conversationPath(id)}/requests`),
  call: (serial) => send("GET", `/calls/${encoded(serial)}`),
  tracker: (id) => send("GET", `${conversationPath(id)}/tracker`),

  conversation: (id) => send("GET", conversationPath(id)),
  openConversation: (id, channel) =>
    send("PUT", conversationPath(id), channel ? { channel } : {}),
  customerWrites: (id, text, metadata) =>
    send("POST", `${conversationPath(id)}/messages`, metadata ? { text, metadata } : { text }),
  agentWrites: (id, text) => send("POST", `${conversationPath(id)}/say`, { text }),
  giveBack: (id) => send("POST", `${conversationPath(id)}/return`, {}),
  close: (id) => send("POST", `${conversationPath(id)}/close`, {}),
  accept: (serial) => send("POST", `/transfers/${encoded(serial)}/accept`, {}),
  refuse: (serial) => send("POST", `/transfers/${encoded(serial)}/refuse`, {}),

  setAgents: (answer) => send("PUT", "/agents", { answer }),
  setShift: (vendor, name, on) => send("PUT", "/setup/shifts", { vendor, name, on }),
  setQueues: (vendor, figures) => send("PUT", "/setup/queues", { vendor, ...figures }),
  failNext: (times, seconds) => send("POST", "/transfers/fail-later", { times, seconds }),
  addFault: (fault) => send("POST", "/faults", fault),
  clearFaults: (call) => send("DELETE", `/faults/${encoded(call)}`),
  reset: () => send("POST", "/reset", {}),
};
