/**
 * The state of all conversations and transfers, built from the sandbox's events.
 *
 * The page keeps no other state, so a reload or a second tab shows the same. Changes are reported
 * in batches, because drawing all views after each event is too slow for fifty customers.
 */

import { Conversation, hasEnded } from "./conversation.js";
import { slugOfService } from "./vendors.js";

const BATCH_MS = 30;
const noChanges = () => ({
  all: false, conversations: new Set(), transfers: new Set(), events: [], types: new Set(),
});

export class Store {
  /** The listeners are not notified before the sandbox has answered. */
  constructor() {
    this.listeners = [];
    this.changes = noChanges();
    this.calledVendor = null; // the slug of the vendor that the bot has called last
    this.empty();
  }

  /** Begin anew with the first event of a connection, or after a reset. */
  clear() {
    this.empty();
    this.changes = { ...noChanges(), all: true };
    this.notifySoon();
  }

  empty() {
    this.conversations = new Map(); // by id
    this.transfers = new Map(); // by serial number
  }

  onChange(listener) {
    this.listeners.push(listener);
  }

  conversation(id) {
    if (!this.conversations.has(id)) this.conversations.set(id, new Conversation(id));
    return this.conversations.get(id);
  }

  /** Apply the next event. */
  apply(event) {
    if (event.type === "reset") this.clear();
    this.changes.types.add(event.type);
    this.changes.events.push(event);
    this[`on_${event.type}`]?.(event);
    if (event.conversation) this.changes.conversations.add(event.conversation);
    this.notifySoon();
  }

  /** Add what only GET /transfers has: the fields that were sent, and whether a transfer waits. */
  addDetails(transfers) {
    for (const { serial, fields, state } of transfers) {
      const transfer = this.transfers.get(serial);
      if (!transfer) continue;
      transfer.fields = fields;
      if (!hasEnded(transfer) && state !== transfer.state && !transfer.isTaken) {
        transfer.state = state;
      }
      this.changes.transfers.add(serial);
      this.changes.conversations.add(transfer.conversation);
    }
    this.notifySoon();
  }

  /** After a failure of which the bot was not told: set whether it gets messages, and answers. */
  setAfterFailure(id, botListens, isBotSilent) {
    const conversation = this.conversation(id);
    if (conversation.transfer?.state !== "failed") return;
    conversation.isUnattended = !botListens;
    conversation.isBotSilent = isBotSilent;
    this.changes.conversations.add(id);
    this.notifySoon();
  }

  on_call({ service }) {
    this.calledVendor = slugOfService(service) ?? this.calledVendor;
  }

  on_message({ conversation: id, message }) {
    const conversation = this.conversation(id);
    conversation.addMessage(message);
    if (conversation.transfer) this.changes.transfers.add(conversation.transfer.serial);
  }

  on_bot_answered({ conversation: id }) {
    this.conversation(id).endTurn();
  }

  on_bot_failed({ conversation: id, at }) {
    const conversation = this.conversation(id);
    conversation.endTurn();
    conversation.addNote("bot_failed", at);
  }

  on_transfer_accepted(event) {
    const { serial, vendor, at, announced } = event;
    const conversation = this.conversation(event.conversation);
    const { transfer: previous } = conversation;
    if (previous && !hasEnded(previous)) this.setState(previous, "repeated");
    conversation.isUnattended = conversation.isBotSilent = false;
    if (announced) conversation.announcements += 1;
    const isTaken = conversation.withAgent;
    conversation.transfer = {
      serial, vendor, at, conversation: event.conversation, skill: event.skill_name,
      state: isTaken ? "with_agent" : "accepted", isTaken, fields: null,
    };
    this.transfers.set(serial, conversation.transfer);
    this.changes.transfers.add(serial);
    conversation.addNote("transfer_accepted", at, { vendor, skill: event.skill_name });
  }

  on_transfer_failed({ serial, conversation: id, at, vendor, failure }) {
    this.setState(this.transfers.get(serial), "failed");
    this.conversation(id).addNote("transfer_failed", at, { vendor, isTold: failure !== null });
  }

  on_transfer_waiting({ serial }) {
    this.setState(this.transfers.get(serial), "waiting");
  }

  on_transfer_withdrawn({ serial }) {
    this.setState(this.transfers.get(serial), "withdrawn");
  }

  on_agent_joined({ conversation: id, at }) {
    const conversation = this.conversation(id);
    const { transfer } = conversation;
    conversation.withAgent = true;
    if (transfer && !hasEnded(transfer)) {
      transfer.isTaken = true;
      this.setState(transfer, "with_agent");
    }
    conversation.addNote("agent_joined", at);
  }

  on_agent_left({ conversation: id, at }) {
    const conversation = this.conversation(id);
    const { transfer } = conversation;
    conversation.withAgent = false;
    conversation.hasReturned = true;
    if (transfer && !hasEnded(transfer)) this.setState(transfer, "returned");
    if (transfer?.state !== "closed") conversation.addNote("agent_left", at);
  }

  on_conversation_closed({ conversation: id, at }) {
    const conversation = this.conversation(id);
    this.setState(conversation.transfer, "closed");
    conversation.addNote("conversation_closed", at);
  }

  on_session_ended({ conversation: id, at }) {
    this.conversation(id).addNote("session_ended", at);
  }

  /** A vendor has found out that two users are the same person: join their conversations. */
  on_users_merged({ conversation: id, before }) {
    const old = this.conversations.get(before);
    if (!old) return;
    const lines = [...(this.conversations.get(id)?.lines ?? []), ...old.lines];
    this.conversations.delete(before);
    this.conversations.set(id, Object.assign(old, { id, lines }));
    for (const transfer of this.transfers.values()) {
      if (transfer.conversation === before) transfer.conversation = id;
    }
  }

  setState(transfer, state) {
    if (!transfer) return;
    transfer.state = state;
    this.changes.transfers.add(transfer.serial);
  }

  notifySoon() {
    this.timer ??= setTimeout(() => {
      this.timer = null;
      const changes = this.changes;
      this.changes = noChanges();
      for (const listener of this.listeners) listener(changes);
    }, BATCH_MS);
  }
}
