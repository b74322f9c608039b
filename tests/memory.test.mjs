// No script takes all memory: what needs more than --max-heap is stopped as a fault, and V8 never ends the process.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { client, debugged, next } from "./lib/debug.mjs";
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

/** name → what one call of update does, and how the process ends: "fault", or "end" where no interrupt comes through */
const atOnce = {
  "Array.from": ["Array.from({ length: 4e7 }, (_, i) => i)", "fault"],
  "doubled strings that are split": ["let s = 'x'.repeat(1e6); const k = []; for (;;) k.push(s.split(''))", "fault"],
  "strings that are flattened": ["const k = []; for (let i = 0; ; i++) { const s = ('x' + i).repeat(1e6); s.charCodeAt(5); k.push(s); }", "fault"],
  "spreading": ["let a = new Array(1e6).fill(1); for (;;) a = [...a, ...a]", "fault"],
  "concat": ["let a = new Array(1e6).fill(1); for (;;) a = a.concat(a)", "fault"],
  "flat": ["const a = new Array(1e4).fill(1), b = new Array(1e5).fill(a); b.flat()", "fault"],
  "matchAll": ["[...'ab'.repeat(1e7).matchAll(/a/g)]", "fault"],
  "clones": ["const a = new Array(1e3).fill({}), k = []; for (;;) k.push(structuredClone(a))", "fault"],
  "small typed arrays": ["const k = []; for (;;) k.push(new Uint8Array(8))", "fault"],
  "views of one buffer": ["const b = new ArrayBuffer(8), k = []; for (;;) k.push(new DataView(b))", "fault"],
  "template literals": ["const k = []; let s = 'x'; for (let i = 0; ; i++) { s = `${s}${s}${i}`; k.push(s); if (s.length > 1e6) s = 'x'; }", "fault"],
  "BigInts": ["const k = []; for (let i = 0n; ; i++) k.push((1n << 1000000n) + i)", "fault"],
  "generators": ["const k = []; for (;;) { const g = (function* () { yield 1; })(); g.next(); k.push(g); }", "fault"],
  "Proxies": ["let p = {}; for (;;) p = new Proxy(p, {})", "fault"],
  "promise jobs": ["Promise.resolve().then(() => { const a = []; for (;;) a.push({}); })", "fault"],
  "async functions": ["const f = async () => { await null; f(); f(); }; f()", "fault"],
  "the names of a long string": ["Object.getOwnPropertyNames('x'.repeat(2 ** 28))", "end"],
};

/** Of a builtin that nothing stops, whichever comes first: V8's memory, the limit of a script's time, or V8's own refusal. */
const ended = /^(thaw: (V8 gave up the game|the game hangs in one call of a builtin)|main\.js:1:\d+: RangeError: Too many properties)/m;

describe("a script that wants all memory at once", { concurrency: 2 }, () => {
  for (const [what, [body, how]] of Object.entries(atOnce))
    test(`with ${what} ends in a sentence`, async t => {
      const limit = how === "end" ? "1" : "60";
      const result = await game(t, `export function update() { ${body}; }`).run(["--max-heap", "64", "--script-limit", limit, "--frames", "1000"]);
      assertExit(result, 1);
      assert.match(result.err, how === "end" ? ended : /RangeError: .* more than 64 MB/, show(result));
    });

  test("is told before what grew most, and where", async t => {
    const result = await game(t, `const a = [];
export function update() {
  for (;;) a.push(new Array(1000).fill(1.5));
}`).run(["--max-heap", "64", "--frames", "1000"]);
    assertExit(result, 1);
    assert.match(result.err, /^warn +main\.js:3 the game's objects take \d\d of 64 MB \(--max-heap\); what grew most are (small objects|large arrays, strings and Maps), by \d+ MB$/m, show(result));
    assert.match(result.err, /main\.js:3:\d+: RangeError: .* \(--max-heap\); what grew most are/, show(result));
  });

  test("is stopped at top level too", async t => {
    for (const body of ["k.push(new Uint8Array(1 << 24).fill(1))", "k.push(new Array(1e6).fill(1.5))"]) {
      const result = await game(t, `const k = [];\nfor (;;) ${body};`).run();
      assertExit(result, 1);
      assert.match(result.err, /main\.js:2:\d+: RangeError: the game's objects need more than 1024 MB/, show(result));
    }
  });

  test("is paused there for a debugger, which may let go of something", async t => {
    const child = await debugged(t, "let a = [];\nexport function update() {\n  for (let i = 0; i < 10000; i++) a.push({ i });\n}",
      { option: "--inspect-wait", args: ["--max-heap", "64"] });
    const cdp = await client(t, child);
    await cdp.Debugger.enable();
    const paused = next(cdp, "Debugger.paused");
    await cdp.Runtime.runIfWaitingForDebugger();
    const { callFrames, reason } = await paused;
    assert.equal(reason, "The game's objects need too much memory");
    assert.equal(callFrames[0].functionName, "update");
    assert.ok((await cdp.Debugger.evaluateOnCallFrame({ callFrameId: callFrames[0].callFrameId, expression: "a.length" })).result.value > 1e5);
    await cdp.Debugger.evaluateOnCallFrame({ callFrameId: callFrames[0].callFrameId, expression: "a = []" });
    const again = next(cdp, "Debugger.paused");
    await cdp.Debugger.resume();
    await again; // it went on until it was full anew
  });

  test("in what a debugger evaluates ends that, not the game", async t => {
    const child = await debugged(t, "globalThis.n = 0; export function update() { n++; }", { args: ["--max-heap", "64"] });
    const cdp = await client(t, child);
    const { exceptionDetails } = await cdp.Runtime.evaluate({ expression: "{ const a = []; for (;;) a.push({}); }" }).catch(error => ({ exceptionDetails: error }));
    assert.ok(exceptionDetails);
    const n = (await cdp.Runtime.evaluate({ expression: "n" })).result.value;
    await until(async () => (await cdp.Runtime.evaluate({ expression: "n" })).result.value > n, "further updates");
  });
});

test("a game that stays below its limit for long is left alone", async t => {
  const result = await game(t, `let kept = [];
export function update() { for (let i = 0; i < 20000; i++) kept.push({ i }); if (kept.length > 200000) kept = []; }`)
    .run(["--max-heap", "64", "--frames", "300"]);
  assertExit(result, 0);
});
