// @ts-check
/** The list of doors: one row each, with "Not in" on every door that is still to do. */

import { addressOf, insideOf, namesTogether, numberOf } from "./address.js";
import { button, icon, make, part } from "./elements.js";
import { languageWord, momentWords, progressWords, words } from "./words.js";

/** @import { Door, Progress } from "./types.js" */

const WIDE_NUMBER = 5;
const FIRST_ROWS = 40;
const MORE_ROWS = 120;
const LONG_NUMBER = 3;

/** The list as it stands on the screen. */
export class DoorList {
  /**
   * @param {HTMLElement} root
   * @param {object} acts
   * @param {(door: Door) => Progress} acts.progress
   * @param {(door: Door) => void} acts.open
   * @param {(door: Door) => void} acts.notIn
   */
  constructor(root, acts) {
    this.root = root;
    this.acts = acts;
    /** @type {Map<string, HTMLElement>} */
    this.rows = new Map();
    /** @type {Map<string, string>} */
    this.drawn = new Map();
    this.here = "";
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.later = undefined;
  }

  /**
   * @param {Door[]} doors
   * @param {number} [first]  how many to draw at once; where the page is scrolled, all of them
   */
  draw(doors, first = FIRST_ROWS) {
    const hasStreets = new Set(doors.map((door) => door.street)).size > 1;
    const isWide = doors.some((door) => numberOf(door).length > WIDE_NUMBER);
    this.root.classList.toggle("told", isWide);
    this.root.replaceChildren();
    clearTimeout(this.later);
    const place = doors.findIndex((door) => door.household === this.here);
    this.drawFrom(doors, 0, Math.max(first, place + first), hasStreets);
  }

  /**
   * Draw some doors now and the others a moment later: the first are wanted at once.
   *
   * @param {Door[]} doors
   * @param {number} from
   * @param {number} to
   * @param {boolean} hasStreets
   */
  drawFrom(doors, from, to, hasStreets) {
    const list = document.createDocumentFragment();
    for (let place = from; place < Math.min(to, doors.length); place += 1) {
      const door = doors[place];
      const isNew = place === 0 || doors[place - 1].street !== door.street;
      if (hasStreets && isNew) list.append(streetRow(door.street));
      list.append(this.row(door));
    }
    this.root.append(list);
    if (to >= doors.length) return;
    this.later = setTimeout(() => this.drawFrom(doors, to, to + MORE_ROWS, hasStreets));
  }

  /**
   * Draw again the rows whose doors have changed; the others stay as they are.
   *
   * @param {Door[]} doors
   */
  redraw(doors) {
    for (const door of doors) {
      const now = fingerprint(door, this.acts.progress(door));
      if (this.drawn.get(door.household) === now) continue;
      const before = this.rows.get(door.household);
      if (!before) continue;
      const hadFocus = before.contains(document.activeElement);
      const row = this.row(door);
      before.replaceWith(row);
      if (hadFocus) focusIn(row);
    }
  }

  /** Draw every row again at the next chance, whatever has changed. */
  forget() {
    this.drawn.clear();
  }

  /**
   * Mark the door opened last.
   *
   * @param {string} household
   */
  mark(household) {
    this.rows.get(this.here)?.classList.remove("here");
    this.here = household;
    this.rows.get(household)?.classList.add("here");
  }

  /**
   * Bring a door into view and put the focus on it.
   *
   * @param {string} household
   */
  show(household) {
    this.rows.get(household)?.scrollIntoView({ block: "center" });
    this.rows.get(household)?.querySelector("a")?.focus({ preventScroll: true });
  }

  /**
   * Put the focus on a door and leave the page where it is, unless the door is out of sight.
   *
   * @param {string} household
   */
  focus(household) {
    const box = this.rows.get(household)?.getBoundingClientRect();
    const isSeen = box && box.top >= 0 && box.bottom <= innerHeight - part("dock").offsetHeight;
    if (!isSeen) this.rows.get(household)?.scrollIntoView({ block: "center" });
    this.rows.get(household)?.querySelector("a")?.focus({ preventScroll: true });
  }

  /** @param {Door} door */
  row(door) {
    const progress = this.acts.progress(door);
    const isDone = progress.isClosed || progress.outcome !== null;
    const row = make("li", {}, this.link(door, progress), this.side(door, progress));
    row.classList.toggle("done", isDone);
    row.classList.toggle("here", door.household === this.here);
    this.rows.set(door.household, row);
    this.drawn.set(door.household, fingerprint(door, progress));
    return row;
  }

  /**
   * @param {Door} door
   * @param {Progress} progress
   */
  link(door, progress) {
    const number = numberOf(door);
    const numeral = number.length > LONG_NUMBER ? "numeral long" : "numeral";
    const link = make(
      "a",
      { class: "door", href: `#door-${door.household}` },
      make("span", { class: numeral }, number || icon("door")),
      make("b", {}, headline(door, progress)),
      make("small", {}, ...lineUnder(door, progress)),
    );
    link.addEventListener("click", (event) => {
      event.preventDefault();
      this.acts.open(door);
    });
    return link;
  }

  /**
   * What stands at the end of the row: what came of the door, or "Not in".
   *
   * @param {Door} door
   * @param {Progress} progress
   */
  side(door, progress) {
    if (progress.isClosed) return said([words.doNot], words.knock);
    if (progress.outcome) {
      const tick = progress.outcome === "spoke" ? [icon("tick"), " "] : [];
      const at = progress.at ? momentWords(progress.at) : "";
      return said([...tick, words.outcomes[progress.outcome]], at);
    }
    const notIn = button("plain notin", () => this.acts.notIn(door), words.notIn);
    notIn.setAttribute("aria-label", `${words.notIn}, ${addressOf(door)}`);
    notIn.addEventListener("click", () => notIn.toggleAttribute("disabled", true));
    return notIn;
  }
}

/** @param {string} street */
function streetRow(street) {
  return make("li", { class: "street" }, make("h2", {}, street));
}

/**
 * @param {(Node|string)[]} outcome
 * @param {string} under
 */
function said(outcome, under) {
  return make("p", { class: "said" }, make("b", {}, ...outcome), under);
}

/**
 * @param {Door} door
 * @param {Progress} progress
 */
function headline(door, progress) {
  if (progress.isClosed) return words.noCall;
  const names = door.electors.map((elector) => elector.name);
  return namesTogether(names) || words.nobodyListed;
}

/**
 * @param {Door} door
 * @param {Progress} progress
 * @returns {(Node|string)[]}
 */
function lineUnder(door, progress) {
  if (progress.isClosed) return [icon("warn"), ` ${words.askedNot}`];
  const inside = insideOf(door);
  if (door.taken && !progress.safety) return [icon("people"), ` ${words.isHere(door.taken)}`];
  if (progress.safety) {
    const words = [inside, progressWords(progress, door.electors.length)];
    const alarm = progress.safety === "refused" ? [icon("warn"), " "] : [];
    return [...alarm, words.filter(Boolean).join(" · ")];
  }
  const warnings = warningsAt(door);
  if (warnings.length > 0) {
    const sign = /\b(code|key|fob)\b/i.test(door.note) ? "key" : "warn";
    return [icon(sign), " ", [inside, ...warnings].filter(Boolean).join(" · ")];
  }
  return [inside || words.electors(door.electors.length)];
}

/**
 * List what to know before the knock: the note on the house, who is not called on, their language.
 *
 * @param {Door} door
 */
function warningsAt({ note, electors }) {
  const asked = electors.filter((elector) => elector.do_not_contact).length;
  const told = new Set(electors.flatMap(({ language }) => language ?? []));
  const spoken = [...told].map((code) => words.speaks(languageWord(code)));
  return [note, asked ? words.someAskedNot(asked, electors.length) : "", ...spoken].filter(Boolean);
}

/**
 * @param {Door} door
 * @param {Progress} progress
 */
function fingerprint({ taken }, { outcome, at, answered, safety, isClosed }) {
  return [outcome, at?.getTime(), answered.size, safety, isClosed, taken].join(" ");
}

/**
 * Keep the focus where the thumb is: on the next "Not in", else on the row that changed.
 *
 * @param {HTMLElement} row
 */
function focusIn(row) {
  const next = row.nextElementSibling?.querySelector("button.notin");
  const target = row.querySelector("button") ?? next ?? row.querySelector("a");
  if (target instanceof HTMLElement) target.focus({ preventScroll: true });
}
