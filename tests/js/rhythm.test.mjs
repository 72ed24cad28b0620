import assert from "node:assert/strict";
import test from "node:test";
import { Rhythm } from "../../canvass/static/doorstep/rhythm.js";

/** Let what is waiting for promises go on. */
async function settle() {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}

function makeRhythm(t, isDone) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const seen = { rounds: 0 };
  const rhythm = new Rhythm(async () => {
    seen.rounds += 1;
    return isDone();
  });
  return { rhythm, seen };
}

test("taps are sent once, after four seconds of quiet", async (t) => {
  const { rhythm, seen } = makeRhythm(t, () => true);
  for (let tap = 0; tap < 5; tap += 1) {
    rhythm.soon();
    t.mock.timers.tick(3_900);
  }
  assert.equal(seen.rounds, 0);
  t.mock.timers.tick(100);
  await settle();
  t.mock.timers.tick(600_000);
  assert.equal(seen.rounds, 1);
});

test("after failures the phone tries later and later, within five minutes", async (t) => {
  const { rhythm, seen } = makeRhythm(t, () => false);
  await rhythm.now();
  t.mock.timers.tick(5_000);
  await settle();
  assert.equal(seen.rounds, 2);
  t.mock.timers.tick(4_900);
  await settle();
  assert.equal(seen.rounds, 2);
  for (let wait = 0; wait < 12; wait += 1) {
    t.mock.timers.tick(300_000);
    await settle();
  }
  assert.ok(seen.rounds >= 14, `${seen.rounds}`);
});

test("a round asked for during a round follows at once, and never beside it", async (t) => {
  let finish = () => {};
  const { rhythm, seen } = makeRhythm(t, () => new Promise((resolve) => { finish = resolve; }));
  const first = rhythm.now();
  rhythm.now();
  rhythm.now();
  assert.equal(seen.rounds, 1);
  finish(true);
  await settle();
  assert.equal(seen.rounds, 2);
  finish(true);
  await first;
  assert.equal(seen.rounds, 2);
});

test("an error while sending does not end the sending", async (t) => {
  const { rhythm, seen } = makeRhythm(t, () => { throw new Error("storage"); });
  await rhythm.now();
  t.mock.timers.tick(5_000);
  await settle();
  assert.equal(seen.rounds, 2);
});
