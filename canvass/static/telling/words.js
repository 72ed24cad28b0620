// @ts-check
/** The words of the teller's screens in the tongue of this phone; the doorstep's are shared. */

import { isWelsh, momentWords, speak as speakAtDoors } from "../doorstep/words.js";
import { english } from "./english.js";
import { welsh } from "./welsh.js";

/** @import { Book } from "./book.js" */
/** @import { Entry, Register, Warning } from "./types.js" */

export let words = english;

/**
 * Speak Welsh or English from now on, also in what the page's shell says.
 *
 * @param {boolean} isIt
 */
export function speak(isIt) {
  speakAtDoors(isIt);
  words = isWelsh() ? welsh : english;
  for (const part of document.querySelectorAll("[data-say]")) {
    part.replaceChildren(wordCalled(part.getAttribute("data-say")));
  }
  for (const part of document.querySelectorAll("[data-label]")) {
    part.setAttribute("aria-label", wordCalled(part.getAttribute("data-label")));
  }
}

/** @param {string|null} name */
function wordCalled(name) {
  return words[/** @type {"voted"} */ (name)];
}

/**
 * Put what may be wrong with a number into words.
 *
 * @param {Warning} warning
 * @param {Entry} entry
 * @param {Register|null} register
 */
export function warningWords(warning, { number, district }, register) {
  const ways = {
    again: () => words.again(number),
    beyond: () => words.beyond(district, register?.highest ?? 0),
    post: () => words.post(number),
    unknown: () => words.unknown(district),
  };
  return ways[warning]();
}

/**
 * Say in one line what is kept where.
 *
 * @param {Book} book
 */
export function syncWords({ waiting, safe, refused, safeAt }) {
  const at = momentWords(safeAt);
  if (waiting) return words.someHere(waiting, safe, at);
  if (refused) return words.notTaken(refused);
  return safe ? words.allThere(safe, at) : words.nothingTaken;
}
