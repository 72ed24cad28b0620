// @ts-check
/** Fetching the walk, and what to say when it does not come. */

import { button, make, part } from "./elements.js";
import { words } from "./words.js";

/** @import { Walk } from "./types.js" */

const TIMEOUT_MS = 30_000;

/** @typedef {"gone"|"signed-out"|"unreachable"} Failure */

/**
 * Fetch the walk as the server knows it now.
 *
 * @param {string} url
 * @param {string} device
 * @returns {Promise<Walk|Failure>}
 */
export async function fetchWalk(url, device) {
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const headers = { Accept: "application/json", "Canvass-Device": device };
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
    gone: link(backUrl, words.yourWalks),
    "signed-out": link(signInUrl, words.signInAgain),
    unreachable: button("", tryAgain, words.tryAgain),
  };
  const sentences = {
    gone: words.loadGone,
    "signed-out": words.loadSignedOut,
    unreachable: words.loadUnreachable,
  };
  part("count").textContent = "";
  const kept = waiting ? ` ${words.keptAndSent(waiting)}` : "";
  part("trouble").replaceChildren(make("p", {}, sentences[failure] + kept), ways[failure]);
  part("trouble").hidden = false;
}

/**
 * @param {string} url
 * @param {string} word
 */
function link(url, word) {
  return make("a", { href: url, role: "button" }, word);
}
