// TypeScript: what of it runs, whose lines faults and debuggers are told, and what is said without esbuild.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { client, debugged, next } from "./lib/debug.mjs";
import { assertFault, unmark } from "./lib/fault.mjs";
import { counting, play as watched } from "./lib/restart.mjs";
import { assertExit, game, house, logged, show, told } from "./lib/thaw.mjs";

const head = "const tell = (value: unknown) => console.log(JSON.stringify(value));\n";

/** A game with the tests' own esbuild installed in its folder. */
function typed(t, files) {
  const it = game(t, files);
  fs.mkdirSync(it.file("node_modules"), { recursive: true });
  for (const name of ["esbuild", "@esbuild"]) fs.symlinkSync(path.join(house, "tests/node_modules", name), it.file(`node_modules/${name}`));
  return it;
}

async function play(t, main, files = {}) {
  const result = await typed(t, { ...files, "main.ts": head + main }).run();
  assertExit(result, 0);
  return told(result);
}

describe("TypeScript", { concurrency: 2 }, () => {
  test("types, enums, parameter properties, generics, satisfies and decorators run", async t => {
    const seen = await play(t, `enum Kind { A = 2, B } const enum Quick { X = 7 } interface Point { x: number; y?: number } type Both = Point & { z: string };
      namespace Inner { export const one = 1; } abstract class Base<T> { constructor(protected readonly value: T, private n = 1) {} abstract get(): T; }
      class Box extends Base<number> { declare hidden: string; get() { return this.value!; } } function over(a: string): string; function over(a: number): number; function over(a: any) { return a; }
      const both = { x: 1, z: "z" } satisfies Both as Both; function mark(target: unknown, context: { name: string | symbol }) { seen.push(String(context.name)); } const seen: string[] = [];
      class Marked { @mark method() {} } new Marked(); let later!: number; later = <number>over(3);
      tell([Kind.B, Kind[2], Quick.X, Inner.one, new Box(4).get(), both.z, later, seen, Object.keys(new Box(1))]);`);
    assert.deepEqual(seen, [[3, "A", 7, 1, 4, "z", 3, ["method"], ["value", "n"]]]);
  });

  test("imports: .ts, the .js that it becomes, no ending, a folder, JavaScript, types alone", async t => {
    const seen = await play(t, `import { a } from "./a.ts"; import { a as a2 } from "./a.js"; import { a as a3 } from "./a"; import { b } from "./lib"; import { c } from "./c.js"; import { m } from "./m.mjs";
      import type { T } from "./types"; import { U } from "./gone"; const t: T | U = 1; tell([a === a2, a === a3, b, c, m, t]);`, {
      "a.ts": "export const a: object = {};", "lib/index.ts": "export const b = 'b' as const;", "c.js": "export { d as c } from './d.ts';", "d.ts": "export const d: number = 5;",
      "m.mts": "export const m: string = 'm';", "types.ts": "export type T = number;" });
    assert.deepEqual(seen, [[true, true, "b", 5, "m", 1]]);
  });

  test("a .ts file by itself, packages, and import.meta", async t => {
    const it = typed(t, { "play.ts": `${head}import p from "p"; tell([p, import.meta.filename]); export function load(): void { tell(import.meta.url.endsWith("/play.ts")); }`,
      "node_modules/p/package.json": '{ "exports": "./a.mjs" }', "node_modules/p/a.mjs": 'export default "p";' });
    const result = await it.run(["play.ts"]);
    assertExit(result, 0);
    assert.deepEqual(told(result), [["p", it.file("play.ts")], true]);
  });

  test("import() of TypeScript at freeze time and in the running game", async t => {
    const seen = await play(t, 'const { a } = await import("./a"); tell(a); export async function load() { const { b } = await import("./b.ts"); tell(b); try { await import("./bad"); } catch (e) { tell((e as Error).message); } }', {
      "a.ts": "export const a: number = 1;", "b.ts": "export const b: number = 2;", "bad.ts": "\nlet x: = 1;" });
    assert.deepEqual(seen.slice(0, 2), [1, 2]);
    assert.match(seen[2], /^bad\.ts:2:8: Unexpected "="/);
  });

  test("a changed .ts is noticed at the next start, an unchanged one comes from the cache", async t => {
    const it = typed(t, { "main.ts": `${head}import { a } from "./a"; export const load = (): void => tell(a);`, "a.ts": "export const a: number = 1;" });
    await it.run();
    const cached = await it.run(["--timings"]);
    assert.match(cached.err, /"step":"cached"/);
    it.write({ "a.ts": "export const a: number = 2;" });
    assert.deepEqual(told(await it.run()), [2]);
  });

  test("a frozen file runs where there is neither esbuild nor a source", async t => {
    const it = typed(t, { "main.ts": `${head}interface Gone {\n a: 1;\n}\n\nexport const load = (): void => tell("frozen");\nexport function update(): void {\n  throw new Error("late");\n}\n` });
    assertExit(await it.thaw(["freeze", ".", "-o", "x.thaw"]), 0);
    for (const name of ["node_modules", "main.ts"]) fs.rmSync(it.file(name), { recursive: true });
    const result = await it.run(["x.thaw"]);
    assertExit(result, 1);
    assert.match(result.err, /^log +main\.ts:1 "frozen"$/m);
    assert.match(result.err, /^main\.ts:8:3: Error: late\n  at update \(main\.ts:8:9\)$/m);
  });
});

describe("places in TypeScript", { concurrency: 2 }, () => {
  const types = "interface A {\n  a: number;\n}\ntype B = A | null;\n\n";
  /** title → [files, message, frames] */
  const faults = {
    "a syntax error": [{ "main.ts": "const a: number = 1;\nexport let x: string ‹y;\n" }, 'SyntaxError: Expected ";" but found "y"'],
    "a syntax error behind letters of any script": [{ "main.ts": "let ü = 'ü€🙂'; const ‹;" }, 'SyntaxError: Expected identifier but found ";"'],
    "a syntax error in an imported file": [{ "main.ts": 'import "./lib/b";', "lib/b.ts": `${types}  foo(‹];` }, 'SyntaxError: Unexpected "]"'],
    "a throw at the top level": [{ "main.ts": `${types}const b: B = null;\nconsole.log((b as any).‹a);` }, "TypeError: Cannot read properties of null (reading 'a')"],
    "a throw in update, with frames": [{ "main.ts": `${types}import { f } from "./b";\nexport function update(dt: number): void {\n  f({ a: dt });\n}`,
      "b.ts": `${types}export function f(a: A): void {\n  if (a.a >= 0)\n    ‹throw new RangeError("boo");\n}` }, "RangeError: boo", ["at f (b.ts:8:11)", "at update (main.ts:8:3)"]],
    "an import that fails": [{ "main.ts": `${types}export {};\nimport * as x from ‹"./nowhere.js";\nconsole.log(x);` }, "there is no file nowhere.js"],
    "an export that is missing": [{ "main.ts": `${types}import { ‹nope } from "./a";\nconsole.log(nope);`, "a.ts": "export const a: number = 1;" }, "does not provide an export named 'nope'"],
    "an await that never settles": [{ "main.ts": `${types}export {};\nawait ‹new Promise<void>(() => {});` }, "top-level await never settles"],
    "an unhandled rejection": [{ "main.ts": `${types}void Promise.reject(‹new Error("nobody"));` }, "nobody"],
    "what cannot be frozen": [{ "main.ts": `${types}export const f: Intl.NumberFormat = ‹new Intl.NumberFormat("de");` }, "Intl.NumberFormat cannot be frozen"],
  };
  for (const [title, [marked, message, frames]] of Object.entries(faults))
    test(`${title} is told in the author's lines`, async t => {
      const { files, mark } = unmark(marked), result = await typed(t, files).run();
      assertFault(result, { message, frames, mark });
    });

  test("console.* names the author's lines, and so do the stacks of errors", async t => {
    const it = typed(t, { "main.ts": `${types}console.log("top");\nexport function load(): void {\n  const e: Error = new Error("shown");\n  console.warn(e);\n  console.trace("here");\n}` });
    const lines = logged(await it.run());
    assert.deepEqual(lines.map(line => line.place), ["main.ts:6", "main.ts:9", "main.ts:10"]);
    assert.match(lines[1].text, /main\.ts:8:20\)/);
    assert.match(lines[2].text, /main\.ts:10:11\)/);
  });

  test("a debugger gets the source map, with the TypeScript in it", async t => {
    const source = `${types}export function update(dt: number): void {\n  if (dt < 0) console.log("never");\n}\n`;
    const it = typed(t, { "main.ts": source });
    const cdp = await client(t, await debugged(t, {}, { option: "--inspect-wait", args: [it.folder] }));
    const script = next(cdp, "Debugger.scriptParsed", event => event.url.endsWith("/main.ts"));
    await cdp.Debugger.enable();
    const [, json] = /^data:application\/json;base64,(.*)$/.exec((await script).sourceMapURL);
    const map = JSON.parse(Buffer.from(json, "base64"));
    assert.deepEqual(map.sources, ["main.ts"]);
    assert.deepEqual(map.sourcesContent, [source]);
  });
});

describe("without esbuild", { concurrency: 2 }, () => {
  test("one sentence tells how to install it, and where", async t => {
    const it = game(t, { "main.js": 'import "./lib/a.ts";', "lib/a.ts": "" }), result = await it.run();
    assertExit(result, 1);
    assert.ok(result.err.includes(`lib/a.ts: TypeScript is made JavaScript by esbuild, which is not installed; in the game's folder, ${it.folder}, type: npm install --save-dev esbuild`), show(result));
  });

  test("a watched game heals when esbuild is installed, and restarts for each save of its TypeScript", async t => {
    const child = await watched(t, { "main.js": counting("old"), "a.ts": "export const version: string = 'one';" });
    child.save("main.js", counting("new", { top: 'import { version } from "./a.ts";', load: "tell({ load: version });" }));
    await child.says(/TypeScript is made JavaScript by esbuild, which is not installed/);
    await child.goesOn("old");
    fs.mkdirSync(child.game.file("node_modules"));
    for (const name of ["@esbuild", "esbuild"]) fs.symlinkSync(path.join(house, "tests/node_modules", name), child.game.file(`node_modules/${name}`));
    await child.runs("one");
    child.save("a.ts", "export const version: string = ;");
    await child.says(/^a\.ts:1:32: SyntaxError: Unexpected ";"/);
    child.save("a.ts", "interface A {}\nexport const version: string = 'two';");
    await child.runs("two");
    child.save("b.ts", "export const version = 'three';");
    child.save("a.ts", "export { version } from './b';");
    await child.runs("three");
    child.save("b.ts", "export const version = 'four';");
    await child.runs("four");
  });

  test("an esbuild that cannot run, fails, or gives nothing is told", async t => {
    const it = game(t, { "main.ts": "export {};", "node_modules/.bin/esbuild": "#!/bin/sh\necho broken >&2\nexit 3\n" });
    fs.chmodSync(it.file("node_modules/.bin/esbuild"), 0o755);
    assert.match((await it.run()).err, /^main\.ts: Error: esbuild: broken$/m);
    it.write({ "node_modules/.bin/esbuild": "#!/nowhere/sh\n" });
    assert.match((await it.run()).err, /cannot run .*esbuild: No such file/);
    it.write({ "node_modules/.bin/esbuild": "#!/bin/sh\ncat; echo '//# sourceMappingURL=data:application/json;base64,e30K!!'\n", "main.ts": "export function update() { null.x; }" });
    assert.match((await it.run()).err, /^main\.ts:1:33: TypeError/m);
  });
});
