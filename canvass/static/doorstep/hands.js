// @ts-check
/** The walk in somebody's hands: opened, renewed, watched with the team, until it goes back. */

import { personAsks } from "./asks.js";
import { button, part } from "./elements.js";
import { showCodes } from "./handing.js";
import { drawKit, say } from "./kit.js";
import { fetchWalk, showFailure } from "./loading.js";
import { Screen } from "./screen.js";
import { isOver } from "./shelf.js";
import { TeamWatch } from "./team.js";
import { isWelsh, words } from "./words.js";

/** @import { Failure } from "./loading.js" */
/** @import { Ending } from "./over.js" */
/** @import { Phone } from "./phone.js" */
/** @import { Opened } from "./shelf.js" */
/** @import { Sent } from "./types.js" */

const HAND = "hand";
const OVER_MS = 20_000;
const ASKING_MS = 8_000;

/** One walk, from its opening to its end. */
export class Hands {
  /**
   * @param {Phone} phone
   * @param {(why: Ending) => void} end
   */
  constructor(phone, end) {
    this.phone = phone;
    this.end = end;
    /** @type {Screen|null} */
    this.screen = null;
    /** @type {TeamWatch|null} */
    this.team = null;
    /** @type {Failure|null} */
    this.failure = null;
    /** @type {Opened|null} */
    this.opened = null;
    /** @type {ReturnType<typeof setInterval>|undefined} */
    this.timer = undefined;
  }

  /** Open the walk that lies here, and ask for a newer one; without signal the old one does. */
  async open() {
    const { phone } = this;
    const [kept] = await Promise.all([
      phone.shelf.open(phone.walk).catch(() => null),
      phone.recorder.reread(),
    ]);
    part("list").hidden = false;
    if (kept === "over") return this.end("time");
    if (kept) await this.show(kept);
    this.load().then(() => phone.tidy());
    this.timer = setInterval(() => this.check(), OVER_MS);
    navigator.storage?.persist?.().catch(() => undefined);
  }

  /** Fetch the walk as it stands now. */
  async load() {
    const { phone } = this;
    part("trouble").hidden = true;
    if (!this.screen) part("count").textContent = words.opening;
    const found = await fetchWalk(`${phone.walkUrl}.json`, phone.device);
    if (typeof found === "string") return this.fail(found);
    this.failure = null;
    await phone.know(found.sender);
    await this.show(await phone.shelf.keep(found));
  }

  /** @param {Failure} failure */
  async fail(failure) {
    const isHere = this.opened !== null;
    if (failure === "gone" && isHere) return this.end("taken");
    if (isHere) return;
    this.failure = failure;
    showFailure(failure, this.phone.recorder.log.waiting, () => this.load());
  }

  /** @param {Opened} opened */
  async show(opened) {
    this.opened = opened;
    if (this.screen) return this.screen.renew(opened);
    const { phone } = this;
    const round = opened.walk.told === undefined ? null : await import("../knockup/round.js");
    if (this.screen) return;
    this.screen = new Screen(opened, phone.recorder, {
      ask: round?.knockAsks ?? personAsks,
      kept: () => phone.rhythm.soon(),
      left: () => phone.rhythm.now(),
      stands: (household) => this.stand(household),
      sendAgain: () => phone.outbox.retryRefused().then(() => phone.rhythm.now()),
    });
    this.team = new TeamWatch(phone.walkUrl, phone.device, {
      heard: (team) => {
        this.screen?.hear(team);
        round?.showTold(team.told);
      },
      gone: () => this.end("taken"),
    });
    const known = [phone.memory.recall(this.here), phone.memory.recall(HAND)];
    const [here, hand] = await Promise.all(known);
    this.turnHand(hand === "left");
    this.screen.start(here ?? "");
    round?.showTold(opened.walk.told);
    this.team.start();
  }

  /** The name under which this phone remembers the door opened last. */
  get here() {
    return `here ${this.phone.walk}`;
  }

  /** @param {string|null} household */
  stand(household) {
    if (household) this.phone.memory.remember(this.here, household).catch(() => undefined);
    this.team?.tell(household);
  }

  /**
   * Show how sending goes.
   *
   * @param {Sent|"sending"} state
   */
  async sent(state) {
    const { recorder } = this.phone;
    await recorder.inTurn(() => recorder.reread());
    if (state !== "sending" || recorder.log.waiting > 0) this.screen?.sent(state);
    if (this.failure) showFailure(this.failure, recorder.log.waiting, () => this.load());
  }

  /** End the walk when its time is over, with or without signal. */
  check() {
    const { opened } = this;
    if (!opened) return;
    if (isOver({ fetched_at: opened.fetchedAt, until: opened.until })) this.end("time");
  }

  /** Look at the clock and at the team: the page was out of sight. */
  look() {
    this.check();
    this.team?.ask();
  }

  pause() {
    this.screen?.pause();
  }

  /** Take everything about the walk off the screen. */
  drop() {
    clearInterval(this.timer);
    this.team?.stop();
    this.opened = null;
    this.screen = null;
    history.replaceState(null, "", location.pathname);
    document.title = `${words.overTitle} – Canvass`;
    for (const id of ["list", "household", "dock"]) part(id).remove();
  }

  /**
   * Let the "Not in" buttons stand under the left thumb or the right one, and draw the kit.
   *
   * @param {boolean} isLeft
   */
  turnHand(isLeft) {
    part("doors").classList.toggle("left-hand", isLeft);
    this.drawKit(isLeft);
  }

  /** @param {boolean} isLeft */
  drawKit(isLeft) {
    const { phone } = this;
    const acts = {
      send: () => phone.rhythm.now(),
      save: () => phone.save(),
      show: async () => say(...showCodes(this.handInPage(), await phone.outbox.unsent())),
      join: () => this.joinCode(),
      hand: async () => {
        await phone.memory.remember(HAND, isLeft ? "right" : "left");
        this.turnHand(!isLeft);
      },
      tongue: () => this.turnTongue(isLeft),
      lock: () => {
        phone.vault.shut();
        location.reload();
      },
      giveBack: () => this.askGiveBack(),
    };
    drawKit(acts, isLeft);
  }

  /** @param {boolean} isLeft */
  async turnTongue(isLeft) {
    await this.phone.turnTongue(!isWelsh());
    this.drawKit(isLeft);
    this.screen?.list.forget();
    this.screen?.draw();
  }

  handInPage() {
    return new URL(`${this.phone.base}hand-in`, location.href).href;
  }

  /** Ask the server for a code that lets one more phone onto this walk. */
  async joinCode() {
    const reply = await this.post("code").catch(() => null);
    return reply?.ok ? reply.json() : null;
  }

  /** Giving back is asked for twice: the names go, and only a fresh code brings them again. */
  askGiveBack() {
    const sure = button("wide", async () => {
      await this.post("give-back").catch(() => null);
      this.end("given");
    }, words.giveBack);
    say(sure);
  }

  /** @param {string} what */
  post(what) {
    return fetch(`${this.phone.walkUrl}/${what}`, {
      method: "POST",
      headers: { Accept: "application/json", "Canvass-Device": this.phone.device },
      signal: AbortSignal.timeout(ASKING_MS),
      redirect: "error",
    });
  }
}
