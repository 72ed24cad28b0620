// @ts-check
/** The words of the screens, in the tongue of this phone, and how moments are written in it. */

import { english } from "./english.js";
import { welsh } from "./welsh.js";

/** @import { Code, Issue, Outcome, Progress, Sent } from "./types.js" */

export let words = english;
let time = timesIn(english.locale);

/** The languages that doors speak, by their codes. */
const LANGUAGES = ["ar", "bn", "zh", "fa", "fr", "it", "ku", "pl", "pt", "ro", "so", "es", "tr", "ur"];

/** @type {Outcome[]} */
export const ELECTOR_OUTCOMES = ["not_in", "refused", "moved", "deceased", "language"];

/** @type {Outcome[]} */
export const DOOR_OUTCOMES = ["no_access", "refused", "language", "unsafe"];

/**
 * Speak Welsh or English from now on.
 *
 * @param {boolean} isWelsh
 */
export function speak(isWelsh) {
  words = isWelsh ? welsh : english;
  time = timesIn(words.locale);
  document.documentElement.lang = words.locale;
  for (const part of document.querySelectorAll("[data-word]")) {
    const word = words[/** @type {"undo"} */ (part.getAttribute("data-word"))];
    part.replaceChildren(word);
  }
}

/** Tell whether Welsh is spoken. */
export function isWelsh() {
  return words === welsh;
}

/**
 * Pairs of code and word for a list of outcomes.
 *
 * @param {Outcome[]} outcomes
 * @returns {[string, string][]}
 */
export function outcomePairs(outcomes) {
  return outcomes.map((outcome) => [outcome, words.outcomes[outcome]]);
}

/**
 * Pairs of code and name for the languages people speak, sorted by name.
 *
 * @returns {[string, string][]}
 */
export function languagePairs() {
  const pairs = LANGUAGES.map((code) => /** @type {[string, string]} */ ([code, languageWord(code)]));
  return pairs.sort((one, other) => one[1].localeCompare(other[1], words.locale));
}

/** @param {string} code */
export function languageWord(code) {
  try {
    return new Intl.DisplayNames(words.locale, { type: "language" }).of(code) ?? code;
  } catch {
    return code;
  }
}

/**
 * Name an issue, or an answer about a vote, in the tongue of this phone.
 *
 * @param {Issue|Code} named
 */
export function labelOf({ label, label_cy: welshLabel }) {
  return (isWelsh() && welshLabel) || label;
}

/** @param {string} locale */
function timesIn(locale) {
  return {
    clock: new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hour12: false }),
    date: new Intl.DateTimeFormat(locale, { day: "numeric", month: "short" }),
  };
}

/**
 * Write a moment as a time, or as a date where it was another day.
 *
 * @param {Date} moment
 */
export function momentWords(moment) {
  const isToday = moment.toDateString() === new Date().toDateString();
  return (isToday ? time.clock : time.date).format(moment);
}

/**
 * Say how much of a door is done and where it is kept.
 *
 * @param {Progress} progress
 * @param {number} electors
 */
export function progressWords({ outcome, answered, safety }, electors) {
  const isPart = outcome === "spoke" && answered.size > 0 && answered.size < electors;
  const part = isPart ? words.spokeTo(answered.size, electors) : "";
  return [part, safety && words.safety[safety]].filter(Boolean).join(", ");
}

/**
 * Say in one line what is kept where.
 *
 * @param {Sent|"sending"|"waiting"} state
 * @param {{waiting: number, refused: unknown[]}} log
 * @param {string} allSentAt  the time when nothing was left to send
 */
export function syncWords(state, { waiting, refused }, allSentAt) {
  if (waiting === 0) return words.allSent(refused.length, allSentAt);
  if (state === "sending") return words.sending(waiting);
  if (state === "offline") return words.noSignal(waiting);
  if (state === "server") return words.serverTrouble(waiting);
  return words.keptHere(waiting);
}
