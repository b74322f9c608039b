// --timings tells what frames and collections took.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { assertExit, game, show } from "./lib/thaw.mjs";

/** Allocates about 20 MB a second of 60 frames; nothing of it lives on. */
const littering = (more = "") => `import { game } from "thaw";
let sum = 0;
export function update() {
  for (let i = 0; i < 5200; i++) {
    const thing = { x: i * 0.5, next: null, speed: { x: i, y: sum } };
    sum = (sum + thing.speed.x + thing.x) % 1e6;
  }
  ${more}
}
`;

/** The line that ends a run with --timings. */
function statistics(result) {
  const found = result.err.split("\n").filter(line => line.startsWith('{"step":"frames"'));
  assert.equal(found.length, 1, show(result));
  return JSON.parse(found[0]);
}

async function played(t, source, args, options) {
  const result = await game(t, source).run([...args, "--timings"], options);
  assertExit(result, 0);
  return statistics(result);
}

/** Every number in order, and no part larger than its whole. */
function assertSound(numbers) {
  const text = JSON.stringify(numbers), { median_ms, p99_ms, p999_ms, longest_ms } = numbers;
  assert.ok(median_ms >= 0 && median_ms <= p99_ms && p99_ms <= p999_ms && p999_ms <= longest_ms, text);
  assert.ok(numbers.gc_in_slack <= numbers.gc && numbers.gc_in_slack_ms <= numbers.gc_ms, text);
  assert.ok(numbers.gc_longest_ms <= numbers.gc_ms - numbers.gc_in_slack_ms + 0.002, text);
}

describe("the statistics of --timings", { concurrency: 2 }, () => {
  test("count every frame and add up", async t => {
    const numbers = await played(t, littering(), ["--frames", "300"]);
    assertSound(numbers);
    assert.equal(numbers.frames, 300);
    assert.ok(numbers.gc > 20 && numbers.gc_ms > 0, JSON.stringify(numbers));
  });

  test("tell the frame that was long", async t => {
    const work = "if (game.frame === 7) for (let i = 0; i < 2e7; i++) sum += Math.sqrt(i);";
    const numbers = await played(t, `import { game } from "thaw";\nlet sum = 0;\nexport function update() { ${work} }`, ["--frames", "50"]);
    assertSound(numbers);
    assert.ok(numbers.longest_ms >= 5, JSON.stringify(numbers));
  });

  test("know of no collection where nothing is allocated", async t => {
    const numbers = await played(t, "export function update() {}", ["--frames", "100"]);
    assert.deepEqual([numbers.gc, numbers.gc_ms, numbers.gc_in_slack, numbers.gc_longest_ms], [0, 0, 0, 0]);
  });

  test("go on over a restart", async t => {
    const one = await played(t, littering(), ["--frames", "300"]);
    const numbers = await played(t, littering("if (game.frame === 200 && !game.restarted) game.restart();"), ["--frames", "300"]);
    assertSound(numbers);
    assert.equal(numbers.frames, 300);
    assert.ok(numbers.gc > one.gc * 0.7, `${numbers.gc} and ${one.gc}`);
  });

  test("are not there without it", async t => {
    const result = await game(t, littering()).run();
    assertExit(result, 0);
    assert.doesNotMatch(result.err, /"step"/);
  });
});
