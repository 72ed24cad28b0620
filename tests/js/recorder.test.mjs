import assert from "node:assert/strict";
import test from "node:test";
import { tapped } from "../../canvass/static/doorstep/answers.js";
import { Recorder } from "../../canvass/static/doorstep/recorder.js";
import { sendAll } from "../../canvass/static/doorstep/sending.js";
import { keepAll, makeOutbox, serve, statesOf, WALK, WAYS } from "./harness.mjs";

const PLACE = { household: "house-1", elector: "elector-1" };
const DOOR = {
  household: "house-1", street: "Lupus Street", label: "48", building: "", note: "",
  electors: [
    { id: "elector-1", name: "Adaeze Okonjo", done: false, do_not_contact: false },
    { id: "elector-2", name: "Tobias Okonjo", done: false, do_not_contact: false },
  ],
  done: null, done_at: null,
};

async function makeRecorder() {
  return new Recorder(await makeOutbox(), WALK);
}

function tap(recorder, question, value, place = PLACE) {
  return recorder.answer(place, (answers) => tapped(answers, question, value));
}

async function send(recorder) {
  const batches = serve(keepAll);
  assert.equal(await sendAll(recorder.outbox, WAYS), "clear");
  await recorder.reread();
  return batches.flat();
}

/** What the server is left with, after what it was sent was taken back where so told. */
function standingOf(messages) {
  const takenBack = new Set(messages.map((message) => message.retracts));
  return messages.filter((message) => !message.retracts && !takenBack.has(message.id));
}

test("three quick taps at one elector are one response", async () => {
  const recorder = await makeRecorder();
  await Promise.all([
    tap(recorder, "issue", "repairs"),
    tap(recorder, "vote", "[2,null,null]"),
    tap(recorder, "flag", "lift"),
  ]);
  const [message, ...others] = await send(recorder);
  assert.deepEqual(others, []);
  assert.equal(message.outcome, "spoke");
  assert.equal(message.strength, 2);
  assert.deepEqual(message.issues, [{ code: "repairs" }]);
  assert.deepEqual(message.flags, ["lift"]);
});

test("a tap after the conversation was sent leaves one response standing", async () => {
  const recorder = await makeRecorder();
  await tap(recorder, "issue", "repairs");
  const first = await send(recorder);
  await tap(recorder, "vote", "[1,null,null]");
  const standing = standingOf([...first, ...(await send(recorder))]);
  assert.equal(standing.length, 1);
  assert.equal(standing[0].strength, 1);
  assert.deepEqual(standing[0].issues, [{ code: "repairs" }]);
});

test("undo gives back the answers before the last tap", async () => {
  const recorder = await makeRecorder();
  await tap(recorder, "vote", "[2,null,null]");
  await tap(recorder, "vote", "[5,null,null]");
  await recorder.undo();
  assert.equal(recorder.answers(PLACE).strength, 2);
  assert.deepEqual((await send(recorder)).map((message) => message.strength), [2]);
});

test("undo of the only tap leaves nothing standing", async () => {
  const recorder = await makeRecorder();
  await tap(recorder, "vote", "[2,null,null]");
  await recorder.undo();
  assert.deepEqual(standingOf(await send(recorder)), []);
  assert.equal(recorder.log.progress(DOOR, 0).outcome, null);
});

test("undo of what is on the server already leaves nothing standing", async () => {
  const recorder = await makeRecorder();
  await recorder.knock("house-1", [null], "not_in");
  const sent = await send(recorder);
  await recorder.undo();
  assert.deepEqual(standingOf([...sent, ...(await send(recorder))]), []);
});

test("undo of “rest out” takes back every one of them", async () => {
  const recorder = await makeRecorder();
  await recorder.knock("house-1", ["elector-1", "elector-2"], "not_in");
  await recorder.undo();
  assert.deepEqual(standingOf(await send(recorder)), []);
});

test("there is one undo, and it undoes once", async () => {
  const recorder = await makeRecorder();
  await recorder.knock("house-1", [null], "not_in");
  await recorder.undo();
  await recorder.undo();
  assert.equal((await recorder.outbox.rows()).length, 2);
});

test("a tap that could not be kept does not stop the next one", async () => {
  const recorder = await makeRecorder();
  const keep = recorder.outbox.keep.bind(recorder.outbox);
  recorder.outbox.keep = () => Promise.reject(new DOMException("full", "QuotaExceededError"));
  await assert.rejects(tap(recorder, "vote", "[1,null,null]"), { name: "QuotaExceededError" });
  recorder.outbox.keep = keep;
  await tap(recorder, "vote", "[2,null,null]");
  assert.equal(recorder.answers(PLACE).strength, 2);
});

test("after a reload the screen is rebuilt from the log", async () => {
  const recorder = await makeRecorder();
  await tap(recorder, "issue", "repairs");
  await send(recorder);
  await tap(recorder, "vote", "[1,null,null]");
  const later = new Recorder(recorder.outbox, WALK);
  await later.reread();
  assert.deepEqual(later.answers(PLACE), recorder.answers(PLACE));
  const progress = later.log.progress(DOOR, Date.now());
  assert.equal(progress.outcome, "spoke");
  assert.equal(progress.safety, "phone");
  assert.deepEqual([...progress.answered], ["elector-1"]);
});

test("a door says where its answers lie: phone, then server", async () => {
  const recorder = await makeRecorder();
  assert.equal(recorder.log.progress(DOOR, 0).safety, null);
  await recorder.knock("house-1", [null], "not_in");
  assert.equal(recorder.log.progress(DOOR, 0).safety, "phone");
  await send(recorder);
  assert.equal(recorder.log.progress(DOOR, 0).safety, "server");
  assert.deepEqual(await statesOf(recorder.outbox), ["safe"]);
});

test("what was taken back here is not done, though the server's list still says so", async () => {
  const recorder = await makeRecorder();
  await recorder.knock("house-1", [null], "not_in");
  await send(recorder);
  const listedAt = Date.now() + 1;
  await recorder.undo();
  const told = { ...DOOR, done: "not_in", done_at: new Date().toISOString() };
  assert.equal(recorder.log.progress(told, listedAt).outcome, null);
});

test("a colleague's answer stays when mine is taken back", async () => {
  const recorder = await makeRecorder();
  const told = { ...DOOR, done: "spoke", done_at: new Date().toISOString() };
  await tap(recorder, "vote", "[4,null,null]");
  await recorder.undo();
  assert.equal(recorder.log.progress(told, Date.now()).outcome, "spoke");
});

test("a door where all asked not to be called on is closed", async () => {
  const recorder = await makeRecorder();
  await tap(recorder, "flag", "do_not_contact");
  assert.equal(recorder.log.progress(DOOR, 0).isClosed, false);
  const electors = [DOOR.electors[0], { ...DOOR.electors[1], do_not_contact: true }];
  assert.equal(recorder.log.progress({ ...DOOR, electors }, 0).isClosed, true);
});
