// Many restarts in one process: nothing piles up. THAW_ROUNDS=1000 for a long look; it prints what it measured.
import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { client, debugged } from "./lib/debug.mjs";
import { children, counting, observe } from "./lib/restart.mjs";
import { until } from "./lib/thaw.mjs";

const ROUNDS = Number(process.env.THAW_ROUNDS ?? 60), WARM = 10;

const main = round => counting(String(round), {
  top: `import { image } from "thaw";\nconst ship = image("ship.png");\nconst table = Array.from({ length: 2000 }, (_, i) => ({ i, round: ${round} }));`,
  state: "list: [],",
  load: "if (state.list.length === 0) state.list = Array.from({ length: 1000 }, (_, i) => ({ i, ship }));",
  update: "table[state.frames % 2000].i++;",
});

const entries = folder => fs.readdirSync(folder).length;
const rss = pid => Number(/^VmRSS:\s+(\d+)/m.exec(fs.readFileSync(`/proc/${pid}/status`, "utf8"))[1]);

/** The middle of some numbers. */
const median = numbers => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];

test(`${ROUNDS} restarts leave no file, thread, process or memory behind`, { timeout: 1_200_000 }, async t => {
  const ship = fs.readFileSync(new URL("../demo/meteors/meteors.png", import.meta.url));
  const child = observe(await debugged(t, { "main.js": main(0), "ship.png": ship }, { args: ["--watch", "--no-live-edit"], limit: 1_200_000 }));
  const cdp = await client(t, child);
  await cdp.send("Runtime.enable");
  await cdp.send("Debugger.enable");
  await cdp.send("Debugger.setBreakpointByUrl", { url: child.url("main.js"), lineNumber: 8, condition: "false" });
  const counts = () => ({ fds: entries(`/proc/${child.pid}/fd`), threads: entries(`/proc/${child.pid}/task`), children: children(child.pid).length });
  /** The counts once they stand still over some frames: what a builder had open is closed a little after it. */
  const settled = async version => {
    for (let last = ""; ;) {
      await child.goesOn(version);
      await until(() => children(child.pid).length === 1, "one builder that waits");
      if (JSON.stringify(counts()) === last) return counts();
      last = JSON.stringify(counts());
    }
  };
  const sizes = [];
  let before;
  for (let round = 1; round <= ROUNDS; round++) {
    child.game.write({ "main.js": main(round) });
    await child.runs(String(round));
    await child.swapped(round);
    sizes.push(rss(child.pid));
    if (round === WARM) before = await settled(String(round));
  }
  // What grows, grows in each quarter; the noise of a garbage collector does not.
  const quarters = [0, 1, 2, 3].map(i => median(sizes.slice(WARM + (ROUNDS - WARM) * i / 4, WARM + (ROUNDS - WARM) * (i + 1) / 4)));
  const perRound = (quarters[3] - quarters[2]) / ((ROUNDS - WARM) / 4);
  const times = [...child.err().matchAll(/frozen (\d+) ms · swapped (\d+) ms/g)].map(([, frozen, swapped]) => [Number(frozen), Number(swapped)]);
  const part = rows => `frozen ${median(rows.map(([ms]) => ms))} ms, swapped ${median(rows.map(([, ms]) => ms))} ms`;
  t.diagnostic(`RSS ${sizes[0]} kB at first, ${sizes.at(-1)} kB at last, quarters ${quarters.join(", ")}, ${perRound.toFixed(1)} kB a round`);
  t.diagnostic(`first 50: ${part(times.slice(0, 50))}; last 50: ${part(times.slice(-50))}; ${JSON.stringify(before)}`);
  assert.equal(child.swaps().length, ROUNDS);
  assert.deepEqual(await settled(String(ROUNDS)), before);
  assert.ok(perRound < sizes[WARM] / 200, `${perRound} kB a round: ${quarters.join(", ")}`);
});
