/**
 * The words in which the bot reports what became of a request, each with plain words.
 */

import { control } from "./control.js";
import { node } from "./dom.js";

const WORDS = await control.handoffWords();
// In which colour an outcome is shown, beside its words; any other is bad.
const TONES = { accepted: "good", cancelled: "neutral", off_shift: "wait", unknown: "wait" };

const NOT_TOLD = "Not told";

/** Return a word of one of the lists (`step`, `reason`, `outcome` …) in plain words; undefined if none. */
export const plain = (list, word) => (Object.hasOwn(WORDS[list], word ?? "") ? WORDS[list][word] : undefined);

/** Return an element with the plain words, and the word itself. */
export function term(list, word) {
  const text = plain(list, word);
  if (text === undefined) return node("span", { class: list }, NOT_TOLD);
  const tone = list === "outcome" ? TONES[word] ?? "bad" : null;
  return node("span", { class: list, "data-tone": tone }, text, " ", node("code", {}, word));
}
