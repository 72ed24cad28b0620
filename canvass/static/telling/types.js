// @ts-check
/** The shapes of what travels between a teller's phone and the server, and of what it shows. */

/** @import { Safety, Sender, SealedRow } from "../doorstep/types.js" */

/**
 * @typedef {object} Taken  one number, as somebody who had voted gave it
 * @property {string} id
 * @property {string} taken_at
 * @property {string} district  the polling district's letters
 * @property {string} typed  "888", "888/8"; with "?" behind it the teller is not sure
 */

/** @typedef {{id: string, taken_at: string, undoes: string}} Undoing  a number taken back */

/** @typedef {SealedRow & {message: Taken|Undoing}} Row */

/** @typedef {"again"|"beyond"|"post"|"unknown"} Warning */

/**
 * @typedef {object} Entry  one line of the list
 * @property {string} id
 * @property {string} district
 * @property {string} number
 * @property {boolean} isUnsure
 * @property {Date} takenAt
 * @property {Date|null} undoneAt
 * @property {Safety} safety
 * @property {string} reason  why the server did not take it
 */

/**
 * @typedef {object} Place  a polling district and where it votes
 * @property {string} id
 * @property {string} code
 * @property {string} station
 * @property {string} ward
 * @property {string} ward_cy
 */

/**
 * @typedef {object} Told  what the server tells a teller's phone
 * @property {string} campaign
 * @property {Place[]} districts
 * @property {Sender} sender
 */

/** @typedef {{code: string, numbers: string[], postal: string[]}} Numbers  of one district */

/**
 * @typedef {object} Register  the same, made ready to be asked
 * @property {Set<string>} numbers
 * @property {Set<string>} postal
 * @property {number} highest
 */

export {};
