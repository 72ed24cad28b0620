// @ts-check
/** This phone, for one campaign: what it keeps, how it sends, and what it knows of itself. */

import { saveFile } from "./handing.js";
import { Outbox } from "./outbox.js";
import { Parcels } from "./parcels.js";
import { Recorder } from "./recorder.js";
import { Rhythm } from "./rhythm.js";
import { sendAll } from "./sending.js";
import { isOver, Shelf } from "./shelf.js";
import { Memory, openStorage } from "./storage.js";
import { Vault } from "./vault.js";
import { speak } from "./words.js";

/** @import { Sender, Sent } from "./types.js" */

const SAFE_FOR_MS = 12 * 60 * 60 * 1000;
const NO_WALK = "00000000-0000-0000-0000-000000000000";
const TONGUE = "tongue";
const SENDER = "sender";

/** What all the parts of the walk page stand on. */
export class Phone {
  /** @param {DOMStringMap} urls  as the page's shell gives them */
  constructor(urls) {
    this.campaign = urls.campaign ?? "";
    this.base = urls.base ?? "";
    this.goodbye = urls.goodbye ?? "";
    this.worker = urls.worker ?? "";
    this.walk = location.pathname.split("/").at(-1) ?? "";
    const database = openStorage(this.campaign);
    this.memory = new Memory(database);
    this.vault = new Vault(this.memory);
    this.shelf = new Shelf(database, this.vault);
    this.outbox = new Outbox(database, this.vault);
    this.recorder = new Recorder(this.outbox, this.walk);
    this.rhythm = new Rhythm(() => this.send());
    this.device = "";
    /** @type {(state: Sent|"sending") => Promise<void>} */
    this.sent = async () => undefined;
  }

  /** Read what this phone knows; fails where it can keep nothing. */
  async open() {
    const workers = navigator.serviceWorker;
    workers?.addEventListener("controllerchange", () => this.vault.lend());
    workers?.register(this.worker).catch(() => undefined);
    const { memory } = this;
    const known = [memory.device(), memory.recall(TONGUE), memory.recall(SENDER)];
    const [device, tongue, sender] = await Promise.all(known);
    this.device = device;
    speak(tongue === "cy");
    if (sender) this.outbox.parcels = new Parcels(/** @type {Sender} */ (sender));
    if (this.walk === NO_WALK) this.walk = (await this.shelf.latest()) || NO_WALK;
    this.recorder.walk = this.walk;
  }

  /**
   * Learn for whom and as whom to seal.
   *
   * @param {Sender} sender
   */
  async know(sender) {
    this.outbox.parcels = new Parcels(sender);
    await this.memory.remember(SENDER, sender);
  }

  /** @param {boolean} isWelsh */
  async turnTongue(isWelsh) {
    await this.memory.remember(TONGUE, isWelsh ? "cy" : "en");
    speak(isWelsh);
  }

  get walkUrl() {
    return `${this.base}walks/${this.walk}`;
  }

  /** The ways by which parcels leave this phone. */
  get ways() {
    return { device: this.device, sync: `${this.base}sync`, handIn: `${this.base}hand-in` };
  }

  /** Drop what has been safe on the server for long; nothing waits for it. */
  tidy() {
    this.outbox.forgetSafe(Date.now() - SAFE_FOR_MS).catch(() => undefined);
  }

  /** Send what waits, whether or not the vault is open; true when nothing is left. */
  async send() {
    await this.sent("sending");
    const ended = await sendAll(this.outbox, this.ways);
    await this.sent(ended);
    return ended === "clear";
  }

  /** Tell whether the walk of this page lies here and its time is over. */
  async isOver() {
    const kept = await this.shelf.find(this.walk).catch(() => undefined);
    return kept !== undefined && isOver(kept);
  }

  /**
   * Take the walk off this phone, or every walk; with the last one goes the key to all that lies
   * here.
   *
   * @param {boolean} isAll
   */
  async forgetWalk(isAll) {
    const walks = isAll ? await this.shelf.all() : [{ id: this.walk }];
    let isMore = false;
    for (const { id } of walks) isMore = await this.shelf.forget(id);
    if (isMore) return;
    await this.outbox.blind();
    await this.vault.forget();
  }

  /** Save what is unsent as a file. */
  async save() {
    saveFile(this.campaign, await this.outbox.unsent());
  }

  /** Go to the page that has the browser drop all it holds of this site. */
  async leave() {
    const isMore = await this.shelf.latest();
    location.replace(isMore ? this.base : this.goodbye);
  }
}
