/**
 * Puts the page together: the story of what happened, and the views of it.
 */

import * as address from "./address.js";
import { Chat } from "./chat.js";
import { control } from "./control.js";
import { Desk } from "./desk.js";
import { follow } from "./events.js";
import { byId, write } from "./node.js";
import { listen, readAloud } from "./panes.js";
import { Story } from "./story.js";
import { Switches } from "./switches.js";
import { Tracker } from "./tracker.js";
import { Underneath } from "./underneath.js";
import { channelTitle } from "./vendors.js";

const SETTLED_MS = 1500;
// After these the switches may stand otherwise; everything else they are told by themselves.
const SWITCHING = new Set(["fault", "reset", "agents_changed", "setup_changed", "faults_changed",
  "failing_changed"]);
const OF_TRANSFERS = new Set(["transfer_accepted", "transfer_failed", "agent_joined"]);

const story = new Story();
const chat = new Chat(story);
const desk = new Desk(story);
const underneath = new Underneath();
const tracker = new Tracker();
const switches = new Switches({ onVendor: (vendor, channel) => begin(vendor, channel) });
const customer = { id: null, channel: null };

/** A new customer; the address keeps them over a reload. */
function begin(vendor, channel) {
  address.change({ conversation: address.newId(), vendor, transfer: null });
  return show(channel);
}

/** Show the customer whom the address names; `channel` only where they are new. */
async function show(channel) {
  if (!address.read("conversation")) address.change({ conversation: address.newId() });
  const id = address.read("conversation");
  customer.id = id;
  const opening = control.openConversation(id, channel);
  chat.open(id, opening);
  try {
    const opened = await opening;
    if (customer.id !== id) return;
    customer.channel = opened.channel;
  } catch (refusal) {
    switches.tell(refusal.message);
    return;
  }
  const own = customer.channel === "rest" ? null : customer.channel;
  switches.setPlace(own ?? address.read("vendor"), customer.channel);
  write(byId("conversation-id"), id);
  write(byId("conversation-channel"), `over ${channelTitle(customer.channel)}`);
  desk.follow(id);
  underneath.open(id);
  tracker.open(id);
  await refreshSwitches();
}

async function refreshSwitches() {
  await switches.refresh();
  desk.setVendor(switches.stage?.vendors[switches.vendor]?.title);
}

let isAsking = false;
let isStale = false;

/** Ask for what was sent with the transfers; many that come at once are one question. */
async function describeTransfers() {
  isStale = true;
  if (isAsking) return;
  isAsking = true;
  while (isStale) {
    isStale = false;
    // A refusal: the line is lost, and everything is read anew when it is back.
    story.describe(await control.transfers().catch(() => []));
  }
  isAsking = false;
}

/** After a failure that the bot is not told: does anybody still hear the customer? */
async function askWhoHears(id) {
  const found = await control.conversation(id).catch(() => null);
  if (found) story.hears(id, found.bot_listens);
}

story.onChange((changes) => {
  const has = (types) => [...changes.kinds].some((kind) => types.has(kind));
  const merged = changes.events.find((e) => e.type === "users_merged" && e.before === customer.id);
  if (merged) {
    address.change({ conversation: merged.conversation });
    show();
  }
  if (changes.kinds.has("reset") && customer.channel) show(customer.channel);
  if (changes.all || changes.conversations.has(customer.id)) chat.update();
  desk.update(changes);
  underneath.update(changes);
  tracker.update(changes);
  if (has(OF_TRANSFERS)) describeTransfers();
  for (const { type, failure, conversation } of changes.events) {
    if (type === "transfer_failed" && failure === null) askWhoHears(conversation);
  }
  // A transfer may have used up the one that was to fail.
  const isUsedUp = switches.isFailing && changes.kinds.has("transfer_accepted");
  if (has(SWITCHING) || isUsedUp) refreshSwitches();
});

follow({
  begin: () => story.clear(),
  take: (event) => story.take(event),
  line: (state) => {
    const line = byId("line");
    line.dataset.line = state;
    write(line, state === "open" ? "live" : "connection lost, trying again");
    if (state === "open") show(customer.channel ?? undefined);
  },
});

byId("new-customer").addEventListener("click", () => begin(address.read("vendor"), customer.channel));
byId("reset").addEventListener("click", () =>
  switches.do(() => control.reset(), "Everything is as in the beginning."));
window.addEventListener("hashchange", () => {
  if (address.read("conversation") !== customer.id) show();
});
// Faults and shifts can be changed from a terminal while nobody looks here.
window.addEventListener("focus", refreshSwitches);
listen();
setTimeout(readAloud, SETTLED_MS);
