// @ts-check
/** "This phone": sending by hand, handing over, letting another phone join, tongue and hand. */

import { button, make, part } from "./elements.js";
import { drawCode } from "./qr.js";
import { words } from "./words.js";

/** @typedef {{code: string, url: string}} JoinCode */

/**
 * Draw the section at the foot of the list.
 *
 * @param {object} acts
 * @param {() => void} acts.send
 * @param {() => void} acts.save
 * @param {() => void} acts.show
 * @param {() => Promise<JoinCode|null>} acts.join
 * @param {() => void} acts.hand
 * @param {() => void} acts.tongue
 * @param {() => void} acts.lock
 * @param {() => void} acts.giveBack
 * @param {boolean} isLeft
 */
export function drawKit(acts, isLeft) {
  const hand = isLeft ? words.buttonsRight : words.buttonsLeft;
  part("kit").replaceChildren(
    make("h2", {}, words.thisPhone),
    button("plain", acts.send, words.sendNow),
    button("plain", () => showJoin(acts.join), words.addPhone),
    button("plain", acts.save, words.saveUnsent),
    button("plain", acts.show, words.showUnsent),
    button("plain", acts.hand, hand),
    button("plain", acts.tongue, words.other),
    button("plain", acts.lock, words.lockNow),
    button("plain", acts.giveBack, words.giveBack),
    make("p", { class: "soft" }, words.homeScreen),
  );
  part("kit").hidden = false;
}

/**
 * Show a code for the next phone, which needs signal.
 *
 * @param {() => Promise<JoinCode|null>} join
 */
async function showJoin(join) {
  const code = await join();
  if (!code) {
    say(make("p", {}, words.addPhoneFailed));
    return;
  }
  const typed = make("p", { class: "typed" }, code.code);
  say(make("p", {}, words.addPhoneHow), drawCode(code.url, words.addPhone), typed);
}

/**
 * Put something under the kit, with a way to close it.
 *
 * @param {Node[]} nodes
 */
export function say(...nodes) {
  const told = part("told");
  const close = button("plain wide", () => {
    told.hidden = true;
    told.replaceChildren();
  }, words.close);
  told.replaceChildren(...nodes, close);
  told.hidden = false;
  told.scrollIntoView({ block: "start" });
}
