// How the hero moves. Nothing here knows the engine: a test searches with it for a way through each level.
export const TILE = 16, WIDE = 10, HIGH = 13;           // of the hero, whose x, y is the top left corner
const RUN = 112, GRIP = 1100, DRIFT = 760;              // pixels a second; each second more, on ground and in the air
const GRAVITY = 800, FALL = 300, JUMP = -270, BOUNCE = -420;
const DASH = 270, DASH_SECONDS = 0.17, REST = 0.15, PATIENCE = 0.1;  // a jump counts as long before the ground, and after it, as that

export const makeHero = ({ x, y }) => ({
  x, y, px: x, py: y, vx: 0, vy: 0, face: 1, ground: false, late: 0, early: 0, rising: false, dash: 0, canDash: true, on: [],
});

const toward = (from, to, step) => (from < to ? Math.min(from + step, to) : Math.max(from - step, to));

/** The tiles that a box touches. */
export function touched({ map }, x, y, w, h) {
  const found = [];
  for (let row = Math.floor(y / TILE); row <= Math.floor((y + h - 0.01) / TILE); row++)
    for (let column = Math.floor(x / TILE); column <= Math.floor((x + w - 0.01) / TILE); column++)
      found.push({ column, row, sign: signAt(map, column, row) });
  return found;
}

/** What is there: rock beside the level, air above and below. */
export const signAt = (map, column, row) => (column < 0 || column >= map[0].length ? "#" : map[row]?.[column] ?? ".");

/** Whether a tile holds; `gone` has the ice that has melted. */
const holds = (level, gone, { column, row, sign }) => sign === "#" || (sign === "=" && !gone.has(`${column},${row}`));

const blocked = (level, gone, x, y) => touched(level, x, y, WIDE, HIGH).some(tile => holds(level, gone, tile));

/** One update. `hands`: turn -1 … 1, jump (held), press (went down just now), dash. Gives what happened: "jump", "land", "dash" or "". */
export function moveHero(hero, hands, level, gone, dt) {
  let happened = "";
  hero.px = hero.x;
  hero.py = hero.y;
  hero.late = hero.ground ? PATIENCE : hero.late - dt;
  hero.early = hands.press ? PATIENCE : hero.early - dt;
  if (hands.turn !== 0 && hero.dash <= 0) hero.face = Math.sign(hands.turn);
  hero.vx = toward(hero.vx, hands.turn * RUN, (hero.ground ? GRIP : DRIFT) * dt);
  hero.vy = Math.min(hero.vy + GRAVITY * (Math.abs(hero.vy) < 40 ? 0.6 : 1) * dt, FALL); // a moment longer at the top
  if (hero.early > 0 && hero.late > 0) {
    Object.assign(hero, { vy: JUMP, early: 0, late: 0, rising: true, dash: 0 });
    happened = "jump";
  }
  if (hero.rising && !hands.jump && hero.vy < 0) hero.vy *= 0.6; // let go: a small jump
  if (!hands.jump || hero.vy >= 0) hero.rising = false;
  if (hands.dash && hero.canDash) {
    Object.assign(hero, { dash: DASH_SECONDS, canDash: false });
    happened = "dash";
  }
  hero.dash -= dt;
  if (hero.dash > 0) Object.assign(hero, { vx: hero.face * DASH, vy: 0 });
  return advance(hero, level, gone, dt) || happened;
}

function advance(hero, level, gone, dt) {
  const x = hero.x + hero.vx * dt, side = Math.sign(hero.vx);
  if (blocked(level, gone, x, hero.y)) {
    hero.x = side > 0 ? Math.floor((x + WIDE) / TILE) * TILE - WIDE : (Math.floor(x / TILE) + 1) * TILE;
    hero.vx = hero.dash = 0;
  } else hero.x = x;
  const y = hero.y + hero.vy * dt, was = hero.ground, feet = y + HIGH;
  hero.on = [];
  hero.ground = false;
  const under = hero.vy >= 0 ? touched(level, hero.x, feet - 0.01, WIDE, 0.02).filter(tile =>
    holds(level, gone, tile) || (tile.sign === "-" && hero.y + HIGH <= tile.row * TILE + 0.01 && feet >= tile.row * TILE)) : [];
  if (under.length > 0) {
    hero.y = under[0].row * TILE - HIGH;
    Object.assign(hero, { vy: 0, ground: true, canDash: hero.dash < -REST, on: under });
    return was ? "" : "land";
  }
  if (hero.vy < 0 && blocked(level, gone, hero.x, y)) {
    hero.y = (Math.floor(y / TILE) + 1) * TILE;
    hero.vy = 0;
  } else hero.y = y;
  return "";
}

/** Thrown up by a spring, or by a snowball that was stepped on. */
export function bounce(hero, share = 1) {
  Object.assign(hero, { vy: BOUNCE * share, ground: false, late: 0, rising: false, dash: 0, canDash: true });
}

/** What the hero touches that is no ground: spikes (only their points), springs, fireflies, the hearth. */
export function meets(hero, level) {
  const near = touched(level, hero.x, hero.y, WIDE, HIGH), fallen = hero.y > level.map.length * TILE + 8;
  const hurt = ({ row, sign }) => (sign === "^" && hero.y + HIGH > row * TILE + 7) || (sign === "v" && hero.y < row * TILE + 9);
  const spring = near.find(({ row, sign }) => sign === "s" && hero.vy > 0 && hero.y + HIGH > row * TILE + 8);
  return { near, spring, dead: fallen || near.some(hurt), home: near.some(({ sign }) => sign === "E") };
}
