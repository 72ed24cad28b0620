// @ts-check
/** Every word of the phone's screens, in English. `welsh.js` says the same. */

/** @import { Flag, Outcome, Safety } from "./types.js" */

/**
 * @param {number} count
 * @param {string} one
 * @param {string} many
 */
const counted = (count, one, many) => `${count} ${count === 1 ? one : many}`;

export const english = {
  locale: "en-GB",
  other: "Cymraeg",

  outcomes: /** @type {Record<Outcome, string>} */ ({
    deceased: "Has died",
    language: "Another language",
    moved: "Moved away",
    no_access: "No way in",
    not_in: "Not in",
    refused: "Refused",
    spoke: "Done",
    unsafe: "Not safe",
    voted: "Voted",
  }),
  flags: /** @type {Record<Flag, string>} */ ({
    postal_vote: "Postal vote form",
    lift: "Lift to the poll",
    poster: "Poster",
    help: "Wants to help",
    casework: "Casework",
    do_not_contact: "Do not knock",
  }),
  safety: /** @type {Record<Safety, string>} */ ({
    phone: "kept on this phone",
    server: "safe on the server",
    refused: "not taken by the server",
  }),

  yourWalk: "Your walk",
  yourWalks: "Your walks",
  opening: "Opening the walk…",
  noDoors: "This walk has no doors. Ask your organiser for another.",
  /**
   * @param {number} done
   * @param {number} of
   * @param {number} closed
   * @param {string} ward
   */
  doorsDone: (done, of, closed, ward) =>
    `${done} of ${of} doors done.${closed ? ` ${closed} asked not to be called on.` : ""} ${ward}.`,
  notIn: "Not in",
  doNot: "Do not",
  knock: "knock",
  noCall: "No call",
  nobodyListed: "Nobody on the register",
  askedNot: "asked not to be called on",
  /** @param {number} count @param {number} of */
  someAskedNot: (count, of) => `${count} of ${of} asked not to be called on`,
  /** @param {number} count */
  electors: (count) => counted(count, "elector", "electors"),
  /** @param {number} count @param {number} of */
  spokeTo: (count, of) => `spoke to ${count} of ${of}`,
  /** @param {string} name */
  isHere: (name) => `${name} is at this door`,
  /** @param {string} language */
  speaks: (language) => `speaks ${language}`,

  backToDoors: "Back to the doors",
  whoSpeaks: "Who is speaking?",
  speaking: "speaking",
  answered: "answered",
  notAsked: "not asked",
  somebodyElse: "Somebody else who lives here",
  theirName: "Their name",
  addThem: "Add them",
  notOnRegister: "not on the register",
  doNotKnock: "Do not knock: they asked not to be called on.",
  /** @param {string} name */
  whatMatters: (name) => `What matters to ${name}?`,
  /** @param {string} issue */
  forOrAgainst: (issue) => `${issue}: for it or against?`,
  isFor: "For",
  isAgainst: "Against",
  /** @param {string} name */
  willVote: (name) => `Will ${name} vote for us?`,
  /** @param {string} name */
  orAbout: (name) => `Or, about ${name}`,
  ifItComesUp: "If it comes up",
  aboutDoor: "About the whole door",
  orAboutDoor: "Or, about the whole door",
  note: "Note",
 
  /** @param {string} word */
  takenOff: (word) => `${word} taken off`,
  phoneNumber: "Phone number",
  emailAddress: "E-mail address",
  consentPhone:
    "Read out: “May this campaign ring or text you about what you raised and about this election? You can stop it any time.” Write the number only if they say yes.",
  consentEmail:
    "Read out: “May this campaign e-mail you about what you raised and about this election? You can stop it any time.” Write the address only if they say yes.",
  noteHint: "Only what they would be glad to read.",

  undo: "Undo",
  goToNumber: "Go to house number",
  goToIt: "Go to it",
  /** @param {string} typed */
  noNumber: (typed) => `There is no number ${typed} on this walk.`,
  /** @param {string} name */
  nextIs: (name) => `Next: ${name}`,
  nextDoor: "Next door",
  allDoors: "All doors",
  allOut: "All out",
  restOut: "Rest out",
  saidNotIn: "not in",
  saidRestOut: "the rest not in",
  saidAnswered: "answered",
  takenBack: "taken back",
  /** @param {string} what */
  saidTakenBack: (what) => `${what}, taken back`,
  notKeptFull:
    "Not kept: write it down. This phone has no room left. Free some space, then tap again.",
  notKept:
    "Not kept: write it down. This phone’s storage does not answer. Close this page, open it again, then tap again.",

  /** @param {number} refused @param {string} at */
  allSent: (refused, at) => `${refused ? `All but ${refused}` : "All"} on the server, ${at}`,
  /** @param {number} count */
  sending: (count) => `Sending ${count}…`,
  /** @param {number} count */
  keptHere: (count) => `${count} kept on this phone`,
  /** @param {number} count */
  noSignal: (count) => `${count} kept on this phone, waiting for signal`,
  /** @param {number} count */
  serverTrouble: (count) => `${count} kept on this phone, server in trouble`,
  /** @param {number} count */
  long: (count) =>
    `${counted(count, "answer has", "answers have")} been on this phone alone for two hours. Go where there is signal, or hand them over: “Save unsent” below.`,

  /** @param {number} count */
  refusedCount: (count) => `${count} not taken by the server`,
  /** @param {number} count */
  refusedAdvice: (count) =>
    `Write ${count === 1 ? "it" : "these"} down and tell your organiser. The list stays on this phone.`,
  /** @param {number} count */
  sendAgain: (count) => `Send ${count === 1 ? "it" : "them"} again`,
  noReason: "The server gave no reason.",
  /** @param {string} at @param {string} why */
  refusedRetraction: (at, why) => `Something taken back, ${at}. ${why}`,
  otherWalk: "A door on another walk",
  saidSpoke: "spoke",

  loadGone: "This walk is not in your hands any more: it was taken back, or its time is over.",
  loadSignedOut: "You are signed out.",
  loadUnreachable: "This walk could not be loaded. Go where there is signal, then try again.",
  signInAgain: "Sign in again",
  tryAgain: "Try again",
  /** @param {number} count */
  keptAndSent: (count) => `${count} kept on this phone, and sent as soon as that works.`,

  choosePin: "Choose a PIN for this phone",
  choosePinWhy:
    "Six digits or more. What lies on this phone is locked with it, and nobody can tell it to you if you forget it.",
  enterPin: "Your PIN",
  enterPinWhy: "The walk is locked on this phone. What you recorded is sent all the same.",
  pin: "PIN",
  lockIt: "Lock with this PIN",
  openIt: "Open the walk",
  pinShort: "A PIN has six digits or more, and only digits.",
  pinPlain: "That PIN is the first that anybody tries. Choose another.",
  /** @param {number} left */
  pinWrong: (left) =>
    `That is not the PIN. ${counted(left, "more try", "more tries")}, then the walk leaves this phone.`,
  pinForgotten: "I have forgotten it",
  forgottenWhy:
    "The walk then leaves this phone, and you need a fresh code for it. What you recorded is still sent.",
  takeItOff: "Take the walk off this phone",
  noCrypto:
    "This phone can lock nothing here, so it may hold no names. The address must begin with https://",

  overTitle: "The walk has gone back",
  overTime: "Its time is over. The names are off this phone.",
  overTaken: "Your organiser has taken it back, or its time is over. The names are off this phone.",
  overForgotten: "You took it off this phone.",
  overTries: "The PIN was wrong too often. The names are off this phone.",
  overGiven: "You gave it back. Thank you for the evening.",
  overAll: "All you recorded is on the server.",
  /** @param {number} count */
  overUnsent: (count) =>
    `${counted(count, "answer is", "answers are")} still on this phone, sealed, and sent as soon as there is signal. Keep this page open, or open it again.`,
  overRefused: "What the server did not take stays here. Save it, and give it to your organiser.",
  clearPhone: "Remove what is left",

  thisPhone: "This phone",
  sendNow: "Send now",
  saveUnsent: "Save unsent to a file",
  showUnsent: "Show unsent as codes",
  nothingUnsent: "Nothing is unsent.",
  handOver:
    "Let another phone’s camera read each code and open the link: it hands the answers in, and cannot read them.",
  /** @param {number} place @param {number} of */
  codeOf: (place, of) => `Code ${place} of ${of}`,
  nextCode: "Next code",
  addPhone: "Let another phone join",
  addPhoneHow: "Their camera reads this. It works once, for half an hour.",
  addPhoneFailed: "A code needs signal. Try again where there is some.",
  buttonsLeft: "Buttons on the left",
  buttonsRight: "Buttons on the right",
  lockNow: "Lock now",
  giveBack: "Give the walk back",
  close: "Close",
  homeScreen: "Add this page to your home screen, and it opens like an app.",
};
