// Looks for a way through a level of demo/ember, with the game's own physics: a few frames a step.
import fs from "node:fs";
import { TILE, bounce, makeHero, meets, moveHero } from "../../demo/ember/physics.js";
import { house } from "./thaw.mjs";

const DT = 1 / 60, STEP = 5, MOST = 600_000;
const NONE = { has: () => false };

/** The levels as the game reads them, without what only drawing needs. */
export function readLevels() {
  return fs.readFileSync(`${house}/demo/ember/levels.txt`, "utf8").trim().split(/\n\n+/).map(block => {
    const [title, ...rows] = block.split("\n"), wide = Math.max(...rows.map(row => row.length)), map = rows.map(row => row.padEnd(wide, row.endsWith("#") ? "#" : "."));
    const y = map.findIndex(row => row.includes("@"));
    return { name: title.split(":")[0], map, start: { x: map[y].indexOf("@") * TILE + 3, y: y * TILE + 3 } };
  });
}

const keyOf = hero => [hero.x / 4, hero.y / 4, hero.vx / 60, hero.vy / 60, hero.dash > 0 ? 1 : 0].map(Math.round).join() + hero.ground + hero.canDash;

/** A few frames of the same hands; null when the hero dies. */
function play(hero, { turn, jump, press, dash }, level) {
  const next = { ...hero };
  for (let i = 0; i < STEP; i++) {
    moveHero(next, { turn, jump, press: press && i === 0, dash: dash && i === 0 }, level, NONE, DT);
    const { dead, home, spring } = meets(next, level);
    if (dead) return null;
    if (home) return { next, home };
    if (spring) bounce(next);
  }
  return { next, home: false };
}

const choices = [1, 0, -1].flatMap(turn => [[false, false], [true, true], [true, false]].flatMap(([jump, press]) =>
  [false, true].map(dash => ({ turn, jump, press, dash })))).filter(hands => !(hands.dash && hands.press));

/** The hands of each step from the start to the hearth, or null when there is no way. Ice stays, snowballs are not there. */
export function findWay(level) {
  const row = level.map.findIndex(each => each.includes("E")), home = { x: level.map[row].indexOf("E") * TILE, y: row * TILE };
  const hero = makeHero(level.start), seen = new Set(), buckets = [];
  for (let i = 0; i < 10; i++) moveHero(hero, { turn: 0, jump: false, press: false, dash: false }, level, NONE, DT); // he stands
  const add = at => {
    const key = keyOf(at.hero), rank = Math.round(at.steps + Math.hypot(at.hero.x - home.x, at.hero.y - home.y) / 12); // what seems nearest first
    if (seen.has(key)) return;
    seen.add(key);
    (buckets[rank] ??= []).push(at);
  };
  add({ hero, hands: null, before: null, steps: 0 });
  for (;;) {
    const at = buckets.find(bucket => bucket?.length > 0)?.pop();
    if (at === undefined || seen.size > MOST) return null;
    for (const hands of choices) {
      if (hands.dash && !at.hero.canDash) continue;
      const done = play(at.hero, hands, level);
      if (done === null) continue;
      const here = { hero: done.next, hands, before: at, steps: at.steps + 1 };
      if (done.home) return trail(here);
      add(here);
    }
  }
}

function trail(at) {
  const way = [];
  for (; at.before; at = at.before) way.unshift(at.hands);
  return way;
}

/** A way as lines for --input, the first step in frame `from`. */
export function inputOf(way, from) {
  const keys = { ArrowRight: hands => hands.turn > 0, ArrowLeft: hands => hands.turn < 0, Space: hands => hands.jump, KeyX: hands => hands.dash };
  const held = new Set(), lines = [];
  [...way, { turn: 0, jump: false, dash: false }].forEach((hands, i) => {
    for (const [key, wanted] of Object.entries(keys)) {
      const again = (key === "Space" && hands.press) || (key === "KeyX" && hands.dash);
      if (held.has(key) && (again || !wanted(hands))) lines.push(`${from + i * STEP} keyup ${key}`);
      if (wanted(hands) && (again || !held.has(key))) lines.push(`${from + i * STEP} keydown ${key}`);
      if (wanted(hands)) held.add(key);
      else held.delete(key);
    }
  });
  return lines.join("\n") + "\n";
}
