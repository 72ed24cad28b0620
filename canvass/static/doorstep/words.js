// @ts-check
/** The words of the doorstep screens. */

/** @import { Issue, Outcome, Progress, Safety, Sent } from "./types.js" */

/** @type {Record<Outcome, string>} */
export const OUTCOMES = {
  deceased: "Has died",
  language: "Another language",
  moved: "Moved away",
  no_access: "No way in",
  not_in: "Not in",
  refused: "Refused",
  spoke: "Done",
  unsafe: "Not safe",
};

export const STRENGTHS = ["Firm", "Likely", "Unsure", "Unlikely", "Against"];

/** @type {[string, string][]} */
export const INTENTIONS = [
  ["wont_say", "Won’t say"],
  ["wont_vote", "Won’t vote"],
];

/** @type {[string, string][]} */
export const FLAGS = [
  ["postal_vote", "Postal vote form"],
  ["lift", "Lift to the poll"],
  ["poster", "Poster"],
  ["casework", "Casework"],
  ["do_not_contact", "Do not knock"],
];

/** @type {Outcome[]} */
export const ELECTOR_OUTCOMES = ["not_in", "refused", "moved", "deceased", "language"];

/** @type {Outcome[]} */
export const DOOR_OUTCOMES = ["no_access", "refused", "language", "unsafe"];

/** @type {Record<Safety, string>} */
export const SAFETY = {
  phone: "kept on this phone",
  server: "safe on the server",
  refused: "not taken by the server",
};

/**
 * Pairs of code and word for a list of outcomes.
 *
 * @param {Outcome[]} outcomes
 * @returns {[string, string][]}
 */
export function outcomePairs(outcomes) {
  return outcomes.map((outcome) => [outcome, OUTCOMES[outcome]]);
}

/**
 * Name an issue in the language of the page.
 *
 * @param {Issue} issue
 */
export function issueWords(issue) {
  const isWelsh = document.documentElement.lang.startsWith("cy");
  return (isWelsh && issue.label_cy) || issue.label;
}

const TIME = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const DATE = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });

/**
 * Write a moment as a time, or as a date where it was another day.
 *
 * @param {Date} moment
 */
export function momentWords(moment) {
  const isToday = moment.toDateString() === new Date().toDateString();
  return (isToday ? TIME : DATE).format(moment);
}

/**
 * Say how much of a door is done and where it is kept.
 *
 * @param {Progress} progress
 * @param {number} electors
 */
export function progressWords({ outcome, answered, safety }, electors) {
  const isPart = outcome === "spoke" && answered.size > 0 && answered.size < electors;
  const part = isPart ? `spoke to ${answered.size} of ${electors}` : "";
  return [part, safety && SAFETY[safety]].filter(Boolean).join(", ");
}

/**
 * Say in one line what is kept where.
 *
 * @param {Sent|"sending"|"waiting"} state
 * @param {{waiting: number, refused: unknown[]}} log
 * @param {string} allSentAt  the time when nothing was left to send
 */
export function syncWords(state, { waiting, refused }, allSentAt) {
  const all = refused.length ? `All but ${refused.length}` : "All";
  if (waiting === 0) return `${all} on the server, ${allSentAt}`;
  if (state === "sending") return `Sending ${waiting}…`;
  const kept = `${waiting} kept on this phone`;
  if (state === "offline") return `${kept}, waiting for signal`;
  if (state === "server") return `${kept}, server in trouble`;
  return kept;
}
