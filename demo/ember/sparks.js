// Sparks, snow and rings: small squares, which is what particles look like in pixel art. They are not kept when the game restarts.
import { screen } from "thaw";

const MOST = 600;
let sparks = [];

/** `count` that fly from x, y at up to `speed`; in one of the colours, `weight` pulls them down (up when negative). */
export function burst(count, { x, y, speed = 60, life = 0.6, color = ["#ffd75e"], weight = 120, size = 2, vx = 0, vy = 0 }) {
  for (let i = 0; i < count && sparks.length < MOST; i++) {
    const angle = Math.random() * 2 * Math.PI, pace = speed * (0.2 + 0.8 * Math.random()), left = life * (0.5 + Math.random());
    const motion = { x, y, vx: vx + Math.cos(angle) * pace, vy: vy + Math.sin(angle) * pace, weight };
    sparks.push({ ...motion, left, life: left, color: color[Math.floor(Math.random() * color.length)], size });
  }
}

export function updateSparks(dt) {
  for (const spark of sparks) {
    spark.left -= dt;
    spark.vy += spark.weight * dt;
    spark.vx *= 1 - 1.5 * dt;
    spark.x += spark.vx * dt;
    spark.y += spark.vy * dt;
  }
  sparks = sparks.filter(spark => spark.left > 0);
}

export function drawSparks() {
  for (const { x, y, left, life, color, size } of sparks) {
    const side = Math.max(1, Math.round((size * left) / life));
    screen.fillRect(Math.round(x - side / 2), Math.round(y - side / 2), side, side, color, { alpha: Math.min(1, (2 * left) / life) });
  }
}
