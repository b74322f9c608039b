// A steady frame allocates nothing: the program's own code allocates as often in a long run as in a short one.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import path from "node:path";
import { before, test } from "node:test";
import { assertExit, environment, game, house, scratch, show, thaw } from "./lib/thaw.mjs";

let library;
before(t => {
  library = path.join(scratch({ after: hook => process.on("exit", hook) }), "mallocs.so");
  execFileSync("gcc", ["-O1", "-fno-builtin", "-shared", "-fPIC", "-o", library, path.join(house, "tests/lib/mallocs.c")]);
});

/** How often runs of so many frames allocate; the game is frozen before, since waiting for that is not the same each time. */
async function counted(t, args, frames, env = {}) {
  const counts = [], all = environment(scratch(t), { LD_PRELOAD: library, ...env });
  for (const each of [1, ...frames]) {
    const result = await thaw(["run", ...args, "--frames", String(each)], { env: all });
    assertExit(result, 0);
    const found = /^mallocs: (\d+)$/m.exec(result.err);
    assert.ok(found, show(result));
    counts.push(Number(found[1]));
  }
  return counts.slice(1);
}

const sanitized = (process.env.THAW ?? "").includes("sanitize") && "a sanitizer has a malloc of its own";
const moving = { SDL_VIDEODRIVER: "dummy", SDL_AUDIODRIVER: "dummy" };

for (const name of ["meteors", "swarm", "ember", "04-text"]) {
  test(`demo/${name}: a thousand frames more, and no allocation more`, { skip: sanitized }, async t => {
    const [short, long] = await counted(t, [path.join(house, "demo", name), "--headless"], [200, 1200]);
    assert.equal(long, short);
  });
}

test("what draws into a window allocates nothing either", { skip: sanitized }, async t => {
  const [short, long] = await counted(t, [path.join(house, "demo/meteors"), "--no-watch", "--no-vsync"], [60, 360], moving);
  assert.equal(long, short);
});

test("the count sees a game that has the engine allocate in each frame", { skip: sanitized }, async t => {
  const it = game(t, "export function update() { console.log(Math.random()); }");
  const [short, long] = await counted(t, [it.folder, "--headless"], [10, 110]);
  assert.ok(long >= short + 100, `${short} and ${long}`);
});
