// The cache of frozen games: a start without a change takes it, any change of any file makes it anew, and nothing about it can stop a game.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { wav } from "./lib/wave.mjs";
import { colorAt, decode, png } from "./lib/png.mjs";
import { assertExit, game, show, told, until } from "./lib/thaw.mjs";

const files = {
  "main.js": `import { image, json, screen } from "thaw"; import { word } from "./lib/word.js";
    const dot = image("dot.png"), level = json("level.json");
    export const load = () => console.log(JSON.stringify([word, level.n])), draw = () => screen.image(dot, 0, 0);`,
  "lib/word.js": 'export const word = "one";',
  "dot.png": png(4, 4, () => [255, 0, 0]),
  "level.json": '{ "n": 1 }',
};

/** The steps that --timings told, and what the game told. */
async function run(it, args = [], options) {
  const result = await it.run(["--timings", ...args], options);
  assertExit(result, 0);
  const steps = [...result.err.matchAll(/^\{"step":"(\w+)","ms":[\d.]+\}$/gm)].map(match => match[1]);
  return { steps, told: told({ err: result.err.replace(/^\{"step".*\n/gm, "") })[0], result };
}

function frozenFile(it) {
  const names = it.cached();
  assert.equal(names.length, 1, names.join());
  const { ino, mtimeNs, size } = fs.statSync(names[0], { bigint: true });
  return { name: names[0], stamp: `${ino} ${mtimeNs} ${size}` };
}

const frozeAnew = ({ steps, result }) => assert.ok(steps.includes("freeze") && !steps.includes("cached"), show(result));
const tookCached = ({ steps, result }) => assert.ok(steps.includes("cached") && !steps.includes("freeze"), show(result));

describe("the cache", { concurrency: 2 }, () => {
  test("the second start takes the frozen file of the first", async t => {
    const it = game(t, files);
    frozeAnew(await run(it));
    const before = frozenFile(it);
    for (let i = 0; i < 2; i++) {
      const again = await run(it);
      tookCached(again);
      assert.deepEqual(again.told, ["one", 1]);
    }
    assert.deepEqual(frozenFile(it), before);
  });

  const changes = {
    "the main module": [it => it.write({ "main.js": files["main.js"] + "\n// changed" }), ["one", 1]],
    "an imported module": [it => it.write({ "lib/word.js": 'export const word = "two";' }), ["two", 1]],
    "an imported module to another of the same size": [it => it.write({ "lib/word.js": 'export const word = "uno";' }), ["uno", 1]],
    "a picture": [it => it.write({ "dot.png": png(4, 4, () => [0, 255, 0]) }), ["one", 1]],
    "a data file": [it => it.write({ "level.json": '{ "n": 2 }' }), ["one", 2]],
  };
  for (const [what, [change, wanted]] of Object.entries(changes))
    test(`a change of ${what} is noticed`, async t => {
      const it = game(t, files);
      await run(it);
      const before = frozenFile(it).stamp;
      change(it);
      const after = await run(it, ["--screenshot", "../shot.png"]);
      frozeAnew(after);
      assert.deepEqual(after.told, wanted);
      assert.equal(colorAt(decode(fs.readFileSync(path.join(it.home, "shot.png"))), 1, 1), what === "a picture" ? "#00ff00" : "#ff0000");
      assert.notEqual(frozenFile(it).stamp, before);
      tookCached(await run(it));
    });

  test("a change back to what was frozen last needs no freezing, and a touch is no change", async t => {
    const it = game(t, files);
    await run(it);
    for (const name of Object.keys(files)) fs.utimesSync(it.file(name), new Date(), new Date(Date.now() + 5000));
    tookCached(await run(it));
    it.write({ "lib/word.js": "broken (" });
    assertExit(await it.run(), 1);
    it.write({ "lib/word.js": files["lib/word.js"] });
    tookCached(await run(it));
  });

  test("a file that is gone is noticed", async t => {
    const it = game(t, files);
    await run(it);
    fs.rmSync(it.file("lib/word.js"));
    const result = await it.run();
    assertExit(result, 1);
    assert.match(result.err, /cannot import "\.\/lib\/word\.js"/);
    it.write({ "lib/word.js": files["lib/word.js"] });
    fs.rmSync(it.file("dot.png"));
    assertExit(await it.run(), 1);
  });

  test("an edit while the game is frozen is in the next start at the latest", async t => {
    const it = game(t, files);
    for (let i = 0; i < 5; i++) {
      it.write({ "lib/word.js": `export const word = "${i}";` });
      assert.equal((await run(it)).told[0], String(i));
    }
  });

  test("a damaged frozen file is made anew without a word", async t => {
    const it = game(t, files);
    await run(it);
    const { name } = frozenFile(it), whole = fs.readFileSync(name);
    const half = Buffer.from(whole);
    half[whole.length >> 1] ^= 1;
    for (const bytes of ["", "rubbish", whole.subarray(0, 5000), half, Buffer.concat([whole, whole])]) {
      fs.writeFileSync(name, bytes);
      const again = await run(it);
      frozeAnew(again);
      assert.doesNotMatch(again.result.err, /^thaw:/m);
      assert.deepEqual(again.told, ["one", 1]);
    }
    tookCached(await run(it));
  });

  test("--no-cache freezes although nothing changed", async t => {
    const it = game(t, files);
    await run(it);
    frozeAnew(await run(it, ["--no-cache"]));
    tookCached(await run(it));
  });

  test("a game that was moved runs, and both places keep a frozen file of their own", async t => {
    const it = game(t, files), there = path.join(it.home, "moved here");
    await run(it);
    fs.cpSync(it.folder, there, { recursive: true });
    fs.rmSync(it.folder, { recursive: true });
    const moved = await run(it, [], { cwd: there });
    frozeAnew(moved);
    assert.deepEqual(moved.told, ["one", 1]);
    tookCached(await run(it, [], { cwd: there }));
    assert.equal(it.cached().length, 2);
  });

  test("one game by several names has one frozen file", async t => {
    const it = game(t, files);
    fs.symlinkSync("game", path.join(it.home, "link"));
    await run(it);
    for (const [name, cwd] of [["game", it.home], ["link", it.home], ["main.js", it.folder], ["../link/main.js", it.folder], [it.folder, "/"]])
      tookCached(await run(it, [name], { cwd }));
    assert.equal(it.cached().length, 1);
  });
});

/** A main.js that tells what `expression` gives at the top level, or "none" where it throws. */
const telling = expression => `import * as thaw from "thaw"; let seen; try { seen = ${expression}; } catch { seen = "none"; }
  export const load = () => console.log(JSON.stringify(seen));`;
const link = (it, name, to) => {
  fs.rmSync(it.file(name), { force: true });
  fs.symlinkSync(to, it.file(name));
};
const pk = word => ({ "node_modules/pk/package.json": '{ "name": "pk", "type": "module", "exports": "./index.js" }', "node_modules/pk/index.js": `export const word = "${word}";` });
const below = (folder, files) => Object.fromEntries(Object.entries(files).map(([name, content]) => [`${folder}/${name}`, content]));

/** what: [files, change, what is told before and afterwards, what the change is undone with]. */
const decisions = {
  "data that a top level looked for in vain": [{ "main.js": telling('thaw.json("config.json").n') }, it => it.write({ "config.json": '{ "n": 7 }' }), "none", 7],
  "a picture that a top level looked for in vain": [{ "main.js": telling('thaw.image("new/a.png").width') }, it => it.write({ "new/a.png": png(4, 4, () => [1, 2, 3]) }), "none", 4],
  "a sound that a top level looked for in vain": [{ "main.js": telling('thaw.sound("a.wav") && "there"') }, it => it.write({ "a.wav": wav(100, () => 0) }), "none", "there"],
  "a picture that was damaged": [{ "main.js": telling('thaw.image("a.png").width'), "a.png": "no picture" }, it => it.write({ "a.png": png(4, 4, () => [1, 2, 3]) }), "none", 4],
  "what fetch() did not find": [{ "main.js": telling('(await fetch("level2.json")).status') }, it => it.write({ "level2.json": "{}" }), 404, 200],
  "a module that a top level looked for in vain": [{ "main.js": telling('(await import("./mods.js")).word') }, it => it.write({ "mods.js": 'export const word = "mods";' }), "none", "mods"],
  "a module that a caught import() could not read": [{ "main.js": telling('(await import("./mods.js")).word'), "mods.js": "broken (" }, it => it.write({ "mods.js": 'export const word = "mods";' }), "none", "mods"],
  "a package that was not installed": [{ "main.js": telling('(await import("pk")).word') }, it => it.write(pk("pk")), "none", "pk"],
  "a package that was not installed, in a folder above": [{ "main.js": telling('(await import("pk")).word') }, it => it.write(below("..", pk("above"))), "none", "above"],
  "a nearer package": [{ "main.js": telling('(await import("./src/a.js")).word'), "src/a.js": 'export * from "pk";', ...pk("far") }, it => it.write(below("src", pk("near"))), "far", "near"],
  "a package.json that was not there": [{ "main.js": telling('(await import("pk")).word'), "node_modules/pk/index.js": 'export const word = "index";', "node_modules/pk/other.js": 'export const word = "other";' },
    it => it.write({ "node_modules/pk/package.json": '{ "module": "other.js" }' }), "index", "other"],
  "a file that a package's main names before": [{ "main.js": telling('(await import("pk")).word'), "node_modules/pk/package.json": '{ "module": "a" }', "node_modules/pk/a/index.js": 'export const word = "index";' },
    it => it.write({ "node_modules/pk/a.js": 'export const word = "a";' }), "index", "a"],
  "a file that an import without an ending in a package means before": [{ "main.js": telling('(await import("pk")).word'), ...pk("pk"), "node_modules/pk/index.js": 'export * from "./a";', "node_modules/pk/a.mjs": 'export const word = "mjs";' },
    it => it.write({ "node_modules/pk/a.js": 'export const word = "js";' }), "mjs", "js"],
  "a link to a folder": [{ "main.js": telling('(await import("./lib/deep/a.js")).word'), "lib1/deep/a.js": 'export const word = "1";', "lib2/deep/a.js": 'export const word = "2";' }, it => link(it, "lib", "lib2"), "1", "2", it => link(it, "lib", "lib1")],
  "a link to a file": [{ "main.js": telling('(await import("./a.js")).word'), "1.js": 'export const word = "1";', "2.js": 'export const word = "2";' }, it => link(it, "a.js", "2.js"), "1", "2", it => link(it, "a.js", "1.js")],
  "a link that a link leads to": [{ "main.js": telling('(await import("./lib/a.js")).word'), "1/a.js": 'export const word = "1";', "2/a.js": 'export const word = "2";' }, it => link(it, "mid", "./2"), "1", "2",
    it => (link(it, "lib", "mid"), link(it, "mid", "./1"))],
  "a link to a package": [{ "main.js": telling('(await import("pk")).word'), ...below("1", pk("1")), ...below("2", pk("2")), "node_modules/x": "" }, it => link(it, "node_modules/pk", "../2/node_modules/pk"), "1", "2",
    it => link(it, "node_modules/pk", "../1/node_modules/pk")],
};

describe("what an import or an asset means is found out anew:", { concurrency: 2 }, () => {
  for (const [what, [files, change, before, after, prepare]] of Object.entries(decisions))
    test(what, async t => {
      const it = game(t, files);
      prepare?.(it);
      assert.equal((await run(it)).told, before);
      const again = await run(it);
      tookCached(again);
      assert.equal(again.told, before);
      change(it);
      const changed = await run(it);
      frozeAnew(changed);
      assert.equal(changed.told, after);
      tookCached(await run(it));
    });

  test("a file that an import refuses although it is there is no change", async t => {
    const it = game(t, { "main.js": telling('await import("./level.json")'), "level.json": "{}", "folder/x": "" });
    await run(it);
    tookCached(await run(it));
    it.write({ "main.js": telling('await import("./folder")') });
    await run(it);
    tookCached(await run(it));
  });

  test("a frozen file to be shipped asks for none of it", async t => {
    const it = game(t, { "main.js": telling('thaw.json("config.json").n') });
    assertExit(await it.thaw(["freeze", ".", "-o", "../game.thaw"]), 0);
    assertExit(await it.thaw(["run", ".", "--headless", "--frames", "1"]), 0);
    assert.ok(!fs.readFileSync(path.join(it.home, "game.thaw")).includes(it.file("config.json")));
    assert.ok(fs.readFileSync(it.cached()[0]).includes(it.file("config.json")));
    it.write({ "config.json": '{ "n": 7 }' });
    const shipped = await it.thaw(["run", "../game.thaw", "--headless", "--frames", "1"]);
    assertExit(shipped, 0);
    assert.equal(told(shipped)[0], "none");
  });
});

describe("without a place for the cache", { concurrency: 2 }, () => {
  for (const [what, env] of Object.entries({
    "no HOME and no XDG_CACHE_HOME": { HOME: undefined, XDG_CACHE_HOME: undefined },
    "an XDG_CACHE_HOME that is a file": { XDG_CACHE_HOME: "/dev/null" },
    "an XDG_CACHE_HOME where nothing can be made": { XDG_CACHE_HOME: "/proc/nowhere" },
    "a relative XDG_CACHE_HOME and no HOME": { XDG_CACHE_HOME: "relative", HOME: undefined },
    "empty variables": { XDG_CACHE_HOME: "", HOME: "" },
  }))
    test(`with ${what} a game runs and leaves nothing`, async t => {
      const it = game(t, files), { told: seen } = await run(it, [], { env });
      assert.deepEqual(seen, ["one", 1]);
      assert.deepEqual(fs.readdirSync(it.home), ["game"], "the temporary file is gone");
      assert.deepEqual(fs.readdirSync(it.folder).sort(), ["dot.png", "level.json", "lib", "main.js"]);
    });

  test("HOME/.cache is used when XDG_CACHE_HOME is not set", async t => {
    const it = game(t, files);
    await run(it, [], { env: { XDG_CACHE_HOME: undefined } });
    assert.equal(it.cached().length, 1);
    tookCached(await run(it, [], { env: { XDG_CACHE_HOME: undefined } }));
  });

  test("a temporary file goes away after a fault and after a failed freezing too", async t => {
    const env = { HOME: undefined, XDG_CACHE_HOME: undefined };
    for (const source of ["throw 1;", "export const update = () => { throw 1; };", "export const update = () => { let = 3; };"]) {
      const it = game(t, source);
      assertExit(await it.run([], { env }), 1);
      assert.deepEqual(fs.readdirSync(it.home), ["game"]);
    }
  });
});

test("four first starts at once all work", async t => {
  const it = game(t, files);
  const runs = await Promise.all([1, 2, 3, 4].map(() => run(it)));
  for (const { told: seen } of runs) assert.deepEqual(seen, ["one", 1]);
  frozenFile(it);
  tookCached(await run(it));
});

test("a game that is frozen anew while another start plays does not disturb it", async t => {
  const it = game(t, { "main.js": `import { word } from "./word.js"; import { game } from "thaw";
    export function update() { if (game.frame % 100 === 0) console.log(JSON.stringify([game.frame, word])); }`, "word.js": 'export const word = "one";' });
  const playing = it.start(["run", "--headless"]), heard = () => told(playing.text()).length;
  t.after(() => playing.kill("SIGKILL"));
  await until(() => heard() > 0, "the game plays");
  for (let i = 0; i < 3; i++) {
    it.write({ "word.js": `export const word = "again ${i}"; export const more = new Uint8Array(${i * 100000});` });
    assertExit(await it.run(["--no-cache"]), 0);
  }
  const before = heard();
  await until(() => heard() > before + 3, "the game still plays");
  assert.equal(playing.exitCode, null);
  playing.kill("SIGTERM");
  const result = await playing.ended, whole = { err: result.err.slice(0, result.err.lastIndexOf("\n") + 1) };
  assert.deepEqual([...new Set(told(whole).map(([, word]) => word))], ["one"]);
});
