// @ts-check
/** The questions of the household screen: real radios and checkboxes under their labels. */

import { stanceOf, voteOf } from "./answers.js";
import { icon, make } from "./elements.js";
import { DOOR_OUTCOMES, ELECTOR_OUTCOMES, labelOf, languagePairs, outcomePairs, words } from "./words.js";

/** @import { Code, Flag, Issue } from "./types.js" */

const NOTE_LENGTH = "500";
const ADDRESS_LENGTH = "120";
const SCALE = 5;

/** What can be written, beside what can be tapped; each is a box that opens its field. */
export const WRITTEN = /** @type {const} */ (["note", "phone", "email"]);

/** @typedef {WRITTEN[number]} Written */
/** @typedef {(name: string, issues: Issue[], codes: Code[]) => Node[]} Asking */

/**
 * Make the questions about one person.
 *
 * @param {string} name
 * @param {Issue[]} issues
 * @param {Code[]} codes
 */
export function personAsks(name, issues, codes) {
  const raised = issues.map((issue) => pick("issue", issue.code, labelOf(issue)));
  const stances = issues.filter((issue) => issue.asks_stance).map(stanceAsk);
  const outcomes = pairs("outcome", outcomePairs(ELECTOR_OUTCOMES));
  const languages = make("div", { class: "chips more", "data-shown": "language" });
  languages.append(...pairs("language", languagePairs()));
  return [
    ask(words.whatMatters(name), chips(raised), ...stances),
    ask(words.willVote(name), ...voteAsk(codes)),
    ask(words.orAbout(name), chips(outcomes), languages),
    ask(words.ifItComesUp, chips(extras()), ...WRITTEN.map(field)),
  ];
}

/**
 * Make the question about the door as a whole.
 *
 * @param {boolean} isSecond  questions about an elector stand above it
 */
export function doorAsk(isSecond) {
  const outcomes = pairs("door", outcomePairs(DOOR_OUTCOMES));
  return ask(isSecond ? words.orAboutDoor : words.aboutDoor, chips(outcomes));
}

/**
 * @param {string} legend
 * @param {Node[]} answers
 */
export function ask(legend, ...answers) {
  return make("fieldset", { class: "ask" }, make("legend", {}, legend), ...answers);
}

/**
 * Ask for or against, once an issue is raised that people are for or against.
 *
 * @param {Issue} issue
 */
function stanceAsk(issue) {
  const { code } = issue;
  const legend = make("legend", { class: "small" }, words.forOrAgainst(labelOf(issue)));
  const answers = chips([
    pick("stance", stanceOf({ code, stance: "for" }), words.isFor),
    pick("stance", stanceOf({ code, stance: "against" }), words.isAgainst),
  ]);
  return make("fieldset", { class: "more", "data-shown": `issue ${code}` }, legend, answers);
}

/**
 * Ask by the campaign's own codes: strengths side by side, the others below.
 *
 * @param {Code[]} codes
 */
function voteAsk(codes) {
  const strengths = codes.filter((code) => code.strength);
  const isScale = strengths.length <= SCALE;
  const first = isScale ? strengths : codes;
  const rest = isScale ? codes.filter((code) => !code.strength) : [];
  const marked = first.map((code) => pick("vote", voteOf(code), labelOf(code), mark(code), " "));
  const line = make("div", { class: isScale ? "scale" : "chips" }, ...marked);
  const others = chips(rest.map((code) => pick("vote", voteOf(code), labelOf(code))));
  others.classList.add("more");
  return rest.length > 0 ? [line, others] : [line];
}

/** @param {Code} code */
function mark({ short, strength }) {
  return make("span", { class: strength ? `mark m${strength}` : "mark" }, short);
}

function extras() {
  const flags = /** @type {[Flag, string][]} */ (Object.entries(words.flags));
  const said = { note: words.note, phone: words.phoneNumber, email: words.emailAddress };
  return [...pairs("flag", flags), ...WRITTEN.map((kind) => pick("written", kind, said[kind]))];
}

/**
 * Make the field of something that is written; it shows once its box is ticked.
 *
 * @param {Written} kind
 */
function field(kind) {
  const label = { note: words.note, phone: words.phoneNumber, email: words.emailAddress }[kind];
  const hint = { note: words.noteHint, phone: words.consentPhone, email: words.consentEmail }[kind];
  const known = { "data-written": kind, "aria-label": label };
  const input =
    kind === "note"
      ? make("textarea", { ...known, maxlength: NOTE_LENGTH, rows: "3" })
      : make("input", { ...known, maxlength: ADDRESS_LENGTH, type: kind === "phone" ? "tel" : kind });
  input.setAttribute("autocomplete", "off");
  return make("div", { class: "more", "data-shown": `written ${kind}` }, make("p", {}, hint), input);
}

/** @param {Node[]} picks */
export function chips(picks) {
  return make("div", { class: "chips" }, ...picks);
}

/**
 * @param {string} question
 * @param {[string, string][]} answers
 */
export function pairs(question, answers) {
  return answers.map(([value, word]) => pick(question, value, word));
}

/** Radios that shut each other out share a name; all else is a checkbox. */
const RADIOS = new Set(["door", "language", "outcome", "stance", "vote"]);

/**
 * @param {string} question
 * @param {string} value
 * @param {string} word
 * @param {(Node|string)[]} before
 */
function pick(question, value, word, ...before) {
  const isRadio = RADIOS.has(question);
  const group = question === "stance" ? `stance ${value.split(" ")[0]}` : question;
  const kind = { type: isRadio ? "radio" : "checkbox", name: group };
  const said = question === "issue" ? word : word.toLowerCase();
  const input = make("input", { ...kind, "data-question": question, "data-word": said, value });
  const tick = before.length > 0 ? [] : [icon("tick")];
  return make("label", { class: "pick" }, input, make("span", {}, ...before, word, ...tick));
}
