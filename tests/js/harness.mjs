/** What the tests of the phone share: an outbox of their own, a server that answers as told. */

import "fake-indexeddb/auto";
import {
  answersIn, knockOf, responseOf, retractionOf,
} from "../../canvass/static/doorstep/answers.js";
import { Outbox } from "../../canvass/static/doorstep/outbox.js";
import { Parcels } from "../../canvass/static/doorstep/parcels.js";
import { Memory, openStorage } from "../../canvass/static/doorstep/storage.js";
import { Vault } from "../../canvass/static/doorstep/vault.js";

export const URL = "/c/test/doorstep/sync";
export const HAND_IN = "/c/test/doorstep/hand-in";
export const WAYS = { device: "phone-1", sync: URL, handIn: HAND_IN };
export const WALK = "walk-1";
export const PIN = "271828";
const FEW_ROUNDS = 10;
const CURVE = { name: "ECDH", namedCurve: "P-256" };
let outboxes = 0;

/** The server's key pair, as `canvass/core/sealing.py` has one. */
const server = await crypto.subtle.generateKey(CURVE, true, ["deriveBits"]);
const point = new Uint8Array(await crypto.subtle.exportKey("raw", server.publicKey));
const base64url = (bytes) => Buffer.from(bytes).toString("base64url");
export const SENDER = { key: base64url(point), author: "sam" };

/** An outbox of its own, open under a PIN, on a phone that knows its server. */
export async function makeOutbox() {
  outboxes += 1;
  const database = openStorage(`test-${outboxes}`);
  const vault = new Vault(new Memory(database), FEW_ROUNDS);
  await vault.choose(PIN);
  const outbox = new Outbox(database, vault);
  outbox.parcels = new Parcels(SENDER);
  return outbox;
}

/** Open a parcel as the server does. */
export async function unpack({ id, sealed }) {
  const raw = Buffer.from(sealed, "base64url");
  const theirs = await crypto.subtle.importKey("raw", raw.subarray(0, 65), CURVE, false, []);
  const secret = await crypto.subtle.deriveBits(
    { name: "ECDH", public: theirs }, server.privateKey, 256,
  );
  const base = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);
  const info = Buffer.from("canvass parcel 1");
  const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info };
  const key = await crypto.subtle.deriveKey(
    how, base, { name: "AES-GCM", length: 256 }, false, ["decrypt"],
  );
  const opening = { name: "AES-GCM", iv: raw.subarray(65, 77), additionalData: Buffer.from(id) };
  const plain = await crypto.subtle.decrypt(opening, key, raw.subarray(77));
  const { author, message } = JSON.parse(Buffer.from(plain).toString());
  return { ...message, author };
}

export function makeKnock(household = "house-1") {
  return knockOf({ walk: WALK, household, elector: null }, "not_in");
}

export function makeResponse(answers = {}) {
  const where = { walk: WALK, household: "house-1", elector: "elector-1" };
  return responseOf(where, { ...answersIn(null), ...answers });
}

/** Keep one response, and hand it back. */
export async function keep(outbox, response = makeKnock()) {
  await outbox.keep([{ response, retraction: null }]);
  return response;
}

/** Keep a response in the place of an earlier one. */
export async function replace(outbox, earlier, response) {
  await outbox.keep([{ response, retraction: retractionOf(earlier.id) }]);
  return response;
}

export async function takeBack(outbox, earlier) {
  await outbox.keep([{ response: null, retraction: retractionOf(earlier.id) }]);
}

export async function statesOf(outbox) {
  return (await outbox.sealedRows()).map((row) => row.state);
}

export function jsonReply(body, status = 200) {
  const headers = { "Content-Type": "application/json" };
  return new Response(JSON.stringify(body), { status, headers });
}

export function verdict(status, reason = null) {
  return { status, reason };
}

/**
 * Stand in for the server; `answer` gets the messages of each batch, opened, and where they came.
 *
 * Returns the batches as they arrived.
 */
export function serve(answer) {
  const batches = [];
  globalThis.fetch = async (url, request) => {
    const messages = await Promise.all(JSON.parse(request.body).responses.map(unpack));
    batches.push(messages);
    return answer(messages, url, request);
  };
  return batches;
}

export function keepAll(messages) {
  const outcomes = messages.map((message) => [message.id, verdict("kept")]);
  return jsonReply({ outcomes: Object.fromEntries(outcomes) });
}
