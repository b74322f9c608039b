// How even the frames of a game are that allocates 20 MB a second (games/smooth): with garbage collected in slack, with --no-idle-gc,
// and a twin in LÖVE that makes as many tables. A frame's length is what it keeps the next one from: all but the waiting, and but for
// what was collected in slack before the next frame was due; the first, with what a start takes, is not among them.
// THAW_BENCH_SECONDS=600,60 tests/bench/run smooth plays each way of the first kind of game for ten minutes, of the second for one; 60 s when
// nothing is said, in three turns.
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Display, missing } from "../lib/display.mjs";
import { inTurn, love, median, quick, shown, table, thaw, work } from "./lib.mjs";

const ROUNDS = quick ? 1 : 3, SECONDS = (process.env.THAW_BENCH_SECONDS || (quick ? "6" : "60")).split(",").map(Number);
const KINDS = [["nearly all garbage dies young", 4000], ["every 16th object stays for 2 s", 16]]
  .map(([what, every], i) => ({ what, every: String(every), frames: String(Math.ceil((SECONDS[i] ?? SECONDS[0]) / ROUNDS * 60)) }));
const display = missing ? null : await Display.open();
const env = { ...process.env, SDL_VIDEODRIVER: "dummy", ...display?.env, SDL_AUDIODRIVER: "dummy", XDG_CACHE_HOME: join(work, "cache") };

/** The statistics that a program ends with. */
function told(command, args) {
  const { stdout, stderr, status } = spawnSync(command, args, { encoding: "utf8", env });
  const line = (stdout + stderr).split("\n").find(text => text.startsWith('{"step":"frames"'));
  if (status !== 0 || !line) throw new Error(`${command} ended with ${status}:\n${stderr}`);
  return JSON.parse(line);
}

const common = ["run", "tests/bench/games/smooth", "--no-watch", "--no-vsync", "--timings"];
const ours = ({ every, frames }, ...args) => () => told(thaw, [...common, "--frames", frames, ...args, "--", every]);

mkdirSync(join(work, "love"));
writeFileSync(join(work, "love/conf.lua"), "function love.conf(t) t.window.width, t.window.height, t.window.vsync = 320, 180, 0 end\n");
writeFileSync(join(work, "love/main.lua"), `local every, frames, kept, frame, sum, lengths = tonumber(arg[2]), tonumber(arg[3]), {}, 0, 0, {}
local function update()
  local here = {}
  for i = 1, 5200 do
    local thing = { x = i * 0.5, y = frame + 0.5, next = false, speed = { x = i, y = frame } }
    sum = sum + thing.speed.x + thing.x
    if i % every == 0 then here[#here + 1] = thing end
  end
  kept[frame % 120 + 1] = here
  frame = frame + 1
end
function love.run()
  local due = love.timer.getTime()
  return function()
    local began = love.timer.getTime()
    love.event.pump()
    for name in love.event.poll() do if name == "quit" then return 1 end end
    update()
    love.graphics.clear()
    love.graphics.rectangle("fill", frame % 320, 90, 4, 4)
    love.graphics.present()
    local now = love.timer.getTime()
    if frame > 1 then lengths[frame - 1] = (now - began) * 1000 end
    due = math.max(due + 1 / 60, now)
    if frame == frames then
      table.sort(lengths)
      local at = function(share) return lengths[math.max(1, math.ceil(share * #lengths))] end
      print(string.format('{"step":"frames","frames":%d,"median_ms":%f,"p99_ms":%f,"p999_ms":%f,"longest_ms":%f}',
        frame, at(0.5), at(0.99), at(0.999), at(1)))
      return 0
    end
    love.timer.sleep(due - now)
  end
end
`);

const ways = {};
for (const kind of KINDS) {
  ways[`${kind.what}: thaw`] = ours(kind);
  ways[`${kind.what}: thaw --no-idle-gc`] = ours(kind, "--no-idle-gc");
  if (display && love) ways[`${kind.what}: LÖVE`] = () => told(love, [join(work, "love"), kind.every, kind.frames]);
}
const all = await inTurn(ways, ROUNDS), of = (name, value) => all[name].map(value), spread = run => run.p999_ms - run.median_ms;
console.log(`Lengths of the frames of ${SECONDS.join(" or ")} s a way, ms (median of ${ROUNDS} turns, least–most)${display ? ", in windows of 320 × 180 under Xvfb" : ""}. What is
allocated is 20 MB a second, or as many tables in Lua. The aim: nothing is collected inside a frame, so that the longest of a thousand frames
is no longer for it. The last two columns are what V8 tells of its pauses; the others hold what else the machine did meanwhile.\n`);
/** What V8 told of a way's collections, as text. */
const collected = (name, digits, value) => (all[name][0].gc_ms === undefined ? "–" : shown(of(name, value), digits));
const heads = ["p50", "p99", "p99.9", "longest", "p99.9 − p50", "÷ thaw's", "collected inside frames, ms a second", "longest pause there, ms"];
table(["", ...heads], Object.keys(all).map(name => {
  const first = name.split(":")[0] + ": thaw", lengths = ["median_ms", "p99_ms", "p999_ms", "longest_ms"].map(key => of(name, run => run[key]));
  return [name, ...[...lengths, of(name, spread)].map(values => shown(values, 2)),
    (median(of(name, spread)) / median(of(first, spread))).toFixed(2),
    collected(name, 3, run => (run.gc_ms - run.gc_in_slack_ms) / (run.frames / 60)), collected(name, 2, run => run.gc_longest_ms)];
}));
await display?.close();
