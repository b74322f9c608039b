// Modules and levels: level.js turns level.json into tiles once, when the game is frozen; a start finds them ready.
import { game, image, input, screen } from "thaw";
import { coins, name, sky, solid, start, TILE, tiles, width } from "./level.js";

export const config = { title: "Levels", width: 320, height: 180, pixelated: true };

const sheet = image("tiles.png", { frame: [16, 16] }), fox = image("fox.png", { frame: [34, 25] });
const player = { ...start, vx: 0, vy: 0, ground: false, facing: 1, stride: 0 };
let view = 0;

export function update(dt) {
  const wish = input.axis(["ArrowLeft", "KeyA"], ["ArrowRight", "KeyD"]);
  player.vx += (wish * 110 - player.vx) * 10 * dt;
  player.vy = Math.min(player.vy + 620 * dt, 300);
  if (player.ground && input.pressed(["Space", "ArrowUp", "KeyW"])) player.vy = -265;
  if (player.vy < -90 && input.released(["Space", "ArrowUp", "KeyW"])) player.vy = -90; // a short press is a low jump

  move(player.vx * dt, 0);
  player.ground = false;
  move(0, player.vy * dt);

  for (const coin of coins) if (Math.abs(coin.x + 8 - player.x) < 16 && Math.abs(coin.y + 10 - player.y + 10) < 18) coin.taken = true;
  if (player.y > 190) Object.assign(player, start, { vx: 0, vy: 0 });
  if (wish) player.facing = Math.sign(wish);
  player.stride = wish && player.ground ? player.stride + 14 * dt : player.ground ? 0 : 1;
  view += (player.x + player.facing * 30 - 160 - view) * 4 * dt;
  view = Math.min(Math.max(view, 0), width - 320);
}

/** One axis at a time: where a corner would be inside something, the fox stops. */
function move(dx, dy) {
  const { x, y } = player, corners = [-9, 9].flatMap(side => [[x + dx + side, y + dy - 0.1], [x + dx + side, y + dy - 18]]);
  if (!corners.some(([cx, cy]) => solid(cx, cy)) && x + dx > 10 && x + dx < width - 10) {
    player.x += dx;
    player.y += dy;
  } else if (dx) {
    player.vx = 0;
  } else {
    if (dy > 0) player.y = Math.round(y / TILE) * TILE; // on top of the tile
    player.ground = dy > 0;
    player.vy = 0;
  }
}

export function draw() {
  const [top, low] = sky, left = Math.round(view);
  screen.triangles([0, 0, 320, 0, 320, 140, 0, 0, 320, 140, 0, 140], { colors: [top, top, low, top, low, low] });
  for (let i = 0; i < 9; i++) screen.fillCircle(i * 90 - 40 - left * 0.3, 176, 58 + (i * 37) % 30, i % 2 ? "#a5d6c8" : "#96cbbd");
  for (let i = 0; i < 7; i++) cloud(70 + i * 110 - left * 0.15, 18 + (i * 29) % 38);

  screen.camera(left, 6);
  const step = Math.floor(game.time * 3), spin = Math.floor(game.time * 8);
  for (const { x, y, frame, waves } of tiles) {
    if (x < left - TILE || x > left + 320) continue;
    if (frame === 3 && !waves) screen.fillRect(x, y, TILE, TILE, "#3c8fc4");
    else screen.image(sheet, x, waves ? y + 4 : y, { frame: waves ? 3 + step % 2 : frame });
  }
  coins.forEach(({ x, y, taken }, i) => taken || screen.image(sheet, x, y, { frame: 5 + (spin + i) % 4 }));
  screen.image(fox, Math.round(player.x), Math.round(player.y) + 1, { frame: Math.floor(player.stride) % 6, origin: [0.5, 1], scale: [player.facing, 1] });

  screen.camera();
  screen.text(name, 8, 7, { color: "#28506b" });
  screen.image(sheet, 262, 3, { frame: 5 });
  screen.text(`${coins.filter(each => each.taken).length}/${coins.length}`, 312, 7, { align: "right", color: "#28506b" });
}

function cloud(x, y) {
  for (const [dx, dy, r] of [[0, 0, 8], [11, -4, 11], [24, 0, 9]]) screen.fillCircle(x + dx, y + dy, r, "#f4fbfc");
  screen.fillRect(x, y, 24, 9, "#f4fbfc");
}
