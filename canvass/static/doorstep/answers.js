// @ts-check
/** The answers of one conversation, and the response they make. No screen and no storage here. */

import { newId } from "./ids.js";

/** @import { Answers, Code, Flag, Outcome, Place, Response, Retraction, Stance } from "./types.js" */

/** @typedef {"flag"|"issue"|"language"|"outcome"|"stance"|"vote"} Question */

/** @type {Readonly<Answers>} */
const NOTHING = Object.freeze({
  outcome: null,
  strength: null,
  intention: null,
  party: null,
  issues: [],
  flags: [],
  note: "",
  language: null,
  consents: [],
});
const NO_VOTE = Object.freeze({ strength: null, intention: null, party: null });

/**
 * Read the answers back out of a response.
 *
 * @param {Response|null} response
 * @returns {Answers}
 */
export function answersIn(response) {
  if (!response) return { ...NOTHING };
  const { strength, intention, party, issues, flags, note, language, consents } = response;
  const outcome = response.outcome === "spoke" ? null : response.outcome;
  return { outcome, strength, intention, party, issues, flags, note, language, consents };
}

/**
 * Answer a question, or take the answer back where it was given already.
 *
 * What somebody says of their vote is one of the campaign's codes or "we did not speak".
 *
 * @param {Answers} answers
 * @param {Question} question
 * @param {string} value
 * @returns {Answers}
 */
export function tapped(answers, question, value) {
  const isTakenBack = isChosen(answers, question, value);
  switch (question) {
    case "issue":
      return { ...answers, outcome: null, issues: toggledIssue(answers.issues, value) };
    case "stance":
      return { ...answers, issues: withStance(answers.issues, value, isTakenBack) };
    case "flag":
      return { ...answers, flags: toggled(answers.flags, /** @type {Flag} */ (value)) };
    case "language":
      return { ...answers, outcome: "language", language: isTakenBack ? null : value };
    case "outcome": {
      const outcome = isTakenBack ? null : /** @type {Outcome} */ (value);
      return { ...answers, ...NO_VOTE, outcome, language: null, issues: [] };
    }
    default: {
      const vote = isTakenBack ? NO_VOTE : voteIn(value);
      return { ...answers, ...vote, outcome: null };
    }
  }
}

/**
 * @param {Answers} answers
 * @param {Question} question
 * @param {string} value
 */
export function isChosen(answers, question, value) {
  if (question === "issue") return answers.issues.some(({ code }) => code === value);
  if (question === "flag") return answers.flags.includes(/** @type {Flag} */ (value));
  if (question === "vote") return voteOf(answers) === value;
  if (question === "stance") return answers.issues.some((issue) => stanceOf(issue) === value);
  return answers[question] === value;
}

/**
 * Write what a code says of a vote as one value of a button.
 *
 * @param {Pick<Code, "strength"|"intention"|"party">} code
 */
export function voteOf({ strength, intention, party }) {
  return JSON.stringify([strength, intention, party]);
}

/** @param {string} value */
function voteIn(value) {
  const [strength, intention, party] = JSON.parse(value);
  return { strength, intention, party };
}

/**
 * Write a stance on an issue as one value of a button.
 *
 * @param {{code: string, stance: Stance|null}} issue
 */
export function stanceOf({ code, stance }) {
  return `${code} ${stance}`;
}

/**
 * @param {Answers["issues"]} issues
 * @param {string} value
 * @param {boolean} isTakenBack
 */
function withStance(issues, value, isTakenBack) {
  const [code, told] = value.split(" ");
  const stance = isTakenBack ? null : /** @type {Stance} */ (told);
  return issues.map((issue) => (issue.code === code ? { code, stance } : issue));
}

/**
 * @param {Answers["issues"]} issues
 * @param {string} code
 * @returns {Answers["issues"]}
 */
function toggledIssue(issues, code) {
  const others = issues.filter((issue) => issue.code !== code);
  return others.length < issues.length ? others : [...issues, { code, stance: null }];
}

/** @param {Answers} answers */
export function isEmpty(answers) {
  const { outcome, strength, intention, party, issues, flags, note, consents } = answers;
  const isSilent = !(outcome || strength || intention || party || note);
  return isSilent && issues.length + flags.length + consents.length === 0;
}

/**
 * Make the response that says all of this.
 *
 * @param {Place & {walk: string}} where
 * @param {Answers} answers
 * @returns {Response}
 */
export function responseOf({ walk, household, elector, person = "" }, answers) {
  return {
    id: newId(),
    walk,
    household,
    elector,
    person,
    ...answers,
    outcome: answers.outcome ?? "spoke",
    spoken_at: new Date().toISOString(),
  };
}

/**
 * Make the response of a knock that came to one thing and no talk.
 *
 * @param {Place & {walk: string}} where
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
