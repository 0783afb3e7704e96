/**
 * What a vendor and its channel do not let the bot know, in words: which switch has no effect, and
 * what becomes of a customer whose transfer has failed unnoticed.
 */

import { channelOfVendor, CONDITIONS, tellsOfFailures, transfersInReply, vendorTitle }
  from "./vendors.js";

const UNREADABLE = new Set(["down", "invalid"]);

/**
 * Return the remarks about the switches as they are set for a customer. `condition` is that of the
 * vendor's API, `answer` that of the agents, `isFailing`: the next transfer fails later, `isKnown`:
 * whether the bot is known to have this vendor.
 */
export function remarks({ vendor, isKnown, channel, condition, answer, isFailing }) {
  return [
    isKnown ? null : aboutUnknownVendor(vendor),
    isFailing || answer === "refuse" ? aboutFailures(vendor, channel) : null,
    UNREADABLE.has(condition) ? aboutCondition(vendor, channel, condition) : null,
  ].filter(Boolean);
}

const aboutUnknownVendor = (vendor) => "The bot has not called a vendor yet, so it is not known "
  + `which one it has. These are the switches of ${vendorTitle(vendor)} until it does, or until you `
  + "choose another vendor.";

function aboutFailures(vendor, channel) {
  if (tellsOfFailures(vendor, channel)) return null;
  const where = channel === channelOfVendor(vendor) ? "on this channel" : "over Rasa\u2019s REST";
  return `${vendorTitle(vendor)} does not tell a bot ${where} that a transfer has failed: the bot `
    + "stays silent, and no agent has the customer.";
}

function aboutCondition(vendor, channel, condition) {
  const label = CONDITIONS[condition].label;
  const memory = `While the API is ${label}, the bot uses the shift status that it was told before, `
    + "if it was told one; the switches under \u201cOn shift\u201d do not reach it.";
  if (!transfersInReply(vendor, channel)) return memory;
  return `${memory} On this channel the transfer travels in the bot\u2019s own reply, not over the `
    + `API, so \u201c${label}\u201d does not stop it. Over Rasa\u2019s REST it does.`;
}

/** Return what becomes of a customer of whose failed transfer the bot was not told. */
export function afterSilentFailure({ attendedBy, transfer }) {
  const start = `The transfer has failed, and ${transfer.vendor} has not told the bot. `;
  return start + (attendedBy === "nobody"
    ? "No agent has this chat, and nobody reads what the customer writes."
    : "No agent has this chat, and the bot stays silent: it believes that agents have it.");
}

/**
 * Return how such a customer goes on where the bot's state store says nothing of coming back;
 * `isTold`: whether somebody tells this page what is in the store.
 */
export function withoutReturn(attendedBy, isTold) {
  const limit = !isTold ? "This page is not told when the bot comes back. " : attendedBy === "silent"
    ? "The bot comes back only after 24 hours, or as many as human_handoff.yml says "
      + "(handed_over_hours). "
    : "The bot does not come back by itself. ";
  return `${limit}Go on with \u201cNew customer\u201d.`;
}
