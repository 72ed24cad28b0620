// @ts-check
/** The list of what the server refused, each with its reason in words. */

import { addressOf } from "./address.js";
import { button, make, part } from "./elements.js";
import { momentWords, words } from "./words.js";

/** @import { Door, Row } from "./types.js" */

/**
 * Show what was refused; nothing is dropped, and it can be sent again.
 *
 * @param {Row[]} rows
 * @param {Door[]} doors
 * @param {() => void} sendAgain
 */
export function showRefused(rows, doors, sendAgain) {
  const section = part("refused");
  section.hidden = rows.length === 0;
  const { length } = rows;
  const lines = rows.map((row) => make("li", {}, refusedWords(row, doors)));
  section.replaceChildren(
    make("h2", {}, words.refusedCount(length)),
    make("p", {}, words.refusedAdvice(length)),
    make("ul", {}, ...lines),
    button("plain", sendAgain, words.sendAgain(length)),
  );
}

/**
 * @param {Row} row
 * @param {Door[]} doors
 */
function refusedWords({ message, reason }, doors) {
  const at = momentWords(new Date(message.spoken_at));
  const why = reason || words.noReason;
  if ("retracts" in message) return words.refusedRetraction(at, why);
  const { household, elector, person, outcome } = message;
  const door = doors.find((each) => each.household === household);
  const name = door?.electors.find((each) => each.id === elector)?.name ?? person;
  const where = [name, door ? addressOf(door) : words.otherWalk].filter(Boolean);
  const what = outcome === "spoke" ? words.saidSpoke : words.outcomes[outcome].toLowerCase();
  return `${where.join(", ")}: ${what}, ${at}. ${why}`;
}
