// @ts-check
/** Every word of the teller's screens that the doorstep's have not, in English. */

/**
 * @param {number} count
 * @param {string} one
 * @param {string} many
 */
const counted = (count, one, many) => `${count} ${count === 1 ? one : many}`;

export const english = {
  /** @param {string} code */
  telling: (code) => `Telling ${code}`,
  whichDistrict: "Which district?",
  whichWhy: "The polling district whose numbers you take here. The arrow lets you change it.",
  opening: "Opening…",
  noDistricts: "No polling district has been set up yet. Ask the committee room.",
  /** @param {number} count @param {string} station */
  taken: (count, station) =>
    `${counted(count, "number", "numbers")} taken${station ? ` at ${station}` : ""}`,

  numberPad: "Number pad",
  numbersTaken: "Numbers taken, the latest first",
  numberTyped: "Number typed",
  typeNumber: "Type a number",
  stroke: "/ stroke",
  rubOut: "Rub out one figure",
  notSure: "Not sure",
  voted: "Voted",
  undo: "Undo",
  change: "Change the polling district",
  thisPhone: "This phone",

  /** @param {string} at */
  votedAt: (at) => `Voted ${at}`,
  /** @param {string} at */
  unsureAt: (at) => `Not sure, ${at}`,
  /** @param {string} at */
  undoneAt: (at) => `Taken back ${at}`,
  /** @param {string} code */
  unknown: (code) => `Not on ${code}’s register: kept, to look at later`,
  /** @param {string} code @param {number} highest */
  beyond: (code, highest) => `${code} ends at ${highest}: kept, to look at later`,
  /** @param {string} number */
  again: (number) => `You have ${number} already`,
  /** @param {string} number */
  post: (number) => `${number} votes by post`,
  /** @param {string} number */
  notKept: (number) =>
    `${number} is not kept: write it down. This phone’s storage does not answer. Close this page, open it again, then type it again.`,

  nothingTaken: "Nothing taken on this phone yet",
  /** @param {number} count @param {string} at */
  allThere: (count, at) => `${count === 1 ? "It is" : `All ${count} are`} on the server, ${at}`,
  /** @param {number} here @param {number} there @param {string} at */
  someHere: (here, there, at) =>
    there ? `${here} kept here, ${there} on the server at ${at}` : `${here} kept here, none on the server yet`,
  /** @param {number} count */
  notTaken: (count) => `${count} not taken by the server: see the list`,
  /** @param {number} count */
  long: (count) =>
    `${counted(count, "number has", "numbers have")} been on this phone alone for two hours. Go where there is signal, or hand them over: the phone sign above.`,
  /** @param {number} count */
  sendAgain: (count) => `Send the ${count} not taken again`,

  notIn: "This phone has not been let in yet. Ask the committee room for a teller’s code.",
  unreachable: "This needs signal once. Go where there is some, then try again.",
  haveCode: "I have a code",

  join: "Tell with us",
  /** @param {string} giver @param {string} campaign */
  letYou: (giver, campaign) => `${giver} asks you to tell for ${campaign}.`,
  whatTellersDo:
    "You stand outside a polling station and take down the numbers of people who have voted, so that nobody who has voted is called on again.",
  undertake: "What you undertake",
  doAsk: "Ask people as they come out for the number on their poll card. Say that you ask for a campaign.",
  doThank: "Anybody may say no. Thank them, and do not ask again.",
  doObey: "Stand outside. You have no office here: do what the Presiding Officer asks of you.",
  doPlain: "A plain rosette is fine. Canvass nobody, and hand out nothing.",
  dontPress: "Press nobody, be in nobody’s way, and send nobody back in.",
  dontAsk: "Never ask how somebody voted.",
  dontTell: "Tell nobody before the polls close who has voted. This phone holds numbers and no names.",
  codeShown: "The code you were shown",
  yourName: "What should we call you?",
  start: "I undertake this: start",
  noAccount: "No account, no e-mail. The code works once.",
  walkFirst: "Give your walk back first: who tells may not hold a knock-up list.",
  yourWalks: "To your walks",
};
