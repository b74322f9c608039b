// TrueType fonts: declared, measured, drawn, frozen; and what is said of those that cannot be used.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { file, tables } from "../assets/make-font.mjs";
import { decode } from "./lib/png.mjs";
import { assertExit, game, house, show, tell, told } from "./lib/thaw.mjs";

const ttf = fs.readFileSync(path.join(house, "tests/games/drawing/test.ttf"));
const head = `import { font, game, screen } from "thaw";
const tell = value => console.log(JSON.stringify(value));
`;

test("the font in the tree is what its script makes", () => {
  assert.ok(file().equals(ttf));
  assert.ok(fs.readFileSync(path.join(house, "tests/games/arguments/test.ttf")).equals(ttf));
});

test("text measures the same at freeze time and at run time, kerned and wrapped, in both kinds of font", async t => {
  const source = `${head} const face = font("a.ttf", 20);
    const all = () => [face.size, face.lineHeight, ...["AV", "", "ÄÖ ab\\ncd", "漢", "one two three", "\\ud83d\\ude00", "\\ud83d", "a\\0b"].flatMap(s => [face.measure(s),
      face.measure(s, { width: 50 }), screen.measure(s, { font: face, size: 7 }), screen.measure(s), screen.measure(s, { size: 16, width: 50 })])];
    const early = all();
    export function load() { tell(early); tell(all()); }
    export function draw() {}`;
  const [early, late] = await tell(t, { "main.js": source, "a.ttf": ttf });
  assert.deepEqual(early, late);
  const [size, line, kerned, , smaller, builtIn] = early;
  assert.deepEqual([size, line], [20, 22]);
  assert.deepEqual(kerned, { width: 21.6, height: 22 }); // 600 + 600 - 120 of 1000
  assert.ok(Math.abs(smaller.width - 7.56) < 1e-9 && Math.abs(smaller.height - 7.7) < 1e-9, JSON.stringify(smaller));
  assert.deepEqual(builtIn, { width: 12, height: 8 });
  const [plain, wrapped, , , wrapped16] = early.slice(2 + 4 * 5);
  assert.equal(plain.height, 22);
  assert.equal(wrapped.height, 66); // one, two and three on lines of their own
  assert.ok(wrapped.width < 50 && plain.width > 100, JSON.stringify([plain, wrapped]));
  assert.deepEqual(wrapped16, { width: 48, height: 64 }); // "one", "two", "thre", "e" of 12 pixels a letter
});

test("a frozen file holds its fonts", async t => {
  const it = game(t, { "a.ttf": ttf, "main.js": `${head} const face = font("a.ttf", 24);
    export const config = { width: 60, height: 30 };
    export function load() { tell(face.measure("H")); }
    export function draw() { screen.text("HI", 2, 2, { font: face }); }` });
  assertExit(await it.thaw(["freeze", ".", "-o", "../game.thaw"]), 0);
  fs.rmSync(it.file("a.ttf"));
  const result = await it.run(["--screenshot", "out.png", "../game.thaw"]);
  assertExit(result, 0);
  assert.deepEqual(told(result), [{ width: 14.4, height: 26.4 }]);
  const { pixels } = decode(fs.readFileSync(it.file("out.png")));
  let lit = 0;
  for (let i = 0; i < pixels.length; i += 4) lit += pixels[i] > 128;
  assert.ok(lit > 60 && lit < 300, `${lit} pixels are lit`);
});

test("a font is the same one after a restart, also in the state", async t => {
  const it = game(t, { "a.ttf": ttf, "main.js": `${head} const face = font("a.ttf", 24), other = font("a.ttf", 8);
    export const state = { face: other };
    export function load() {
      tell([game.restarted, state.face === face, state.face === other]);
      if (!game.restarted) state.face = face;
    }
    let frame = 0;
    export const update = () => { if (++frame === 2 && !game.restarted) game.restart(); };
    export const draw = () => screen.text("x", 0, 0, { font: state.face });` });
  const result = await it.run(["--frames", "6"]);
  assertExit(result, 0);
  assert.deepEqual(told(result), [[false, false, true], [true, true, false]]);
});

test("a changed font is frozen anew", async t => {
  const it = game(t, { "a.ttf": ttf, "main.js": `${head} const width = font("a.ttf", 10).measure("H").width;
    export const load = () => tell(width), draw = () => {};` });
  assert.deepEqual(told(await it.run()), [6]);
  const wide = tables();
  for (let i = 0; i < wide.hmtx.length; i += 4) wide.hmtx.splice(i, 2, 3, 232); // 1000 units, all of them
  it.write({ "a.ttf": file(wide) });
  assert.deepEqual(told(await it.run()), [10]);
});

function spoiled(change) {
  const list = tables();
  change(list);
  return file(list);
}

test("a font that cannot be used is told with its name, the reason and the line", async t => {
  const damaged = {
    "a picture": [fs.readFileSync(path.join(house, "tests/games/drawing/sheet.png")), /it is not a TrueType font/],
    "nothing": [Buffer.alloc(0), /it is not a TrueType font/],
    "half of it": [ttf.subarray(0, ttf.length / 2), /its table "\S+" is missing, cut short or outside of the file/],
    "no outlines": [spoiled(list => delete list.glyf), /its table "glyf" is missing/],
    "no characters": [spoiled(list => { list.cmap.splice(2, 2, 0, 0); }), /no Unicode table/],
    "no height": [spoiled(list => list.hhea.fill(0, 4, 10)), /its lines have no height/],
    "too few widths": [spoiled(list => { list.hmtx.length = 40; }), /a table is shorter than its \d+ glyphs need/],
    "an OpenType font": [Buffer.concat([Buffer.from("OTTO"), ttf.subarray(4)]), /CFF outlines/],
  };
  for (const [name, [bytes, reason]] of Object.entries(damaged)) {
    const result = await game(t, { "a.ttf": bytes, "main.js": `import { font } from "thaw";\n\nconst face = font("a.ttf");` }).run();
    assertExit(result, 1);
    assert.match(result.err, /cannot read the font "a\.ttf": /, `${name}: ${show(result)}`);
    assert.match(result.err, reason, name);
    assert.match(result.err, /main\.js:3:14/, name);
  }
  const missing = await game(t, { "a.ttf": ttf, "main.js": `import { font } from "thaw";\nfont("b.ttf");` }).run();
  assertExit(missing, 1);
  assert.match(missing.err, /cannot read the asset "b\.ttf".*did you mean a\.ttf/);
});

test("measure() on what is no font is refused", async t => {
  const [said] = await tell(t, { "a.ttf": ttf, "main.js": `${head} const { measure } = font("a.ttf");
    export const load = () => { try { measure("x"); } catch (error) { tell(error.message); } }, draw = () => {};` });
  assert.equal(said, "font.measure: it must be called on a font made by font()");
});
