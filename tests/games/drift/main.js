// A tiny deterministic game: its draw hash is recorded in run.test.mjs. Whole numbers and halves only, so that no rounding can differ.
import { game, input, screen } from "thaw";

export const config = { title: "Drift", width: 64, height: 48, fps: 60, background: "#102030" };

const stones = Array.from({ length: 12 }, (_, i) => ({ x: (i * 37) % 64, y: (i * 11) % 48, color: 0x202020 * (i % 7) + 0x101010 }));
let wind = 0.5, fired = 0;

setInterval(() => { wind = -wind; }, 250);

export function pointerdown() {
  fired++;
}

export function update() {
  for (const stone of stones) {
    stone.x = (stone.x + wind + 64) % 64;
    stone.y = (stone.y + 0.25 + input.axis("ArrowUp", "ArrowDown") + 48) % 48;
  }
}

export function draw() {
  screen.clear("#203040");
  for (const { x, y, color } of stones) screen.fillRect(x, y, 3, 2, color);
  screen.camera(1, 1, 2);
  screen.strokeCircle(16, 12, 4 + fired, "gold", { width: 2 });
  screen.camera();
  screen.line(0, 0, game.frame % 64, 47, "red");
  screen.text(`${game.frame} ${fired}`, 2, 2, { color: "white", align: "left" });
}
