/**
 * The card "Waiting and messages": the queue of the selected desk, the customers who wait for an
 * agent, and the outbox with the ticket system that gets the messages.
 */

import { Changes } from "./changes.js";
import { control } from "./control.js";
import { byId } from "./dom.js";
import { Outbox } from "./outbox.js";
import { group, segments } from "./segments.js";
import { VendorQueue } from "./vendor_queue.js";
import { conditionOf, labelsOf, orderCondition, TICKET_CALLS, TICKET_CONDITIONS }
  from "./vendors.js";
import { WaitingCustomers } from "./waiting_customers.js";

// Many events at the same time are shown together.
const REFRESH_AFTER_MS = 150;
const TICK_MS = 1000;
// After these events the sandbox shows something else.
const READ_EVENTS = new Set(["store_reported", "ticket_received", "setup_changed",
  "faults_changed", "fault", "reset", "transfer_accepted", "transfer_waiting", "transfer_failed",
  "transfer_withdrawn", "agent_joined"]);

export class Waiting {
  /**
   * `onWaits(waits, isTold)` is given until when the bot waits, by conversation, and whether anybody
   * tells that.
   */
  constructor(store, onWaits) {
    this.store = store;
    this.onWaits = onWaits;
    this.timer = null;
    this.changes = new Changes(byId("waiting-status"));
    this.queue = new VendorQueue(byId("vendor-queue"), (figures) => {
      const { vendor } = this;
      return this.run(() => control.setQueues(vendor, figures));
    });
    this.customers = new WaitingCustomers(byId("waiting-customers"));
    this.outbox = new Outbox(byId("outbox"));
    this.tickets = segments("tickets", labelsOf(TICKET_CONDITIONS), (name) =>
      this.run(() => orderCondition(TICKET_CALLS, TICKET_CONDITIONS[name])));
    byId("outbox-head").append(group("Ticket system", this.tickets.element));
    setInterval(() => this.tick(), TICK_MS);
  }

  /** Set the vendor of the selected desk and this page's customer. */
  follow(vendor, conversation) {
    Object.assign(this, { vendor, conversation });
    this.refreshSoon({ isOutdated: true });
  }

  update(changes) {
    const isOutdated = changes.all || [...changes.types].some((type) => READ_EVENTS.has(type));
    this.refreshSoon({ isOutdated });
  }

  /** Draw soon; `isOutdated`: read everything from the sandbox before. */
  refreshSoon({ isOutdated }) {
    this.isOutdated ||= isOutdated;
    this.isUndrawn = true;
    this.timer ??= setTimeout(() => this.refresh(), REFRESH_AFTER_MS);
  }

  async refresh() {
    this.isUndrawn = false;
    const { steps } = this.changes;
    try {
      if (this.isOutdated) await this.read();
      if (this.changes.areDoneSince(steps)) this.draw(); // otherwise `run` has it read again
    } catch {
      // The connection is lost; everything is read again when it is back.
    }
    this.timer = null;
    if (this.isUndrawn) this.refreshSoon({ isOutdated: false });
  }

  async read() {
    this.isOutdated = false;
    [this.setup, this.waits, this.messages, this.faults] = await Promise.all(
      [control.setup(), control.waits(), control.outbox(), control.faults()],
    );
  }

  async run(change) {
    await this.changes.make(change);
    this.refreshSoon({ isOutdated: true });
  }

  draw() {
    if (!this.setup) return;
    const { vendors } = this.setup;
    const vendor = this.vendor ?? Object.keys(vendors)[0];
    const { queues = null, queues_are_set: areSet } = vendors[vendor] ?? {};
    this.queue.draw(vendor, this.store.transfers.values(), queues, areSet);
    const { is_known: isTold } = this.messages;
    this.customers.draw(this.store.conversations.values(), this.waits, this.conversation, isTold);
    this.outbox.draw(this.messages);
    this.onWaits(this.waits, isTold);
    this.tickets.set(conditionOf(TICKET_CALLS, TICKET_CONDITIONS, this.faults));
  }

  tick() {
    this.customers.tick();
    this.outbox.tick();
  }
}
