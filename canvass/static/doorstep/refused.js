// @ts-check
/** The list of what the server refused, each with its reason in words. */

import { addressOf } from "./address.js";
import { button, make, part } from "./elements.js";
import { momentWords, OUTCOMES } from "./words.js";

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
  const heading = `${rows.length} not taken by the server`;
  const [these, them] = rows.length === 1 ? ["it", "it"] : ["these", "them"];
  const advice = `Write ${these} down and tell your organiser. The list stays on this phone.`;
  const lines = rows.map((row) => make("li", {}, refusedWords(row, doors)));
  section.replaceChildren(
    make("h2", {}, heading),
    make("p", {}, advice),
    make("ul", {}, ...lines),
    button("plain", sendAgain, `Send ${them} again`),
  );
}

/**
 * @param {Row} row
 * @param {Door[]} doors
 */
function refusedWords({ message, reason }, doors) {
  const at = momentWords(new Date(message.spoken_at));
  const why = reason || "The server gave no reason.";
  if ("retracts" in message) return `Something taken back, ${at}. ${why}`;
  const door = doors.find((each) => each.household === message.household);
  const elector = door?.electors.find((each) => each.id === message.elector)?.name;
  const where = [elector, door ? addressOf(door) : "A door on another walk"].filter(Boolean);
  const what = message.outcome === "spoke" ? "spoke" : OUTCOMES[message.outcome].toLowerCase();
  return `${where.join(", ")}: ${what}, ${at}. ${why}`;
}
