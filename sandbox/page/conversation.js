/**
 * One customer's conversation, built from the sandbox's events.
 */

const ENDED = new Set(["failed", "returned", "closed", "repeated", "withdrawn"]);

export const hasEnded = (transfer) => ENDED.has(transfer.state);

export class Conversation {
  constructor(id) {
    this.id = id;
    this.lines = []; // messages and notes, in the order in which the customer sees them
    this.heldNotes = []; // notes that come after the last messages of the bot's turn
    this.announcements = 0; // transfer messages that the vendor has not shown yet
    this.withAgent = false;
    this.isBotBusy = false;
    this.transfer = null; // the latest transfer
    this.hasReturned = false; // the agent gave it back, and the customer has not written since
    this.isUnattended = false; // the transfer failed, and the bot does not receive messages either
    this.isBotSilent = false; // the transfer failed, and the bot believes that agents have the chat
  }

  /** Who answers the customer: "bot", "waiting" (in the queue), "agent", "nobody", "silent" bot. */
  get attendedBy() {
    if (this.withAgent) return "agent";
    if (this.isUnattended) return "nobody";
    if (this.isBotSilent) return "silent";
    return this.transfer && !hasEnded(this.transfer) ? "waiting" : "bot";
  }

  addMessage(message) {
    const { from, to } = message;
    if (to === "bot") {
      this.isUnattended = false;
      this.isBotBusy = true;
    }
    if (from === "bot" && to === "customer") this.isUnattended = this.isBotSilent = false;
    if (from === "customer") this.hasReturned = false;
    const isAfterTurn = from === "agent" || (from === "customer" && to !== "bot");
    if (isAfterTurn) this.showHeldNotes();
    this.lines.push({ kind: "message", ...message });
    if (from === "vendor" && to === "customer") {
      this.announcements = Math.max(0, this.announcements - 1);
      this.showNotesAfterTurn();
    }
  }

  /**
   * Add a note. The vendor may accept a transfer, and an agent join, before the customer reads the
   * last messages of the bot's turn; such a note waits until they are there.
   */
  addNote(what, at, details = {}) {
    this.heldNotes.push({ kind: "note", what, at, ...details });
    this.showNotesAfterTurn();
  }

  endTurn() {
    this.isBotBusy = false;
    this.showNotesAfterTurn();
  }

  showNotesAfterTurn() {
    if (!this.isBotBusy && this.announcements === 0) this.showHeldNotes();
  }

  showHeldNotes() {
    this.lines.push(...this.heldNotes.splice(0));
  }
}
