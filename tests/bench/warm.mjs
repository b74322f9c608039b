// What else could make a start warm: each way against thaw as it is, switched by a library that is loaded before V8's (warm_shim.c).
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { compiled, duration, instructions, inTurn, median, node, quick, shown, table, thaw, work } from "./lib.mjs";

const ROUNDS = quick ? 3 : 15;
const game = join(work, "game"), shim = compiled("warm_shim", ["-shared", "-fPIC", "-ldl"]);
execFileSync(node, ["tests/bench/generate.mjs", game]);

/** The folder of V8's library as the distribution built it. */
function unlinked() {
  const triplet = execFileSync("gcc", ["-print-multiarch"], { encoding: "utf8" }).trim();
  return ["build/setup/v8/usr/lib", "/usr/lib"].map(dir => resolve(dir, triplet)).find(dir => existsSync(join(dir, "libnode.so")));
}

// Flags that only building heeds are set in both processes alike.
const ways = {
  "thaw as it is": {},
  "functions compiled when first called (--lazy)": { WARM_FLAGS: "--lazy" },
  "kClear: frozen without their code": { WARM_CLEAR: "1" },
  "no threads (--single-threaded)": { WARM_FLAGS: "--single-threaded", WARM_SINGLE: "1" },
  "huge pages for the heap": { WARM_HUGE: "1" },
  "hash seeds as frozen (--no-rehash-snapshot)": { WARM_FLAGS: "--no-rehash-snapshot" },
  "the snapshot's checksum checked by V8 too": { WARM_FLAGS: "--verify-snapshot-checksum" },
};
const given = unlinked();
if (given) ways["libnode as Debian links it"] = { LD_LIBRARY_PATH: given };

const runs = {}, sizes = {}, steps = {}, counts = {};
for (const [name, env] of Object.entries(ways)) {
  const file = join(work, `${Object.keys(runs).length}.thaw`), all = { ...process.env, LD_PRELOAD: shim, ...env };
  execFileSync(thaw, ["freeze", game, "-o", file], { env: all, stdio: "ignore" });
  sizes[name] = statSync(file).size;
  counts[name] = instructions(["run", file, "--headless", "--frames", "1"], all);
  runs[name] = () => duration(thaw, ["run", file, "--headless", "--frames", "1"], { env: all });
  steps[name] = () => {
    const { stderr } = spawnSync(thaw, ["run", file, "--headless", "--frames", "1", "--timings"], { encoding: "utf8", env: all });
    return Object.fromEntries(stderr.trim().split("\n").map(line => JSON.parse(line)).filter(s => "ms" in s).map(s => [s.step, s.ms]));
  };
}
const cache = what => Number(execFileSync(node, ["--no-warnings", "--experimental-vm-modules", "tests/bench/warm_cache.mjs", game, join(work, "cache"),
  what], { encoding: "utf8" }));
cache("make");
runs["code cache"] = () => cache("use");
runs["no code cache"] = () => cache("none");

const times = await inTurn(runs, ROUNDS), told = await inTurn(steps, ROUNDS), base = median(times["thaw as it is"]);
const step = (name, what) => median(told[name].map(s => s[what])).toFixed(2);
console.log(`Starts of the generated game of 10,000 lines, frozen and started each way (median of ${ROUNDS} in turn, least–most), the switches set by a
library that is preloaded in all of them (tests/bench/warm_shim.c). Instructions are callgrind's for the whole process.\n`);
table(["", "process start → first frame, ms", "÷ as it is", "instructions, millions", "÷ as it is", "thaw, ms", "first update, ms", "file, MB"], Object.keys(ways).map(name => [name,
  shown(times[name]), (median(times[name]) / base).toFixed(2), (counts[name] / 1e6).toFixed(1),
  (counts[name] / counts["thaw as it is"]).toFixed(2), step(name, "thaw"), step(name, "first update"), (sizes[name] / 1e6).toFixed(2)]));
console.log(`A frozen code cache in place of the frozen heap: node ${process.version} evaluates the same modules, each compiled with V8's code cache (taken
before they ran, as Node allows for modules), and runs the first update, in ${shown(times["code cache"])} ms; without the cache in
${shown(times["no code cache"])}. What thaw does for that (the steps thaw and
first update) takes ${(Number(step("thaw as it is", "thaw")) + Number(step("thaw as it is", "first update"))).toFixed(1)} ms.`);
