// thaw clean: what was frozen of games that are gone goes, nothing else does.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { Game, assertExit, game } from "./lib/thaw.mjs";

/** Runs another game with the cache of this one. */
async function play(it, name) {
  const folder = path.join(it.home, name);
  fs.mkdirSync(folder);
  fs.writeFileSync(path.join(folder, "main.js"), `export const config = { title: "${name}" };`);
  assertExit(await it.run([folder]), 0);
  return folder;
}

test("what nobody can play from its sources is removed from the cache", async t => {
  const it = game(t, ""), cache = path.join(it.home, ".cache/thaw"), clean = () => it.thaw(["clean"]);
  assertExit(await it.run(), 0);
  await play(it, "stays");
  const moved = await play(it, "moved"), emptied = await play(it, "emptied");
  fs.renameSync(moved, moved + "-away");
  fs.rmSync(path.join(emptied, "main.js"));
  fs.writeFileSync(path.join(cache, "damaged.thaw"), "x");
  fs.writeFileSync(path.join(cache, "note.txt"), "not ours");
  fs.mkdirSync(path.join(cache, "folder.thaw"));
  fs.symlinkSync("/etc/passwd", path.join(cache, "link.thaw"));
  const first = await clean();
  assertExit(first, 0);
  assert.match(first.out, /^removed 3 frozen games, [\d.]+ MB; 2 are left, [\d.]+ MB\n$/);
  assert.equal(first.err, "");
  assert.deepEqual(fs.readdirSync(cache).filter(name => !/^[0-9a-f]{32}\.thaw$/.test(name)).sort(), ["folder.thaw", "link.thaw", "note.txt"]);
  assert.equal(fs.readdirSync(cache).length, 5);
  assert.match((await clean()).out, /^removed 0 frozen games, 0\.0 MB; 2 are left/);
  assert.match((await it.run(["--timings"])).err, /"step":"cached"/);
});

test("without a cache there is nothing to remove", async t => {
  for (const env of [{}, { HOME: undefined, XDG_CACHE_HOME: undefined }]) {
    const result = await new Game(t, {}).thaw(["clean"], { env });
    assertExit(result, 0);
    assert.match(result.out, /^removed 0 frozen games, 0\.0 MB; 0 are left, 0\.0 MB\n$/);
  }
});
