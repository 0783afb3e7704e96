/**
 * Rows of buttons of which one is chosen.
 */

import { node } from "./dom.js";

/** Return a group of switches with a title. */
export const group = (legend, ...children) =>
  node("fieldset", { class: "switch" }, node("legend", { class: "legend" }, legend), children);

/** Return a row of buttons of which one is chosen: radio buttons, so that arrow keys work. */
export function segments(name, choices, choose) {
  const inputs = new Map();
  const labels = Object.entries(choices).map(([value, text]) => {
    const input = node("input", { type: "radio", name, value, onchange: () => choose(value) });
    inputs.set(value, input);
    return node("label", {}, input, node("span", {}, text));
  });
  const set = (chosen) => {
    for (const [value, input] of inputs) input.checked = value === chosen;
  };
  return { element: node("div", { class: "segments" }, labels), set };
}
