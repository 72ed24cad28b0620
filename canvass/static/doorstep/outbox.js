// @ts-check
/**
 * The outbox: every tap as a message, in order, until the server is known to hold it.
 *
 * A row is "new" until a sender takes it. From then on it counts as sent, whatever happened to the
 * request, because nobody can know. It becomes "safe" or "refused" only by the server's word on
 * its own id.
 */

import { answer, Database } from "./database.js";
import { newId } from "./ids.js";

/** @import { Change, Response, Retraction, Row, Verdict } from "./types.js" */

const MESSAGES = "messages";
const MEMORY = "memory";
const WAITING = new Set(["new", "tried"]);

/** The messages of one campaign on this phone. */
export class Outbox {
  /** @param {string} campaign */
  constructor(campaign) {
    this.database = new Database(`doorstep-${campaign}`, makeStores);
  }

  /**
   * Keep changes, all or none; resolves when they are on the phone's disk.
   *
   * @param {Change[]} changes
   */
  keep(changes) {
    return this.database.transact(MESSAGES, "readwrite", async (store) => {
      for (const change of changes) await keepChange(store, change);
    });
  }

  /**
   * Hand out the oldest waiting messages; from now on they count as sent.
   *
   * @param {number} limit
   */
  take(limit) {
    return this.database.transact(MESSAGES, "readwrite", async (store) => {
      const waiting = (await rowsIn(store)).filter(isWaiting).slice(0, limit);
      for (const row of waiting) {
        if (row.state === "new") await answer(store.put({ ...row, state: "tried" }));
      }
      return waiting;
    });
  }

  /**
   * Settle messages by the server's word; returns how many it spoke of.
   *
   * @param {string[]} ids  the messages that were in the batch
   * @param {Record<string, Verdict>} verdicts
   */
  settle(ids, verdicts) {
    return this.database.transact(MESSAGES, "readwrite", async (store) => {
      let settled = 0;
      for (const id of ids) {
        const row = await rowCalled(store, id);
        const after = row && Object.hasOwn(verdicts, id) && judged(row, verdicts[id]);
        if (!after) continue;
        await answer(store.put(after));
        settled += 1;
      }
      return settled;
    });
  }

  /** Put what was refused back among the waiting. */
  retryRefused() {
    return this.database.transact(MESSAGES, "readwrite", async (store) => {
      for (const row of await rowsIn(store)) {
        if (row.state === "refused") await answer(store.put({ ...row, state: "tried" }));
      }
    });
  }

  /**
   * Forget what has been safe on the server since before a moment; nothing else is ever dropped.
   *
   * @param {number} moment
   */
  forgetSafe(moment) {
    return this.database.transact(MESSAGES, "readwrite", async (store) => {
      for (const row of await rowsIn(store)) {
        const isOld = row.state === "safe" && row.settled_at < moment;
        if (isOld) await answer(store.delete(row.seq));
      }
    });
  }

  /** Read every message on this phone, oldest first. */
  rows() {
    return this.database.transact(MESSAGES, "readonly", rowsIn);
  }

  /** Name this phone; the same name every time. */
  device() {
    return this.database.transact(MEMORY, "readwrite", async (store) => {
      const known = /** @type {string|undefined} */ (await answer(store.get("device")));
      if (known) return known;
      const made = newId();
      await answer(store.put(made, "device"));
      return made;
    });
  }

  /**
   * Remember a small thing about the screen.
   *
   * @param {string} key
   * @param {string} value
   */
  remember(key, value) {
    return this.database.transact(MEMORY, "readwrite", async (store) => {
      await answer(store.put(value, key));
    });
  }

  /**
   * @param {string} key
   * @returns {Promise<string|undefined>}
   */
  recall(key) {
    return this.database.transact(MEMORY, "readonly", (store) => answer(store.get(key)));
  }
}

/** @param {Row} row */
export function isWaiting(row) {
  return WAITING.has(row.state);
}

/** @param {IDBDatabase} database */
function makeStores(database) {
  database.createObjectStore(MEMORY);
  const messages = database.createObjectStore(MESSAGES, { keyPath: "seq", autoIncrement: true });
  messages.createIndex("id", "id", { unique: true });
}

/**
 * @param {IDBObjectStore} store
 * @returns {Promise<Row[]>}
 */
function rowsIn(store) {
  return answer(store.getAll());
}

/**
 * @param {IDBObjectStore} store
 * @param {string} id
 * @returns {Promise<Row|undefined>}
 */
function rowCalled(store, id) {
  return answer(store.index("id").get(id));
}

/**
 * @param {IDBObjectStore} store
 * @param {Change} change
 */
async function keepChange(store, { response, retraction }) {
  const earlier = retraction ? await rowCalled(store, retraction.retracts) : undefined;
  if (earlier && canVanish(earlier, response)) await answer(store.delete(earlier.seq));
  else if (retraction) await add(store, retraction);
  if (response) await add(store, response);
}

/**
 * Tell whether an earlier response may go without a trace: the server refused it, or it has not
 * left the phone and another takes its place.
 *
 * @param {Row} earlier
 * @param {Response|null} response
 */
function canVanish(earlier, response) {
  return earlier.state === "refused" || (earlier.state === "new" && response !== null);
}

/**
 * @param {IDBObjectStore} store
 * @param {Response|Retraction} message
 */
function add(store, message) {
  const kept = { kept_at: Date.now(), settled_at: 0, reason: "" };
  return answer(store.add({ id: message.id, state: "new", message, ...kept }));
}

/**
 * Give the row as the server's verdict leaves it, or nothing where that says nothing.
 *
 * @param {Row} row
 * @param {Verdict} verdict
 * @returns {Row|null}
 */
function judged(row, verdict) {
  if (!isWaiting(row)) return null;
  const after = { ...row, reason: verdict?.reason ?? "", settled_at: Date.now() };
  if (verdict?.status === "refused") return { ...after, state: "refused" };
  if (verdict?.status === "kept" || verdict?.status === "duplicate") {
    return { ...after, state: "safe", reason: "" };
  }
  return null;
}
