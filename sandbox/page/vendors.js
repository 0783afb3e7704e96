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

/** Return the name of the vendor that a service belongs to. */
export const vendorOfService = (service) => ofService(service)?.title ?? service;

/** Return a channel's name for people. */
export const channelTitle = (channel) =>
  channel === "rest" ? "Rasa's REST" : ofChannel(channel)?.title ?? channel;

/** Return whether a click on a button sends its title, with the payload as metadata. */
export const sendsButtonTitles = (channel) =>
  ofChannel(channel)?.sends_button_titles ?? false;

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

/** Return the condition that these faults make; "other" if it is none of the above. */
export function conditionOf(slug, faults) {
  const calls = handoverCalls(slug);
  const own = faults.filter((fault) => calls.includes(fault.call));
  if (own.length === 0) return "fine";
  const isCondition = (kind) =>
    calls.every((call) => own.some((f) => f.call === call && f.kind === kind && !f.times)) &&
    own.every((fault) => fault.kind === kind);
  const conditions = Object.entries(CONDITIONS).filter(([, { fault }]) => fault);
  return conditions.find(([, { fault }]) => isCondition(fault.kind))?.[0] ?? "other";
}
