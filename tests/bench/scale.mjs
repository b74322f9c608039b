// What grows with what: modules, the heap at freeze time, sprites, pictures and debuggers, a table each, with the cost of one more. A last
// column that climbs is worse than linear.
import { execFileSync } from "node:child_process";
import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { duration, inTurn, median, node, quick, table, thaw, work } from "./lib.mjs";
import { clients } from "./scale_clients.mjs";
import { pictures, sprites } from "./scale_frames.mjs";

const ROUNDS = quick ? 1 : 3;

/** Freezes and starts each folder in turn: [{ freeze, start, bytes }], milliseconds. */
async function frozen(folders) {
  const ways = {};
  for (const folder of folders) {
    ways[`freeze ${folder}`] = () => duration(thaw, ["freeze", folder, "-o", `${folder}.thaw`, "--budget", "300"]);
    ways[`start ${folder}`] = () => duration(thaw, ["run", `${folder}.thaw`, "--headless", "--frames", "1"]);
  }
  const values = await inTurn(ways, ROUNDS);
  return folders.map(folder => ({ freeze: median(values[`freeze ${folder}`]), start: median(values[`start ${folder}`]),
    bytes: statSync(`${folder}.thaw`).size }));
}

/** Rows of numbers with the cost of each unit above the first row. */
function above(counts, values, digits) {
  return values.map((value, i) => (i ? ((value - values[0]) / (counts[i] - counts[0])).toFixed(digits) : "–"));
}

async function modules() {
  const counts = quick ? [10, 100, 1000] : [10, 30, 100, 300, 1000, 2000];
  const folders = counts.map(n => join(work, `modules${n}`));
  counts.forEach((n, i) => execFileSync(node, ["tests/bench/generate.mjs", folders[i], String(n * 100)]));
  const all = await frozen(folders);
  console.log("Modules, of 98 lines each and each importing the one before it\n");
  const freeze = above(counts, all.map(one => one.freeze), 2), start = above(counts, all.map(one => one.start), 3);
  table(["modules", "freeze, ms", "a module, ms", "start, ms", "a module, ms", "file, MB"], counts.map((n, i) => [n.toLocaleString("en"),
    all[i].freeze.toFixed(0), freeze[i], all[i].start.toFixed(1), start[i], (all[i].bytes / 1e6).toFixed(1)]));
}

async function heap() {
  const sizes = quick ? [0, 5, 20] : [0, 1, 5, 20, 100], BYTES = 103; // of each of these objects in a snapshot
  const folders = sizes.map(mb => join(work, `heap${mb}`));
  sizes.forEach((mb, i) => {
    mkdirSync(folders[i]);
    writeFileSync(join(folders[i], "main.js"), `globalThis.all = Array.from({ length: ${Math.round(mb * 1e6 / BYTES)} }, (_, i) =>
  ({ x: i * 0.5, y: i, name: "thing " + i, tags: [i, i + 1] }));
export function update() {}
`);
  });
  const all = await frozen(folders);
  console.log("Heap at freeze time, of objects { x, y, name, tags }\n");
  const freeze = above(sizes, all.map(one => one.freeze), 1), start = above(sizes, all.map(one => one.start), 2);
  table(["MB", "freeze, ms", "an MB, ms", "file, MB", "start, ms", "an MB, ms"], sizes.map((mb, i) => [mb, all[i].freeze.toFixed(0), freeze[i],
    (all[i].bytes / 1e6).toFixed(1), all[i].start.toFixed(1), start[i]]));
}

console.log(`Medians of ${ROUNDS} in turn. "A module", "an MB": what each above the first row's costs.\n`);
await modules();
await heap();
await sprites(ROUNDS);
await pictures(ROUNDS);
await clients(ROUNDS);
process.exit();
