// Live edits: while a game is frozen again, what was saved plays already, when only bodies of functions are others; the restart follows.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { client, debugged, next } from "./lib/debug.mjs";
import { counting, observe, play } from "./lib/restart.mjs";

/** A game that takes long to freeze: its top level does. Each update tells who it is of. */
const large = (version, { body = "", top = "", load = "" } = {}) => counting("game", {
  top: `for (let end = 3e7; --end;);\nglobalThis.ballast = Array.from({ length: 60000 }, (_, i) => ({ name: "part " + i, at: [i, -i] }));\n${top}`,
  load, update: `tell({ plays: ${JSON.stringify(version)} });\n  ${body}`,
});
const plays = (child, version) => child.until(() => child.told().some(value => value.plays === version), `${version} playing`);
const EDITED = /^main\.js changed · live edit \d+ ms · freezing$/;

const small = version => counting("game", { update: `tell({ plays: ${JSON.stringify(version)} });` });

describe("a save", { concurrency: 2 }, () => {
  test("of a small game, soon frozen, is a live edit too, the first as every other", async t => {
    const child = await play(t, small("old"), { live: true });
    for (const [n, version] of ["new", "newer"].entries()) {
      child.save("main.js", small(version));
      await child.swapped(n + 1);
      await plays(child, version);
      assert.equal(child.count(EDITED), n + 1, child.err());
    }
    await child.goesOn("game");
  });

  test("that changes a body plays before it is frozen, and the restart keeps what came meanwhile", async t => {
    const child = await play(t, large("old"), { live: true });
    await plays(child, "old");
    child.save("main.js", large("new"));
    await child.says(EDITED);
    await child.swapped(1);
    await child.loaded(2);
    assert.match(child.err(), /^main\.js changed · live edit \d+ ms · frozen \d+ ms · swapped \d+ ms · state kept$/m);
    const told = child.told(), second = told.findLastIndex(value => "load" in value), edited = told.findIndex(value => value.plays === "new");
    assert.ok(edited > 0 && edited < second, "it plays before the restart");
    const before = told.slice(0, edited).findLast(value => "at" in value || "load" in value);
    assert.ok(told[second].frames > (before.at ?? before.frames), "with the state of the game that was edited");
    await child.goesOn("game");
  });

  for (const [name, change] of [["the top level", { top: "globalThis.more = 1;" }], ["a parameter", { top: "const f = a => a;" }]])
    test(`that changes ${name} waits for its restart, and the line says why`, async t => {
      const child = await play(t, large("old", { top: name === "a parameter" ? "const f = () => 0;" : "" }), { live: true });
      child.save("main.js", large("new", change));
      await child.swapped(1);
      assert.match(child.err(), /^main\.js changed · no live edit: [^·\n]+ · frozen \d+ ms · swapped \d+ ms · state kept$/m);
      const told = child.told();
      assert.ok(told.findIndex(value => value.plays === "new") === -1 || told.findIndex(value => value.plays === "new") > told.findLastIndex(value => "load" in value));
      assert.equal(child.count(EDITED), 0);
    });

  test("whose body faults is taken back, the game before it goes on, and the next save heals", async t => {
    const child = await play(t, large("old"), { live: true });
    await plays(child, "old");
    child.save("main.js", large("broken", { body: 'throw new Error("in the edit");' }));
    await child.says(EDITED);
    await child.says(/Error: in the edit$/);
    const seen = child.told().length;
    await child.until(() => child.told().slice(seen).filter(value => value.plays === "old").length > 3, "the game before the edit");
    assert.equal(child.swaps().length, 0, child.err());
    child.save("main.js", large("mended"));
    await child.swapped(1);
    await plays(child, "mended");
    await child.goesOn("game");
  });

  test("whose new text is no JavaScript changes nothing", async t => {
    const child = await play(t, large("old"), { live: true });
    child.save("main.js", large("broken", { body: "const = 3;" }));
    await child.says(/SyntaxError/);
    await child.goesOn("game");
    assert.ok(child.told().every(value => !("plays" in value) || value.plays === "old"));
    assert.equal(child.count(EDITED), 0);
  });

  test("keeps a debugger's breakpoint, which is hit in the game that follows", async t => {
    const child = observe(await debugged(t, large("old"), { args: ["--watch"] })), cdp = await client(t, child);
    await child.loaded(1);
    await cdp.send("Debugger.enable");
    const lineNumber = large("old").split("\n").findIndex(text => text.includes("state.frames++"));
    const { breakpointId } = await cdp.send("Debugger.setBreakpointByUrl", { url: child.url("main.js"), lineNumber, condition: "globalThis.stop" });
    const stops = async () => {
      const paused = next(cdp, "Debugger.paused");
      await cdp.send("Runtime.evaluate", { expression: "globalThis.stop = true" });
      const { hitBreakpoints, callFrames: [{ location: { scriptId } }] } = await paused;
      assert.deepEqual(hitBreakpoints, [breakpointId]);
      assert.equal((await cdp.send("Debugger.getScriptSource", { scriptId })).scriptSource, large("new"));
      await cdp.send("Runtime.evaluate", { expression: "globalThis.stop = false" });
      await cdp.send("Debugger.resume");
    };
    child.game.write({ "main.js": large("new") });
    await child.says(EDITED);
    await child.swapped(1);
    await stops();
    await child.goesOn("game");
  });
});
