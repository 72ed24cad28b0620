// @ts-check
/** Roll numbers: how they are typed on the keys, and what may be wrong with one. */

/** @import { Numbers, Register, Warning } from "./types.js" */

const WHOLE = /^0*(\d{1,6})(?:\/0*(\d{1,4}))?$/;
const GROWING = /^\d{1,6}(?:\/\d{0,4})?$/;

/**
 * Give what stands on the screen after one more key; a key that makes no number changes nothing.
 *
 * @param {string} typed
 * @param {string} key  a figure, "/" or ".", or "Backspace"
 */
export function afterKey(typed, key) {
  if (key === "Backspace") return typed.slice(0, -1);
  const longer = typed + (key === "." ? "/" : key);
  return GROWING.test(longer) ? longer : typed;
}

/**
 * Write a number as the register does: "0888/0" is "888". "" where it is none, or is not finished.
 *
 * @param {string} typed
 */
export function plainNumber(typed) {
  const [, number = "", suffix = ""] = WHOLE.exec(typed) ?? [];
  return Number(suffix) ? `${number}/${suffix}` : number;
}

/**
 * Read what the keys and "Not sure" say; where a stroke was left without its figures, nobody can
 * be sure either. Null where no number was typed.
 *
 * @param {string} typed
 * @param {boolean} isUnsure
 */
export function readTyped(typed, isUnsure) {
  const isCut = typed.endsWith("/");
  const number = plainNumber(isCut ? typed.slice(0, -1) : typed);
  return number ? { number, isUnsure: isUnsure || isCut } : null;
}

/**
 * Make the numbers of a district ready to be asked.
 *
 * @param {Numbers} told
 * @returns {Register}
 */
export function registerOf({ numbers, postal }) {
  const highest = numbers.reduce((most, number) => Math.max(most, Number.parseInt(number, 10)), 0);
  return { numbers: new Set(numbers), postal: new Set(postal), highest };
}

/**
 * List what may be wrong with a number; where the register is not on this phone, only whether it
 * was taken before.
 *
 * @param {string} number
 * @param {boolean} isAgain  an earlier one like it stands
 * @param {Register|null} register
 * @returns {Warning[]}
 */
export function warningsOn(number, isAgain, register) {
  /** @type {Warning[]} */
  const warnings = isAgain ? ["again"] : [];
  if (!register) return warnings;
  if (register.postal.has(number)) warnings.push("post");
  if (register.numbers.has(number)) return warnings;
  warnings.push(Number.parseInt(number, 10) > register.highest ? "beyond" : "unknown");
  return warnings;
}
