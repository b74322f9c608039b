// Makes the fonts that the tests draw with: the strokes of letters.mjs as a TrueType file, written by hand, table by table.
// node assets/make-font.mjs (Node 18 or later): the same bytes each time.
import fs from "node:fs";
import { fileURLToPath } from "node:url";
import { order, polylines, small } from "./letters.mjs";

const EM = 1000, UNIT = 110, HALF = 45, LEFT = 80, ADVANCE = 2 * LEFT + 4 * UNIT; // of a glyph on the grid 4 wide and 6 high
const ASCENT = 800, DESCENT = 200, GAP = 100;

// ── numbers ──

const u8 = n => [n & 255], u16 = n => [(n >> 8) & 255, n & 255], u32 = n => [...u16(n >>> 16), ...u16(n & 65535)];
const words = (...list) => list.flatMap(u16);
const latin = text => [...text].map(c => c.charCodeAt(0));
const pad = bytes => [...bytes, ...new Array((4 - (bytes.length % 4)) % 4).fill(0)];

// ── outlines: contours of { x, y, on } ──

/** A stroke as a closed outline with round ends: four quarter circles, each about one curve. */
function capsule([ax, ay], [bx, by]) {
  const length = Math.hypot(bx - ax, by - ay) || 1, ux = ((bx - ax) / length) * HALF || (ax === bx && ay === by ? HALF : 0), uy = ((by - ay) / length) * HALF;
  const at = (x, y, along, across, on) => ({ x: Math.round(x + ux * along - uy * across), y: Math.round(y + uy * along + ux * across), on });
  return [at(ax, ay, 0, 1, true), at(bx, by, 0, 1, true), at(bx, by, 1, 1, false), at(bx, by, 1, 0, true), at(bx, by, 1, -1, false),
    at(bx, by, 0, -1, true), at(ax, ay, 0, -1, true), at(ax, ay, -1, -1, false), at(ax, ay, -1, 0, true), at(ax, ay, -1, 1, false)];
}

const place = ([x, y]) => [LEFT + x * UNIT, (6 - y) * UNIT];
const strokesOf = lines => lines.flatMap(line => line.slice(1).map((end, i) => capsule(place(line[i]), place(end))));
const strokes = name => strokesOf(polylines[name]);
const box = [[60, 0, 60, 660, 540, 660, 540, 0], [120, 60, 480, 60, 480, 600, 120, 600]]
  .map(c => [0, 2, 4, 6].map(i => ({ x: c[i], y: c[i + 1], on: true })));

function bounds(contours) {
  const points = contours.flat(), side = (pick, of) => (points.length ? of(...points.map(pick)) : 0);
  return [side(p => p.x, Math.min), side(p => p.y, Math.min), side(p => p.x, Math.max), side(p => p.y, Math.max)];
}

function simple(contours) {
  let end = -1;
  const ends = contours.flatMap(c => u16(end += c.length)), points = contours.flat(), flags = [], xs = [], ys = [];
  let x = 0, y = 0;
  for (const p of points) {
    let flag = p.on ? 1 : 0;
    for (const [step, bytes, short, same] of [[p.x - x, xs, 2, 16], [p.y - y, ys, 4, 32]]) {
      if (step === 0) flag |= same;
      else if (Math.abs(step) < 256) {
        flag |= short | (step > 0 ? same : 0);
        bytes.push(...u8(Math.abs(step)));
      } else bytes.push(...u16(step));
    }
    flags.push(flag);
    [x, y] = [p.x, p.y];
  }
  return { contours, data: [...words(contours.length, ...bounds(contours)), ...ends, ...u16(0), ...flags, ...xs, ...ys] };
}

/** A glyph made of others: [index, glyph, scale, x, y] each. */
function compound(parts) {
  const contours = parts.flatMap(([, glyph, scale, dx, dy]) =>
    glyph.contours.map(c => c.map(p => ({ x: Math.round(p.x * scale) + dx, y: Math.round(p.y * scale) + dy, on: p.on }))));
  const data = parts.flatMap(([index, , scale, dx, dy], i) => [...words(1 | 2 | (scale === 1 ? 0 : 8) | (i + 1 < parts.length ? 32 : 0), index, dx, dy),
    ...(scale === 1 ? [] : u16(Math.round(scale * 16384)))]);
  return { contours, data: [...words(-1, ...bounds(contours)), ...data] };
}

// ── which glyphs there are: { code, advance, glyph } ──

const SMALL = 0.75;

/** Those of the tests: every width the same, small letters and accented ones made of capitals. */
function testGlyphs() {
  const glyphs = [{ code: 0, advance: 600, ...simple(box) }, { code: 32, advance: 300, contours: [], data: [] }];
  const indexOf = code => glyphs.findIndex(g => g.code === code);
  const add = (text, advance, glyph) => glyphs.push({ code: text.codePointAt(0), advance, ...glyph });
  for (const name of order) add(name, ".,:!".includes(name) ? 360 : ADVANCE, simple(strokes(name)));
  const mark = (text, lines) => add(text, ADVANCE, simple(strokesOf(lines)));
  mark("¨", [[[1, -1.3], [1, -1.3]], [[3, -1.3], [3, -1.3]]]);
  mark("´", [[[1.6, -1], [2.8, -1.8]]]);
  for (const [name, base, accent] of ["ÄA¨", "ÖO¨", "ÜU¨", "ÉE´"]) {
    const [a, b] = [indexOf(base.codePointAt(0)), indexOf(accent.codePointAt(0))];
    add(name, ADVANCE, compound([[a, glyphs[a], 1, 0, 0], [b, glyphs[b], 1, 0, 0]]));
  }
  for (const name of "ABCDEFGHIJKLMNOPQRSTUVWXYZ") {
    const at = indexOf(name.codePointAt(0));
    add(name.toLowerCase(), Math.round(ADVANCE * SMALL), compound([[at, glyphs[at], SMALL, 0, 0]]));
  }
  add("\u{1F600}", 700, simple([...box, capsule([240, 420], [240, 420]), capsule([360, 420], [360, 420]), capsule([220, 180], [380, 180])]));
  return glyphs;
}

/** Those to be read: small letters with strokes of their own, each as wide as it needs. */
function bookGlyphs() {
  const wide = lines => Math.max(...lines.flat().map(([x]) => x)) - Math.min(...lines.flat().map(([x]) => x));
  const shifted = lines => lines.map(line => line.map(([x, y]) => [x - Math.min(...lines.flat().map(point => point[0])), y]));
  const made = Object.entries({ ...polylines, ...small }).map(([name, lines]) =>
    ({ code: name.codePointAt(0), advance: Math.round(2 * LEFT + wide(lines) * UNIT), ...simple(strokesOf(shifted(lines))) }));
  return [{ code: 0, advance: 600, ...simple(box) }, { code: 32, advance: 300, contours: [], data: [] }, ...made];
}

const kerning = { AV: -120, VA: -120, AT: -100, TA: -100, LT: -140, To: -90, AY: -110, YA: -110, "P.": -160 };

/** What tables() makes a font of. */
function fontOf(title, glyphs) {
  const ofChar = c => glyphs.findIndex(g => g.code === c.codePointAt(0));
  const pairs = Object.entries(kerning).map(([[a, b], by]) => [ofChar(a), ofChar(b), by]).sort((p, q) => p[0] - q[0] || p[1] - q[1]);
  return { title, glyphs, pairs };
}
const forTests = fontOf("Thaw Test", testGlyphs());
export const book = fontOf("Thaw Book", bookGlyphs());

// ── tables ──

const power = n => 2 ** Math.floor(Math.log2(n));
const search = (n, size) => [power(n) * size, Math.log2(power(n)), (n - power(n)) * size];
const inOrder = glyphs => glyphs.map((g, index) => ({ ...g, index })).filter(g => g.code).sort((a, b) => a.code - b.code);

function format4(coded) {
  const low = coded.filter(g => g.code < 65535), count = low.length + 1; // a segment each: simple, and every field is used
  const columns = [low.map(g => g.code).concat(65535), [0], low.map(g => g.code).concat(65535),
    low.map(g => (g.index - g.code) & 65535).concat(1), new Array(count).fill(0)];
  const body = [...words(count * 2, ...search(count, 2)), ...columns.flatMap(column => words(...column))];
  return [...words(4, body.length + 6, 0), ...body];
}

const format12 = coded => [...words(12, 0), ...u32(16 + 12 * coded.length), ...u32(0), ...u32(coded.length),
  ...coded.flatMap(g => [...u32(g.code), ...u32(g.code), ...u32(g.index)])];

function cmap(coded) {
  const four = pad(format4(coded));
  return [...words(0, 2), ...words(3, 1), ...u32(20), ...words(3, 10), ...u32(20 + four.length), ...four, ...format12(coded)];
}

function name(title) {
  const texts = [[1, title], [2, "Regular"], [4, title], [6, title.replaceAll(" ", "")]].map(([id, text]) => [id, latin(text).flatMap(c => [0, c])]);
  let at = 0;
  const rows = texts.flatMap(([id, bytes]) => { const row = words(3, 1, 0x409, id, bytes.length, at); at += bytes.length; return row; });
  return [...words(0, texts.length, 6 + rows.length), ...rows, ...texts.flatMap(([, bytes]) => bytes)];
}

/** The tables of a font; a test may leave some out or spoil them. */
export function tables({ title, glyphs, pairs } = forTests) {
  const outlines = glyphs.map(g => pad(g.data)), loca = [0];
  for (const data of outlines) loca.push(loca.at(-1) + data.length);
  const [x0, y0, x1, y1] = bounds(glyphs.flatMap(g => g.contours));
  const date = [...u32(0), ...u32(0)], widest = Math.max(...glyphs.map(g => g.advance));
  return {
    "OS/2": [...words(4, 560, 400, 5, 0, 650, 700, 0, 140, 650, 700, 0, 480, 50, 260, 0), ...new Array(10).fill(0), ...u32(3), ...u32(0),
      ...u32(0), ...u32(0), ...latin("THAW"), ...words(64, 32, 65535, ASCENT, -DESCENT, GAP, ASCENT, DESCENT), ...u32(1), ...u32(0),
      ...words(500, 660, 0, 32, 2)],
    cmap: cmap(inOrder(glyphs)),
    glyf: outlines.flat(),
    head: [...u32(0x10000), ...u32(0x10000), ...u32(0), ...u32(0x5f0f3cf5), ...words(3, EM), ...date, ...date, ...words(x0, y0, x1, y1, 0, 8, 2, 1, 0)],
    hhea: [...u32(0x10000), ...words(ASCENT, -DESCENT, GAP, widest, x0, 0, x1, 1, 0, 0, 0, 0, 0, 0, 0, glyphs.length)],
    hmtx: glyphs.flatMap(g => words(g.advance, bounds(g.contours)[0])),
    kern: [...words(0, 1), ...words(0, 14 + 6 * pairs.length, 1), ...words(pairs.length, ...search(pairs.length, 6)), ...pairs.flatMap(p => words(...p))],
    loca: loca.flatMap(u32),
    maxp: [...u32(0x10000), ...words(glyphs.length, 200, 20, 200, 20, 2, 0, 0, 0, 0, 0, 0, 2, 1)],
    name: name(title),
    post: [...u32(0x30000), ...u32(0), ...words(-100, 50), ...u32(0), ...u32(0), ...u32(0), ...u32(0), ...u32(0)],
  };
}

const sum = bytes => pad(bytes).reduce((total, byte, i) => (total + byte * 256 ** (3 - (i % 4))) % 2 ** 32, 0);

/** A TrueType file of these tables. */
export function file(list = tables()) {
  const names = Object.keys(list).sort(), rows = [], bodies = [];
  let at = 12 + 16 * names.length, head = 0;
  for (const tag of names) {
    rows.push(...latin(tag), ...u32(sum(list[tag])), ...u32(at), ...u32(list[tag].length));
    if (tag === "head") head = at;
    bodies.push(...pad(list[tag]));
    at = 12 + 16 * names.length + bodies.length;
  }
  const bytes = Buffer.from([...u32(0x10000), ...words(names.length, ...search(names.length, 16)), ...rows, ...bodies]);
  if (head) bytes.writeUInt32BE((0xb1b0afba - sum([...bytes]) + 2 ** 32) % 2 ** 32, head + 8);
  return bytes;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  for (const game of ["drawing", "arguments"])
    fs.writeFileSync(fileURLToPath(new URL(`../tests/games/${game}/test.ttf`, import.meta.url)), file());
