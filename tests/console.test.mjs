// console.*: one line on stderr with level and place, values as a person wants to see them; by the Console standard.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { assertExit, game, logged } from "./lib/thaw.mjs";

/** The lines that a game's load() logged. */
async function log(t, body) {
  const result = await game(t, `export function load() {\n${body}\n}`).run(["--frames", "1"]);
  assertExit(result, 0);
  assert.equal(result.out, "", "stdout is not touched");
  return logged(result);
}

/** What console.log makes of an expression; many at once, since a process costs more than a line. */
async function shown(t, expressions) {
  const lines = await log(t, Object.keys(expressions).map(each => `console.log(${each});`).join("\n"));
  assert.deepEqual(Object.fromEntries(Object.keys(expressions).map((each, i) => [each, lines[i]?.text])), expressions);
}

describe("console", { concurrency: 2 }, () => {
  test("every level is named, with the author's file and line", async t => {
    const lines = await log(t, ["debug", "log", "info", "warn", "error"].map(level => `console.${level}("a", 1);`).join("\n"));
    assert.deepEqual(lines.map(line => [line.level, line.place, line.text]), [["debug", "main.js:2", "a 1"], ["log", "main.js:3", "a 1"],
      ["info", "main.js:4", "a 1"], ["warn", "main.js:5", "a 1"], ["error", "main.js:6", "a 1"]]);
  });

  test("the place is right in other modules, callbacks, timers and at freeze time", async t => {
    const result = await game(t, {
      "main.js": 'import { say } from "./lib/say.js";\nconsole.log("top");\nexport function load() {\n  say();\n  [1].forEach(console.log);\n' +
        '  setTimeout(() => {\n    console.log("timer"); }, 1);\n}',
      "lib/say.js": '\nexport const say = () => console.log("say");\nconsole.log("lib top");',
    }).run();
    assertExit(result, 0);
    assert.deepEqual(logged(result).map(line => `${line.place} ${line.text}`),
      ["lib/say.js:3 lib top", "main.js:2 top", "lib/say.js:2 say", "main.js:5 1 0 [ 1 ]", "main.js:7 timer"]);
  });

  test("the place is relative to the working directory", async t => {
    const it = game(t, 'export const load = () => console.log("x");');
    assert.equal(logged(await it.run(["game"], { cwd: it.home }))[0].place, "game/main.js:1");
  });

  test("primitives are shown as they are, and strings without quotes", async t => {
    await shown(t, { '"a b"': "a b", "1.5": "1.5", "-0": "-0", "NaN, Infinity": "NaN Infinity", "true, null, undefined": "true null undefined",
      "10n": "10n", 'Symbol("s")': "Symbol(s)", '"ü€🙂"': "ü€🙂", '"%d"': "%d", "": "" });
  });

  test("objects are shown with their class, strings inside quoted", async t => {
    await shown(t, {
      '{ a: 1, "b c": "x" }': '{ a: 1, "b c": "x" }', "[1, [2, [3, [4]]]]": "[ 1, [ 2, [ 3, [array] ] ] ]", "[]": "[]", "{}": "{}",
      "[1,,3]": "[ 1, <empty>, 3 ]", "new (class Ship { x = 1 })": "Ship { x: 1 }", "new Map([[1, { a: 2 }]])": "Map(1) { 1 => { a: 2 } }",
      'new Set(["a"])': 'Set(1) { "a" }', "new Uint8Array(3)": "Uint8Array [ 0, 0, 0 ]", "/a+/g": "/a+/g", "new Date(0)": "1970-01-01T00:00:00.000Z",
      "new Date(NaN)": "Invalid Date", "function f() {}": "[function f]", "() => 1": "[function (anonymous)]", "class A {}": "[class A]",
      "Object.create(null)": "[null prototype] {}", "{ get a() { return 1; } }": "{ a: [getter] }", "{ [Symbol.iterator]: 1 }": "{ [Symbol(Symbol.iterator)]: 1 }",
      "Promise.resolve(1)": "Promise {}", "{ a: { b: { c: { d: 1 } } } }": "{ a: { b: { c: [Object] } } }",
      "(() => { const o = { a: 1 }; o.self = o; return o; })()": "{ a: 1, self: [circular] }",
      "new Array(150).fill(0).length": "150",
    });
  });

  test("what cannot be looked at does not end the game", async t => {
    const lines = await log(t, `
      console.log(new Proxy({}, { get() { throw 1; }, ownKeys() { throw 2; }, getPrototypeOf() { throw 3; } }));
      console.log({ toString() { throw 1; } });
      console.log(Object.assign(new Error("x"), { stack: undefined }), Object.defineProperty({}, "a", { get() { throw 1; }, enumerable: true }));
      const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); console.log(proxy);
      const error = new Error("e"); Object.defineProperty(error, "stack", { get() { throw 1; } }); console.log(error);
      console.log("%s %d %i %f %o %O", Symbol("a"), Symbol("b"), Symbol("c"), 1n, proxy, proxy);`);
    assert.equal(lines.length, 6);
  });

  test("an error is shown with its stack and without the engine's frames", async t => {
    const [first, second] = await log(t, 'console.log(new TypeError("bad"));\nconsole.error("it was", new Error("worse"));');
    assert.match(first.text, /^TypeError: bad\n +at .*load.*main\.js:2:13\)/);
    assert.match(second.text, /^it was Error: worse\n +at .*main\.js:3:/);
    assert.doesNotMatch(first.text + second.text, /thaw:/);
  });

  test("an error's cause and the errors of an AggregateError are shown", async t => {
    const [first, second] = await log(t, 'console.log(new Error("outer", { cause: new Error("inner") }));\nconsole.log(new AggregateError([new Error("one")], "many"));');
    assert.match(first.text, /outer[\s\S]*inner/);
    assert.match(second.text, /many[\s\S]*one/);
  });

  test("formats replace %s %d %i %f %o %O %c and %%", async t => {
    await shown(t, { '"%s is %d years", "Ann", 3.5': "Ann is 3.5 years", '"%i %f", 3.7, 2.5': "3 2.5", '"%o %O", [1], { a: 1 }': "[ 1 ] { a: 1 }",
      '"%c styled", "color: red"': " styled", '"100%% %s", "sure"': "100% sure", '"%s"': "%s", '"%s and", 1, 2': "1 and 2", '"%s", "%d", 3': "%d 3",
      '"%x %s", 1': "%x 1", '1, "%s", 2': "1 %s 2", '"%d %i", "x", {}': "NaN NaN" });
  });

  test("groups indent every line until they end", async t => {
    const lines = await log(t, 'console.group("one"); console.log("a\\nb"); console.groupCollapsed(); console.warn("c"); console.groupEnd();\n' +
      'console.groupEnd(); console.groupEnd(); console.log("d");');
    assert.deepEqual(lines.map(line => line.text), ["one", "  a\n  b", "    c", "d"]);
  });

  test("count, countReset, time, timeLog and timeEnd follow the standard", async t => {
    const lines = await log(t, `console.count(); console.count(); console.count("x"); console.countReset(); console.count();
      console.time("t"); console.timeLog("t", "so far"); console.timeEnd("t"); console.timeEnd("t");`);
    assert.deepEqual(lines.map(line => `${line.level} ${line.text}`), ["log default: 1", "log default: 2", "log x: 1", "log default: 1",
      "log t: 0.000 ms so far", "log t: 0.000 ms", 'warn there is no timer "t"']);
  });

  test("assert speaks only of what is false", async t => {
    const lines = await log(t, 'console.assert(true, "no"); console.assert(false); console.assert(0, "n is %d", 3);');
    assert.deepEqual(lines.map(line => `${line.level} ${line.text}`), ["error assertion failed", "error assertion failed: n is 3"]);
  });

  test("trace tells how it was reached", async t => {
    const [line] = await log(t, 'function inner() { console.trace("here"); }\ninner();');
    assert.match(line.text, /here\n.*inner.*main\.js:2:\d+.*\n.*load.*main\.js:3:\d+/);
    assert.doesNotMatch(line.text, /thaw:/);
  });

  test("dir shows one value, and table lays rows out", async t => {
    const lines = await log(t, 'console.dir("text"); console.table([{ a: 1, b: "x" }, { a: 22 }]); console.table(new Map([["k", 5]])); console.table(7);');
    assert.equal(lines[0].text, '"text"');
    assert.deepEqual(lines[1].text.trim().split("\n"), ["(index)  a   b", "-------  --  ---", '0        1   "x"', "1        22"]);
    assert.match(lines[2].text, /"k" +5/);
    assert.equal(lines[3].text, "7");
  });

  test("long things are cut: many items, deep objects, wide objects over several lines", async t => {
    const lines = await log(t, 'console.log(new Array(1000).fill(7)); console.log(Object.fromEntries(Array.from({ length: 30 }, (_, i) => ["key" + i, i])));');
    assert.match(lines[0].text, /… 900 more/);
    assert.ok(lines[1].text.split("\n").length > 25);
  });

  test("control characters do not reach the terminal", async t => {
    const result = await game(t, 'export const load = () => console.log("a\\x1b[31mb\\x00c\\rd\\x07\\x9b31m");').run();
    assertExit(result, 0);
    assert.doesNotMatch(result.err, /[\x00-\x08\x0b-\x1f\x7f\x80-\x9f]/);
  });

  test("a million letters in one line arrive", async t => {
    const [line] = await log(t, 'console.log("x".repeat(1e6));');
    assert.equal(line.text.length, 1e6);
  });

  test("what is logged at freeze time arrives whole, however long", async t => {
    const result = await game(t, 'console.log("y".repeat(1e5)); console.log("#hash", 1); console.log("after"); export function draw() {}').run();
    assertExit(result, 0);
    assert.deepEqual(logged(result).map(line => line.text.length > 20 ? line.text.length : line.text), [1e5, "#hash 1", "after"]);
  });

  test("a logged line that starts with # is a line like any other at freeze time", async t => {
    const result = await game(t, 'console.log("list\\n# one\\n# two"); console.log("after"); export function draw() {}').run();
    assertExit(result, 0);
    assert.deepEqual(logged(result).map(line => line.text), ["list\n# one\n# two", "after"]);
  });

  test("lone halves of surrogate pairs do not end the game", async t => {
    assert.equal((await log(t, 'console.log("\\ud800 x");'))[0].text, "\ufffd x");
  });

  test("console itself is the standard's: functions that need no this", async t => {
    const [line] = await log(t, 'const { log } = console; log(typeof console.groupCollapsed, Object.keys(globalThis).includes("console"));');
    assert.equal(line.text, "function false");
  });
});
