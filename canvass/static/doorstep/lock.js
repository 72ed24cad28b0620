// @ts-check
/** The PIN: chosen once on a phone, asked for whenever the page has lost its key. */

import { button, icon, make, part } from "./elements.js";
import { words } from "./words.js";

/** @import { Vault } from "./vault.js" */

const PIN = /^\d{6,12}$/;
const PLAIN = new Set(["000000", "111111", "123456", "654321", "123123", "121212", "112233"]);

/**
 * Say why a PIN cannot be taken; "" where it can.
 *
 * @param {string} pin
 */
export function faultOf(pin) {
  if (!PIN.test(pin)) return words.pinShort;
  return PLAIN.has(pin.slice(0, 6)) ? words.pinPlain : "";
}

/** Tell whether this browser can lock anything here: over plain http it cannot. */
export function canLock() {
  return globalThis.isSecureContext && Boolean(globalThis.crypto?.subtle);
}

/**
 * Ask until the vault is open; resolves false where the walk is to leave this phone.
 *
 * @param {Vault} vault
 * @returns {Promise<"open"|"forgotten"|"tries">}
 */
export async function passLock(vault) {
  const isNew = (await vault.state()) === "new";
  const screen = part("lock");
  screen.hidden = false;
  const ended = await new Promise((resolve) => {
    const form = pinForm(isNew, (pin, say) => tried(vault, isNew, pin, say, resolve));
    screen.replaceChildren(...heading(isNew), form, ...(isNew ? [] : [forgotten(resolve)]));
    form.querySelector("input")?.focus();
  });
  screen.hidden = true;
  screen.replaceChildren();
  return ended;
}

/** @param {boolean} isNew */
function heading(isNew) {
  const title = make("h1", {}, icon("key"), ` ${isNew ? words.choosePin : words.enterPin}`);
  return [title, make("p", {}, isNew ? words.choosePinWhy : words.enterPinWhy)];
}

/**
 * @param {boolean} isNew
 * @param {(pin: string, say: (fault: string) => void) => Promise<void>} submit
 */
function pinForm(isNew, submit) {
  const input = make("input", {
    id: "pin", type: "password", inputmode: "numeric", maxlength: "12", required: true,
    autocomplete: isNew ? "new-password" : "current-password", "aria-describedby": "pin-fault",
  });
  const fault = make("p", { id: "pin-fault", class: "bad", role: "alert" });
  const go = make("button", { type: "submit", class: "wide" }, isNew ? words.lockIt : words.openIt);
  const form = make("form", {}, make("label", { for: "pin" }, words.pin), input, fault, go);
  form.noValidate = true;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    go.disabled = true;
    await submit(input.value, (told) => {
      fault.textContent = told;
      input.toggleAttribute("aria-invalid", told !== "");
      input.value = "";
      input.focus();
    });
    go.disabled = false;
  });
  return form;
}

/**
 * @param {Vault} vault
 * @param {boolean} isNew
 * @param {string} pin
 * @param {(fault: string) => void} say
 * @param {(ended: "open"|"tries") => void} resolve
 */
async function tried(vault, isNew, pin, say, resolve) {
  const fault = faultOf(pin);
  if (fault) return say(fault);
  if (isNew) {
    await vault.choose(pin);
    return resolve("open");
  }
  const left = await vault.unlock(pin);
  if (left === true) resolve("open");
  else if (left === 0) resolve("tries");
  else say(words.pinWrong(left));
}

/** @param {(ended: "forgotten") => void} resolve */
function forgotten(resolve) {
  const why = make("p", {}, words.forgottenWhy);
  const sure = button("plain wide", () => resolve("forgotten"), words.takeItOff);
  const section = make("div", { class: "note" }, why, sure);
  section.hidden = true;
  const ask = button("link", () => {
    section.hidden = false;
    ask.hidden = true;
    sure.focus();
  }, words.pinForgotten);
  return make("div", { class: "gap" }, ask, section);
}
