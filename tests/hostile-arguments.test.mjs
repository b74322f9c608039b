// Every function and every settable property of thaw.d.ts, with arguments that act while they are read: that restart or end the game, call the
// same again or for ever, throw, detach, empty or spoil what is read with them, or change their mind. Each call ends in a result or in an error
// in the function's own words, and leaves the game as it was. tests/games/hostile has the rows and the ways and makes the calls, in one process.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { surface } from "./lib/surface.mjs";
import { decode } from "./lib/png.mjs";
import { Game, assertExit, game, house, logged } from "./lib/thaw.mjs";

const cleanups = [];
let it, result, phases, rows;

const play = (...args) => it.run(["--frames", "200", "--draw-hash", "--script-limit", "60", "--input", "input.txt", "--save", "saved", ".", "--", ...args]);
const told = word => logged(result).filter(line => line.text.startsWith(`["${word}",`)).map(line => JSON.parse(line.text.split("\n")[0]));

/** A game of one of the scripts in tests/games/hostile, with what it plays with. */
function hostile(t, main) {
  const file = (folder, name) => fs.readFileSync(path.join(house, "tests/games", folder, name));
  const assets = ["dot.png", "test.ttf", "beep.wav", "words.txt", "data.json", "input.txt"].map(name => [name, file("arguments", name)]);
  return new Game(t, { "main.js": file("hostile", main), ...Object.fromEntries(["rows.js", "ways.js"].map(name => [name, file("hostile", name)])), ...Object.fromEntries(assets) });
}

before(async () => {
  it = hostile({ after: done => cleanups.push(done) }, "main.js");
  result = await play("all");
  phases = Object.fromEntries(told("hostile").map(([, phase, found]) => [phase, found]));
  rows = told("rows")[0]?.[1] ?? [];
});
after(() => cleanups.forEach(done => done()));

describe("the table", () => {
  test("has a row for all that thaw.d.ts lets one call or set, and no other", () => {
    assert.deepEqual([...new Set(rows.map(([name]) => name.split(", ")[0]))].sort(), Object.keys(surface()).sort());
  });

  test("has every option of it", () => {
    const has = (name, option) => rows.some(([row, keys]) => row.split(", ")[0] === name && keys.includes(option));
    const missing = Object.entries(surface()).flatMap(([name, options]) => options.filter(option => !has(name, option)).map(option => `${name} ${option}`));
    assert.deepEqual(missing, []);
  });
});

describe("arguments that act", () => {
  /** phase → how many calls there are at least: at the top level, in draw(), with ways that restart the game, with such as end it */
  const least = { top: 33000, ways: 34000, restarts: 500, quits: 600 };
  for (const [phase, calls] of Object.entries(least))
    test(`every call ends in its own words and leaves nothing behind (${phase})`, () => {
      assert.ok(phases[phase], result.err.slice(-3000));
      assert.deepEqual(phases[phase].wrong, []);
      assert.ok(phases[phase].tries >= calls, `${phases[phase].tries} calls`);
    });

  test("the game goes on to the end that was asked for", () => assertExit({ ...result, err: result.err.slice(-3000) }, 7));

  test("the picture is the same before, after, and when it was restarted", () => {
    const [first, ...others] = ["before.png", "after.png", "again.png"].map(name => fs.readFileSync(it.file(name)));
    for (const other of others) assert.ok(first.equals(other));
  });
});

test("what throws while a record is written leaves nothing in the draw list", async () => {
  const [all, chosen] = [await play("throwing"), await play("chosen")];
  for (const played of [all, chosen]) assertExit(played, 0);
  assert.match(all.out, /\w/);
  assert.equal(all.out, chosen.out);
});

test("a text that is measured while another is about to be gives both their own size", async t => {
  const it = game(t, { "test.ttf": fs.readFileSync(path.join(house, "tests/games/arguments/test.ttf")), "main.js": `import { font } from "thaw"; const face = font("test.ttf", 9);
    console.log(face.measure("HELLO", { get width() { face.measure("iii"); return 90; } }).width === face.measure("HELLO").width);
    export function draw() {}` });
  assert.equal(logged(await it.run())[0].text, "true");
});

test("a function of the language that lies to the engine's own half ends no game", async t => {
  const it = hostile(t, "lies.js");
  const played = await it.run(["--frames", "200", "--script-limit", "60", "--input", "input.txt", "--save", "saved"]);
  assertExit({ ...played, err: played.err.slice(-3000) }, 7);
  const [[, { places, calls }]] = logged(played).filter(line => line.text.startsWith('["lies",')).map(line => JSON.parse(line.text));
  assert.ok(places >= 430 && calls >= 450000, `${places} functions, ${calls} calls`);
  assert.ok(fs.readFileSync(it.file("before.png")).equals(fs.readFileSync(it.file("after.png"))));
});

test("neither the engine's memory nor its native functions pass through a function that an author may replace", async t => {
  const it = hostile(t, "looks.js"), played = await it.run(["--frames", "2", "--input", "input.txt"]);
  assertExit(played, 0);
  assert.deepEqual(logged(played).map(line => line.text), ["seen:", "seen:"]);
});

test("what is drawn behind a record that failed is seen, and on what it was aimed at before", async t => {
  const it = game(t, `import { screen, canvas } from "thaw";
    export const config = { width: 4, height: 4 };
    const paper = canvas(2, 2), aims = () => { screen.target(paper); throw new Error("mine"); }, tell = call => { try { call(); console.log("drawn"); } catch (e) { console.log(e.message); } };
    export function draw() {
      tell(() => screen.image(paper, 0, 0, { get alpha() { return aims(); } }));
      tell(() => screen.image(paper, 0, 0));
      screen.target(paper);
      tell(() => screen.polygon(Object.defineProperty([1, 2, 3, 4, 5, 6], 2, { get() { screen.target(); return aims(); } }), "red"));
      tell(() => screen.image(paper, 0, 0));
      screen.target();
      String.prototype.codePointAt = () => { throw new Error("mine"); };
      tell(() => screen.text("abc", 0, 0));
      screen.clear("red");
    }`);
  const played = await it.run(["--frames", "1", "--screenshot", "out.png"]);
  assertExit(played, 0);
  const itself = "screen.image: img is the canvas that is drawn on, and a canvas cannot be drawn onto itself";
  assert.deepEqual(logged(played).map(line => line.text), ["mine", "drawn", "mine", itself, "mine"]);
  assert.deepEqual([...decode(fs.readFileSync(it.file("out.png"))).pixels.subarray(0, 4)], [255, 0, 0, 255]);
});
