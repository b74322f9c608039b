// Modules: what can be imported and how, and what of a heap lives on after the freeze.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { assertExit, game, tell, told } from "./lib/thaw.mjs";

const head = "const tell = value => console.log(JSON.stringify(value));\n";

/** What the modules told, main.js having a tell(). */
const play = (t, main, others = {}, args = ["--frames", "2"]) => tell(t, { ...others, "main.js": head + main }, args);

describe("imports", { concurrency: 2 }, () => {
  test("named, default, namespace and re-exported names arrive", async t => {
    const seen = await play(t, `import one, { two as zwei } from "./a.js"; import * as all from "./deep/b.js"; import "./c.js";
      tell([one, zwei, Object.keys(all), all.inner.two, all.default, globalThis.side]);`, {
      "a.js": "export default 1; export const two = 2;",
      "deep/b.js": 'export * from "../a.js"; export * as inner from "../a.js"; export { default } from "../a.js"; export let three = 3;',
      "c.js": "globalThis.side = true;",
    });
    assert.deepEqual(seen, [[1, 2, ["default", "inner", "three", "two"], 2, 1, true]]);
  });

  test("bindings are live, and a cycle works as in the standard", async t => {
    const seen = await play(t, `import { count, add } from "./a.js"; add(); add(); tell(count);
      export const load = () => { add(); tell(count); };`, {
      "a.js": 'import { more } from "./b.js"; export let count = 0; export function add() { count = more(count); }',
      "b.js": 'import { count, add } from "./a.js"; export function more(n) { return n + 1 + (typeof add === "function" && count === n ? 0 : 100); }',
    });
    assert.deepEqual(seen, [2, 3]);
  });

  test("a cycle that is read too early is a ReferenceError with its place", async t => {
    const result = await game(t, { "main.js": 'import "./a.js"; export const x = 1;', "a.js": 'import { x } from "./main.js";\nconsole.log(x);' }).run();
    assertExit(result, 1);
    assert.match(result.err, /^a\.js:2:\d+: ReferenceError: Cannot access 'x' before initialization/m);
  });

  test("modules are evaluated once, imports first, in order", async t => {
    const seen = await play(t, 'import "./a.js"; import "./b.js"; import "./a.js"; tell(globalThis.order + "m");', {
      "a.js": 'import "./c.js"; globalThis.order += "a";', "b.js": 'import "./c.js"; globalThis.order += "b";', "c.js": 'globalThis.order = (globalThis.order ?? "") + "c";',
    });
    assert.deepEqual(seen, ["cabm"]);
  });

  test("400 modules are frozen and thawed", async t => {
    const files = {};
    for (let i = 0; i < 400; i++)
      files[`m/${i}.js`] = i ? `import { sum as a } from "./${i - 1}.js"; import { sum as b } from "./${i >> 1}.js"; export const sum = a + 1; export const half = () => b;` : "export const sum = 0;";
    assert.deepEqual(await play(t, 'import { sum, half } from "./m/399.js"; export const load = () => tell([sum, half()]);', files), [[399, 199]]);
  });

  test("relative, absolute and file: specifiers of one file are one module", async t => {
    const it = game(t, { "a.js": "export const token = {};", "sub/d.js": "" });
    it.write({ "main.js": `${head} import { token as a } from "./a.js"; import { token as b } from "./sub/../a.js"; import { token as c } from ${JSON.stringify(it.file("a.js"))};
      import { token as d } from ${JSON.stringify(pathToFileURL(it.file("a.js")).href)}; import { token as e } from ".//a.js"; tell([a === b, a === c, a === d, a === e]);` });
    const result = await it.run();
    assertExit(result, 0);
    assert.deepEqual(told(result), [[true, true, true, true]]);
  });

  test("a symbolic link is the file that it leads to", async t => {
    const it = game(t, { "real/a.js": 'export { b } from "./b.js"; export const url = import.meta.url;', "real/b.js": "export const b = {};" });
    fs.symlinkSync("real/a.js", it.file("link.js"));
    fs.symlinkSync("real", it.file("folder"));
    it.write({ "main.js": `${head} import * as a from "./link.js"; import * as b from "./folder/a.js"; import { b as c } from "./real/b.js";
      tell([a === b, a.b === c, a.url]);` });
    const result = await it.run();
    assertExit(result, 0);
    assert.deepEqual(told(result), [[true, true, pathToFileURL(it.file("real/a.js")).href]]);
  });

  test("names with blanks, letters of any script, % and # can be imported", async t => {
    const names = ["with blank.js", "ü€🙂.js", "100%25.js", "a%20b.js", "hash#tag.js", "what?.js", "a+b&c=d.js", "it's.js", "back\\slash.js", "[x]{y}.js"];
    const it = game(t, Object.fromEntries(names.map(name => [name, `export default ${JSON.stringify(name)}; export const { url, filename } = import.meta;`])), "a ü% folder#1");
    const lines = names.map((name, i) => `import n${i}, * as m${i} from ${JSON.stringify(pathToFileURL(it.file(name)).href)};`);
    it.write({ "main.js": `${head}${lines.join("\n")}\ntell([${names.map((_, i) => `[n${i}, m${i}.url, m${i}.filename]`)}]);` });
    const result = await it.run();
    assertExit(result, 0);
    assert.deepEqual(told(result)[0].map(([name, , file]) => [name, file]), names.map(name => [name, it.file(name)]));
    for (const [name, url] of told(result)[0]) assert.equal(decodeURIComponent(new URL(url).pathname), it.file(name));
  });

  test("in a relative specifier % escapes, as in the web and Node", async t => {
    const seen = await play(t, 'import a from "./a%20b.js"; import c from "./with blank.js"; tell([a, c]);', { "a b.js": "export default 1;", "with blank.js": "export default 2;" });
    assert.deepEqual(seen, [[1, 2]]);
  });

  test("import.meta tells url, filename and dirname, at freeze time and later, in every module", async t => {
    const it = game(t, {
      "main.js": `${head} import { meta } from "./sub/a.js"; const top = { ...import.meta }; tell([top, meta()]);
        export const load = () => tell([{ url: import.meta.url, filename: import.meta.filename, dirname: import.meta.dirname }, meta()]);`,
      "sub/a.js": "export const meta = () => ({ ...import.meta });",
    });
    const result = await it.run();
    assertExit(result, 0);
    const meta = name => ({ url: pathToFileURL(it.file(name)).href, filename: it.file(name), dirname: path.dirname(it.file(name)) });
    const [top, later] = told(result);
    assert.deepEqual(top, [meta("main.js"), meta("sub/a.js")]);
    assert.deepEqual(later, top);
  });

  test("import.meta that is first asked for after the thaw is right", async t => {
    const it = game(t, `${head} export const load = () => tell([import.meta.url, import.meta.dirname]);`), result = await it.run();
    assertExit(result, 0);
    assert.deepEqual(told(result), [[pathToFileURL(it.file("main.js")).href, it.folder]]);
  });

  test("a syntax of our time is understood", async t => {
    const seen = await play(t, `class A { #x = 1; static #n = 0; static { A.#n = 5; } get x() { return this.#x; } static has(o) { return #x in o; } static get n() { return A.#n; } }
      const o = { a: { b: null } }; let n = null; n ??= 3; tell([new A().x, A.n, A.has(new A()), A.has({}), o?.a?.b?.c ?? "none", n, 1_000, 2n ** 64n + ""]);`);
    assert.deepEqual(seen, [[1, 5, true, false, "none", 3, 1000, "18446744073709551616"]]);
  });

  test("an empty module, one with a byte order mark and one of Windows lines are fine", async t => {
    assert.deepEqual(await play(t, 'import "./empty.js"; import { a } from "./bom.js"; tell(a);\r\n', { "empty.js": "", "bom.js": "\ufeffexport const a = 1;\r\n" }), [1]);
  });
});

describe("top-level await", { concurrency: 2 }, () => {
  test("it waits for promises, timers and other modules", async t => {
    const seen = await play(t, `import { a } from "./a.js"; const b = await new Promise(done => setTimeout(done, 1e6, "b")); await null;
      for await (const x of (async function* () { yield 1; yield 2; })()) tell(x); tell([a, b]);`,
      { "a.js": "export let a; await new Promise(done => setTimeout(done, 50)); a = await 7;" });
    assert.deepEqual(seen, [1, 2, [7, "b"]]);
  });

  test("modules side by side wait side by side", async t => {
    const seen = await play(t, 'import "./a.js"; import "./b.js"; tell(globalThis.order);', {
      "a.js": "await new Promise(done => setTimeout(done, 20)); globalThis.order = (globalThis.order ?? '') + 'a';",
      "b.js": "await new Promise(done => setTimeout(done, 10)); globalThis.order = (globalThis.order ?? '') + 'b';",
    });
    assert.deepEqual(seen, ["ba"]);
  });
});

describe("import()", { concurrency: 2 }, () => {
  const others = { "a.js": "export const a = 1; export default 'd';", "late.js": "export const x = await Promise.resolve(4);", "bad.js": "let = ;", "throws.js": "throw new RangeError('mine');" };

  test("it gives the namespace, at freeze time and later, once for one file", async t => {
    const seen = await play(t, `const top = await import("./a.js"); tell([top.a, (await import("./late.js")).x]);
      export async function load() { const again = await import("./a.js"); tell([again === top, again.default, (await import("./b.js")).b]); }`, { ...others, "b.js": "export const b = 2;" });
    assert.deepEqual(seen, [[1, 4], [true, "d", 2]]);
  });

  test("a module may import what is being evaluated, itself too, before and after the thaw", async t => {
    const files = {
      "back.js": 'import("./main.js").then(main => console.log(JSON.stringify(["back", main.value])));',
      "self.js": 'import("./self.js").then(self => console.log(JSON.stringify(["self", self.own]))); export const own = 1;',
      "late.js": 'import "./later.js"; import("./late.js").then(late => console.log(JSON.stringify(["late", late.own]))); export const own = 2;',
      "later.js": 'export const again = import("./around.js");',
      "around.js": 'import { value } from "./main.js"; import "./late.js"; console.log(JSON.stringify(["around", value]));',
    };
    const main = 'import "./back.js"; import "./self.js"; import("./around.js"); export const value = 7; export async function load() { tell((await import("./late.js")).own); await import("./late2.js"); }';
    files["late2.js"] = files["self.js"].replaceAll("self", "late2");
    for (const args of [[], ["--no-freeze"]]) {
      const seen = await play(t, main, files, ["--frames", "2", ...args]);
      for (const told of [["back", 7], ["self", 1], ["around", 7], ["late", 2], ["late2", 1]])
        assert.equal(seen.filter(value => JSON.stringify(value) === JSON.stringify(told)).length, 1, JSON.stringify(seen));
      assert.ok(seen.includes(2));
    }
  });

  test("what waits for its own importer is told", async t => {
    const result = await game(t, { "main.js": 'import "./b.js"; await null;', "b.js": 'await import("./main.js");' }).run();
    assertExit(result, 1);
    assert.match(result.err, /^b\.js:1:1: Error: this top-level await never settles/m);
  });

  test("what fails is a rejection that names file and place, and can be tried again", async t => {
    const attempt = `const attempt = async name => { try { await import(name); return "ok"; } catch (e) { return [e.name, e.message]; } };
      const all = async () => { const seen = []; for (const name of ["./nowhere.js", "./bad.js", "./throws.js", "lodash", "./bad.js", "./a.js"]) seen.push(await attempt(name)); return seen; };`;
    const [top, later] = await play(t, `${attempt} tell(await all()); export async function load() { tell(await all()); }`, others);
    for (const [missing, bad, throws, bare, again, good] of [top, later]) {
      assert.match(missing[1], /nowhere\.js/);
      assert.equal(bad[0], "SyntaxError");
      assert.match(bad[1], /bad\.js:1:\d+/);
      assert.deepEqual(throws, ["RangeError", "mine"]);
      assert.match(bare[1], /lodash/);
      assert.deepEqual(again, bad);
      assert.equal(good, "ok");
    }
  });

  test("an import() that nobody waits for and that fails is a fault at its place", async t => {
    const result = await game(t, 'export function update() {\n  import("./nowhere.js");\n}').run();
    assertExit(result, 1);
    assert.match(result.err, /nowhere\.js/);
    assert.match(result.err, /main\.js:2/);
  });

  test("import() of what throws while it is turned into a string is a rejection", async t => {
    const seen = await play(t, 'export async function load() { try { await import({ toString() { throw "mine"; } }); } catch (e) { tell(e); } try { await import(Symbol("s")); } catch (e) { tell(e.name); } }');
    assert.deepEqual(seen, ["mine", "TypeError"]);
  });
});
