import assert from "node:assert/strict";
import test from "node:test";
import { sendAll } from "../../canvass/static/doorstep/sending.js";
import {
  HAND_IN, jsonReply, keep, keepAll, makeKnock, makeOutbox, makeResponse, replace, serve, statesOf, takeBack,
  URL, verdict, WAYS,
} from "./harness.mjs";

/** Send two kept taps to a server that answers so; both must stay. */
async function assertBothStay(answer, ending) {
  const outbox = await makeOutbox();
  await keep(outbox);
  await keep(outbox, makeKnock("house-2"));
  const batches = serve(answer);
  assert.equal(await sendAll(outbox, WAYS), ending);
  assert.equal(batches.length, 1);
  assert.deepEqual(await statesOf(outbox), ["tried", "tried"]);
}

test("what the server kept, now or before, leaves the outbox", async () => {
  const outbox = await makeOutbox();
  await keep(outbox);
  await keep(outbox, makeKnock("house-2"));
  serve(([one, two]) =>
    jsonReply({ outcomes: { [one.id]: verdict("kept"), [two.id]: verdict("duplicate") } }),
  );
  assert.equal(await sendAll(outbox, WAYS), "clear");
  assert.deepEqual(await statesOf(outbox), ["safe", "safe"]);
});

test("what the server refused is listed with its reason, and holds up nothing", async () => {
  const outbox = await makeOutbox();
  await keep(outbox);
  await keep(outbox, makeKnock("house-2"));
  serve(([one, two]) =>
    jsonReply({ outcomes: { [one.id]: verdict("refused", "No."), [two.id]: verdict("kept") } }),
  );
  assert.equal(await sendAll(outbox, WAYS), "clear");
  assert.deepEqual(await statesOf(outbox), ["refused", "safe"]);
  assert.equal((await outbox.rows())[0].reason, "No.");
});

test("no signal: all stays", () =>
  assertBothStay(() => { throw new TypeError("Failed to fetch"); }, "offline"));

test("a time-out: all stays", () =>
  assertBothStay(() => { throw new DOMException("late", "TimeoutError"); }, "offline"));

test("an answer that breaks off: all stays", () =>
  assertBothStay(() => {
    const body = new ReadableStream({ start: (stream) => stream.error(new Error("cut")) });
    return new Response(body, { headers: { "Content-Type": "application/json" } });
  }, "offline"));

test("an expired sign-in: what is sealed is handed in instead", async () => {
  const outbox = await makeOutbox();
  const knock = await keep(outbox);
  const urls = [];
  serve((messages, url) => {
    urls.push(url);
    return url === HAND_IN ? keepAll(messages) : new Response("Sign in again.", { status: 401 });
  });
  assert.equal(await sendAll(outbox, WAYS), "clear");
  assert.deepEqual(urls, [URL, HAND_IN]);
  assert.equal((await outbox.rows())[0].message.id, knock.id);
});

test("an expired sign-in where handing in is refused too: all stays", async () => {
  const outbox = await makeOutbox();
  await keep(outbox);
  serve(() => new Response("Sign in again.", { status: 401 }));
  assert.equal(await sendAll(outbox, WAYS), "server");
  assert.deepEqual(await statesOf(outbox), ["tried"]);
});

test("what leaves the phone is sealed: nothing of it can be read on the way", async () => {
  const outbox = await makeOutbox();
  await keep(outbox, makeResponse({ note: "Gate sticks", strength: 1 }));
  let sent = "";
  serve((messages, url, request) => {
    sent = request.body;
    return keepAll(messages);
  });
  await sendAll(outbox, WAYS);
  for (const word of ["Gate", "strength", "elector-1", "spoke", "sam"]) {
    assert.ok(!sent.includes(word), word);
  }
});

test("a server in trouble: all stays, even if it names the ids", () =>
  assertBothStay((messages) => {
    const outcomes = Object.fromEntries(messages.map(({ id }) => [id, verdict("kept")]));
    return jsonReply({ outcomes }, 500);
  }, "server"));

test("a hotspot's page with status 200: all stays", () =>
  assertBothStay(() => {
    const headers = { "Content-Type": "text/html" };
    return new Response("<html>Welcome</html>", { headers });
  }, "server"));

test("a page that calls itself JSON: all stays", () =>
  assertBothStay(() => {
    const headers = { "Content-Type": "application/json" };
    return new Response("<html>", { headers });
  }, "server"));

test("what does not call itself JSON is not believed, even if it names the ids", () =>
  assertBothStay((messages) => {
    const outcomes = Object.fromEntries(messages.map(({ id }) => [id, verdict("kept")]));
    const headers = { "Content-Type": "text/html" };
    return new Response(JSON.stringify({ outcomes }), { headers });
  }, "server"));

test("JSON that says nothing of our ids: all stays", () =>
  assertBothStay(() => jsonReply({ outcomes: {} }), "server"));

test("JSON without outcomes: all stays", () =>
  assertBothStay(() => jsonReply({ status: "ok" }), "server"));

test("an answer about a part: only that part leaves", async () => {
  const outbox = await makeOutbox();
  const first = await keep(outbox);
  await keep(outbox, makeKnock("house-2"));
  serve(() => jsonReply({ outcomes: { [first.id]: verdict("kept") } }));
  assert.equal(await sendAll(outbox, WAYS), "server");
  assert.deepEqual(await statesOf(outbox), ["safe", "tried"]);
});

test("120 taps go in batches of at most 50, in the order of the taps", async () => {
  const outbox = await makeOutbox();
  const ids = [];
  for (let door = 0; door < 120; door += 1) ids.push((await keep(outbox, makeKnock(`${door}`))).id);
  const batches = serve(keepAll);
  assert.equal(await sendAll(outbox, WAYS), "clear");
  assert.deepEqual(batches.map((batch) => batch.length), [50, 50, 20]);
  assert.deepEqual(batches.flat().map((message) => message.id), ids);
});

test("the request is one that no redirect and no cache can answer", async () => {
  const outbox = await makeOutbox();
  await keep(outbox);
  let seen;
  serve((messages, url, request) => {
    seen = request;
    return keepAll(messages);
  });
  await sendAll(outbox, WAYS);
  const { method, redirect, cache, credentials, headers, body } = seen;
  assert.deepEqual([method, redirect], ["POST", "error"]);
  assert.deepEqual([cache, credentials], ["no-store", "same-origin"]);
  assert.equal(headers["Content-Type"], "application/json");
  assert.equal(JSON.parse(body).device, WAYS.device);
  assert.ok(!Number.isNaN(Date.parse(JSON.parse(body).sent_at)));
});

test("a tap while its conversation is being sent does not touch what is under way", async () => {
  const outbox = await makeOutbox();
  const first = await keep(outbox, makeResponse({ issues: [{ code: "repairs", stance: null }] }));
  let second;
  const batches = serve(async (messages) => {
    second ??= await replace(outbox, first, makeResponse({ issues: [{ code: "repairs", stance: null }], strength: 1 }));
    return keepAll(messages);
  });
  assert.equal(await sendAll(outbox, WAYS), "clear");
  const sent = batches.flat();
  assert.deepEqual(sent.map(({ id, retracts }) => retracts ?? id), [first.id, first.id, second.id]);
  assert.deepEqual(await statesOf(outbox), ["safe", "safe", "safe"]);
});

test("a conversation changed after a failed sending is still taken back by name", async () => {
  const outbox = await makeOutbox();
  const first = await keep(outbox, makeResponse({ strength: 2 }));
  serve(() => { throw new TypeError("Failed to fetch"); });
  await sendAll(outbox, WAYS);
  await replace(outbox, first, makeResponse({ strength: 1 }));
  const batches = serve(keepAll);
  await sendAll(outbox, WAYS);
  assert.deepEqual(batches[0].map((message) => message.retracts), [undefined, first.id, undefined]);
});

test("undo of an unsent tap sends the tap, then what takes it back", async () => {
  const outbox = await makeOutbox();
  const knock = await keep(outbox);
  await takeBack(outbox, knock);
  const batches = serve(keepAll);
  await sendAll(outbox, WAYS);
  assert.deepEqual(batches[0].map(({ id, retracts }) => retracts ?? id), [knock.id, knock.id]);
});

test("undo of a sent tap sends only what takes it back", async () => {
  const outbox = await makeOutbox();
  const knock = await keep(outbox);
  serve(keepAll);
  await sendAll(outbox, WAYS);
  await takeBack(outbox, knock);
  const batches = serve(keepAll);
  await sendAll(outbox, WAYS);
  assert.deepEqual(batches.flat().map((message) => message.retracts), [knock.id]);
});

test("while another tab is sending, this one does not", async () => {
  const outbox = await makeOutbox();
  await keep(outbox);
  const batches = serve(keepAll);
  const locks = { request: async (name, options, work) => work(null) };
  Object.defineProperty(globalThis, "navigator", { value: { locks }, configurable: true });
  assert.equal(await sendAll(outbox, WAYS), "busy");
  Object.defineProperty(globalThis, "navigator", { value: {}, configurable: true });
  assert.equal(await sendAll(outbox, WAYS), "clear");
  assert.equal(batches.length, 1);
});
