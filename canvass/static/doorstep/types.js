// @ts-check
/** The shapes of what travels between phone and server, and of what the phone keeps. */

/**
 * @typedef {"deceased"|"language"|"moved"|"no_access"|"not_in"|"refused"|"spoke"|"unsafe"} Outcome
 * @typedef {"wont_say"|"wont_vote"} Intention
 * @typedef {"casework"|"do_not_contact"|"lift"|"postal_vote"|"poster"} Flag
 */

/**
 * @typedef {object} Elector
 * @property {string} id
 * @property {string} name
 * @property {boolean} done  somebody has spoken to them on this walk
 * @property {boolean} do_not_contact  they asked not to be called on
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
 */

/**
 * @typedef {{code: string, label: string, label_cy: string}} Issue
 * @typedef {{id: string, name: string, ward: string}} WalkName
 * @typedef {{walk: WalkName, issues: Issue[], doors: Door[]}} Walk
 */

/**
 * @typedef {object} Response  what one elector said, or what one knock came to
 * @property {string} id
 * @property {string} household
 * @property {string} walk
 * @property {string|null} elector
 * @property {Outcome} outcome
 * @property {number|null} strength  1 firm to 5 against
 * @property {Intention|null} intention
 * @property {{code: string, stance: null}[]} issues
 * @property {Flag[]} flags
 * @property {string} note
 * @property {string} spoken_at
 */

/** @typedef {{id: string, retracts: string, spoken_at: string}} Retraction */

/**
 * @typedef {object} Change  what is now said, what is taken back, or both
 * @property {Response|null} response
 * @property {Retraction|null} retraction
 */

/**
 * @typedef {object} Row  one message in the outbox
 * @property {number} seq  its place in the order of taps
 * @property {string} id  the message's own id
 * @property {"new"|"tried"|"safe"|"refused"} state  "new" has certainly never left the phone;
 *   "tried" may have reached the server or not
 * @property {Response|Retraction} message
 * @property {string} reason  why the server refused it
 * @property {number} kept_at
 * @property {number} settled_at
 */

/** @typedef {{status: "kept"|"duplicate"|"refused", reason: string|null}} Verdict */

/**
 * @typedef {"clear"|"offline"|"signed-out"|"server"|"busy"} Sent  how a round of sending ended
 */

/**
 * @typedef {object} Answers  the state of one conversation
 * @property {Outcome|null} outcome  as chosen; null means "spoke" as soon as anything is said
 * @property {number|null} strength
 * @property {Intention|null} intention
 * @property {string[]} issues
 * @property {Flag[]} flags
 * @property {string} note
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
