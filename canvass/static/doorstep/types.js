// @ts-check
/** The shapes of what travels between phone and server, and of what the phone keeps. */

/** @import { Box } from "./vault.js" */

/**
 * @typedef {"deceased"|"language"|"moved"|"no_access"|"not_in"|"refused"|"spoke"|"unsafe"|"voted"} Outcome
 * @typedef {"wont_say"|"wont_vote"} Intention
 * @typedef {"for"|"against"} Stance
 * @typedef {"casework"|"do_not_contact"|"help"|"lift"|"postal_vote"|"poster"} Flag
 * @typedef {"email"|"phone"} Channel
 */

/**
 * @typedef {object} Elector
 * @property {string} id
 * @property {string} name
 * @property {boolean} done  somebody has spoken to them on this walk
 * @property {boolean} do_not_contact  they asked not to be called on
 * @property {string|null} language  the one they speak, where it is not ours
 */

/**
 * @typedef {object} Door  one household of a walk, as the server tells it
 * @property {string} household
 * @property {string} street
 * @property {string} label  what stands on the door: "12A", "Flat 3"
 * @property {string} building  the house around it: "50", "Victoria House" or ""
 * @property {string} note  what to know before the knock
 * @property {Elector[]} electors
 * @property {Outcome|null} done
 * @property {string|null} done_at
 * @property {string} [taken]  who else of the team is at this door
 */

/**
 * @typedef {object} Code  one answer to "will you vote for us", in the campaign's own words
 * @property {string} label
 * @property {string} label_cy
 * @property {string} short
 * @property {number|null} strength
 * @property {Intention|null} intention
 * @property {string|null} party
 */

/**
 * @typedef {{code: string, label: string, label_cy: string, asks_stance: boolean}} Issue
 * @typedef {{code: string, stance: Stance|null}} Raised
 * @typedef {{key: string, author: string}} Sender  for whom and as whom this phone seals
 */

/**
 * @typedef {object} WalkName
 * @property {string} id
 * @property {string} name
 * @property {string} ward
 * @property {string} ward_cy
 * @property {string} campaign
 * @property {string|null} until  when it goes back; null where it was not lent
 */

/**
 * @typedef {object} Walk
 * @property {WalkName} walk
 * @property {Issue[]} issues
 * @property {Code[]} codes
 * @property {Door[]} doors
 * @property {Sender} sender
 * @property {string} server_time
 * @property {string|null} [told]  where it is a round's: how far telling is
 */

/**
 * @typedef {object} Team  what the whole team has done by now
 * @property {string|null} until
 * @property {Record<string, {done: Outcome|null, done_at: string|null}>} doors
 * @property {string[]} answered  ids of electors
 * @property {{household: string, name: string}[]} team
 * @property {string|null} [told]
 */

/** @typedef {{channel: Channel, address: string, wording: string}} Consent */

/**
 * @typedef {object} Place  about whom something is said
 * @property {string} household
 * @property {string|null} elector
 * @property {string} [person]  somebody who is not on the register, by name
 */

/**
 * @typedef {object} Response  what one elector said, or what one knock came to
 * @property {string} id
 * @property {string} household
 * @property {string} walk
 * @property {string|null} elector
 * @property {string} person
 * @property {Outcome} outcome
 * @property {number|null} strength  1 firm to 5 against
 * @property {Intention|null} intention
 * @property {string|null} party
 * @property {Raised[]} issues
 * @property {Flag[]} flags
 * @property {string} note
 * @property {string|null} language
 * @property {Consent[]} consents
 * @property {string} spoken_at
 */

/** @typedef {{id: string, retracts: string, spoken_at: string}} Retraction */

/**
 * @typedef {object} Change  what is now said, what is taken back, or both
 * @property {Response|null} response
 * @property {Retraction|null} retraction
 */

/**
 * @typedef {object} SealedRow  one message in the outbox, as it lies there
 * @property {number} seq  its place in the order of taps
 * @property {string} id  the message's own id
 * @property {"new"|"tried"|"safe"|"refused"} state  "new" has certainly never left the phone;
 *   "tried" may have reached the server or not
 * @property {Box|null} box  for this phone; null once it may read it no more
 * @property {string} parcel  for the server
 * @property {string} reason  why the server refused it
 * @property {number} kept_at
 * @property {number} settled_at
 */

/** @typedef {SealedRow & {message: Response|Retraction}} Row  one that this phone can read */

/** @typedef {{status: "kept"|"duplicate"|"refused", reason: string|null}} Verdict */

/**
 * @typedef {"clear"|"offline"|"server"|"busy"} Sent  how a round of sending ended
 */

/**
 * @typedef {object} Answers  the state of one conversation
 * @property {Outcome|null} outcome  as chosen; null means "spoke" as soon as anything is said
 * @property {number|null} strength
 * @property {Intention|null} intention
 * @property {string|null} party
 * @property {Raised[]} issues
 * @property {Flag[]} flags
 * @property {string} note
 * @property {string|null} language
 * @property {Consent[]} consents
 */

/** @typedef {"phone"|"server"|"refused"} Safety  where an answer lies */

/**
 * @typedef {object} Progress  what is known of one door
 * @property {Outcome|null} outcome
 * @property {Date|null} at
 * @property {Set<string>} answered  ids of the electors somebody has an answer about
 * @property {Safety|null} safety
 * @property {boolean} isClosed  everybody here asked not to be called on
 */

export {};
