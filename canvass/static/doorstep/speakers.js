// @ts-check
/** Who lives behind a door and who of them is speaking: electors, and others met there. */

import { button, icon, make } from "./elements.js";
import { languageWord, words } from "./words.js";

/** @import { Door, Elector, Place, Progress, Response } from "./types.js" */

const NAME_LENGTH = "120";

/**
 * @typedef {object} Speaker  somebody who can be spoken to
 * @property {string|null} elector  their id, if they are on the register
 * @property {string} person  their name, if they are not
 * @property {string} name
 */

/** The list of those behind one door. */
export class Speakers {
  /**
   * @param {object} acts
   * @param {(place: Place) => Response|null} acts.latest
   * @param {(household: string) => string[]} acts.persons
   * @param {(door: Door) => Progress} acts.progress
   * @param {(speaker: Speaker) => void} acts.turn
   */
  constructor(acts) {
    this.acts = acts;
    this.root = make("fieldset", { class: "ask people" });
    /** @type {Door|null} */
    this.door = null;
    /** @type {Speaker|null} */
    this.speaking = null;
    /** @type {Map<Speaker, HTMLElement>} */
    this.statuses = new Map();
  }

  /** @param {Door} door */
  open(door) {
    this.door = door;
    const { answered } = this.acts.progress(door);
    const open = door.electors.filter((elector) => !elector.do_not_contact);
    const next = open.find((elector) => !answered.has(elector.id));
    this.speaking = next ? speakerOf(next) : null;
    this.draw(door);
  }

  /** @param {Door} door */
  draw(door) {
    this.statuses.clear();
    const legend = make("legend", { class: "aside" }, words.whoSpeaks);
    const electors = door.electors.map((elector) => this.elector(elector));
    const persons = this.acts.persons(door.household).map((name) => this.person(name));
    this.root.replaceChildren(legend, ...electors, ...persons, this.adding(door));
  }

  /** Say again how far each of them is. */
  refresh() {
    for (const [speaker, status] of this.statuses) status.replaceChildren(...this.statusOf(speaker));
  }

  /** @param {Elector} elector */
  elector(elector) {
    const { name, language } = elector;
    if (elector.do_not_contact) {
      const status = make("span", {}, words.askedNot);
      return make("p", { class: "pick" }, make("span", {}, name, " ", status));
    }
    return this.choice(speakerOf(elector), language ? words.speaks(languageWord(language)) : "");
  }

  /** @param {string} name */
  person(name) {
    return this.choice({ elector: null, person: name, name }, words.notOnRegister);
  }

  /**
   * @param {Speaker} speaker
   * @param {string} note
   */
  choice(speaker, note) {
    const status = make("span", {}, ...this.statusOf(speaker));
    this.statuses.set(speaker, status);
    const value = speaker.elector ?? speaker.person;
    const input = make("input", { type: "radio", name: "who", value });
    input.checked = isSame(speaker, this.speaking);
    input.addEventListener("change", () => this.turnTo(speaker));
    const name = note ? make("span", { class: "name" }, speaker.name, make("small", {}, note)) : speaker.name;
    return make("label", { class: "pick" }, input, make("span", {}, name, " ", status));
  }

  /**
   * Let somebody in who lives here and is not on the register.
   *
   * @param {Door} door
   */
  adding(door) {
    const name = make("input", {
      type: "text", maxlength: NAME_LENGTH, autocomplete: "off", "aria-label": words.theirName,
      placeholder: words.theirName,
    });
    const add = button("plain", () => this.add(door, name.value), words.addThem);
    const form = make("div", { class: "adding" }, name, add);
    form.hidden = true;
    const ask = button("plain wide", () => {
      ask.hidden = true;
      form.hidden = false;
      name.focus();
    }, icon("plus"), ` ${words.somebodyElse}`);
    return make("div", { class: "other" }, ask, form);
  }

  /**
   * @param {Door} door
   * @param {string} told
   */
  add(door, told) {
    const name = told.trim().replace(/\s+/g, " ");
    if (!name) return;
    this.speaking = { elector: null, person: name, name };
    this.draw(door);
    const isThere = this.acts.persons(door.household).includes(name);
    if (!isThere) this.root.querySelector(".other")?.before(this.person(name));
    this.turnTo(this.speaking);
  }

  /** @param {Speaker} speaker */
  turnTo(speaker) {
    this.speaking = speaker;
    this.acts.turn(speaker);
  }

  /**
   * @param {Speaker} speaker
   * @returns {(Node|string)[]}
   */
  statusOf(speaker) {
    if (isSame(speaker, this.speaking)) return [words.speaking];
    const household = this.door?.household ?? "";
    const latest = this.acts.latest({ household, ...speaker });
    if (latest && latest.outcome !== "spoke") return [words.outcomes[latest.outcome].toLowerCase()];
    const told = this.door?.electors.find((each) => each.id === speaker.elector)?.done;
    return latest || told ? [`${words.answered} `, icon("tick")] : [words.notAsked];
  }
}

/**
 * @param {Elector} elector
 * @returns {Speaker}
 */
function speakerOf({ id, name }) {
  return { elector: id, person: "", name };
}

/**
 * @param {Speaker} one
 * @param {Speaker|null} other
 */
function isSame(one, other) {
  return one.elector === other?.elector && one.person === other?.person;
}
