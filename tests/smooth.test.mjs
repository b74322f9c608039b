// Garbage is collected in the time that frames leave, and --timings tells what frames and collections took.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { client, debugged, next } from "./lib/debug.mjs";
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

  test("tell the first by itself", async t => {
    const work = "if (game.frame === 0) for (let i = 0; i < 2e7; i++) sum += Math.sqrt(i);";
    const numbers = await played(t, `import { game } from "thaw";\nlet sum = 0;\nexport function update() { ${work} }`, ["--frames", "50"]);
    assert.ok(numbers.first_ms >= 5, JSON.stringify(numbers));
    const one = await played(t, "export function update() {}", ["--frames", "1"]);
    assert.deepEqual([one.frames, one.longest_ms], [1, 0]);
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
    assert.ok(numbers.gc_in_slack >= numbers.gc * 0.9, JSON.stringify(numbers));
  });

  test("are not there without it", async t => {
    const result = await game(t, littering()).run();
    assertExit(result, 0);
    assert.doesNotMatch(result.err, /"step"/);
  });
});

describe("garbage", { concurrency: 2 }, () => {
  test("is collected in slack, as long as a frame's fits", async t => {
    const numbers = await played(t, littering(), ["--frames", "600"]);
    assert.ok(numbers.gc > 100 && numbers.gc_in_slack >= numbers.gc * 0.97, JSON.stringify(numbers));
  });

  test("is collected in slack of a window, too", async t => {
    const env = { SDL_VIDEODRIVER: "dummy", SDL_AUDIODRIVER: "dummy" }, it = game(t, littering());
    const result = await it.thaw(["run", "--no-watch", "--frames", "100", "--timings"], { env }), numbers = statistics(result);
    assertExit(result, 0);
    assertSound(numbers);
    assert.ok(numbers.gc >= 15 && numbers.gc_in_slack >= numbers.gc * 0.9, JSON.stringify(numbers));
  });

  test("is collected when V8 likes with --no-idle-gc", async t => {
    const numbers = await played(t, littering(), ["--frames", "600", "--no-idle-gc"]);
    assertSound(numbers);
    assert.ok(numbers.gc > 200 && numbers.gc_in_slack < numbers.gc * 0.5, JSON.stringify(numbers));
    assert.ok(numbers.gc_ms > numbers.gc_in_slack_ms && numbers.gc_longest_ms > 0, JSON.stringify(numbers));
  });

  test("that a game leaves when it ends is nobody's", async t => {
    const litter = "const kept = []; export function load() { for (let i = 0; i < 40000; i++) kept.push({ i, x: i * 0.5 }); game.quit(); }";
    for (const args of [[], ["--no-idle-gc"]]) {
      const result = await game(t, `import { game } from "thaw";\n${litter}`).run(["--timings", ...args]);
      assertExit(result, 0);
      assertSound(statistics(result));
    }
  });

  test("of old objects is marked and collected, and what lives is still there", async t => {
    const living = `const kept = new Map();
      function keep() {
        for (let i = 0; i < 2500; i++) kept.set((game.frame * 2500 + i) % 60000, { text: "t" + i, at: game.frame, list: [i, { i }] });
        if (game.frame === 299) console.log(JSON.stringify([kept.size, [...kept.values()].every(v => v.list[0] === v.list[1].i && v.text === "t" + v.list[0])]));
      }`;
    const result = await game(t, littering("keep();") + living).run(["--frames", "300", "--timings"]), numbers = statistics(result);
    assertExit(result, 0);
    assert.match(result.err, /\[60000,true\]/);
    assertSound(numbers);
    assert.ok(numbers.gc_in_slack_ms > 0, JSON.stringify(numbers));
  });

  test("of an evaluation while paused is collected, and the game goes on", async t => {
    const child = await debugged(t, { "main.js": littering("globalThis.updates = (globalThis.updates ?? 0) + 1;") });
    const cdp = await client(t, child);
    await cdp.send("Debugger.enable");
    const paused = next(cdp, "Debugger.paused");
    await cdp.send("Debugger.pause");
    await paused;
    const expression = "(() => { let n = 0; for (let i = 0; i < 1e6; i++) n += { i, x: [i] }.x[0] & 1; return n; })()";
    const { result } = await cdp.send("Runtime.evaluate", { expression, returnByValue: true });
    assert.equal(result.value, 500000);
    await cdp.send("Debugger.resume");
    const more = await cdp.send("Runtime.evaluate", { returnByValue: true, awaitPromise: true,
      expression: "new Promise(done => { const from = updates; const id = setInterval(() => { if (updates > from + 3) { clearInterval(id); done(true); } }, 1); })" });
    assert.equal(more.result.value, true);
  });
});
