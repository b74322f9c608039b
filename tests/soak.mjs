#!/usr/bin/env node
// node tests/soak.mjs [MINUTES] [--write]: plays demo/meteors for so long (default 30), with random keys, a file saved every second, and debuggers that
// connect, profile, pause and die, and prints what became of its memory, files, threads and children, and which frames were lost: beside those
// that a bare timer of 60 Hz loses there. --write puts it into tests/RESULTS.md. THAW_SEED=n for other keys and other
// debuggers. Exit 1: it died, or something grows. tests/run --long runs it for half an hour.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { Worker } from "node:worker_threads";
import { random } from "./lib/random.mjs";
import { Raw } from "./lib/raw.mjs";
import { children } from "./lib/restart.mjs";
import { record } from "./lib/results.mjs";
import { environment, house, start, until } from "./lib/thaw.mjs";

const words = process.argv.slice(2), write = words.includes("--write");
const minutes = Number(words.find(word => word !== "--write") ?? 30), draw = random(Number(process.env.THAW_SEED ?? 1));
const home = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "thaw-soak-"))), folder = path.join(home, "meteors");
const pick = list => list[Math.floor(draw() * list.length)];

/** Frames that came late, kept in the state so that a restart counts too; a pause sets `last` to 0. */
const meter = `import { state } from "./world.js";
state.meter ??= { frames: 0, lost: 0, longest: 0, last: 0 };
globalThis.meterOf = () => state.meter;
export function measure() {
  const m = state.meter, now = performance.now(), gap = m.last ? now - m.last : 0;
  m.last = now;
  m.frames++;
  m.longest = Math.max(m.longest, gap);
  m.lost += Math.max(0, Math.round(gap / (1000 / 60)) - 1);
}
`;

fs.cpSync(path.join(house, "demo/meteors"), folder, { recursive: true });
fs.writeFileSync(path.join(folder, "meter.js"), meter);
// a quarter of its size, so that a machine without a graphics card draws it in a frame's time
const source = 'import { measure } from "./meter.js";\n' + fs.readFileSync(path.join(folder, "main.js"), "utf8")
  .replace("export function draw(alpha) {", "$&\n  measure();").replace(/phase === "title" \? game.quit\(\) : /, "").replace('save: "meteors"', "$&, scale: 0.25");
const save = n => fs.writeFileSync(path.join(folder, "main.js"), `${source}// save ${n}\n`);
save(0);

/** Keys for all of the run: each goes down and, some frames later, up. */
function keys() {
  const lines = [];
  for (let frame = 30; frame < minutes * 3600 + 3600; frame += 1 + Math.floor(draw() * 40)) {
    const code = pick(["ArrowLeft", "ArrowRight", "ArrowUp", "Space", "Space", "Enter", "KeyP", "Escape"]);
    lines.push([frame, `keydown ${code}`], [frame + 1 + Math.floor(draw() * 30), `keyup ${code}`]);
  }
  return lines.sort(([a], [b]) => a - b).map(([frame, text]) => `${frame} ${text}\n`).join("");
}
fs.writeFileSync(path.join(home, "keys.txt"), keys());

const child = start(["run", "--watch", "--inspect=0", "--input", path.join(home, "keys.txt"), folder],
  { cwd: home, env: environment(home, { SDL_VIDEODRIVER: "dummy", SDL_AUDIODRIVER: "dummy" }), limit: minutes * 60_000 + 120_000 });
const gone = () => child.exitCode !== null || child.signalCode !== null;
const address = await until(() => gone() || /ws:\S+/.exec(child.text().err)?.[0], "the banner");
if (gone()) throw new Error((await child.ended).err);
const watcher = await Raw.open(address);
const evaluate = async (raw, expression) => (await raw.call("Runtime.evaluate", { expression, returnByValue: true })).result?.result?.value;

/** What a debugger does before it goes. */
const deeds = {
  "looks": async raw => {
    await raw.call("Runtime.enable");
    await raw.call("Debugger.enable");
  },
  "profiles": async raw => {
    await raw.call("Profiler.enable");
    await raw.call("Profiler.start");
    for (let i = 0; i < 200; i++) await evaluate(raw, "meterOf().frames");
    if (draw() < 0.5) await raw.call("Profiler.stop");
  },
  "pauses": async raw => {
    await raw.call("Debugger.enable");
    const paused = raw.event("Debugger.paused");
    raw.post("Debugger.pause");
    await paused;
    for (let i = 0; i < 20; i++) await evaluate(raw, "meterOf().last = 0");
    if (draw() < 0.5) await raw.call("Debugger.resume");
  },
  "takes a heap snapshot": async raw => {
    const chunk = raw.event("HeapProfiler.addHeapSnapshotChunk");
    const whole = raw.call("HeapProfiler.takeHeapSnapshot").catch(() => {});
    await (draw() < 0.5 ? chunk : whole);
  },
};

let deed = "nobody", ending = false;
async function debuggers() {
  while (!ending && !gone()) {
    const raw = await Raw.open(address), name = pick(Object.keys(deeds));
    deed = name;
    await deeds[name](raw).catch(error => ending || console.error(`a debugger that ${name}: ${error.message}`));
    await raw.die(draw() < 0.5);
    const { n } = { n: samples.length + 2 + Math.floor(draw() * 5) };
    await until(() => ending || gone() || samples.length >= n, "the next debugger");
  }
}

function sample() {
  const status = fs.readFileSync(`/proc/${child.pid}/status`, "utf8");
  const number = name => Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(status)[1]);
  return { "RSS, MB": number("VmRSS") / 1024, "fds": fs.readdirSync(`/proc/${child.pid}/fd`).length, "threads": number("Threads"), "children": children(child.pid).length };
}

/** A timer of 60 Hz that does nothing else: its ticks, those it lost, and the longest gap in microseconds, counted as the game's frames are. */
const bare = new Int32Array(new SharedArrayBuffer(12));
const ticker = new Worker(`const { workerData: counts } = require("node:worker_threads"), period = 1000 / 60;
let last = performance.now(), due = last;
function tick() {
  const now = performance.now(), gap = now - last;
  last = now;
  Atomics.add(counts, 0, 1);
  Atomics.add(counts, 1, Math.max(0, Math.round(gap / period) - 1));
  Atomics.store(counts, 2, Math.max(counts[2], gap * 1000));
  for (due += period; due < now; due += period);
  setTimeout(tick, Math.ceil(due - now));
}
tick();`, { eval: true, workerData: bare });

const median = list => list.sort((a, b) => a - b)[Math.floor(list.length / 2)];

/** The medians of each minute, which no freezing that happens to be under way shows in. */
function byMinute(rows) {
  const minutesOf = [...new Set(rows.map(({ at }) => Math.floor(at / 60)))];
  return minutesOf.map(minute => {
    const own = rows.filter(({ at }) => Math.floor(at / 60) === minute);
    return Object.fromEntries(Object.keys(own[0]).map(column => [column, median(own.map(row => row[column]))]));
  });
}

/** Slope of the values of a column a minute, and its standard error, by least squares. */
function slope(rows, column) {
  const n = rows.length, x = rows.map(({ at }) => at / 60), y = rows.map(row => row[column]);
  const mean = list => list.reduce((sum, value) => sum + value, 0) / n, mx = mean(x), my = mean(y);
  const sxx = x.reduce((sum, value) => sum + (value - mx) ** 2, 0), b = x.reduce((sum, value, i) => sum + (value - mx) * (y[i] - my), 0) / sxx;
  const rest = y.reduce((sum, value, i) => sum + (value - my - b * (x[i] - mx)) ** 2, 0);
  return { b, error: Math.sqrt(rest / (n - 2) / sxx) };
}

const samples = [], lost = {}, began = Date.now();
const visitors = debuggers();
let before = { frames: 0, lost: 0 }, longest = 0;
for (let second = 1; second <= minutes * 60 && !gone(); second++) {
  await new Promise(resolve => setTimeout(resolve, Math.max(0, began + second * 1000 - Date.now()))); // the rhythm of the samples
  const busy = deed;
  deed = "nobody";
  save(second);
  const m = await evaluate(watcher, "{ const m = { ...meterOf() }; meterOf().longest = 0; m }").catch(() => null);
  if (gone()) break;
  if (!m) continue;
  const row = (lost[busy] ??= { seconds: 0, frames: 0, lost: 0, longest: 0 });
  row.seconds++;
  row.frames += m.frames - before.frames;
  row.lost += m.lost - before.lost;
  row.longest = Math.max(row.longest, m.longest);
  [before, longest] = [m, Math.max(longest, m.longest)];
  samples.push({ at: (Date.now() - began) / 1000, ...sample() });
}
ending = true;
const died = gone(), text = child.text().err;
const swaps = text.match(/ · swapped /g)?.length ?? 0, faults = text.match(/^\S+:\d+:\d+: .*Error.*$/gm) ?? [];
child.kill("SIGKILL");
const result = await child.ended;
await visitors.catch(() => {});
watcher.socket.destroy();
await ticker.terminate();

const columns = ["RSS, MB", "fds", "threads", "children"], warm = byMinute(samples.slice(Math.floor(samples.length / 4)));
const report = [], row = cells => report.push(`| ${cells.join(" | ")} |`);
const shown = value => (Number.isInteger(value) ? String(value) : value.toFixed(1));
report.push("demo/meteors with random keys, its main.js saved every second, debuggers that come, profile, pause, take heap snapshots and die.", "");
row(["", ...columns]);
row(["---", ...columns.map(() => "---:")]);
const last = samples.length - 1;
for (const [name, i] of [["start", 0], ...Array.from({ length: Math.floor((minutes - 0.01) / 5) }, (_, i) => [`${(i + 1) * 5} min`, (i + 1) * 300]), ["end", last]])
  if (samples[i]) row([name, ...columns.map(column => shown(samples[i][column]))]);
const slopes = columns.map(column => slope(warm, column));
row(["slope a minute, of each minute's median, after the first quarter", ...slopes.map(({ b, error }) => `${b.toFixed(3)} ± ${error.toFixed(3)}`)]);
report.push("");
row(["in seconds in which", "seconds", "frames", "lost", "longest, ms"]);
row(["---", "---:", "---:", "---:", "---:"]);
for (const [name, { seconds, frames, lost: gone, longest: most }] of Object.entries(lost))
  row([name === "nobody" ? "files were saved only" : `a debugger ${name}`, seconds, frames, gone, most.toFixed(0)]);
row(["a bare timer of 60 Hz, all the time", samples.length, bare[0], bare[1], (bare[2] / 1000).toFixed(0)]);
const grows = columns.filter((_, i) => slopes[i].b > 3 * slopes[i].error && slopes[i].b * minutes > 0.02 * (samples[0]?.[columns[i]] ?? 1));
report.push("", `${samples.length} samples, ${swaps} restarts, ${faults.length} faults${faults.length ? `: ${faults[0]}` : ""}, longest frame ${longest.toFixed(0)} ms; ` +
  `the machine's load at the end: ${os.loadavg()[2].toFixed(1)} on ${os.cpus().length} cores.`);
report.push(died ? "Verdict: it died." : grows.length ? `Verdict: ${grows.join(", ")} may grow.` : "Verdict: nothing grows.");
console.log(report.join("\n"));
if (died) console.log(`the game ended: ${result.code} ${result.signal}\n${text.slice(-2000)}`);
if (write) record("soak", `node tests/soak.mjs ${minutes} --write`, report.join("\n"));
fs.rmSync(home, { recursive: true, force: true });
process.exitCode = died || grows.length ? 1 : 0;
