// @ts-check
/** One IndexedDB database, opened late and opened again when the phone drops it. */

const OPENING_MS = 5_000;

/**
 * Wait for one request.
 *
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
export function answer(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** A database whose transactions are finished only when they are on the disk. */
export class Database {
  /**
   * @param {string} name
   * @param {(database: IDBDatabase) => void} upgrade  makes the stores of version 1
   */
  constructor(name, upgrade) {
    this.name = name;
    this.upgrade = upgrade;
    /** @type {Promise<IDBDatabase>|null} */
    this.opening = null;
  }

  /**
   * Do some work in one transaction, and resolve once it is truly kept.
   *
   * @template T
   * @param {string} storeName
   * @param {IDBTransactionMode} mode
   * @param {(store: IDBObjectStore) => Promise<T>} work  may wait for requests, for nothing else
   * @returns {Promise<T>}
   */
  async transact(storeName, mode, work) {
    const transaction = await this.begin(storeName, mode);
    const finished = new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(undefined);
      transaction.onabort = () => reject(transaction.error ?? new Error("not kept"));
    });
    try {
      const result = await work(transaction.objectStore(storeName));
      await finished;
      return result;
    } catch (error) {
      abort(transaction);
      await finished.catch(() => undefined);
      throw error;
    }
  }

  /**
   * Begin a transaction; where the connection died (iOS, after a long sleep), open once more.
   *
   * @param {string} storeName
   * @param {IDBTransactionMode} mode
   */
  async begin(storeName, mode) {
    try {
      return (await this.open()).transaction(storeName, mode, { durability: "strict" });
    } catch {
      this.opening = null;
      return (await this.open()).transaction(storeName, mode, { durability: "strict" });
    }
  }

  /** Open the database, once for all who ask. */
  open() {
    this.opening ??= this.connect().catch((error) => {
      this.opening = null;
      throw error;
    });
    return this.opening;
  }

  /** @returns {Promise<IDBDatabase>} */
  connect() {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error("no answer from storage")), OPENING_MS);
      const request = indexedDB.open(this.name, 1);
      request.onupgradeneeded = () => this.upgrade(request.result);
      request.onerror = () => {
        clearTimeout(timer);
        reject(request.error);
      };
      request.onsuccess = () => {
        clearTimeout(timer);
        this.watch(request.result);
        resolve(request.result);
      };
    });
  }

  /** @param {IDBDatabase} database */
  watch(database) {
    database.onclose = () => {
      this.opening = null;
    };
    database.onversionchange = () => {
      database.close();
      this.opening = null;
    };
  }
}

/** @param {IDBTransaction} transaction */
function abort(transaction) {
  try {
    transaction.abort();
  } catch {
    // It has ended already.
  }
}
