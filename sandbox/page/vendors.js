/**
 * What the page knows of the vendors: their names, which calls belong to whom, who makes them.
 */

export const TITLES = { liveperson: "LivePerson", cm: "CM.com", parley: "Parley" };

/**
 * The calls by which a bot hands over. The calls that carry the conversation itself (twoway,
 * send_message, jwks) are not among them: with those down nobody could read what the bot does.
 */
export const CALLS = {
  liveperson: ["domain", "login", "refresh", "shift_status", "context_read", "context_write",
    "escalate"],
  cm: ["presence", "mutation"],
  parley: ["services", "owner", "change_owner"],
};

const SERVICES = {
  domain: "LivePerson", login: "LivePerson", shift_status: "LivePerson", context: "LivePerson",
  escalation: "LivePerson", presence: "CM.com", router: "CM.com", parley: "Parley",
};
// Made by Rasa's channels, not by the action server.
const OF_CHANNELS = new Set(["twoway", "send_message", "jwks", "owner"]);

/** Whose service a call arrived at. */
export const vendorOf = (service) => SERVICES[service] ?? service;

/** The lanes of a call, from and to: 0 platform, 1 Rasa, 2 action server, 3 vendor. */
export function lanesOf(event) {
  if (event.type === "bot_called") return [0, 1];
  if (event.type === "handover_endpoint_called") return [3, 0];
  if (event.service === "actions") return [1, 2];
  return [OF_CHANNELS.has(event.call) ? 1 : 2, 3];
}

/** What the vendor's API does, as a fault of each of its calls; "fine" has none. */
export const CONDITIONS = {
  fine: { label: "fine", fault: null },
  slow: { label: "slow", fault: { kind: "slow", seconds: 3, times: null } },
  down: { label: "down", fault: { kind: "reset", times: null } },
  rubbish: { label: "rubbish", fault: { kind: "html", times: null } },
};

/** The condition that these faults make; "other" where somebody has ordered some by hand. */
export function conditionOf(vendor, faults) {
  const calls = CALLS[vendor] ?? [];
  const mine = faults.filter((fault) => calls.includes(fault.call));
  if (mine.length === 0) return "fine";
  const isWhole = (kind) =>
    calls.every((call) => mine.some((f) => f.call === call && f.kind === kind && !f.times)) &&
    mine.every((fault) => fault.kind === kind);
  const named = ["slow", "down", "rubbish"].find((name) => isWhole(CONDITIONS[name].fault.kind));
  return named ?? "other";
}

/** In words, for a channel of the sandbox. */
export const channelTitle = (channel) =>
  channel === "rest" ? "Rasa's REST" : TITLES[channel] ?? channel;
