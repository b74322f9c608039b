// From saving a file to the first frame that new code has drawn: thaw in a window without a display (SDL's dummy driver, the real clock),
// against node --watch and bun --hot running the same modules in a 60 Hz timer. In turn, medians. What is saved is a literal inside draw().
import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const ROUNDS = 3, SAVES = 5;
const work = mkdtempSync(join(tmpdir(), "thaw-bench-"));
const bun = resolve("tests/bench/node_modules/@oven/bun-linux-x64/bin/bun");
const version = n => `version(${n});`;

/** Tells each version's first drawn frame; the state carries the lengths of the last frames over a restart. */
const teller = `
export const state = { last: 0, frames: [] };
let seen = -1;
function version(n) {
  const now = performance.now();
  state.frames.push(now - state.last);
  if (state.frames.length > 40) state.frames.shift();
  state.last = now;
  if (n === seen) return;
  seen = n;
  const sorted = [...state.frames].sort((a, b) => a - b);
  console.log("drawn " + n + " worst " + (sorted.at(-1) / sorted[sorted.length >> 1]).toFixed(2));
}
`;

/** A folder with the game, and what lets node and bun run it: a module "thaw" that does nothing, and a timer. */
function prepare(name, make) {
  const folder = join(work, name), peer = join(work, name + "-peer");
  make(folder);
  let main = readFileSync(join(folder, "main.js"), "utf8");
  main = main.replace(/export function draw\([^)]*\) \{/, found => `${teller}${found}\n  ${version(0)}`);
  writeFileSync(join(folder, "main.js"), main);
  cpSync(folder, peer, { recursive: true });
  mkdirSync(join(peer, "node_modules/thaw"), { recursive: true });
  writeFileSync(join(peer, "node_modules/thaw/package.json"), `{ "name": "thaw", "type": "module", "exports": "./thaw.js" }`);
  writeFileSync(join(peer, "node_modules/thaw/thaw.js"), `export const screen = { text() {}, fillCircle() {} };
export const input = { axis: () => 0 }, game = { time: 0 };
`);
  writeFileSync(join(peer, "package.json"), `{ "type": "module" }`);
  writeFileSync(join(peer, "loop.js"), `import * as main from "./main.js";
clearInterval(globalThis.timer);
globalThis.timer = setInterval(() => { main.update(1 / 60); main.draw(1); }, 1000 / 60);
`);
  return { folder, peer, main };
}

/** Starts a program that says "drawn N …", and gives what waits for a version. */
function start(command, args, cwd) {
  const child = spawn(command, args, { cwd, stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, SDL_VIDEODRIVER: "dummy",
    SDL_RENDER_DRIVER: "software", XDG_CACHE_HOME: join(work, "cache"), NO_COLOR: "1" } });
  let text = "", look = () => {};
  for (const stream of [child.stdout, child.stderr]) stream.on("data", chunk => { text += chunk; look(); });
  const drawn = n => new Promise((done, fail) => {
    const timer = setTimeout(() => fail(new Error(`${command} never drew ${n}:\n${text.slice(-2000)}`)), 60000);
    look = () => {
      const found = new RegExp(`drawn ${n} worst (\\S+)\n`).exec(text);
      if (!found) return;
      clearTimeout(timer);
      done({ at: performance.now(), worst: Number(found[1]) });
    };
    look();
  });
  return { child, drawn };
}

const pause = ms => new Promise(done => setTimeout(done, ms));

/** Saves new versions and gives the milliseconds each took, and the longest frame around it as a multiple of the median. */
async function measure(command, args, folder, main) {
  writeFileSync(join(folder, "main.js"), main);
  const run = start(command, args, folder), ended = new Promise(done => run.child.on("exit", done));
  const times = [], worst = [];
  try {
    await run.drawn(0);
    for (let n = 1; n <= SAVES; n++) {
      await pause(900 + Math.random() * 50); // the frames before the save, and a warm builder
      const began = performance.now();
      writeFileSync(join(folder, "main.js"), main.replace(version(0), version(n)));
      const seen = await run.drawn(n);
      times.push(seen.at - began);
      worst.push(seen.worst);
    }
  } finally {
    run.child.kill();
    await ended;
  }
  return { times, worst };
}

const median = values => [...values].sort((a, b) => a - b)[values.length >> 1];
const shown = values => `${median(values).toFixed(0)} (${Math.min(...values).toFixed(0)}–${Math.max(...values).toFixed(0)})`;

async function compare(title, game) {
  const thaw = resolve("build/bin/thaw");
  const ways = [
    { name: "thaw", args: [thaw, ["run", ".", "--watch"], game.folder] },
    { name: "thaw --no-live-edit", args: [thaw, ["run", ".", "--watch", "--no-live-edit"], game.folder] },
    { name: "bun --hot", args: [bun, ["--hot", "loop.js"], game.peer] },
    { name: "node --watch", args: [process.execPath, ["--watch", "loop.js"], game.peer] },
  ];
  for (const way of ways) Object.assign(way, { times: [], worst: [] });
  for (let round = 0; round < ROUNDS; round++)
    for (const way of ways) {
      const { times, worst } = await measure(...way.args, game.main);
      way.times.push(...times);
      way.worst.push(...worst);
    }
  const peer = median(ways[2].times);
  console.log(`\n${title}: from the save to the first frame of new code (median of ${ROUNDS * SAVES}, least–most)\n`);
  console.log("|  | ms | ÷ bun --hot | longest frame ÷ median frame |\n| --- | ---: | ---: | ---: |");
  for (const way of ways)
    console.log(`| ${way.name} | ${shown(way.times)} | ${(median(way.times) / peer).toFixed(2)} | ${
      way.name.startsWith("thaw") ? median(way.worst).toFixed(2) : "–"} |`);
}

try {
  await compare("hello", prepare("hello", folder => cpSync("demo/01-hello", folder, { recursive: true })));
  await compare("10,000 lines", prepare("large", folder => execFileSync(process.execPath, ["tests/bench/generate.mjs", folder])));
} finally {
  rmSync(work, { recursive: true, force: true });
}
