// @ts-check
/** Sending the outbox: in order, in batches, believing only what the server says of each id. */

/** @import { Outbox } from "./outbox.js" */
/** @import { Row, Sent, Verdict } from "./types.js" */

const BATCH = 50;
const TIMEOUT_MS = 10_000;

/**
 * Send all that waits, unless another tab is doing so.
 *
 * The lock saves requests; that nothing is kept twice rests on the ids.
 *
 * @param {Outbox} outbox
 * @param {string} url
 * @returns {Promise<Sent>}
 */
export async function sendAll(outbox, url) {
  const locks = globalThis.navigator?.locks;
  if (!locks) return sendBatches(outbox, url);
  return locks.request(`sending ${url}`, { ifAvailable: true }, (lock) =>
    lock ? sendBatches(outbox, url) : "busy",
  );
}

/**
 * @param {Outbox} outbox
 * @param {string} url
 * @returns {Promise<Sent>}
 */
async function sendBatches(outbox, url) {
  const device = await outbox.device();
  for (;;) {
    const rows = await outbox.take(BATCH);
    if (rows.length === 0) return "clear";
    const reply = await post(url, device, rows);
    if (typeof reply === "string") return reply;
    const ids = rows.map((row) => row.id);
    if ((await outbox.settle(ids, reply)) === 0) return "server";
  }
}

/**
 * Post one batch; gives the verdict on each id, or how it failed.
 *
 * @param {string} url
 * @param {string} device
 * @param {Row[]} rows
 * @returns {Promise<Record<string, Verdict>|Sent>}
 */
async function post(url, device, rows) {
  const responses = rows.map((row) => row.message);
  try {
    const reply = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ device, sent_at: new Date().toISOString(), responses }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
      redirect: "error",
      cache: "no-store",
      credentials: "same-origin",
    });
    if (reply.status === 401) return "signed-out";
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
