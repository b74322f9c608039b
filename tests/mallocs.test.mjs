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

async function counted(t, args, env = {}) {
  const result = await thaw(["run", ...args], { env: environment(scratch(t), { LD_PRELOAD: library, ...env }) });
  assertExit(result, 0);
  const found = /^mallocs: (\d+)$/m.exec(result.err);
  assert.ok(found, show(result));
  return Number(found[1]);
}

const sanitized = (process.env.THAW ?? "").includes("sanitize") && "a sanitizer has a malloc of its own";
const moving = { SDL_VIDEODRIVER: "dummy", SDL_AUDIODRIVER: "dummy" };

for (const name of ["meteors", "swarm", "ember", "04-text"]) {
  test(`demo/${name}: a thousand frames more, and no allocation more`, { skip: sanitized }, async t => {
    const demo = path.join(house, "demo", name);
    const args = [demo, "--headless", "--frames"], [short, long] = [await counted(t, [...args, "200"]), await counted(t, [...args, "1200"])];
    assert.equal(long, short);
  });
}

test("what draws into a window allocates nothing either", { skip: sanitized }, async t => {
  const args = [path.join(house, "demo/meteors"), "--no-watch", "--no-vsync", "--frames"];
  const [short, long] = [await counted(t, [...args, "60"], moving), await counted(t, [...args, "360"], moving)];
  assert.equal(long, short);
});

test("the count sees a game that has the engine allocate in each frame", { skip: sanitized }, async t => {
  const it = game(t, "export function update() { console.log(Math.random()); }");
  const args = [it.folder, "--headless", "--frames"], [short, long] = [await counted(t, [...args, "10"]), await counted(t, [...args, "110"])];
  assert.ok(long >= short + 100, `${short} and ${long}`);
});
