// The ship and its shots.
import { image, screen, Sprites } from "thaw";
import { BOLT, emit, GLOW, picture, put, RING, tint } from "./particles.js";
import { hear } from "./sounds.js";
import { HEIGHT, makeBody, move, randomBetween, showBody, state, WIDTH } from "./world.js";

export const SHIP_RADIUS = 17, SHOT_SPEED = 620;
const TURN = 4.4, THRUST = 340, DRAG = 0.55;  // radians a second, pixels a second each second, share of the speed lost in a second
const ICE = 0x9fe4ff, FIRE = 0xff9d52, CENTER = /** @type {[number, number]} */ ([0.5, 0.5]);
export const hull = image("ship.png");
const bolts = new Sprites(picture, 512);

/** A new ship in the middle, whose timers count down: `safe` from everything, a `shield` against a hit, three shots at once. */
export function addShip() {
  const timers = { reload: 0, safe: 2.5, shield: 0, triple: 0 };
  state.ship = makeBody({ x: WIDTH / 2, y: HEIGHT / 2, angle: -Math.PI / 2, alive: true, ...timers });
}

/** What to do comes from the keyboard or from pilot.js: turn (-1 … 1), thrust and fire. */
export function updateShip({ turn, thrust, fire }, dt) {
  const { ship } = state, aheadX = Math.cos(ship.angle), aheadY = Math.sin(ship.angle), push = thrust ? THRUST : 0;
  for (const timer of ["reload", "safe", "shield", "triple"]) ship[timer] = Math.max(0, ship[timer] - dt);
  ship.vx += (aheadX * push - ship.vx * DRAG) * dt;
  ship.vy += (aheadY * push - ship.vy * DRAG) * dt;
  ship.spin = turn * TURN;
  move(ship, dt);
  if (fire && ship.reload === 0) hear("shot", ship.x, { volume: 0.3, rate: ship.triple > 0 ? 0.85 : 1 });
  if (fire && ship.reload === 0) for (const off of ship.triple > 0 ? [-0.14, 0, 0.14] : [0]) addShot(ship, ship.angle + off);
  if (!thrust) return;
  const pace = randomBetween(90, 190), vx = ship.vx - aheadX * pace, vy = ship.vy - aheadY * pace;
  const jet = { x: ship.x - aheadX * 19, y: ship.y - aheadY * 19, vx: vx + randomBetween(-25, 25), vy: vy + randomBetween(-25, 25) };
  emit({ ...jet, life: 0.5, from: 0.5, color: FIRE, alpha: 0.8 });
  emit({ ...jet, life: 0.2, from: 0.35, color: 0xfff3d6 });
}

function addShot(ship, angle) {
  const aheadX = Math.cos(angle), aheadY = Math.sin(angle), x = ship.x + aheadX * 26, y = ship.y + aheadY * 26;
  state.shots.push(makeBody({ x, y, vx: ship.vx + aheadX * SHOT_SPEED, vy: ship.vy + aheadY * SHOT_SPEED, angle, left: 0.8 }));
  emit({ x, y, vx: ship.vx, vy: ship.vy, life: 0.1, from: 0.6, color: ICE });
  ship.reload = 0.17;
}

/** The alpha of what will end: it blinks in its last `warning` seconds. */
const blink = (left, warning) => (left < warning && Math.floor(left * 8) % 2 === 1 ? 0.4 : 1);

export function drawShip(alpha) {
  bolts.count = 0;
  for (const shot of state.shots) showBody(shot, 0, alpha, (x, y, angle) => {
    put(bolts, GLOW, x, y, angle, 0.7, tint(0x4fc3ff, 0.45));
    put(bolts, BOLT, x, y, angle, 0.42, tint(0xe2f8ff));
  });
  screen.sprites(bolts);
  const { ship } = state;
  if (ship.alive) showBody(ship, 40, alpha, (x, y, rotation) => {
    screen.image(picture, x, y, { frame: GLOW, scale: 1.5, origin: CENTER, tint: ship.triple > 0 ? FIRE : ICE, alpha: 0.3 });
    // The pictures are larger than they are shown, to be sharp in a large window.
    screen.image(hull, x, y, { rotation, scale: 0.6, origin: CENTER, alpha: blink(ship.safe, 9) });
    if (ship.shield > 0) screen.image(picture, x, y, { frame: RING, scale: 1.2, origin: CENTER, tint: ICE, alpha: blink(ship.shield, 2) });
  });
}
