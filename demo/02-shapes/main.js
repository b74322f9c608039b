// Shapes: an evening at sea, drawn with rectangles, circles, lines, polygons and triangles.
import { game, screen } from "thaw";

export const config = { title: "Shapes", width: 320, height: 180 };

const HORIZON = 112;

export function draw() {
  sky();
  mountains(0.6, 96, 26, "#8a4f7d");
  mountains(0, 106, 18, "#5f3a6b");
  sea();
  boat(150 + 60 * Math.sin(game.time * 0.3), 132 + 2 * Math.sin(game.time * 1.6), 0.06 * Math.sin(game.time * 1.6 + 1));
  for (let i = 0; i < 3; i++) gull(84 + i * 24 + 8 * Math.sin(game.time * 0.5 + i), 40 + i * 9 - (i % 2) * 16, Math.sin(game.time * 6 + i * 2));
}

/** A rectangle whose colour goes from top to bottom: two triangles, with a colour for each corner. */
function gradient(y, height, top, bottom) {
  const [right, low] = [screen.width, y + height];
  screen.triangles([0, y, right, y, right, low, 0, y, right, low, 0, low], { colors: [top, top, bottom, top, bottom, bottom] });
}

function sky() {
  gradient(0, 64, "#3b2f6b", "#b65a86");
  gradient(64, 48, "#b65a86", "#ffbf7d");
  for (const [r, alpha] of [[56, 0.10], [42, 0.14], [31, 0.2]]) screen.fillCircle(222, 92, r, "#ffe6a3", { alpha });
  screen.fillCircle(222, 92, 22, "#fff1c4");
}

/** Corner after corner along the top, then both lower corners. */
function mountains(shift, y, height, color) {
  const points = [];
  for (let x = 0; x <= 320; x += 16) points.push(x, y - height * Math.abs(Math.sin(x * 0.021 + shift) * Math.sin(x * 0.057 + shift * 5)));
  screen.polygon([...points, 320, HORIZON, 0, HORIZON], color);
}

function sea() {
  gradient(HORIZON, 68, "#e08a7e", "#2c2a5c");
  for (let i = 0; i < 40; i++) { // the sun's path: short lines, wider and darker the nearer they are
    const y = HORIZON + 2 + i * 1.6, width = 10 + i * 0.9, x = 222 + Math.sin(i * 2.4 + game.time * 1.5) * (3 + i * 0.25);
    screen.line(x - width * Math.abs(Math.sin(i * 1.7)), y, x + width * Math.abs(Math.cos(i * 2.9)), y, "#ffe3a8", { alpha: 0.75 - i * 0.016 });
  }
}

function boat(x, y, lean) {
  screen.camera(-x * Math.cos(lean) + y * Math.sin(-lean), -x * Math.sin(-lean) - y * Math.cos(lean), 1, -lean); // 0, 0 is the boat's middle
  screen.polygon([-30, 0, 32, 0, 22, 12, -22, 12], "#33213f");
  screen.line(-29, 1.5, 31, 1.5, "#ef7b5f", { width: 3 });
  screen.line(0, 0, 0, -52, "#33213f", { width: 2 });
  screen.polygon([3, -50, 30, -6, 3, -6], "#fff4e0");
  screen.polygon([-3, -44, -3, -6, -22, -6], "#ffd3a6");
  screen.fillRect(0, -54, 9, 4, "#ef5d60");
  screen.strokeCircle(-12, 6, 3, "#ffd3a6");
  screen.strokeCircle(2, 6, 3, "#ffd3a6");
  screen.camera();
  for (let i = 0; i < 3; i++) screen.line(x - 34 + i * 5, y + 13 + i * 3, x + 36 - i * 8, y + 13 + i * 3, "#ffe9cf", { alpha: 0.5 - i * 0.14 });
}

function gull(x, y, flap) {
  screen.line(x, y, x - 7, y - 2 - flap * 3, "#fff4e0", { width: 1.5 });
  screen.line(x, y, x + 7, y - 2 - flap * 3, "#fff4e0", { width: 1.5 });
}
