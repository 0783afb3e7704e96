/**
 * The agents' desk: the queue on the left, the transfer that is open on the right.
 */

import * as address from "./address.js";
import { Case } from "./case.js";
import { byId, write } from "./node.js";
import { Queue } from "./queue.js";
import { hasEnded } from "./story.js";

export class Desk {
  constructor(story) {
    this.story = story;
    this.queue = new Queue(byId("queue"), story, (serial) => this.choose(serial));
    this.case = new Case(byId("case"), story);
    this.chosen = Number(address.read("transfer")) || null;
  }

  /** The customer of this page: their transfers are opened by themselves. */
  follow(conversation) {
    this.conversation = conversation;
  }

  setVendor(title) {
    write(byId("desk-title"), title ? `Agents' desk at ${title}` : "Agents' desk");
  }

  update(changes) {
    if (changes.all) this.queue.clear();
    const serials = changes.all ? this.story.transfers.keys() : changes.transfers;
    for (const serial of serials) this.queue.update(serial, serial === this.chosen);
    this.followCustomer();
    const open = this.story.transfers.get(this.chosen);
    if (!open || changes.all || changes.transfers.has(this.chosen)
      || changes.conversations.has(open.conversation)) this.case.show(open);
    this.count();
  }

  choose(serial) {
    if (serial === this.chosen) return;
    const before = this.chosen;
    this.chosen = serial;
    address.change({ transfer: serial });
    for (const each of [before, serial]) {
      if (this.story.transfers.has(each)) this.queue.update(each, each === serial);
    }
    this.case.show(this.story.transfers.get(serial));
  }

  /** Open the newest transfer of this page's customer, unless the agent is busy with another. */
  followCustomer() {
    const mine = this.story.conversations.get(this.conversation)?.transfer;
    const open = this.story.transfers.get(this.chosen);
    const isBusy = open && !hasEnded(open) && open.conversation !== this.conversation;
    if (mine && mine.serial !== this.chosen && !isBusy
      && (!open || open.conversation === this.conversation || !hasEnded(mine))) {
      this.choose(mine.serial);
    }
  }

  count() {
    const { open, waiting } = this.queue.counts();
    const words = waiting ? `${waiting} waiting, ${open - waiting} with an agent`
      : `${open} with an agent`;
    write(byId("desk-count"), open ? words : "Nobody in the queue");
    const badge = byId("desk-badge");
    badge.hidden = open === 0;
    write(badge, String(open));
  }
}
