/**
 * Connects the parts of the page: the store, which the sandbox's events fill, and its views.
 */

import { Chat } from "./chat.js";
import { ChatBanner } from "./chat_banner.js";
import { control } from "./control.js";
import { Desk } from "./desk.js";
import { byId, setText } from "./dom.js";
import { EventLog } from "./event_log.js";
import { follow } from "./event_stream.js";
import { isSilent } from "./handoff_summary.js";
import { announceMessages, listenToPaneButtons, showPane } from "./panes.js";
import { Requests } from "./requests.js";
import { Store } from "./store.js";
import { Switches } from "./switches.js";
import { Tracker } from "./tracker.js";
import * as urlState from "./url_state.js";
import { channelTitle, vendorOfChannel } from "./vendors.js";
import { Waiting } from "./waiting.js";

// By then the messages that existed before the page was opened have been drawn.
const ANNOUNCE_AFTER_MS = 1500;
// After these events the switches may show other values.
const SWITCH_EVENTS = new Set(["fault", "reset", "agents_changed", "setup_changed",
  "faults_changed", "failing_changed"]);
const TRANSFER_EVENTS = new Set(["transfer_accepted", "transfer_failed", "agent_joined"]);

const store = new Store();
const banner = new ChatBanner(openDesk);
const chat = new Chat(store, banner);
const desk = new Desk(store, { showInChat, onOpen: (serial) => banner.markOpen(serial) });
const requests = new Requests();
const waiting = new Waiting(store, (...known) => banner.setWaits(...known));
const eventLog = new EventLog();
const tracker = new Tracker(store, (isReadable) => requests.setTracker(isReadable));
const switches = new Switches({ onVendor: (vendor, channel) => startCustomer(vendor, channel) });
const customer = { id: null, channel: null };

/** Show a new customer; the URL keeps the id, so that a reload shows the same customer. */
function startCustomer(vendor, channel) {
  urlState.change({ conversation: urlState.newId(), vendor, transfer: null });
  return showCustomer(channel);
}

/** Show the customer of the URL; `channel` is needed only for a new one. */
async function showCustomer(channel) {
  if (!urlState.read("conversation")) urlState.change({ conversation: urlState.newId() });
  const id = urlState.read("conversation");
  customer.id = id;
  const opening = control.openConversation(id, channel);
  chat.open(id, opening);
  try {
    const conversation = await opening;
    if (customer.id !== id) return;
    customer.channel = conversation.channel;
  } catch (error) {
    switches.showStatus(error.message);
    return;
  }
  const vendor = vendorOfChannel(customer.channel) ?? urlState.read("vendor");
  switches.setCustomer(vendor, customer.channel);
  setText(byId("conversation-id"), id);
  setText(byId("conversation-channel"), `over ${channelTitle(customer.channel)}`);
  desk.follow(id);
  requests.open(id);
  eventLog.open(id);
  tracker.open(id);
  await refreshSwitches();
}

/** Show a transfer on the desk, which on a phone is another pane. */
function openDesk(serial) {
  desk.open(serial);
  showPane("desk");
}

/** Show another customer's chat. */
function showInChat(conversation) {
  urlState.change({ conversation });
  showPane("chat");
  return showCustomer();
}

async function refreshSwitches() {
  await switches.refresh();
  showVendor();
}

/** Show on the desk and in the queue whose switches are shown. */
function showVendor() {
  desk.setVendor(switches.setup?.vendors[switches.knownVendor]?.title);
  waiting.follow(switches.vendor, customer.id);
}

let isRequesting = false;
let isOutdated = false;

/** Request the details of the transfers; several wishes at the same time make one request. */
async function requestTransferDetails() {
  isOutdated = true;
  if (isRequesting) return;
  isRequesting = true;
  while (isOutdated) {
    isOutdated = false;
    // An error means that the connection is lost; everything is read again when it is back.
    store.addDetails(await control.transfers().catch(() => []));
  }
  isRequesting = false;
}

const failedUnnoticed = new Set(); // conversations whose bot may still be in its turn

/** After a failure of which the bot is not told: find out whether it gets messages and answers. */
async function checkWhoAnswers(id) {
  failedUnnoticed.delete(id);
  const asked = [control.conversation(id), control.tracker(id)];
  const [conversation, known] = await Promise.all(asked).catch(() => []);
  if (conversation) store.setAfterFailure(id, conversation.bot_listens, isSilent(known));
}

store.onChange((changes) => {
  const includes = (types) => [...changes.types].some((type) => types.has(type));
  const merged = changes.events.find((e) => e.type === "users_merged" && e.before === customer.id);
  if (merged) {
    urlState.change({ conversation: merged.conversation });
    showCustomer();
  }
  if (changes.types.has("reset") && customer.channel) showCustomer(customer.channel);
  if (changes.all || changes.conversations.has(customer.id)) chat.update();
  desk.update(changes);
  requests.update(changes);
  waiting.update(changes);
  eventLog.update(changes);
  tracker.update(changes);
  if (includes(TRANSFER_EVENTS)) requestTransferDetails();
  if (store.calledVendor !== switches.calledVendor) {
    switches.setCalled(store.calledVendor);
    showVendor();
  }
  for (const { type, failure, conversation } of changes.events) {
    if (type === "transfer_failed" && failure === null) failedUnnoticed.add(conversation);
  }
  for (const id of failedUnnoticed) {
    if (!store.conversation(id).isBotBusy) checkWhoAnswers(id);
  }
  // The new transfer may be the one for which "fails later" was switched on.
  const mayHaveFailed = switches.isFailing && changes.types.has("transfer_accepted");
  if (includes(SWITCH_EVENTS) || mayHaveFailed) refreshSwitches();
});

follow({
  onStart: () => store.clear(),
  onEvent: (event) => store.apply(event),
  onConnection: (state) => {
    const connection = byId("connection");
    connection.dataset.connection = state;
    setText(connection, state === "open" ? "live" : "connection lost, trying again");
    if (state === "open") showCustomer(customer.channel ?? undefined);
  },
});

byId("new-customer").addEventListener("click", () =>
  startCustomer(urlState.read("vendor"), customer.channel));
byId("reset").addEventListener("click", () =>
  switches.run(() => control.reset(), "Everything is as in the beginning."));
window.addEventListener("hashchange", () => {
  if (urlState.read("conversation") !== customer.id) showCustomer();
});
// Faults and shifts may have been changed from a terminal while this window was not in use.
window.addEventListener("focus", refreshSwitches);
listenToPaneButtons();
setTimeout(announceMessages, ANNOUNCE_AFTER_MS);
