// @ts-check
/** The answers of one conversation, and the response they make. No screen and no storage here. */

import { newId } from "./ids.js";

/** @import { Answers, Flag, Intention, Outcome, Response, Retraction } from "./types.js" */

/** @typedef {"flag"|"intention"|"issue"|"outcome"|"strength"} Question */

/** @type {Readonly<Answers>} */
const NOTHING = Object.freeze({
  outcome: null,
  strength: null,
  intention: null,
  issues: [],
  flags: [],
  note: "",
});

/**
 * Read the answers back out of a response.
 *
 * @param {Response|null} response
 * @returns {Answers}
 */
export function answersIn(response) {
  if (!response) return { ...NOTHING };
  const { outcome, strength, intention, flags, note } = response;
  const issues = response.issues.map((issue) => issue.code);
  const chosen = outcome === "spoke" ? null : outcome;
  return { outcome: chosen, strength, intention, issues, flags, note };
}

/**
 * Answer a question, or take the answer back where it was given already.
 *
 * What somebody says of their vote is one of strength, intention and "we did not speak".
 *
 * @param {Answers} answers
 * @param {Question} question
 * @param {string} value
 * @returns {Answers}
 */
export function tapped(answers, question, value) {
  const isTakenBack = isChosen(answers, question, value);
  if (question === "issue") {
    return { ...answers, outcome: null, issues: toggled(answers.issues, value) };
  }
  if (question === "flag") {
    return { ...answers, flags: toggled(answers.flags, /** @type {Flag} */ (value)) };
  }
  if (question === "outcome") {
    const outcome = isTakenBack ? null : /** @type {Outcome} */ (value);
    return { ...answers, outcome, strength: null, intention: null, issues: [] };
  }
  const vote = { ...answers, outcome: null, strength: null, intention: null };
  if (isTakenBack) return vote;
  if (question === "strength") return { ...vote, strength: Number(value) };
  return { ...vote, intention: /** @type {Intention} */ (value) };
}

/**
 * @param {Answers} answers
 * @param {Question} question
 * @param {string} value
 */
export function isChosen(answers, question, value) {
  if (question === "issue") return answers.issues.includes(value);
  if (question === "flag") return answers.flags.includes(/** @type {Flag} */ (value));
  return String(answers[question]) === value;
}

/** @param {Answers} answers */
export function isEmpty(answers) {
  const { outcome, strength, intention, issues, flags, note } = answers;
  return !(outcome || strength || intention || issues.length || flags.length || note);
}

/**
 * Make the response that says all of this.
 *
 * @param {{walk: string, household: string, elector: string|null}} where
 * @param {Answers} answers
 * @returns {Response}
 */
export function responseOf(where, answers) {
  const { outcome, strength, intention, flags, note } = answers;
  return {
    id: newId(),
    ...where,
    outcome: outcome ?? "spoke",
    strength,
    intention,
    issues: answers.issues.map((code) => ({ code, stance: null })),
    flags,
    note,
    spoken_at: new Date().toISOString(),
  };
}

/**
 * Make the response of a knock that came to one thing and no talk.
 *
 * @param {{walk: string, household: string, elector: string|null}} where
 * @param {Outcome} outcome
 */
export function knockOf(where, outcome) {
  return responseOf(where, { ...NOTHING, outcome });
}

/**
 * @param {string} id
 * @returns {Retraction}
 */
export function retractionOf(id) {
  return { id: newId(), retracts: id, spoken_at: new Date().toISOString() };
}

/**
 * @template T
 * @param {T[]} list
 * @param {T} value
 */
function toggled(list, value) {
  return list.includes(value) ? list.filter((each) => each !== value) : [...list, value];
}
