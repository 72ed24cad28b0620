// @ts-check
/** When to send: after some seconds of quiet, at once when asked, ever later after failure. */

const QUIET_MS = 4_000;
const FIRST_MS = 5_000;
const LAST_MS = 300_000;

/** The rhythm of sending: one round at a time. */
export class Rhythm {
  /** @param {() => Promise<boolean>} send  resolves true when nothing is left to send */
  constructor(send) {
    this.send = send;
    this.delay = FIRST_MS;
    this.isSending = false;
    this.isWanted = false;
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.timer = undefined;
  }

  /** Send when the taps have stopped for a moment. */
  soon() {
    this.after(QUIET_MS);
  }

  /** Send now, with new patience: the signal may be back. */
  async now() {
    this.delay = FIRST_MS;
    await this.round();
  }

  /** Send; a round asked for meanwhile follows at once. */
  async round() {
    if (this.isSending) {
      this.isWanted = true;
      return;
    }
    this.stop();
    this.isSending = true;
    const isDone = await this.send().catch(() => false);
    this.isSending = false;
    if (this.isWanted) {
      this.isWanted = false;
      await this.round();
    } else if (!isDone && this.timer === undefined) {
      this.tryLater();
    }
  }

  /** Try again after a random part of the delay, which doubles: phones must not come in step. */
  tryLater() {
    this.after(this.delay * (0.5 + Math.random() / 2));
    this.delay = Math.min(this.delay * 2, LAST_MS);
  }

  /** @param {number} wait */
  after(wait) {
    this.stop();
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.round();
    }, wait);
  }

  stop() {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
