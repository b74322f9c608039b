// Debuggers that die at any stage, by their own fault or by kill -9: the game goes on, or ends as it was about to.
// THAW_ROUNDS=1000 makes more rounds of it than the usual 100.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import path from "node:path";
import { describe, test } from "node:test";
import { debugged } from "./lib/debug.mjs";
import { Raw, stages } from "./lib/raw.mjs";
import { assertExit, house, show, until } from "./lib/thaw.mjs";

const rounds = Number(process.env.THAW_ROUNDS ?? 100), names = Object.keys(stages);
const limit = 120_000 * Math.ceil(rounds / 100); // of the game's life, which lasts all rounds

const files = {
  "main.js": `import { game } from "thaw";
globalThis.ballast = Array.from({ length: 5000 }, (_, i) => ({ name: "part " + i, at: { x: i, y: -i } }));
export function update() {
  globalThis.frames = (globalThis.frames ?? 0) + 1;
  if (globalThis.leaving) game.quit(7);
}
`,
};

/** Two more updates of the game, seen by a new client; it is the only one. */
async function goesOn(child, after) {
  let raw;
  try {
    raw = await Raw.open(child.address);
    for (let first = Infinity, now = 0; now < first + 2;) {
      now = (await raw.call("Runtime.evaluate", { expression: "globalThis.frames ?? 0" })).result.result.value;
      first = Math.min(first, now); // a reload that was still to come begins anew
    }
    await raw.die();
  } catch (error) {
    if (child.exitCode === null && child.signalCode === null) throw new Error(`after a client that died ${after}: ${error.message}`);
    const ended = await child.ended;
    throw new Error(`the game ended after a client that died ${after}: ${show(ended)}`);
  }
}

/** A process of its own with a client in it, once that is at the stage. */
async function elsewhere(t, address, stage) {
  const script = `import { Raw, stages } from "./lib/raw.mjs";
    const raw = await Raw.connect(process.argv[1]);
    await stages[process.argv[2]](raw);
    console.log("there");
    setInterval(() => {}, 1e6);`;
  const client = spawn(process.execPath, ["--input-type=module", "-e", script, address, stage], { cwd: path.join(house, "tests"), stdio: ["ignore", "pipe", "inherit"] });
  t.after(() => client.kill("SIGKILL"));
  client.ended = new Promise(resolve => client.on("close", resolve));
  let text = "";
  client.stdout.on("data", chunk => (text += chunk));
  await until(() => text.includes("there") || client.exitCode !== null, stage);
  assert.equal(client.exitCode, null, stage);
  return client;
}

describe("a debugger that dies", () => {
  for (const [way, reset] of [["with an end of its socket", false], ["with a reset of its socket", true]])
    test(`${way}, leaves the game running`, async t => {
      const child = await debugged(t, files, { limit });
      for (let round = 0; round < rounds / 2; round++) {
        const stage = names[round % names.length], raw = await Raw.connect(child.address);
        await stages[stage](raw).catch(error => { throw new Error(`${stage}: ${error.message} ${child.text().err}`); });
        await raw.die(reset);
        await goesOn(child, stage);
      }
      const raw = await Raw.open(child.address);
      raw.post("Runtime.evaluate", { expression: "globalThis.leaving = true" });
      assertExit(await child.ended, 7);
    });

  test("by kill -9, leaves the game running", async t => {
    const child = await debugged(t, files, { limit });
    for (let round = 0; round < Math.max(names.length, rounds / 5); round++) {
      const stage = names[round % names.length], client = await elsewhere(t, child.address, stage);
      client.kill("SIGKILL");
      await client.ended;
      await goesOn(child, stage);
    }
  });

  test("among others at other stages, does not take them with it", async t => {
    const child = await debugged(t, files, { limit });
    const calm = names.filter(name => !/paused|breakpoint|reload/.test(name));
    for (let round = 0; round < rounds / 20; round++) {
      const all = await Promise.all(calm.map(async stage => {
        const raw = await Raw.connect(child.address);
        await stages[stage](raw);
        return raw;
      }));
      const other = await Raw.open(child.address);
      await Promise.all(all.map((raw, i) => raw.die((i + round) % 2)));
      assert.equal((await other.call("Runtime.evaluate", { expression: "6 * 7" })).result.result.value, 42);
      await other.die();
      await goesOn(child, "among others");
    }
  });

  test("in an endless evaluation, takes that with it", async t => {
    const child = await debugged(t, files, { limit });
    for (let round = 0; round < rounds / 20; round++) {
      const raw = await Raw.open(child.address);
      await raw.call("Runtime.enable");
      const begun = raw.event("Runtime.consoleAPICalled");
      raw.post("Runtime.evaluate", { expression: "console.debug('begun'); while (true);" });
      await begun;
      await raw.die(round % 2);
      await goesOn(child, "in an endless evaluation"); // which ends with who asked for it
    }
  });

  test("is not needed to end what another evaluates without end, whatever was sent before", async t => {
    const child = await debugged(t, files, { limit });
    const raw = await Raw.open(child.address), other = await Raw.open(child.address);
    await raw.call("Runtime.enable");
    const begun = raw.event("Runtime.consoleAPICalled"), ended = raw.next(message => message?.id === raw.last && message);
    raw.post("Runtime.evaluate", { expression: "console.debug('begun'); while (true);" });
    await begun;
    const held = other.call("Runtime.evaluate", { expression: "6 * 7" });
    assert.ok((await other.call("Debugger.enable")).result);
    assert.ok((await other.call("Runtime.terminateExecution")).result);
    assert.match((await ended).error.message, /terminated/);
    assert.equal((await held).result.result.value, 42);
    await Promise.all([raw.die(), other.die()]);
    await goesOn(child, "after that");
  });

  test("while the game quits, does not hold it", async t => {
    const first = await debugged(t, files, { limit });
    for (let round = 0; round < rounds / 10; round++) {
      const child = round ? first.game.start(["run", "--headless", "--inspect=0"]) : first;
      t.after(() => child.kill("SIGKILL"));
      const banner = /^Debugger listening on (ws:\S+)$/m;
      await until(() => banner.test(child.text().err), "the banner");
      const [, address] = banner.exec(child.text().err);
      const stage = names[(round * 7) % names.length], other = await Raw.connect(address), raw = await Raw.open(address);
      await stages[stage](other);
      raw.post("Runtime.evaluate", { expression: "globalThis.leaving = true" });
      await raw.write("");
      await Promise.all([other.die(round % 2), round % 3 ? raw.die(round % 2) : null]);
      if (/reload/.test(stage)) { // the new game does not know that it is to leave
        const again = await Raw.open(address).catch(() => null);
        while (again && !again.gone) // until it is served in the new one
          await again.call("Runtime.evaluate", { expression: "globalThis.leaving = true" }).catch(() => {});
      }
      assertExit(await child.ended, 7);
      await raw.die();
    }
  });
});
