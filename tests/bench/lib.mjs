// What the groups of tests/bench/run share: runs in turn, statistics, tables, peers and a scratch folder.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

export const thaw = resolve(process.env.THAW ?? "build/bin/thaw");
export const node = process.execPath;
export const quick = process.env.THAW_BENCH_QUICK === "1";
const modules = resolve("tests/bench/node_modules");

/** A peer's path, or null where it is not installed. */
export const bun = there(join(modules, "@oven/bun-linux-x64/bin/bun"));
export const deno = there(join(modules, "@deno/linux-x64-glibc/deno"));
export const pixi = there(join(modules, "pixi.js/package.json"));
export const love = onPath("love"), luajit = onPath("luajit");

function there(path) {
  return existsSync(path) ? path : null;
}

/** The path of a program, or null where there is none. */
export function onPath(name) {
  const found = spawnSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).stdout.trim();
  return found || null;
}

export const work = mkdtempSync(join(tmpdir(), "thaw-bench-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));

export function median(values) {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}

/** "12.3 (11.9–14.0)": median, least and most. */
export function shown(values, digits = 1) {
  return `${median(values).toFixed(digits)} (${Math.min(...values).toFixed(digits)}–${Math.max(...values).toFixed(digits)})`;
}

/** Prints a Markdown table: heads, then rows; all columns but the first are right-aligned. */
export function table(heads, rows) {
  const line = cells => console.log(`| ${cells.join(" | ")} |`);
  line(heads);
  line(heads.map((_, i) => (i ? "---:" : "---")));
  rows.forEach(line);
  console.log();
}

/** Runs every way once a round, so that a machine's moods meet all alike, in an order that is another each time: whoever comes behind a
 * large program finds the caches cold. Gives each name's numbers. */
export async function inTurn(ways, rounds) {
  const values = Object.fromEntries(Object.keys(ways).map(name => [name, []]));
  for (let round = 0; round < rounds; round++) {
    const left = Object.entries(ways);
    while (left.length) {
      const [[name, way]] = left.splice(Math.floor(Math.random() * left.length), 1);
      values[name].push(await way());
    }
  }
  return values;
}

/** Milliseconds from starting a program to its end. */
export function duration(command, args, options = {}) {
  const began = process.hrtime.bigint();
  const { status, stderr } = spawnSync(command, args, { stdio: ["ignore", "ignore", "pipe"], encoding: "utf8", ...options });
  const ms = Number(process.hrtime.bigint() - began) / 1e6;
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${status}:\n${stderr}`);
  return ms;
}

/** Compiles a C program of this folder with the system's compiler; gives its path. */
export function compiled(name, flags = []) {
  const out = join(work, name);
  execFileSync("gcc", ["-std=c11", "-D_GNU_SOURCE", "-O2", `tests/bench/${name}.c`, "-o", out, ...flags]);
  return out;
}

/** The instructions that thaw executes from its start to its end, all threads, as callgrind counts them. */
export function instructions(args, env = process.env) {
  const { stderr } = spawnSync("valgrind", ["--tool=callgrind", "--callgrind-out-file=/dev/null", "--smc-check=all-non-file", thaw, ...args],
    { encoding: "utf8", env });
  const found = /Collected : (\d+)/.exec(stderr);
  if (!found || /thaw: /.test(stderr)) throw new Error(`callgrind counted nothing:\n${stderr}`);
  return Number(found[1]);
}
