// What happens in a level: the hero and all that he meets. `state` is plain data and lives on when a file is saved.
import { levels } from "./levels.js";
import { HIGH, TILE, WIDE, bounce, makeHero, meets, moveHero, signAt, touched } from "./physics.js";
import { play } from "./sounds.js";
import { burst } from "./sparks.js";

const MELT = 0.55, BACK = 3;   // seconds that ice bears, and until it is there again
const FIRE = ["#fff6cf", "#ffd75e", "#ffa53a", "#f0702c"], SNOW = ["#eaf6ff", "#9cc4e8"], GOLD = ["#ffffff", "#ffe98a", "#ffb52e"];

export const state = {
  phase: "title",               // "title", "play", "won" (a level), "end"
  paused: false, time: 0,       // seconds since the phase began
  level: 0, seconds: 0, fell: 0, // the level, seconds in it, how often the hero went out in it
  hero: null, dead: 0,          // seconds until he is back; 0: alive
  balls: [],                    // snowballs: { x, y, px, vx }
  taken: [],                    // "column,row" of fireflies
  ice: {},                      // "column,row" → seconds since it was stepped on
  shake: 0, squash: 0, stop: 0, spring: null, newBest: false,
  saved: { open: 0, best: {} }, // levels that may be played; level → { seconds, flies }
};

export const level = () => levels[state.level];

export function startLevel(number) {
  Object.assign(state, { phase: "play", time: 0, level: number, seconds: 0, fell: 0, taken: [], paused: false });
  restart();
}

/** Back to the level's start; what was caught stays caught. */
function restart() {
  Object.assign(state, { hero: makeHero(level().start), dead: 0, ice: {}, balls: makeBalls() });
  burst(24, { x: state.hero.x + 5, y: state.hero.y + 8, color: FIRE, speed: 70, weight: -40 });
}

const makeBalls = () => level().balls.map(({ x, y }) => ({ x, y, px: x, vx: -34 }));
/** After a restart the level may be another: a hero within rock goes back to the start. */
export function settle() {
  state.level = Math.min(state.level, levels.length - 1);
  state.balls = makeBalls();
  if (state.hero === null) return;
  const { x, y } = state.hero;
  if (touched(level(), x, y + 1, WIDE, HIGH - 2).some(({ sign }) => sign === "#")) restart();
}

export function updateWorld(hands, dt) {
  state.shake = Math.max(0, state.shake - dt * 2.5);
  state.squash += (0 - state.squash) * Math.min(1, dt * 12);
  updateIce(dt);
  updateBalls(dt);
  if (state.dead > 0) {
    state.dead -= dt;
    if (state.dead <= 0) restart();
    return;
  }
  if (state.phase !== "play") return;
  state.seconds += dt;
  moveAndTell(hands, dt);
  const { near, spring, dead, home } = meets(state.hero, level());
  if (dead) die();
  else if (home) win();
  else if (spring) jumpOff(spring);
  catchFlies(near);
}

function moveAndTell(hands, dt) {
  const { hero } = state, gone = { has: key => state.ice[key] > MELT }, feet = { x: hero.x + WIDE / 2, y: hero.y + HIGH };
  const happened = moveHero(hero, hands, level(), gone, dt);
  if (happened === "jump" || happened === "land") burst(6, { ...feet, color: SNOW, speed: 45, life: 0.35, vy: -20 });
  if (happened) play(happened, { volume: happened === "land" ? 0.35 : 0.5 });
  if (happened === "dash") state.shake = 0.35;
  state.squash = { jump: 0.35, land: -0.35, dash: -0.3 }[happened] ?? state.squash;
  const trail = hero.dash > 0 ? 3 : Math.random() < 0.3 ? 1 : 0;
  burst(trail, { x: hero.x + WIDE / 2, y: hero.y + 5, color: FIRE, speed: 14, weight: -70, life: 0.5 });
  for (const { column, row, sign } of hero.on)
    if (sign === "=" && !(`${column},${row}` in state.ice)) {
      state.ice[`${column},${row}`] = 0;
      play("crack", { volume: 0.4 });
    }
}

function updateIce(dt) {
  for (const key of Object.keys(state.ice)) {
    const [column, row] = key.split(",").map(Number), before = state.ice[key], now = (state.ice[key] += dt);
    const away = { x: column * TILE + 8, y: row * TILE + 8 };
    if (before <= MELT && now > MELT) burst(10, { ...away, color: ["#d9f4ff", "#78b8e6"], speed: 50, weight: 260, size: 3 });
    const { hero } = state, held = Math.abs(hero.x + WIDE / 2 - away.x) < 14 && Math.abs(hero.y + HIGH / 2 - away.y) < 16;
    if (now > BACK && !held) delete state.ice[key];
  }
}

/** How far the ice there has melted: 0 … 1, and more than 1 when it is gone. */
export const melted = (column, row) => (state.ice[`${column},${row}`] ?? 0) / MELT;

function updateBalls(dt) {
  const { map } = level(), { hero } = state;
  for (const ball of state.balls) {
    const ahead = ball.x + (ball.vx > 0 ? TILE : 0) + ball.vx * dt, column = Math.floor(ahead / TILE), row = Math.floor(ball.y / TILE);
    if ("#=E".includes(signAt(map, column, row)) || !"#=-".includes(signAt(map, column, row + 1))) ball.vx = -ball.vx;
    ball.px = ball.x;
    ball.x += ball.vx * dt;
    const meet = Math.abs(ball.x + 8 - hero.x - WIDE / 2) < 11 && Math.abs(ball.y + 9 - hero.y - HIGH / 2) < 12;
    if (!meet || state.dead > 0 || state.phase !== "play") continue;
    if (hero.dash <= 0 && (hero.vy <= 0 || hero.y + HIGH > ball.y + 12)) die();
    else crush(ball);
  }
  state.balls = state.balls.filter(ball => !ball.gone);
}

/** A snowball that was stepped on, or dashed through, is no more. */
function crush(ball) {
  ball.gone = true;
  if (state.hero.dash <= 0) bounce(state.hero, 0.75);
  Object.assign(state, { shake: 0.5, stop: 0.05, squash: 0.3 });
  burst(26, { x: ball.x + 8, y: ball.y + 8, color: SNOW, speed: 110, weight: 260, size: 4 });
  play("stomp");
}

function jumpOff({ column, row }) {
  bounce(state.hero);
  Object.assign(state, { squash: 0.5, spring: { key: `${column},${row}`, at: state.time } });
  burst(8, { x: column * TILE + 8, y: row * TILE + 8, color: ["#ff9d7a"], speed: 60 });
  play("spring");
}

function catchFlies(near) {
  for (const { column, row, sign } of near) {
    const key = `${column},${row}`;
    if (sign !== "o" || state.taken.includes(key)) continue;
    state.taken.push(key);
    burst(18, { x: column * TILE + 8, y: row * TILE + 8, color: GOLD, speed: 80, weight: 0 });
    play("fly", { rate: 0.9 + state.taken.length * 0.1 });
  }
}

function die() {
  const { hero } = state;
  Object.assign(state, { dead: 0.8, shake: 1, stop: 0.08, fell: state.fell + 1 });
  burst(40, { x: hero.x + 5, y: hero.y + 6, color: FIRE, speed: 140, weight: 160, life: 0.8, size: 3 });
  burst(14, { x: hero.x + 5, y: hero.y + 6, color: ["#8a8fae"], speed: 30, weight: -60, life: 1.2, size: 4 });
  play("die");
}

function win() {
  const { saved, taken, seconds } = state, before = saved.best[state.level];
  const best = { seconds: Math.min(before?.seconds ?? Infinity, seconds), flies: Math.max(before?.flies ?? 0, taken.length) };
  saved.best[state.level] = best;
  saved.open = Math.max(saved.open, Math.min(state.level + 1, levels.length - 1));
  localStorage.setItem("ember", JSON.stringify(saved));
  Object.assign(state, { phase: "won", time: 0, shake: 0.6, newBest: before !== undefined && seconds < before.seconds });
  const [{ x, y }] = level().lights;
  burst(60, { x: x + 8, y: y + 6, color: FIRE, speed: 150, weight: -30, life: 1.4, size: 3 });
  play("lit", { rate: 1 });
}
