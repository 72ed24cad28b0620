// @ts-check
/** One household on the screen: who is speaking, and what they say. Each tap is the save. */

import { addressOf, firstName } from "./address.js";
import { isChosen, tapped } from "./answers.js";
import { doorAsk, WRITTEN } from "./asks.js";
import { icon, make } from "./elements.js";
import { Speakers } from "./speakers.js";
import { readWritten, withWritten, writtenIn } from "./written.js";
import { words } from "./words.js";

/** @import { Question } from "./answers.js" */
/** @import { Asking, Written } from "./asks.js" */
/** @import { Answers, Code, Door, Issue, Place, Progress, Response } from "./types.js" */

/**
 * @callback Answering
 * @param {Door} door
 * @param {Place} place
 * @param {(answers: Answers) => Answers} change
 * @param {string} what  the tap in words
 * @returns {void}
 */

/** The screen of one household. */
export class HouseholdScreen {
  /**
   * @param {HTMLElement} root
   * @param {{issues: Issue[], codes: Code[]}} campaign
   * @param {object} acts
   * @param {(door: Door) => Progress} acts.progress
   * @param {(place: Place) => Answers} acts.answers
   * @param {(place: Place) => Response|null} acts.latest
   * @param {(household: string) => string[]} acts.persons
   * @param {Answering} acts.answer
   * @param {() => void} acts.back
   * @param {Asking} acts.ask  makes the questions about one person
   */
  constructor(root, campaign, acts) {
    this.root = root;
    this.campaign = campaign;
    this.acts = acts;
    /** @type {Door|null} */
    this.door = null;
    /** @type {Set<Written>} */
    this.writing = new Set();
    this.speakers = new Speakers({ ...acts, turn: () => this.turn() });
    this.asks = make("div");
    this.asks.addEventListener("click", (event) => this.tap(event.target));
    this.asks.addEventListener("change", (event) => this.write(event.target));
  }

  /** @param {Door} door */
  open(door) {
    this.door = door;
    this.speakers.open(door);
    const form = make("form", {}, this.speakers.root, this.asks);
    form.addEventListener("submit", (event) => event.preventDefault());
    this.root.replaceChildren(this.heading(door), ...warnings(door), form);
    this.drawAsks(door);
    this.root.querySelector("h1")?.focus({ preventScroll: true });
  }

  close() {
    this.keepWritten();
    this.door = null;
    this.root.replaceChildren();
  }

  /** Show the answers as they are kept. */
  refresh() {
    if (!this.door) return;
    this.speakers.refresh();
    for (const input of this.asks.querySelectorAll("input[data-question]")) {
      if (input instanceof HTMLInputElement) input.checked = this.isOn(input);
    }
    const answers = this.acts.answers(this.place(false));
    for (const kind of WRITTEN) {
      const field = this.field(kind);
      if (field && field !== document.activeElement) field.value = writtenIn(answers, kind);
    }
    for (const more of this.asks.querySelectorAll("[data-shown]")) {
      if (more instanceof HTMLElement) more.hidden = !this.isShown(answers, more.dataset.shown ?? "");
    }
  }

  /** Keep what is still being written. */
  keepWritten() {
    for (const kind of WRITTEN) this.write(this.field(kind));
  }

  /** @param {Door} door */
  heading(door) {
    const back = make("a", { class: "back", href: "#", "aria-label": words.backToDoors });
    back.append(icon("back"));
    back.addEventListener("click", (event) => {
      event.preventDefault();
      this.acts.back();
    });
    return make("div", { class: "top" }, back, make("h1", { tabindex: "-1" }, addressOf(door)));
  }

  /** Somebody else is speaking. */
  turn() {
    this.keepWritten();
    if (this.door) this.drawAsks(this.door);
  }

  /** @param {Door} door */
  drawAsks(door) {
    this.writing.clear();
    const { speaking } = this.speakers;
    const { issues, codes } = this.campaign;
    const asks = speaking ? this.acts.ask(firstName(speaking.name), issues, codes) : [];
    if (!isClosed(door)) asks.push(doorAsk(speaking !== null));
    this.asks.replaceChildren(...asks);
    this.refresh();
  }

  /** @param {EventTarget|null} target */
  tap(target) {
    const isAnswer = target instanceof HTMLInputElement && target.dataset.question;
    if (!isAnswer || !this.door) return;
    if (target.dataset.question === "written") {
      this.openField(/** @type {Written} */ (target.value), target.checked);
      return;
    }
    const { question, place } = this.asked(target);
    const { value } = target;
    const { word = "" } = target.dataset;
    const told = this.isOn(target) ? words.takenOff(word) : word;
    this.acts.answer(this.door, place, (answers) => tapped(answers, question, value), told);
  }

  /** @param {HTMLInputElement} input */
  isOn(input) {
    const { question, place } = this.asked(input);
    const answers = this.acts.answers(place);
    if (input.dataset.question === "written") {
      const kind = /** @type {Written} */ (input.value);
      return this.writing.has(kind) || writtenIn(answers, kind) !== "";
    }
    return isChosen(answers, question, input.value);
  }

  /**
   * Tell whether a part of the questions has its turn.
   *
   * @param {Answers} answers
   * @param {string} when  "issue parking", "language" or "written note"
   */
  isShown(answers, when) {
    const [question, value] = when.split(" ");
    if (question === "issue") return isChosen(answers, "issue", value);
    if (question === "language") return answers.outcome === "language";
    const kind = /** @type {Written} */ (value);
    return this.writing.has(kind) || writtenIn(answers, kind) !== "";
  }

  /**
   * Say what an input asks, and about whom.
   *
   * @param {HTMLInputElement} input
   */
  asked(input) {
    const isWhole = input.dataset.question === "door";
    const question = /** @type {Question} */ (isWhole ? "outcome" : input.dataset.question);
    return { question, place: this.place(isWhole) };
  }

  /**
   * @param {Written} kind
   * @param {boolean} isOpen
   */
  openField(kind, isOpen) {
    const field = this.field(kind);
    if (!field) return;
    if (isOpen) this.writing.add(kind);
    else this.writing.delete(kind);
    if (!isOpen) field.value = "";
    this.write(field);
    this.refresh();
    if (isOpen) field.focus();
  }

  /**
   * @param {Written} kind
   * @returns {HTMLInputElement|HTMLTextAreaElement|null}
   */
  field(kind) {
    return this.asks.querySelector(`[data-written="${kind}"]`);
  }

  /** @param {EventTarget|null} target */
  write(target) {
    const written = readWritten(target);
    if (!written || !this.door || !this.speakers.speaking) return;
    const { kind, value } = written;
    const place = this.place(false);
    if (value === writtenIn(this.acts.answers(place), kind)) return;
    const word = { note: words.note, phone: words.phoneNumber, email: words.emailAddress }[kind];
    const told = value ? word.toLowerCase() : words.takenOff(word.toLowerCase());
    this.acts.answer(this.door, place, (answers) => withWritten(answers, kind, value), told);
  }

  /**
   * @param {boolean} isWhole  the door rather than who is speaking
   * @returns {Place}
   */
  place(isWhole) {
    const household = this.door?.household ?? "";
    const { speaking } = this.speakers;
    if (isWhole || !speaking) return { household, elector: null };
    return { household, elector: speaking.elector, person: speaking.person };
  }
}

/** @param {Door} door */
function isClosed({ electors }) {
  return electors.length > 0 && electors.every((elector) => elector.do_not_contact);
}

/** @param {Door} door */
function warnings(door) {
  const lines = [door.note];
  if (isClosed(door)) lines.push(words.doNotKnock);
  if (door.taken) lines.push(words.isHere(door.taken));
  return lines
    .filter(Boolean)
    .map((line) => make("p", { class: "caution strip" }, icon("warn"), ` ${line}`));
}
