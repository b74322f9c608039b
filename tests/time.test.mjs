// Timers, animation frames, microtasks and structuredClone: the web's names, on the game's own time.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { assertExit, game, show, tell, told } from "./lib/thaw.mjs";

const head = 'import { game, screen } from "thaw";\nconst tell = value => console.log(JSON.stringify(value));\nexport const config = { fps: 50 };\n';

/** What a game of 50 updates a second told in ten frames. */
const play = (t, source, frames = 10) => tell(t, head + source, ["--frames", String(frames)]);

test("the first draw() comes after the first update(), in a window too", async t => {
  const source = `${head}const state = {}; export const update = () => { state.to = { x: 1 }; }, draw = () => tell(state.to.x);`;
  for (const args of [["run", "--headless", "--frames", "1"], ["run", "--frames", "1"]]) {
    const result = await game(t, source).thaw(args, { env: { SDL_VIDEODRIVER: "dummy", SDL_AUDIODRIVER: "dummy" } });
    assertExit(result, 0);
    assert.deepEqual(told(result), [1]);
  }
});

describe("timers", { concurrency: 2 }, () => {
  test("a timer fires once, in the first update at or after its time, before update()", async t => {
    const seen = await play(t, `export const load = () => { setTimeout((...args) => tell(["timer", game.frame, ...args]), 70, "a", 2); };
      export const update = () => tell(game.frame);`, 6);
    assert.deepEqual(seen, [0, 1, 2, ["timer", 3, "a", 2], 3, 4, 5]);
  });

  test("timers fire in the order of their times, ties as they were set", async t => {
    const seen = await play(t, 'export function load() { for (const [name, ms] of [["d", 35], ["a", 5], ["b", 5], ["c", 15]]) setTimeout(tell, ms, name); }');
    assert.deepEqual(seen, ["a", "b", "c", "d"]);
  });

  test("an interval fires as often as time passes, also several times a frame", async t => {
    assert.equal((await play(t, "setInterval(() => tell(1), 5);", 3)).length, 12);
    assert.equal((await play(t, "setInterval(() => tell(1), 50);", 10)).length, 4);
  });

  test("timers can be cleared, by themselves, by others, twice and by nonsense", async t => {
    const seen = await play(t, `export function load() {
      const never = setTimeout(tell, 5, "never");
      clearTimeout(never); clearTimeout(never); clearTimeout(undefined); clearTimeout("x"); clearInterval({}); clearTimeout();
      const other = setInterval(tell, 15, "other");
      let n = 0;
      const self = setInterval(() => { tell(++n); if (n === 3) clearInterval(self); if (n === 2) clearTimeout(other); }, 10);
    }`);
    assert.deepEqual(seen, [1, "other", 2, 3]);
  });

  test("a timer set in a timer counts from that timer's time", async t => {
    const seen = await play(t, 'export const load = () => setTimeout(() => { tell("a"); setTimeout(tell, 5, "c"); setTimeout(tell, 1, "b"); }, 5);', 1);
    assert.deepEqual(seen, ["a", "b", "c"]);
  });

  test("a timer without a time, or with one in the past, fires in the next update and lets the step end", async t => {
    const seen = await play(t, `let n = 0; const again = () => { n++; setTimeout(again); };
      export function load() { setTimeout(tell, undefined, "none"); setTimeout(tell, -5, "past"); setTimeout(tell, 0, "zero"); again(); }
      export const draw = () => tell(n);`, 2);
    assert.deepEqual(seen, ["none", "past", "zero", 21, 41]);
  });

  test("a timer far away does no harm", async t => {
    assert.deepEqual(await play(t, "export const load = () => { setTimeout(tell, 1e300, 1); setInterval(tell, 2 ** 31, 2); setTimeout(tell, Number.MAX_VALUE, 3); };"), []);
  });

  test("timers live in the time of the game, which stands still between updates", async t => {
    const seen = await play(t, 'export const load = () => setTimeout(() => tell("timer"), 30), draw = () => { for (let i = 0; i < 1e5; i++); tell("draw"); };', 3);
    assert.deepEqual(seen, ["draw", "timer", "draw", "draw"]);
  });

  test("a timer set at freeze time fires after the thaw, with what it closed over", async t => {
    const seen = await play(t, 'const kept = { n: 41 }; setTimeout(add => tell([game.freezing, kept.n + add]), 30, 1); setInterval(() => kept.n++, 20);');
    assert.deepEqual(seen, [[false, 43]]);
  });

  test("the handle is a number that clears", async t => {
    assert.deepEqual(await play(t, 'export const load = () => tell([typeof setTimeout(() => {}), setTimeout(() => {}) !== setInterval(() => {})]);'), [["number", true]]);
  });

  test("hundreds of timers fire in order", async t => {
    const [seen] = await play(t, `const seen = []; for (let i = 0; i < 500; i++) setTimeout(() => seen.push(i), 1 + (i * 7919) % 97);
      setTimeout(() => tell(seen), 150);`);
    const wanted = Array.from({ length: 500 }, (_, i) => i).sort((a, b) => (1 + (a * 7919) % 97) - (1 + (b * 7919) % 97) || a - b);
    assert.deepEqual(seen, wanted);
  });
});

describe("frames and microtasks", { concurrency: 2 }, () => {
  test("an animation frame is called once, before draw(), and may draw", async t => {
    const seen = await play(t, `export const load = () => requestAnimationFrame(ms => { screen.clear("red"); tell(["frame", typeof ms, game.frame]); });
      export const draw = () => tell("draw");`, 2);
    assert.deepEqual(seen, [["frame", "number", 1], "draw", "draw"]);
  });

  test("an animation frame asked for in another comes with the next frame", async t => {
    assert.deepEqual(await play(t, "const next = () => { tell(game.frame); requestAnimationFrame(next); }; requestAnimationFrame(next);", 3), [1, 2, 3]);
  });

  test("an animation frame can be cancelled, also by one before it", async t => {
    const seen = await play(t, `export function load() {
      cancelAnimationFrame(requestAnimationFrame(() => tell("never"))); cancelAnimationFrame(0); cancelAnimationFrame("x");
      requestAnimationFrame(() => cancelAnimationFrame(second)); const second = requestAnimationFrame(() => tell("cancelled")); }`);
    assert.deepEqual(seen, []);
  });

  test("microtasks run behind each hook, before the next", async t => {
    const seen = await play(t, `export const load = () => { Promise.resolve().then(() => tell("after load")); };
      export const update = () => { queueMicrotask(() => { tell("after update"); queueMicrotask(() => tell("and its own")); }); tell("update"); };
      export const draw = () => tell("draw");`, 1);
    assert.deepEqual(seen, ["after load", "update", "after update", "and its own", "draw"]);
  });

  test("a rejection that is handled in the same turn is no fault", async t => {
    assert.deepEqual(await play(t, `export function update() { const p = Promise.reject(1); queueMicrotask(() => p.catch(() => tell("handled"))); }`, 1), ["handled"]);
  });

  test("an update that is async may draw no more once it waited", async t => {
    const result = await game(t, head + 'export async function draw() { screen.clear("red"); await null; screen.clear("blue"); }').run();
    assertExit(result, 1);
    assert.match(result.err, /main\.js:4:\d+: .*screen\.clear draws, and outside of draw\(\)/);
  });

  test("drawing outside of draw() is a fault that says so", async t => {
    for (const hook of ["load", "update", "keydown", "setTimeout"]) {
      const call = hook === "setTimeout" ? "export const load = () => setTimeout(() => screen.fillRect(0, 0, 1, 1, 'red'), 1);"
        : `export const ${hook} = () => screen.fillRect(0, 0, 1, 1, "red");`;
      const result = await game(t, { "main.js": head + call, "in.txt": "1 keydown KeyA\n" }).run(["--input", "in.txt"]);
      assertExit(result, 1);
      assert.match(result.err, /^main\.js:4:\d+: Error: screen\.fillRect draws, and outside of draw\(\) there is no frame/);
    }
  });
});

describe("structuredClone", { concurrency: 2 }, () => {
  const checks = {
    primitives: "[1, -0, NaN, Infinity, 'x', '', true, null, undefined, 10n].every(v => Object.is(structuredClone(v), v))",
    objects: "(() => { const a = { x: [1, { y: 2 }] }, b = structuredClone(a); return b !== a && b.x !== a.x && JSON.stringify(b) === JSON.stringify(a); })()",
    cycles: "(() => { const a = {}; a.self = a; a.list = [a]; const b = structuredClone(a); return b.self === b && b.list[0] === b && b !== a; })()",
    maps: "(() => { const m = structuredClone(new Map([[{ k: 1 }, new Set([1, 'a'])]])); const [[k, v]] = m; return m instanceof Map && k.k === 1 && v.has('a'); })()",
    dates: "structuredClone(new Date(5)).getTime() === 5 && structuredClone(new Date(5)) instanceof Date",
    patterns: "(() => { const r = structuredClone(/a(b)/gi); return r.source === 'a(b)' && r.flags === 'gi'; })()",
    errors: "(() => { const e = structuredClone(new RangeError('m')); return e instanceof RangeError && e.message === 'm'; })()",
    arrays: "(() => { const a = [1, , 3]; a.extra = 4; const b = structuredClone(a); return b.length === 3 && !(1 in b) && b.extra === 4; })()",
    buffers: "(() => { const a = new Float32Array([1, 2]), b = structuredClone({ a, view: new DataView(a.buffer) }); return b.a[1] === 2 && b.a.buffer === b.view.buffer && b.a !== a; })()",
    boxes: "structuredClone(Object(5)).valueOf() === 5 && typeof structuredClone(Object('s')) === 'object'",
    "own properties only": "(() => { class A { x = 1; get y() { return 2; } } const b = structuredClone(new A()); return b.constructor === Object && b.x === 1 && !('y' in b); })()",
    "wide trees": "structuredClone(Array.from({ length: 1e5 }, (_, i) => ({ i })))[99999].i === 99999",
  };
  test("values are cloned as the web does it, at freeze time and later", async t => {
    const table = Object.entries(checks).map(([name, check]) => `[${JSON.stringify(name)}, () => ${check}]`).join(",\n");
    const [top, later] = await play(t, `const table = [${table}];
      const look = () => table.map(([name, check]) => { let ok; try { ok = check(); } catch (e) { ok = String(e); } return [name, ok]; });
      const top = look(); export const load = () => { tell(top); tell(look()); };`, 1);
    const wanted = Object.keys(checks).map(name => [name, true]);
    assert.deepEqual(top, wanted);
    assert.deepEqual(later, wanted);
  });

  test("what cannot be cloned is a DataCloneError, and what a getter throws comes through", async t => {
    const [seen] = await play(t, `const no = [() => 1, Symbol("s"), { f() {} }, new WeakMap(), new WeakRef({}), Promise.resolve(), new Proxy({}, {}), [function g() {}]];
      const attempt = v => { try { structuredClone(v); return "cloned"; } catch (e) { return e.name; } };
      let thrown; try { structuredClone({ get a() { throw "mine"; } }); } catch (e) { thrown = e; }
      export const load = () => tell([no.map(attempt), thrown]);`, 1);
    assert.deepEqual(seen, [new Array(8).fill("DataCloneError"), "mine"]);
  });

  test("structuredClone without an argument is a TypeError", async t => {
    const result = await game(t, head + "structuredClone();").run();
    assertExit(result, 1);
    assert.match(result.err, /main\.js:4:1: TypeError: structuredClone/, show(result));
  });

  test("an engine's handle is cloned into something that is no handle", async t => {
    const seen = await play(t, 'export const draw = () => { try { screen.image(structuredClone({ width: 1 }), 1, 1); } catch (e) { tell(e.name); } };', 1);
    assert.deepEqual(seen, ["TypeError"]);
  });
});
