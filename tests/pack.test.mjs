// Packed games: one file that is thaw and a game. It plays without sources, cache or home; damaged ones say so.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { Display, missing } from "./lib/display.mjs";
import { png } from "./lib/png.mjs";
import { Game, assertExit, binary, game, show, thaw, told, until } from "./lib/thaw.mjs";

const files = {
  "main.js": `import { game, image, json, screen } from "thaw";
    import { word } from "./lib/word.js";
    export const config = { title: "Packed lunch", width: 40, height: 30 };
    const ship = image("ship.png"), level = json("level.json"), frozen = game.freezing;
    export function load() { console.log(JSON.stringify({ word, level, frozen, args: game.args, width: ship.width, restarted: game.restarted })); }
    export function update() {
      const [what] = game.args;
      if (what === "restart" && !game.restarted) game.restart();
      else if (what !== "stay" && game.frame === 3) game.quit(7);
    }
    export function keydown(e) { console.log(JSON.stringify(e.code)); }
    export function draw() { screen.image(ship, 4, 5); }`,
  "lib/word.js": 'export const word = "sandwich";',
  "ship.png": png(8, 6, () => [255, 0, 128]),
  "level.json": "[1, 2]",
};
const tells = more => ({ word: "sandwich", level: [1, 2], frozen: true, args: [], width: 8, restarted: false, ...more });
const quiet = { SDL_VIDEODRIVER: "dummy", SDL_AUDIODRIVER: "dummy" };

const cleanups = [];
const suite = { after: done => cleanups.push(done) };
let lunch, packed, whole;

before(async () => {
  lunch = game(suite, files, "lunch");
  packed = path.join(lunch.home, "play");
  const made = await lunch.thaw(["pack", ".", "-o", packed]);
  assertExit(made, 0);
  assert.match(made.out, /^\S+play: a program of [\d.]+ MB\n$/);
  whole = fs.readFileSync(packed);
});
after(() => cleanups.forEach(done => done()));

/** A copy of the packed game, or of other bytes, in a folder where nothing else is. */
function copy(t, bytes = whole, name = "play") {
  const it = new Game(t, {}), file = it.file(name);
  fs.writeFileSync(file, bytes, { mode: 0o755 });
  return { it, file, play: (args = [], options = {}) => it.thaw(args, { program: file, ...options, env: { ...quiet, ...options.env } }) };
}

test("it plays from anywhere, with neither sources nor home nor a folder to be in", async t => {
  const it = game(t, files), away = new Game(t, {}), file = away.file("some game");
  assertExit(await it.thaw(["pack", "main.js", "-o", "play"]), 0);
  fs.renameSync(it.file("play"), file);
  fs.rmSync(it.folder, { recursive: true });
  fs.mkdirSync(away.file("home"), { mode: 0 });
  // the shell removes the folder it is in before the game starts
  const script = 'mkdir "$0" && cd "$0" && rmdir "$0" && exec "$1"';
  const home = away.file("home"), env = { ...quiet, HOME: home, XDG_CACHE_HOME: home, XDG_DATA_HOME: home, TMPDIR: home };
  const result = await away.thaw(["-c", script, away.file("gone"), file], { program: "/bin/sh", env });
  assertExit(result, 7);
  assert.deepEqual(told(result), [tells()]);
  fs.chmodSync(home, 0o755);
  assert.deepEqual(fs.readdirSync(home), []);
  assert.deepEqual(fs.readdirSync(away.folder).sort(), ["home", "some game"]);
});

test("while it plays it holds no file open but itself and what its libraries need", async t => {
  const { it, file } = copy(t);
  const child = it.start(["stay"], { program: file, env: quiet });
  t.after(() => child.kill("SIGKILL"));
  await until(() => child.text().err.includes("sandwich") || child.exitCode !== null, "it starts");
  const maps = fs.readFileSync(`/proc/${child.pid}/maps`, "utf8");
  const mapped = new Set(maps.split("\n").map(line => line.split(/\s+/).slice(5).join(" ")).filter(name => name.startsWith("/")));
  assert.ok(mapped.has(file));
  assert.deepEqual([...mapped].filter(name => name.startsWith(lunch.home) || name.endsWith(".thaw")), []);
  // the frozen heap is mapped from where it lies in the program, not copied
  assert.ok(maps.split("\n").some(line => line.endsWith(file) && line.includes(" r--p 00000000 ") &&
    BigInt("0x" + line.split(/[- ]/)[1]) - BigInt("0x" + line.split("-")[0]) >= BigInt(whole.length)), maps);
  const open = fs.readdirSync(`/proc/${child.pid}/fd`).flatMap(fd => {
    try { return [fs.readlinkSync(`/proc/${child.pid}/fd/${fd}`)]; } catch { return []; }
  });
  assert.deepEqual(open.filter(name => name.startsWith(lunch.home) || name.startsWith(it.home)), []);
  child.kill("SIGTERM");
  await child.ended;
});

test("all words behind its name are the game's", async t => {
  const { play } = copy(t);
  for (const args of [["--help"], ["--version"], ["run", "--headless", "x"], ["--", "a"], ["@freeze", "1"], [""]]) {
    const result = await play(args);
    assertExit(result, 7);
    assert.deepEqual(told(result), [tells({ args })]);
    assert.equal(result.out, "");
  }
});

test("no variable of the environment makes a thaw of it", async t => {
  const result = await copy(t).play([], { env: { THAW: "run", THAW_OPTIONS: "--headless" } });
  assertExit(result, 7);
});

test("it can restart itself", async t => {
  const result = await copy(t).play(["restart"]);
  assertExit(result, 7);
  assert.deepEqual(told(result), [tells({ args: ["restart"] }), tells({ args: ["restart"], restarted: true })]);
});

test("F5 is the game's own key", { skip: missing }, async t => {
  const display = await Display.open();
  t.after(() => display.close());
  const { it, file } = copy(t);
  const child = it.start(["stay"], { program: file, env: display.env });
  t.after(() => child.kill("SIGKILL"));
  const window = await display.window(child);
  assert.equal(await until(() => display.ask("xdotool", "getwindowname", window), "the title"), "Packed lunch");
  display.key(window, "F5");
  await until(() => child.text().err.includes('"F5"') || child.text().err.includes("swapped"), "the key arrives");
  assert.doesNotMatch(child.text().err, /swapped/);
  child.kill("SIGTERM");
  await child.ended;
});

test("thaw plays and describes it too, and packs it again", async t => {
  const { it, file } = copy(t, whole, "lunch.bin");
  const result = await it.run(["--frames", "2", file, "--", "stay"]);
  assertExit(result, 0);
  assert.deepEqual(told(result), [tells({ args: ["stay"] })]);
  assertExit(await it.thaw(["pack", file, "-o", "lunch.thaw"]), 0);
  assertExit(await it.thaw(["pack", "lunch.thaw", "-o", "again"]), 0);
  assert.ok(fs.readFileSync(it.file("again")).equals(whole), "packing what was packed changes nothing");
  assert.equal(fs.statSync(it.file("lunch.thaw")).mode & 0o111, 0);
  assert.equal(fs.statSync(it.file("again")).mode & 0o100, 0o100);
});

test("-o NAME.thaw gives the frozen file for the player", async t => {
  const it = game(t, files);
  const made = await it.thaw(["pack", ".", "-o", "lunch.thaw"]);
  assertExit(made, 0);
  assert.match(made.out, /^lunch\.thaw: a frozen game of [\d.]+ MB\n$/);
  fs.rmSync(it.file("ship.png"));
  assertExit(await it.run(["--frames", "2", "lunch.thaw", "--", "stay"]), 0);
});

test("a game out of the cache is packed with its assets, unless these have changed", async t => {
  const it = game(t, files);
  assertExit(await it.run(), 0);
  const [cached] = it.cached();
  assertExit(await it.thaw(["pack", cached, "-o", "play"]), 0);
  it.write({ "level.json": "[3]" });
  const stale = await it.thaw(["pack", cached, "-o", "stale"]);
  assertExit(stale, 3);
  assert.match(stale.err, /^thaw: cannot pack \S+: its assets are not in it and have changed since\n$/);
  assert.ok(!fs.existsSync(it.file("stale")));
  fs.rmSync(it.file("ship.png"));
  const result = await it.thaw([], { program: it.file("play"), env: quiet });
  assertExit(result, 7);
});

test("one that is cut short or changed says so with 3", async t => {
  const changed = at => {
    const bytes = Buffer.from(whole);
    bytes[at] ^= 1;
    return bytes;
  };
  const trailer = whole.length - 40, offset = Number(whole.readBigUInt64LE(trailer + 8));
  for (const [bytes, wanted] of [
    [whole.subarray(0, whole.length - 1), /is truncated or damaged/],
    [whole.subarray(0, trailer), /is truncated or damaged/],
    [whole.subarray(0, offset), /is truncated or damaged/],
    [Buffer.concat([whole, Buffer.from("x")]), /is truncated or damaged/],
    [changed(offset + 200), /is damaged \(its contents/],
    [changed(trailer - 1), /is damaged \(its contents/],
    [changed(trailer + 8), /is damaged/],
    [changed(offset - 1), /is damaged \(the program/],
  ]) {
    const { it, file, play } = copy(t, bytes);
    for (const result of [await play(), await it.thaw(["run", "--headless", "--frames", "1", file]), await it.thaw(["info", file])]) {
      assertExit(result, 3);
      assert.match(result.err, /^thaw: cannot thaw [^\n]+\n$/);
      assert.match(result.err, wanted);
      assert.ok(result.err.includes(file), show(result));
      assert.equal(result.out, "");
    }
  }
});

test("only games are written over, at once, and a failed packing leaves the old one", async t => {
  const it = game(t, files);
  for (const name of [binary, "main.js", "ship.png"]) {
    const result = await it.thaw(["pack", ".", "-o", name]);
    assertExit(result, 3);
    assert.match(result.err, /a file is there that is no frozen or packed game/);
  }
  assertExit(await it.thaw(["pack", ".", "-o", "play"]), 0);
  const inode = fs.statSync(it.file("play")).ino;
  it.write({ "lib/word.js": "export const word = ;" });
  assertExit(await it.thaw(["pack", ".", "-o", "play"]), 1);
  assert.equal(fs.statSync(it.file("play")).ino, inode);
  it.write({ "lib/word.js": 'export const word = "apple";' });
  assertExit(await it.thaw(["pack", ".", "-o", "play"]), 0);
  assert.notEqual(fs.statSync(it.file("play")).ino, inode);
  assert.equal(told(await it.thaw([], { program: it.file("play"), env: quiet }))[0].word, "apple");
  fs.rmSync(it.file("play"));
  assert.deepEqual(fs.readdirSync(it.folder).sort(), ["level.json", "lib", "main.js", "ship.png"]);
  assert.deepEqual(fs.readdirSync(it.home).filter(name => name.startsWith("thaw-")), [], "no temporary file is left");
});

test("a folder or a device cannot be written to", async t => {
  const it = game(t, files);
  for (const [out, wanted] of [["lib", /it is a folder/], ["/dev/null", /device/], ["nowhere/play", /No such file/]]) {
    const result = await it.thaw(["pack", ".", "-o", out]);
    assertExit(result, 3);
    assert.match(result.err, wanted);
  }
});
