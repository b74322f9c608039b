// What a game may have of everything: each limit is named, is an error that the script can catch, and the game goes on; and recursion without
// end is a RangeError wherever it happens.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { assertExit, game, show } from "./lib/thaw.mjs";

/** What console.log wrote, without the engine's own warnings. */
const logs = result => [...result.err.matchAll(/^log +main\.js:\d+ (.*)$/gm)].map(([, text]) => text);

const imports = 'import { Sprites, canvas, game, screen } from "thaw";\nconst dot = canvas(1, 1);\n';
const full = name => new RegExp(`^RangeError ${name}: the draw list is full \\(4194304 words a frame`);

/** What is asked for without end → [the hook, what does it, the error as name and message] */
const limits = {
  "rectangles": ["draw", 'for (;;) screen.fillRect(0, 0, 1, 1, "red")', full("screen.fillRect")],
  "images": ["draw", "for (;;) screen.image(dot, 0, 0)", full("screen.image")],
  "letters": ["draw", 'screen.text("x".repeat(1e7), 0, 0)', full("screen.text")],
  "triangles": ["draw", "for (;;) screen.triangles(new Float32Array(6000))", full("screen.triangles")],
  "clips": ["draw", "for (;;) screen.clip(0, 0, 1, 1)", full("screen.clip")],
  "targets": ["draw", "for (;;) { screen.target(dot); screen.target(); }", full("screen.target")],
  "timers": ["load", "for (;;) setTimeout(() => {}, 1e6)", /^RangeError setTimeout: 100000 callbacks wait already/],
  "intervals": ["load", "for (;;) setInterval(() => {}, 1e6)", /^RangeError setInterval: 100000 callbacks wait already/],
  "animation frames": ["load", "for (;;) requestAnimationFrame(() => {})", /^RangeError requestAnimationFrame: 100000 callbacks wait already/],
  "canvases": ["load", "for (;;) canvas(1, 1)", /^RangeError canvas: there are 4096 of them already/],
  "large canvases": ["load", "for (;;) canvas(4096, 4096)", /^RangeError canvas: all of them together would take more than 1 GB/],
  "saved texts": ["load", 'for (let i = 0; ; i++) localStorage.setItem("k" + i, "x".repeat(1e5))', /^QuotaExceededError localStorage.setItem: a game may save 5242880 bytes/],
  "saved names": ["load", 'for (let i = 0; ; i++) localStorage.setItem("k" + i, "")', /^QuotaExceededError/],
  "sprites": ["load", "const k = []; for (;;) k.push(new Sprites(dot, 500000))", /^RangeError Array buffer allocation failed/],
  "bytes of a text": ["load", 'const k = [], long = "x".repeat(1e7); for (;;) k.push(new TextEncoder().encode(long))', /^RangeError Array buffer allocation failed/],
  "bytes": ["load", "const k = []; for (;;) k.push(new Uint8Array(1 << 20))", /^RangeError Array buffer allocation failed/],
};

async function caught(t, hook, body, args = []) {
  const result = await game(t, `${imports}export function ${hook}() {\n  try { ${body}; } catch (e) { console.log(e.name, e.message); }\n}
export function update() { console.log("went on"); }`).run(["--frames", "3", "--max-heap", "64", "--script-limit", "60", ...args]);
  assertExit(result, 0);
  assert.equal(logs(result).filter(text => text === "went on").length, 3, show(result));
  return logs(result).filter(text => text !== "went on");
}

describe("a game that never has enough", { concurrency: 2 }, () => {
  for (const [what, [hook, body, error]] of Object.entries(limits))
    test(`of ${what} gets an error and goes on`, async t => assert.match((await caught(t, hook, body))[0], error));

  test("of letters to measure has none of their room held", async t => {
    const lines = await caught(t, "load", 'for (let i = 0; i < 3; i++) screen.measure("x".repeat(1e7 + i)); new Uint8Array(6e7); console.log("free")');
    assert.deepEqual(lines, ["free"]);
  });

  test("of cleared timers keeps none of them", async t => {
    const lines = await caught(t, "load", "for (let i = 0; i < 500000; i++) clearTimeout(setTimeout(() => {}, 1e6)); setTimeout(() => console.log('fired'), 1)");
    assert.deepEqual(lines, ["fired"]);
  });

  test("of letters on the console gets them cut", async t => {
    const [line] = await caught(t, "load", 'console.log("x".repeat(1e7))');
    assert.ok(line.length < 1000100);
    assert.match(line, /x… 9000000 more letters$/);
  });

  test("of console groups is indented no further", async t => {
    const lines = await caught(t, "load", "for (let i = 0; i < 1000; i++) console.group(); console.log('deep'); for (let i = 0; i < 999; i++) console.groupEnd(); console.log('one'); console.groupEnd(); console.log('none')");
    assert.deepEqual(lines.map(line => [line.length - line.trimStart().length, line.trim()]), [[64, "deep"], [2, "one"], [0, "none"]]);
  });
});

/** Where recursion has no end → [what does it, the name of what is caught] */
const recursions = {
  "an option's getter": ['const o = { get alpha() { screen.measure("x", o); return 1; }, get size() { screen.measure("x", o); return 1; } }; screen.measure("x", o)', /^RangeError/],
  "toString": ["const o = { toString() { return '' + o; } }; '' + o", /^RangeError/],
  "toString at a native call": ["const o = { toString() { return localStorage.getItem(o); } }; localStorage.getItem(o)", /^(RangeError|TypeError localStorage)/],
  "a Proxy's trap": ["const p = new Proxy({}, { get(o, key, self) { return self.x; } }); p.x", /^RangeError/],
  "a chain of Proxies": ["let p = {}; for (let i = 0; i < 1e5; i++) p = new Proxy(p, {}); p.x", /^RangeError/],
  "JSON.stringify": ["let o = {}; for (let i = 0; i < 1e5; i++) o = { o }; JSON.stringify(o)", /^RangeError/],
  "a clone": ["let o = {}; for (let i = 0; i < 1e5; i++) o = { o }; structuredClone(o)", /^(RangeError|DataCloneError)/],
  "a sort's comparison": ["const f = () => { [1, 2].sort(f); return 0; }; f()", /^RangeError/],
  "flat": ["let a = []; for (let i = 0; i < 1e5; i++) a = [a]; a.flat(Infinity)", /^RangeError/],
  "an event's listener": ["const e = new EventTarget(); e.addEventListener('a', () => e.dispatchEvent(new Event('a'))); e.dispatchEvent(new Event('a'))", /^RangeError/],
  "import()": ['const f = () => { import("./main.js"); f(); }; f()', /^RangeError/],
  "a source for eval": ['eval("(".repeat(1e5))', /^(RangeError|SyntaxError)/],
  "a regular expression": ['new RegExp("(".repeat(1e5) + ")".repeat(1e5))', /^(RangeError|SyntaxError)/],
};

describe("recursion without end is an error", { concurrency: 2 }, () => {
  for (const [where, [body, error]] of Object.entries(recursions))
    test(`in ${where}`, async t => {
      const draws = /^an option|^import/.test(where), top = draws ? "" : `let at = "none";\ntry { ${body}; } catch (e) { at = e.name + " " + e.message; }\n`;
      const result = await game(t, `${imports}${top}${draws ? "" : "export function load() { console.log(at); }\n"}
export function draw() { try { ${body}; } catch (e) { console.log(e.name, e.message); } }
export function update() { Promise.resolve().then(() => { ${body}; }).catch(e => console.log(e.name, e.message)); }`).run(["--frames", "1"]);
      assertExit(result, 0);
      const lines = logs(result);
      assert.equal(lines.length, draws ? 2 : 3, show(result));
      // localStorage is no call of freeze time: the error that says so will do
      for (const line of lines) assert.match(line, /run time|freez/.test(line) ? /Error/ : error, show(result));
    });

  test("at top level, where it is a fault when nobody catches it", async t => {
    const result = await game(t, "function f() {\n  f();\n}\nf();").run();
    assertExit(result, 1);
    assert.match(result.err, /main\.js:\d+:\d+: RangeError: Maximum call stack size exceeded/, show(result));
  });
});
