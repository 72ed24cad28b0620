// @ts-check
/** The walks that lie sealed on this phone, each until its time is over. */

import { answer } from "./database.js";
import { WALKS } from "./storage.js";

/** @import { Database } from "./database.js" */
/** @import { Box, Vault } from "./vault.js" */
/** @import { Walk } from "./types.js" */

const BACKWARDS_MS = 5 * 60 * 1000;

/**
 * @typedef {object} Kept  a walk as it lies here
 * @property {string} id
 * @property {number} fetched_at  by this phone's clock
 * @property {number|null} until  by this phone's clock; null where it was not lent
 * @property {Box} box
 */

/** @typedef {{walk: Walk, fetchedAt: number, until: number|null}} Opened */

/** The shelf of one campaign. */
export class Shelf {
  /**
   * @param {Database} database
   * @param {Vault} vault
   */
  constructor(database, vault) {
    this.database = database;
    this.vault = vault;
  }

  /**
   * Keep a walk as the server tells it now.
   *
   * Its end is kept by this phone's own clock, however wrong that is: what the server says is left
   * of the lease is added to the moment it is here.
   *
   * @param {Walk} walk
   * @returns {Promise<Opened>}
   */
  async keep(walk) {
    const fetchedAt = Date.now();
    const left = walk.walk.until && Date.parse(walk.walk.until) - Date.parse(walk.server_time);
    const until = left ? fetchedAt + left : null;
    const { id } = walk.walk;
    const box = await this.vault.seal(walk, id);
    await this.database.transact(WALKS, "readwrite", async (store) => {
      await answer(store.put({ id, fetched_at: fetchedAt, until, box }));
    });
    return { walk, fetchedAt, until };
  }

  /**
   * Open a walk; null where it is not here, "over" where its time is over.
   *
   * @param {string} id
   * @returns {Promise<Opened|"over"|null>}
   */
  async open(id) {
    const kept = await this.find(id);
    if (!kept) return null;
    if (isOver(kept)) return "over";
    const walk = await this.vault.read(kept.box, id);
    return { walk, fetchedAt: kept.fetched_at, until: kept.until };
  }

  /**
   * @param {string} id
   * @returns {Promise<Kept|undefined>}
   */
  find(id) {
    return this.database.transact(WALKS, "readonly", (store) => answer(store.get(id)));
  }

  /** Name the walk that came last; "" where there is none. */
  async latest() {
    const all = await this.all();
    return all.sort((one, other) => one.fetched_at - other.fetched_at).at(-1)?.id ?? "";
  }

  /** @returns {Promise<Kept[]>} */
  all() {
    return this.database.transact(WALKS, "readonly", (store) => answer(store.getAll()));
  }

  /**
   * Take a walk off this phone; tells whether another is left.
   *
   * @param {string} id
   */
  forget(id) {
    return this.database.transact(WALKS, "readwrite", async (store) => {
      await answer(store.delete(id));
      return (await answer(store.count())) > 0;
    });
  }
}

/**
 * Tell whether a walk's time is over; a clock put back to before the walk came ends it too.
 *
 * @param {{fetched_at: number, until: number|null}} kept
 */
export function isOver({ fetched_at: fetchedAt, until }) {
  if (until === null) return false;
  const now = Date.now();
  return now >= until || now < fetchedAt - BACKWARDS_MS;
}
