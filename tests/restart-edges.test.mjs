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
