// The resident set of the smallest example after three seconds, against a node that waits for a timer and a LÖVE that draws the same.
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Display, missing } from "../lib/display.mjs";
import { inTurn, love, median, node, quick, shown, table, thaw, work } from "./lib.mjs";

const ROUNDS = quick ? 1 : 3;
const dummy = { SDL_VIDEODRIVER: "dummy", SDL_AUDIODRIVER: "dummy" };

async function megabytes(command, args, env) {
  const child = spawn(command, args, { stdio: "ignore", env: { ...process.env, ...env, XDG_CACHE_HOME: join(work, "cache") } });
  const ended = new Promise(done => child.on("exit", done));
  await new Promise(done => setTimeout(done, 3000));
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))[1]) / 1024;
  } finally {
    child.kill("SIGKILL");
    await ended;
  }
}

mkdirSync(join(work, "love"));
writeFileSync(join(work, "love/main.lua"), `local x = 160
function love.update(dt) x = x + (love.keyboard.isDown("right") and 120 or 0) * dt end
function love.draw() love.graphics.circle("fill", x, 90, 14) end
`);
const ways = {
  "thaw, a window (SDL's dummy driver)": () => megabytes(thaw, ["run", "demo/01-hello"], dummy),
  "thaw --headless": () => megabytes(thaw, ["run", "demo/01-hello", "--headless", "--inspect=0"], {}),
  [`node ${process.version}, a timer`]: () => megabytes(node, ["-e", "setInterval(() => {}, 16)"], {}),
};
const display = missing ? null : await Display.open();
if (display) ways["thaw, a window under Xvfb"] = () => megabytes(thaw, ["run", "demo/01-hello"], display.env);
if (display && love) ways["LÖVE, a window under Xvfb"] = () => megabytes(love, [join(work, "love")], display.env);
const values = await inTurn(ways, ROUNDS), ours = Object.values(values)[0];
console.log(`Resident set after three seconds, MB (median of ${ROUNDS}, least–most). The aim: below node's. Under Xvfb Mesa's software renderer
is in the process, which is most of it.\n`);
table(["", "MB", "thaw's window ÷ this"], Object.entries(values).map(([name, v]) => [name, shown(v), (median(ours) / median(v)).toFixed(2)]));
await display?.close();
process.exit();
