/**
 * The row of switches that change how the sandbox behaves.
 *
 * Each switch shows what the control interface reports, not what was clicked: another tab or a
 * terminal may have changed it.
 */

import { Changes } from "./changes.js";
import { remarks } from "./channel_limits.js";
import { control } from "./control.js";
import { byId, node, setText } from "./dom.js";
import { group, segments } from "./segments.js";
import { channelOfVendor, channelTitle, CONDITIONS, conditionOf, handoverCalls, labelsOf,
  orderCondition, vendorTitle } from "./vendors.js";

const FAIL_AFTER_SECONDS = 1;
const ANSWERS = { accept: "accept", wait: "wait", refuse: "refuse" };

export class Switches {
  /** `onVendor(vendor, channel)` is called when a new customer with this vendor is wanted. */
  constructor({ onVendor }) {
    this.onVendor = onVendor;
    this.chosenVendor = null; // by this page's customer
    this.calledVendor = null; // by the bot, as the last one
    this.channel = null;
    this.changes = new Changes(byId("switches-status"));
    this.readAfter = null; // so many steps of changes; null until the first values have come
    this.shifts = node("div", { class: "toggles" });
    this.failing = node("button", { type: "button", onclick: () => this.failNext() });
    this.otherFaults = node("small", { class: "other-faults", hidden: true });
    this.vendors = node("div", { class: "segments" });
    this.channels = node("select", { id: "channel", onchange: () => this.changeChannel() });
    this.answers = segments("agents", ANSWERS, (answer) =>
      this.run(() => control.setAgents(answer)));
    this.conditions = segments("condition", labelsOf(CONDITIONS), (name) => {
      const calls = handoverCalls(this.vendor);
      return this.run(() => orderCondition(calls, CONDITIONS[name]));
    });
    byId("groups").append(
      group("Vendor", this.vendors),
      node("div", { class: "switch" },
        node("label", { for: "channel", class: "legend" }, "Channel"), this.channels),
      group("On shift", this.shifts),
      group("Agents", this.answers.element),
      group("Vendor's API is", this.conditions.element, this.otherFaults),
      node("div", { class: "switch" },
        node("span", { class: "legend" }, "Next transfer"), this.failing),
    );
  }

  /** Set the vendor and the channel of this page's customer. */
  setCustomer(vendor, channel) {
    Object.assign(this, { chosenVendor: vendor, channel });
    this.drawIfCurrent();
  }

  /** Set which vendor the bot has called last. */
  setCalled(vendor) {
    this.calledVendor = vendor;
    this.drawIfCurrent();
  }

  /** Whose switches are shown. */
  get vendor() {
    return this.knownVendor ?? this.offered?.[0];
  }

  /** The vendor of this page's customer, as far as it is known. */
  get knownVendor() {
    const first = this.setup?.desks?.length ? this.offered[0] : this.calledVendor;
    return this.chosenVendor ?? first;
  }

  /** The vendors of the bot's desks; all of them if nobody has told its desks. */
  get offered() {
    if (!this.setup) return undefined;
    const { vendors, desks } = this.setup;
    return (desks?.length ? desks : Object.keys(vendors)).filter((name) => vendors[name]);
  }

  /** Request all values; several calls at the same time make one request. */
  async refresh() {
    if (this.isRequesting) {
      this.isOutdated = true;
      return;
    }
    this.isRequesting = true;
    let steps;
    try {
      do {
        this.isOutdated = false;
        ({ steps } = this.changes);
        [this.setup, this.agents, this.faults, this.state] = await Promise.all(
          [control.setup(), control.agents(), control.faults(), control.state()],
        );
      } while (this.isOutdated && !this.changes.underWay);
      this.readAfter = steps;
      this.drawIfCurrent(); // otherwise `run` requests them again
    } catch (error) {
      this.showStatus(error.message);
    } finally {
      this.isRequesting = false;
    }
  }

  /** Make a change, show `status` or the error, and request all values. */
  async run(change, status = "") {
    await this.changes.make(change, status);
    await this.refresh();
  }

  showStatus(text) {
    this.changes.show(text);
  }

  /** Draw, unless a change has been ordered since the values were requested. */
  drawIfCurrent() {
    if (this.changes.areDoneSince(this.readAfter)) this.draw();
  }

  draw() {
    const { vendors, channels } = this.setup;
    this.drawVendors(this.offered);
    const own = channelOfVendor(this.vendor);
    fill(this.channels, channels.filter((name) => name === "rest" || name === own), this.channel);
    this.drawShifts(vendors[this.vendor]?.shifts ?? {});
    this.answers.set(this.agents.answer);
    const condition = conditionOf(handoverCalls(this.vendor), CONDITIONS, this.faults);
    this.conditions.set(condition);
    this.otherFaults.hidden = condition !== "other";
    setText(this.otherFaults, "other faults, ordered by hand");
    const failing = this.state.failing_later;
    const count = typeof failing === "number" ? failing : failing?.times ?? 0;
    this.isFailing = count > 0;
    this.failing.setAttribute("aria-pressed", String(this.isFailing));
    setText(this.failing, count > 1 ? `next ${count} fail later` : "fails later");
    this.drawRemarks(condition);
  }

  drawRemarks(condition) {
    const { vendor, channel, isFailing } = this;
    const isKnown = Boolean(this.knownVendor);
    const { answer } = this.agents;
    const texts = remarks({ vendor, isKnown, channel, condition, answer, isFailing });
    setText(byId("switch-remarks"), texts.join(" "));
  }

  drawVendors(offered) {
    if (this.drawnVendors !== offered.join()) {
      this.drawnVendors = offered.join();
      const titles = Object.fromEntries(offered.map((name) => [name, vendorTitle(name)]));
      this.vendorChoice = segments("vendor", titles, (name) => {
        const own = channelOfVendor(name);
        const usesOwn = this.channel !== "rest" && this.setup.channels.includes(own);
        this.onVendor(name, usesOwn ? own : "rest");
      });
      this.vendors.replaceChildren(this.vendorChoice.element);
    }
    this.vendorChoice.set(this.vendor);
  }

  drawShifts(shifts) {
    const names = Object.keys(shifts);
    if (this.drawnShifts !== JSON.stringify([this.vendor, names])) {
      this.drawnShifts = JSON.stringify([this.vendor, names]);
      this.toggles = new Map(names.map((name) => [name, this.toggle(name)]));
      this.shifts.replaceChildren(...names.map((name) => this.toggles.get(name).element));
    }
    for (const name of names) this.toggles.get(name).input.checked = shifts[name];
  }

  toggle(name) {
    const input = node("input", { type: "checkbox", role: "switch" });
    input.addEventListener("change", () => {
      const shift = [this.vendor, name, input.checked];
      this.run(() => control.setShift(...shift));
    });
    return { input, element: node("label", { class: "toggle" }, input, node("span", {}, name)) };
  }

  failNext() {
    const times = this.isFailing ? 0 : 1;
    return this.run(() => control.failNext(times, FAIL_AFTER_SECONDS));
  }

  changeChannel() {
    const channel = this.channels.value;
    if (channel !== this.channel) this.onVendor(this.vendor, channel);
  }
}

function fill(select, values, chosen) {
  if (select.dataset.values !== values.join()) {
    select.dataset.values = values.join();
    select.replaceChildren(
      ...values.map((value) => node("option", { value }, channelTitle(value))),
    );
  }
  select.value = chosen ?? values[0];
}
