// The peers of the groups sprites and raster: each a function (count, side) that gives the median nanoseconds of a frame that moves and draws
// so many sprites; and the arithmetic that both groups share.
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { png } from "../lib/png.mjs";
import { inTurn, love, median, quick, shown, table, thaw, work } from "./lib.mjs";

export const ROUNDS = quick ? 1 : 3;
export const FRAMES = quick ? 9 : 15;
const program = join(work, "sprites");

export const rendersGl = /\bgl\b/.test(execFileSync(thaw, ["--help"], { encoding: "utf8" }).split("--renderer")[1] ?? "");

/** The disc of sprites.c. */
function disc(side) {
  const inside = (x, y) => (x + 0.5 - side / 2) ** 2 + (y + 0.5 - side / 2) ** 2 <= side * side / 4;
  return png(side, side, (x, y) => (inside(x, y) ? [x * 7 % 256, y * 7 % 256, 128, 255] : [0, 0, 0, 0]));
}

/** A game's folder with its pictures; `pixelated` as in its config. */
function folder(name, pixelated) {
  const to = join(work, name);
  mkdirSync(to);
  cpSync("tests/bench/games/sprites", to, { recursive: true });
  writeFileSync(join(to, "main.js"), readFileSync(join(to, "main.js"), "utf8").replace("PIXELATED", pixelated));
  for (const side of [2, 32]) writeFileSync(join(to, `${side}.png`), disc(side));
  return to;
}

const hard = folder("hard", true), smooth = folder("smooth", false);
const flags = execFileSync("pkg-config", ["--cflags", "--libs", "sdl2"], { encoding: "utf8" }).trim().split(/\s+/);
execFileSync("gcc", ["-std=c11", "-D_GNU_SOURCE", "-O2", ...["", "_gl", "_sdl"].map(part => `tests/bench/sprites${part}.c`), "-o", program, ...flags, "-lGL", "-lm"]);

function told(command, args, env) {
  const { stdout, stderr, status } = spawnSync(command, args.map(String), { encoding: "utf8", timeout: 120000,
    env: { ...process.env, MESA_SHADER_CACHE_DISABLE: "true", XDG_CACHE_HOME: join(work, "cache"), SDL_AUDIODRIVER: "dummy", ...env } });
  const found = /(?:^|median )(\d+)$/m.exec(stdout) ?? /median (\d+)/.exec(stderr);
  if (status !== 0 || !found) throw new Error(`${command} ${args.join(" ")} ended with ${status}:\n${stderr}`);
  return Number(found[1]);
}

/** Ways of a program in C: gl, geometry or copy. */
export const c = (way, env) => (count, side) => told(program, [way, count, side, FRAMES], env);

/** Ways of LÖVE: draw or batch. */
export const inLove = (way, env) => (count, side) => told(love, [hard, way, count, side, FRAMES], env);

/** Ways of thaw: columns or objects. */
export const inThaw = (way, renderer, env, isSmooth = false) => (count, side) => told(thaw, ["run", isSmooth ? smooth : hard, "--renderer",
  renderer, "--no-vsync", "--no-watch", "--", way, count, side, FRAMES], env);

/** What a sprite more costs, and how many there is time for in 16.6 ms, of frames with `few` and with `many` of them. */
function costs(low, high, few, many) {
  const each = high.map((ns, i) => (ns - low[i]) / (many - few)), fixed = Math.max(median(low) - median(each) * few, 0);
  return { each, sprites: Math.max(Math.floor((16.6e6 - fixed) / median(each)), 0) };
}

/** Measures all ways, { name: { run, few, many } }, in turn and prints them beside the one named `peer`. */
export async function compare(ways, side, peer) {
  const frames = {};
  for (const [name, { run, few, many }] of Object.entries(ways)) {
    frames[`${name} few`] = () => run(few, side);
    frames[`${name} many`] = () => run(many, side);
  }
  const values = await inTurn(frames, ROUNDS);
  const all = Object.entries(ways).map(([name, { few, many }]) => [name, costs(values[`${name} few`], values[`${name} many`], few, many), few, many]);
  const base = median(all.find(([name]) => name === peer)[1].each);
  table(["", "ns a sprite", "÷ " + peer, "sprites in 16.6 ms", "of frames with"], all.map(([name, { each, sprites }, few, many]) => [name, shown(each, 0),
    (median(each) / base).toFixed(2), sprites.toLocaleString("en"), `${few.toLocaleString("en")} and ${many.toLocaleString("en")}`]));
}
