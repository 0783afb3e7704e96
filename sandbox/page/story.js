/**
 * Everything that has happened, put together from the sandbox's events.
 *
 * The page keeps nothing else of a conversation, so a reload or a second tab shows the same. Views
 * are told what has changed in batches: fifty customers at once are not fifty times fifty drawings.
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
    this.transfer = null; // the latest one
    this.comesFrom = null; // who had it before the bot: "agent", or null
    this.isForgotten = false; // the transfer failed, and the bot does not hear the customer
  }

  /** Who has the customer: bot, waiting, agent, nobody. */
  get who() {
    if (this.withAgent) return "agent";
    if (this.isForgotten) return "nobody";
    return this.transfer && !hasEnded(this.transfer) ? "waiting" : "bot";
  }
}

const nothing = () => ({
  all: false, conversations: new Set(), transfers: new Set(), events: [], kinds: new Set(),
});

export class Story {
  constructor() {
    this.listeners = [];
    this.clear();
  }

  clear() {
    this.conversations = new Map();
    this.transfers = new Map();
    this.changes = { ...nothing(), all: true };
    this.tellSoon();
  }

  onChange(listener) {
    this.listeners.push(listener);
  }

  conversation(id) {
    if (!this.conversations.has(id)) this.conversations.set(id, new Conversation(id));
    return this.conversations.get(id);
  }

  take(event) {
    if (event.type === "reset") this.clear();
    this.changes.kinds.add(event.type);
    this.changes.events.push(event);
    this[`on_${event.type}`]?.(event);
    if (event.conversation) this.changes.conversations.add(event.conversation);
    this.tellSoon();
  }

  /** Add what only GET /transfers knows: what was sent, and whether one waits. */
  describe(transfers) {
    for (const given of transfers) {
      const known = this.transfers.get(given.serial);
      if (!known) continue;
      known.fields = given.fields;
      if (!hasEnded(known) && given.state !== known.state && !known.isTaken) {
        known.state = given.state;
      }
      this.changes.transfers.add(given.serial);
      this.changes.conversations.add(known.conversation);
    }
    this.tellSoon();
  }

  /** Say what no event says: whether the bot hears the customer after a transfer has failed. */
  hears(id, isHeard) {
    const found = this.conversation(id);
    if (found.transfer?.state !== "failed") return;
    found.isForgotten = !isHeard;
    this.changes.conversations.add(id);
    this.tellSoon();
  }

  on_message({ conversation, message }) {
    const found = this.conversation(conversation);
    if (message.to === "bot") found.isForgotten = false;
    found.lines.push({ kind: "message", ...message });
    if (message.to === "bot") found.isBotBusy = true;
    if (message.from === "customer") found.comesFrom = null;
    if (found.transfer) this.changes.transfers.add(found.transfer.serial);
  }

  on_bot_answered({ conversation }) {
    this.conversation(conversation).isBotBusy = false;
  }

  on_bot_failed({ conversation, at }) {
    const found = this.conversation(conversation);
    found.isBotBusy = false;
    this.note(found, "bot_failed", at);
  }

  on_transfer_accepted(event) {
    const found = this.conversation(event.conversation);
    const { serial, vendor, at } = event;
    if (found.transfer && !hasEnded(found.transfer)) this.mark(found.transfer, "repeated");
    found.isForgotten = false;
    found.transfer = {
      serial, vendor, at, conversation: event.conversation, skill: event.skill_name,
      state: found.withAgent ? "with_agent" : "accepted", isTaken: found.withAgent, fields: null,
    };
    this.transfers.set(serial, found.transfer);
    this.changes.transfers.add(serial);
    this.note(found, "transfer_accepted", at, { vendor, skill: event.skill_name });
  }

  on_transfer_failed({ serial, conversation, at }) {
    const transfer = this.transfers.get(serial);
    if (transfer) this.mark(transfer, "failed");
    this.note(this.conversation(conversation), "transfer_failed", at);
  }

  on_transfer_waiting({ serial }) {
    const transfer = this.transfers.get(serial);
    if (transfer) this.mark(transfer, "waiting");
  }

  on_transfer_withdrawn({ serial }) {
    const transfer = this.transfers.get(serial);
    if (transfer) this.mark(transfer, "withdrawn");
  }

  on_agent_joined({ conversation, at }) {
    const found = this.conversation(conversation);
    found.withAgent = true;
    if (found.transfer && !hasEnded(found.transfer)) {
      found.transfer.isTaken = true;
      this.mark(found.transfer, "with_agent");
    }
    this.note(found, "agent_joined", at);
  }

  on_agent_left({ conversation, at }) {
    const found = this.conversation(conversation);
    found.withAgent = false;
    found.comesFrom = "agent";
    if (found.transfer && !hasEnded(found.transfer)) this.mark(found.transfer, "returned");
    if (found.transfer?.state !== "closed") this.note(found, "agent_left", at);
  }

  on_conversation_closed({ conversation, at }) {
    const found = this.conversation(conversation);
    if (found.transfer) this.mark(found.transfer, "closed");
    this.note(found, "conversation_closed", at);
  }

  on_session_ended({ conversation, at }) {
    this.note(this.conversation(conversation), "session_ended", at);
  }

  on_users_merged({ conversation, before }) {
    const old = this.conversations.get(before);
    if (!old) return;
    const lines = [...(this.conversations.get(conversation)?.lines ?? []), ...old.lines];
    this.conversations.delete(before);
    this.conversations.set(conversation, Object.assign(old, { id: conversation, lines }));
    for (const transfer of this.transfers.values()) {
      if (transfer.conversation === before) transfer.conversation = conversation;
    }
  }

  mark(transfer, state) {
    transfer.state = state;
    this.changes.transfers.add(transfer.serial);
  }

  note(conversation, what, at, more = {}) {
    conversation.lines.push({ kind: "note", what, at, ...more });
  }

  tellSoon() {
    this.timer ??= setTimeout(() => {
      this.timer = null;
      const changes = this.changes;
      this.changes = nothing();
      for (const listener of this.listeners) listener(changes);
    }, BATCH_MS);
  }
}
