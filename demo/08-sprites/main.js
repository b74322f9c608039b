// Sprites: ten thousand stars in one batch; an update writes their columns, and one call draws them all.
import { Sprites, game, image, input, screen } from "thaw";

export const config = { title: "Sprites", width: 320, height: 180, background: "#07061a" };

const COUNT = 10_000;
const stars = new Sprites(image("glow.png"), COUNT); // columns: stars.x, stars.y, stars.scale, stars.tint and so on, all of them typed arrays
const orbit = new Float32Array(COUNT), angle = new Float32Array(COUNT), height = new Float32Array(COUNT);

// A galaxy of three arms. This runs once, when the game is frozen: it starts with all stars made.
const around = () => Math.random() + Math.random() + Math.random() - 1.5; // mostly near 0
for (let i = 0; i < COUNT; i++) {
  const far = Math.random() ** 0.8, core = i % 6 === 0;
  orbit[i] = core ? 3 + Math.abs(around()) * 24 : 12 + far * 140;
  angle[i] = (i % 3) / 3 * 2 * Math.PI + far * 5.2 + around() * (core ? 4 : 1 - far * 0.3);
  height[i] = around() * (core ? 12 : 4);
  const bright = Math.random() ** 9;
  stars.add({ scale: 0.1 + 0.08 * Math.random() + bright * 0.5, tint: color(orbit[i] / 150, (core ? 0.16 : 0.34) + 0.6 * bright) });
}

/** From warm in the middle over rose to blue outside. */
function color(t, alpha) {
  const ramp = [[255, 226, 170], [255, 150, 150], [150, 120, 255], [90, 170, 255]], at = Math.min(t, 0.999) * 3, from = Math.floor(at);
  const [r, g, b] = ramp[from].map((c, i) => Math.round(c + (ramp[from + 1][i] - c) * (at - from)));
  return "#" + [r, g, b, Math.round(alpha * 255)].map(c => c.toString(16).padStart(2, "0")).join("");
}

let tilt = 0.42;

export function update(dt) {
  tilt = Math.min(Math.max(tilt + input.axis("ArrowUp", "ArrowDown") * dt, 0.05), 1);
  const speed = (0.5 + input.axis("ArrowLeft", "ArrowRight") * 0.45) * dt, { x, y } = stars;
  for (let i = 0; i < COUNT; i++) {
    angle[i] += speed * 14 / (8 + orbit[i] * 0.35);
    const along = Math.cos(angle[i]) * orbit[i], across = Math.sin(angle[i]) * orbit[i] * tilt - height[i] * (1 - tilt);
    x[i] = 160 + along * 0.95 - across * 0.31; // the whole galaxy leans
    y[i] = 90 + along * 0.31 + across * 0.95;
  }
}

export function draw() {
  screen.blend("add"); // light upon light
  screen.sprites(stars);
  screen.blend("alpha");
  screen.text(`${COUNT} stars, ${Math.round(game.fps)} frames a second`, 6, 168, { color: "#7f86c9" });
}
