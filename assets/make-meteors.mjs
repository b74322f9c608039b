// Paints the pictures of demo/meteors: node assets/make-meteors.mjs. The same files each time, byte for byte.
import { fileURLToPath } from "node:url";
import { letter, order, word } from "./letters.mjs";
import { clamp, dot, fbm, hex, lerp, mix, normalize, over, polygon, ramp, render, segment, sheet, smooth } from "./paint.mjs";
import { writeGrey, writeIndexed } from "./png.mjs";
import { meteor } from "./rocks.mjs";

const path = name => fileURLToPath(new URL(`../demo/meteors/${name}.png`, import.meta.url));
const white = alpha => [1, 1, 1, clamp(alpha)];

// One palette for everything: a night of indigo and teal, a warm low sun from the upper left, ice for the ship, gold for luck.
const sun = hex("#ffd2a1"), coral = hex("#ff6b6b");
const lights = { light: sun.map(c => c * 1.38), dark: hex("#3a3a66"), rim: hex("#6fb4f0") };
const looks = [
  { ...lights, stone: [hex("#5d6384"), hex("#a79fb3")] },
  { ...lights, stone: [hex("#73546d"), hex("#b98f8a")] },
  { ...lights, stone: [hex("#6a5a5a"), hex("#b9a68e")] },
];
const ore = { light: hex("#fff0bd"), dark: hex("#6b3a1c"), rim: hex("#ff9a4d"), stone: [hex("#d98a1f"), hex("#ffd768")], gleam: 0.55 };

function rocks() {
  const all = (size, seeds) => seeds.flatMap((seed, i) => meteor(size, seed, looks[i]));
  writeIndexed(path("rocks-large"), sheet(all(120, [11, 25, 38]), 4), 88);
  writeIndexed(path("rocks-medium"), sheet([...all(72, [41, 56, 63]), ...meteor(72, 90, ore)], 4), 128);
  writeIndexed(path("rocks-small"), sheet(all(40, [71, 84, 99]), 4), 88);
}

/** The sky, soft enough to be shown at twice its size. */
function sky() {
  const [w, h] = [480, 270];
  const night = [hex("#1b1638"), hex("#0f1130"), hex("#090b1f")];
  writeIndexed(path("sky"), render(w, h, 1, (x, y) => {
    const u = x / h, v = y / h;
    const bend = [fbm(u * 2.2, v * 2.2, 1.7) - 0.5, fbm(u * 2.2, v * 2.2, 8.1) - 0.5];
    const cloud = smooth(0.40, 0.78, fbm(u * 1.7 + bend[0] * 1.6, v * 1.7 + bend[1] * 1.6, 4.2, 6));
    const veil = smooth(0.42, 0.80, fbm(u * 1.3 - bend[1] * 1.8 + 5, v * 1.9 + bend[0] * 1.4, 6.6, 6));
    const lane = smooth(0.75, 0.1, Math.abs(v - 0.82 + 0.42 * u + bend[0] * 0.5) * 1.5);
    let color = ramp(night, Math.hypot(u, v) / 2.1);
    color = mix(color, hex("#1f5f78"), cloud * (0.25 + 0.55 * lane));
    color = mix(color, hex("#6a3f86"), veil * (0.18 + 0.50 * lane));
    color = mix(color, hex("#e08a7a"), 0.5 * cloud * veil * lane);
    const glow = Math.exp(-((u + 0.05) ** 2 + (v + 0.1) ** 2) * 2.6);
    return [...mix(color, hex("#ffb27d"), 0.42 * glow), 1];
  }), 256, 0.7);
}

/** A planet with bands of cloud, a thin air about it and a long night. */
function planet() {
  const size = 380, radius = 165, key = normalize([-0.72, -0.58, 0.30]);
  const bands = [hex("#2c4f74"), hex("#4f86a0"), hex("#8fb7bd"), hex("#3d6a8c"), hex("#6f6f9d"), hex("#2f5079")];
  writeIndexed(path("planet"), render(size, size, 2, (px, py) => {
    const x = (px - size / 2) / radius, y = (py - size / 2) / radius, d = Math.hypot(x, y);
    const facing = clamp(-(x * 0.78 + y * 0.63) / Math.max(d, 0.01) * 0.5 + 0.5);
    const air = Math.exp(-Math.abs(d - 1) * (d > 1 ? 16 : 9)) * facing ** 3;
    if (d > 1) return [...hex("#9bdcf2"), clamp(0.8 * air) * smooth(1.15, 1.0, d)];
    const p = [x, y, Math.sqrt(1 - d * d)], tilt = y * 0.94 - x * 0.34;
    const swirl = fbm(x * 2 + 3, tilt * 6, p[2] * 2, 5) - 0.5;
    const ground = ramp(bands, clamp(0.5 + tilt * 0.5 + swirl * 0.32));
    const lit = smooth(-0.08, 0.95, dot(p, key));
    const day = ground.map((c, i) => c * (0.03 + lit * 1.05 * lerp(1, sun[i], 0.6)) + hex("#080a1c")[i]);
    return [...mix(day, hex("#9bdcf2"), clamp(0.8 * air)), 1];
  }), 240, 0.8);
}

/** A shape with a bevelled edge, lit from the front and above; `round` is how far the bevel goes in. */
function plate(x, y, points, round, color) {
  const d = polygon(x, y, points);
  if (d > 0) return [0, 0, 0, 0];
  const step = 0.3, slope = [polygon(x + step, y, points) - d, polygon(x, y + step, points) - d].map(value => value / step);
  const steep = clamp(1 + d / round), normal = normalize([slope[0] * steep, slope[1] * steep, 0.75]);
  const lit = clamp(dot(normal, normalize([0.55, 0, 0.83]))), shine = lit ** 14;
  return [...color.map(c => clamp(c * (0.30 + 0.78 * lit) + 0.30 * shine)), 1];
}

const mirror = half => [...half, ...[...half].reverse().map(([x, y]) => [x, -y])];

/** The ship, nose to the right, larger than it is shown. */
function ship() {
  const wing = [[[8, 5], [-10, 30], [-27, 35], [-23, 20], [-21, 6]], [[8, -5], [-10, -30], [-27, -35], [-23, -20], [-21, -6]]];
  const stripe = wing.map(points => points.slice(0, 4).map(([x, y], i) => [x - [10, 4, -1, 0][i], y * [2.2, 0.93, 0.93, 1.12][i]]));
  const hull = mirror([[44, 1.2], [30, 5.5], [6, 10], [-20, 11], [-26, 7]]), glass = mirror([[24, 1.5], [17, 4.4], [5, 5.2], [1, 3.2]]);
  const nozzle = [9, -9].map(y => [[-20, y - 5], [-20, y + 5], [-31, y + 4], [-31, y - 4]]);
  writeIndexed(path("ship"), render(96, 80, 4, (px, py) => {
    const x = px - 48, y = py - 40;
    let color = [0, 0, 0, 0];
    for (const points of nozzle) color = over(color, plate(x, y, points, 3, hex("#4a5578")));
    for (const points of wing) color = over(color, plate(x, y, points, 6, hex("#8fa6c9")));
    for (const points of stripe) color = over(color, plate(x, y, points, 3, coral));
    color = over(color, plate(x, y, hull, 8, hex("#dfe9f7")));
    color = over(color, plate(x, y, glass, 3.5, hex("#2fb4d8")));
    return color;
  }), 96);
}

/** White shapes for the game to tint: glow, spark, ring, smoke, star with rays, bolt. */
function particles() {
  const size = 64, middle = size / 2;
  const shape = shader => render(size, size, 2, (x, y) => white(shader((x - middle) / middle, (y - middle) / middle)));
  const fall = (d, power) => clamp(1 - d) ** power;
  const ring = d => Math.exp(-(((d - 0.82) / 0.07) ** 2)) + (d < 0.82 ? 0.28 * smooth(0.2, 0.8, d) : 0);
  writeGrey(path("particles"), sheet([
    shape((x, y) => fall(Math.hypot(x, y), 2.2)),
    shape((x, y) => fall(Math.hypot(x, y * 7), 1.3) * (0.4 + 0.6 * smooth(-0.9, 0.7, x))),
    shape((x, y) => ring(Math.hypot(x, y))),
    shape((x, y) => fall(Math.hypot(x, y), 1.1) * smooth(0.25, 0.75, fbm(x * 2.4 + 4, y * 2.4 + 4, 0, 4))),
    shape((x, y) => fall(Math.hypot(x, y) * 2.6, 2.4) * 1.4 + 0.8 * (fall(Math.hypot(x, y * 16), 2) + fall(Math.hypot(x * 16, y), 2))),
    shape((x, y) => smooth(0.16, 0.08, segment(x, y, [-0.6, 0], [0.6, 0])) + 0.5 * fall(Math.hypot(x * 0.9, y * 2.2), 2)),
  ], 6));
}

/** The title: bevelled letters from ice to embers, in their own glow. */
function title() {
  const text = "METEORS", unit = 13, half = 0.62, margin = 2.2;
  const [w, h] = [((text.length - 1) * 6 + 4 + 2 * margin) * unit, (6 + 2 * margin) * unit].map(Math.round);
  const colors = [hex("#ffffff"), hex("#fff1d6"), hex("#ffc98c"), hex("#ff8f6b"), hex("#d9527a")];
  writeIndexed(path("title"), render(w, h, 2, (px, py) => {
    const x = px / unit - margin, y = py / unit - margin, d = word(text, x, y);
    const glow = [...hex("#ff7f66"), 0.50 * Math.exp(-Math.max(d - half, 0) * 1.9) * smooth(2.2, 1.2, d)];
    const shadow = [...hex("#1a0d2e"), smooth(half + 0.22, half + 0.10, d)];
    const upper = word(text, x - 0.06, y - 0.10) - d; // how the bevel leans towards the light
    const color = ramp(colors, y / 6).map(c => clamp(c * (0.92 + 0.9 * upper * smooth(0.15, half, d))));
    return over(over(glow, shadow), [...color, smooth(half, half - 0.08, d)]);
  }), 160);
}

/** The letters of everything else, white. */
function letters() {
  const unit = 5, half = 0.54;
  const frames = Array.from(order, name => render(6 * unit, 8 * unit, 3, (px, py) =>
    white(smooth(half + 0.08, half - 0.08, letter(name, px / unit - 1, py / unit - 1)))));
  writeGrey(path("letters"), sheet(frames, 11));
}

for (const paint of [rocks, sky, planet, ship, particles, title, letters]) paint();
