// Canvas and blend: lamps in a dark cave. Light is added up on a canvas, then the cave is multiplied by it.
import { canvas, game, image, input, screen } from "thaw";

export const config = { title: "Light", width: 320, height: 180, pixelated: true, background: "#15121f" };

const cave = image("cave.png", { frame: [16, 16] }), fox = image("fox.png", { frame: [34, 25] }), glow = image("light.png", { smooth: true });
const light = canvas(320, 180); // a picture to draw on, as large as the screen

const map = ["####################", "#####........#######", "###............#####", "##...##..........###", "##...##....###.....#", "#..........###.....#",
  "#...............##.#", "##....###.......##.#", "###...###..........#", "######.....###...###", "########..##########", "####################"];
const lamps = [{ x: 62, y: 44, color: "#ff9d4d" }, { x: 212, y: 50, color: "#ffb15c" }, { x: 284, y: 124, color: "#58c8ff" }, { x: 86, y: 118, color: "#ff7a5c" },
  { x: 200, y: 146, color: "#9dff8a" }];
const player = { x: 150, y: 92, facing: 1, stride: 0 };

const free = (x, y) => map[Math.floor(y / 16)][Math.floor(x / 16)] === ".";

export function update(dt) {
  const dx = input.axis("ArrowLeft", "ArrowRight"), dy = input.axis("ArrowUp", "ArrowDown");
  const x = player.x + dx * 70 * dt, y = player.y + dy * 70 * dt;
  if (free(x - 9, player.y) && free(x + 9, player.y)) player.x = x;
  if (free(player.x - 9, y) && free(player.x + 9, y)) player.y = y;
  if (dx) player.facing = Math.sign(dx);
  player.stride = dx || dy ? player.stride + 11 * dt : 0;
}

export function draw() {
  // 1. The light: a canvas as dark as the darkest corner, lamps added to it.
  screen.target(light);
  screen.clear("#39335f");
  screen.blend("add");
  lamps.forEach(({ x, y, color }, i) => shine(x, y, 1.3 + 0.06 * Math.sin(game.time * 7 + i * 2) + 0.04 * Math.sin(game.time * 17 + i), color));
  shine(player.x, player.y - 9, 0.9, "#e8e0ff");
  screen.target(); // back to the screen

  // 2. The cave, as if it were day.
  map.forEach((row, y) => [...row].forEach((tile, x) => screen.image(cave, x * 16, y * 16, { frame: tile === "#" ? 1 : 0 })));
  map.forEach((row, y) => [...row].forEach((tile, x) => { // walls throw a shadow, and those without a neighbour above have an edge
    if (tile !== "#") return;
    if (map[y + 1]?.[x] === ".") screen.fillRect(x * 16, y * 16 + 16, 16, 5, "#1a1530", { alpha: 0.45 });
    if (map[y - 1]?.[x] === ".") screen.fillRect(x * 16, y * 16, 16, 2, "#a594bd");
  }));
  for (const { x, y } of lamps) {
    screen.fillRect(x - 1, y, 3, 8, "#6b4238");
    screen.fillRect(x - 3, y - 1, 7, 2, "#8c5a48");
  }
  screen.fillCircle(player.x, player.y - 2, 6, "#1a1530", { alpha: 0.4 });
  screen.image(fox, Math.round(player.x), Math.round(player.y), { frame: Math.floor(player.stride) % 6, origin: [0.5, 1], scale: [player.facing, 1] });

  // 3. Multiplied by the light: what is white there stays as it is, what is dark there gets dark.
  screen.blend("multiply");
  screen.image(light, 0, 0);

  // 4. Flames shine by themselves.
  screen.blend("add");
  lamps.forEach(({ x, y, color }, i) => {
    const size = 0.16 + 0.015 * Math.sin(game.time * 11 + i);
    screen.image(glow, x + 0.5, y - 4, { origin: [0.5, 0.5], scale: size * 2, tint: color, alpha: 0.8 });
    screen.image(glow, x + 0.5, y - 4, { origin: [0.5, 0.5], scale: [size * 0.5, size * 0.7], tint: "#fff0c8" });
  });
}

function shine(x, y, scale, tint) {
  screen.image(glow, x, y, { origin: [0.5, 0.5], scale, tint });
}
