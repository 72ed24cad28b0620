// @ts-check
/** The teller's screens: where one stands, the numbers taken, and the pad. */

import { alarm } from "../doorstep/dock.js";
import { button, icon, make, part } from "../doorstep/elements.js";
import { showCodes } from "../doorstep/handing.js";
import { say } from "../doorstep/kit.js";
import { isWelsh, words as shared } from "../doorstep/words.js";
import { NumberList, sayings, warningsOf } from "./list.js";
import { Pad } from "./pad.js";
import { syncWords, words } from "./words.js";

/** @import { Teller } from "./teller.js" */
/** @import { Entry, Place } from "./types.js" */

const KEPT_BUZZ = [20];
const WARNING_BUZZ = [20, 80, 60];

/** Everything a teller sees. */
export class Screen {
  /** @param {Teller} teller */
  constructor(teller) {
    this.teller = teller;
    this.pad = new Pad((number, isUnsure) => this.take(number, isUnsure));
    this.list = new NumberList((entry) => this.undo(entry));
    part("back").addEventListener("click", () => this.leave());
    part("this-phone").addEventListener("click", () => this.openKit(part("kit").hidden));
    teller.changed = () => this.draw();
  }

  /** Draw what has changed. */
  draw() {
    const { told, place } = this.teller;
    part("pad").hidden = part("numbers").hidden = part("back").hidden = !place;
    part("places").hidden = Boolean(place);
    const question = told ? words.whichDistrict : words.join;
    part("title").textContent = place ? words.telling(place.code) : question;
    document.title = `${part("title").textContent} – Canvass`;
    if (place) this.drawPlace(place);
    else if (told) this.drawPlaces(told.districts);
    this.pad.draw();
    this.drawSync();
  }

  /** @param {Place} place */
  drawPlace(place) {
    const { book, register } = this.teller;
    this.list.draw(book, place.code, register);
    const standing = book.entries.filter((one) => one.district === place.code && !one.undoneAt);
    part("count").textContent = words.taken(standing.length, place.station);
  }

  /** @param {Place[]} places */
  drawPlaces(places) {
    part("count").textContent = places.length ? words.whichWhy : words.noDistricts;
    part("places").replaceChildren(...places.map((place) => {
      const ward = (isWelsh() && place.ward_cy) || place.ward;
      const where = [place.station, ward].filter(Boolean).join(", ");
      const said = [make("b", {}, place.code), make("small", {}, where)];
      return make("li", {}, button("plain", () => this.stand(place), ...said));
    }));
  }

  drawSync() {
    const { book } = this.teller;
    part("sync").replaceChildren(icon(book.waiting ? "phone" : "server"), ` ${syncWords(book)}`);
    part("long").hidden = !book.isLong;
    part("long").replaceChildren(icon("warn"), ` ${words.long(book.waiting)}`);
    part("again").hidden = book.refused === 0;
    part("again").replaceChildren(
      button("plain wide", () => this.teller.sendAgain(), words.sendAgain(book.refused)),
    );
  }

  /** @param {Place} place */
  async stand(place) {
    await this.teller.choose(place);
    this.draw();
    scrollTo(0, 0);
  }

  /** Go back to where one chooses the district; what was taken stays. */
  leave() {
    this.teller.place = null;
    this.draw();
    scrollTo(0, 0);
  }

  /**
   * @param {string} number
   * @param {boolean} isUnsure
   */
  async take(number, isUnsure) {
    const { teller } = this;
    try {
      await teller.take(number, isUnsure);
    } catch {
      alarm(words.notKept(number));
      return;
    }
    alarm("");
    this.draw();
    scrollTo(0, 0);
    this.announce();
  }

  /** Say aloud, and into the hand, what was kept last. */
  announce() {
    const { book, place, register } = this.teller;
    const last = book.takenIn(place?.code ?? "").at(-1);
    if (!last) return;
    const warnings = warningsOf(last.entry, last.isAgain, register);
    const said = [last.entry.number, ...sayings(last.entry), ...warnings];
    part("heard").textContent = said.join(", ");
    navigator.vibrate?.(warnings.length ? WARNING_BUZZ : KEPT_BUZZ);
  }

  /** @param {Entry} entry */
  async undo(entry) {
    try {
      await this.teller.undo(entry.id);
    } catch {
      alarm(shared.notKept);
      return;
    }
    navigator.vibrate?.(KEPT_BUZZ);
    part("heard").textContent = `${entry.number}, ${words.undoneAt("")}`;
    this.draw();
  }

  /** @param {boolean} isOpen */
  openKit(isOpen) {
    const { teller } = this;
    part("this-phone").setAttribute("aria-expanded", String(isOpen));
    part("kit").hidden = !isOpen;
    part("told").hidden = true;
    part("kit").replaceChildren(
      make("h2", {}, words.thisPhone),
      button("plain", () => teller.rhythm.now(), shared.sendNow),
      button("plain", () => teller.save(), shared.saveUnsent),
      button("plain", () => this.showUnsent(), shared.showUnsent),
      button("plain", () => this.turnTongue(), shared.other),
      make("p", { class: "soft" }, shared.homeScreen),
    );
  }

  async showUnsent() {
    const { teller } = this;
    const page = new URL(teller.handIn, location.href).href;
    say(...showCodes(page, await teller.outbox.unsent()));
  }

  async turnTongue() {
    await this.teller.turnTongue();
    this.openKit(true);
    this.list.forget();
    this.draw();
  }
}
