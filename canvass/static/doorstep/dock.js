// @ts-check
/** The dock under the thumb: the last tap and its undo, the way on, and what is kept where. */

import { icon, make, part } from "./elements.js";
import { momentWords, syncWords, words } from "./words.js";

/** @import { Safety, Sent } from "./types.js" */

/** The dock of the list and of the household. */
export class Dock {
  /**
   * @param {object} acts
   * @param {() => void} acts.undo
   * @param {(typed: string) => void} acts.goTo
   * @param {() => void} acts.next
   * @param {() => void} acts.allOut
   */
  constructor(acts) {
    this.allSentAt = new Date();
    for (const undo of undoButtons()) undo.addEventListener("click", acts.undo);
    for (const next of nextButtons()) next.addEventListener("click", acts.next);
    part("all-out").addEventListener("click", acts.allOut);
    const typed = /** @type {HTMLInputElement} */ (part("number"));
    typed.addEventListener("input", () => typed.setCustomValidity(""));
    part("go").addEventListener("submit", (event) => {
      event.preventDefault();
      acts.goTo(typed.value);
    });
  }

  /** @param {boolean} isDoor  the household is on the screen, not the list */
  turn(isDoor) {
    part("go").hidden = isDoor;
    part("door-tools").hidden = !isDoor;
    part("undo").hidden = isDoor;
  }

  /**
   * Name the door that "next" leads to.
   *
   * @param {string} inList
   * @param {string} atDoor
   */
  pointTo(inList, atDoor) {
    part("next-in-list").hidden = inList === "";
    part("next-in-list").firstElementChild?.replaceChildren(inList);
    part("next-at-door").firstElementChild?.replaceChildren(atDoor);
  }

  /**
   * Offer to clear the house.
   *
   * @param {string} words
   * @param {boolean} isPossible
   */
  offerAllOut(words, isPossible) {
    part("all-out").textContent = words;
    part("all-out").toggleAttribute("disabled", !isPossible);
  }

  /**
   * Say what the last tap was; it can be undone until the next one.
   *
   * @param {{who: string, what: string}} said
   * @param {Safety|null} safety
   * @param {boolean} canUndo
   */
  say({ who, what }, safety, canUndo) {
    const told = safety ? `${what}, ${words.safety[safety]}` : what;
    const line = [icon("tick"), " ", make("b", {}, `${who}:`), ` ${told}`];
    const said = part("said");
    if (said.textContent !== ` ${who}: ${told}`) said.replaceChildren(...line);
    part("last-tap").hidden = false;
    for (const undo of undoButtons()) undo.toggleAttribute("disabled", !canUndo);
  }

  /**
   * Say that no door has this number, beside the field.
   *
   * @param {string} words
   */
  refuseNumber(words) {
    const typed = /** @type {HTMLInputElement} */ (part("number"));
    typed.setCustomValidity(words);
    typed.reportValidity();
  }

  /**
   * @param {Sent|"sending"|"waiting"} state
   * @param {{waiting: number, refused: unknown[], isLong: boolean}} log
   */
  sync(state, log) {
    const line = part("sync");
    const told = syncWords(state, log, momentWords(this.allSentAt));
    part("long").hidden = !log.isLong;
    part("long").replaceChildren(icon("warn"), ` ${words.long(log.waiting)}`);
    if (line.textContent === ` ${told}`) return;
    line.replaceChildren(icon(log.waiting ? "phone" : "server"), ` ${told}`);
  }
}

function undoButtons() {
  return [part("undo"), part("undo-at-door")];
}

function nextButtons() {
  return [part("next-in-list"), part("next-at-door")];
}

/**
 * Say loudly that something is wrong; "" when all is well again.
 *
 * @param {string} sentence
 */
export function alarm(sentence) {
  part("alarm").replaceChildren(icon("warn"), ` ${sentence}`);
  part("alarm").hidden = sentence === "";
}
