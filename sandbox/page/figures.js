/**
 * The figures of all requests for a person since the last reset.
 */

import { node } from "./dom.js";
import { term } from "./handoff_words.js";

const NO_VALUE = "\u2013";

/** Return the figures as the children of a list of terms and values. */
export function figures(all) {
  const notReached = Object.entries(all.not_reached);
  const count = notReached.reduce((sum, [, each]) => sum + each, 0);
  return [
    figure("Requests", all.requests,
      all.undecided ? `${all.undecided} not decided yet` : "for a person"),
    figure("Reached a desk", all.reached, `of ${all.requests}`),
    figure("Time to a desk", duration(all.median_seconds), "median"),
    figure("Reached no desk", count, `of ${all.requests}`),
    figure("Untrue promises", all.untrue_promises, `of ${all.promises}; wanted: 0`,
      all.untrue_promises ? "bad" : null),
    figure("With agents now", all.with_agents, "as the bot knows"),
    all.failed_untold ? untold(all.failed_untold) : null,
    notReached.length ? reasons(notReached) : null,
  ].filter(Boolean);
}

const figure = (title, value, remark, tone = null) =>
  node("div", { class: "figure", "data-tone": tone },
    node("dt", {}, title), node("dd", {}, node("b", {}, value), " ",
      node("small", {}, remark)));

/** The bot was told of no such failure, so none of its own figures has it. */
const untold = (count) => figure("Failed unnoticed", count,
  "counted as accepted: the vendor did not tell the bot", "bad");

const reasons = (outcomes) =>
  node("div", { class: "figure-reasons" }, node("dt", {}, "Why no desk was reached"),
    outcomes.map(([word, count]) => node("dd", {}, node("b", {}, count), " ", term("outcome", word))));

/** Return a time in words: 4.2 s, 37 s, 2 min 5 s. */
function duration(seconds) {
  if (seconds === null) return NO_VALUE;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
