// @ts-check
/** Sending the outbox: in order, in batches, believing only what the server says of each id. */

/** @import { Outbox } from "./outbox.js" */
/** @import { SealedRow, Sent, Verdict } from "./types.js" */

const BATCH = 50;
const TIMEOUT_MS = 60_000;

/**
 * @typedef {object} Ways  how this phone's parcels reach the server
 * @property {string} device
 * @property {string} sync  as whoever is signed in
 * @property {string} handIn  as anybody: what is sealed names its author itself
 */

/**
 * Send all that waits, unless another tab is doing so.
 *
 * The lock saves requests; that nothing is kept twice rests on the ids.
 *
 * @param {Outbox} outbox
 * @param {Ways} ways
 * @returns {Promise<Sent>}
 */
export async function sendAll(outbox, ways) {
  const locks = globalThis.navigator?.locks;
  if (!locks) return sendBatches(outbox, ways);
  return locks.request(`sending ${ways.sync}`, { ifAvailable: true }, (lock) =>
    lock ? sendBatches(outbox, ways) : "busy",
  );
}

/**
 * @param {Outbox} outbox
 * @param {Ways} ways
 * @returns {Promise<Sent>}
 */
async function sendBatches(outbox, ways) {
  for (;;) {
    const rows = await outbox.take(BATCH);
    if (rows.length === 0) return "clear";
    const reply = await deliver(ways, rows);
    if (typeof reply === "string") return reply;
    const ids = rows.map((row) => row.id);
    if ((await outbox.settle(ids, reply)) === 0) return "server";
  }
}

/**
 * Deliver one batch; where nobody is signed in any more, hand it in.
 *
 * @param {Ways} ways
 * @param {SealedRow[]} rows
 * @returns {Promise<Record<string, Verdict>|Sent>}
 */
async function deliver({ device, sync, handIn }, rows) {
  const responses = rows.map(({ id, parcel }) => ({ id, sealed: parcel }));
  const reply = await post(sync, { device, responses });
  if (reply !== "signed-out") return reply;
  const again = await post(handIn, { device, responses });
  return again === "signed-out" ? "server" : again;
}

/**
 * Post one batch; gives the verdict on each id, or how it failed.
 *
 * @param {string} url
 * @param {{device: string, responses: {id: string, sealed: string}[]}} body
 * @returns {Promise<Record<string, Verdict>|Sent|"signed-out">}
 */
async function post(url, body) {
  try {
    const reply = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json", "Canvass-Device": body.device },
      body: JSON.stringify({ ...body, sent_at: new Date().toISOString() }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
      redirect: "error",
      cache: "no-store",
      credentials: "same-origin",
    });
    if (reply.status === 401 || reply.status === 403) return "signed-out";
    return reply.ok && isJson(reply) ? verdictsIn(await reply.text()) : "server";
  } catch {
    return "offline";
  }
}

/** @param {globalThis.Response} reply */
function isJson(reply) {
  return (reply.headers.get("Content-Type") ?? "").startsWith("application/json");
}

/**
 * @param {string} body
 * @returns {Record<string, Verdict>|Sent}
 */
function verdictsIn(body) {
  try {
    const { outcomes } = JSON.parse(body);
    return outcomes && typeof outcomes === "object" ? outcomes : "server";
  } catch {
    return "server";
  }
}
