// Three layers of stars, the nearer the faster.
import { game, screen, Sprites } from "thaw";
import { GLOW, picture, put, STAR, tint } from "./particles.js";
import { HEIGHT, randomBetween, WIDTH, wrap } from "./world.js";

const COLORS = [0xffffff, 0xffe3c4, 0xc9e6ff, 0xffc9b8, 0xd9ccff];
const layers = [
  { count: 240, speed: 1.2, frame: GLOW, scale: [0.045, 0.07], light: [0.3, 0.7] },
  { count: 90, speed: 2.6, frame: GLOW, scale: [0.06, 0.11], light: [0.5, 1.0] },
  { count: 24, speed: 4.8, frame: STAR, scale: [0.25, 0.55], light: [0.6, 1.0] },
];

/** A new place far from the others: the best of some. Even, yet without a pattern, but slow for many stars. */
function emptyPlace(others) {
  const tries = Array.from({ length: 12 }, () => ({ x: Math.random() * WIDTH, y: Math.random() * HEIGHT }));
  const room = place => Math.min(...others.map(other => Math.hypot(other.x - place.x, other.y - place.y)));
  return tries.reduce((best, place) => (room(place) > room(best) ? place : best));
}

// The top level is freeze time: this is worked out once, and lies ready in the snapshot when the game starts.
const stars = [];
for (const { count, speed, frame, scale, light } of layers) {
  const layer = [];
  while (layer.length < count)
    layer.push({ ...emptyPlace(layer), speed, frame, scale: randomBetween(...scale), light: randomBetween(...light), phase: layer.length });
  stars.push(...layer);
}
const batch = new Sprites(picture, stars.length);

export function drawStars() {
  batch.count = 0;
  for (const { x, y, speed, frame, scale, light, phase } of stars) {
    const left = wrap(x - game.time * speed, WIDTH), top = wrap(y - game.time * speed * 0.4, HEIGHT);
    put(batch, frame, left, top, 0, scale, tint(COLORS[phase % 5], light * (0.8 + 0.2 * Math.sin(phase + game.time * 2))));
  }
  screen.sprites(batch);
}
