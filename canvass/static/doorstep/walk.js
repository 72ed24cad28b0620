// @ts-check
/** The start of the walk page: unlock, open the walk that lies here, and send whenever it may work. */

import { alarm } from "./dock.js";
import { part } from "./elements.js";
import { Hands } from "./hands.js";
import { canLock, passLock } from "./lock.js";
import { showOver } from "./over.js";
import { Phone } from "./phone.js";
import { notKeptWords } from "./taps.js";
import { words } from "./words.js";

/** @import { Ending } from "./over.js" */

const phone = new Phone(part("main").dataset);
const hands = new Hands(phone, end);
/** @type {Ending|null} */
let ending = null;
/** @type {Set<Ending>} */
const LOCKED_OUT = new Set(["forgotten", "tries"]);

/**
 * The walk is over on this phone: throw its names away, and go on sending what was recorded.
 *
 * @param {Ending} why
 */
async function end(why) {
  if (ending) return;
  ending = why;
  hands.drop();
  await phone.forgetWalk(LOCKED_OUT.has(why));
  await showEnd();
  phone.rhythm.now();
}

async function showEnd() {
  if (!ending) return;
  const unsent = await phone.outbox.unsent();
  if (unsent.length === 0 && !LOCKED_OUT.has(ending)) await phone.leave();
  showOver(ending, unsent, {
    send: () => phone.rhythm.now(),
    save: () => phone.save(),
    clear: () => phone.leave(),
  });
}

function listen() {
  addEventListener("online", () => phone.rhythm.now());
  addEventListener("pageshow", () => phone.rhythm.now());
  addEventListener("pagehide", () => hands.pause());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") hands.pause();
    else hands.look();
    phone.rhythm.now();
  });
}

/** Say at once where this phone can keep nothing, before anybody knocks. */
async function openStorage() {
  try {
    await phone.open();
  } catch (error) {
    part("dock").hidden = false;
    alarm(notKeptWords(error));
  }
}

async function start() {
  history.scrollRestoration = "manual";
  phone.sent = async (state) => {
    await hands.sent(state);
    await showEnd();
  };
  if (!canLock()) {
    alarm(words.noCrypto);
    part("dock").hidden = false;
    return;
  }
  await openStorage();
  listen();
  const [isOpen, isOver] = await Promise.all([phone.vault.borrow(), phone.isOver()]);
  if (isOver) return end("time");
  if (!isOpen) {
    phone.rhythm.now();
    const passed = await passLock(phone.vault);
    if (passed !== "open") return end(passed);
  }
  await hands.open();
  phone.rhythm.now();
}

await start();
