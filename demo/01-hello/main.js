// Hello: the arrow keys move a circle.
import { game, input, screen } from "thaw";
export const config = { title: "Hello, thaw", width: 320, height: 180, background: "midnightblue" };
let x = 160, y = 90;

export function update(dt) {
  x += input.axis("ArrowLeft", "ArrowRight") * 120 * dt;
  y += input.axis("ArrowUp", "ArrowDown") * 120 * dt;
}
export function draw() {
  screen.fillCircle(x, y, 32 + 8 * Math.sin(game.time * 3), "gold", { alpha: 0.15 });
  screen.fillCircle(x, y, 12 + 4 * Math.sin(game.time * 3), "gold");
  screen.text("Hello! Move me with the arrow keys.", 160, 20, { align: "center" });
}
