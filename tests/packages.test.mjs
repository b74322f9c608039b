// Packages of npm: what a bare import finds, what it is told when there is nothing to find, and what of it a game depends on.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { assertFault, unmark } from "./lib/fault.mjs";
import { counting, play as watched } from "./lib/restart.mjs";
import { assertExit, game, house, show, told } from "./lib/thaw.mjs";

const head = "const tell = value => console.log(JSON.stringify(value));\n";
const at = name => `node_modules/${name}`;

/** A package's files under node_modules, its package.json from an object. */
function pack(name, json, files = {}, folder = at(name)) {
  const all = { [`${folder}/package.json`]: JSON.stringify({ name, version: "1.0.0", ...json }) };
  for (const [file, text] of Object.entries(files)) all[`${folder}/${file}`] = text;
  return all;
}

async function play(t, main, files) {
  const result = await game(t, { ...files, "main.js": head + main }).run();
  assertExit(result, 0);
  return told(result);
}

/** What is said when the import fails. */
async function refused(t, specifier, files = {}) {
  const result = await game(t, { ...files, "main.js": `import ${JSON.stringify(specifier)};` }).run();
  assertExit(result, 1);
  return result.err;
}

const who = name => `export default ${JSON.stringify(name)};`;

describe("what a bare import finds", { concurrency: 2 }, () => {
  /** title → [package.json, files, specifier, what is found] */
  const rows = {
    "exports that is a string": [{ exports: "./a.mjs", main: "./no.js" }, ["a.mjs"], "p", "a.mjs"],
    "exports with conditions, in the file's order": [{ exports: { types: "./no.d.ts", require: "./no.cjs", node: "./no.js", browser: "./no.js",
      import: "./a.mjs", default: "./no.js" } }, ["a.mjs"], "p", "a.mjs"],
    "a default before import wins": [{ type: "module", exports: { default: "./a.js", import: "./no.js" } }, ["a.js"], "p", "a.js"],
    "the condition module": [{ exports: { ".": { module: "./a.mjs", import: "./no.mjs" } } }, ["a.mjs"], "p", "a.mjs"],
    "nested conditions fall through": [{ exports: { ".": { node: { import: "./no.mjs" }, import: { browser: "./no.mjs", default: "./b.mjs" } } } },
      ["b.mjs"], "p", "b.mjs"],
    "a condition without a fit leaves the next its turn": [{ exports: { import: { node: "./no.mjs" }, default: "./b.mjs" } }, ["b.mjs"], "p", "b.mjs"],
    "an array's first target that is right": [{ exports: [{ node: "./no.mjs" }, "no-path", "./c.mjs", "./no.mjs"] }, ["c.mjs"], "p", "c.mjs"],
    "a subpath": [{ exports: { ".": "./no.mjs", "./sub/x": "./lib/x.mjs" } }, ["lib/x.mjs"], "p/sub/x", "lib/x.mjs"],
    "a subpath pattern": [{ exports: { "./f/*": "./lib/*.mjs" } }, ["lib/x/y.mjs"], "p/f/x/y", "lib/x/y.mjs"],
    "a pattern with an end, used twice": [{ exports: { "./f/*.js": "./lib/*/*.mjs" } }, ["lib/x/x.mjs"], "p/f/x.js", "lib/x/x.mjs"],
    "the pattern with the longest beginning": [{ exports: { "./*": "./no/*.mjs", "./f/*": "./lib/*.mjs", "./f/in/*": null } }, ["lib/x.mjs"], "p/f/x", "lib/x.mjs"],
    "an exact key before a pattern": [{ exports: { "./*": "./no/*.mjs", "./x": "./x.mjs" } }, ["x.mjs"], "p/x", "x.mjs"],
    "module before main": [{ main: "no.js", module: "esm/a.js", type: "module" }, ["esm/a.js"], "p", "esm/a.js"],
    "main of a module": [{ type: "module", main: "lib/a.js" }, ["lib/a.js"], "p", "lib/a.js"],
    "main without an ending": [{ type: "module", main: "lib/a" }, ["lib/a.js"], "p", "lib/a.js"],
    "main that is a folder": [{ type: "module", main: "lib" }, ["lib/index.js"], "p", "lib/index.js"],
    "index.js without main": [{ type: "module" }, ["index.js"], "p", "index.js"],
    "index.js when main is missing": [{ type: "module", main: "gone.js" }, ["index.js"], "p", "index.js"],
    "a file by its name": [{ type: "module" }, ["lib/a.js"], "p/lib/a.js", "lib/a.js"],
    "a file without its ending": [{ type: "module" }, ["lib/a.mjs"], "p/lib/a", "lib/a.mjs"],
    "ES modules without \"type\"": [{ main: "a.js" }, ["a.js"], "p", "a.js"],
    "exports that is null, as if there were none": [{ exports: null, type: "module", main: "a.js" }, ["a.js"], "p", "a.js"],
  };
  for (const [title, [json, files, specifier, found]] of Object.entries(rows))
    test(title, async t => {
      const all = pack("p", json, Object.fromEntries(files.map(name => [name, who(name)])));
      assert.deepEqual(await play(t, `import found from ${JSON.stringify(specifier)}; tell(found);`, all), [found]);
    });

  test("scoped names, and packages of packages", async t => {
    const files = { ...pack("@s/a", { exports: { "./x": "./x.mjs" } }, { "x.mjs": 'export { default } from "b";' }),
      ...pack("b", { exports: "./b.mjs" }, { "b.mjs": who("inner") }, at("@s/a/node_modules/b")), ...pack("b", { exports: "./b.mjs" }, { "b.mjs": who("outer") }) };
    assert.deepEqual(await play(t, 'import a from "@s/a/x"; import b from "b"; tell([a, b]);', files), [["inner", "outer"]]);
  });

  test("the folders above are searched, from the importing file on", async t => {
    const it = game(t, { ...pack("near", { exports: "./a.mjs" }, { "a.mjs": who("near") }, "sub/node_modules/near"), ...pack("near", { exports: "./a.mjs" }, { "a.mjs": who("far") }),
      "sub/deep/x.js": 'export { default as near } from "near"; export { default as up } from "up";', "main.js": `${head}import { near, up } from "./sub/deep/x.js"; import far from "near"; tell([near, far, up]);` });
    const above = pack("up", { exports: "./a.mjs" }, { "a.mjs": who("up") }, "../node_modules/up");
    const result = await it.write(above).run();
    assertExit(result, 0);
    assert.deepEqual(told(result), [["near", "far", "up"]]);
  });

  test("a linked package is the folder that it leads to", async t => {
    const it = game(t, { ...pack("linked", { type: "module", exports: "./a.js" }, { "a.js": "export const { filename } = import.meta;" }, "lib/linked"),
      "main.js": `${head}import { filename } from "linked"; import * as same from "./lib/linked/a.js"; tell([filename, same.filename]);` });
    fs.mkdirSync(it.file("node_modules"));
    fs.symlinkSync("../lib/linked", it.file("node_modules/linked"));
    const result = await it.run();
    assertExit(result, 0);
    assert.deepEqual(told(result), [[it.file("lib/linked/a.js"), it.file("lib/linked/a.js")]]);
  });

  test("a package imports itself by name, and by its #imports", async t => {
    const files = pack("p", { type: "module", exports: { ".": "./a.js", "./b": "./b.js" }, imports: { "#c": "./c.js", "#in/*": { import: "./in/*.js" }, "#other": "q" } }, {
      "a.js": 'import b from "p/b"; import c from "#c"; import d from "#in/d"; import q from "#other"; export default [b, c, d, q];',
      "b.js": who("b"), "c.js": who("c"), "in/d.js": who("d") });
    assert.deepEqual(await play(t, 'import all from "p"; tell(all);', { ...files, ...pack("q", { exports: "./q.mjs" }, { "q.mjs": who("q") }) }), [["b", "c", "d", "q"]]);
  });

  test("the game itself may have #imports", async t => {
    assert.deepEqual(await play(t, 'import a from "#a"; tell(a);', { "package.json": '{ "imports": { "#a": "./lib/a.js" } }', "lib/a.js": who("a") }), ["a"]);
  });

  test("import() finds packages at freeze time and later, as one module", async t => {
    const files = { ...pack("p", { exports: "./a.mjs" }, { "a.mjs": "export const token = {};" }), ...pack("late", { exports: "./a.mjs" }, { "a.mjs": who("late") }) };
    const seen = await play(t, 'const top = await import("p"); export async function load() { tell([(await import("p")) === top, (await import("late")).default]); }', files);
    assert.deepEqual(seen, [[true, "late"]]);
  });
});

describe("what is refused", { concurrency: 2 }, () => {
  test("a package that is not there: with the line that installs it, at its place", async t => {
    const { files, mark } = unmark({ "main.js": "let a;\nimport ‹\"@s/name/sub\";" });
    const it = game(t, files), result = await it.run();
    assertFault(result, { message: 'cannot import "@s/name/sub"', mark });
    assert.ok(result.err.includes(`looked in node_modules of ${it.folder} and of every folder above`), show(result));
    assert.match(result.err, /type: npm install @s\/name$/m);
  });

  test("what belongs to Node", async t => {
    for (const name of ["fs", "node:fs", "path", "node:nothing", "fs/promises"]) assert.match(await refused(t, name), /it is a part of Node, which is not here/);
    const shadowed = pack("events", { exports: "./a.mjs" }, { "a.mjs": who("mine") });
    assert.deepEqual(await play(t, 'import e from "events"; tell(e);', shadowed), ["mine"]);
  });

  test("CommonJS, with advice", async t => {
    const advice = /p is a CommonJS package, and thaw reads ES modules: .*npx esbuild p --bundle --format=esm/;
    assert.match(await refused(t, "p", pack("p", { main: "a.js" }, { "a.js": "module.exports = 1;" })), advice);
    assert.match(await refused(t, "p", pack("p", {}, { "index.js": "const x = require('x');" })), advice);
    assert.match(await refused(t, "p", pack("p", { exports: { default: "./a.cjs" } }, { "a.cjs": "" })), advice);
    assert.match(await refused(t, "p", pack("p", { type: "commonjs", main: "a.js" }, { "a.js": "exports.a = 1;" })), advice);
  });

  test("a subpath that is not exported, forbidden, or leads outside", async t => {
    const exports = { ".": "./a.mjs", "./in/*": "./in/*.mjs", "./in/secret/*": null, "./up": "../../up.js", "./abs": "/etc/passwd", "./deep": "./node_modules/x.js" };
    const files = pack("p", { exports }, { "a.mjs": "", "in/secret/x.mjs": "" });
    for (const name of ["p/other", "p/a.mjs", "p/in/secret/x"]) assert.match(await refused(t, name, files), /the package in node_modules\/p exports no "/);
    for (const name of ["p/up", "p/abs", "p/deep", "p/in/../../x"]) assert.match(await refused(t, name, files), /which is no path inside the package/);
    assert.match(await refused(t, "q", pack("q", { exports: { require: "./a.cjs" } })), /exports no "\."/);
    assert.match(await refused(t, "p/in/gone", files), /there is no file .*in\/gone\.mjs/);
  });

  test("a package.json that is no JSON, or holds nonsense", async t => {
    assert.match(await refused(t, "p", { "node_modules/p/package.json": '{ "main": }' }), /node_modules\/p\/package\.json: SyntaxError: Unexpected token/);
    for (const json of ["null", "[]", '"a"', "1", '{"exports":1}', '{"exports":{"import":{}}}', '{"exports":[]}', '{"exports":{}}', '{"name":3,"main":{},"module":[]}', `${"[".repeat(5000)}${"]".repeat(5000)}`,
      `{"exports":${'{"import":'.repeat(500)}"./a.mjs"${"}".repeat(500)}}`]) assert.match(await refused(t, "p", { "node_modules/p/package.json": json }), /cannot import "p"/);
    assert.match(await refused(t, "#a", { "package.json": '{"imports":{"#a":"#a"}}' }), /no path inside/);
    assert.match(await refused(t, "x", pack("x", { exports: { ".": { import: "x" } } })), /no path inside/);
  });

  test("packages that lead round in a ring end", async t => {
    const files = { "package.json": JSON.stringify({ name: "g", exports: "./main.js", imports: { "#a": "g/x", "#b": "#b" } }) };
    for (const name of ["#a", "#b", "#", "#/a", "@", "@/a", "a/", "%41", "a\\b", "http://x.example/a.js"]) assert.match(await refused(t, name, files), /cannot import/);
  });
});

describe("a game and its packages", { concurrency: 2 }, () => {
  test("a changed package.json is noticed at the next start", async t => {
    const it = game(t, { ...pack("p", { exports: "./a.mjs" }, { "a.mjs": who("a"), "b.mjs": who("b") }), "main.js": `${head}import p from "p"; export const load = () => tell(p);` });
    const first = await it.run(["--timings"]), second = await it.run(["--timings"]);
    assert.deepEqual([told(first), told(second)], [["a"], ["a"]]);
    assert.match(second.err, /"step":"cached"/);
    it.write(pack("p", { exports: "./b.mjs" }));
    assert.deepEqual(told(await it.run()), ["b"]);
  });

  test("a watched game heals when its package is installed, and restarts when its package.json changes", async t => {
    const child = await watched(t, { "main.js": counting("old") });
    child.save("main.js", counting("new", { top: 'import version from "p";', load: "tell({ load: version });" }));
    await child.says(/cannot import "p": there is no such package/);
    await child.goesOn("old");
    child.game.write({ "node_modules/p/a.mjs": who("a"), "node_modules/p/b.mjs": who("b") });
    child.game.write(pack("p", { exports: "./a.mjs" }));
    await child.runs("a");
    child.game.write(pack("p", { exports: "./b.mjs" }));
    await child.runs("b");
    assert.match(child.swaps().at(-1).why, /^node_modules\/p\/package\.json changed$/);
  });

  test("thaw info names packages, and a frozen file runs without node_modules", async t => {
    const it = game(t, { ...pack("p", { exports: "./a.mjs" }, { "a.mjs": who("a") }), "main.js": `${head}import p from "p"; export const load = () => tell(p);` });
    assertExit(await it.thaw(["freeze", ".", "-o", "x.thaw"]), 0);
    const info = await it.thaw(["info", "x.thaw"]);
    assert.match(info.out, /^package .*node_modules\/p\/package\.json, \d+ bytes$/m);
    fs.rmSync(it.file("node_modules"), { recursive: true });
    fs.rmSync(it.file("main.js"));
    assert.deepEqual(told(await it.run(["x.thaw"])), ["a"]);
  });

  test("packages of the real npm work", async t => {
    const it = game(t, `${head}import mitt from "mitt"; import { createNoise2D } from "simplex-noise"; import { vec2 } from "gl-matrix"; import * as mat4 from "gl-matrix/esm/mat4.js";
      import { Bezier } from "bezier-js"; const bus = mitt(), noise = createNoise2D(() => 0.5); bus.on("hit", n => tell(n));
      export function load() { bus.emit("hit", 3); tell([noise(1, 2).toFixed(6), [...vec2.add(vec2.create(), [1, 2], [3, 4])], mat4.create().length, new Bezier(0, 0, 1, 1, 2, 0).length().toFixed(3)]); }`);
    fs.symlinkSync(path.join(house, "tests/node_modules"), it.file("node_modules"));
    const result = await it.run();
    assertExit(result, 0);
    assert.deepEqual(told(result), [3, ["0.235265", [4, 6], 16, "2.296"]]);
  });
});
