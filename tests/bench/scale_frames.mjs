// The parts of the group scale that draw: processor time of a frame, of the whole process, with a driver that draws nothing.
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Display, missing } from "../lib/display.mjs";
import { inTurn, median, quick, table, thaw, work } from "./lib.mjs";
import { rendersGl } from "./sprites_ways.mjs";

const renderer = rendersGl ? "gl" : "sdl", WARM = 30;

const game = `import { canvas, game, screen, Sprites } from "thaw";
export const config = { width: 800, height: 600, fps: 1000, scale: 1 };
let left = 0, show;
export function load() {
  const [what, count, frames] = [game.args[0], Number(game.args[1]), Number(game.args[2])];
  left = frames;
  show = what === "sprites" ? moving(count) : shown(count);
}
// More than a batch holds are several.
function moving(count) {
  const picture = canvas(2, 2), batches = [];
  for (let rest = count; rest > 0; rest -= 250000) {
    const batch = new Sprites(picture, Math.min(rest, 250000));
    batch.count = batch.capacity;
    for (let i = 0; i < batch.count; i++) batch.x[i] = Math.random() * 800, batch.y[i] = Math.random() * 600;
    batches.push(batch);
  }
  return () => {
    for (const batch of batches) {
      const { x, y } = batch;
      for (let i = 0; i < x.length; i++) {
        x[i] = x[i] > 800 ? 0 : x[i] + 0.5;
        y[i] = y[i] > 600 ? 0 : y[i] + 0.25;
      }
      screen.sprites(batch);
    }
  };
}
function shown(count) {
  const all = Array.from({ length: count }, () => canvas(16, 16));
  return () => { for (let i = 0; i < all.length; i++) screen.image(all[i], i % 50 * 16, Math.floor(i / 50) * 16); };
}
export function draw() {
  show();
  if (--left <= 0) game.quit();
}
`;

/** Microseconds of processor time that a frame takes. */
function frame(folder, what, count, frames, env) {
  const cpu = n => {
    const { status, stderr } = spawnSync("bash", ["-c", 'TIMEFORMAT="cpu %3U %3S"; time "$@"', "bash", thaw, "run", folder, "--renderer", renderer,
      "--no-vsync", "--no-watch", "--", what, count, n].map(String), { encoding: "utf8", env: { ...process.env, ...env, GALLIUM_NOOP: "1",
      SDL_RENDER_DRIVER: "opengl", XDG_CACHE_HOME: join(work, "cache") } });
    const found = /cpu (\S+) (\S+)/.exec(stderr);
    if (status !== 0 || !found) throw new Error(stderr);
    return (Number(found[1]) + Number(found[2])) * 1e6;
  };
  return (cpu(WARM + frames) - cpu(WARM)) / frames;
}

async function measure(title, what, unit, counts, rounds) {
  if (missing) return console.log(`${title}: not measured, ${missing}.\n`);
  const display = await Display.open(), folder = join(work, `many-${what}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "main.js"), game);
  const ways = Object.fromEntries(counts.map(([count, frames]) => [`n${count}`, () => frame(folder, what, count, frames, display.env)]));
  const values = await inTurn(ways, rounds);
  console.log(`${title}\n`);
  const us = counts.map(([count]) => median(values[`n${count}`]));
  table([what, "a frame, µs", `${unit} above the first row's, ns`], counts.map(([count], i) => [count.toLocaleString("en"), us[i].toFixed(0),
    i ? ((us[i] - us[0]) / (count - counts[0][0]) * 1000).toFixed(0) : "–"]));
  await display.close();
}

/** Each with how many frames make a second or so of it. */
export const sprites = rounds => measure(`Sprites in batches, moved and handed over (--renderer ${renderer}, GALLIUM_NOOP; processor time of the whole
process, drawing thread included). A frame's list holds some 760,000; what does not fit throws.`, "sprites", "a sprite",
[[1000, 1000], [10000, 300], [100000, 40], [300000, 15], [700000, 8]].slice(0, quick ? 3 : 5), rounds);

export const pictures = rounds => measure("Pictures, each drawn once a frame, so that each is a call of the driver of its own", "pictures", "a picture",
  [[1, 1000], [10, 1000], [100, 500], [500, 200], [1000, 100], [2000, 60]].filter(([n]) => !quick || n < 1000), rounds);
