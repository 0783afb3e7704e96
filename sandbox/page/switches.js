/**
 * The strip of switches. Each shows what control reports, never what was clicked: it may have been
 * changed in another tab or from the terminal.
 */

import { control } from "./control.js";
import { byId, node, write } from "./node.js";
import { CALLS, channelTitle, CONDITIONS, conditionOf, TITLES } from "./vendors.js";

const FAIL_AFTER_SECONDS = 1;
const ANSWERS = { accept: "accept", wait: "wait", refuse: "refuse" };

export class Switches {
  /** `onVendor(vendor, channel)`: somebody wants a new customer there. */
  constructor({ onVendor }) {
    this.onVendor = onVendor;
    this.vendor = null;
    this.channel = null;
    this.acting = 0; // how much was switched that control has not answered yet
    this.shifts = node("div", { class: "toggles" });
    this.failing = node("button", { type: "button", onclick: () => this.failNext() });
    this.isOdd = node("small", { class: "odd", hidden: true });
    const conditions = Object.fromEntries(
      Object.entries(CONDITIONS).map(([name, { label }]) => [name, label]),
    );
    this.vendors = node("div", { class: "segments" });
    this.channels = node("select", { id: "channel", onchange: () => this.move() });
    this.answers = segments("agents", ANSWERS, (answer) =>
      this.do(() => control.setAgents(answer)));
    this.conditions = segments("condition", conditions, (name) => this.setCondition(name));
    byId("groups").append(
      group("Vendor", this.vendors),
      node("div", { class: "switch" },
        node("label", { for: "channel", class: "legend" }, "Channel"), this.channels),
      group("On shift", this.shifts),
      group("Agents", this.answers.element),
      group("Vendor's API is", this.conditions.element, this.isOdd),
      node("div", { class: "switch" },
        node("span", { class: "legend" }, "Next transfer"), this.failing),
    );
  }

  /** Which vendor and channel this page's customer has. */
  setPlace(vendor, channel) {
    Object.assign(this, { vendor, channel });
    if (this.stage && !this.acting) this.draw();
  }

  /** Ask control how everything stands; several wishes at once are one question. */
  async refresh() {
    if (this.asking) {
      this.isStale = true;
      return;
    }
    this.asking = true;
    try {
      do {
        this.isStale = false;
        [this.stage, this.agents, this.faults, this.state] = await Promise.all(
          [control.stage(), control.agents(), control.faults(), control.state()],
        );
      } while (this.isStale && !this.acting);
      // What was asked before somebody switched is out of date: whoever switched asks again.
      if (!this.acting) this.draw();
    } catch (refusal) {
      this.tell(refusal.message);
    } finally {
      this.asking = false;
    }
  }

  async do(act, told = "") {
    this.tell("");
    this.acting += 1;
    try {
      await act();
      this.tell(told);
    } catch (refusal) {
      this.tell(refusal.message);
    } finally {
      this.acting -= 1;
    }
    await this.refresh();
  }

  tell(text) {
    write(byId("switches-told"), text);
  }

  draw() {
    const { vendors, channels, desks } = this.stage;
    const offered = (desks?.length ? desks : Object.keys(vendors)).filter((name) => vendors[name]);
    this.vendor ??= offered[0];
    this.drawVendors(offered);
    const possible = channels.filter((name) => name === "rest" || name === this.vendor);
    fill(this.channels, possible, this.channel);
    this.drawShifts(vendors[this.vendor]?.shifts ?? {});
    this.answers.set(this.agents.answer);
    const condition = conditionOf(this.vendor, this.faults);
    this.conditions.set(condition);
    this.isOdd.hidden = condition !== "other";
    write(this.isOdd, "other faults, ordered by hand");
    const left = this.state.failing_later;
    const count = typeof left === "number" ? left : left?.times ?? 0;
    this.isFailing = count > 0;
    this.failing.setAttribute("aria-pressed", String(this.isFailing));
    write(this.failing, count > 1 ? `next ${count} fail later` : "fails later");
  }

  drawVendors(offered) {
    if (this.drawnVendors !== offered.join()) {
      this.drawnVendors = offered.join();
      const titles = offered.map((name) => [name, this.stage.vendors[name].title ?? TITLES[name]]);
      this.vendorChoice = segments("vendor", Object.fromEntries(titles), (name) => {
        const isOwn = this.channel !== "rest" && this.stage.channels.includes(name);
        this.onVendor(name, isOwn ? name : "rest");
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
    input.addEventListener("change", () =>
      this.do(() => control.setShift(this.vendor, name, input.checked)));
    return { input, element: node("label", { class: "toggle" }, input, node("span", {}, name)) };
  }

  setCondition(name) {
    const { fault } = CONDITIONS[name];
    const calls = CALLS[this.vendor];
    return this.do(async () => {
      await Promise.all(calls.map((call) => control.clearFaults(call)));
      if (fault) await Promise.all(calls.map((call) => control.orderFault({ call, ...fault })));
    });
  }

  failNext() {
    return this.do(() => control.failNext(this.isFailing ? 0 : 1, FAIL_AFTER_SECONDS));
  }

  move() {
    const channel = this.channels.value;
    if (channel !== this.channel) this.onVendor(this.vendor, channel);
  }
}

const group = (legend, ...children) =>
  node("fieldset", { class: "switch" }, node("legend", { class: "legend" }, legend), children);

/** A choice of one, as a row of buttons: radio buttons, so that arrow keys work. */
function segments(name, choices, choose) {
  const inputs = new Map();
  const labels = Object.entries(choices).map(([value, text]) => {
    const input = node("input", { type: "radio", name, value, onchange: () => choose(value) });
    inputs.set(value, input);
    return node("label", {}, input, node("span", {}, text));
  });
  const set = (value) => {
    for (const [each, input] of inputs) input.checked = each === value;
  };
  return { element: node("div", { class: "segments" }, labels), set };
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
