import assert from "node:assert/strict";
import test from "node:test";
import { answersIn, isEmpty, tapped } from "../../canvass/static/doorstep/answers.js";
import { makeResponse } from "./harness.mjs";

const NOTHING = answersIn(null);

/** Tap one answer after the other: [["issue", "repairs"], …]. */
function afterTaps(taps) {
  return taps.reduce((answers, [question, value]) => tapped(answers, question, value), NOTHING);
}

test("a second tap takes the answer back", () => {
  for (const tap of [
    ["issue", "repairs"], ["vote", '[3,null,null]'], ["vote", '[null,"wont_say",null]'], ["outcome", "moved"],
    ["flag", "poster"],
  ]) {
    assert.equal(isEmpty(afterTaps([tap])), false, tap.join());
    assert.equal(isEmpty(afterTaps([tap, tap])), true, tap.join());
  }
});

test("strength, intention and “did not speak” shut each other out", () => {
  assert.equal(afterTaps([["vote", '[2,null,null]'], ["vote", '[null,"wont_vote",null]']]).strength, null);
  assert.equal(afterTaps([["vote", '[null,"wont_vote",null]'], ["vote", '[2,null,null]']]).intention, null);
  assert.equal(afterTaps([["vote", '[2,null,null]'], ["outcome", "refused"]]).strength, null);
  assert.equal(afterTaps([["outcome", "refused"], ["vote", '[2,null,null]']]).outcome, null);
  assert.deepEqual(afterTaps([["issue", "repairs"], ["outcome", "moved"]]).issues, []);
});

test("what was asked for stays, whatever else is said", () => {
  const answers = afterTaps([["flag", "postal_vote"], ["vote", '[1,null,null]'], ["outcome", "language"]]);
  assert.deepEqual(answers.flags, ["postal_vote"]);
});

test("whoever says anything has spoken", () => {
  assert.equal(makeResponse({ issues: [{ code: "repairs", stance: null }] }).outcome, "spoke");
  assert.equal(makeResponse({ strength: 5 }).outcome, "spoke");
  assert.equal(makeResponse({ note: "Call back on Sunday" }).outcome, "spoke");
  assert.equal(makeResponse({ outcome: "moved" }).outcome, "moved");
});

test("answers survive the way through a response", () => {
  const answers = afterTaps([["issue", "repairs"], ["vote", '[null,"wont_say",null]'], ["flag", "lift"]]);
  assert.deepEqual(answersIn(makeResponse(answers)), answers);
});

test("without randomUUID, on plain http, ids are made all the same", async () => {
  const { newId } = await import("../../canvass/static/doorstep/ids.js");
  const descriptor = Object.getOwnPropertyDescriptor(globalThis, "crypto");
  const getRandomValues = (bytes) => bytes.map((_, place) => place * 17);
  Object.defineProperty(globalThis, "crypto", { value: { getRandomValues }, configurable: true });
  assert.equal(newId(), "00112233-4455-4677-8899-aabbccddeeff");
  Object.defineProperty(globalThis, "crypto", descriptor);
});
