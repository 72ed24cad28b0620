// @ts-check
/** The list of all that was taken in a district on this phone, the latest first. */

import { button, icon, make, part } from "../doorstep/elements.js";
import { momentWords, words as shared } from "../doorstep/words.js";
import { warningsOn } from "./numbers.js";
import { warningWords, words } from "./words.js";

/** @import { Book } from "./book.js" */
/** @import { Entry, Register } from "./types.js" */

const LONGEST = 4;

/** The rows on the screen; each is drawn anew only when what it says has changed. */
export class NumberList {
  /** @param {(entry: Entry) => void} undo */
  constructor(undo) {
    this.undo = undo;
    /** @type {Map<string, {line: HTMLLIElement, said: string}>} */
    this.lines = new Map();
    /** @type {Register|null} */
    this.register = null;
  }

  /** Draw every row anew next time: what they say, or how, has changed. */
  forget() {
    for (const known of this.lines.values()) known.said = "";
  }

  /**
   * Draw a district.
   *
   * @param {Book} book
   * @param {string} code
   * @param {Register|null} register
   */
  draw(book, code, register) {
    if (register !== this.register) this.forget();
    this.register = register;
    const list = part("numbers");
    const taken = book.takenIn(code);
    const here = new Set(taken.map(({ entry }) => entry.id));
    for (const [id, { line }] of this.lines) if (!here.has(id)) this.drop(id, line);
    for (const { entry, isAgain } of taken) {
      // cheap to compare: there may be a thousand rows, and each tap asks them all
      const said = `${entry.safety} ${Boolean(entry.undoneAt)} ${isAgain}`;
      const known = this.lines.get(entry.id);
      if (known?.said === said) continue;
      const line = known?.line ?? make("li");
      line.className = entry.undoneAt ? "undone" : "";
      line.replaceChildren(...this.parts(entry, warningsOf(entry, isAgain, register)));
      if (!known) list.prepend(line);
      this.lines.set(entry.id, { line, said });
    }
  }

  /**
   * @param {string} id
   * @param {HTMLLIElement} line
   */
  drop(id, line) {
    line.remove();
    this.lines.delete(id);
  }

  /**
   * @param {Entry} entry
   * @param {string[]} warnings
   */
  parts(entry, warnings) {
    const [what, where] = sayings(entry);
    const number = entry.isUnsure ? `${entry.number}?` : entry.number;
    const size = number.length > LONGEST ? "numeral long" : "numeral";
    const cautions = warnings.map((told) => make("span", { class: "warning" }, icon("warn"), ` ${told}`));
    const door = make(
      "span", { class: "door" },
      make(entry.undoneAt ? "del" : "span", { class: size }, number),
      make("b", {}, what), make("small", {}, where), ...cautions,
    );
    if (entry.undoneAt) return [door];
    const named = make("span", { class: "aside" }, ` ${number}`);
    return [door, button("plain notin", () => this.undo(entry), words.undo, named)];
  }
}

/**
 * Say what may be wrong with a number; nothing is wrong with one that was taken back.
 *
 * @param {Entry} entry
 * @param {boolean} isAgain
 * @param {Register|null} register
 */
export function warningsOf(entry, isAgain, register) {
  if (entry.undoneAt) return [];
  const found = warningsOn(entry.number, isAgain, register);
  return found.map((warning) => warningWords(warning, entry, register));
}

/**
 * Say of a number what was taken down, and where that is kept.
 *
 * @param {Entry} entry
 */
export function sayings({ isUnsure, takenAt, undoneAt, safety, reason }) {
  const at = momentWords(undoneAt ?? takenAt);
  const taken = isUnsure ? words.unsureAt(at) : words.votedAt(at);
  const where = safety === "refused" && reason ? `${shared.safety.refused}: ${reason}` : shared.safety[safety];
  return [undoneAt ? words.undoneAt(at) : taken, where];
}
