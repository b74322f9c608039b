// Hot restarts at the edges: loads that take long, modules that come late, faults that no window shows.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { describe, test } from "node:test";
import { counting, play } from "./lib/restart.mjs";
import { assertExit, game } from "./lib/thaw.mjs";

const async = main => main.replace("export function load", "export async function load");
const latest = child => child.told().findLast(value => "load" in value);

describe("a restart", { concurrency: 3 }, () => {
  test("a load() that never settles is replaced by the next save, with the state", async t => {
    const child = await play(t, counting("old"));
    await child.goesOn("old");
    child.save("main.js", async(counting("stuck", { load: "await new Promise(() => {});" })));
    await child.runs("stuck");
    child.save("main.js", counting("new"));
    await child.runs("new");
    await child.goesOn("new");
    assert.ok(latest(child).frames > 0);
  });
  test("a module that was imported at run time is watched", async t => {
    const load = 'import("./later.js").then(({ later }) => tell({ later }));';
    const child = await play(t, { "main.js": counting("main", { load }), "later.js": "export const later = 1;\n" });
    await child.until(() => child.told().some(({ later }) => later === 1), "the first import");
    child.save("later.js", "export const later = 2;\n");
    await child.until(() => child.told().some(({ later }) => later === 2), "the second import");
    assert.equal(child.loads().length, 2);
  });
  test("what a run-time import looked for in vain is watched", async t => {
    const load = 'import("./later.js").then(({ later }) => tell({ later }), () => tell({ later: "none" }));';
    const child = await play(t, counting("main", { load }));
    await child.until(() => child.told().some(({ later }) => later === "none"), "the first import");
    child.save("later.js", "export const later = 2;\n");
    await child.until(() => child.told().some(({ later }) => later === 2), "the second import");
  });
  const looks = {
    "data that a top level looked for in vain": [{ top: 'import { json } from "thaw"; let seen; try { seen = json("config.json").n; } catch { seen = "none"; }' }, {}, { "config.json": '{ "n": "there" }' }],
    "a module that a top level looked for in vain": [{ top: 'let seen; try { seen = (await import("./new/mods.js")).word; } catch { seen = "none"; }' }, {}, { "new/mods.js": 'export const word = "there";' }],
    "what fetch() did not find": [{ top: 'const seen = (await fetch("level2.json")).ok ? "there" : "none";' }, {}, { "level2.json": "{}" }],
    "a nearer package": [{ top: 'import { seen } from "./src/a.js";' },
      { "src/a.js": 'export { seen } from "pk";', "node_modules/pk/index.js": 'export const seen = "none";' }, { "src/node_modules/pk/index.js": 'export const seen = "there";' }],
  };
  for (const [what, [parts, files, change]] of Object.entries(looks))
    for (const cached of [false, true])
      test(`${what} is watched${cached ? ", from the cache too" : ""}`, async t => {
        const prepare = async it => cached && assertExit(await it.run(), 0);
        const child = await play(t, { "main.js": counting("game", { ...parts, load: "tell({ seen });" }), ...files }, { prepare });
        await child.until(() => child.told().some(({ seen }) => seen === "none"), "the first load");
        for (const [name, text] of Object.entries(change)) child.save(name, text);
        await child.until(() => child.told().some(({ seen }) => seen === "there"), "the second load");
      });
  test("links on the way to a module are watched", async t => {
    const files = { "1/deep/a.js": "export const a = 1;", "2/deep/a.js": "export const a = 2;", "3/deep/a.js": "export const a = 3;" };
    const link = (it, name, to) => (fs.rmSync(it.file(name), { force: true }), fs.symlinkSync(to, it.file(name)));
    const prepare = it => (link(it, "mid", "1"), link(it, "lib", "mid"));
    const main = counting("game", { top: 'import { a } from "./lib/deep/a.js";', load: "tell({ a });" });
    const child = await play(t, { "main.js": main, ...files }, { prepare }), sees = n => child.until(() => child.told().some(({ a }) => a === n), `module ${n}`);
    await sees(1);
    link(child.game, "mid", "2");
    await sees(2);
    link(child.game, "lib", "3");
    await sees(3);
    assert.equal(child.loads().length, 3);
  });
  test("an import() that is refused although its file is there restarts nothing", async t => {
    const child = await play(t, { "main.js": counting("game", { load: 'import("./level.json").catch(() => {});' }), "level.json": "{}" });
    await child.goesOn("game");
    await child.goesOn("game");
    assert.equal(child.loads().length, 1);
  });
  test("a throw in the first update() after an async load() brings the old game back", async t => {
    const child = await play(t, counting("old"));
    await child.goesOn("old");
    const parts = { load: "await new Promise(resolve => setTimeout(resolve, 100));", update: 'throw new Error("after load");' };
    child.save("main.js", async(counting("broken", parts)));
    await child.says(/Error: after load$/);
    const seen = child.told().length;
    await child.until(() => child.told().slice(seen).some(({ by }) => by === "old"), "the old game");
  });
  test("--headless --watch: a fault at run time waits for a save", async t => {
    const child = await play(t, counting("old", { update: 'if (state.frames === 30) throw new Error("at thirty");' }));
    await child.says(/Error: at thirty$/);
    child.save("main.js", counting("new"));
    await child.runs("new");
    assert.equal(latest(child).frames, 30);
    await child.goesOn("new");
  });
  test("--headless --watch: a fault in the first load() waits for a save", async t => {
    const child = await play(t, counting("old", { load: 'throw new Error("first load");' }));
    await child.says(/Error: first load$/);
    child.save("main.js", counting("new"));
    await child.runs("new");
  });
  test("a game without state lets that of the one before it through", async t => {
    const child = await play(t, counting("old"));
    await child.goesOn("old");
    child.save("main.js", "");
    await child.says(/exports no hook/);
    await child.says(/· no state$/);
    child.save("main.js", counting("new"));
    await child.runs("new");
    assert.ok(latest(child).frames > 0);
  });
  test("a pipe in a source's place is told, and the game goes on", async t => {
    const child = await play(t, counting("old"));
    fs.rmSync(child.game.file("main.js"));
    execFileSync("mkfifo", [child.game.file("main.js")]);
    await child.says(/cannot read .*main\.js: it is no file, but a pipe or a device/);
    await child.goesOn("old");
    fs.rmSync(child.game.file("main.js"));
    child.save("main.js", counting("new"));
    await child.runs("new");
    assert.ok(latest(child).frames > 0);
  });
  test("a fault in a hook that asked for a restart is told", async t => {
    const result = await game(t, counting("game", { update: 'if (state.frames === 20) {\n game.restart();\n throw new Error("after it");\n }' })).run(["--frames", "60"]);
    assertExit(result, 1);
    assert.match(result.err, /Error: after it/);
  });
});
