import assert from "node:assert/strict";
import test from "node:test";
import { Outbox } from "../../canvass/static/doorstep/outbox.js";
import { Book } from "../../canvass/static/telling/book.js";
import { english } from "../../canvass/static/telling/english.js";
import {
  afterKey, plainNumber, readTyped, registerOf, warningsOn,
} from "../../canvass/static/telling/numbers.js";
import { Teller } from "../../canvass/static/telling/teller.js";
import { welsh } from "../../canvass/static/telling/welsh.js";
import { keepAll, jsonReply, SENDER, serve, verdict } from "./harness.mjs";

const CH1 = { id: "district-1", code: "CH1", station: "", ward: "", ward_cy: "" };
let tellers = 0;

/** A teller's phone of its own, which stands at CH1 and knows its server. */
async function makeTeller(campaign = `telling-test-${(tellers += 1)}`) {
  const teller = new Teller({ campaign, base: "/c/test/telling/", handIn: "/c/test/doorstep/hand-in" });
  teller.know({ campaign: "Test", districts: [CH1], sender: SENDER });
  teller.place = CH1;
  teller.rhythm.soon = () => undefined;
  await teller.reread();
  return teller;
}

function typed(keys) {
  return keys.reduce(afterKey, "");
}

function linesOf(teller) {
  return teller.book.takenIn("CH1").map(({ entry }) => [entry.number, entry.undoneAt !== null, entry.safety]);
}

test("keys make a number, and a key that makes none changes nothing", () => {
  for (const [keys, number] of [
    ["888", "888"], ["888/8", "888/8"], ["888.8", "888/8"], ["/888", "888"], ["88//8", "88/8"],
    ["1234567", "123456"], ["1/12345", "1/1234"], ["x9", "9"],
  ]) {
    assert.equal(typed([...keys]), number, keys);
  }
  assert.equal(typed(["8", "/", "Backspace", "Backspace", "Backspace", "7"]), "7");
});

test("a number is written as the register writes it", () => {
  for (const [told, number] of [
    ["888", "888"], ["0888", "888"], ["888/0", "888"], ["888/08", "888/8"], ["888/", ""], ["", ""], ["0", "0"],
  ]) {
    assert.equal(plainNumber(told), number, told);
  }
});

test("a number whose stroke has nothing behind it is kept as one nobody is sure of", () => {
  assert.deepEqual(readTyped("888/", false), { number: "888", isUnsure: true });
  assert.deepEqual(readTyped("888/8", false), { number: "888/8", isUnsure: false });
  assert.deepEqual(readTyped("407", true), { number: "407", isUnsure: true });
  assert.equal(readTyped("", true), null);
});

test("a number is warned of that is unknown, beyond the last, votes by post, or was taken before", () => {
  const register = registerOf({ code: "CH1", numbers: ["12", "407", "407/1", "1862/2"], postal: ["12"] });
  assert.equal(register.highest, 1862);
  for (const [number, isAgain, warnings] of [
    ["407", false, []], ["407/1", false, []], ["407/2", false, ["unknown"]], ["8", false, ["unknown"]],
    ["1862", false, ["unknown"]], ["1863", false, ["beyond"]], ["12", false, ["post"]],
    ["12", true, ["again", "post"]], ["407", true, ["again"]], ["2048", true, ["again", "beyond"]],
  ]) {
    assert.deepEqual(warningsOn(number, isAgain, register), warnings, number);
  }
});

test("without the register a phone warns of nothing but what it took itself", () => {
  assert.deepEqual(warningsOn("2048", false, null), []);
  assert.deepEqual(warningsOn("407", true, null), ["again"]);
});

test("a number is on the phone before anything is sent, under no PIN", async () => {
  globalThis.fetch = () => assert.fail("nothing may be sent yet");
  const teller = await makeTeller("kept");
  await teller.take("407", false);
  await teller.take("888/8", true);
  const again = await makeTeller("kept");
  assert.deepEqual(linesOf(again), [["407", false, "phone"], ["888/8", false, "phone"]]);
  assert.equal(again.book.entries[1].isUnsure, true);
  assert.deepEqual([again.book.waiting, again.book.safe], [2, 0]);
});

test("any number can be taken back, and stays in the list", async () => {
  const teller = await makeTeller();
  for (const number of ["1", "2", "3"]) await teller.take(number, false);
  await teller.undo(teller.book.entries[0].id);
  const lines = [["1", true, "phone"], ["2", false, "phone"], ["3", false, "phone"]];
  assert.deepEqual(linesOf(teller), lines);
  await teller.reread();
  assert.deepEqual(linesOf(teller), lines);
});

test("what goes to the server says district, number and doubt, and is sealed with its author", async () => {
  const teller = await makeTeller();
  const batches = serve(keepAll);
  await teller.take("407", true);
  await teller.undo(teller.book.entries[0].id);
  assert.equal(await teller.send(), true);
  const [number, undoing] = batches[0];
  assert.deepEqual([number.district, number.typed, number.author], ["CH1", "407?", "sam"]);
  assert.equal(undoing.undoes, number.id);
  assert.deepEqual(linesOf(teller), [["407", true, "server"]]);
  assert.equal(teller.book.waiting, 0);
});

test("a number counts as on the phone until the server has its undoing too", async () => {
  const teller = await makeTeller();
  serve(keepAll);
  await teller.take("407", false);
  await teller.send();
  assert.deepEqual(linesOf(teller), [["407", false, "server"]]);
  await teller.undo(teller.book.entries[0].id);
  assert.deepEqual(linesOf(teller), [["407", true, "phone"]]);
});

test("a number that the server refuses says why, and its neighbours are safe", async () => {
  const teller = await makeTeller();
  for (const number of ["1", "2"]) await teller.take(number, false);
  const bad = teller.book.entries[0].id;
  serve((messages) => {
    const outcomes = messages.map(({ id }) => [id, id === bad ? verdict("refused", "Type it again.") : verdict("kept")]);
    return jsonReply({ outcomes: Object.fromEntries(outcomes) });
  });
  await teller.send();
  assert.deepEqual(linesOf(teller), [["1", false, "refused"], ["2", false, "server"]]);
  assert.equal(teller.book.entries[0].reason, "Type it again.");
  assert.deepEqual([teller.book.waiting, teller.book.safe, teller.book.refused], [0, 1, 1]);
  serve(keepAll);
  await teller.sendAgain();
  assert.deepEqual(linesOf(teller), [["1", false, "server"], ["2", false, "server"]]);
});

test("numbers in a hurry are kept in the order of the taps, and sent all the same", async () => {
  const teller = await makeTeller();
  let asked = 0;
  teller.rhythm.soon = () => { asked += 1; teller.rhythm.timer = setTimeout(() => undefined, 0); };
  const { parcels } = teller.outbox;
  const pack = parcels.pack.bind(parcels);
  parcels.pack = async (message) => {
    if (message.typed === "1") await new Promise((resolve) => { setTimeout(resolve, 20); });
    return pack(message);
  };
  const numbers = Array.from({ length: 30 }, (_, place) => String(place + 1));
  await Promise.all(numbers.map((number) => teller.take(number, false)));
  assert.deepEqual(teller.book.entries.map((entry) => entry.number), numbers);
  assert.equal(asked, 1, "a sending that is due is never put off");
  clearTimeout(teller.rhythm.timer);
});

test("a number that could not be kept stops none after it", async () => {
  const teller = await makeTeller();
  const { outbox } = teller;
  teller.outbox = { keep: () => Promise.reject(new Error("no room")) };
  await assert.rejects(teller.take("1", false));
  teller.outbox = outbox;
  await teller.take("2", false);
  assert.deepEqual(linesOf(teller), [["2", false, "phone"]]);
});

test("the same number is told of where an earlier one stands, in its own district", () => {
  const row = (id, message, at = 0) => ({ id, message: { id, taken_at: "2018-05-03T09:00:00Z", ...message }, state: "safe", kept_at: at, settled_at: 5 });
  const book = new Book([
    row("a", { district: "CH1", typed: "407" }),
    row("b", { district: "CH2", typed: "407" }),
    row("c", { district: "CH1", typed: "407?" }),
    row("d", { undoes: "a" }),
    row("e", { district: "CH1", typed: "407" }),
  ]);
  const again = (district) => book.takenIn(district).map(({ entry, isAgain }) => [entry.id, isAgain]);
  assert.deepEqual(again("CH1"), [["a", false], ["c", false], ["e", true]]);
  assert.deepEqual(again("CH2"), [["b", false]]);
  assert.equal(book.safeAt.getTime(), 5);
});

test("two hours on this phone alone are long, wherever the number was taken", () => {
  const ago = (hours) => Date.now() - hours * 3_600_000;
  const row = (state, hours) => ({ id: "a", message: { id: "a", taken_at: "2018-05-03T09:00:00Z", district: "CH1", typed: "1" }, state, kept_at: ago(hours), settled_at: 0 });
  assert.equal(new Book([row("tried", 2.1)]).isLong, true);
  assert.equal(new Book([row("tried", 1.9)]).isLong, false);
  assert.equal(new Book([row("safe", 5)]).isLong, false);
});

test("the teller's numbers and a walk's answers never lie in one place", async () => {
  const teller = await makeTeller("leith");
  assert.notEqual(teller.outbox.database.name, "canvass-leith");
  assert.notEqual(teller.outbox.database.name, "canvass-telling-leith");
  assert.ok(teller.outbox instanceof Outbox);
});

test("everything is said in both tongues", () => {
  const kinds = (words) => Object.entries(words).map(([name, word]) => `${name} ${typeof word}`).sort();
  assert.deepEqual(kinds(english), kinds(welsh));
});
