// @ts-check
/** The others of the team: what they have done on the same walk, and at which doors they are. */

/** @import { Door, Team } from "./types.js" */

const EVERY_MS = 15_000;
const TIMEOUT_MS = 8_000;
const GONE = new Set([403, 404]);

/** Asks the server after the team while the page is seen, and tells it where this phone is. */
export class TeamWatch {
  /**
   * @param {string} walkUrl  without its ending
   * @param {string} device
   * @param {object} acts
   * @param {(team: Team) => void} acts.heard
   * @param {() => void} acts.gone  the walk is in these hands no more
   */
  constructor(walkUrl, device, acts) {
    this.walkUrl = walkUrl;
    this.headers = { Accept: "application/json", "Canvass-Device": device };
    this.acts = acts;
    this.etag = "";
    /** @type {ReturnType<typeof setInterval>|undefined} */
    this.timer = undefined;
  }

  start() {
    this.timer ??= setInterval(() => this.ask(), EVERY_MS);
  }

  stop() {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  /** Ask once; no answer is no news. */
  async ask() {
    if (document.visibilityState === "hidden") return;
    try {
      const reply = await fetch(`${this.walkUrl}/team.json`, {
        headers: { ...this.headers, "If-None-Match": this.etag },
        signal: AbortSignal.timeout(TIMEOUT_MS),
        redirect: "error",
        cache: "no-store",
      });
      if (GONE.has(reply.status)) this.acts.gone();
      if (reply.status !== 200) return;
      const team = await reply.json();
      this.etag = reply.headers.get("ETag") ?? "";
      if (team && typeof team.doors === "object") this.acts.heard(team);
    } catch {
      // No signal: the next time will tell.
    }
  }

  /**
   * Tell the others at which door this phone is; null is the list.
   *
   * @param {string|null} household
   */
  tell(household) {
    fetch(`${this.walkUrl}/at`, {
      method: "POST",
      headers: { ...this.headers, "Content-Type": "application/json" },
      body: JSON.stringify({ household }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
      redirect: "error",
    }).catch(() => undefined);
  }
}

/**
 * Write what the team has done into the doors of the walk.
 *
 * @param {Door[]} doors
 * @param {Team} news
 */
export function heard(doors, { doors: done, answered, team }) {
  const told = new Set(answered);
  const taken = new Map(team.map(({ household, name }) => [household, name]));
  for (const door of doors) {
    const { done: outcome = null, done_at: at = null } = done[door.household] ?? {};
    door.done = outcome;
    door.done_at = at;
    door.taken = taken.get(door.household);
    for (const elector of door.electors) elector.done = told.has(elector.id);
  }
}
