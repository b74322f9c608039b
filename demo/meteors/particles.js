// Sparks, smoke and light: many small pictures, drawn as one batch.
import { image, screen, Sprites } from "thaw";
import { makeBody, mix, move, randomBetween, remaining } from "./world.js";

export const picture = image("particles.png", { frame: [64, 64] });
export const GLOW = 0, SPARK = 1, RING = 2, SMOKE = 3, STAR = 4, BOLT = 5;  // its frames
const batch = new Sprites(picture, 3000);
let particles = [];

/** A colour 0xRRGGBB and an alpha from 0 to 1 as Sprites want them: 0xRRGGBBAA. */
export const tint = (color, alpha = 1) => color * 256 + Math.round(255 * Math.min(Math.max(alpha, 0), 1));

/** Adds a sprite to a batch, which is columns of numbers. */
export function put(sprites, frame, x, y, rotation, scale, color) {
  if (sprites.count === sprites.capacity) return;
  const i = sprites.count++;
  sprites.frame[i] = frame;
  sprites.x[i] = x;
  sprites.y[i] = y;
  sprites.rotation[i] = rotation;
  sprites.scale[i] = scale;
  sprites.tint[i] = color;
}

/** Adds one, which goes from scale `from` to scale `to` and fades within `life` seconds; `drag` is the share of speed lost in a second. */
export function emit(particle) {
  particles.push(makeBody({ frame: GLOW, to: 0, alpha: 1, drag: 0, ...particle, left: particle.life }));
}

/** Adds `count` that fly apart at up to `speed`. */
function burst(count, speed, particle) {
  for (let i = 0; i < count; i++) {
    const { vx, vy, life } = particle, angle = randomBetween(0, 2 * Math.PI), pace = speed * randomBetween(0.15, 1);
    const motion = { vx: vx + Math.cos(angle) * pace, vy: vy + Math.sin(angle) * pace, angle };
    emit({ ...particle, ...motion, life: life * randomBetween(0.5, 1.2) });
  }
}

/** A blast in layers, from back to front: smoke, fire, sparks, flash and ring. */
export function explode({ x, y, vx, vy }, radius, color) {
  const size = radius / 32, at = { x, y, vx: vx * 0.4, vy: vy * 0.4, color }, smoke = 0x7d6488;
  burst(6 + radius / 4, radius * 1.6, { ...at, frame: SMOKE, color: smoke, alpha: 0.5, life: 1.5, from: size * 0.7, to: size * 2 });
  burst(10 + radius / 2, radius * 4, { ...at, alpha: 0.6, life: 0.9, from: size, to: size * 0.3, drag: 3 });
  burst(5 + radius / 4, radius * 3, { ...at, color: 0xffe9b8, life: 0.7, from: size * 0.6, drag: 3 });
  burst(10 + radius / 2, radius * 9, { ...at, frame: SPARK, color: 0xffe2b0, life: 0.7, from: 0.15 + size * 0.3, drag: 2.5 });
  emit({ ...at, color: 0xfff4dd, life: 0.28, from: size * 3.4, to: size });
  emit({ ...at, frame: RING, alpha: 0.8, life: 0.5, from: size * 0.6, to: size * 4 });
}

export function updateParticles(dt) {
  particles = remaining(particles, dt);
  for (const p of particles) {
    p.vx -= p.vx * p.drag * dt;
    p.vy -= p.vy * p.drag * dt;
    move(p, dt);
  }
}

export function drawParticles(alpha) {
  batch.count = 0;
  for (const p of particles) {
    const left = p.left / p.life, x = mix(p.px, p.x, alpha), y = mix(p.py, p.y, alpha);
    put(batch, p.frame, x, y, p.angle, mix(p.to, p.from, left ** 2), tint(p.color, p.alpha * left));
  }
  screen.sprites(batch);
}
