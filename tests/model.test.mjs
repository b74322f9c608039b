// Random orders of events, held against a model (lib/model.mjs). THAW_STEPS=5000 for a long run, THAW_SEED=n for one seed's plan;
// THAW_PLAN='[{"op":…}]' with a seed plays just those steps, as they are printed when something fails. THAW_RECORD puts the figures into
// tests/RESULTS.md.
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { ops } from "./lib/model-steps.mjs";
import { perform, plan, shrink } from "./lib/model.mjs";
import { record } from "./lib/results.mjs";
import { binary } from "./lib/thaw.mjs";

const STEPS = Number(process.env.THAW_STEPS ?? 150), LENGTH = 50, DRAWN = 85; // for each game; what does not fit where it stands is passed over
const FIRST = Number(process.env.THAW_SEED ?? 1), SHRINK_MS = Number(process.env.THAW_SHRINK_MS ?? 120_000);
const given = process.env.THAW_PLAN && JSON.parse(process.env.THAW_PLAN);
const seeds = given ? [FIRST] : Array.from({ length: Math.ceil(STEPS / LENGTH) }, (_, i) => FIRST + i);

const counts = Object.fromEntries(Object.keys(ops).map(op => [op, 0])), wrong = [];

if (process.env.THAW_RECORD)
  after(() => {
    const steps = Object.values(counts).reduce((sum, count) => sum + count, 0);
    record("model", `THAW_STEPS=${STEPS} THAW_SEED=${FIRST} node --test tests/model.test.mjs`,
      `${seeds.length} games of the ${/sanitize/.test(binary) ? "sanitized" : "plain"} build, ${steps} steps, each followed by a look at the whole model; ` +
      `${wrong.length ? `wrong: seeds ${wrong}` : "none went wrong"}. Steps by kind:\n` +
      `${Object.entries(counts).map(([op, count]) => `${op} ${count}`).join(", ")}.`);
  });

describe("any order of events", { concurrency: 2 }, () => {
  for (const seed of seeds)
    test(`of seed ${seed} leaves the game as it must be`, async t => {
      const steps = given ?? plan(seed, DRAWN), { taken, trail, failed } = await perform(seed, steps);
      for (const op of trail) if (op in counts) counts[op]++;
      t.diagnostic(`${taken} of ${steps.length} steps taken`);
      if (!failed) return;
      wrong.push(seed);
      const least = await shrink(seed, steps, failed, SHRINK_MS);
      assert.fail(`${failed.error.message}, after ${failed.trail.join(", ")}
shrunk to ${least.failed.trail.join(", ")}: ${least.failed.error.stack}
again: THAW_SEED=${seed} THAW_PLAN='${JSON.stringify(least.steps)}' node --test tests/model.test.mjs
${least.failed.err}`);
    });
});
