// thaw new: what it writes can be played, checked and understood by an editor as it is.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { decode } from "./lib/png.mjs";
import { Game, assertExit, house, show } from "./lib/thaw.mjs";

const tsc = path.join(house, "tests/node_modules/typescript/bin/tsc");
const esbuild = path.join(house, "tests/node_modules/esbuild");
const files = [".gitignore", ".vscode/launch.json", "jsconfig.json", "main.js", "thaw.d.ts"];

const inTypeScript = [".gitignore", ".vscode/launch.json", "main.ts", "package.json", "thaw.d.ts", "tsconfig.json"];

/** The folder of a new game. */
async function made(t, name = "mygame", ...options) {
  const it = new Game(t, {}), result = await it.thaw(["new", name, ...options]);
  assertExit(result, 0);
  assert.equal(result.err, "");
  return { it, folder: it.file(name), out: result.out };
}

const inside = folder => fs.readdirSync(folder, { recursive: true }).filter(name => fs.statSync(path.join(folder, name)).isFile()).sort();

/** What TypeScript says of a new game's folder; "" when all is well. */
function typed(folder, config = "jsconfig.json") {
  const { stdout, stderr, status } = spawnSync(process.execPath, [tsc, "-p", config], { cwd: folder, encoding: "utf8" });
  return status === 0 ? "" : stdout + stderr;
}

test("a new game is played, checked, frozen and packed from its own folder", async t => {
  const { it, folder } = await made(t);
  assert.deepEqual(inside(folder), files);
  const at = { cwd: folder };
  const ran = await it.thaw(["run", "--headless", "--frames", "5", "--screenshot", "../shot.png"], at);
  assertExit(ran, 0);
  assert.match(ran.err, /^log +\S*main\.js:\d+ the screen is 320×180\n$/);
  const { width, height } = decode(fs.readFileSync(it.file("shot.png")));
  assert.deepEqual([width, height], [320, 180]);
  for (const args of [["check", "."], ["freeze", ".", "-o", "../a.thaw"], ["pack", ".", "-o", "play"]]) assertExit(await it.thaw(args, at), 0);
});

test("the arrow keys move something in it, and it can be won", async t => {
  const { it, folder } = await made(t);
  const hash = async input => {
    fs.writeFileSync(it.file("input.txt"), input);
    const result = await it.thaw(["run", folder, "--headless", "--frames", "60", "--input", "input.txt", "--draw-hash"]);
    assertExit(result, 0);
    return result.out;
  };
  const still = await hash("");
  for (const key of ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"]) assert.notEqual(await hash(`0 keydown ${key}\n`), still, key);
});

test("an editor finds no mistake in it, and finds one that is made", async t => {
  const { folder } = await made(t);
  assert.equal(typed(folder), "");
  const main = path.join(folder, "main.js"), source = fs.readFileSync(main, "utf8");
  fs.writeFileSync(main, source.replace('5, "gold"', '"5", "gold"'));
  assert.match(typed(folder), /main\.js\(\d+,\d+\): error TS2345/);
  fs.writeFileSync(main, source.replace('"KeyA"', '"KeyÄ"'));
  assert.match(typed(folder), /error TS2345.*KeyÄ/);
  fs.writeFileSync(main, source.replace("width: 320", 'width: "320"'));
  assert.match(typed(folder), /error TS2322/);
});

test("in TypeScript it is the same game, and an editor finds no mistake in it", async t => {
  const { folder, out } = await made(t, "typed", "--ts");
  assert.deepEqual(inside(folder), inTypeScript);
  assert.match(out, /^    npm install --prefix typed /m);
  assert.equal(typed(folder, "tsconfig.json"), "");
  const main = path.join(folder, "main.ts"), source = fs.readFileSync(main, "utf8");
  const plain = source.replace(", type Config", "").replace("config: Config", "config").replace("(dt: number)", "(dt)");
  const js = fs.readFileSync(path.join(house, "engine/new/main.js"), "utf8").replace(/^\/\*\* @.*\n/gm, "");
  assert.equal(plain, js);
  fs.writeFileSync(main, source.replace('5, "gold"', '"5", "gold"'));
  assert.match(typed(folder, "tsconfig.json"), /main\.ts\(\d+,\d+\): error TS2345/);
});

test("in TypeScript it is played and packed", { skip: !fs.existsSync(esbuild) && "the tests have no esbuild" }, async t => {
  const { it, folder } = await made(t, "typed", "--ts");
  fs.mkdirSync(path.join(folder, "node_modules"));
  for (const name of ["esbuild", "@esbuild"]) fs.symlinkSync(path.join(esbuild, "..", name), path.join(folder, "node_modules", name));
  const ran = await it.thaw(["run", "--headless", "--frames", "5"], { cwd: folder });
  assertExit(ran, 0);
  assert.match(ran.err, /main\.ts:\d+ the screen is 320×180\n$/);
  assertExit(await it.thaw(["pack", "typed", "-o", "typed/play"]), 0);
});

test("its manual and its launch.json are those of this thaw", async t => {
  const { folder } = await made(t);
  for (const [name, from] of [["thaw.d.ts", "scripting/js/thaw.d.ts"], [".vscode/launch.json", "demo/.vscode/launch.json"],
    ["main.js", "engine/new/main.js"], ["jsconfig.json", "engine/new/jsconfig.json"], [".gitignore", "engine/new/gitignore"]])
    assert.equal(fs.readFileSync(path.join(folder, name), "utf8"), fs.readFileSync(path.join(house, from), "utf8"), name);
});

test("what is typed next is told, and works as it is told", async t => {
  const { it, out } = await made(t, "my 'new' game/");
  const told = out.split("\n").filter(line => line.startsWith("    thaw ")).map(line => line.trim().split(/ {3,}/)[0]);
  assert.equal(told.length, 3, out);
  assert.ok(told[2].startsWith("thaw pack "));
  const words = spawnSync("sh", ["-c", `printf '%s\\n' ${told[2].replace(/^thaw /, "")}`], { encoding: "utf8" }).stdout.trim().split("\n");
  assert.deepEqual(words, ["pack", "my 'new' game", "-o", "my 'new' game/play"]);
  assertExit(await it.thaw(words), 0);
});

test("an empty folder that exists, this one and a deep one will do", async t => {
  const it = new Game(t, {});
  assertExit(await it.thaw(["new", "."]), 0);
  assert.deepEqual(inside(it.folder), files);
  assertExit(await it.thaw(["new", "a/b/c/"]), 0);
  assert.deepEqual(inside(it.file("a/b/c")), files);
});

test("nothing is written over, and what is there is named", async t => {
  const { it, folder } = await made(t), main = path.join(folder, "main.js");
  const refused = async (args, wanted) => {
    const result = await it.thaw(args);
    assertExit(result, 3);
    assert.match(result.err, wanted, show(result));
    assert.equal(result.out, "");
  };
  await refused(["new", "mygame"], /^thaw: cannot write a new game into mygame: there is already main\.js, jsconfig\.json, thaw\.d\.ts, \.vscode\/launch\.json, \.gitignore\n$/);
  for (const name of files.filter(each => each !== "jsconfig.json")) fs.rmSync(path.join(folder, name));
  fs.symlinkSync("/nowhere", main);
  await refused(["new", "mygame"], /there is already main\.js, jsconfig\.json\n$/);
  assert.deepEqual(fs.readdirSync(folder).sort(), [".vscode", "jsconfig.json", "main.js"]);
});
