// @ts-check
/**
 * The vault: names and answers lie on this phone under a key that only the PIN unwraps.
 *
 * The open key is never written down. The page holds it, and lends it to the service worker, so
 * that a reload does not ask for the PIN again; when the phone puts the worker to sleep it is gone.
 */

/** @import { Memory } from "./storage.js" */

/** @typedef {{iv: Uint8Array<ArrayBuffer>, sealed: ArrayBuffer}} Box */
/** @typedef {{salt: Uint8Array<ArrayBuffer>, rounds: number, wrapped: ArrayBuffer}} Lock */

const VAULT = "vault";
const TRIES = "tries";
const MOST_TRIES = 10;
const ROUNDS = 600_000;
const IV_BYTES = 12;
const SALT_BYTES = 16;
const BORROWING_MS = 400;
const text = new TextEncoder();

/** One vault a campaign and phone. */
export class Vault {
  /**
   * @param {Memory} memory
   * @param {number} [rounds]  of PBKDF2-HMAC-SHA256; OWASP asks for 600,000
   */
  constructor(memory, rounds = ROUNDS) {
    this.memory = memory;
    this.rounds = rounds;
    /** @type {CryptoKey|null} */
    this.key = null;
  }

  /** @returns {Promise<"new"|"locked"|"open">} */
  async state() {
    if (this.key) return "open";
    return (await this.memory.recall(VAULT)) ? "locked" : "new";
  }

  /**
   * Make a key of this phone's own, under a PIN.
   *
   * @param {string} pin
   */
  async choose(pin) {
    const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
    const wide = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, true, USES);
    const wrapping = await keyOf(pin, salt, this.rounds);
    const wrapped = await crypto.subtle.wrapKey("raw", wide, wrapping, "AES-KW");
    await this.memory.remember(VAULT, { salt, rounds: this.rounds, wrapped });
    this.key = await unwrap(wrapped, wrapping);
    this.lend();
  }

  /**
   * Open the vault; tells how many tries are left where the PIN is wrong, and true where it is not.
   *
   * @param {string} pin
   * @returns {Promise<true|number>}
   */
  async unlock(pin) {
    const lock = /** @type {Lock} */ (await this.memory.recall(VAULT));
    const tries = ((await this.memory.recall(TRIES)) ?? 0) + 1;
    await this.memory.remember(TRIES, tries);
    try {
      this.key = await unwrap(lock.wrapped, await keyOf(pin, lock.salt, lock.rounds));
    } catch {
      return Math.max(0, MOST_TRIES - tries);
    }
    await this.memory.forget(TRIES);
    this.lend();
    return true;
  }

  /** Open the vault by the key that the service worker still holds; tells whether it has one. */
  async borrow() {
    const worker = globalThis.navigator?.serviceWorker?.controller;
    if (!worker || (await this.state()) === "new") return false;
    const { port1, port2 } = new MessageChannel();
    const answered = new Promise((resolve) => {
      port1.onmessage = ({ data }) => resolve(data);
      setTimeout(() => resolve(null), BORROWING_MS);
    });
    worker.postMessage({ vault: this.memory.database.name, port: port2 }, [port2]);
    this.key = /** @type {CryptoKey|null} */ (await answered);
    port1.close();
    return this.key !== null;
  }

  /** Let the service worker hold the key while it is awake. */
  lend() {
    const worker = globalThis.navigator?.serviceWorker?.controller;
    worker?.postMessage({ vault: this.memory.database.name, key: this.key });
  }

  /** Shut the vault until the PIN is typed again. */
  shut() {
    this.key = null;
    this.lend();
  }

  /** Throw the key away: what lies under it can never be read again. */
  async forget() {
    this.shut();
    await this.memory.forget(VAULT);
    await this.memory.forget(TRIES);
  }

  /**
   * @param {unknown} value
   * @param {string} name  what the box is; it opens under no other name
   * @returns {Promise<Box>}
   */
  async seal(value, name) {
    const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
    const how = { name: "AES-GCM", iv, additionalData: text.encode(name) };
    const plain = text.encode(JSON.stringify(value));
    return { iv, sealed: await crypto.subtle.encrypt(how, this.open(), plain) };
  }

  /**
   * @param {Box} box
   * @param {string} name
   * @returns {Promise<any>}
   */
  async read({ iv, sealed }, name) {
    const how = { name: "AES-GCM", iv, additionalData: text.encode(name) };
    const plain = await crypto.subtle.decrypt(how, this.open(), sealed);
    return JSON.parse(new TextDecoder().decode(plain));
  }

  open() {
    if (!this.key) throw new Error("the vault is locked");
    return this.key;
  }
}

/** @type {KeyUsage[]} */
const USES = ["encrypt", "decrypt"];

/**
 * @param {string} pin
 * @param {Uint8Array<ArrayBuffer>} salt
 * @param {number} iterations
 */
async function keyOf(pin, salt, iterations) {
  const base = await crypto.subtle.importKey("raw", text.encode(pin), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations };
  const kind = { name: "AES-KW", length: 256 };
  return crypto.subtle.deriveKey(how, base, kind, false, ["wrapKey", "unwrapKey"]);
}

/**
 * @param {ArrayBuffer} wrapped
 * @param {CryptoKey} wrapping
 */
function unwrap(wrapped, wrapping) {
  return crypto.subtle.unwrapKey("raw", wrapped, wrapping, "AES-KW", "AES-GCM", false, USES);
}
