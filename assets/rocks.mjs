// Meteors: lumpy, cratered balls, each lit from four sides, so that the game can keep the light still while they turn.
import { clamp, dot, fbm, lerp, mix, normalize, random, render, smooth } from "./paint.mjs";

const SAMPLES = 3;

/** A direction of length 1. */
function direction(next) {
  const z = next() * 2 - 1, turn = next() * 2 * Math.PI, r = Math.sqrt(1 - z * z);
  return [r * Math.cos(turn), r * Math.sin(turn), z];
}

function makeCraters(next, count) {
  return Array.from({ length: count }, () => ({ at: direction(next), size: 0.12 + 0.42 * next() ** 2.5 }));
}

/** How high the ground is at p on the ball: a bowl with a raised rim for each crater, on rough ground. */
function ground(p, seed, craters) {
  const rough = often => fbm(p[0] * often + seed, p[1] * often, p[2] * often, 3) - 0.5;
  let height = 0.26 * rough(1.6) + 0.06 * rough(6);
  for (const { at, size } of craters) {
    const t = Math.acos(clamp(dot(p, at), -1, 1)) / size;
    if (t > 1.6) continue;
    const bowl = t < 1 ? -(1 - t * t) : 0, rim = Math.exp(-(((t - 1) / 0.2) ** 2));
    height += size * (0.26 * bowl + 0.09 * rim);
  }
  return height;
}

/** What light falls on, for each sample of a picture `size` pixels wide; null beside the meteor. `ball` is the normal of a smooth one. */
function makeSurface(size, seed) {
  const next = random(seed), craters = makeCraters(next, 26), count = size * SAMPLES, surface = [];
  const outline = Array.from({ length: 720 }, (_, i) => {
    const turn = (i / 720) * 2 * Math.PI, x = Math.cos(turn), y = Math.sin(turn);
    return 0.90 + 0.55 * (fbm(x * 1.1 + seed, y * 1.1, 3.3, 3) - 0.5) + 0.25 * ground([x, y, 0], seed, craters);
  });
  for (let i = 0; i < count * count; i++) {
    const x = (2 * (i % count) + 1) / count - 1, y = (2 * Math.floor(i / count) + 1) / count - 1;
    const turn = (Math.atan2(y, x) / (2 * Math.PI) + 1) % 1, reach = Math.min(outline[Math.floor(turn * 720)], 0.98);
    const d = Math.hypot(x, y) / reach;
    if (d > 1) {
      surface.push(null);
      continue;
    }
    const p = [x / reach, y / reach, Math.sqrt(1 - d * d)];
    const here = ground(p, seed, craters), step = 0.015;
    const slope = [0, 1, 2].map(c => (ground(p.map((value, k) => value + (k === c ? step : 0)), seed, craters) - here) / step);
    const along = dot(slope, p);
    surface.push({
      ball: p,
      normal: normalize(p.map((value, c) => value - (slope[c] - along * value))),
      hollow: smooth(0.02, -0.12, here),
      shade: fbm(p[0] * 3 + seed, p[1] * 3 + 9, p[2] * 3, 4),
    });
  }
  return surface;
}

/** One meteor as four frames, lit from the right, below, the left and above. `look` has two stone colours, the light's and the dark's. */
export function meteor(size, seed, look) {
  const surface = makeSurface(size, seed);
  return [0, 1, 2, 3].map(side => {
    const turn = (side * Math.PI) / 2, key = [0.78 * Math.cos(turn), 0.78 * Math.sin(turn), 0.62];
    return render(size, size, SAMPLES, (x, y) => {
      const spot = surface[Math.floor(y * SAMPLES) * size * SAMPLES + Math.floor(x * SAMPLES)];
      return spot ? [...stone(spot, key, look), 1] : [0, 0, 0, 0];
    });
  });
}

/** The colour of a spot: the sun from one side, a cool rim from the other, and a little light from everywhere. */
function stone({ ball, normal, hollow, shade }, key, look) {
  const lit = clamp(dot(normal, key) * 1.1 - 0.06) * smooth(-0.25, 0.35, dot(ball, key));
  const rim = (1 - ball[2]) ** 3 * clamp(-(ball[0] * key[0] + ball[1] * key[1]) * 1.4) * (0.4 + 0.6 * (1 - normal[2]));
  const color = mix(look.stone[0], look.stone[1], smooth(0.3, 0.7, shade));
  const open = lerp(1, 0.62, hollow), gleam = (look.gleam ?? 0.12) * lit ** 9;
  return color.map((c, i) => c * open * (look.dark[i] + look.light[i] * lit) + look.rim[i] * rim + look.light[i] * gleam);
}
