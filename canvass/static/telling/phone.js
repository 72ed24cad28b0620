// @ts-check
/** The start of the teller's page: show what lies here, learn what is new, send whenever it may work. */

import { alarm } from "../doorstep/dock.js";
import { button, make, part } from "../doorstep/elements.js";
import { canLock } from "../doorstep/lock.js";
import { words as shared } from "../doorstep/words.js";
import { Screen } from "./screen.js";
import { Teller } from "./teller.js";
import { words } from "./words.js";

/** @import { Failure } from "./learning.js" */

const { joinUrl = "", signInUrl = "" } = part("main").dataset;
const teller = new Teller(part("main").dataset);
const screen = new Screen(teller);

/** Learn what is new; without signal what lies here does. */
async function learn() {
  part("trouble").hidden = true;
  const failure = await teller.learn();
  if (failure && !teller.told) return showFailure(failure);
  await teller.renew();
  screen.draw();
}

/** @param {Failure} failure */
function showFailure(failure) {
  const link = (/** @type {string} */ url, /** @type {string} */ word) =>
    make("a", { href: url, role: "button" }, word);
  const ways = {
    "not-in": [link(joinUrl, words.haveCode), " ", link(signInUrl, shared.signInAgain)],
    unreachable: [button("", learn, shared.tryAgain)],
  };
  const sentences = { "not-in": words.notIn, unreachable: words.unreachable };
  part("count").textContent = "";
  part("trouble").replaceChildren(make("p", {}, sentences[failure]), ...ways[failure]);
  part("trouble").hidden = false;
}

/** The signal may be back, or somebody looks at the page again. */
function wake() {
  teller.rhythm.now();
  if (teller.isNew()) learn();
}

function listen() {
  addEventListener("online", wake);
  addEventListener("pageshow", () => teller.rhythm.now());
  document.addEventListener("visibilitychange", wake);
}

async function start() {
  if (!canLock()) return alarm(shared.noCrypto);
  try {
    await teller.open();
  } catch {
    return alarm(shared.notKept);
  }
  screen.draw();
  listen();
  await Promise.all([learn(), teller.rhythm.now()]);
}

await start();
