// What a debugger's connection costs: the idle pump of a frame in nanoseconds, and round trips of Runtime.evaluate against node --inspect.
// Everything in turn, medians.
import { execFileSync, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const { WebSocket } = createRequire(new URL("../package.json", import.meta.url))("ws");
const ROUNDS = 7, TRIPS = 200, PIPELINED = 20000;
const work = mkdtempSync(join(tmpdir(), "thaw-bench-"));
const programs = [];

/** The body of an update of some 2 ms here: so many turns, as a headless game's clock stands still within a frame. */
function busy() {
  const body = turns => `let x = 0;\n  for (let i = 0; i < ${turns}; i++) x = (x * 31 + i) | 0;\n  globalThis.x = x;`;
  const run = new Function(body(1e6)), times = [];
  for (let i = 0; i < 25; i++) {
    const began = process.hrtime.bigint();
    run();
    times.push(Number(process.hrtime.bigint() - began) / 1e6);
  }
  return body(Math.round(1e6 * 2 / median(times)));
}

const median = values => values.sort((a, b) => a - b)[values.length >> 1];

function row(...cells) {
  console.log(`| ${cells.join(" | ")} |`);
}

/** Builds one of the C programs beside this file; gives its path. */
function built(name) {
  const program = join(work, name);
  execFileSync("gcc", ["-std=c11", "-D_GNU_SOURCE", "-O2", "-Iengine", "-Iscripting", `tests/bench/${name}.c`, "-o", program, "-Lbuild/bin",
    "-lscripting", "-lengine", "-luv", "-lwslay", "-lnettle", "-lxxhash", "-lm", "-lpthread"]);
  return program;
}

function pump() {
  const program = built("epoll");
  console.log("\nA frame's pump of the debugger's sockets while nothing comes\n");
  row("", "ns a frame");
  row("---", "---:");
  for (const line of execFileSync(program, { encoding: "utf8" }).trim().split("\n")) row(...line.split("\t"));
}

/** Starts a program that prints the banner, and connects: `call()` sends one evaluation and gives a promise of its answer. */
async function connected(command, args) {
  const child = spawn(command, args, { stdio: ["ignore", "ignore", "pipe"] });
  programs.push(child);
  let text = "";
  const address = await new Promise((resolve, reject) => {
    child.stderr.on("data", chunk => {
      text += chunk;
      const found = /listening on (ws:\S+)/.exec(text);
      if (found) resolve(found[1]);
    });
    child.on("error", reject).on("exit", () => reject(new Error(`${command} ended: ${text}`)));
  });
  const socket = new WebSocket(address, { perMessageDeflate: false });
  const waiting = new Map();
  await new Promise((resolve, reject) => socket.on("open", resolve).on("error", reject));
  socket.on("message", bytes => {
    const { id, result } = JSON.parse(bytes);
    if (result?.result?.value !== 2) throw new Error(`no answer: ${bytes}`);
    waiting.get(id)();
    waiting.delete(id);
  });
  let last = 0;
  const call = () => new Promise(resolve => {
    waiting.set(++last, resolve);
    socket.send(`{"id":${last},"method":"Runtime.evaluate","params":{"expression":"1+1"}}`);
  });
  return { child, address, call, samples: { p50: [], p99: [], rate: [] } };
}

/** One round of one way, with the other programs stopped. `pipeline`: the client for what is pipelined; one in JavaScript would be the
 * slower end. */
async function measure({ child, address, call, samples }, pipeline) {
  for (const other of programs) other.kill(other === child ? "SIGCONT" : "SIGSTOP");
  await new Promise(resolve => setTimeout(resolve, 50));
  const trips = [];
  for (let i = 0; i < TRIPS; i++) {
    // at a moment of the frame that is left to chance
    await new Promise(resolve => setTimeout(resolve, Math.random() * 4));
    const began = process.hrtime.bigint();
    await call();
    trips.push(Number(process.hrtime.bigint() - began) / 1e3);
  }
  trips.sort((a, b) => a - b);
  samples.p50.push(trips[TRIPS >> 1]);
  samples.p99.push(trips[Math.floor(TRIPS * 0.99)]);
  samples.rate.push(Number(execFileSync(pipeline, [address, `${PIPELINED}`], { encoding: "utf8" })));
}

async function roundTrips() {
  const ways = {}, pipeline = built("pipeline");
  for (const [name, body] of [["idle", ""], ["2 ms update", busy()]]) {
    const file = name.split(" ").join("-");
    writeFileSync(join(work, `${file}.js`), `export function update() {\n  ${body}\n}\n`);
    writeFileSync(join(work, `${file}.cjs`), `setInterval(() => {\n  ${body}\n}, 1000 / 60);\n`);
    ways[`thaw, ${name}`] = await connected("build/bin/thaw", ["run", join(work, `${file}.js`), "--headless", "--inspect=0"]);
    ways[`node, ${name}`] = await connected(process.execPath, ["--inspect=0", join(work, `${file}.cjs`)]);
  }
  for (let i = 0; i < ROUNDS; i++) for (const way of Object.values(ways)) await measure(way, pipeline);
  console.log(`\nRuntime.evaluate("1+1"), 60 Hz, against Node ${process.version} (medians of ${ROUNDS} rounds made in turn)\n`);
  row("", "p50, µs", "p99, µs", "pipelined, a second");
  row("---", "---:", "---:", "---:");
  for (const [name, { samples }] of Object.entries(ways)) row(name, ...["p50", "p99", "rate"].map(key => median(samples[key]).toFixed(0)));
}

try {
  pump();
  await roundTrips();
} finally {
  for (const child of programs) child.removeAllListeners("exit").kill("SIGKILL");
  rmSync(work, { recursive: true, force: true });
}
process.exit();
