// What is written over the world: title, score, lives, and what the phase has to say. The letters come as a picture.
import { image, screen, Sprites } from "thaw";
import { put, tint } from "./particles.js";
import { COMBO_SECONDS, multiplier } from "./rules.js";
import { hull } from "./ship.js";
import { HEIGHT, state, WIDTH } from "./world.js";

const title = image("title.png");
const letters = new Sprites(image("letters.png", { frame: [30, 40] }), 512);
const frames = new Map(Array.from("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,:!-+×/", (letter, i) => [letter, i]));
const CAPITAL = 30;  // pixels a capital is high in the picture, and from one letter to the next
const SAND = 0xffe3c4, PALE = 0xb9c6e8, GOLD = 0xffcf6b, EMBER = 0xff9a7a;
const CENTER = /** @type {[number, number]} */ ([0.5, 0.5]), middle = WIDTH / 2;

/** Writes with capitals `size` pixels high about the line y; centred about x, or to the right of it. */
function write(text, x, y, { size = 14, color = SAND, alpha = 1, centered = true } = {}) {
  const first = x + size / 3 - (centered ? (text.length * size - size / 3) / 2 : 0);
  Array.from(text, (letter, i) => {
    if (frames.has(letter)) put(letters, frames.get(letter), first + i * size, y, 0, size / CAPITAL, tint(color, alpha));
  });
}

const digits = score => String(score).padStart(6, "0");

export function drawHud() {
  const { phase, time, paused } = state, pulse = 0.7 - 0.3 * Math.cos(time * Math.PI); // 0.4 … 1
  letters.count = 0;
  if (phase === "title") {
    screen.image(title, middle, 132 + 4 * Math.sin(time), { origin: CENTER });
    write("PRESS SPACE OR CLICK", middle, 400, { size: 18, alpha: pulse });
    if (state.best > 0) write(`BEST ${digits(state.best)}`, middle, 436, { color: GOLD });
    write("ARROWS OR WASD: FLY - SPACE: FIRE - P: PAUSE", middle, HEIGHT - 26, { size: 11, color: PALE });
  }
  if (phase !== "title") drawScore();
  if (phase === "over") drawOver(Math.min(1, time * 1.5), pulse);
  if (paused) write("PAUSED", middle, HEIGHT / 2, { size: 40 });
  screen.sprites(letters);
}

function drawScore() {
  const { score, level, lives, combo, comboTime, notes } = state, times = multiplier(), color = times > 1 ? GOLD : PALE;
  for (const { text, x, y, left, size, ...note } of notes) write(text, x, y - (1 - left) * size * 2, { ...note, size, alpha: left * 1.5 });
  write(digits(score), 20, 26, { size: 20, centered: false });
  write(`LEVEL ${level}`, middle, 24, { size: 12, color: PALE });
  for (let i = 1; i <= lives; i++) screen.image(hull, WIDTH - i * 32, 26, { rotation: -Math.PI / 2, scale: 0.34, origin: CENTER });
  if (combo < 2) return;
  write(`×${times}`, 20, 54, { color, centered: false });
  screen.fillRect(56, 52, (70 * comboTime) / COMBO_SECONDS, 4, color);
}

function drawOver(alpha, pulse) {
  screen.fillRect(0, 150, WIDTH, 240, "#0b0c1ea0");
  write("GAME OVER", middle, 200, { size: 44, color: EMBER, alpha });
  write(digits(state.score), middle, 268, { size: 32, alpha });
  write(state.newBest ? "A NEW BEST!" : `BEST ${digits(state.best)}`, middle, 316, { color: GOLD, alpha });
  write("PRESS SPACE OR CLICK", middle, 358, { color: PALE, alpha: state.time > 1 ? pulse : 0 });
}
