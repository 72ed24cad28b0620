import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import test from "node:test";
import {
  addressOf, doorsNumbered, insideOf, namesTogether, numberOf, shortName,
} from "../../canvass/static/doorstep/address.js";

function makeDoor(label, building = "", street = "Lupus Street") {
  return { household: `${label} ${building}`, label, building, street, note: "", electors: [] };
}

test("a door is called by its number, its place inside and its address", () => {
  for (const [door, number, inside, address] of [
    [makeDoor("48"), "48", "", "48 Lupus Street"],
    [makeDoor("52–54"), "52–54", "", "52–54 Lupus Street"],
    [makeDoor("Flat 3", "50"), "50", "Flat 3", "Flat 3, 50 Lupus Street"],
    [makeDoor("Flat 3", "The Dene"), "3", "Flat 3, The Dene", "Flat 3, The Dene, Lupus Street"],
    [makeDoor("The Old Lodge"), "", "The Old Lodge", "The Old Lodge, Lupus Street"],
  ]) {
    assert.deepEqual([numberOf(door), insideOf(door), addressOf(door)], [number, inside, address]);
  }
});

test("a house number finds its doors, then those with a letter", () => {
  const doors = ["6", "60A", "60", "600", "58–60"].map((label) => makeDoor(label));
  const found = (typed) => doorsNumbered(doors, typed).map((door) => door.label);
  assert.deepEqual(found("60"), ["60", "58–60", "60A"]);
  assert.deepEqual(found(" 60a "), ["60A"]);
  assert.deepEqual(found("61"), []);
  assert.deepEqual(found(""), []);
});

test("the next door in the same house is called by its flat", () => {
  const flat = makeDoor("Flat 3", "50");
  assert.equal(shortName(makeDoor("Flat 4", "50"), flat), "Flat 4");
  assert.equal(shortName(makeDoor("Flat 4", "50"), null), "50");
  assert.equal(shortName(makeDoor("52"), flat), "52");
});

test("names at a door are written as one would say them", () => {
  assert.equal(namesTogether([]), "");
  assert.equal(namesTogether(["Petronella Vance"]), "Petronella Vance");
  assert.equal(namesTogether(["Iestyn Pugh", "Rosa Pugh"]), "Iestyn and Rosa Pugh");
  assert.equal(namesTogether(["Ffion Llewelyn", "Jo Marsh"]), "Ffion Llewelyn and Jo Marsh");
  assert.equal(namesTogether(["Cher", "Cher"]), "Cher and Cher");
  assert.equal(namesTogether(["A B", "C D", "E F", "G H", "I J"]), "A B and 4 others");
});
