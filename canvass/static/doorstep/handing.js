// @ts-check
/** Handing over what is unsent, without signal: as a file, or as codes for another phone's camera. */

import { button, make } from "./elements.js";
import { drawCode } from "./qr.js";
import { words } from "./words.js";

/** @import { SealedRow } from "./types.js" */

/**
 * Save what is unsent as a file; it stays on this phone as well.
 *
 * @param {string} campaign
 * @param {SealedRow[]} unsent
 */
export function saveFile(campaign, unsent) {
  const responses = unsent.map(({ id, parcel }) => ({ id, sealed: parcel }));
  const blob = new Blob([JSON.stringify({ campaign, responses })], { type: "application/json" });
  const url = URL.createObjectURL(blob);
  const day = new Date().toISOString().slice(0, 10);
  make("a", { href: url, download: `unsent-${campaign}-${day}.json` }).click();
  setTimeout(() => URL.revokeObjectURL(url), 0);
}

/**
 * Show what is unsent as codes, one after the other.
 *
 * @param {string} url  the page that hands in what stands behind its "#"
 * @param {SealedRow[]} unsent
 * @returns {Node[]}
 */
export function showCodes(url, unsent) {
  if (unsent.length === 0) return [make("p", {}, words.nothingUnsent)];
  const shown = make("div", {});
  let place = 0;
  const turn = () => {
    const { id, parcel } = unsent[place];
    const label = words.codeOf(place + 1, unsent.length);
    shown.replaceChildren(drawCode(`${url}#${id}.${parcel}`, label), make("p", {}, label));
    place = (place + 1) % unsent.length;
  };
  turn();
  const next = unsent.length > 1 ? [button("wide", turn, words.nextCode)] : [];
  return [make("p", {}, words.handOver), shown, ...next];
}
