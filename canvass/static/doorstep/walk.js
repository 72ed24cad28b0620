// @ts-check
/** The start of the walk page: open the outbox, fetch the walk, and send whenever it may work. */

import { alarm } from "./dock.js";
import { part } from "./elements.js";
import { fetchWalk, showFailure } from "./loading.js";
import { Outbox } from "./outbox.js";
import { Recorder } from "./recorder.js";
import { Rhythm } from "./rhythm.js";
import { Screen } from "./screen.js";
import { sendAll } from "./sending.js";
import { notKeptWords } from "./taps.js";

/** @import { Failure } from "./loading.js" */

const { campaign = "", walk = "", walkUrl = "", syncUrl = "" } = part("main").dataset;
const SAFE_FOR_MS = 12 * 60 * 60 * 1000;
const HERE = `here ${walk}`;
const HAND = "hand";

const outbox = new Outbox(campaign);
const recorder = new Recorder(outbox, walk);
const rhythm = new Rhythm(send);
/** @type {Screen|null} */
let screen = null;
/** @type {Failure|null} */
let failure = null;

/** Send what waits, and show how it went; true when nothing is left. */
async function send() {
  await reread();
  if (recorder.log.waiting > 0) screen?.sent("sending");
  const ended = await sendAll(outbox, syncUrl);
  await reread();
  screen?.sent(ended);
  if (failure) showFailure(failure, recorder.log.waiting, load);
  return ended === "clear";
}

/** Read the log, after the taps that are being kept. */
function reread() {
  return recorder.inTurn(() => recorder.reread());
}

async function load() {
  part("trouble").hidden = true;
  part("count").textContent = "Opening the walk…";
  const found = await fetchWalk(walkUrl);
  failure = typeof found === "string" ? found : null;
  if (typeof found === "string") {
    showFailure(found, recorder.log.waiting, load);
    return;
  }
  screen = new Screen(found, recorder, {
    kept: () => rhythm.soon(),
    left: () => rhythm.now(),
    opened: (household) => remember(HERE, household),
    sendAgain: () => outbox.retryRefused().then(() => rhythm.now()),
  });
  screen.start(await recall(HERE));
}

/** Say at once where this phone can keep nothing, before anybody knocks. */
async function openOutbox() {
  try {
    await outbox.forgetSafe(Date.now() - SAFE_FOR_MS);
    await recorder.reread();
  } catch (error) {
    part("dock").hidden = false;
    alarm(notKeptWords(error));
  }
}

/**
 * @param {string} key
 * @param {string} value
 */
function remember(key, value) {
  outbox.remember(key, value).catch(() => undefined);
}

/** @param {string} key */
async function recall(key) {
  return (await outbox.recall(key).catch(() => "")) ?? "";
}

/** Let the "Not in" buttons stand under the left thumb. */
async function setHand() {
  const list = part("list");
  const button = part("hand");
  const turn = (/** @type {boolean} */ isLeft) => {
    list.classList.toggle("left-hand", isLeft);
    button.textContent = isLeft ? "Buttons on the right" : "Buttons on the left";
  };
  turn((await recall(HAND)) === "left");
  button.addEventListener("click", () => {
    const isLeft = !list.classList.contains("left-hand");
    turn(isLeft);
    remember(HAND, isLeft ? "left" : "right");
  });
}

function listen() {
  addEventListener("online", () => rhythm.now());
  addEventListener("pageshow", () => rhythm.now());
  addEventListener("pagehide", () => screen?.pause());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") screen?.pause();
    rhythm.now();
  });
}

history.scrollRestoration = "manual";
await openOutbox();
await load();
await setHand();
listen();
rhythm.now();
