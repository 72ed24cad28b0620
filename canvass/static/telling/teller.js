// @ts-check
/** This phone as a teller's: what it keeps, how it sends, and what it knows of the district. */

import { saveFile } from "../doorstep/handing.js";
import { newId } from "../doorstep/ids.js";
import { Outbox } from "../doorstep/outbox.js";
import { Parcels } from "../doorstep/parcels.js";
import { Rhythm } from "../doorstep/rhythm.js";
import { sendAll } from "../doorstep/sending.js";
import { Memory } from "../doorstep/storage.js";
import { isWelsh } from "../doorstep/words.js";
import { Book } from "./book.js";
import { learnDistricts, learnNumbers, numbersOf, openTelling, TOLD } from "./learning.js";
import { registerOf } from "./numbers.js";
import { speak } from "./words.js";

/** @import { Vault } from "../doorstep/vault.js" */
/** @import { Failure } from "./learning.js" */
/** @import { Place, Register, Row, Taken, Told, Undoing } from "./types.js" */

const SAFE_FOR_MS = 24 * 60 * 60 * 1000;
const TONGUE = "tongue";
const CHOSEN = "chosen";

/** Numbers are nobody's name, so the outbox keeps them in a box that anybody may open. */
const OPEN_BOX = /** @type {Vault} */ (
  /** @type {unknown} */ ({
    key: true,
    seal: async (/** @type {unknown} */ message) => message,
    read: async (/** @type {unknown} */ box) => box,
  })
);

/** What all the parts of the teller's page stand on. */
export class Teller {
  /** @param {DOMStringMap} urls  as the page's shell gives them */
  constructor({ campaign = "", base = "", handIn = "", worker = "" }) {
    this.campaign = campaign;
    this.base = base;
    this.handIn = handIn;
    this.worker = worker;
    const database = openTelling(campaign);
    this.memory = new Memory(database);
    this.outbox = new Outbox(database, OPEN_BOX);
    this.rhythm = new Rhythm(() => this.send());
    this.book = new Book([]);
    this.device = "";
    /** @type {Told|null} */
    this.told = null;
    /** @type {Place|null} */
    this.place = null;
    /** @type {Register|null} */
    this.register = null;
    /** @type {Promise<unknown>} */
    this.last = Promise.resolve();
    /** @type {() => void} */
    this.changed = () => undefined;
  }

  /** Read what this phone knows; fails where it can keep nothing. */
  async open() {
    navigator.serviceWorker?.register(this.worker).catch(() => undefined);
    navigator.storage?.persist?.().catch(() => undefined);
    const { memory } = this;
    const known = [memory.device(), memory.recall(TONGUE), memory.recall(TOLD), memory.recall(CHOSEN)];
    const [device, tongue, told, chosen] = await Promise.all(known);
    this.device = device;
    speak(tongue === "cy");
    if (told) this.know(told);
    const place = this.told?.districts.find(({ id }) => id === chosen);
    await this.reread();
    if (place) await this.standAt(place);
    this.outbox.forgetSafe(Date.now() - SAFE_FOR_MS).catch(() => undefined);
  }

  /** @param {Told} told */
  know(told) {
    this.told = told;
    this.outbox.parcels = new Parcels(told.sender);
  }

  /**
   * Ask the server where one may stand.
   *
   * @returns {Promise<Failure|null>}
   */
  async learn() {
    const told = await learnDistricts(this.base, this.device, this.memory);
    if (typeof told === "string") return told;
    this.know(told);
    return null;
  }

  /**
   * Choose a district for this phone; its numbers are renewed when there is signal.
   *
   * @param {Place} place
   */
  async choose(place) {
    await this.standAt(place);
    await this.memory.remember(CHOSEN, place.id).catch(() => undefined);
    this.renew();
  }

  /** @param {Place} place */
  async standAt(place) {
    const known = await this.memory.recall(numbersOf(place.id)).catch(() => null);
    this.place = place;
    this.register = known ? registerOf(known) : null;
  }

  /** Tell whether there is something to learn yet before this phone can warn. */
  isNew() {
    return !this.told || (this.place !== null && !this.register);
  }

  /** Ask for the numbers of the district once more. */
  async renew() {
    const { place } = this;
    if (!place) return;
    const told = await learnNumbers(this.base, place.id, this.device, this.memory).catch(() => null);
    if (!told || place !== this.place) return;
    this.register = registerOf(told);
    this.changed();
  }

  /**
   * Take a number down; resolves when it is on the phone's disk.
   *
   * @param {string} number
   * @param {boolean} isUnsure
   */
  take(number, isUnsure) {
    const typed = isUnsure ? `${number}?` : number;
    const district = this.place?.code ?? "";
    return this.keep({ id: newId(), taken_at: new Date().toISOString(), district, typed });
  }

  /**
   * Take a number back, whether or not it has left this phone.
   *
   * @param {string} id
   */
  undo(id) {
    return this.keep({ id: newId(), taken_at: new Date().toISOString(), undoes: id });
  }

  /**
   * Keep one message after the other, in the order of the taps.
   *
   * @param {Taken|Undoing} message
   */
  keep(message) {
    const kept = this.last.catch(() => undefined).then(() => this.keepNow(message));
    this.last = kept;
    return kept;
  }

  /** @param {Taken|Undoing} message */
  async keepNow(message) {
    await this.outbox.keep([{ response: /** @type {any} */ (message), retraction: null }]);
    const row = { id: message.id, state: "new", message, kept_at: Date.now(), settled_at: 0 };
    this.book = new Book([...this.book.rows, /** @type {Row} */ (row)]);
    // a number every few seconds must not put the sending off for ever
    if (this.rhythm.timer === undefined) this.rhythm.soon();
  }

  /** Read again what lies here: another tab, or the server, has changed it. */
  async reread() {
    await this.last.catch(() => undefined);
    const rows = /** @type {unknown} */ (await this.outbox.rows());
    this.book = new Book(/** @type {Row[]} */ (rows));
  }

  /** The ways by which parcels leave this phone. */
  get ways() {
    return { device: this.device, sync: `${this.base}sync`, handIn: this.handIn };
  }

  /** Send what waits; true when nothing is left. */
  async send() {
    const ended = await sendAll(this.outbox, this.ways);
    await this.reread();
    this.changed();
    return ended === "clear";
  }

  /** Send what the server refused once more. */
  async sendAgain() {
    await this.outbox.retryRefused();
    await this.rhythm.now();
  }

  /** Save what is unsent as a file. */
  async save() {
    saveFile(this.campaign, await this.outbox.unsent());
  }

  /** Speak the other tongue from now on. */
  async turnTongue() {
    const tongue = isWelsh() ? "en" : "cy";
    await this.memory.remember(TONGUE, tongue);
    speak(tongue === "cy");
  }
}
