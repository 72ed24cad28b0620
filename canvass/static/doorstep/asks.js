// @ts-check
/** The questions of the household screen: real radios and checkboxes under their labels. */

import { icon, make } from "./elements.js";
import * as words from "./words.js";

/** @import { Issue } from "./types.js" */

const NOTE_LENGTH = "500";

/**
 * Make the questions about one elector.
 *
 * @param {string} name
 * @param {Issue[]} issues
 */
export function electorAsks(name, issues) {
  const raised = issues.map((issue) => pick("issue", issue.code, words.issueWords(issue)));
  const intentions = chips(pairs("intention", words.INTENTIONS));
  intentions.classList.add("more");
  const outcomes = pairs("outcome", words.outcomePairs(words.ELECTOR_OUTCOMES));
  const extras = [...pairs("flag", words.FLAGS), pick("note", "note", "Note")];
  const note = make("textarea", { maxlength: NOTE_LENGTH, rows: "3", "aria-label": "Note" });
  return [
    ask(`What matters to ${name}?`, chips(raised)),
    ask(`Will ${name} vote for us?`, scale(), intentions),
    ask(`Or, about ${name}`, chips(outcomes)),
    ask("If it comes up", chips(extras), note),
  ];
}

/**
 * Make the question about the door as a whole.
 *
 * @param {boolean} isSecond  questions about an elector stand above it
 */
export function doorAsk(isSecond) {
  const outcomes = pairs("door", words.outcomePairs(words.DOOR_OUTCOMES));
  return ask(isSecond ? "Or, about the whole door" : "About the whole door", chips(outcomes));
}

/**
 * @param {string} legend
 * @param {Node[]} answers
 */
function ask(legend, ...answers) {
  return make("fieldset", { class: "ask" }, make("legend", {}, legend), ...answers);
}

function scale() {
  const marks = words.STRENGTHS.map((word, place) => {
    const number = String(place + 1);
    const mark = make("span", { class: `mark m${number}` }, number);
    return pick("strength", number, word, mark, " ");
  });
  return make("div", { class: "scale" }, ...marks);
}

/** @param {Node[]} picks */
function chips(picks) {
  return make("div", { class: "chips" }, ...picks);
}

/**
 * @param {string} question
 * @param {[string, string][]} answers
 */
function pairs(question, answers) {
  return answers.map(([value, word]) => pick(question, value, word));
}

/** Radios that shut each other out share a name; all else is a checkbox. */
const GROUPS = new Map([
  ["strength", "vote"],
  ["intention", "vote"],
  ["outcome", "outcome"],
  ["door", "door"],
]);

/**
 * @param {string} question
 * @param {string} value
 * @param {string} word
 * @param {(Node|string)[]} before
 */
function pick(question, value, word, ...before) {
  const group = GROUPS.get(question);
  const kind = { type: group ? "radio" : "checkbox", name: group ?? question };
  const said = question === "issue" ? word : word.toLowerCase();
  const input = make("input", { ...kind, "data-question": question, "data-word": said, value });
  const tick = question === "strength" ? [] : [icon("tick")];
  return make("label", { class: "pick" }, input, make("span", {}, ...before, word, ...tick));
}
