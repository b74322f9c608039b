// The part of the group scale about debuggers: processor time of a frame while so many are connected, silent or told of each frame's console.log.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inTurn, median, quick, table, thaw, work } from "./lib.mjs";

const { WebSocket } = createRequire(new URL("../package.json", import.meta.url))("ws");
const MOST = 64; // thaw has no limit but that of open files
const MS = quick ? 500 : 1000, FPS = 500;

function cpuNs(pid) {
  return readdirSync(`/proc/${pid}/task`).reduce((sum, task) => sum + Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, "utf8").split(" ")[0]), 0);
}

const pause = ms => new Promise(done => setTimeout(done, ms));

async function connect(address) {
  const socket = new WebSocket(address, { perMessageDeflate: false });
  await new Promise((done, fail) => socket.on("open", done).on("error", fail));
  const client = { socket, heard: 0 };
  socket.on("message", () => { client.heard++; });
  return client;
}

/** Microseconds of a frame's processor time with so many clients; `told`: each hears every frame's console.log. */
async function frame(count, told) {
  const file = join(work, `clients${told}.js`);
  writeFileSync(file, `export const config = { fps: ${FPS} };\nexport function update() { ${told ? 'console.log("a frame", 1);' : ""} }\n`);
  const child = spawn(thaw, ["run", file, "--headless", "--inspect=0"], { stdio: ["ignore", "ignore", "pipe"] });
  const ended = new Promise(done => child.on("exit", done));
  try {
    const address = await new Promise((done, fail) => {
      let text = "";
      child.stderr.on("data", chunk => {
        text = (text + chunk).slice(0, 4000);
        const found = /listening on (ws:\S+)/.exec(text);
        if (found) done(found[1]);
      });
      child.on("exit", () => fail(new Error(`thaw ended: ${text}`)));
    });
    const all = [];
    for (let i = 0; i < count; i++) all.push(await connect(address));
    if (told) for (const { socket } of all) socket.send(`{"id":1,"method":"Runtime.enable"}`);
    await pause(300);
    const before = all.map(client => client.heard), cpu = cpuNs(child.pid);
    await pause(MS);
    const us = (cpuNs(child.pid) - cpu) / 1000 / (MS / 1000 * FPS);
    if (told && all.some((client, i) => client.heard === before[i])) throw new Error("a client heard nothing");
    for (const { socket } of all) socket.terminate();
    return us;
  } finally {
    child.kill("SIGKILL");
    await ended;
  }
}

export async function clients(rounds) {
  const counts = [0, 1, 4, 16, MOST], ways = {};
  for (const n of counts) for (const told of [0, 1]) ways[`${n} ${told}`] = () => frame(n, told);
  const values = await inTurn(ways, rounds), us = (n, told) => median(values[`${n} ${told}`]);
  const each = (n, told) => (n ? ((us(n, told) - us(0, told)) / n).toFixed(1) : "–");
  console.log(`Debuggers that are connected (64 at most): processor time of a frame while they say nothing, and while each is sent a
console.log a frame\n`);
  table(["debuggers", "silent, µs", "each, µs", "told, µs", "each, µs"], counts.map(n => [n, us(n, 0).toFixed(0), each(n, 0), us(n, 1).toFixed(0), each(n, 1)]));
}
