// @ts-check
/** What a teller's phone learns while there is signal, and remembers: districts and their numbers. */

import { openStorage } from "../doorstep/storage.js";

/** @import { Memory } from "../doorstep/storage.js" */
/** @import { Numbers, Told } from "./types.js" */

const TIMEOUT_MS = 30_000;
export const TOLD = "told";

/** @typedef {"not-in"|"unreachable"} Failure */

/**
 * Open what a teller's phone keeps for a campaign; no campaign's short name has a space in it.
 *
 * @param {string} campaign
 */
export function openTelling(campaign) {
  return openStorage(`telling ${campaign}`);
}

/**
 * Learn where a teller may stand, and for whom and as whom to seal.
 *
 * @param {string} base  where the telling lies
 * @param {string} device
 * @param {Memory} memory
 * @returns {Promise<Told|Failure>}
 */
export async function learnDistricts(base, device, memory) {
  const told = await fetched(`${base}districts.json`, device);
  if (typeof told === "string") return /** @type {Failure} */ (told);
  if (!Array.isArray(told.districts) || !told.sender) return "unreachable";
  await memory.remember(TOLD, told);
  return told;
}

/**
 * Learn the numbers of one district; null where that fails.
 *
 * @param {string} base
 * @param {string} id  of the district
 * @param {string} device
 * @param {Memory} memory
 * @returns {Promise<Numbers|null>}
 */
export async function learnNumbers(base, id, device, memory) {
  const told = await fetched(`${base}districts/${id}.json`, device);
  if (typeof told === "string" || !Array.isArray(told.numbers)) return null;
  await memory.remember(numbersOf(id), told);
  return told;
}

/**
 * Name what is remembered of a district.
 *
 * @param {string} id
 */
export function numbersOf(id) {
  return `numbers ${id}`;
}

/**
 * @param {string} url
 * @param {string} device
 * @returns {Promise<any>}  the answer, or how it failed
 */
async function fetched(url, device) {
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const headers = { Accept: "application/json", "Canvass-Device": device };
    const reply = await fetch(url, { signal, headers, redirect: "error", cache: "no-store" });
    if (reply.status === 401 || reply.status === 403) return "not-in";
    return reply.ok ? await reply.json() : "unreachable";
  } catch {
    return "unreachable";
  }
}
