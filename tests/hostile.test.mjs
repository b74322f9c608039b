// Scripts that try, on purpose or not, to take the process down: each ends in a sentence or goes on, and none in a signal.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { describe, test } from "node:test";
import { assertExit, binary, game, logged } from "./lib/thaw.mjs";

/** Runs main.js for some frames; it must end with `code`, and gives what it said. */
async function plays(t, source, code = 0, frames = "30") {
  const result = await game(t, typeof source === "string" ? { "main.js": source, "x.js": "export const x = 1;" } : source)
    .run(["--frames", frames]);
  assertExit(result, code);
  return result;
}

describe("a script cannot take the process down", () => {
  test("by work that V8 finishes between frames", async t => {
    const result = await plays(t, `import { game } from "thaw";
      export async function load() {
        try { await WebAssembly.compile(new Uint8Array(3)); } catch (e) { console.log(e.name); game.quit(); } }`, 0, "1000000000");
    assert.deepEqual(logged(result).map(line => line.text), ["CompileError"]);
  });

  test("by finalizers", async t => {
    await plays(t, `let r, n = 0; export function load() { r = new FinalizationRegistry(() => n++); for (let i = 0; i < 1000; i++) r.register({}, i); }
      export function update() { const a = []; for (let i = 0; i < 1e5; i++) a.push({}); }`);
  });

  test("by import() on a full stack", async t => {
    await plays(t, `let n = 0; function f() { n++; import("./x.js").catch(() => {}); f(); }
      export function load() { try { f(); } catch (e) { console.log(e instanceof RangeError); } }`);
  });

  test("by a setter on the prototype of errors", async t => {
    await plays(t, `Object.defineProperty(Error.prototype, "name", { get() { return "E"; }, set() { throw 1; } });
      export function load() { try { structuredClone(() => 1); } catch {} }`);
  });

  for (const spoiled of ["Object.preventExtensions(Array.prototype)", "Object.freeze(Array.prototype)", "Object.freeze(String.prototype)",
    "Object.freeze(Error)", "Object.freeze(globalThis)", "delete Array.prototype[Symbol.unscopables]", "Object.freeze(Intl)",
    "Object.freeze(Array.prototype[Symbol.unscopables])"])
    test(`by ${spoiled} at top level`, async t => {
      const result = await game(t, `${spoiled};\nexport function draw() {}`).run();
      assert.equal(result.signal, null);
      assert.ok(result.code === 0 || (result.code === 1 && /was frozen or removed at top level|cannot freeze/.test(result.err)), result.err);
    });

  test("by a hundred thousand promises that are rejected and handled at once", async t => {
    await plays(t, `export function load() { Array.from({ length: 100000 }, () => Promise.reject(1)).forEach(p => p.catch(() => {})); }`);
  });

  test("by five thousand timers", async t => {
    const result = await plays(t, `let n = 0; export function load() { for (let i = 0; i < 5000; i++) setInterval(() => n++, 1); }
      export function quit() {} export function update() { globalThis.n = n; if (n > 5000) clearTimeout(1); }`, 0, "5");
    assert.equal(result.err, "");
  });

  test("by a path of ten million letters", async t => {
    const result = await game(t, 'import { text } from "thaw"; text("x".repeat(1e7));').run();
    assertExit(result, 1);
  });

  test("by a module that calls itself something else", async t => {
    const result = await game(t, "export function load() { null.x; }\n//# sourceURL=elsewhere.js\n").run();
    assertExit(result, 1);
    assert.match(result.err, /TypeError/);
  });
});

describe("the process", () => {
  for (const [name, stream] of [["input", "0<&-"], ["output", "1>&-"], ["error output", "2>&-"]])
    test(`runs with its standard ${name} closed`, async t => {
      const it = game(t, "export function draw() {}");
      const { status, signal } = spawnSync("/bin/sh", ["-c", `exec "$@" ${stream}`, "sh", binary, "run", ".", "--headless", "--frames", "1"],
        { cwd: it.folder, env: it.env() });
      assert.deepEqual([status, signal], [0, null]);
    });

  test("leaves a pipe a pipe", async t => {
    const it = game(t, "export function draw() {}");
    spawnSync("mkfifo", [it.file("pipe")]);
    const result = await it.thaw(["freeze", ".", "-o", "pipe"]);
    assertExit(result, 3);
    assert.match(result.err, /pipe/);
    assert.ok(fs.statSync(it.file("pipe")).isFIFO());
  });

  test("writes through a link and leaves it", async t => {
    const it = game(t, "export function draw() {}");
    fs.writeFileSync(it.file("real.png"), "");
    fs.symlinkSync("real.png", it.file("link.png"));
    assertExit(await it.run(["--screenshot", "link.png"]), 0);
    assert.ok(fs.lstatSync(it.file("link.png")).isSymbolicLink());
    assert.ok(fs.statSync(it.file("real.png")).size > 0);
  });

  test("restarts a game whose cache is gone", async t => {
    const it = game(t, `import { game } from "thaw"; import "./x.js";
      export function update() { if (game.restarted) game.quit(7); else if (game.frame === 50) game.restart(); }`);
    it.write({ "x.js": "" });
    const child = it.start(["run", "--headless", "--frames", "100000000"]);
    for (const file of it.cached()) fs.rmSync(file);
    assertExit(await child.ended, 7);
  });

  test("gives a packed game its own data at run time", async t => {
    const it = game(t, { "main.js": 'import { json } from "thaw"; json("l.json"); export function load() { console.log(json("l.json").a); }', "l.json": '{"a":5}' });
    assertExit(await it.thaw(["freeze", ".", "-o", "../moved.thaw"]), 0);
    fs.rmSync(it.folder, { recursive: true });
    const result = await it.thaw(["run", "moved.thaw", "--headless", "--frames", "1"], { cwd: it.home });
    assertExit(result, 0);
    assert.equal(logged(result)[0].text, "5");
  });
});
