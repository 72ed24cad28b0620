// @ts-check
/** The page a code leads to: which walk it is, a name, a PIN, and the phone is in. */

import { part } from "./elements.js";
import { canLock, faultOf } from "./lock.js";
import { Memory, openStorage } from "./storage.js";
import { Vault } from "./vault.js";
import { speak, words } from "./words.js";

/** @typedef {{[name in "campaign"|"walk"|"doors"|"giver"|"hours"]: string}} Told */

const { campaign, askUrl, joinUrl, undertaking, worker, tongue, unreachable } =
  /** @type {{[name: string]: string}} */ (part("main").dataset);
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
    return unreachable;
  }
}

/** Say which walk the code opens; nothing is used up by asking. */
async function look() {
  const code = field("code").value.trim();
  const told = /** @type {Told|string} */ (await ask(askUrl, { code }));
  complain(typeof told === "string" ? told : "");
  part("walk").hidden = typeof told === "string";
  part("code-field").hidden = typeof told !== "string";
  if (typeof told === "string") return;
  for (const [name, value] of Object.entries(told)) part(`told-${name}`).textContent = value;
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
  if (tongue) await memory.remember("tongue", tongue);
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
  /** @type {HTMLAnchorElement} */ (part("tongue")).hash = location.hash;
  speak(tongue === "cy");
  history.replaceState(null, "", location.search || "?");
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
