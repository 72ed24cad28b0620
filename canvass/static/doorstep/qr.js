// @ts-check
/** Codes for another phone's camera, drawn on this one without asking anybody. */

import { encode } from "../vendor/uqr-0.1.3.mjs";

const SVG = "http://www.w3.org/2000/svg";
const QUIET = 4;

/**
 * Draw a text as a code, dark on light whatever the scheme: a camera wants it so.
 *
 * @param {string} text
 * @param {string} label
 */
export function drawCode(text, label) {
  const { data, size } = encode(text, { ecc: "L", border: QUIET });
  const dark = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])));
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", dark.join(""));
  svg.append(path);
  svg.setAttribute("class", "code");
  svg.setAttribute("viewBox", `0 0 ${size} ${size}`);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", label);
  return svg;
}
