import assert from "node:assert/strict";
import test from "node:test";
import { faultOf } from "../../canvass/static/doorstep/lock.js";
import { isOver, Shelf } from "../../canvass/static/doorstep/shelf.js";
import { Memory, openStorage } from "../../canvass/static/doorstep/storage.js";
import { Vault } from "../../canvass/static/doorstep/vault.js";
import { PIN } from "./harness.mjs";

const HOUR = 60 * 60 * 1000;
let vaults = 0;

function makeMemory() {
  vaults += 1;
  return new Memory(openStorage(`vault-${vaults}`));
}

function makeWalk({ left = 8 * HOUR, serverAhead = 0 } = {}) {
  const server = Date.now() + serverAhead;
  const until = left === null ? null : new Date(server + left).toISOString();
  const walk = { id: "walk-1", name: "Lupus Street", ward: "Churchill", until };
  return { walk, doors: [{ street: "Lupus Street" }], server_time: new Date(server).toISOString() };
}

test("what was sealed opens again under the same PIN, and under no other", async () => {
  const memory = makeMemory();
  const vault = new Vault(memory, 10);
  assert.equal(await vault.state(), "new");
  await vault.choose(PIN);
  const box = await vault.seal({ name: "Adaeze" }, "walk-1");

  const later = new Vault(memory, 10);
  assert.equal(await later.state(), "locked");
  assert.equal(await later.unlock("999999"), 9);
  await assert.rejects(later.read(box, "walk-1"), /locked/);
  assert.equal(await later.unlock(PIN), true);
  assert.deepEqual(await later.read(box, "walk-1"), { name: "Adaeze" });
  await assert.rejects(later.read(box, "walk-2"));
});

test("the tenth wrong PIN is the last; a right one starts the count again", async () => {
  const vault = new Vault(makeMemory(), 10);
  await vault.choose(PIN);
  vault.shut();
  for (const left of [9, 8, 7]) assert.equal(await vault.unlock("999999"), left);
  assert.equal(await vault.unlock(PIN), true);
  vault.shut();
  for (let left = 9; left >= 0; left -= 1) assert.equal(await vault.unlock("999999"), left);
});

test("the key itself never lies on the phone", async () => {
  const memory = makeMemory();
  const vault = new Vault(memory, 10);
  await vault.choose(PIN);
  assert.equal(vault.key.extractable, false);
  const { wrapped } = await memory.recall("vault");
  assert.equal(wrapped.byteLength, 40);
  await vault.forget();
  assert.equal(await vault.state(), "new");
  assert.equal(await memory.recall("vault"), undefined);
});

test("a PIN is six digits or more, and not the first that anybody tries", () => {
  for (const pin of ["", "12345", "abcdef", "1234567890123", "123456", "000000", "111111"]) {
    assert.notEqual(faultOf(pin), "", pin);
  }
  assert.equal(faultOf(PIN), "");
});

async function makeShelf() {
  const memory = makeMemory();
  const vault = new Vault(memory, 10);
  await vault.choose(PIN);
  return new Shelf(memory.database, vault);
}

test("a walk lies sealed on the shelf, and opens again", async () => {
  const shelf = await makeShelf();
  const walk = makeWalk();
  await shelf.keep(walk);
  assert.deepEqual((await shelf.open("walk-1")).walk, walk);
  assert.equal(await shelf.open("walk-2"), null);
  const { box } = await shelf.find("walk-1");
  assert.ok(!Buffer.from(box.sealed).toString("latin1").includes("Lupus"));
  shelf.vault.shut();
  await assert.rejects(shelf.open("walk-1"));
});

test("a walk is over when its time is, though the phone's clock is a day off", async () => {
  for (const serverAhead of [-24 * HOUR, 0, 24 * HOUR]) {
    const shelf = await makeShelf();
    const { until } = await shelf.keep(makeWalk({ left: 2 * HOUR, serverAhead }));
    assert.ok(Math.abs(until - Date.now() - 2 * HOUR) < 1000, `${serverAhead}`);
  }
  const now = Date.now();
  assert.equal(isOver({ fetched_at: now - HOUR, until: now - 1 }), true);
  assert.equal(isOver({ fetched_at: now - HOUR, until: now + HOUR }), false);
  assert.equal(isOver({ fetched_at: now - HOUR, until: null }), false);
});

test("a clock put back to before the walk came ends it", () => {
  const now = Date.now();
  assert.equal(isOver({ fetched_at: now + HOUR, until: now + 2 * HOUR }), true);
  assert.equal(isOver({ fetched_at: now + 1000, until: now + 2 * HOUR }), false);
});

test("with the last walk taken off, nothing is left on the shelf", async () => {
  const shelf = await makeShelf();
  await shelf.keep(makeWalk());
  const other = makeWalk();
  other.walk.id = "walk-2";
  await shelf.keep(other);
  assert.equal(await shelf.latest(), "walk-2");
  assert.equal(await shelf.forget("walk-1"), true);
  assert.equal(await shelf.forget("walk-2"), false);
  assert.equal(await shelf.latest(), "");
});
