// Thawing heaps of 5 MB in a process that has a V8 running, against copying as many bytes into fresh pages: what a thaw would cost if a heap
// could be taken as it lies in the file.
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inTurn, median, node, quick, shown, table, thaw, work } from "./lib.mjs";

const RUNS = quick ? 2 : 5, ROUNDS = quick ? 10 : 21;

function frozen(name, source) {
  const folder = join(work, name), file = `${folder}.thaw`;
  if (source === null) {
    execFileSync(node, ["tests/bench/generate.mjs", folder, "26000"]);
  } else {
    mkdirSync(folder);
    writeFileSync(join(folder, "main.js"), `${source}\nexport function update() {}\n`);
  }
  execFileSync(thaw, ["freeze", folder, "-o", file], { stdio: "ignore" });
  return file;
}

const games = {
  "an empty game": "",
  "objects: { x, y, name, tags } in arrays": `globalThis.all = Array.from({ length: 40000 }, (_, i) =>
    ({ x: i * 0.5, y: i, name: "thing " + i, tags: [i, i + 1] }));`,
  "numbers: Float32Array": "globalThis.all = new Float32Array(1.02e6).map((_, i) => i);",
  "strings of 100 letters": `globalThis.all = Array.from({ length: 34000 }, (_, i) => (i + "abcdefghij".repeat(10)).slice(0, 100).split("").join(""));`,
  "code: a game of 26,000 lines": null,
};
const ways = {};
for (const [name, source] of Object.entries(games)) {
  const file = frozen(name.split(/\W/, 2).join("-"), source);
  ways[name] = () => JSON.parse(execFileSync("build/bin/bench_heap", [file, String(ROUNDS)], { encoding: "utf8" }));
}
const all = await inTurn(ways, RUNS), of = (name, what, unit) => all[name].map(run => run[what] / unit);
const empty = median(of("an empty game", "thaw", 1e6)), emptyBytes = all["an empty game"][0].bytes;
console.log(`Milliseconds to make an isolate and a context of a frozen heap, and to copy its bytes from the mapped file into pages fresh from the
system (median of ${RUNS} processes of ${ROUNDS} rounds in turn, least–most). "Above": without what an empty game takes. The aim: at most 3 times
the copy.\n`);
table(["heap", "MB", "thaw", "the process's first", "copy", "thaw ÷ copy", "above ÷ copy of what is above"], Object.keys(ways).map(name => {
  const bytes = all[name][0].bytes, ms = median(of(name, "thaw", 1e6)), copy = median(of(name, "copy", 1e6));
  const above = bytes > emptyBytes * 1.2 ? ((ms - empty) / (copy * (1 - emptyBytes / bytes))).toFixed(1) : "–";
  return [name, (bytes / 1e6).toFixed(2), shown(of(name, "thaw", 1e6), 2), median(of(name, "first", 1e6)).toFixed(2), shown(of(name, "copy", 1e6), 2),
    (ms / copy).toFixed(1), above];
}));
