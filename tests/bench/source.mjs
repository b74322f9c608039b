// Thawing a frozen game against evaluating the same modules from source, in the same binary, to the end of the first update.
// Instructions are callgrind's for the whole process; times are what --timings tells, medians of runs made in turn.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { instructions } from "./lib.mjs";

const thaw = "build/bin/thaw";
const RUNS = 15;
const work = mkdtempSync(join(tmpdir(), "thaw-bench-"));
const empty = join(work, "empty"), large = join(work, "large");

/** Milliseconds from a started V8 to the end of the first update: thaw or evaluate, load, first update. */
function milliseconds(args) {
  const { stderr, status } = spawnSync(thaw, ["run", ...args, "--headless", "--frames", "1", "--timings"], { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  const steps = stderr.trim().split("\n").map(line => JSON.parse(line));
  return steps.filter(s => ["thaw", "evaluate", "load", "first update"].includes(s.step)).reduce((sum, s) => sum + s.ms, 0);
}

function statistics(values) {
  values.sort((a, b) => a - b);
  return { median: values[values.length >> 1], least: values[0], most: values.at(-1) };
}

const million = n => (n / 1e6).toFixed(1);
const shown = t => `${t.median.toFixed(2)} (${t.least.toFixed(2)}–${t.most.toFixed(2)})`;

function row(...cells) {
  console.log(`| ${cells.join(" | ")} |`);
}

try {
  mkdirSync(empty);
  writeFileSync(join(empty, "main.js"), "export function update() {}\n");
  execFileSync(process.execPath, ["tests/bench/generate.mjs", large]);
  const lines = readdirSync(large).reduce((sum, f) => sum + readFileSync(join(large, f), "utf8").split("\n").length - 1, 0);
  const ways = {};
  for (const [name, folder] of [["empty", empty], ["large", large]]) {
    const frozen = `${folder}.thaw`;
    execFileSync(thaw, ["freeze", folder, "-o", frozen], { stdio: "ignore" });
    ways[`${name} thawed`] = { args: [frozen], times: [] };
    ways[`${name} from source`] = { args: [folder, "--no-freeze"], times: [] };
  }
  for (const way of Object.values(ways)) way.count = instructions(["run", ...way.args, "--headless", "--frames", "1"]);
  for (let i = 0; i < RUNS; i++) for (const way of Object.values(ways)) way.times.push(milliseconds(way.args));
  console.log(`A generated game of ${lines.toLocaleString("en")} lines in ${readdirSync(large).length} modules, to the end of its first update ` +
    `(times: median of ${RUNS}, least–most)\n`);
  row("", "instructions, millions", "time, ms");
  row("---", "---:", "---:");
  for (const [name, way] of Object.entries(ways)) row(name, million(way.count), shown(statistics(way.times)));
  const count = name => ways[name].count, time = name => statistics(ways[name].times).median;
  const sourceCount = count("large from source") - count("empty from source"), thawCount = count("large thawed") - count("empty thawed");
  const sourceTime = time("large from source") - time("empty from source"), thawTime = time("large thawed") - time("empty thawed");
  row("above an empty game, thawed", million(thawCount), thawTime.toFixed(2));
  row("above an empty game, from source", million(sourceCount), sourceTime.toFixed(2));
  row("**from source ÷ thawed**", `**${(sourceCount / thawCount).toFixed(1)}**`, `**${(sourceTime / thawTime).toFixed(1)}**`);
} finally {
  rmSync(work, { recursive: true, force: true });
}
