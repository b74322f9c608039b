// Paints the pictures, the sounds and the font of demo/01-hello … 12-save: node assets/make-examples.mjs. The same files each time, byte for byte.
import fs from "node:fs";
import { fileURLToPath } from "node:url";
import { book, file as fontFile, tables } from "./make-font.mjs";
import { clamp, hex, noise, polygon, random, render, segment, sheet, smooth } from "./paint.mjs";
import { writeGrey, writeIndexed } from "./png.mjs";
import { ogg } from "./vorbis.mjs";

const path = name => fileURLToPath(new URL("../demo/" + name, import.meta.url));
const to = (folders, name, write) => folders.forEach(folder => write(path(`${folder}/${name}`)));

// ── pixel art: shapes in one colour each, back to front, then an outline ──

const ellipse = (cx, cy, rx, ry, turn = 0) => (x, y) => {
  const c = Math.cos(turn), s = Math.sin(turn), dx = x - cx, dy = y - cy;
  return ((dx * c + dy * s) / rx) ** 2 + ((dy * c - dx * s) / ry) ** 2 < 1;
};
const poly = (...points) => (x, y) => polygon(x, y, points) < 0;
const stroke = (a, b, r) => (x, y) => segment(x, y, a, b) < r;
/** A ball lit from the upper left, in three colours from dark to light. */
const ball = (cx, cy, rx, ry, [dark, mid, light]) => [[dark, ellipse(cx, cy, rx, ry)],
  [mid, (x, y) => ellipse(cx, cy, rx, ry)(x, y) && ellipse(cx - rx * 0.22, cy - ry * 0.25, rx * 0.92, ry * 0.9)(x, y)],
  [light, ellipse(cx - rx * 0.32, cy - ry * 0.4, rx * 0.45, ry * 0.4)]];

function pixels(width, height, shapes, outline) {
  const colorAt = (x, y) => shapes.findLast(([, inside]) => inside(x + 0.5, y + 0.5))?.[0];
  return render(width, height, 1, (px, py) => {
    const x = Math.floor(px), y = Math.floor(py), color = colorAt(x, y);
    if (color) return [...hex(color), 1];
    const edge = outline && [[1, 0], [-1, 0], [0, 1], [0, -1]].some(([dx, dy]) => colorAt(x + dx, y + dy));
    return edge ? [...hex(outline), 1] : [0, 0, 0, 0];
  });
}

/** The fox that looks to the right: 6 frames of its walk. */
function fox(step) {
  const turn = step / 6 * 2 * Math.PI, bob = Math.round(Math.sin(turn * 2) * 0.6), orange = "#f0803c", cream = "#fff0d8", dark = "#5c2a2e";
  const leg = (x, phase, color) => {
    const swing = Math.sin(turn + phase), lift = Math.max(0, Math.cos(turn + phase)) * 2;
    return [[color, stroke([x, 17], [x + swing * 2.6, 22 - lift], 1.25)], [dark, stroke([x + swing * 2.6, 22 - lift], [x + swing * 2.6 + 0.6, 22 - lift], 1)]];
  };
  const wag = Math.sin(turn) * 0.25, at = y => y + bob;
  return pixels(34, 25, [
    ...leg(11, Math.PI, "#b9552d"), ...leg(20, 0, "#b9552d"),
    [orange, ellipse(6.5, at(11), 6, 3.2, 0.5 + wag)], [cream, ellipse(2.8, at(9) - wag * 6, 2.4, 1.9, 0.5 + wag)],
    [orange, ellipse(15, at(14), 8, 4.6)], [cream, ellipse(16, at(17), 6, 1.7)],
    ...leg(10, 0, orange), ...leg(19, Math.PI, orange),
    [orange, poly([19, at(7)], [20, at(0.5)], [24, at(5)])], [orange, poly([24, at(6)], [27.5, at(0.8)], [28.5, at(7)])],
    [orange, ellipse(24, at(9.5), 5.4, 4.6)], [orange, poly([26, at(8)], [32.5, at(11.5)], [26, at(13.5)])],
    [cream, poly([25, at(11.5)], [32, at(11.6)], [26, at(14)], [21, at(12.5)])],
    [dark, ellipse(26.5, at(8.5), 1, 1.2)], [dark, ellipse(31.5, at(11.5), 1, 1)], [dark, poly([20.5, at(4)], [20.6, at(2)], [22.3, at(4.4)])],
  ], "#3a1c2c");
}

const leaves = ["#1f5d4c", "#33855a", "#63b565"], pine = ["#1b4a55", "#2a6a62", "#49917a"], berry = ["#8d3d62", "#c2566f", "#ee8f84"], grey = ["#4d5670", "#77829b", "#aab4c4"];
const plants = () => [
  [["#6b4238", stroke([16, 28], [16, 38], 2.2)], ...ball(11, 21, 8, 7, leaves), ...ball(21, 20, 8.5, 7.5, leaves), ...ball(16, 12, 10, 9, leaves)],
  [["#6b4238", stroke([16, 30], [16, 38], 1.8)], ...[[30, 11], [23, 9.5], [16, 7.5], [9, 5.5]].flatMap(([y, w]) => [
    [pine[0], poly([16 - w, y + 4], [16, y - 8], [16 + w, y + 4])], [pine[1], poly([16 - w, y + 4], [16, y - 8], [16 + w * 0.3, y + 4])],
    [pine[2], poly([16 - w * 0.6, y + 2], [15, y - 4], [16 - w * 0.1, y + 1])]])],
  [...ball(10, 34, 7, 5, leaves), ...ball(22, 33, 7.5, 6, leaves), ...ball(16, 30, 8, 7, leaves),
    ...[[10, 30], [17, 26], [22, 32], [14, 34]].map(([x, y]) => ["#ff7b89", ellipse(x, y, 1.5, 1.5)])],
  [...ball(13, 33, 8, 5.5, grey), ...ball(22, 35, 5, 3.5, grey)],
  [["#f6e4cc", stroke([16, 31], [16, 37], 2.4)], ...ball(16, 29, 7, 4.6, berry), ...[[12, 28], [18, 26], [20, 30]].map(([x, y]) => ["#ffe9d2", ellipse(x, y, 1.3, 1.1)])],
].map(shapes => pixels(32, 40, shapes, "#1c2a40"));

// ── tiles of 16 × 16: a colour for each pixel ──

const tile = color => render(16, 16, 1, (x, y) => [...hex(color(Math.floor(x), Math.floor(y))), 1]);
const specks = (x, y, seed) => noise(x * 0.9 + seed, y * 0.9, seed);
const earth = (x, y) => { const n = specks(x, y, 3); return n > 0.72 ? "#96604a" : n < 0.3 ? "#683c3c" : "#7d4c42"; };
const blades = x => 4 + [1, 0, 2, 1, 0, 1, 3, 1, 0, 2, 0, 1, 2, 0, 1, 3][x];
const grass = (x, y) => (y < 2 ? "#a8dc6c" : y < blades(x) ? "#5cb35a" : y === blades(x) ? "#3d7d4c" : earth(x, y));
const brick = (x, y, [joint, dark, mid, light]) => {
  const row = y >> 2, left = (x + (row % 2) * 4) % 8;
  return y % 4 === 3 || left === 7 ? joint : y % 4 === 0 ? light : specks(x, y, 9) > 0.6 ? dark : mid;
};
const water = (x, y, step) => (y < 2 ? (Math.sin((x + step * 4) / 16 * 2 * Math.PI) > 0 === y < 1 ? "#bfeaf5" : "#58b6d9") : specks(x + step * 2, y, 5) > 0.7 ? "#4aa3d0" : "#3c8fc4");
const coin = step => pixels(16, 16, [["#f2a63c", ellipse(8, 8, [5, 3.6, 1.2, 3.6][step], 5)], ["#ffd966", ellipse(7.5, 7.5, [3.8, 2.5, 0.8, 2.5][step], 3.8)],
  ["#fff3b8", ellipse(6.6, 6.5, [1.4, 1, 0.6, 1][step], 2)]], "#7a4420");
const flag = (x, y) => { const n = specks(Math.floor(x / 2), Math.floor(y / 2), 21); return x % 8 === 0 || y % 8 === 0 ? "#4a465c" : n > 0.62 ? "#77728c" : n < 0.34 ? "#605b76" : "#6b6681"; };

to(["03-image", "05-camera", "09-canvas-blend", "10-modules-levels", "12-save"], "fox.png", at => writeIndexed(at, sheet([0, 1, 2, 3, 4, 5].map(fox), 6), 16));
to(["03-image", "05-camera"], "plants.png", at => writeIndexed(at, sheet(plants(), 5), 32));
to(["03-image", "12-save"], "grass.png", at => writeIndexed(at, tile(grass), 16));
to(["10-modules-levels"], "tiles.png", at => writeIndexed(at, sheet([tile(grass), tile(earth),
  tile((x, y) => brick(x, y, ["#57405c", "#9a6a76", "#b17d7e", "#d3a493"])), tile((x, y) => water(x, y, 0)), tile((x, y) => water(x, y, 2)),
  coin(0), coin(1), coin(2), coin(3)], 9), 48));
to(["09-canvas-blend"], "cave.png", at => writeIndexed(at, sheet([tile(flag), tile((x, y) => brick(x, y, ["#2c2740", "#57496b", "#665678", "#83719a"]))], 2), 16));

// ── lights and a star: smooth, white, to be tinted ──

const white = alpha => [1, 1, 1, clamp(alpha)];
const disk = (size, light) => render(size, size, 2, (x, y) => white(light(Math.hypot(x - size / 2, y - size / 2) / (size / 2))));
to(["08-sprites"], "glow.png", at => writeGrey(at, disk(16, d => clamp(1 - d) ** 2 + 0.8 * smooth(0.35, 0.05, d))));
to(["09-canvas-blend"], "light.png", at => writeGrey(at, disk(128, d => clamp(1 - d) ** 1.6)));
to(["12-save"], "star.png", at => {
  const corners = grow => Array.from({ length: 10 }, (_, i) => {
    const r = (i % 2 ? 3 : 6.6) * grow, turn = (i / 10) * 2 * Math.PI - Math.PI / 2;
    return [8 + Math.cos(turn) * r, 8.4 + Math.sin(turn) * r];
  });
  writeIndexed(at, pixels(16, 16, [["#ffc94a", poly(...corners(1))], ["#ffeb9c", poly(...corners(0.62))]], "#8a4b2c"), 8);
});

// ── sounds ──

const RATE = 32000, hz = note => 440 * 2 ** ((note - 69) / 12);
/** A plucked string (Karplus and Strong). */
function pluck(note, seconds, soft = 0.5) {
  const size = Math.round(RATE / hz(note)), chance = random(note), line = Float32Array.from({ length: size }, () => chance() * 2 - 1);
  for (let round = 0; round < 6 * soft; round++) line.forEach((x, i) => { line[i] = (x + line[(i + 1) % size]) / 2; });
  const most = line.reduce((a, x) => Math.max(a, Math.abs(x)), 0);
  return Float32Array.from({ length: Math.round(seconds * RATE) }, (_, i) => {
    const x = line[i % size];
    line[i % size] = 0.498 * (x + line[(i + 1) % size]);
    return 0.8 * x / most * clamp((seconds * RATE - i) / 2000);
  });
}
/** Four bars of broken chords, which begin where they end. */
function tune() {
  const beat = 0.3, chords = [[48, 55, 60, 64, 67], [45, 52, 57, 60, 64], [41, 48, 53, 57, 60], [43, 50, 55, 59, 62]], all = new Float32Array(Math.round(32 * beat * RATE));
  chords.forEach((chord, bar) => [0, 1, 2, 3, 4, 3, 2, 1].forEach((step, i) => pluck(chord[step], 1.6, 1).forEach((x, at) => {
    all[(Math.round((bar * 8 + i) * beat * RATE) + at) % all.length] += 0.4 * x;
  })));
  return all;
}
/** A bell that rings at two heights in turn. */
const bell = notes => Float32Array.from({ length: Math.round(0.5 * RATE) }, (_, i) => {
  const t = i / RATE, f = hz(notes[t < 0.09 ? 0 : 1]);
  return 0.35 * Math.exp(-t * 9) * clamp(i / 60) * (Math.sin(2 * Math.PI * f * t) + 0.3 * Math.sin(4 * Math.PI * f * t));
});
fs.writeFileSync(path("07-sound/pluck.ogg"), ogg([pluck(60, 1.5)], RATE));
fs.writeFileSync(path("07-sound/tune.ogg"), ogg([tune()], RATE));
fs.writeFileSync(path("12-save/catch.ogg"), ogg([bell([81, 88])], RATE));

fs.writeFileSync(path("04-text/letters.ttf"), fontFile(tables(book)));
