// @ts-check
/** The way between the list and a household, so that Back works and a reload lands on the door. */

const DOOR = "#door-";

/** Where the volunteer is: at the list, or at one door above it. */
export class Path {
  /** @param {(household: string|null) => void} show  null is the list */
  constructor(show) {
    this.show = show;
    addEventListener("popstate", () => show(this.household()));
  }

  /** Give the household in the address, if there is one. */
  household() {
    return location.hash.startsWith(DOOR) ? location.hash.slice(DOOR.length) : null;
  }

  /** Show what the address says; under a door there is always the list to go back to. */
  start() {
    const household = this.household();
    if (household && !history.state?.isOverList) {
      history.replaceState(null, "", location.pathname);
      this.open(household);
    } else {
      this.show(household);
    }
  }

  /**
   * Go to a door: over the list, or in place of another door.
   *
   * @param {string} household
   */
  open(household) {
    const isAtDoor = this.household() !== null;
    const step = isAtDoor ? "replaceState" : "pushState";
    history[step]({ isOverList: true }, "", DOOR + household);
    this.show(household);
  }

  /** Go back to the list. */
  back() {
    history.back();
  }
}
