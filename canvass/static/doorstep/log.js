// @ts-check
/** What the messages on this phone say of each door. The screen is always drawn from here. */

import { isWaiting } from "./outbox.js";

/** @import { Door, Outcome, Place, Progress, Response, Row, Safety } from "./types.js" */

/** @typedef {{response: Response, row: Row, retraction: Row|null}} Entry */

const LONG_MS = 2 * 60 * 60 * 1000;

/** The messages of this phone, sorted by door. */
export class Log {
  /** @param {Row[]} rows  oldest first */
  constructor(rows) {
    this.waiting = rows.filter(isWaiting).length;
    this.refused = rows.filter((row) => row.state === "refused");
    this.isLong = rows.some((row) => isWaiting(row) && row.kept_at < Date.now() - LONG_MS);
    this.doors = entriesByDoor(rows);
    /** @type {Map<Door, Progress>} */
    this.known = new Map();
  }

  /**
   * Find the response that now stands for one elector, for somebody who is not on the register, or
   * for the door as a whole.
   *
   * @param {Place} place
   * @returns {Response|null}
   */
  latest({ household, elector, person = "" }) {
    const entries = this.standing(household).map((entry) => entry.response);
    return entries.findLast((each) => each.elector === elector && each.person === person) ?? null;
  }

  /**
   * Name those who live behind a door, are not on the register, and were spoken to.
   *
   * @param {string} household
   */
  persons(household) {
    const names = this.standing(household).map((entry) => entry.response.person);
    return [...new Set(names.filter(Boolean))];
  }

  /**
   * List a door's entries that nobody took back.
   *
   * @param {string} household
   */
  standing(household) {
    return (this.doors.get(household) ?? []).filter((entry) => !entry.retraction);
  }

  /**
   * Say how far a door is, by the server's list and by this phone.
   *
   * @param {Door} door
   * @param {number} listedAt  when the server's list arrived
   * @returns {Progress}
   */
  progress(door, listedAt) {
    const known = this.known.get(door) ?? this.judge(door, listedAt);
    this.known.set(door, known);
    return known;
  }

  /**
   * @param {Door} door
   * @param {number} listedAt
   * @returns {Progress}
   */
  judge(door, listedAt) {
    const entries = this.doors.get(door.household) ?? [];
    const standing = this.standing(door.household);
    const known = isTakenBackSince(entries, listedAt) ? untold(door) : door;
    const latest = standing.at(-1)?.response;
    const outcome = outcomeOf(known.done, standing);
    return {
      outcome,
      at: momentOf(latest?.spoken_at ?? known.done_at),
      answered: answeredAt(known, standing),
      safety: safetyOf(entries, outcome),
      isClosed: isClosed(door, standing),
    };
  }
}

/**
 * @param {Row[]} rows
 * @returns {Map<string, Entry[]>}
 */
function entriesByDoor(rows) {
  const retractions = new Map();
  for (const row of rows) {
    if ("retracts" in row.message && row.state !== "refused") {
      retractions.set(row.message.retracts, row);
    }
  }
  const doors = new Map();
  for (const row of rows) {
    const response = /** @type {Response} */ (row.message);
    if (!response.household) continue;
    const entry = { response, row, retraction: retractions.get(row.id) ?? null };
    doors.set(response.household, [...(doors.get(response.household) ?? []), entry]);
  }
  return doors;
}

/**
 * Tell whether the server's word on a door is older than what was taken back here.
 *
 * @param {Entry[]} entries
 * @param {number} listedAt
 */
function isTakenBackSince(entries, listedAt) {
  return entries.some(({ row, retraction }) => {
    const wasListed = row.state === "safe" && row.settled_at < listedAt;
    const isNews = retraction && !(retraction.state === "safe" && retraction.settled_at < listedAt);
    return wasListed && isNews;
  });
}

/**
 * @param {Door} door
 * @returns {Door}
 */
function untold(door) {
  const electors = door.electors.map((elector) => ({ ...elector, done: false }));
  return { ...door, electors, done: null, done_at: null };
}

/**
 * @param {Outcome|null} known
 * @param {Entry[]} standing
 */
function outcomeOf(known, standing) {
  const here = standing.map((entry) => entry.response.outcome);
  if (known === "spoke" || here.includes("spoke")) return "spoke";
  return here.at(-1) ?? known;
}

/**
 * @param {Door} door
 * @param {Entry[]} standing
 * @returns {Set<string>}
 */
function answeredAt(door, standing) {
  const told = door.electors.filter((elector) => elector.done);
  const here = standing.flatMap(({ response }) => response.elector ?? []);
  return new Set([...told.map((elector) => elector.id), ...here]);
}

/**
 * @param {Entry[]} entries
 * @param {Outcome|null} outcome
 * @returns {Safety|null}
 */
function safetyOf(entries, outcome) {
  const rows = entries.flatMap(({ row, retraction }) => (retraction ? [row, retraction] : [row]));
  if (rows.some(isWaiting)) return "phone";
  if (rows.some((row) => row.state === "refused")) return "refused";
  return outcome ? "server" : null;
}

/**
 * @param {Door} door
 * @param {Entry[]} standing
 */
function isClosed(door, standing) {
  const asked = new Set(door.electors.filter((each) => each.do_not_contact).map(({ id }) => id));
  for (const { response } of standing) {
    if (response.elector && response.flags.includes("do_not_contact")) asked.add(response.elector);
  }
  return asked.size > 0 && door.electors.every((elector) => asked.has(elector.id));
}

/** @param {string|null|undefined} iso */
function momentOf(iso) {
  return iso ? new Date(iso) : null;
}
