// What happens when: levels, hits, score and lives.
import { input } from "thaw";
import { explode } from "./particles.js";
import { autopilot } from "./pilot.js";
import { addRockAtEdge, GOLD, LARGE, MEDIUM, splitRock, updateRocks } from "./rocks.js";
import { addShip, SHIP_RADIUS, updateShip } from "./ship.js";
import { hear, hearThrust } from "./sounds.js";
import { HEIGHT, move, randomBetween, remaining, state, way, WIDTH } from "./world.js";

export const COMBO_SECONDS = 2.2;
const SAND = 0xffe3c4, EMBER = 0xff9a5c, ICE = 0x8fd8ff, HONEY = 0xffc44d;

/** Each four hits in a row count one time more. */
export const multiplier = () => Math.min(1 + Math.floor(state.combo / 4), 8);
const addNote = (text, { x, y }, color, size = 11, left = 1) => state.notes.push({ text, x, y, color, size, left });

export function start(phase) {
  Object.assign(state, { phase, time: 0, paused: false, score: 0, lives: 3, level: phase === "title" ? 6 : 0, combo: 0, goldIn: 4 });
  Object.assign(state, { shots: [], rocks: [], notes: [], flash: 0, stop: 0, shake: 0 });
  addShip();
  nextLevel();
}

function nextLevel() {
  state.level++;
  for (let i = 0; i < Math.min(2 + state.level, 9); i++) addRockAtEdge(LARGE);
  hear("level");
  addNote(`LEVEL ${state.level}`, { x: WIDTH / 2, y: HEIGHT * 0.36 }, SAND, 36, 2);
}

export function updateWorld(dt) {
  const { ship, phase } = state;
  state.notes = remaining(state.notes, dt);
  state.shots = remaining(state.shots, dt);
  for (const shot of state.shots) move(shot, dt);
  updateRocks(dt);
  collideShots();
  updateLevel(dt);
  if (ship.alive) {
    updateShip(phase === "play" ? playerHands() : autopilot(), dt);
    collideShip(ship);
  } else if (phase !== "over" && state.time > ship.backAt) {
    addShip();
  }
}

function playerHands() {
  const turn = input.axis(["ArrowLeft", "KeyA", "PadLeft", "PadLeftStickLeft"], ["ArrowRight", "KeyD", "PadRight", "PadLeftStickRight"]);
  const thrust = input.down(["ArrowUp", "KeyW", "PadUp", "PadB", "PadR2"]);
  hearThrust(thrust, state.ship.x);
  const fire = input.down(["Space", "PadA", "PadX"]) && state.time > 0.3; // the key that started the game should not fire at once
  return { turn, thrust, fire };
}

function updateLevel(dt) {
  state.time += dt;
  state.comboTime -= dt;
  if (state.comboTime <= 0) state.combo = 0;
  state.goldIn -= dt;
  if (state.goldIn <= 0) {
    state.goldIn = randomBetween(14, 22);
    addRockAtEdge(MEDIUM, GOLD);
  }
  state.levelIn = state.rocks.some(rock => rock.kind !== GOLD) ? 1.8 : state.levelIn - dt;
  if (state.levelIn <= 0) nextLevel();
}

function collideShots() {
  for (const shot of state.shots) {
    const rock = state.rocks.find(each => way(each, shot).length < each.radius + 4);
    if (rock === undefined) continue;
    shot.left = 0; // the next update takes it away
    destroy(rock);
  }
}

function collideShip(ship) {
  const rock = state.rocks.find(each => way(each, ship).length < each.radius * 0.92 + SHIP_RADIUS * 0.8);
  if (ship.safe > 0 || rock === undefined) return;
  destroy(rock); // a golden one gives its shield just in time
  if (ship.shield > 0) Object.assign(ship, { safe: 0.5, shield: Math.max(ship.shield - 4, 0) });
  else loseShip(ship);
}

function destroy(rock) {
  const { radius, worth } = rock, gold = rock.kind === GOLD, points = worth * multiplier();
  state.score += points;
  state.combo++;
  state.comboTime = COMBO_SECONDS;
  state.shake = Math.min(1, state.shake + 0.16 + radius / 150);
  if (gold || rock.size === LARGE) state.stop = 0.06;
  addNote(String(points), rock, gold ? HONEY : SAND);
  explode(rock, gold ? radius * 1.5 : radius, gold ? HONEY : EMBER);
  splitRock(rock);
  hear("blast", rock.x, { rate: 1.5 - radius / 70, volume: 0.3 + radius / 120 });
  if (!gold) return;
  hear("gold", rock.x);
  Object.assign(state.ship, { shield: 12, triple: 12 });
  addNote("SHIELD AND TRIPLE SHOT", state.ship, HONEY, 14, 2);
}

function loseShip(ship) {
  Object.assign(ship, { alive: false, backAt: state.time + 1.6 });
  Object.assign(state, { shake: 1, flash: 0.9, stop: 0.25, combo: 0 });
  explode(ship, 42, ICE);
  hear("lost", ship.x, { volume: 0.8 });
  if (state.phase === "play") for (const pad of input.pads) pad.rumble(1, 0.5, 0.4);
  if (state.phase !== "play" || --state.lives > 0) return;
  Object.assign(state, { phase: "over", time: 0, shots: [], newBest: state.score > state.best, best: Math.max(state.best, state.score) });
  localStorage.setItem("best", state.best);
}
