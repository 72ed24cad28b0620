// @ts-check
/** How a door is called: its number in the list, its place in the house, its address. */

/** @import { Door } from "./types.js" */

const FLAT = /^(flat|fflat|apartment|unit|room)\s+/i;
const LONGEST_NUMBER = 8;

/**
 * Give the number on the street, or in a named house that of the flat; "" where there is none.
 *
 * @param {Door} door
 */
export function numberOf({ label, building }) {
  if (/^\d/.test(building)) return building;
  const number = label.replace(FLAT, "");
  return number.length <= LONGEST_NUMBER && !number.includes(" ") ? number : "";
}

/**
 * Say what the number alone does not: the flat, the house's name.
 *
 * @param {Door} door
 */
export function insideOf(door) {
  const { label, building } = door;
  const number = numberOf(door);
  if (building && building !== number) return `${label}, ${building}`;
  return label === number ? "" : label;
}

/**
 * Write the address on one line.
 *
 * @param {Door} door
 */
export function addressOf({ label, building, street }) {
  const last = building || label;
  const house = /^\d/.test(last) ? `${last} ${street}` : `${last}, ${street}`;
  return building ? `${label}, ${house}` : house;
}

/**
 * Name a door in as few letters as tell it from another: "50", or "Flat 4" in the same house.
 *
 * @param {Door} door
 * @param {Door|null} from  the door where we stand
 */
export function shortName(door, from) {
  const isInside = from && door.building && from.building === door.building;
  if (isInside && from.street === door.street) return door.label;
  return numberOf(door) || door.label;
}

/**
 * Find the doors that bear a number: "60" is 60, then 60A; "54" is also 52–54.
 *
 * @param {Door[]} doors
 * @param {string} typed
 */
export function doorsNumbered(doors, typed) {
  const wanted = typed.trim().toUpperCase();
  if (!wanted) return [];
  const parts = (/** @type {Door} */ door) => numberOf(door).toUpperCase().split(/[–/-]/);
  const exact = doors.filter((door) => parts(door).includes(wanted));
  const isLetter = (/** @type {string} */ part) => /^[A-Z]+$/.test(part.slice(wanted.length));
  const lettered = doors.filter((door) =>
    parts(door).some((part) => part.startsWith(wanted) && isLetter(part)),
  );
  return [...exact, ...lettered];
}

/**
 * Write the names at a door: "Adaeze, Tobias and Marguerite Okonjo".
 *
 * @param {string[]} names
 */
export function namesTogether(names) {
  if (names.length > 4) return `${names[0]} and ${names.length - 1} others`;
  const surnames = names.map((name) => name.slice(name.lastIndexOf(" ") + 1));
  const isFamily = names.every((name) => name.includes(" ") && name.endsWith(` ${surnames[0]}`));
  const short = (/** @type {string} */ name) => name.slice(0, name.lastIndexOf(" "));
  const parts = names.map((name, place) =>
    isFamily && place < names.length - 1 ? short(name) : name,
  );
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}

/**
 * Give the name to use in a question.
 *
 * @param {string} name
 */
export function firstName(name) {
  return name.split(" ")[0];
}
