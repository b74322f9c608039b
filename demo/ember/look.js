// How it looks: the night, the level, the hero, and the light that he carries.
import { canvas, game, image, screen } from "thaw";
import { HIGH, TILE, WIDE, signAt } from "./physics.js";
import { drawSparks } from "./sparks.js";
import { level, melted, state } from "./world.js";

const W = 368, H = 208;
export const tiles = image("tiles.png", { frame: [TILE, TILE] });
const back = image("back.png"), light = image("light.png"), dark = canvas(W, H);
const STAND = 24, RUN = 28, RISE = 30, DROP = 31, HEARTH = 32, FLY = 36, BALL = 38;
const pair = (x, y) => /** @type {[number, number]} */ ([x, y]), FEET = pair(0.5, 1), MIDDLE = pair(0.5, 0.5);
const camera = { x: 0, y: 0, px: 0, py: 0 };
const mix = (from, to, share) => from + (to - from) * share;
const step = (pace, count) => Math.floor(game.time * pace) % count;

let lamps = []; // what lights up the dark in this frame: { x, y, size, color } in the level
const lamp = (x, y, size, color) => lamps.push({ x, y, size: size * (1 + 0.03 * Math.sin(game.time * 13 + x)), color });

export function drawScene(alpha) {
  const playing = state.hero !== null && state.phase !== "title" && state.phase !== "end";
  screen.tile(back, 0, 0, W, H, { offset: [playing ? -camera.x * 0.3 : -game.time * 6, 0] });
  drawSnow(0.5);
  if (!playing) return drawFire();
  const { hero } = state, x = mix(hero.px, hero.x, alpha), y = mix(hero.py, hero.y, alpha);
  const shake = 5 * state.shake ** 2, left = Math.round(mix(camera.px, camera.x, alpha) + shake * Math.sin(game.time * 71));
  const top = Math.round(mix(camera.py, camera.y, alpha) + shake * Math.cos(game.time * 83));
  lamps = [];
  screen.camera(left, top);
  drawTiles(left);
  drawBalls(alpha);
  if (state.dead <= 0 && state.phase === "play") drawHero(Math.round(x), Math.round(y));
  drawSparks();
  drawDark(left, top);
  screen.camera();
  drawSnow(1);
}

/** Called in update(), so that the camera is as fast on every display. */
export function follow(hero) {
  const { width, height } = level(), x = hero.x + hero.face * 12 - W / 2, y = hero.y - H / 2;
  const wantedX = Math.min(Math.max(x, 0), Math.max(width - W, 0)), wantedY = Math.min(Math.max(y, 0), height - H);
  const share = Math.abs(wantedX - camera.x) > W ? 1 : 0.09, next = { x: mix(camera.x, wantedX, share), y: mix(camera.y, wantedY, share) };
  Object.assign(camera, { px: share === 1 ? next.x : camera.x, py: share === 1 ? next.y : camera.y }, next);
}

/** Which sides of rock are open to the air: the frame's number. */
function sides(map, x, y) {
  const air = (column, row) => Number(row >= 0 && row < map.length && signAt(map, column, row) !== "#");
  return air(x, y - 1) + 2 * air(x + 1, y) + 4 * air(x, y + 1) + 8 * air(x - 1, y);
}

function drawTiles(left) {
  const { map } = level(), first = Math.max(Math.floor(left / TILE), 0), last = Math.min(first + W / TILE + 1, map[0].length - 1);
  for (let y = 0; y < map.length; y++) for (let x = first; x <= last; x++) drawTile(map, map[y][x], x, y);
}

function drawTile(map, sign, x, y) {
  const left = x * TILE, top = y * TILE, key = `${x},${y}`;
  const put = (frame, dx = 0, dy = 0) => screen.image(tiles, left + dx, top + dy, { frame });
  if (sign === "#") put(sides(map, x, y));
  else if (sign === "=") drawIce(put, melted(x, y));
  else if (sign === "^") put(19);
  else if (sign === "v") put(20);
  else if (sign === "-") put(21);
  else if (sign === "s") put(state.spring?.key === key && state.time - state.spring.at < 0.15 ? 22 : 23);
  else if (sign === "E") drawHearth(put, left, top);
  else if (sign === "o" && !state.taken.includes(key)) {
    const sway = Math.round(2 * Math.sin(game.time * 3 + x));
    put(FLY + step(10, 2), 0, sway);
    lamp(left + 8, top + 8 + sway, 0.5, "#c9a24a");
  }
}

function drawIce(put, share) {
  if (share <= 1) put(16 + Math.min(Math.floor(share * 3), 2), share > 0 ? Math.round(Math.sin(game.time * 60)) : 0); // it trembles
}

function drawHearth(put, x, y) {
  const lit = state.phase === "won";
  put(lit ? HEARTH + 1 + step(10, 3) : HEARTH);
  lamp(x + 8, y + 6, lit ? Math.min(4, 1 + state.time * 5) : 0.6, lit ? "#ffb35c" : "#6f86b8");
}

function drawBalls(alpha) {
  for (const { x, y, px, vx } of state.balls)
    screen.image(tiles, Math.round(mix(px, x, alpha)) + 8, y + 16, { frame: BALL + step(6, 2), origin: FEET, scale: [vx > 0 ? -1 : 1, 1] });
}

function drawHero(x, y) {
  const { hero, squash } = state, running = Math.abs(hero.vx) > 20;
  const frame = !hero.ground ? (hero.vy < 0 ? RISE : DROP) : running ? RUN + step(12, 2) : STAND + step(8, 4);
  const scale = pair(hero.face * (1 - squash * 0.6), 1 + squash * 0.6), options = { frame, origin: FEET, scale };
  const put = (back, more) => screen.image(tiles, x + WIDE / 2 - hero.face * 9 * back, y + HIGH, { ...options, ...more });
  for (let i = 2; i > 0 && hero.dash > 0; i--) put(i, { alpha: 0.45 / i, tint: "#ff9d52" });
  put(0);
  lamp(x + WIDE / 2, y + HIGH / 2, hero.dash > 0 ? 2.6 : 2.1, "#ffbf80");
}

/** Light is gathered on a canvas of darkness, which then darkens the picture; a little of it is added again as a glow. */
function drawDark(left, top) {
  const shine = (strength, color) => {
    for (const { x, y, size, ...each } of lamps)
      screen.image(light, x, y, { origin: MIDDLE, scale: size * strength, tint: color ?? each.color, alpha: color ? 0.12 : 1 });
  };
  screen.target(dark);
  screen.clear("#707aae");
  screen.camera(left, top);
  screen.blend("add");
  shine(1);
  screen.target();
  screen.blend("multiply");
  screen.image(dark, 0, 0);
  screen.blend("add");
  screen.camera(left, top);
  shine(0.45, "#ff9a45");
  screen.blend("alpha");
}

/** Snow falls by the clock alone: nothing to remember. */
function drawSnow(near) {
  for (let i = 0; i < 40; i++) {
    const pace = near * (14 + (i * 7) % 18), drift = near * camera.x * 0.6;
    const x = (i * 97 + Math.sin(game.time * 0.7 + i) * 9 - drift + 9999 * W) % W, y = (i * 61 + game.time * pace) % H;
    screen.fillRect(Math.floor(x), Math.floor(y), near, near, "#dfeaff", { alpha: 0.35 + 0.3 * near });
  }
}

/** Behind the title: one large flame. */
function drawFire() {
  screen.blend("add");
  screen.image(light, W / 2, 118, { origin: MIDDLE, scale: 2.4 + 0.06 * Math.sin(game.time * 11), tint: "#c96a2c", alpha: 0.6 });
  screen.blend("alpha");
  screen.image(tiles, W / 2, 144, { frame: STAND + step(8, 4), origin: FEET, scale: 3 });
  drawSparks();
  drawSnow(1);
}
