/** What the tests of the phone share: an outbox of their own, a server that answers as told. */

import "fake-indexeddb/auto";
import {
  answersIn, knockOf, responseOf, retractionOf,
} from "../../canvass/static/doorstep/answers.js";
import { Outbox } from "../../canvass/static/doorstep/outbox.js";

export const URL = "/c/test/doorstep/sync";
export const WALK = "walk-1";
let outboxes = 0;

export function makeOutbox() {
  outboxes += 1;
  return new Outbox(`test-${outboxes}`);
}

export function makeKnock(household = "house-1") {
  return knockOf({ walk: WALK, household, elector: null }, "not_in");
}

export function makeResponse(answers = {}) {
  const where = { walk: WALK, household: "house-1", elector: "elector-1" };
  return responseOf(where, { ...answersIn(null), ...answers });
}

/** Keep one response, and hand it back. */
export async function keep(outbox, response = makeKnock()) {
  await outbox.keep([{ response, retraction: null }]);
  return response;
}

/** Keep a response in the place of an earlier one. */
export async function replace(outbox, earlier, response) {
  await outbox.keep([{ response, retraction: retractionOf(earlier.id) }]);
  return response;
}

export async function takeBack(outbox, earlier) {
  await outbox.keep([{ response: null, retraction: retractionOf(earlier.id) }]);
}

export async function statesOf(outbox) {
  return (await outbox.rows()).map((row) => row.state);
}

export function jsonReply(body, status = 200) {
  const headers = { "Content-Type": "application/json" };
  return new Response(JSON.stringify(body), { status, headers });
}

export function verdict(status, reason = null) {
  return { status, reason };
}

/**
 * Stand in for the server; `answer` gets the messages of each batch.
 *
 * Returns the batches as they arrived.
 */
export function serve(answer) {
  const batches = [];
  globalThis.fetch = async (url, request) => {
    const { responses } = JSON.parse(request.body);
    batches.push(responses);
    return answer(responses, request);
  };
  return batches;
}

export function keepAll(messages) {
  const outcomes = messages.map((message) => [message.id, verdict("kept")]);
  return jsonReply({ outcomes: Object.fromEntries(outcomes) });
}
