// No library that thaw calls leaves the vector registers in a state that makes V8 slow ever after (tests/lib/upper.c says how that happens).
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import path from "node:path";
import { test } from "node:test";
import { Game, assertExit, environment, house, scratch, show } from "./lib/thaw.mjs";

const sanitized = (process.env.THAW ?? "").includes("sanitize") && "a sanitizer wants to be the first library";
const other = process.arch !== "x64" && "only x86-64 has such registers";

test("after a frozen file, pictures, sounds and saved data were read", { skip: sanitized || other }, async t => {
  const library = path.join(scratch(t), "upper.so"), it = new Game(t, {}), demo = path.join(house, "demo/meteors");
  execFileSync("gcc", ["-O1", "-shared", "-fPIC", "-o", library, path.join(house, "tests/lib/upper.c")]);
  const env = environment(it.home, { LD_PRELOAD: library, SDL_VIDEODRIVER: "dummy", SDL_AUDIODRIVER: "dummy" });
  const frozen = path.join(it.home, "meteors.thaw"), headless = ["--headless", "--frames", "30"];
  assertExit(await it.thaw(["freeze", demo, "-o", frozen]), 0);
  const runs = [[frozen, ...headless], [demo, ...headless], [demo, ...headless], [demo, "--no-watch", "--frames", "30"]];
  for (const args of runs) {
    const result = await it.thaw(["run", ...args], { env });
    assertExit(result, 0);
    const told = /^upper parts: (.*)$/m.exec(result.err)?.[1];
    if (told === "not told") return t.skip("this processor does not tell");
    assert.equal(told, "clean", `${args.join(" ")}: ${show(result)}`);
  }
});
