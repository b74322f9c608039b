// Restarts and the machine: builders that are killed or never end, keys, game.restart(), caches that are not there.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { Display, missing } from "./lib/display.mjs";
import { children, counting, observe, play, stateOf } from "./lib/restart.mjs";
import { assertExit, game, until } from "./lib/thaw.mjs";

const endless = 'console.log(JSON.stringify({ busy: 1 }));\nfor (;;) {}\n';

describe("the process that freezes", { concurrency: 4 }, () => {
  test("is told when it is killed at work; the game goes on and the next save works", async t => {
    const child = await play(t, counting("old"));
    child.save("main.js", endless);
    await child.says(/"busy"/);
    const [builder] = children(child.pid);
    process.kill(builder, "SIGKILL");
    await child.says(/the freezing process was killed \(signal 9\)/);
    await until(() => stateOf(builder) === "", "nothing is left of it");
    for (let i = 0; i < 3; i++) await child.goesOn("old");
    assert.equal(child.count(/"busy"/), 1, `one save is tried once: ${child.err()}`);
    child.save("main.js", counting("new"));
    await child.runs("new");
    await child.goesOn("new");
    assert.deepEqual(child.loads(), ["old", "new"]);
  });

  test("is replaced when it is killed while it waits", async t => {
    const child = await play(t, counting("old"));
    const [waiting] = await child.until(() => children(child.pid).length === 1 && children(child.pid), "a builder that waits");
    process.kill(waiting, "SIGKILL");
    await child.until(() => "ZX".includes(stateOf(waiting)), "it is dead");
    child.save("main.js", counting("new"));
    await child.runs("new");
    await child.goesOn("new");
    await child.until(() => children(child.pid).every(pid => pid !== waiting && stateOf(pid) !== "Z"), "nothing is left of it");
  });

  test("is stopped in a save that no longer counts", async t => {
    const child = await play(t, counting("old"));
    child.save("main.js", endless);
    await child.says(/"busy"/);
    const [builder] = children(child.pid);
    child.save("main.js", counting("old"));
    await child.says(/^changed back · the game goes on$/);
    await until(() => stateOf(builder) === "", "it ends");
    await child.goesOn("old");
  });

  for (const signal of ["SIGKILL", "SIGTERM", "SIGINT"])
    test(`does not outlive a game that is ended with ${signal}, at work or waiting`, async t => {
      for (const busy of [false, true]) {
        const child = await play(t, counting("old"));
        const [builder] = await child.until(() => children(child.pid).length === 1 && children(child.pid), "a builder");
        if (busy) {
          child.save("main.js", endless);
          await child.says(/"busy"/);
        }
        child.kill(signal);
        await child.ended;
        await until(() => stateOf(builder) === "", "the builder ends", 20_000);
      }
    });

  test("does not outlive a new game that quits in its load()", async t => {
    const child = await play(t, counting("old"));
    await child.until(() => children(child.pid).length === 1, "a builder");
    const builders = children(child.pid);
    child.save("main.js", counting("new", { load: "game.quit(5);" }));
    assertExit(await child.ended, 5);
    await until(() => builders.every(pid => stateOf(pid) === ""), "the builders end", 20_000);
  });

  test("does not outlive a game that quits", async t => {
    const child = await play(t, counting("old", { update: "if (state.frames === 60) game.quit(3);" }));
    const [builder] = await child.until(() => children(child.pid).length === 1 && children(child.pid), "a builder");
    child.save("main.js", endless);
    assertExit(await child.ended, 3);
    await until(() => stateOf(builder) === "", "the builder ends", 20_000);
  });
});

describe("a cache", { concurrency: 4 }, () => {
  test("that cannot be is no hindrance, and leaves nothing behind", async t => {
    const child = await play(t, counting("old", { update: "if (state.frames === 150) game.quit();" }), { env: { XDG_CACHE_HOME: "/proc" } });
    child.save("main.js", counting("new", { update: "if (state.frames % 150 === 0) game.quit();" }));
    await child.runs("new");
    assertExit(await child.ended, 0);
    assert.deepEqual(fs.readdirSync(child.game.home).filter(name => name.startsWith("thaw-")), []);
  });

  test("whose folder cannot be written into is no hindrance", { skip: process.getuid() === 0 && "rights do not bind root" }, async t => {
    const it = game(t, counting("old")), folder = path.join(it.home, ".cache", "thaw");
    fs.mkdirSync(folder, { recursive: true });
    fs.chmodSync(folder, 0o500);
    const child = await play(t, counting("old"), { env: { XDG_CACHE_HOME: path.dirname(folder) } });
    child.save("main.js", counting("new"));
    await child.runs("new");
  });

  test("that is removed while the game runs leaves the game running, and a save works", async t => {
    const child = await play(t, counting("old"));
    fs.rmSync(path.join(child.game.home, ".cache"), { recursive: true });
    await child.goesOn("old");
    child.save("main.js", counting("new"));
    await child.until(() => child.loads().includes("new") || child.count(/^thaw: .*\.cache|cannot write/) > 0, "a new game, or why there is none");
    await child.goesOn(child.loads().at(-1));
  });

  test("whose file is damaged while the game runs leaves the game running, and a save works", async t => {
    const child = await play(t, counting("old"));
    const [file] = child.game.cached();
    fs.writeFileSync(file + ".new", "damaged");
    fs.renameSync(file + ".new", file);
    await child.goesOn("old");
    child.save("main.js", counting("new"));
    await child.runs("new");
    await child.goesOn("new");
  });
});

/** Runs to the end of its frames; what it told. */
async function frames(t, files, { input, args = [], count = 60, path: what, watch = false, folder } = {}) {
  const it = folder ?? game(t, files);
  if (input) it.write({ "keys.txt": input });
  const words = ["run", "--headless", "--frames", String(count), ...(watch ? ["--watch"] : []), ...(input ? ["--input", it.file("keys.txt")] : []), ...args];
  const child = observe(it.start([...words, ...(what ? [what] : [])]));
  const result = await child.ended;
  return { it, child, result };
}

describe("F5 and game.restart()", { concurrency: 4 }, () => {
  test("start the same game again with its state", async t => {
    const { child, result } = await frames(t, counting("game"), { input: "20 keydown F5\n21 keyup F5\n40 keydown F5\n41 keyup F5\n" });
    assertExit(result, 0);
    assert.deepEqual(child.told().filter(value => "load" in value).map(({ restarted, frames }) => [restarted, frames]),
      [[false, 0], [true, 21], [true, 41]]);
    assert.deepEqual(child.swaps().map(({ why, state }) => [why.split(" ")[0], state]), [["F5", "state kept"], ["F5", "state kept"]]);
  });

  test("take up sources that changed, without --watch too", async t => {
    const child = await play(t, counting("old", { update: 'if (state.frames % 20 === 0) game.restart();' }), { args: ["--inspect=0"], watch: false });
    child.save("main.js", counting("new"));
    await child.runs("new");
    await child.goesOn("new");
  });

  test("are the same in a frozen file, without its sources", async t => {
    const it = game(t, counting("game", { update: "if (state.frames === 40) game.restart();" }));
    const file = path.join(it.home, "game.thaw");
    assertExit(await it.thaw(["freeze", it.folder, "-o", file]), 0);
    fs.rmSync(it.file("main.js"));
    const { child, result } = await frames(t, null, { folder: it, input: "20 keydown F5\n", path: file, count: 100 });
    assertExit(result, 0);
    assert.deepEqual(child.told().filter(value => "load" in value).map(({ frames }) => frames), [0, 21, 40]);
    assert.deepEqual(child.swaps().map(({ why }) => why.split(" ")[0]), ["F5", "game.restart()"]);
  });

  test("of a frozen file take the file that is there then, and go on when it is gone or damaged", async t => {
    const it = game(t, counting("one", { update: "if (state.frames % 20 === 0) game.restart();" })), file = path.join(it.home, "game.thaw");
    assertExit(await it.thaw(["freeze", it.folder, "-o", file]), 0);
    const child = observe(it.start(["run", "--headless", "--inspect=0", file]));
    t.after(() => child.kill("SIGKILL"));
    await child.loaded(2);
    it.write({ "main.js": counting("two", { update: "if (state.frames % 20 === 0) game.restart();" }) });
    assertExit(await it.thaw(["freeze", it.folder, "-o", file]), 0);
    await child.runs("two");
    fs.writeFileSync(file + ".bad", "no frozen game");
    fs.renameSync(file + ".bad", file);
    await child.says(/game\.thaw/);
    await child.goesOn("two");
    fs.rmSync(file);
    await child.goesOn("two");
    child.alive();
  });

  const hooks = {
    load: { load: "if (!game.restarted) game.restart();" },
    update: { update: "if (!game.restarted && state.frames === 20) game.restart();" },
    draw: { draw: "if (!game.restarted && state.frames === 20) game.restart();" },
    "a timer": { load: "if (!game.restarted) setTimeout(() => game.restart(), 200);" },
    "a promise": { load: "if (!game.restarted) Promise.resolve().then(() => game.restart());" },
    "requestAnimationFrame": { load: "if (!game.restarted) requestAnimationFrame(() => game.restart());" },
    "a getter in draw()": { top: "const odd = { get x() { game.restart(); return 1; } };", draw: "if (!game.restarted && state.frames === 20) odd.x;" },
    "a getter of the state while it is saved": { state: "get odd() { if (!game.freezing && !game.restarted) game.restart(); return 1; },", update: "if (!game.restarted && state.frames === 20) game.restart();" },
    "two hooks": { load: "if (!game.restarted) game.restart();", update: "if (!game.restarted) game.restart();" },
  };
  for (const [name, parts] of Object.entries(hooks))
    test(`in ${name} restart once`, async t => {
      const { child, result } = await frames(t, counting("game", parts));
      assertExit(result, 0);
      assert.deepEqual(child.told().filter(value => "load" in value).map(({ restarted }) => restarted), [false, true], child.err());
      assert.equal(child.swaps().length, 1);
      assert.ok(child.told().some(value => value.at >= 30), "the new game goes on");
    });

  test("in keydown() restart once", async t => {
    const main = counting("game") + 'export function keydown(e) {\n  if (e.code === "KeyA") game.restart();\n}\n';
    const { child, result } = await frames(t, main, { input: "20 keydown KeyA\n" });
    assertExit(result, 0);
    assert.deepEqual(child.loads(), ["game", "game"]);
  });

  test("in every load() go on for ever, and the run still ends", async t => {
    const { child, result } = await frames(t, counting("game", { load: "game.restart();" }), { count: 20 });
    assertExit(result, 0);
    assert.ok(child.loads().length > 5, child.err());
  });

  test("are refused in a game that was not frozen, which goes on", async t => {
    const { child, result } = await frames(t, counting("game", { update: "if (state.frames === 20) game.restart();" }), { args: ["--no-freeze"] });
    assertExit(result, 0);
    assert.match(result.err, /cannot restart a game that was not frozen/);
    assert.deepEqual(child.loads(), ["game"]);
    assert.ok(child.told().some(({ at }) => at === 60));
  });

  test("draw the same in two runs", async t => {
    const main = counting("game", { top: 'import { screen } from "thaw";', draw: "screen.fillCircle(state.frames, 50, 5 + Math.random(), 'red');", update: "if (state.frames === 20) game.restart();" });
    const hashes = [];
    for (let i = 0; i < 2; i++) hashes.push((await frames(t, main, { args: ["--draw-hash"] })).result.out);
    assert.match(hashes[0], /draw hash/);
    assert.equal(hashes[0], hashes[1]);
  });
});

describe("watching", { concurrency: 4 }, () => {
  test("is off without a terminal, and with --no-watch", async t => {
    for (const args of [[], ["--no-watch"]]) {
      const child = await play(t, counting("old"), { watch: false, args: ["--inspect=0", ...args] }); // paced by --inspect
      child.save("main.js", counting("new"));
      for (let i = 0; i < 3; i++) await child.goesOn("old");
      assert.equal(children(child.pid).length, 0, "and no builder waits");
    }
  });

  test("and --no-freeze do no harm together", async t => {
    const child = await play(t, counting("old"), { args: ["--no-freeze"] });
    child.save("main.js", counting("new"));
    for (let i = 0; i < 3; i++) await child.goesOn("old");
    child.alive();
  });

  test("of a frozen file does no harm", async t => {
    const it = game(t, counting("old")), file = path.join(it.home, "game.thaw");
    assertExit(await it.thaw(["freeze", it.folder, "-o", file]), 0);
    const { child, result } = await frames(t, null, { folder: it, watch: true, path: file });
    assertExit(result, 0);
    assert.deepEqual(child.loads(), ["old"]);
  });
});

describe("in a window", { skip: missing }, () => {
  const main = (version, more = {}) => counting(version, { top: `export const config = { title: "Game ${version}" };`, ...more });

  async function shown(t, files) {
    const display = await Display.open();
    t.after(() => display.close());
    const it = game(t, files), child = observe(it.start(["run", "--watch", "--no-live-edit"], { env: display.env }));
    t.after(async () => {
      child.kill("SIGKILL");
      await child.ended;
    });
    child.save = text => it.write({ "main.js": text });
    child.starts = () => child.told().filter(value => "load" in value);
    await child.loaded(1);
    return { display, child, window: await display.window(child) };
  }

  test("F5 keeps the state, Shift+F5 does not, R mends a fault, and the title follows a save", async t => {
    const { display, child, window } = await shown(t, main("one"));
    await child.goesOn("one");
    display.key(window, "F5");
    await child.swapped(1);
    display.key(window, "shift+F5");
    await child.swapped(2);
    assert.ok(child.starts()[1].frames > 0);
    assert.equal(child.starts()[2].frames, 0);
    assert.deepEqual(child.swaps().map(({ why, state }) => [why.split(" ")[0], state]), [["F5", "state kept"], ["Shift+F5", "state new"]]);
    child.save(main("two", { update: 'if (state.frames % 100 === 99) throw new Error("at 99");' }));
    await child.runs("two");
    await until(() => display.ask("xdotool", "getwindowname", window) === "Game two", "the title");
    await child.says(/Error: at 99$/);
    display.key(window, "r");
    await child.loaded(5);
    assert.ok(child.starts().at(-1).frames >= 99, JSON.stringify(child.starts()));
    await child.says(/swapped/, 4);
    child.save(main("three"));
    await child.runs("three");
    await child.goesOn("three");
  });

  test("a game that faulted is mended by a save, with its state, and has the latest fault until then", async t => {
    const { child } = await shown(t, main("old", { update: 'if (state.frames === 30) throw new Error("at thirty");' }));
    await child.says(/Error: at thirty$/);
    child.save(main("broken", { load: 'throw new Error("in load");' }));
    await child.says(/Error: in load$/);
    child.save("syntax error(");
    await child.says(/SyntaxError/);
    child.save(main("new"));
    await child.runs("new");
    assert.equal(child.starts().at(-1).frames, 30);
    await child.goesOn("new");
    assert.equal(child.swaps().at(-1).state, "state kept");
  });

  test("a game that faulted in its first load() is mended by a save", async t => {
    const { child } = await shown(t, main("old", { load: 'throw new Error("first load");' }));
    await child.says(/Error: first load$/);
    child.save(main("new"));
    await child.runs("new");
    await child.goesOn("new");
  });
});
