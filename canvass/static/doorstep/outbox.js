// @ts-check
/**
 * The outbox: every tap as a message, in order, until the server is known to hold it.
 *
 * A row is "new" until a sender takes it. From then on it counts as sent, whatever happened to the
 * request, because nobody can know. It becomes "safe" or "refused" only by the server's word on
 * its own id. What it says lies in it twice: in a box for this phone, and in a parcel for the
 * server, which can be sent while the phone itself can no longer read it.
 */

import { answer } from "./database.js";
import { MESSAGES } from "./storage.js";

/** @import { Database } from "./database.js" */
/** @import { Parcels } from "./parcels.js" */
/** @import { Vault } from "./vault.js" */
/** @import { Change, Response, Retraction, Row, SealedRow, Verdict } from "./types.js" */

/** @typedef {Response|Retraction} Message */

const WAITING = new Set(["new", "tried"]);

/** The messages of one campaign on this phone. */
export class Outbox {
  /**
   * @param {Database} database
   * @param {Vault} vault
   */
  constructor(database, vault) {
    this.database = database;
    this.vault = vault;
    /** @type {Parcels|null} */
    this.parcels = null;
    /** @type {Map<string, Message>} */
    this.opened = new Map();
  }

  /**
   * Keep changes, all or none; resolves when they are on the phone's disk.
   *
   * @param {Change[]} changes
   */
  async keep(changes) {
    const messages = changes.flatMap(({ response, retraction }) => [retraction, response]);
    const told = messages.filter((message) => message !== null);
    const sealed = new Map(await Promise.all(told.map((message) => this.sealed(message))));
    await this.database.transact(MESSAGES, "readwrite", async (store) => {
      for (const change of changes) await keepChange(store, change, sealed);
    });
    for (const message of told) this.opened.set(message.id, message);
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

  /** Put what was refused back among the waiting, packed anew where it can be read. */
  async retryRefused() {
    const refused = (await this.rows()).filter((row) => row.state === "refused");
    const packed = new Map();
    for (const { id, message } of refused) packed.set(id, await this.parcels?.pack(message));
    await this.database.transact(MESSAGES, "readwrite", async (store) => {
      for (const row of await rowsIn(store)) {
        if (row.state !== "refused") continue;
        const parcel = packed.get(row.id) ?? row.parcel;
        await answer(store.put({ ...row, parcel, state: "tried" }));
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

  /** Make what lies here unreadable on this phone; what waits can still be sent. */
  async blind() {
    this.opened.clear();
    await this.database.transact(MESSAGES, "readwrite", async (store) => {
      for (const row of await rowsIn(store)) {
        if (row.state === "safe") await answer(store.delete(row.seq));
        else await answer(store.put({ ...row, box: null }));
      }
    });
  }

  /**
   * Read every message that this phone can still read, oldest first.
   *
   * @returns {Promise<Row[]>}
   */
  async rows() {
    const rows = [];
    for (const row of await this.sealedRows()) {
      const message = await this.messageOf(row);
      if (message) rows.push({ ...row, message });
    }
    return rows;
  }

  /** Read every row as it lies here. */
  sealedRows() {
    return this.database.transact(MESSAGES, "readonly", rowsIn);
  }

  /** List what is still to be sent, as it lies here. */
  async unsent() {
    return (await this.sealedRows()).filter((row) => row.state !== "safe");
  }

  /**
   * @param {Message} message
   * @returns {Promise<[Message, Sealed]>}
   */
  async sealed(message) {
    if (!this.parcels) throw new Error("this phone does not know its server yet");
    const box = await this.vault.seal(message, message.id);
    return [message, { box, parcel: await this.parcels.pack(message) }];
  }

  /** @param {SealedRow} row */
  async messageOf({ id, box }) {
    const known = this.opened.get(id);
    if (known || !box || !this.vault.key) return known ?? null;
    const message = /** @type {Message|null} */ (await this.vault.read(box, id).catch(() => null));
    if (message) this.opened.set(id, message);
    return message;
  }
}

/** @typedef {Pick<SealedRow, "box"|"parcel">} Sealed */

/** @param {{state: string}} row */
export function isWaiting(row) {
  return WAITING.has(row.state);
}

/**
 * @param {IDBObjectStore} store
 * @returns {Promise<SealedRow[]>}
 */
function rowsIn(store) {
  return answer(store.getAll());
}

/**
 * @param {IDBObjectStore} store
 * @param {string} id
 * @returns {Promise<SealedRow|undefined>}
 */
function rowCalled(store, id) {
  return answer(store.index("id").get(id));
}

/**
 * @param {IDBObjectStore} store
 * @param {Change} change
 * @param {Map<Message, Sealed>} sealed
 */
async function keepChange(store, { response, retraction }, sealed) {
  const earlier = retraction ? await rowCalled(store, retraction.retracts) : undefined;
  if (earlier && canVanish(earlier, response)) await answer(store.delete(earlier.seq));
  else if (retraction) await add(store, retraction, sealed);
  if (response) await add(store, response, sealed);
}

/**
 * Tell whether an earlier response may go without a trace: the server refused it, or it has not
 * left the phone and another takes its place.
 *
 * @param {SealedRow} earlier
 * @param {Response|null} response
 */
function canVanish(earlier, response) {
  return earlier.state === "refused" || (earlier.state === "new" && response !== null);
}

/**
 * @param {IDBObjectStore} store
 * @param {Message} message
 * @param {Map<Message, Sealed>} sealed
 */
function add(store, message, sealed) {
  const kept = { kept_at: Date.now(), settled_at: 0, reason: "" };
  return answer(store.add({ id: message.id, state: "new", ...sealed.get(message), ...kept }));
}

/**
 * Give the row as the server's verdict leaves it, or nothing where that says nothing.
 *
 * @param {SealedRow} row
 * @param {Verdict} verdict
 * @returns {SealedRow|null}
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
