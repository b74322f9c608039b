// No script hangs its game: what never returns is stopped with its place, or paused for a debugger.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { assertExit, game, show, until } from "./lib/thaw.mjs";
import { client, debugged, next } from "./lib/debug.mjs";

const endless = "for (;;);";
const places = {
  "load": `export function load() { ${endless} }`,
  "update": `export function update() { ${endless} }`,
  "draw": `export function draw() { ${endless} }`,
  "an event hook": `export function keydown() { ${endless} }`,
  "quit": `export function update() { game.quit(); }\nexport function quit() { ${endless} }`,
  "a timer": `export function load() { setTimeout(() => { ${endless} }, 1); }`,
  "requestAnimationFrame": `export function load() { requestAnimationFrame(() => { ${endless} }); }`,
  "a promise job": `export function update() { Promise.resolve().then(() => { ${endless} }); }`,
  "an async load": `export async function load() { await null; ${endless} }`,
  "endless promise jobs": "export function update() { const again = () => Promise.resolve().then(again); again(); }",
  "a getter": `export function update() { ({ get x() { ${endless} } }).x; }`,
  "a Proxy's trap": `export function update() { new Proxy({}, { get() { ${endless} } }).x; }`,
  "a regular expression": `export function update() { /^(a+)+$/.test("a".repeat(60) + "b"); }`,
  "a sort": `export function update() { [2, 1].sort(() => { ${endless} }); }`,
  "what catches everything": `export function update() { for (;;) try { ${endless} } catch { } finally { ${endless} } }`,
  "the state's getter at a restart": `export const state = { get x() { if (!game.freezing) ${endless} return 1; } };
export function update() { if (game.frame === 2 && !game.restarted) game.restart(); if (game.frame === 4) throw new Error("it went on"); }`,
};

describe("a script without end", { concurrency: 2 }, () => {
  for (const [place, source] of Object.entries(places).filter(([name]) => name !== "quit" && !name.startsWith("the state")))
    test(`in ${place} is stopped there`, async t => {
      const it = game(t, { "main.js": `import { game } from "thaw";\n${source}\nexport const config = {};\n`, "in.txt": "2 keydown KeyA\n" });
      const result = await it.run(["--script-limit", "1", "--frames", "10", "--input", "in.txt"]);
      assertExit(result, 1);
      assert.match(result.err, /main\.js:2:\d+: Error: the script ran for more than 1000 ms without end and was stopped here/, show(result));
    });

  test("in quit lets the game end", async t => {
    const result = await game(t, `import { game } from "thaw";\n${places.quit}`).run(["--script-limit", "1", "--frames", "10"]);
    assertExit(result, 0);
  });

  test("in the state's getter at a restart costs the state, not the game", async t => {
    const result = await game(t, `import { game } from "thaw";\n${places["the state's getter at a restart"]}`)
      .run(["--script-limit", "1", "--frames", "10"]);
    assert.match(result.err, /the state cannot be carried over: Error: the script ran for more than 1000 ms/, show(result));
    assert.match(result.err, /it went on/, show(result));
  });

  test("is told where it is before it is stopped", async t => {
    const result = await game(t, "export function update() { for (;;); }").run(["--script-limit", "2"]);
    assert.match(result.err, /^warn +main\.js:1 still running after \d+ ms$/m, show(result));
  });

  test("is let run when it ends by itself, and is told only then", async t => {
    const source = `export function load() { const end = Date.now() + 1500; while (Date.now() < end); console.log("ended"); }`;
    const result = await game(t, source).start(["run", ".", "--frames", "3"], { env: { SDL_VIDEODRIVER: "dummy" } }).ended;
    assertExit(result, 0);
    assert.match(result.err, /^log +main\.js:1 ended$/m);
    assert.match(result.err, /^warn +main\.js:1 still running/m);
  });

  test("heals with its state when the file is mended", async t => {
    const source = what => `export const state = { n: 0 };
export function update() { ${what}; if (++state.n === 3) for (;;); }\nexport function load() { console.log("n", state.n); }`;
    const it = game(t, source("0")), child = it.start(["run", ".", "--watch", "--script-limit", "1"], { env: { SDL_VIDEODRIVER: "dummy" } });
    await until(() => /was stopped here/.test(child.text().err), "the fault");
    it.write({ "main.js": source("state.n += 10") });
    await until(() => /n 3$/m.test(child.text().err), "the state of the game that was stopped");
    child.kill();
    await child.ended;
  });
});

describe("with a debugger", { concurrency: 2 }, () => {
  const loop = `let on = true;\nexport function update() {\n  while (on) Date.now();\n  throw new Error("let out");\n}`;

  test("it is paused there instead, as often as it takes", async t => {
    const child = await debugged(t, loop, { option: "--inspect-wait", args: ["--script-limit", "1"] });
    const cdp = await client(t, child);
    await cdp.Debugger.enable();
    for (let i = 0; i < 2; i++) {
      const paused = next(cdp, "Debugger.paused");
      if (i === 0) await cdp.Runtime.runIfWaitingForDebugger();
      else await cdp.Debugger.resume();
      const { callFrames, reason } = await paused;
      assert.equal(updateOf(callFrames).location.lineNumber, 2);
      assert.equal(reason, "The script runs without end");
    }
    await cdp.Debugger.evaluateOnCallFrame({ callFrameId: (await pausedFrame(cdp)), expression: "on = false" });
    await cdp.Debugger.resume().catch(() => {});
    assert.match((await child.ended).err, /let out/);
  });

  /** Pauses anew, since a frame's id is good for one pause only. */
  async function pausedFrame(cdp) {
    const paused = next(cdp, "Debugger.paused");
    await cdp.Debugger.resume();
    return updateOf((await paused).callFrames).callFrameId;
  }

  /** The author's frame: the clock of a headless game, which the loop asks, is the engine's own code. */
  function updateOf(frames) {
    return frames.find(each => each.functionName === "update");
  }

  test("whose Debugger domain is off, it is stopped all the same", async t => {
    const child = await debugged(t, loop, { option: "--inspect-wait", args: ["--script-limit", "1"] });
    const cdp = await client(t, child);
    await cdp.Runtime.runIfWaitingForDebugger();
    assert.match((await child.ended).err, /main\.js:3:\d+: Error: the script ran for more than 1000 ms/);
  });

  test("the time of a pause does not count", async t => {
    const child = await debugged(t, `import { game } from "thaw";
export function update() { debugger; console.log("went on"); game.quit(); }`, { option: "--inspect-wait", args: ["--script-limit", "1"] });
    const cdp = await client(t, child);
    await cdp.Debugger.enable();
    const paused = next(cdp, "Debugger.paused");
    await cdp.Runtime.runIfWaitingForDebugger();
    await paused;
    const began = Date.now(); // real time has to pass: twice the limit
    while (Date.now() - began < 2000) await cdp.Runtime.evaluate({ expression: "1 + 1" });
    await cdp.Debugger.resume().catch(() => {}); // its answer may come too late for a game that ends
    const result = await child.ended;
    assertExit(result, 0);
    assert.match(result.err, /went on/);
  });
});
