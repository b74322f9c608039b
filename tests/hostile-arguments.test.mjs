// Every function and every settable property of thaw.d.ts, with arguments that act while they are read: that restart or end the game, call the
// same again or for ever, throw, detach, empty or spoil what is read with them, or change their mind. Each call ends in a result or in an error
// in the function's own words, and leaves the game as it was. tests/games/hostile has the rows and the ways and makes the calls, in one process.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { surface } from "./lib/surface.mjs";
import { Game, assertExit, house, logged } from "./lib/thaw.mjs";

const cleanups = [];
let it, result, phases, rows;

const play = (...args) => it.run(["--frames", "200", "--draw-hash", "--script-limit", "60", "--input", "input.txt", "--save", "saved", ".", "--", ...args]);
const told = word => logged(result).filter(line => line.text.startsWith(`["${word}",`)).map(line => JSON.parse(line.text.split("\n")[0]));

before(async () => {
  it = new Game({ after: done => cleanups.push(done) }, {});
  const from = name => path.join(house, "tests/games", name);
  for (const name of ["main.js", "rows.js", "ways.js"]) it.write({ [name]: fs.readFileSync(path.join(from("hostile"), name)) });
  for (const name of ["dot.png", "test.ttf", "beep.wav", "words.txt", "data.json", "input.txt"])
    it.write({ [name]: fs.readFileSync(path.join(from("arguments"), name)) });
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
