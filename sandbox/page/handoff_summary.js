/**
 * How far the handoff has come, in words: from the bot's slots and from what has happened since,
 * which the bot may not have been told.
 */

import { control } from "./control.js";
import { capitalised } from "./dom.js";

const STATES = await control.handoffStates();
const NONE = Object.keys(STATES)[0];

/** Return a value of the slot `human_handoff_state`; the first one if it is empty. */
export const stateOf = (tracker) => tracker.state ?? NONE;

/** Return what this value means, as far as the bot knows. */
export const meaningOf = (tracker) => STATES[stateOf(tracker)]?.meaning ?? "unknown to this page";

/** Return whether the bot is silent because it believes that agents have the conversation. */
export const isSilent = (tracker) => STATES[stateOf(tracker)]?.is_silent ?? false;

/** Return `{title, text, tone}`. */
export function summaryOf(tracker, conversation) {
  if (isSilent(tracker)) return whileSilent(conversation);
  if (stateOf(tracker) === NONE) return withoutTransfer(tracker, conversation);
  const { meaning, tone } = STATES[stateOf(tracker)] ?? { meaning: "", tone: "neutral" };
  return { title: capitalised(meaning), text: AFTER_FAILURES[stateOf(tracker)] ?? "", tone };
}

const AFTER_FAILURES = {
  failed: "The customer may ask again.", gave_up: "The vendors are not asked again for a while.",
};

function whileSilent({ transfer, withAgent, hasReturned, isUnattended, isBotSilent }) {
  if (withAgent) {
    return { title: "An agent has the customer", text: "The bot is silent.", tone: "good" };
  }
  if (isUnattended || isBotSilent) {
    return { title: "Failed, but the bot is not told", tone: "bad",
      text: "For the bot the vendor has accepted the transfer: it stays silent." };
  }
  if (transfer?.state === "failed") {
    return { title: "The transfer has failed", text: "The bot is being told.", tone: "bad" };
  }
  if (hasReturned || ["returned", "closed"].includes(transfer?.state)) {
    return { title: "Given back by the agent", tone: "neutral",
      text: "The bot learns of it with the customer\u2019s next message." };
  }
  return { title: "Transferred, no agent yet", tone: "wait",
    text: "The vendor has accepted the transfer. The bot is silent." };
}

const WITHOUT_TRANSFER = {
  off_shift: ["Asked while nobody was on shift", "So no transfer was requested.", "wait"],
  unknown: ["Asked, but the shift is not known", "So no transfer was requested.", "wait"],
};
const BACK = {
  returned: ["Given back by the agent", "The bot has the customer again.", "neutral"],
  closed: ["Closed by the agent", "The bot has the customer again.", "neutral"],
  withdrawn: ["Taken back by the bot", "The bot has the customer again.", "neutral"],
  failed: ["The transfer has failed", "The bot has the customer again.", "bad"],
};

function withoutTransfer({ shift_status: shift, loop, desk }, { transfer }) {
  const [title, text, tone] = WITHOUT_TRANSFER[shift]
    ?? (loop && desk ? ["Asked for a person", "Nothing is transferred yet.", "wait"] : null)
    ?? BACK[transfer?.state]
    ?? (shift ? ["Asked, nothing transferred", "The customer is with the bot.", "neutral"] : null)
    ?? ["Nobody has asked for a person", "The customer is with the bot.", "neutral"];
  return { title, text, tone };
}
