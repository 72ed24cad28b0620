// @ts-check
/**
 * Parcels: each message sealed so that only the server can open it, whoever carries it there.
 *
 * So what was recorded can be sent while the vault is shut, after the walk is gone, or by another
 * phone. `canvass/core/sealing.py` opens them.
 */

/** @import { Response, Retraction, Sender } from "./types.js" */

const CURVE = { name: "ECDH", namedCurve: "P-256" };
const PURPOSE = "canvass parcel 1";
const IV_BYTES = 12;
const text = new TextEncoder();

/** Packs parcels for one server, with a key made for this visit to the page. */
export class Parcels {
  /** @param {Sender} sender */
  constructor(sender) {
    this.author = sender.author;
    this.agreed = agree(sender.key);
    this.agreed.catch(() => undefined);
  }

  /**
   * @param {Response|Retraction} message
   * @returns {Promise<string>}
   */
  async pack(message) {
    const { point, key } = await this.agreed;
    const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
    const how = { name: "AES-GCM", iv, additionalData: text.encode(message.id) };
    const plain = text.encode(JSON.stringify({ author: this.author, message }, saying));
    const sealed = await crypto.subtle.encrypt(how, key, plain);
    return toBase64(new Uint8Array([...point, ...iv, ...new Uint8Array(sealed)]));
  }
}

/**
 * Leave out what says nothing: a parcel must fit into a code that a camera reads.
 *
 * @param {string} _name
 * @param {unknown} value
 */
function saying(_name, value) {
  const isNothing = value === null || value === "" || (Array.isArray(value) && value.length === 0);
  return isNothing ? undefined : value;
}

/**
 * Agree on a key with the server, which is not asked: it does the same when a parcel comes.
 *
 * @param {string} serverKey
 */
async function agree(serverKey) {
  const mine = await crypto.subtle.generateKey(CURVE, false, ["deriveBits"]);
  const theirs = await crypto.subtle.importKey("raw", fromBase64(serverKey), CURVE, false, []);
  const how = { name: "ECDH", public: theirs };
  const secret = await crypto.subtle.deriveBits(how, mine.privateKey, 256);
  const base = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);
  const derive = {
    name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: text.encode(PURPOSE),
  };
  const kind = { name: "AES-GCM", length: 256 };
  const key = await crypto.subtle.deriveKey(derive, base, kind, false, ["encrypt"]);
  const point = new Uint8Array(await crypto.subtle.exportKey("raw", mine.publicKey));
  return { point, key };
}

/** @param {Uint8Array} bytes */
function toBase64(bytes) {
  const plain = btoa(String.fromCharCode(...bytes));
  return plain.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** @param {string} told */
function fromBase64(told) {
  const plain = atob(told.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}
