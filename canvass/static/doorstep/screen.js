// @ts-check
/** The screens of one walk, put together: the list, the household over it, and the dock. */

import { doorsNumbered, shortName } from "./address.js";
import { Dock } from "./dock.js";
import { DoorList } from "./doors.js";
import { part } from "./elements.js";
import { HouseholdScreen } from "./household.js";
import { Path } from "./path.js";
import { showRefused } from "./refused.js";
import { Taps, unanswered } from "./taps.js";
import { heard } from "./team.js";
import { isWelsh, words } from "./words.js";

/** @import { Asking } from "./asks.js" */
/** @import { Recorder } from "./recorder.js" */
/** @import { Opened } from "./shelf.js" */
/** @import { Door, Sent, Team } from "./types.js" */

const LONGEST_NAME = 8;
const LONGEST_NUMBER = 3;

/** Everything the volunteer sees once the walk is there. */
export class Screen {
  /**
   * @param {Opened} opened
   * @param {Recorder} recorder
   * @param {object} acts
   * @param {() => void} acts.kept  something new waits to be sent
   * @param {() => void} acts.left  a household was left
   * @param {(household: string|null) => void} acts.stands  where the volunteer is now
   * @param {() => void} acts.sendAgain
   * @param {Asking} acts.ask
   */
  constructor({ walk, fetchedAt }, recorder, acts) {
    this.walk = walk;
    this.recorder = recorder;
    this.acts = acts;
    this.listedAt = fetchedAt;
    /** @type {Door|null} */
    this.door = null;
    this.scroll = 0;
    /** @type {Sent|"sending"|"waiting"} */
    this.state = "clear";
    const progress = (/** @type {Door} */ door) => recorder.log.progress(door, this.listedAt);
    this.progress = progress;
    this.path = new Path((household) => this.follow(household));
    this.dock = this.makeDock();
    this.taps = new Taps(recorder, this.dock, {
      progress,
      kept: () => this.kept(),
      notKept: () => this.notKept(),
    });
    this.list = new DoorList(part("doors"), {
      progress,
      open: (door) => this.path.open(door.household),
      notIn: (door) => this.taps.notIn(door),
    });
    this.household = this.makeHousehold();
  }

  makeDock() {
    return new Dock({
      undo: () => this.taps.undo(),
      goTo: (typed) => this.goTo(typed),
      next: () => this.openNext(),
      allOut: () => this.door && this.taps.allOut(this.door),
    });
  }

  makeHousehold() {
    return new HouseholdScreen(part("household"), this.walk, {
      progress: this.progress,
      answers: (place) => this.recorder.answers(place),
      latest: (place) => this.recorder.log.latest(place),
      persons: (household) => this.recorder.log.persons(household),
      answer: (door, place, change, what) => this.taps.answer(door, place, change, what),
      back: () => this.path.back(),
      ask: this.acts.ask,
    });
  }

  /**
   * Put the walk on the screen, at the door where the volunteer was.
   *
   * @param {string} here
   */
  start(here) {
    const { name } = this.walk.walk;
    part("walk-name").textContent = name;
    part("dock").hidden = false;
    this.list.here = here;
    this.list.draw(this.walk.doors);
    if (here) this.list.show(here);
    this.scroll = scrollY;
    this.path.start();
    this.draw();
  }

  /**
   * Put a newer list of the same walk in the place of the old one; what is on the screen stays.
   *
   * @param {Opened} opened
   */
  renew({ walk, fetchedAt }) {
    const scroll = scrollY;
    this.walk = walk;
    this.listedAt = fetchedAt;
    this.household.campaign = walk;
    this.list.draw(walk.doors, walk.doors.length);
    if (this.door) this.door = this.doorOf(this.door.household);
    scrollTo(0, scroll);
    this.draw();
  }

  /**
   * Show what the rest of the team has done meanwhile, and where they are.
   *
   * @param {Team} team
   */
  hear(team) {
    heard(this.walk.doors, team);
    this.listedAt = Date.now();
    this.recorder.log.known.clear();
    this.draw();
  }

  /** @param {string|null} household */
  doorOf(household) {
    return this.walk.doors.find((each) => each.household === household) ?? null;
  }

  kept() {
    this.state = "waiting";
    this.draw();
    this.acts.kept();
  }

  notKept() {
    this.list.forget();
    this.draw();
  }

  /**
   * Show how sending goes.
   *
   * @param {Sent|"sending"} state
   */
  sent(state) {
    this.state = state;
    if (state === "clear") this.dock.allSentAt = new Date();
    this.draw();
  }

  /** Keep what is half written, before the page may go. */
  pause() {
    this.household.keepWritten();
  }

  /** Draw what has changed; rows, scroll and focus stay. */
  draw() {
    const { doors } = this.walk;
    const { log } = this.recorder;
    this.list.redraw(doors);
    this.household.refresh();
    part("count").textContent = this.countWords();
    showRefused(log.refused, doors, this.acts.sendAgain);
    this.drawDock();
    this.dock.sync(this.state, log);
    this.taps.repeat(this.door);
  }

  drawDock() {
    const next = this.next();
    const name = next ? shortName(next, this.door ?? this.here() ?? null) : "";
    const short = name.length > LONGEST_NAME ? words.nextDoor : name;
    const inList = name.length > LONGEST_NUMBER ? short : words.nextIs(name);
    this.dock.pointTo(next ? inList : "", next ? short : words.allDoors);
    if (!this.door) return;
    const { answered, isClosed } = this.progress(this.door);
    const isPart = answered.size > 0;
    const isPossible = !isClosed && (!isPart || unanswered(this.door, answered).length > 0);
    this.dock.offerAllOut(isPart ? words.restOut : words.allOut, isPossible);
  }

  countWords() {
    const { doors, walk } = this.walk;
    if (doors.length === 0) return words.noDoors;
    const every = doors.map(this.progress);
    const open = every.filter((progress) => !progress.isClosed);
    const done = open.filter((progress) => progress.outcome !== null).length;
    const closed = every.length - open.length;
    const ward = (isWelsh() && walk.ward_cy) || walk.ward;
    return words.doorsDone(done, open.length, closed, ward);
  }

  /**
   * Show the household in the address, or the list.
   *
   * @param {string|null} household
   */
  follow(household) {
    const left = this.door;
    const door = this.doorOf(household);
    if (!left && door) this.scroll = scrollY;
    if (left) this.household.close();
    this.door = door;
    part("list").hidden = door !== null;
    part("household").hidden = door === null;
    this.dock.turn(door !== null);
    if (door) this.showDoor(door);
    else if (left) this.showList(left);
    if (left) this.acts.left();
    if (left || door) this.acts.stands(door?.household ?? null);
    this.draw();
  }

  /** @param {Door} door */
  showDoor(door) {
    this.household.open(door);
    this.list.mark(door.household);
    scrollTo(0, 0);
  }

  /** @param {Door} left */
  showList(left) {
    scrollTo(0, this.scroll);
    this.list.focus(left.household);
  }

  /** The door opened last. */
  here() {
    return this.walk.doors.find((door) => door.household === this.list.here);
  }

  /** The first door still to do, from where the volunteer is and round again. */
  next() {
    const { doors } = this.walk;
    const here = this.here();
    const start = here ? doors.indexOf(here) : 0;
    return [...doors.slice(start), ...doors.slice(0, start)].find((door) => {
      const { outcome, isClosed } = this.progress(door);
      return outcome === null && !isClosed && door !== this.door;
    });
  }

  openNext() {
    const next = this.next();
    if (next) this.path.open(next.household);
    else if (this.door) this.path.back();
  }

  /**
   * Go to a house number; the same number again leads to the next door that bears it.
   *
   * @param {string} typed
   */
  goTo(typed) {
    const found = doorsNumbered(this.walk.doors, typed);
    const at = found.findIndex((door) => door.household === this.list.here);
    const door = found[(at + 1) % found.length];
    if (!door) {
      this.dock.refuseNumber(words.noNumber(typed));
      return;
    }
    this.list.mark(door.household);
    this.list.show(door.household);
    this.draw();
  }
}
