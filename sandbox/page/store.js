/**
 * The state of all conversations and transfers, built from the sandbox's events.
 *
 * The page keeps no other state, so a reload or a second tab shows the same. Changes are reported
 * in batches, because drawing all views after each event is too slow for fifty customers.
 */

const BATCH_MS = 30;
const ENDED = new Set(["failed", "returned", "closed", "repeated", "withdrawn"]);

export const hasEnded = (transfer) => ENDED.has(transfer.state);

class Conversation {
  constructor(id) {
    this.id = id;
    this.lines = []; // messages and notes, in order
    this.withAgent = false;
    this.isBotBusy = false;
    this.transfer = null; // the latest transfer
    this.hasReturned = false; // the agent gave it back, and the customer has not written since
    this.isUnattended = false; // the transfer failed, and the bot does not receive messages either
  }

  /** Who receives the customer's messages: "bot", "waiting" (in the queue), "agent", "nobody". */
  get attendedBy() {
    if (this.withAgent) return "agent";
    if (this.isUnattended) return "nobody";
    return this.transfer && !hasEnded(this.transfer) ? "waiting" : "bot";
  }
}

const noChanges = () => ({
  all: false, conversations: new Set(), transfers: new Set(), events: [], types: new Set(),
});

export class Store {
  constructor() {
    this.listeners = [];
    this.clear();
  }

  clear() {
    this.conversations = new Map(); // by id
    this.transfers = new Map(); // by serial number
    this.changes = { ...noChanges(), all: true };
    this.notifySoon();
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

  /** After a failed transfer: set whether the bot receives the customer's messages. */
  setBotListens(id, botListens) {
    const conversation = this.conversation(id);
    if (conversation.transfer?.state !== "failed") return;
    conversation.isUnattended = !botListens;
    this.changes.conversations.add(id);
    this.notifySoon();
  }

  on_message({ conversation: id, message }) {
    const conversation = this.conversation(id);
    if (message.to === "bot") conversation.isUnattended = false;
    conversation.lines.push({ kind: "message", ...message });
    if (message.to === "bot") conversation.isBotBusy = true;
    if (message.from === "customer") conversation.hasReturned = false;
    if (conversation.transfer) this.changes.transfers.add(conversation.transfer.serial);
  }

  on_bot_answered({ conversation: id }) {
    this.conversation(id).isBotBusy = false;
  }

  on_bot_failed({ conversation: id, at }) {
    const conversation = this.conversation(id);
    conversation.isBotBusy = false;
    this.addNote(conversation, "bot_failed", at);
  }

  on_transfer_accepted(event) {
    const { serial, vendor, at } = event;
    const conversation = this.conversation(event.conversation);
    const { transfer: previous } = conversation;
    if (previous && !hasEnded(previous)) this.setState(previous, "repeated");
    conversation.isUnattended = false;
    const isTaken = conversation.withAgent;
    conversation.transfer = {
      serial, vendor, at, conversation: event.conversation, skill: event.skill_name,
      state: isTaken ? "with_agent" : "accepted", isTaken, fields: null,
    };
    this.transfers.set(serial, conversation.transfer);
    this.changes.transfers.add(serial);
    this.addNote(conversation, "transfer_accepted", at, { vendor, skill: event.skill_name });
  }

  on_transfer_failed({ serial, conversation: id, at }) {
    this.setState(this.transfers.get(serial), "failed");
    this.addNote(this.conversation(id), "transfer_failed", at);
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
    this.addNote(conversation, "agent_joined", at);
  }

  on_agent_left({ conversation: id, at }) {
    const conversation = this.conversation(id);
    const { transfer } = conversation;
    conversation.withAgent = false;
    conversation.hasReturned = true;
    if (transfer && !hasEnded(transfer)) this.setState(transfer, "returned");
    if (transfer?.state !== "closed") this.addNote(conversation, "agent_left", at);
  }

  on_conversation_closed({ conversation: id, at }) {
    const conversation = this.conversation(id);
    this.setState(conversation.transfer, "closed");
    this.addNote(conversation, "conversation_closed", at);
  }

  on_session_ended({ conversation: id, at }) {
    this.addNote(this.conversation(id), "session_ended", at);
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

  addNote(conversation, what, at, details = {}) {
    conversation.lines.push({ kind: "note", what, at, ...details });
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
