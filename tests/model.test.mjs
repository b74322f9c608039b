// Random orders of events, held against a model (lib/model.mjs). THAW_STEPS=5000 for a long run, THAW_SEED=n for one seed's plan;
// THAW_PLAN='[{"op":…}]' with a seed plays just those steps, as they are printed when something fails.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { perform, plan, shrink } from "./lib/model.mjs";

const STEPS = Number(process.env.THAW_STEPS ?? 150), LENGTH = 50, DRAWN = 85; // for each game; what does not fit where it stands is passed over
const FIRST = Number(process.env.THAW_SEED ?? 1), SHRINK_MS = Number(process.env.THAW_SHRINK_MS ?? 120_000);
const given = process.env.THAW_PLAN && JSON.parse(process.env.THAW_PLAN);
const seeds = given ? [FIRST] : Array.from({ length: Math.ceil(STEPS / LENGTH) }, (_, i) => FIRST + i);

describe("any order of events", { concurrency: 2 }, () => {
  for (const seed of seeds)
    test(`of seed ${seed} leaves the game as it must be`, async t => {
      const steps = given ?? plan(seed, DRAWN), { taken, failed } = await perform(seed, steps);
      t.diagnostic(`${taken} of ${steps.length} steps taken`);
      if (!failed) return;
      const least = await shrink(seed, steps, failed, SHRINK_MS);
      assert.fail(`${failed.error.message}, after ${failed.trail.join(", ")}
shrunk to ${least.failed.trail.join(", ")}: ${least.failed.error.stack}
again: THAW_SEED=${seed} THAW_PLAN='${JSON.stringify(least.steps)}' node --test tests/model.test.mjs
${least.failed.err}`);
    });
});
