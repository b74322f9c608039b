// A run without a window: frames, hooks, config, game.*, pictures, and that it repeats.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { colorAt, decode } from "./lib/png.mjs";
import { Game, assertExit, binary, game, house, show, tell, told } from "./lib/thaw.mjs";

const tellAll = "const tell = value => console.log(JSON.stringify(value));\n";

describe("frames and hooks", { concurrency: 2 }, () => {
  test("update and draw are called once a frame, in order, with an exact step", async t => {
    const calls = await tell(t, `${tellAll}
      export const config = { fps: 30 };
      export const load = () => tell("load"), update = dt => tell(["update", dt === 1 / 30]), draw = alpha => tell(["draw", alpha]);`);
    const frame = [["update", true], ["draw", 1]];
    assert.deepEqual(calls, ["load", ...frame, ...frame, ...frame]);
  });

  test("--frames says how many frames there are", async t => {
    const calls = await tell(t, `${tellAll} let n = 0; export const draw = () => tell(++n);`, ["--frames", "7"]);
    assert.deepEqual(calls, [1, 2, 3, 4, 5, 6, 7]);
  });

  test("a game without hooks runs", async t => {
    assertExit(await game(t, "").run(), 0);
    assertExit(await game(t, "export default 3; export const state = {};").run(), 0);
  });

  test("events come before update, and update before draw", async t => {
    const it = { "main.js": `${tellAll} export const keydown = e => tell(e.code), update = () => tell("update"), draw = () => tell("draw");`,
      "in.txt": "1 keydown KeyA\n1 keydown KeyB\n" };
    assert.deepEqual(await tell(t, it, ["--frames", "2", "--input", "in.txt"]), ["update", "draw", "KeyA", "KeyB", "update", "draw"]);
  });

  test("game.frame counts updates and game.time is frame / fps", async t => {
    const seen = await tell(t, `import { game } from "thaw"; ${tellAll} export const config = { fps: 50 };
      const look = name => tell([name, game.frame, game.time, game.fps]);
      export const load = () => look("load"), update = () => look("update"), draw = () => look("draw");`, ["--frames", "2"]);
    assert.deepEqual(seen, [["load", 0, 0, 50], ["update", 0, 0, 50], ["draw", 1, 1 / 50, 50], ["update", 1, 1 / 50, 50], ["draw", 2, 2 / 50, 50]]);
  });

  test("game.freezing is true at top level alone, and restarted is false in a first start", async t => {
    const seen = await tell(t, `import { game } from "thaw"; ${tellAll} const top = [game.freezing, game.restarted, game.time, game.frame, game.fps];
      export const load = () => tell([...top, game.freezing, game.restarted]);`);
    assert.deepEqual(seen, [[true, false, 0, 0, 0, false, false]]);
  });

  test("game.args are the words behind --", async t => {
    const source = `import { game } from "thaw"; ${tellAll} export const load = () => tell([game.args, Object.isFrozen(game.args)]);`;
    assert.deepEqual(await tell(t, source, ["--", "--headless", "ü x", ""]), [[["--headless", "ü x", ""], true]]);
    assert.deepEqual(await tell(t, source), [[[], true]]);
  });

  test("update waits until an async load has settled", async t => {
    const seen = await tell(t, `${tellAll} export async function load() { tell("load"); await null; await null; tell("loaded"); }
      export const update = () => tell("update");`, ["--frames", "2"]);
    assert.deepEqual(seen, ["load", "loaded", "update", "update"]);
  });

  test("an async load may wait for a timer", async t => {
    const seen = await tell(t, `${tellAll} export async function load() { await new Promise(done => setTimeout(done, 20)); tell("loaded"); }
      let n = 0; export const update = () => { if (n++ === 0) tell("update"); };`, ["--frames", "10"]);
    assert.deepEqual(seen, ["loaded", "update"]);
  });

  test("screen tells the size of the config", async t => {
    const seen = await tell(t, `import { screen } from "thaw"; ${tellAll} export const config = { width: 123, height: 45 };
      export const load = () => tell([screen.width, screen.height]);`);
    assert.deepEqual(seen, [[123, 45]]);
  });
});

describe("the end of a game", { concurrency: 2 }, () => {
  test("game.quit ends the run with its code, and no hook runs afterwards", async t => {
    for (const [hook, calls] of [["load", ["load"]], ["update", ["load", "update"]], ["draw", ["load", "update", "draw"]]]) {
      const result = await game(t, `import { game } from "thaw"; ${tellAll} const at = name => { tell(name); if (name === "${hook}") game.quit(7); };
        export const load = () => at("load"), update = () => at("update"), draw = () => at("draw");`).run();
      assertExit(result, 7);
      assert.deepEqual(told(result), calls);
    }
  });

  test("game.quit without a code ends with 0, and the largest code is 255", async t => {
    assertExit(await game(t, 'import { game } from "thaw"; export const update = () => game.quit();').run(), 0);
    assertExit(await game(t, 'import { game } from "thaw"; export const update = () => game.quit(255);').run(), 255);
  });

  test("closing asks quit(), which may refuse by giving true", async t => {
    const source = `${tellAll} let asked = 0; export const quit = () => { tell("asked"); return ++asked < 2; }, update = () => tell("update");`;
    const it = game(t, { "main.js": source, "in.txt": "1 quit\n2 quit\n" }), result = await it.run(["--frames", "9", "--input", "in.txt"]);
    assertExit(result, 0);
    assert.deepEqual(told(result), ["update", "asked", "update", "asked"]);
  });

  test("closing ends a game without quit() and one whose quit() gives something else", async t => {
    for (const more of ["", "export const quit = () => 1;", "export const quit = () => undefined;"]) {
      const it = { "main.js": `${tellAll} ${more} export const update = () => tell("update");`, "in.txt": "1 quit\n" };
      assert.deepEqual(await tell(t, it, ["--frames", "9", "--input", "in.txt"]), ["update"]);
    }
  });
});

describe("pictures", { concurrency: 2 }, () => {
  const red = `import { game, screen } from "thaw"; export const config = { width: 20, height: 10, background: "#00ff00" };
    export const draw = () => { screen.fillRect(0, 0, 10, 10, game.frame === 3 ? "#ff0000" : "#0000ff"); };`;

  test("--screenshot is the last frame, as large as the config says", async t => {
    const it = game(t, red);
    assertExit(await it.run(["--screenshot", "out.png"]), 0);
    const picture = decode(fs.readFileSync(it.file("out.png")));
    assert.deepEqual([picture.width, picture.height, colorAt(picture, 5, 5), colorAt(picture, 15, 5)], [20, 10, "#ff0000", "#00ff00"]);
    assert.deepEqual(fs.readdirSync(it.folder).sort(), ["main.js", "out.png"]);
  });

  test("--screenshot is written when game.quit ends the run", async t => {
    const it = game(t, red + "export function update() { if (game.frame === 2) game.quit(5); }");
    assertExit(await it.run(["--frames", "99", "--screenshot", "out.png"]), 5);
    assert.equal(colorAt(decode(fs.readFileSync(it.file("out.png"))), 15, 5), "#00ff00");
  });

  test("an old picture is replaced by renaming", async t => {
    const it = game(t, { "main.js": red, "out.png": "old" });
    fs.linkSync(it.file("out.png"), it.file("also.png"));
    assertExit(await it.run(["--screenshot", "out.png"]), 0);
    assert.equal(fs.readFileSync(it.file("also.png"), "utf8"), "old");
    decode(fs.readFileSync(it.file("out.png")));
    assert.equal(fs.readdirSync(it.folder).length, 3, "nothing else is left there");
  });

  test("a picture that cannot be written is told with exit code 3", async t => {
    for (const place of ["no/such/folder/out.png", "main.js/out.png", "."]) {
      const it = game(t, red), result = await it.run(["--screenshot", place]);
      assertExit(result, 3);
      assert.match(result.err, /^thaw: cannot write the screenshot: [^\n]+\n$/);
      assert.deepEqual(fs.readdirSync(it.folder), ["main.js"]);
    }
  });

  test("game.screenshot writes the frame it was asked in, relative to the working directory", async t => {
    const it = game(t, red + 'export function update() { if (game.frame === 1) game.screenshot("two.png"); if (game.frame === 2) game.screenshot(); }');
    assertExit(await it.run(["--frames", "5", "game"], { cwd: it.home }), 0);
    assert.equal(colorAt(decode(fs.readFileSync(path.join(it.home, "two.png"))), 5, 5), "#0000ff");
    assert.equal(colorAt(decode(fs.readFileSync(path.join(it.home, "screenshot.png"))), 5, 5), "#ff0000");
  });

  test("game.screenshot writes all that were asked for in a frame", async t => {
    const it = game(t, red + 'export function update() { if (game.frame === 1) for (const name of ["a.png", "b.png", "a.png"]) game.screenshot(name); }');
    assertExit(await it.run(["--frames", "5", "game"], { cwd: it.home }), 0);
    for (const name of ["a.png", "b.png"]) assert.equal(colorAt(decode(fs.readFileSync(path.join(it.home, name))), 5, 5), "#0000ff");
  });
});

describe("repeating", { concurrency: 2 }, () => {
  const dice = `import { screen } from "thaw"; ${tellAll} const top = Math.random();
    export const load = () => tell([top, Math.random(), Math.random()]);
    export const draw = () => screen.fillRect(Math.random() * 100, 5, 5, 5, "red");`;

  test("runs without a seed repeat", async t => {
    const it = game(t, dice), runs = [];
    for (const args of [[], [], ["--no-cache"]]) {
      const result = await it.run(["--draw-hash", ...args]);
      assertExit(result, 0);
      runs.push(result.out + result.err);
    }
    assert.match(runs[0], /^draw hash [0-9a-f]{16} over 3 frames$/m);
    assert.deepEqual(runs, [runs[0], runs[0], runs[0]]);
  });

  test("runs with one seed repeat, and another seed gives another run", async t => {
    const it = game(t, dice), seen = {};
    for (const seed of ["5", "6", "5", "2147483647"]) {
      const result = await it.run(["--draw-hash", "--seed", seed]);
      assertExit(result, 0);
      const hash = /hash (\w+)/.exec(result.out)[1], line = JSON.stringify([hash, told(result)[0].slice(1)]);
      assert.equal(seen[seed] ?? line, line);
      seen[seed] = line;
    }
    assert.equal(new Set(Object.values(seen)).size, 3);
  });

  test("random numbers after the thaw do not repeat those of the top level", async t => {
    const [[top, first, second]] = await tell(t, dice);
    assert.ok(top !== first && first !== second && top !== second, `${top} ${first} ${second}`);
  });

  test("the recorded game draws what it always drew", async t => {
    const drift = path.join(house, "tests/games/drift"), it = new Game(t, {});
    for (const more of [[], ["--no-freeze"]]) {
      const result = await it.run(["--frames", "120", "--draw-hash", "--input", path.join(drift, "input.txt"), ...more, drift]);
      assertExit(result, 0);
      assert.equal(result.out, "draw hash 2ee884f7e20f0d02 over 120 frames\n", "a change of the draw list's layout changes this hash: record it anew");
    }
  });

  test("a run is the same with and without its cache, from its sources and frozen", async t => {
    const it = game(t, dice), outs = [];
    assertExit(await it.thaw(["freeze", ".", "-o", "it.thaw"]), 0);
    for (const args of [[], [], ["it.thaw"]]) outs.push(show(await it.run(["--draw-hash", ...args])));
    assert.deepEqual(outs, [outs[0], outs[0], outs[0]]);
  });

  test("Date and performance.now are those of the frames", async t => {
    const source = `${tellAll} export const update = () => tell([performance.now(), Date.now(), new Date().toISOString(), Date(),
      new Date() instanceof Date, new Date(0).getTime(), new Date(2001, 0).getFullYear(), Date.UTC(1970, 0), Object.prototype.toString.call(new Date())]);`;
    const first = await tell(t, source), second = await tell(t, source);
    assert.deepEqual(first, second);
    assert.deepEqual(first[0].slice(0, 3), [0, Date.UTC(2000, 0, 1), "2000-01-01T00:00:00.000Z"]);
    assert.deepEqual(first[2].slice(0, 3), [2000 / 60, Date.UTC(2000, 0, 1) + 33, "2000-01-01T00:00:00.033Z"]);
    assert.deepEqual(first[0].slice(4), [true, 0, 2001, 0, "[object Date]"]);
  });
});

test("the game is found as a folder, as a file, and where thaw stands", async t => {
  const it = game(t, { "main.js": 'console.log("here");', "other.mjs": 'console.log("other");' }, "my game");
  for (const [args, cwd] of [[["my game"], it.home], [["my game/main.js"], it.home], [[], it.folder], [["my game/other.mjs"], it.home], [[it.folder], "/"]])
    assertExit(await it.run(args, { cwd }), 0);
  assert.equal(it.cached().length, 2, "one frozen file for each main module");
});

test("thaw runs when it was started by a relative path or through a link", async t => {
  const it = game(t, "");
  fs.symlinkSync(binary, it.file("link"));
  assertExit(await it.thaw(["run", "--headless", "--frames", "1"], { program: "./link" }), 0);
  assertExit(await it.thaw(["run", "--headless", "--frames", "1"], { program: path.relative(it.folder, binary) }), 0);
});
