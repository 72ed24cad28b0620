// @ts-check
/** What this phone keeps for one campaign: messages, sealed walks, and small things to remember. */

import { answer, Database } from "./database.js";
import { newId } from "./ids.js";

export const MEMORY = "memory";
export const MESSAGES = "messages";
export const WALKS = "walks";

/**
 * Open the storage of a campaign.
 *
 * @param {string} campaign
 */
export function openStorage(campaign) {
  return new Database(`canvass-${campaign}`, makeStores);
}

/** @param {IDBDatabase} database */
function makeStores(database) {
  database.createObjectStore(MEMORY);
  database.createObjectStore(WALKS, { keyPath: "id" });
  const messages = database.createObjectStore(MESSAGES, { keyPath: "seq", autoIncrement: true });
  messages.createIndex("id", "id", { unique: true });
}

/** Small things by name. Nothing personal stands here but what is sealed. */
export class Memory {
  /** @param {Database} database */
  constructor(database) {
    this.database = database;
  }

  /**
   * @param {string} key
   * @param {unknown} value
   */
  remember(key, value) {
    return this.database.transact(MEMORY, "readwrite", async (store) => {
      await answer(store.put(value, key));
    });
  }

  /**
   * @param {string} key
   * @returns {Promise<any>}
   */
  recall(key) {
    return this.database.transact(MEMORY, "readonly", (store) => answer(store.get(key)));
  }

  /** @param {string} key */
  forget(key) {
    return this.database.transact(MEMORY, "readwrite", async (store) => {
      await answer(store.delete(key));
    });
  }

  /**
   * Name this phone; the same name every time.
   *
   * @returns {Promise<string>}
   */
  async device() {
    return (await this.recall("device")) ?? this.nameDevice();
  }

  nameDevice() {
    return this.database.transact(MEMORY, "readwrite", async (store) => {
      const known = await answer(store.get("device"));
      if (known) return known;
      const made = newId();
      await answer(store.put(made, "device"));
      return made;
    });
  }
}
