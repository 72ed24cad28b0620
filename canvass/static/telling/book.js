// @ts-check
/** The book: every number that was taken on this phone. The screen is always drawn from here. */

import { isWaiting } from "../doorstep/outbox.js";

/** @import { Safety } from "../doorstep/types.js" */
/** @import { Entry, Row } from "./types.js" */

const LONG_MS = 2 * 60 * 60 * 1000;

/** The messages of this phone, read as numbers and what was taken back. */
export class Book {
  /** @param {Row[]} rows  oldest first */
  constructor(rows) {
    this.rows = rows;
    this.entries = entriesIn(rows);
    this.waiting = this.entries.filter(({ safety }) => safety === "phone").length;
    this.refused = this.entries.filter(({ safety }) => safety === "refused").length;
    this.safe = this.entries.filter((entry) => entry.safety === "server" && !entry.undoneAt).length;
    this.safeAt = new Date(Math.max(0, ...settledAt(rows)));
    this.isLong = rows.some((row) => isWaiting(row) && row.kept_at < Date.now() - LONG_MS);
  }

  /**
   * List what was taken in a district, oldest first, each with whether an earlier one like it
   * stands.
   *
   * @param {string} district
   * @returns {{entry: Entry, isAgain: boolean}[]}
   */
  takenIn(district) {
    const standing = new Set();
    return this.entries.filter((entry) => entry.district === district).map((entry) => {
      const isAgain = standing.has(entry.number);
      if (!entry.undoneAt) standing.add(entry.number);
      return { entry, isAgain };
    });
  }
}

/**
 * @param {Row[]} rows
 * @returns {Entry[]}
 */
function entriesIn(rows) {
  const undoings = new Map(rows.flatMap((row) => ("undoes" in row.message ? [[row.message.undoes, row]] : [])));
  return rows.flatMap((row) => {
    const { message } = row;
    if (!("typed" in message)) return [];
    const undoing = undoings.get(row.id);
    const isUnsure = message.typed.endsWith("?");
    return [{
      id: row.id,
      district: message.district,
      number: isUnsure ? message.typed.slice(0, -1) : message.typed,
      isUnsure,
      takenAt: new Date(message.taken_at),
      undoneAt: undoing ? new Date(undoing.message.taken_at) : null,
      ...safetyOf(undoing ? [undoing, row] : [row]),
    }];
  });
}

/**
 * @param {Row[]} rows  a number, and what takes it back
 * @returns {{safety: Safety, reason: string}}
 */
function safetyOf(rows) {
  const refused = rows.find((row) => row.state === "refused");
  if (rows.some(isWaiting)) return { safety: "phone", reason: "" };
  return refused ? { safety: "refused", reason: refused.reason } : { safety: "server", reason: "" };
}

/** @param {Row[]} rows */
function settledAt(rows) {
  return rows.filter((row) => row.state === "safe").map((row) => row.settled_at);
}
