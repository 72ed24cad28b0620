// @ts-check
/** The end of a walk on this phone: the names go, what was recorded is still sent. */

import { button, make, part } from "./elements.js";
import { words } from "./words.js";

/** @import { SealedRow } from "./types.js" */

/** @typedef {"forgotten"|"given"|"taken"|"time"|"tries"} Ending */

/**
 * Say that the walk is over, and what becomes of what was recorded.
 *
 * @param {Ending} ending
 * @param {SealedRow[]} unsent
 * @param {{send: () => void, save: () => void, clear: () => void}} acts
 */
export function showOver(ending, unsent, acts) {
  const sentences = {
    forgotten: words.overForgotten,
    given: words.overGiven,
    taken: words.overTaken,
    time: words.overTime,
    tries: words.overTries,
  };
  const waiting = unsent.filter((row) => row.state !== "refused").length;
  const state = waiting ? words.overUnsent(waiting) : words.overAll;
  const refused = unsent.length > waiting ? [make("p", {}, words.overRefused)] : [];
  part("over").replaceChildren(
    make("h1", { tabindex: "-1" }, words.overTitle),
    make("p", { class: "lede" }, sentences[ending]),
    make("p", { role: "status" }, state),
    ...refused,
    ...ways(unsent.length, waiting, acts),
  );
  part("over").hidden = false;
}

/**
 * @param {number} unsent
 * @param {number} waiting
 * @param {{send: () => void, save: () => void, clear: () => void}} acts
 */
function ways(unsent, waiting, { send, save, clear }) {
  const all = [];
  if (waiting) all.push(button("wide", send, words.sendNow));
  if (unsent) all.push(button("plain wide", save, words.saveUnsent));
  else all.push(button("plain wide", clear, words.clearPhone));
  return all;
}
