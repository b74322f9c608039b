// No script takes all memory: what needs more than --max-heap is stopped as a fault, and V8 never ends the process.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { assertExit, game, show, until } from "./lib/thaw.mjs";

const greedy = {
  "small objects": "const a = []; for (;;) a.push({ x: 1 });",
  "large arrays": "const a = []; for (;;) a.push(new Array(100000).fill(1.5));",
  "one array that is larger than all": "const a = new Array(3e7).fill(1.5); for (;;) a.slice();",
  "strings": "let s = 'x'; const a = []; for (;;) a.push(s += s.slice(0, 1000) + a.length);",
  "a string that a builtin makes": "const a = []; for (;;) a.push(JSON.stringify(new Array(1e6).fill('abcdefgh')));",
  "a Map": "const m = new Map(); for (let i = 0; ; i++) m.set(i, {});",
  "promises": "const a = []; const f = () => { a.push(Promise.resolve().then(f), {}, {}); }; f();",
  "closures": "let f = () => 0; for (;;) { const g = f; f = () => g; }",
  "its own frames": "globalThis.all ??= []; for (let i = 0; i < 1e6; i++) all.push({ i });",
};

describe("a script that wants all memory", { concurrency: 2 }, () => {
  for (const [what, body] of Object.entries(greedy))
    test(`for ${what} is stopped there`, async t => {
      const it = game(t, `export function update() {\n  ${body}\n}`);
      const result = await it.run(["--max-heap", "64", "--script-limit", "60", "--frames", "1000"]);
      assertExit(result, 1);
      assert.match(result.err, /main\.js:2:\d+: RangeError: the game's objects need more than 64 MB/, show(result));
    });

  test("for ArrayBuffers gets a RangeError that it can catch", async t => {
    const result = await game(t, `const kept = [];
export function update() {
  try { for (;;) kept.push(new Uint8Array(1 << 20)); } catch (e) { console.log(e.name, kept.length > 32 && kept.length <= 64); }
  kept.length = 0;
}`).run(["--max-heap", "64", "--frames", "3"]);
    assertExit(result, 0);
    assert.equal(result.err.match(/RangeError true/g)?.length, 3, show(result));
  });

  test("for endless recursion gets a RangeError that it can catch", async t => {
    const result = await game(t, `function f() { f(); }
export function update() { try { f(); } catch (e) { console.log(e.name); } }`).run(["--frames", "3"]);
    assertExit(result, 0);
    assert.equal(result.err.match(/RangeError/g)?.length, 3, show(result));
  });

  test("heals with its state when the file is mended", async t => {
    const source = body => `export const state = { n: 0 };
export function load() { console.log("n", state.n); }\nexport function update() { state.n++; ${body} }`;
    const it = game(t, source("if (state.n === 3) { const a = []; for (;;) a.push({}); }"));
    const child = it.start(["run", ".", "--watch", "--max-heap", "64"], { env: { SDL_VIDEODRIVER: "dummy" } });
    await until(() => /need more than 64 MB/.test(child.text().err), "the fault");
    it.write({ "main.js": source("") });
    await until(() => /n 3$/m.test(child.text().err), "the state of the game that was stopped");
    child.kill();
    await child.ended;
  });
});

test("a game that stays below its limit for long is left alone", async t => {
  const result = await game(t, `let kept = [];
export function update() { for (let i = 0; i < 20000; i++) kept.push({ i }); if (kept.length > 200000) kept = []; }`)
    .run(["--max-heap", "64", "--frames", "300"]);
  assertExit(result, 0);
});
