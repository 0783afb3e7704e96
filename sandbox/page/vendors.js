/**
 * The vendors, as the sandbox's manifests describe them.
 */

import { control } from "./control.js";

const manifests = new Map((await control.vendors()).map((manifest) => [manifest.slug, manifest]));
const all = [...manifests.values()];
const ofChannel = (channel) => all.find((manifest) => manifest.channel === channel);
const ofService = (service) => all.find((manifest) => manifest.services.includes(service));
// Rasa's channels make these calls; the action server makes all others.
const channelCalls = new Set(all.flatMap((manifest) => manifest.channel_calls));

/** Return a vendor's name for people. */
export const vendorTitle = (slug) => manifests.get(slug)?.title ?? slug;

/** Return the slug of the vendor that a channel belongs to; undefined for Rasa's REST channel. */
export const vendorOfChannel = (channel) => ofChannel(channel)?.slug;

/** Return the name of a vendor's own channel. */
export const channelOfVendor = (slug) => manifests.get(slug)?.channel;

// The services that belong to no vendor; that of the action server has a lane of its own.
const OTHER_SERVICES = { tickets: "Ticket system" };

/** Return the name of whom a service belongs to. */
export const vendorOfService = (service) =>
  ofService(service)?.title ?? OTHER_SERVICES[service] ?? service;

/** Return the slug of the vendor that a service belongs to; undefined if it belongs to none. */
export const slugOfService = (service) => ofService(service)?.slug;

/** Return a channel's name for people. */
export const channelTitle = (channel) =>
  channel === "rest" ? "Rasa's REST" : ofChannel(channel)?.title ?? channel;

/** Return whether a click on a button sends its title, with the payload as metadata. */
export const sendsButtonTitles = (channel) =>
  ofChannel(channel)?.sends_button_titles ?? false;

/** Return whether a bot on this channel is told that a transfer has failed afterwards. */
export const tellsOfFailures = (slug, channel) =>
  channel === "rest" && (manifests.get(slug)?.tells_of_failures ?? false);

/** Return whether the transfer travels in the bot's reply on this channel. */
export const transfersInReply = (slug, channel) =>
  channel === manifests.get(slug)?.channel && manifests.get(slug).transfers_in_reply;

/** Return the names of the calls by which a bot hands over at this vendor. */
export const handoverCalls = (slug) => manifests.get(slug)?.handover_calls ?? [];

/** Return between which lanes a call goes: 0 platform, 1 Rasa, 2 action server, 3 vendor. */
export function lanesOf(event) {
  if (event.type === "bot_called") return [0, 1];
  if (event.type === "handover_endpoint_called") return [3, 0];
  if (event.service === "actions") return [1, 2];
  return [channelCalls.has(event.call) ? 1 : 2, 3];
}

/** The conditions of a vendor's API, each made by one fault on all calls; "fine" has none. */
export const CONDITIONS = {
  fine: { label: "fine", fault: null },
  slow: { label: "slow", fault: { kind: "slow", seconds: 3, times: null } },
  down: { label: "down", fault: { kind: "reset", times: null } },
  invalid: { label: "invalid", fault: { kind: "html", times: null } },
};

/** The calls of the ticket system, and its conditions. */
export const TICKET_CALLS = ["ticket"];
export const TICKET_CONDITIONS = {
  fine: { label: "fine", fault: null },
  down: { label: "down", fault: { kind: "reset", times: null } },
  refuse: { label: "refuses", fault: { kind: "status", status: 422, times: null } },
  hang: { label: "hangs", fault: { kind: "hang", times: null } },
};

/** Return the names of conditions for people. */
export const labelsOf = (conditions) => Object.fromEntries(
  Object.entries(conditions).map(([name, { label }]) => [name, label]));

/** Order the faults of a condition, instead of all others of these calls. */
export async function orderCondition(calls, { fault }) {
  await Promise.all(calls.map((call) => control.clearFaults(call)));
  if (fault) await Promise.all(calls.map((call) => control.addFault({ call, ...fault })));
}

/** Return the condition that these faults make; "other" if it is none of the conditions. */
export function conditionOf(calls, conditions, faults) {
  const own = faults.filter((fault) => calls.includes(fault.call));
  if (own.length === 0) return "fine";
  const isCondition = (kind) =>
    calls.every((call) => own.some((f) => f.call === call && f.kind === kind && !f.times)) &&
    own.every((fault) => fault.kind === kind);
  const faulty = Object.entries(conditions).filter(([, { fault }]) => fault);
  return faulty.find(([, { fault }]) => isCondition(fault.kind))?.[0] ?? "other";
}
