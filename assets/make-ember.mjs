// Paints the pictures of demo/ember and makes its sounds: node assets/make-ember.mjs. The same files each time, byte for byte.
import fs from "node:fs";
import { fileURLToPath } from "node:url";
import { letter, word } from "./letters.mjs";
import { clamp, fbm, hex, mix, noise as cloud, over, ramp, random, render, sheet, smooth } from "./paint.mjs";
import { writeGrey, writeIndexed } from "./png.mjs";
import { blend, loop, noise, pitch, RATE, tone } from "./synth.mjs";
import { ogg } from "./vorbis.mjs";

const path = name => fileURLToPath(new URL(`../demo/ember/${name}`, import.meta.url));
const none = [0, 0, 0, 0], ink = hex("#10142b"), snow = hex("#eaf6ff"), shade = hex("#9cc4e8");
const solid = color => [...color, 1];
const pick = (colors, t) => colors[Math.min(Math.floor(clamp(t) * colors.length), colors.length - 1)]; // hard steps: few colours
const stone = ["#252b4d", "#2f3862", "#3b4678", "#4a578c"].map(hex), ice = ["#4f8fc9", "#78b8e6", "#a6dcf7", "#d9f4ff"].map(hex);
const fire = ["#d8412f", "#f0702c", "#ffa53a", "#ffd75e", "#fff6cf"].map(hex);

/** A picture of 16 × 16 hard pixels; x and y are 0 to 15. */
const tile = shader => render(16, 16, 1, (x, y) => shader(Math.floor(x), Math.floor(y)));
/** The same from text: a letter a pixel. */
const drawn = (rows, colors) => tile((x, y) => (colors[rows[y]?.[x]] ? solid(hex(colors[rows[y][x]])) : none));

/** Rock; bits of `open` say where there is air: 1 above, 2 right, 4 below, 8 left. */
function rock(open) {
  return tile((x, y) => {
    const edge = Math.min(open & 2 ? 15 - x : 99, open & 4 ? 15 - y : 99, open & 8 ? x : 99);
    const drift = 3 + Math.round(2 * cloud(x * 0.35, 3.3, open));
    if (open & 1 && y < drift) return solid(y === drift - 1 ? shade : snow);
    if (open & 1 && y === drift) return solid(ink);
    if (edge === 0) return solid(ink);
    const brick = (y + 4 * (Math.floor(x / 8) % 2)) % 8 === 0 || (x + (y >> 3) * 4) % 8 === 0;
    const light = fbm(x * 0.22, y * 0.22, open * 3.1, 3) + (edge === 1 ? 0.25 : 0) - (brick ? 0.16 : 0);
    return solid(pick(stone, (light - 0.22) * 1.7));
  });
}

/** Ice that melts; `cracks` 0 to 2. */
const melting = cracks => tile((x, y) => {
  if (x === 0 || x === 15 || y === 0 || y === 15) return (x % 15 === 0) && (y % 15 === 0) ? none : solid(y === 0 ? ice[3] : ice[0]);
  const crack = Math.abs(((x * 3 + y * 5 + (y >> 2) * 7) % 16) - 8) < cracks && (x + y * 2) % 5 > 1;
  if (crack) return solid(ink);
  const gleam = (x + y) % 16 === 6 || (x + y) % 16 === 7;
  return solid(gleam ? ice[3] : pick(ice.slice(0, 3), 0.9 - y / 18 + 0.2 * cloud(x * 0.4, y * 0.4)));
});

const spikes = up => tile((x, y) => {
  const at = up ? y : 15 - y, near = Math.abs((x % 5.34) - 2.4), room = (at - (x < 6 ? 5 : x < 11 ? 2 : 6)) * 0.27;
  if (near > room) return none;
  return solid(near > room - 1 ? ice[0] : (x % 5.34) < 2.4 ? ice[3] : ice[2]);
});

/** The hero: a flame that leans; `run` -1, 0, 1 moves the feet, `tall` stretches. */
function flame(phase, run, tall) {
  return tile((x, y) => {
    const foot = y === 15 || y === 14;
    if (foot && (x === 5 + run || x === 9 - run || (y === 15 && (x === 6 + run || x === 10 - run)))) return solid(hex("#6b2430"));
    const height = (14 - y) / (13 * tall), sway = Math.sin(phase + height * 3) * height * 1.6;
    const wide = height < 0 || height > 1 ? -1 : 5.6 * Math.sqrt(clamp(height * 3.2)) * (1 - height) ** 0.8 + (height < 0.5 ? 0.3 : 0);
    const away = Math.abs(x - 7.5 - sway);
    if (away > wide) return none;
    if ((y === 9 || y === 10) && (x === 7 || x === 10)) return solid(ink);
    const heat = 1 - Math.hypot(away / 6, (y - 10.5) / 7.5);
    return solid(pick(fire, heat * 1.15 + 0.1));
  });
}

const logs = { b: "#7a4a32", d: "#4e2c26", k: "#10142b", i: "#78b8e6", w: "#d9f4ff" };
const wood = ["", "", "", "", "", "", "", "", "................", "..ww.......ww...", "..wiii..iiiiw...", "...kbbbkkbbbk...", "..kbdbbbbbdbbk..", ".kbbkkbbbbkkbbk.",
  ".kddkbdddddkddk.", "..kk.kkkkkk.kk.."];
const hearth = lit => tile((x, y) => {
  const row = wood[y]?.[x], height = (12 - y) / 12, away = Math.abs(x - 7.5 - Math.sin(lit + height * 4) * height * 1.5);
  if (lit && height > 0 && away < 5.5 * (1 - height) ** 0.8) return solid(pick(fire, 1 - away / 6 - height * 0.6));
  return row && logs[row] && !(lit && "iw".includes(row)) ? solid(hex(logs[row])) : none;
});

const fly = beat => tile((x, y) => {
  const d = Math.hypot(x - 7.5, y - 8.5), wing = Math.hypot((Math.abs(x - 7.5) - 3.5) / 2.2, (y - 5.5 + (beat ? -1 : 1.5)) / (beat ? 2.2 : 1.4));
  if (d < 2.9) return solid(d < 1.2 ? hex("#ffffff") : d < 2.2 ? hex("#ffe98a") : hex("#ffb52e"));
  return wing < 1 ? [...hex("#cfe6ff"), 0.75] : none;
});

const spring = pressed => tile((x, y) => {
  const top = pressed ? 11 : 7;
  if (y < top || x < 1 || x > 14) return none;
  if (y < top + 3) return solid(y === top ? hex("#ff9d7a") : y === top + 1 ? hex("#e0524d") : hex("#8e2f48"));
  return x > 3 && x < 12 && (y + (x >> 1)) % 3 !== 0 ? solid(hex(x < 7 ? "#8f9dc9" : "#55639a")) : none;
});

const ball = step => tile((x, y) => {
  const d = Math.hypot(x - 7.5, y - 8.5) + (step ? 0.2 : 0);
  if (y > 14 && Math.abs(Math.abs(x - 7.5) - (step ? 2 : 4)) < 1.6) return solid(hex("#41518a"));
  if (d > 6.7) return none;
  if ((x === 4 || x === 8) && (y === 8 || y === 9)) return solid(ink);
  if ((y === 6 && (x === 3 || x === 9)) || (y === 7 && (x === 4 || x === 8))) return solid(hex("#41518a"));
  return solid(pick([hex("#7ea4d6"), shade, hex("#c8e2f7"), snow], 1.15 - Math.hypot(x - 5, y - 5.5) / 10));
});

const plank = tile((x, y) => (y > 4 ? none : solid(y === 0 ? hex("#b98258") : y === 4 || (x % 8 === 7) ? hex("#4e2c26") : hex("#8a5a3c"))));

const frames = [
  ...Array.from({ length: 16 }, (_, open) => rock(open)),                                             // 0
  melting(0), melting(1), melting(2), spikes(true), spikes(false), plank, spring(false), spring(true), // 16
  flame(0, 0, 1), flame(1.6, 0, 0.95), flame(3.2, 0, 1), flame(4.8, 0, 0.95),                          // 24: standing
  flame(2, 2, 1), flame(3.6, -1, 0.95), flame(0.5, 0, 1.05), flame(4, 0, 0.88),                        // 28: running, rising, falling
  hearth(0), hearth(1), hearth(3), hearth(5), fly(0), fly(1), ball(0), ball(1),                        // 32
];
writeIndexed(path("tiles.png"), sheet(frames, 8), 96);

/** What lies behind: mountains of ice under northern lights, twice; it repeats sideways. */
function back() {
  const wide = 368, high = 208, around = (x, size, seed) => {
    const a = (x / wide) * 2 * Math.PI;
    return fbm(Math.cos(a) * size + 9, Math.sin(a) * size + 9, seed, 4);
  };
  const night = ["#0b0e24", "#101a3a", "#17305a", "#245078"].map(hex), star = random(5);
  const stars = new Set(Array.from({ length: 90 }, () => Math.floor(star() * wide) + wide * Math.floor(star() ** 1.5 * 120)));
  writeIndexed(path("back.png"), render(wide, high, 1, (px, py) => {
    const x = Math.floor(px), y = Math.floor(py), dither = ((x + y) % 2) * 0.035 + ((x >> 1) + (y >> 1)) % 2 * 0.02;
    const far = 168 - 96 * around(x, 1.6, 2.2), near = 205 - 96 * around(x, 1.1, 7.7);
    if (y > near) return solid(mix(hex("#0e1a38"), hex("#14284c"), smooth(0, 30, near + 40 - y)));
    if (y > far) return solid(y < far + 6 * around(x * 7, 3, 1) + 3 ? hex("#6d93bf") : pick([hex("#1d355f"), hex("#24406f")], 0.5 + 0.05 * (far - y) + around(x * 3, 2, 4)));
    let color = pick(night, y / 190 + dither);
    const veil = Math.exp(-(((y - 46 - 60 * (around(x, 1.3, 5.5) - 0.5)) / 15) ** 2)) * smooth(0.35, 0.62, around(x, 2.4, 3.1));
    color = mix(color, hex("#3fd6a2"), Math.round((veil + dither) * 5) / 5 * 0.55);
    return solid(stars.has(x + wide * y) && veil < 0.2 ? hex("#dfeaff") : color);
  }), 48);
}

/** Light, to be tinted and added. */
const light = () => writeGrey(path("light.png"), render(128, 128, 1, (x, y) => [1, 1, 1, Math.round(clamp(1 - Math.hypot(x - 64, y - 64) / 64) ** 1.6 * 24) / 24]));

/** The title in letters of fire with snow on top. */
function title() {
  const unit = 7, text = "EMBER", w = 30 * unit + 8, h = 8 * unit;
  const d = (x, y) => word(text, (x - 8) / unit, (y - 8) / unit);
  writeIndexed(path("title.png"), render(w, h, 1, (px, py) => {
    const x = Math.floor(px), y = Math.floor(py), at = d(x, y), half = 0.66;
    if (at < half) {
      const drift = 1 + Math.round(2.4 * cloud(x * 0.25, 1.5));
      if (d(x, y - drift) > half) return solid(snow);
      return solid(pick([...fire].reverse(), (y - 6) / 46 + ((x + y) % 2) * 0.06));
    }
    return at < half + 0.32 ? solid(hex("#4a1626")) : over(none, [...hex("#ff7a2e"), Math.round(0.5 * Math.exp(-(at - half) * 1.6) * 6) / 6 * smooth(2.4, 1, at)]);
  }), 40);
}

/** Letters of 5 × 7 pixels with a dark edge for the small texts: A to Z, 0 to 9 and marks, white. */
function letters() {
  const order = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,:!-+×/";
  writeIndexed(path("letters.png"), sheet(Array.from(order, name => render(8, 10, 1, (x, y) => {
    const near = letter(name, Math.floor(x) - 1, Math.floor(y) - 1);
    return near < 0.45 ? solid([1, 1, 1]) : near < 1.15 ? [...ink, 0.85] : none;
  })), 11), 4);
}

// ── sounds ──
const save = (name, samples) => fs.writeFileSync(path(name + ".ogg"), ogg([samples], RATE));
function sounds() {
  save("jump", tone(0.22, { hz: u => 240 + 380 * u, wave: "square", volume: 0.35 }));
  save("dash", blend([noise(0.32, { cut: u => 0.6 - 0.5 * u, volume: 0.9 }), 0], [tone(0.25, { hz: u => 700 - 450 * u, wave: "pulse", volume: 0.22 }), 0]));
  save("land", noise(0.1, { cut: () => 0.15, volume: 0.9 }));
  save("fly", blend([tone(0.12, { hz: pitch(24), wave: "triangle" }), 0], [tone(0.3, { hz: pitch(31), wave: "triangle" }), 0.07]));
  save("spring", tone(0.34, { hz: u => 180 + 700 * u ** 0.6 + 40 * Math.sin(u * 40), wave: "triangle", volume: 0.7 }));
  save("crack", blend([noise(0.12, { cut: u => 0.9 - u * 0.6, seed: 4 }), 0], [noise(0.1, { cut: u => 0.9 - u * 0.6, seed: 5 }), 0.09]));
  save("stomp", blend([noise(0.25, { cut: u => 0.5 - 0.4 * u, volume: 0.9 }), 0], [tone(0.2, { hz: u => 320 - 220 * u, volume: 0.6 }), 0]));
  save("die", blend([noise(0.7, { cut: u => 0.7 - 0.65 * u, volume: 0.8, power: 1.5 }), 0], [tone(0.5, { hz: u => 420 - 340 * u, wave: "pulse", volume: 0.4 }), 0]));
  save("choose", tone(0.09, { hz: pitch(19), wave: "square", volume: 0.3 }));
  save("lit", blend(...[0, 4, 7, 12, 16, 19, 24].map((step, i) => [tone(0.8 - i * 0.03, { hz: pitch(12 + step), wave: "triangle", volume: 0.28 }), i * 0.08]),
    [noise(1.1, { cut: u => 0.25 * (1 - u), volume: 0.8, attack: 0.1 }), 0]));
}

/** Sixteen bars that go round: a slow bass, broken chords, a melody like a music box in its second half. */
function music() {
  const beat = 0.5, chords = [[-3, 0, 4], [-7, -3, 0], [-12, -5, 4], [-5, -1, 2]].map(each => each.map(step => step + 3)), parts = [];
  const melody = "7.9.C...B.9.7...4.7.9...7...2...".split("");
  for (let bar = 0; bar < 8; bar++) {
    const chord = chords[bar % 4], from = bar * 4 * beat;
    for (const half of [0, 2]) parts.push([tone(1.1, { hz: pitch(chord[0] - 12), wave: "triangle", volume: 0.30, power: 1.2, attack: 0.02 }), from + half * beat]);
    for (let i = 0; i < 8; i++) {
      const step = [chord[0], chord[1], chord[2], chord[1] + 12][i % 4];
      parts.push([tone(0.55, { hz: pitch(step + 12), wave: "pulse", volume: 0.075, attack: 0.01 }), from + (i * beat) / 2]);
    }
    parts.push([tone(beat * 4, { hz: pitch(chord[2]), volume: 0.08, attack: 0.6, power: 0.7 }), from]);
    for (let i = 0; i < 8; i++) {
      const sign = melody[((bar % 4) * 8 + i) % melody.length];
      if (sign !== "." && bar >= 4) parts.push([tone(1.0, { hz: pitch(parseInt(sign, 16) + 15), volume: 0.22, power: 3 }), from + (i * beat) / 2]);
    }
    for (let i = 0; i < 4; i++) parts.push([noise(0.06, { cut: () => 0.9, volume: i % 2 ? 0.10 : 0.05, seed: i + 1 }), from + i * beat]);
  }
  save("music", loop(8 * 4 * beat, parts));
}

back();
light();
title();
letters();
sounds();
music();
