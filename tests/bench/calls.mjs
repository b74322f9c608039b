// One call from a script into C, and one draw record, in nanoseconds: thaw (games/calls) against C through a pointer, LuaJIT's FFI and bun's.
import { execFileSync, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { bun, compiled, inTurn, luajit, median, quick, shown, table, thaw, work } from "./lib.mjs";

const ROUNDS = quick ? 2 : 15;
const library = join(work, "libcalls.so");
execFileSync("gcc", ["-O2", "-shared", "-fPIC", "tests/bench/calls_library.c", "-o", library]);

/** Programs print lines of JSON { name, ns }. */
function told(command, args, options = {}) {
  const { stdout, stderr, status } = spawnSync(command, args, { encoding: "utf8", ...options });
  if (status !== 0) throw new Error(`${command} ended with ${status}:\n${stderr}`);
  const lines = (stdout + stderr).split("\n").map(line => line.slice(Math.max(line.indexOf("{"), 0))).filter(line => line.startsWith("{"));
  return Object.fromEntries(lines.map(line => JSON.parse(line)).map(({ name, ns }) => [name, ns]));
}

writeFileSync(join(work, "calls.lua"), `local ffi = require("ffi")
ffi.cdef[[double add_two(double, double);]]
local C, sum, n = ffi.load("${library}"), 0, 5e7
for warm = 1, 1e5 do sum = sum + C.add_two(sum, warm) end
local began = os.clock()
for i = 1, n do sum = C.add_two(sum, i) end
print(string.format('{"name":"two numbers","ns":%f}', (os.clock() - began) / n * 1e9))
`);
writeFileSync(join(work, "calls.ts"), `import { dlopen } from "bun:ffi";
const { symbols: { add_two } } = dlopen("${library}", { add_two: { args: ["f64", "f64"], returns: "f64" } });
const n = 2e7;
let sum = 0;
for (let i = 0; i < 1e6; i++) sum = add_two(sum, i);
const began = performance.now();
for (let i = 0; i < n; i++) sum = add_two(sum, i);
console.log(JSON.stringify({ name: "two numbers", ns: (performance.now() - began) / n * 1e6 }));
`);
const program = compiled("calls", [library, `-Wl,-rpath,${work}`]);
const dummy = { ...process.env, SDL_VIDEODRIVER: "dummy", SDL_AUDIODRIVER: "dummy" };
const frozen = join(work, "calls.thaw");
execFileSync(thaw, ["freeze", "tests/bench/games/calls", "-o", frozen], { stdio: "ignore" });
const ways = { c: () => told(program, []), thaw: () => told(thaw, ["run", frozen], { env: dummy }) };
if (luajit) ways.luajit = () => told(luajit, [join(work, "calls.lua")]);
if (bun) ways.bun = () => told(bun, [join(work, "calls.ts")]);
const all = await inTurn(ways, ROUNDS), of = (way, name) => all[way].map(run => run[name]);

const ffi = luajit && median(of("luajit", "two numbers")), record = median(of("c", "a record of 9 numbers"));
const over = (values, peer) => (peer ? (median(values) / peer).toFixed(1) : "–");
console.log(`A native call with two numbers (median of ${ROUNDS} runs, least–most). The aim: at most 3 times LuaJIT's FFI.\n`);
const calls = [["C, through a pointer", of("c", "two numbers")]];
if (luajit) calls.push(["LuaJIT FFI", of("luajit", "two numbers")]);
if (bun) calls.push(["bun:ffi", of("bun", "two numbers")]);
for (const name of ["music.stop, 2 numbers", "mouse.visible, a boolean", "performance.now, a number"]) calls.push([`thaw, ${name}`, of("thaw", name)]);
table(["", "ns", "÷ LuaJIT FFI"], calls.map(([name, v]) => [name, shown(v, 2), over(v, ffi)]));
console.log("A draw record, with its checks of every argument, against C that writes nine numbers. The aim: at most 1.6 times C.\n");
const records = Object.keys(all.thaw[0]).filter(name => !calls.some(([named]) => named === `thaw, ${name}`));
table(["", "ns", "÷ C"], [["C, a record of 9 numbers", of("c", "a record of 9 numbers")], ...records.map(name => [`thaw, ${name}`, of("thaw", name)])]
  .map(([name, v]) => [name, shown(v, 2), over(v, record)]));
