// Orders of events in a watched, debugged game: drawn from a seed, played against a real one, and held against a small model of what must
// be. A plan is a list of steps { op, a, b, c }; a step that does not fit where it stands is passed over, so that any part of a plan is one.
import { ops } from "./model-steps.mjs";
import { World } from "./model-world.mjs";
import { random } from "./random.mjs";

/** A plan of so many steps, and an end. */
export function plan(seed, count) {
  const draw = random(seed), all = Object.entries(ops), sum = all.reduce((total, [, { weight }]) => total + weight, 0);
  const steps = Array.from({ length: count }, () => {
    let left = draw() * sum;
    const [op] = all.find(([, { weight }]) => (left -= weight) < 0);
    return { op, a: draw(), b: draw() };
  });
  return [...steps, { op: "quit", a: draw(), b: draw() }];
}

/** Plays a plan: how many steps were `taken`, the `trail` of their names, and `failed` with what was wrong after which step. */
export async function perform(seed, steps) {
  const world = await World.begin(seed);
  let taken = 0, at = -1, failed = null;
  try {
    for (at = 0; at < steps.length && !world.over; at++) {
      const step = steps[at], { fits, run, bare } = ops[step.op];
      if (!fits(world) || !(world.left || bare)) continue;
      world.trail.push(step.op);
      taken++;
      await run(world, step);
      if (!world.over) await world.settle();
    }
  } catch (error) {
    failed = { at, error, trail: world.trail, err: world.err.slice(-4000) };
  }
  try {
    await world.end();
  } catch (error) {
    failed ??= { at, error, trail: world.trail, err: world.err.slice(-4000) };
  }
  return { taken, trail: world.trail, failed };
}

/** What went wrong, but for its numbers. */
const kind = ({ error }) => error.message.split("\n", 1)[0].replaceAll(/\d+/g, "");

/** The least part of a failing plan that still fails, found by leaving out ever smaller pieces, for so long. */
export async function shrink(seed, steps, failed, limitMs) {
  const end = Date.now() + limitMs;
  let least = steps.slice(0, failed.at + 1), why = failed;
  for (let size = least.length >> 1; size >= 1; size >>= 1)
    for (let from = 0; from < least.length && Date.now() < end;) {
      const less = [...least.slice(0, from), ...least.slice(from + size)], again = await perform(seed, less);
      if (again.failed && kind(again.failed) === kind(failed)) [least, why] = [less.slice(0, again.failed.at + 1), again.failed];
      else from += size;
    }
  return { steps: least, failed: why };
}
