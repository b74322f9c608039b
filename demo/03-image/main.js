// Images: a fox walks, six frames cut out of one picture; the meadow moves past it.
import { game, image, input, screen } from "thaw";

export const config = { title: "Images", width: 320, height: 180, pixelated: true, background: "#8fd0e8" };

// Declared at the top level: thaw reads the files' sizes when the game is frozen and loads the pixels before load().
const fox = image("fox.png", { frame: [34, 25] }); // 6 frames of 34 × 25 pixels, side by side
const plants = image("plants.png", { frame: [32, 40] });
const grass = image("grass.png");

const GROUND = 148;
const back = Array.from({ length: 18 }, (_, i) => ({ x: i * 27 + (i * 17) % 13, frame: i % 3 === 1 ? 0 : 1 }));
const front = [0, 2, 4, 3, 1, 2, 0, 4, 2].map((frame, i) => ({ x: i * 52 + (i * 31) % 23, frame }));

let way = 0, stride = 0, facing = 1;

export function update(dt) {
  const wish = input.axis("ArrowLeft", "ArrowRight");
  if (wish !== 0) facing = Math.sign(wish);
  way += wish * 70 * dt;
  stride = wish === 0 ? 0 : stride + 11 * dt; // 11 frames of the walk a second
}

export function draw() {
  screen.fillCircle(262, 38, 17, "#fff6cf");
  for (let i = 0; i < 3; i++) cloud(wrap(i * 140 - way * 0.08 + game.time * 3, 420) - 50, 26 + ((i * 23) % 40));
  for (let i = 0; i < 5; i++) screen.fillCircle(wrap(i * 120 - way * 0.15, 600) - 140, 186, 84, i % 2 ? "#79bfa9" : "#6bb39f");
  // `origin` [0.5, 1] puts the middle of a plant's feet at x, y; `tint` makes those far away hazy.
  for (const { x, frame } of back) screen.image(plants, Math.round(wrap(x - way * 0.4, 486) - 80), GROUND - 4, { frame, origin: [0.5, 1], tint: "#a9d3d8" });
  for (const { x, frame } of front) screen.image(plants, Math.round(wrap(x - way, 468) - 70), GROUND + 2, { frame, origin: [0.5, 1] });
  screen.tile(grass, 0, GROUND, 320, 16, { offset: [-Math.round(way), 0] });
  screen.fillRect(0, GROUND + 16, 320, 16, "#7d4c42");
  // A scale of -1 turns a picture round.
  screen.image(fox, 130, GROUND + 3, { frame: Math.floor(stride) % fox.frames, origin: [0.5, 1], scale: [2 * facing, 2] });
  screen.text("← →", 160, 167, { align: "center", color: "#ffe9d2" });
}

function cloud(x, y) {
  for (const [dx, dy, r] of [[0, 0, 9], [12, -5, 12], [26, 0, 10]]) screen.fillCircle(x + dx, y + dy, r, "#eaf8fb");
  screen.fillRect(x, y, 27, 10, "#eaf8fb");
}

/** x brought into 0 … size, also from below 0. */
function wrap(x, size) {
  return ((x % size) + size) % size;
}
