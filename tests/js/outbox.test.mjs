import assert from "node:assert/strict";
import test from "node:test";
import { retractionOf } from "../../canvass/static/doorstep/answers.js";
import { Memory } from "../../canvass/static/doorstep/storage.js";
import {
  keep, makeKnock, makeOutbox, makeResponse, replace, statesOf, takeBack, unpack,
} from "./harness.mjs";

test("a tap is on the phone before anything is sent", async () => {
  globalThis.fetch = () => assert.fail("nothing may be sent yet");
  const outbox = await makeOutbox();
  const knock = await keep(outbox);
  const [row] = await outbox.rows();
  assert.equal(row.state, "new");
  assert.deepEqual(row.message, knock);
});

test("a tap is kept only when the transaction is complete, flushed to the disk", async () => {
  const outbox = await makeOutbox();
  const database = await outbox.database.open();
  const begin = database.transaction.bind(database);
  let isComplete = false;
  const asked = [];
  database.transaction = (store, mode, options) => {
    const transaction = begin(store, mode, options);
    transaction.addEventListener("complete", () => { isComplete = true; });
    asked.push(options.durability);
    return transaction;
  };
  await keep(outbox);
  assert.equal(isComplete, true);
  assert.deepEqual(asked, ["strict"]);
});

test("a tap that the phone could not keep is not called kept", async () => {
  const outbox = await makeOutbox();
  const knock = await keep(outbox);
  const other = makeKnock("house-2");
  const twice = [{ response: other, retraction: null }, { response: knock, retraction: null }];
  await assert.rejects(outbox.keep(twice), { name: "ConstraintError" });
  assert.equal((await outbox.rows()).length, 1);
});

test("a connection that the phone dropped is opened again", async () => {
  const outbox = await makeOutbox();
  await keep(outbox);
  (await outbox.database.open()).close();
  await keep(outbox, makeKnock("house-2"));
  assert.equal((await outbox.rows()).length, 2);
});

test("a response that never left the phone is replaced without a trace", async () => {
  const outbox = await makeOutbox();
  const first = await keep(outbox, makeResponse({ issues: [{ code: "repairs", stance: null }] }));
  const second = await replace(outbox, first, makeResponse({ issues: [{ code: "repairs", stance: null }], strength: 1 }));
  assert.deepEqual((await outbox.rows()).map((row) => row.message), [second]);
});

test("a response that may have left the phone is taken back by a fact of its own", async () => {
  const outbox = await makeOutbox();
  const first = await keep(outbox, makeResponse({ strength: 2 }));
  await outbox.take(50);
  const second = await replace(outbox, first, makeResponse({ strength: 1 }));
  const messages = (await outbox.rows()).map((row) => row.message);
  assert.deepEqual(messages.map((message) => message.retracts), [undefined, first.id, undefined]);
  assert.deepEqual(messages[2], second);
});

test("undo of an unsent tap keeps both, in order", async () => {
  const outbox = await makeOutbox();
  const knock = await keep(outbox);
  await takeBack(outbox, knock);
  const messages = (await outbox.rows()).map((row) => row.message);
  assert.deepEqual(messages.map(({ id, retracts }) => retracts ?? id), [knock.id, knock.id]);
  assert.notEqual(messages[0].id, messages[1].id);
});

test("a refused response is replaced by its correction", async () => {
  const outbox = await makeOutbox();
  const first = await keep(outbox, makeResponse({ strength: 2 }));
  await outbox.take(50);
  await outbox.settle([first.id], { [first.id]: { status: "refused", reason: "No." } });
  await replace(outbox, first, makeResponse({ strength: 3 }));
  assert.deepEqual(await statesOf(outbox), ["new"]);
});

test("what was refused can be sent again", async () => {
  const outbox = await makeOutbox();
  const knock = await keep(outbox);
  await outbox.take(50);
  await outbox.settle([knock.id], { [knock.id]: { status: "refused", reason: "Set the clock." } });
  await outbox.retryRefused();
  assert.deepEqual((await outbox.take(50)).map((row) => row.id), [knock.id]);
});

test("a verdict on what was not in the batch, or no verdict at all, changes nothing", async () => {
  const outbox = await makeOutbox();
  const sent = await keep(outbox);
  const other = await keep(outbox, makeKnock("house-2"));
  await outbox.take(1);
  const kept = { status: "kept", reason: null };
  const verdicts = { [other.id]: kept, [sent.id]: { status: "perhaps", reason: null } };
  assert.equal(await outbox.settle([sent.id], verdicts), 0);
  assert.deepEqual(await statesOf(outbox), ["tried", "new"]);
});

test("only what is safe is ever forgotten", async () => {
  const outbox = await makeOutbox();
  const [safe, refused] = [await keep(outbox), await keep(outbox, makeKnock("house-2"))];
  await outbox.take(50);
  await outbox.settle([safe.id, refused.id], {
    [safe.id]: { status: "duplicate", reason: null },
    [refused.id]: { status: "refused", reason: "No." },
  });
  await keep(outbox, makeKnock("house-3"));
  await outbox.keep([{ response: null, retraction: retractionOf(safe.id) }]);
  await outbox.forgetSafe(Date.now() + 1);
  assert.deepEqual(await statesOf(outbox), ["refused", "new", "new"]);
});

test("the phone has one name, whoever asks first", async () => {
  const memory = new Memory((await makeOutbox()).database);
  const names = await Promise.all([memory.device(), memory.device()]);
  assert.match(names[0], /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(names[0], names[1]);
});

test("nothing that was said lies open on the phone", async () => {
  const outbox = await makeOutbox();
  await keep(outbox, makeResponse({ note: "Gate sticks", strength: 1 }));
  const lying = JSON.stringify(await outbox.sealedRows(), (key, value) =>
    value instanceof ArrayBuffer || ArrayBuffer.isView(value)
      ? Buffer.from(value instanceof ArrayBuffer ? value : value.buffer).toString("latin1")
      : value,
  );
  for (const word of ["Gate", "elector-1", "spoke", "sam"]) assert.ok(!lying.includes(word), word);
});

test("a phone that lost its key still holds what waits, as parcels for the server", async () => {
  const outbox = await makeOutbox();
  const knock = await keep(outbox);
  const safe = await keep(outbox, makeKnock("house-2"));
  await outbox.settle([safe.id], { [safe.id]: { status: "kept", reason: null } });
  await outbox.blind();
  await outbox.vault.forget();
  assert.deepEqual(await outbox.rows(), []);
  const [row, ...others] = await outbox.unsent();
  assert.deepEqual([others, row.box], [[], null]);
  assert.equal((await unpack({ id: row.id, sealed: row.parcel })).id, knock.id);
});

test("a phone that does not know its server keeps nothing it could not send", async () => {
  const outbox = await makeOutbox();
  outbox.parcels = null;
  await assert.rejects(keep(outbox));
});
