/**
 * The agents' desk: the queue on the left, the open transfer on the right.
 */

import { hasEnded } from "./conversation.js";
import { CustomerLinks } from "./customer_links.js";
import { byId, setText } from "./dom.js";
import { Queue } from "./queue.js";
import { TransferView } from "./transfer_view.js";
import * as urlState from "./url_state.js";

export class Desk {
  /** `showInChat(conversation)` shows another customer's chat; `onOpen(serial)` is told. */
  constructor(store, { showInChat, onOpen }) {
    this.store = store;
    this.onOpen = onOpen;
    const openTransfer = (serial) => this.open(serial);
    this.queue = new Queue(byId("queue"), store, openTransfer);
    const links = new CustomerLinks(store, { openTransfer, showInChat });
    this.view = new TransferView(byId("transfer"), store, links);
    this.openSerial = Number(urlState.read("transfer")) || null;
  }

  /** Set this page's customer, whose transfers are opened automatically. */
  follow(conversation) {
    this.conversation = conversation;
    this.queue.markInChat(conversation);
    this.showOpen();
  }

  setVendor(title) {
    setText(byId("desk-title"), title ? `Agents' desk at ${title}` : "Agents' desk");
  }

  update(changes) {
    if (changes.all) this.queue.clear();
    const serials = changes.all ? this.store.transfers.keys() : changes.transfers;
    for (const serial of serials) this.queue.update(serial, serial === this.openSerial);
    this.openNewest();
    const transfer = this.store.transfers.get(this.openSerial);
    if (!transfer || changes.all || changes.transfers.has(this.openSerial)
      || changes.conversations.has(transfer.conversation)
      || changes.conversations.has(this.conversation)) this.showOpen();
    this.showCounts();
  }

  showOpen() {
    this.view.show(this.store.transfers.get(this.openSerial), this.conversation);
    this.onOpen(this.openSerial);
  }

  open(serial) {
    if (serial === this.openSerial) return;
    const before = this.openSerial;
    this.openSerial = serial;
    urlState.change({ transfer: serial });
    for (const each of [before, serial]) {
      if (this.store.transfers.has(each)) this.queue.update(each, each === serial);
    }
    this.showOpen();
  }

  /** Open the newest transfer of this page's customer, unless the agent is busy with another. */
  openNewest() {
    const newest = this.store.conversations.get(this.conversation)?.transfer;
    const current = this.store.transfers.get(this.openSerial);
    const isOther = current && current.conversation !== this.conversation;
    const isBusy = isOther && !hasEnded(current);
    if (newest && newest.serial !== this.openSerial && !isBusy
      && (!isOther || !hasEnded(newest))) {
      this.open(newest.serial);
    }
  }

  showCounts() {
    const { open, waiting } = this.queue.counts();
    const text = waiting ? `${waiting} waiting, ${open - waiting} with an agent`
      : `${open} with an agent`;
    setText(byId("desk-count"), open ? text : "Nobody in the queue");
    const badge = byId("desk-badge");
    badge.hidden = open === 0;
    setText(badge, String(open));
  }
}
