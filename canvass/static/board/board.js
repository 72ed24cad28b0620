// @ts-check
/** The board comes again every ten seconds; where it cannot, it says since when it is old. */

const EVERY_MS = 10_000;
const PATIENCE_MS = 8_000;

const updated = /** @type {HTMLElement} */ (document.getElementById("updated"));
const stale = /** @type {HTMLElement} */ (document.getElementById("stale"));
const closes = updated.textContent ?? "";
let last = new Date();
let shown = "";

/** @param {Date} moment */
function clock(moment) {
  return moment.toLocaleTimeString("en-GB");
}

async function renew() {
  try {
    const reply = await fetch(location.pathname + location.search, {
      cache: "no-cache",
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (!reply.ok) throw new Error(String(reply.status));
    show(await reply.text());
    last = new Date();
    stale.hidden = true;
    updated.textContent = `Updated ${clock(last)}. ${closes}`;
  } catch {
    stale.textContent = `No answer from the server since ${clock(last)}: these figures are old.`;
    stale.hidden = false;
  }
}

/**
 * Put the new figures in place of the old ones; what somebody opened stays open.
 *
 * @param {string} page
 */
function show(page) {
  const told = new DOMParser().parseFromString(page, "text/html").getElementById("figures");
  const figures = document.getElementById("figures");
  if (!told || !figures) throw new Error("this is another page");
  if (told.innerHTML === shown) return;
  shown = told.innerHTML;
  const details = told.querySelector("details");
  if (details) details.open = figures.querySelector("details")?.open ?? false;
  figures.replaceWith(told);
}

function look() {
  if (document.visibilityState === "visible") renew();
}

setInterval(look, EVERY_MS);
document.addEventListener("visibilitychange", look);
