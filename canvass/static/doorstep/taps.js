// @ts-check
/** From a tap to "kept": what each tap records, what the dock says of it, and how it is undone. */

import { firstName, numberOf } from "./address.js";
import { alarm } from "./dock.js";
import { words } from "./words.js";

/** @import { Dock } from "./dock.js" */
/** @import { Recorder } from "./recorder.js" */
/** @import { Answers, Door, Place, Progress } from "./types.js" */

const BUZZ_MS = 20;

/** @typedef {{who: string, what: string, away: string}} Said  `away` is for other screens */

/** The taps on one walk. */
export class Taps {
  /**
   * @param {Recorder} recorder
   * @param {Dock} dock
   * @param {object} acts
   * @param {() => void} acts.kept
   * @param {() => void} acts.notKept
   * @param {(door: Door) => Progress} acts.progress
   */
  constructor(recorder, dock, acts) {
    this.recorder = recorder;
    this.dock = dock;
    this.acts = acts;
    /** @type {{door: Door, said: Said}|null} */
    this.last = null;
  }

  /**
   * Change the answers of a conversation at a door.
   *
   * @param {Door} door
   * @param {Place} place
   * @param {(answers: Answers) => Answers} change
   * @param {string} what
   */
  answer(door, place, change, what) {
    const speaking = door.electors.find((elector) => elector.id === place.elector);
    const name = speaking?.name ?? place.person;
    const who = name ? firstName(name) : nameOf(door);
    const said = { who, what, away: words.saidAnswered };
    return this.record(this.recorder.answer(place, change), door, said);
  }

  /**
   * Record that nobody came to the door.
   *
   * @param {Door} door
   */
  notIn(door) {
    const knock = this.recorder.knock(door.household, [null], "not_in");
    const what = words.saidNotIn;
    return this.record(knock, door, { who: nameOf(door), what, away: what });
  }

  /**
   * Clear the house: everybody, or everybody who has not answered.
   *
   * @param {Door} door
   */
  allOut(door) {
    const { answered } = this.acts.progress(door);
    if (answered.size === 0) return this.notIn(door);
    const rest = unanswered(door, answered).map((elector) => elector.id);
    const knock = this.recorder.knock(door.household, rest, "not_in");
    const what = words.saidRestOut;
    return this.record(knock, door, { who: nameOf(door), what, away: what });
  }

  /** Take back the last tap. */
  async undo() {
    if (!this.last || !this.canUndo()) return;
    const { door, said } = this.last;
    const what = words.saidTakenBack(said.what);
    const takenBack = { ...said, what, away: words.takenBack };
    await this.record(this.recorder.undo(), door, takenBack);
  }

  /**
   * Wait until a tap is kept, then say so; else say loudly that it is not.
   *
   * @param {Promise<void>} keeping
   * @param {Door} door
   * @param {Said} said
   */
  async record(keeping, door, said) {
    try {
      await keeping;
    } catch (error) {
      alarm(notKeptWords(error));
      this.acts.notKept();
      return;
    }
    navigator.vibrate?.(BUZZ_MS);
    this.last = { door, said };
    alarm("");
    this.acts.kept();
  }

  canUndo() {
    return this.recorder.undoing !== null;
  }

  /**
   * Say again what was tapped last, and where it lies by now.
   *
   * Away from the door its answers are not told: the next resident may see the screen.
   *
   * @param {Door|null} here
   */
  repeat(here) {
    if (!this.last) return;
    const { door, said } = this.last;
    const { safety } = this.acts.progress(door);
    if (door === here) this.dock.say(said, safety, this.canUndo());
    else this.dock.say({ who: nameOf(door), what: said.away }, null, this.canUndo());
  }
}

/**
 * List who has not answered and may be asked.
 *
 * @param {Door} door
 * @param {Set<string>} answered
 */
export function unanswered(door, answered) {
  return door.electors.filter((elector) => !answered.has(elector.id) && !elector.do_not_contact);
}

/**
 * Say why a tap was not kept.
 *
 * @param {unknown} error
 */
export function notKeptWords(error) {
  const isFull = error instanceof Error && error.name === "QuotaExceededError";
  return isFull ? words.notKeptFull : words.notKept;
}

/** @param {Door} door */
function nameOf(door) {
  const number = numberOf(door);
  return number === door.building && number ? `${door.label}, ${number}` : number || door.label;
}
