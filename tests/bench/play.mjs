// Whether code and objects that come out of a frozen heap are as fast as where they were made: games/play in thaw, thawed, and in node.
import { execFileSync, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { inTurn, median, node, quick, shown, table, thaw, work } from "./lib.mjs";

const ROUNDS = quick ? 2 : 7, folder = resolve("tests/bench/games/play");
const env = { ...process.env, SDL_VIDEODRIVER: "dummy", SDL_AUDIODRIVER: "dummy" };

function told(command, args) {
  const { stdout, stderr, status } = spawnSync(command, args, { encoding: "utf8", env }), text = stdout + stderr;
  if (status !== 0) throw new Error(`${command} ended with ${status}:\n${stderr}`);
  return JSON.parse(/\{".*\}/.exec(text)[0]);
}

writeFileSync(join(work, "play.mjs"), `import { frame } from ${JSON.stringify(join(folder, "kernels.js"))};
function next() {
  const result = frame();
  if (result) console.log(JSON.stringify(result));
  else setImmediate(next);
}
next();
`);
const frozen = join(work, "play.thaw");
execFileSync(thaw, ["freeze", folder, "-o", frozen], { stdio: "ignore" });
const all = await inTurn({ thaw: () => told(thaw, ["run", frozen]), node: () => told(node, [join(work, "play.mjs")]) }, ROUNDS);
const of = (way, name) => all[way].map(run => run[name]), names = Object.keys(all.thaw[0]);
const ratios = names.map(name => median(of("thaw", name)) / median(of("node", name)));
console.log(`Nanoseconds for one thing of 300 (median of ${ROUNDS} runs in turn, least–most), node ${process.version} with V8 ${process.versions.v8}.
The median of the ratios: ${median(ratios).toFixed(2)}.\n`);
table(["", "thaw, from a frozen heap", "node, where it was made", "thaw ÷ node"],
  names.map((name, i) => [name, shown(of("thaw", name), 2), shown(of("node", name), 2), ratios[i].toFixed(2)]));
