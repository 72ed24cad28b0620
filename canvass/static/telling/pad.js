// @ts-check
/** The number pad under the thumb; a keyboard types on it too. */

import { make, part } from "../doorstep/elements.js";
import { afterKey, readTyped } from "./numbers.js";
import { words } from "./words.js";

const OWN_KEYS = "0123456789/.";

/** What is being typed. */
export class Pad {
  /** @param {(number: string, isUnsure: boolean) => void} take */
  constructor(take) {
    this.take = take;
    this.typed = "";
    this.isUnsure = false;
    for (const key of part("keys").querySelectorAll("button")) {
      // a key that was touched must not hold the focus: Enter would press it once more
      key.addEventListener("mousedown", (event) => event.preventDefault());
      key.addEventListener("click", () => this.press(key.value));
    }
    document.addEventListener("keydown", (event) => this.hear(event));
  }

  /**
   * Press one key by its name on a keyboard.
   *
   * @param {string} key
   */
  press(key) {
    if (key === "Enter") this.finish();
    else if (key === "?") this.isUnsure = !this.isUnsure;
    else this.typed = afterKey(this.typed, key);
    this.draw();
  }

  /** @param {KeyboardEvent} event */
  hear(event) {
    const { key } = event;
    const isOurs = key.length === 1 ? `${OWN_KEYS}?`.includes(key) : key === "Backspace" || key === "Enter";
    const isElsewhere = key === "Enter" && /** @type {Element} */ (event.target).closest("a, button");
    const isChord = event.ctrlKey || event.metaKey || event.altKey;
    if (!isOurs || isElsewhere || isChord || part("pad").hidden) return;
    event.preventDefault();
    this.press(key);
  }

  finish() {
    const read = readTyped(this.typed, this.isUnsure);
    if (!read) return;
    this.typed = "";
    this.isUnsure = false;
    this.take(read.number, read.isUnsure);
  }

  draw() {
    const hint = make("span", { class: "hint" }, words.typeNumber);
    const mark = this.isUnsure ? "?" : "";
    part("typed").replaceChildren(this.typed || mark ? this.typed + mark : hint);
    part("unsure").setAttribute("aria-pressed", String(this.isUnsure));
  }
}
