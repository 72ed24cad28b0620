// @ts-check
/** What is written at a door rather than tapped: a note, and addresses that were given with leave. */

/** @import { Written } from "./asks.js" */
/** @import { Answers, Channel } from "./types.js" */

/** The version of the words that ask for an address, as they stand in `english.js`. */
const WORDING = "door-1";
const SHORTEST = 3;

/**
 * Read what stands in a field; null where it is no such field, or holds too little to be kept.
 *
 * @param {EventTarget|null} target
 * @returns {{kind: Written, value: string}|null}
 */
export function readWritten(target) {
  const isField = target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement;
  if (!isField || !target.dataset.written) return null;
  const kind = /** @type {Written} */ (target.dataset.written);
  const value = target.value.trim();
  return kind !== "note" && value && value.length < SHORTEST ? null : { kind, value };
}

/**
 * Give what is written of one kind.
 *
 * @param {Answers} answers
 * @param {Written} kind
 */
export function writtenIn({ note, consents }, kind) {
  if (kind === "note") return note;
  return consents.find((consent) => consent.channel === kind)?.address ?? "";
}

/**
 * Put something written among the answers; "" takes it off.
 *
 * @param {Answers} answers
 * @param {Written} kind
 * @param {string} value
 * @returns {Answers}
 */
export function withWritten(answers, kind, value) {
  if (kind === "note") return { ...answers, note: value };
  const channel = /** @type {Channel} */ (kind);
  const others = answers.consents.filter((consent) => consent.channel !== channel);
  const given = { channel, address: value, wording: `${channel}-${WORDING}` };
  return { ...answers, consents: value ? [...others, given] : others };
}
