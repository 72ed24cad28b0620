// @ts-check
/** Knocking up on a phone: what is asked at a promise's door on polling day, and how far telling is. */

import { ask, chips, pairs } from "../doorstep/asks.js";
import { icon, part } from "../doorstep/elements.js";
import { isWelsh, momentWords } from "../doorstep/words.js";
import { english, welsh } from "./words.js";

/**
 * Make the one question of polling day about one person.
 *
 * @param {string} name
 */
export function knockAsks(name) {
  const words = isWelsh() ? welsh : english;
  const answers = [...pairs("flag", words.flags), ...pairs("outcome", words.outcomes)];
  return [ask(words.comingToVote(name), chips(answers))];
}

/**
 * Say how far telling is: who voted since is not gone from the list yet.
 *
 * @param {string|null|undefined} told  the moment of the latest number, if there is one
 */
export function showTold(told) {
  const words = isWelsh() ? welsh : english;
  const line = told ? words.toldTo(momentWords(new Date(told))) : words.nobodyTold;
  part("told-to").replaceChildren(icon("server"), ` ${line}`);
  part("told-to").hidden = false;
}
