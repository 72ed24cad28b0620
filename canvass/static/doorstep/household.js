// @ts-check
/** One household on the screen: who is speaking, and what they say. Each tap is the save. */

import { addressOf, firstName } from "./address.js";
import { isChosen, tapped } from "./answers.js";
import { doorAsk, electorAsks } from "./asks.js";
import { icon, make } from "./elements.js";
import { OUTCOMES } from "./words.js";

/** @import { Question } from "./answers.js" */
/** @import { Place } from "./recorder.js" */
/** @import { Answers, Door, Elector, Issue, Progress, Response } from "./types.js" */

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
   * @param {Issue[]} issues
   * @param {object} acts
   * @param {(door: Door) => Progress} acts.progress
   * @param {(place: Place) => Answers} acts.answers
   * @param {(place: Place) => Response|null} acts.latest
   * @param {Answering} acts.answer
   * @param {() => void} acts.back
   */
  constructor(root, issues, acts) {
    this.root = root;
    this.issues = issues;
    this.acts = acts;
    /** @type {Door|null} */
    this.door = null;
    /** @type {Elector|null} */
    this.speaking = null;
    this.isNoteOpen = false;
    this.people = make("fieldset", { class: "ask people" });
    this.asks = make("div");
    this.asks.addEventListener("click", (event) => this.tap(event.target));
    this.asks.addEventListener("change", (event) => this.writeNote(event.target));
  }

  /** @param {Door} door */
  open(door) {
    this.door = door;
    const { answered } = this.acts.progress(door);
    const open = door.electors.filter((elector) => !elector.do_not_contact);
    this.speaking = open.find((elector) => !answered.has(elector.id)) ?? null;
    const form = make("form", {}, this.people, this.asks);
    form.addEventListener("submit", (event) => event.preventDefault());
    this.root.replaceChildren(this.heading(door), ...warnings(door), form);
    this.drawPeople(door);
    this.drawAsks(door);
    this.root.querySelector("h1")?.focus({ preventScroll: true });
  }

  close() {
    this.keepNote();
    this.door = null;
    this.root.replaceChildren();
  }

  /** Show the answers as they are kept. */
  refresh() {
    if (!this.door) return;
    for (const elector of this.door.electors) {
      this.root.querySelector(`[data-elector="${elector.id}"]`)?.replaceChildren(
        ...this.statusOf(elector),
      );
    }
    for (const input of this.asks.querySelectorAll("input")) input.checked = this.isOn(input);
    const note = this.asks.querySelector("textarea");
    if (!note || note === document.activeElement) return;
    note.value = this.acts.answers(this.place(false)).note;
    note.hidden = !this.isNoteOpen && note.value === "";
  }

  /** Keep a note that is still being written. */
  keepNote() {
    this.writeNote(this.asks.querySelector("textarea"));
  }

  /** @param {Door} door */
  heading(door) {
    const back = make("a", { class: "back", href: "#", "aria-label": "Back to the doors" });
    back.append(icon("back"));
    back.addEventListener("click", (event) => {
      event.preventDefault();
      this.acts.back();
    });
    return make("div", { class: "top" }, back, make("h1", { tabindex: "-1" }, addressOf(door)));
  }

  /** @param {Door} door */
  drawPeople(door) {
    const legend = make("legend", { class: "aside" }, "Who is speaking?");
    const people = door.electors.map((elector) => this.person(elector));
    this.people.replaceChildren(legend, ...people);
    this.people.hidden = door.electors.length === 0;
  }

  /** @param {Elector} elector */
  person(elector) {
    const status = make("span", { "data-elector": elector.id }, ...this.statusOf(elector));
    const line = make("span", {}, elector.name, " ", status);
    if (elector.do_not_contact) return make("p", { class: "pick" }, line);
    const input = make("input", { type: "radio", name: "who", value: elector.id });
    input.checked = elector === this.speaking;
    input.addEventListener("change", () => this.speakTo(elector));
    return make("label", { class: "pick" }, input, line);
  }

  /** @param {Elector} elector */
  speakTo(elector) {
    this.keepNote();
    this.speaking = elector;
    if (this.door) this.drawAsks(this.door);
    this.refresh();
  }

  /**
   * @param {Elector} elector
   * @returns {(Node|string)[]}
   */
  statusOf(elector) {
    if (elector.do_not_contact) return ["asked not to be called on"];
    if (elector === this.speaking) return ["speaking"];
    const household = this.door?.household ?? "";
    const latest = this.acts.latest({ household, elector: elector.id });
    if (latest && latest.outcome !== "spoke") return [OUTCOMES[latest.outcome].toLowerCase()];
    if (latest || elector.done) return ["answered ", icon("tick")];
    return ["not asked"];
  }

  /** @param {Door} door */
  drawAsks(door) {
    this.isNoteOpen = false;
    const asks = this.speaking ? electorAsks(firstName(this.speaking.name), this.issues) : [];
    if (!isClosed(door)) asks.push(doorAsk(this.speaking !== null));
    this.asks.replaceChildren(...asks);
    this.refresh();
  }

  /** @param {EventTarget|null} target */
  tap(target) {
    if (!(target instanceof HTMLInputElement) || !this.door) return;
    if (target.name === "note") {
      this.openNote(target.checked);
      return;
    }
    const { question, place } = this.asked(target);
    const { value } = target;
    const { word = "" } = target.dataset;
    const told = this.isOn(target) ? `${word} taken off` : word;
    this.acts.answer(this.door, place, (answers) => tapped(answers, question, value), told);
  }

  /** @param {HTMLInputElement} input */
  isOn(input) {
    const { question, place } = this.asked(input);
    const answers = this.acts.answers(place);
    if (input.name === "note") return this.isNoteOpen || answers.note !== "";
    return isChosen(answers, question, input.value);
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

  /** @param {boolean} isOpen */
  openNote(isOpen) {
    const note = this.asks.querySelector("textarea");
    if (!note) return;
    this.isNoteOpen = isOpen;
    note.hidden = !isOpen;
    if (isOpen) note.focus();
    else note.value = "";
    this.writeNote(note);
  }

  /** @param {EventTarget|null} target */
  writeNote(target) {
    if (!(target instanceof HTMLTextAreaElement) || !this.door || !this.speaking) return;
    const note = target.value.trim();
    const place = this.place(false);
    if (note === this.acts.answers(place).note) return;
    const told = note ? "note" : "note taken off";
    this.acts.answer(this.door, place, (answers) => ({ ...answers, note }), told);
  }

  /**
   * @param {boolean} isWhole  the door rather than who is speaking
   * @returns {Place}
   */
  place(isWhole) {
    const household = this.door?.household ?? "";
    return { household, elector: isWhole ? null : (this.speaking?.id ?? null) };
  }
}

/** @param {Door} door */
function isClosed({ electors }) {
  return electors.length > 0 && electors.every((elector) => elector.do_not_contact);
}

/** @param {Door} door */
function warnings(door) {
  const lines = [door.note];
  if (isClosed(door)) lines.push("Do not knock: they asked not to be called on.");
  return lines
    .filter(Boolean)
    .map((line) => make("p", { class: "caution strip" }, icon("warn"), ` ${line}`));
}
