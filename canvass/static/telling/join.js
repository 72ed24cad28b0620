// @ts-check
/** The page a teller's code leads to: who asks, what one undertakes, a name, and the phone is in. */

import { part } from "../doorstep/elements.js";
import { canLock } from "../doorstep/lock.js";
import { isOver, Shelf } from "../doorstep/shelf.js";
import { Memory, openStorage } from "../doorstep/storage.js";
import { isWelsh, words as shared } from "../doorstep/words.js";
import { learnDistricts, openTelling } from "./learning.js";
import { speak, words } from "./words.js";

/** @import { Vault } from "../doorstep/vault.js" */

const { campaign = "", base = "", undertaking = "", worker = "", tongue } = part("main").dataset;
const memory = new Memory(openTelling(campaign));
const field = (/** @type {string} */ id) => /** @type {HTMLInputElement} */ (part(id));
/** @type {{giver: string, campaign: string}|null} */
let asked = null;

/** @param {string} sentence */
function complain(sentence) {
  part("fault").textContent = sentence;
  part("fault").hidden = sentence === "";
}

/**
 * Ask the server; gives its answer, or a sentence.
 *
 * @param {string} what
 * @param {object} body
 * @returns {Promise<any>}
 */
async function ask(what, body) {
  try {
    const reply = await fetch(base + what, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        Accept: "application/json",
        "Accept-Language": isWelsh() ? "cy" : "en",
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(15_000),
      redirect: "error",
    });
    const told = await reply.json();
    return reply.ok ? told : String(told.error);
  } catch {
    return words.unreachable;
  }
}

/** Say who gave the code out; nothing is used up by asking. */
async function look() {
  const told = await ask("join/ask", { code: field("code").value.trim() });
  complain(typeof told === "string" ? told : "");
  asked = typeof told === "string" ? null : told;
  draw();
  if (asked) field("name").focus();
}

function draw() {
  part("undertaking").hidden = part("name-field").hidden = !asked;
  part("code-field").hidden = Boolean(asked);
  part("giver").textContent = asked ? words.letYou(asked.giver, asked.campaign) : "";
}

/** Take the place: the code works once. */
async function join() {
  const code = field("code").value.trim();
  const device = await memory.device();
  const told = await ask("join", { code, name: field("name").value, device, undertaking });
  if (typeof told === "string") return complain(told);
  await learnDistricts(base, device, memory).catch(() => null);
  location.replace(told.phone);
}

/** Tell whether a walk of this campaign lies on this phone. */
async function holdsWalk() {
  const vault = /** @type {Vault} */ (/** @type {unknown} */ (null));
  const walks = await new Shelf(openStorage(campaign), vault).all();
  return walks.some((walk) => !isOver(walk));
}

async function turnTongue() {
  const next = isWelsh() ? "en" : "cy";
  await memory.remember("tongue", next);
  speak(next === "cy");
  draw();
}

function listen() {
  part("tongue").addEventListener("click", turnTongue);
  part("join").addEventListener("submit", async (event) => {
    event.preventDefault();
    part("go").toggleAttribute("disabled", true);
    await (asked ? join() : look());
    part("go").toggleAttribute("disabled", false);
  });
}

async function start() {
  field("code").value = location.hash.slice(1);
  history.replaceState(null, "", location.pathname);
  if (!canLock()) return complain(shared.noCrypto);
  try {
    await memory.device();
    if (tongue) await memory.remember("tongue", tongue);
    speak((await memory.recall("tongue")) === "cy");
    if (await holdsWalk()) {
      part("walk-first").hidden = false;
      part("join").hidden = true;
      return;
    }
  } catch {
    return complain(shared.notKept);
  }
  navigator.serviceWorker?.register(worker).catch(() => undefined);
  listen();
  if (field("code").value) await look();
}

await start();
