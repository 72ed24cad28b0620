// @ts-check
/** Fetching the walk, and what to say when it does not come. */

import { button, make, part } from "./elements.js";

/** @import { Walk } from "./types.js" */

const TIMEOUT_MS = 30_000;

/** @typedef {"gone"|"signed-out"|"unreachable"} Failure */

/**
 * Fetch the walk as the server knows it now.
 *
 * @param {string} url
 * @returns {Promise<Walk|Failure>}
 */
export async function fetchWalk(url) {
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const headers = { Accept: "application/json" };
    const reply = await fetch(url, { signal, headers, redirect: "error", cache: "no-store" });
    if (reply.status === 401) return "signed-out";
    if (reply.status === 403 || reply.status === 404) return "gone";
    if (!reply.ok) return "unreachable";
    const walk = await reply.json();
    return Array.isArray(walk.doors) ? walk : "unreachable";
  } catch {
    return "unreachable";
  }
}

/**
 * Say why there is no walk on the screen, and what to do.
 *
 * @param {Failure} failure
 * @param {number} waiting  how much on this phone is still to be sent
 * @param {() => void} tryAgain
 */
export function showFailure(failure, waiting, tryAgain) {
  const { backUrl = "", signInUrl = "" } = part("main").dataset;
  const ways = {
    gone: link(backUrl, "Your walks"),
    "signed-out": link(signInUrl, "Sign in again"),
    unreachable: button("", tryAgain, "Try again"),
  };
  part("count").textContent = "";
  const kept = waiting ? ` ${waiting} kept on this phone, and sent as soon as that works.` : "";
  part("trouble").replaceChildren(make("p", {}, SENTENCES[failure] + kept), ways[failure]);
  part("trouble").hidden = false;
}

/** @type {Record<Failure, string>} */
const SENTENCES = {
  gone: "This walk is not in your hands any more: it was taken back, or its time is over.",
  "signed-out": "You are signed out.",
  unreachable: "This walk could not be loaded. Go where there is signal, then try again.",
};

/**
 * @param {string} url
 * @param {string} words
 */
function link(url, words) {
  return make("a", { href: url, role: "button" }, words);
}
