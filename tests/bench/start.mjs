// From starting a process to the end of the first frame of the generated game of 10,000 lines: thaw without a window against the same
// modules in bun, deno and node, with a module "thaw" that does nothing, and a twin in Lua for LÖVE, with and without a window. And where the
// time goes.
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Display, missing } from "../lib/display.mjs";
import { bun, deno, duration, inTurn, love, median, node, quick, shown, table, thaw, work } from "./lib.mjs";

const ROUNDS = quick ? 5 : 61;
const game = join(work, "game"), peer = join(work, "peer"), frozen = join(work, "game.thaw"), empty = join(work, "empty.thaw");

function prepare() {
  execFileSync(node, ["tests/bench/generate.mjs", game]);
  cpSync(game, peer, { recursive: true });
  const stub = join(peer, "node_modules/thaw");
  mkdirSync(stub, { recursive: true });
  writeFileSync(join(stub, "package.json"), `{ "name": "thaw", "type": "module", "exports": "./thaw.js" }`);
  writeFileSync(join(stub, "thaw.js"), "export const screen = { text() {} };\n");
  writeFileSync(join(peer, "package.json"), `{ "type": "module" }`);
  writeFileSync(join(peer, "first.js"), `import * as main from "./main.js";\nmain.update(1 / 60);\nmain.draw(1);\n`);
  execFileSync(thaw, ["freeze", game, "-o", frozen], { stdio: "ignore" });
  mkdirSync(join(work, "empty"));
  writeFileSync(join(work, "empty/main.js"), "export function update() {}\n");
  execFileSync(thaw, ["freeze", join(work, "empty"), "-o", empty], { stdio: "ignore" });
}

/** node's own snapshot: the modules as one script, evaluated while building; the frame runs after the restore. */
function nodeSnapshot() {
  const blob = join(work, "node.blob"), script = join(work, "bundle.cjs");
  writeFileSync(join(peer, "snapshot.js"), `import * as main from "./main.js";
require("v8").startupSnapshot.setDeserializeMainFunction(() => { main.update(1 / 60); main.draw(1); });
`);
  execFileSync(bun, ["build", join(peer, "snapshot.js"), "--format=cjs", "--target=node", "--outfile", script], { stdio: "ignore" });
  execFileSync(node, ["--snapshot-blob", blob, "--build-snapshot", script], { stdio: "ignore" });
  return ["--snapshot-blob", blob, script];
}

function ways() {
  const run = [frozen, "--headless", "--frames", "1"];
  const all = { "thaw": () => duration(thaw, ["run", ...run]), "thaw, an empty game": () => duration(thaw, ["run", empty, ...run.slice(1)]) };
  if (bun) {
    const program = join(work, "bun-game");
    execFileSync(bun, ["build", "--compile", "--bytecode", "--format=cjs", join(peer, "first.js"), "--outfile", program], { stdio: "ignore" });
    all["bun build --compile --bytecode"] = () => duration(program, []);
    const snapshot = nodeSnapshot();
    all[`node ${process.version}, snapshot`] = () => duration(node, snapshot);
  }
  if (deno) all["deno run"] = () => duration(deno, ["run", "--no-remote", "--allow-read", join(peer, "first.js")], { env: { ...process.env,
    DENO_DIR: join(work, "deno"), DENO_NO_UPDATE_CHECK: "1" } });
  if (love) {
    const lua = join(work, "lua");
    execFileSync(node, ["tests/bench/generate_lua.mjs", lua, "10000", "false"]);
    all["LÖVE, its twin in Lua, without a window"] = () => duration(love, [lua], { timeout: 30000 });
  }
  all[`node ${process.version}`] = () => duration(node, [join(peer, "first.js")]);
  all["a program that does nothing"] = () => duration("/bin/true", []);
  return all;
}

function steps() {
  const { stderr } = spawnSync(thaw, ["run", frozen, "--headless", "--frames", "1", "--timings"], { encoding: "utf8" });
  return Object.fromEntries(stderr.trim().split("\n").map(line => JSON.parse(line)).filter(s => "ms" in s).map(s => [s.step, s.ms]));
}

prepare();
const values = await inTurn(ways(), ROUNDS), ours = median(values.thaw);
const lines = readdirSync(game).reduce((sum, f) => sum + readFileSync(join(game, f), "utf8").split("\n").length - 1, 0);
console.log(`A generated game of ${lines.toLocaleString("en")} lines, process start to the end of its first frame, everything in the page cache
(median of ${ROUNDS} in turn, least–most). The aim: at most 0.85 times bun's, half of node's snapshot.\n`);
table(["", "ms", "thaw ÷ this"], Object.entries(values).map(([name, v]) => [name, shown(v), (ours / median(v)).toFixed(2)]));
if (!bun || !deno) console.log(`Not installed: ${[!bun && "bun", !deno && "deno"].filter(Boolean).join(", ")}.\n`);

/** With a window of a display in memory, Mesa's llvmpipe behind it. */
async function windows() {
  const display = await Display.open(), env = { ...process.env, ...display.env }, run = ["run", frozen, "--no-watch", "--frames", "1"];
  const all = { "thaw": () => duration(thaw, run, { env }), "thaw --renderer software": () => duration(thaw, [...run, "--renderer", "software"], { env }) };
  if (love) {
    const lua = join(work, "lua-window");
    execFileSync(node, ["tests/bench/generate_lua.mjs", lua, "10000", "true"]);
    all["LÖVE, its twin in Lua"] = () => duration(love, [lua], { env, timeout: 30000 });
  }
  const opened = await inTurn(all, ROUNDS);
  await display.close();
  console.log("The same in a window under Xvfb, shaders compiled anew:\n");
  table(["", "ms", "thaw ÷ this"], Object.entries(opened).map(([name, v]) => [name, shown(v), (median(opened.thaw) / median(v)).toFixed(2)]));
}

if (!missing) await windows();
const rounds = await inTurn({ steps, loading: () => duration(thaw, ["--version"]) }, ROUNDS);
console.log("Where thaw's time goes (medians):\n");
table(["step", "ms"], [["start and end of the process, libraries loaded (thaw --version)", median(rounds.loading).toFixed(1)],
  ...Object.keys(rounds.steps[0]).map(step => [step, median(rounds.steps.map(s => s[step] ?? 0)).toFixed(2)])]);
process.exit();
