// @ts-check
/** The page a code leads to: which walk it is, a name, a PIN, and the phone is in. */

import { part } from "./elements.js";
import { canLock, faultOf } from "./lock.js";
import { Memory, openStorage } from "./storage.js";
import { Vault } from "./vault.js";
import { words } from "./words.js";

/** @typedef {{campaign: string, walk: string, doors: number, giver: string, hours: number}} Told */

const { campaign = "", joinUrl = "", undertaking = "", worker = "" } = part("main").dataset;
const WORKER_MS = 6_000;
const memory = new Memory(openStorage(campaign));
const vault = new Vault(memory);
const form = /** @type {HTMLFormElement} */ (part("join"));
const field = (/** @type {string} */ id) => /** @type {HTMLInputElement} */ (part(id));

/** @param {string} sentence */
function complain(sentence) {
  part("fault").textContent = sentence;
  part("fault").hidden = sentence === "";
}

/**
 * Ask the server; gives its answer, or a sentence.
 *
 * @param {string} url
 * @param {object} body
 * @returns {Promise<any>}
 */
async function ask(url, body) {
  try {
    const reply = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(15_000),
      redirect: "error",
    });
    const told = await reply.json();
    return reply.ok ? told : String(told.error);
  } catch {
    return "This needs signal. Go where there is some, then try again.";
  }
}

/** Say which walk the code opens; nothing is used up by asking. */
async function look() {
  const code = field("code").value.trim();
  const told = /** @type {Told|string} */ (await ask(`${joinUrl}/ask`, { code }));
  complain(typeof told === "string" ? told : "");
  part("walk").hidden = typeof told === "string";
  part("code-field").hidden = typeof told !== "string";
  if (typeof told === "string") return;
  part("giver").textContent = `${told.giver} has given you a walk for ${told.campaign}.`;
  part("doors").textContent = String(told.doors);
  part("where").textContent = `doors: ${told.walk}`;
  part("hours").textContent = String(told.hours);
  field("name").focus();
}

/** Take the place: the code works once. */
async function join() {
  const pin = field("pin").value;
  const isNew = (await vault.state()) === "new";
  const fault = isNew ? faultOf(pin) : "";
  if (fault) return complain(fault);
  const code = field("code").value.trim();
  const device = await memory.device();
  const told = await ask(joinUrl, { code, name: field("name").value, device, undertaking });
  if (typeof told === "string") return complain(told);
  if (isNew) await vault.choose(pin);
  await controlled();
  vault.lend();
  location.replace(told.walk);
}

/** Wait until the worker can hold the key, so that the PIN is not asked for twice. */
function controlled() {
  const workers = navigator.serviceWorker;
  return new Promise((resolve) => {
    if (!workers || workers.controller) resolve(null);
    workers?.addEventListener("controllerchange", resolve, { once: true });
    setTimeout(resolve, WORKER_MS);
  });
}

async function start() {
  field("code").value = location.hash.slice(1);
  history.replaceState(null, "", location.pathname);
  if (!canLock()) return complain(words.noCrypto);
  await memory.device().catch(() => complain(words.notKept));
  navigator.serviceWorker?.register(worker).catch(() => undefined);
  part("pin-field").hidden = (await vault.state()) !== "new";
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    part("go").toggleAttribute("disabled", true);
    await (part("walk").hidden ? look() : join());
    part("go").toggleAttribute("disabled", false);
  });
  if (field("code").value) await look();
}

await start();
