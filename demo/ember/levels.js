// The levels, read from levels.txt when the game is frozen: edit it while you play, and the level changes under the hero's feet.
import { text } from "thaw";
import { TILE } from "./physics.js";

/** A level of its text: a line "name: hint", then rows of # rock, = ice, - planks, ^ v spikes, s spring, b snowball, o firefly, E hearth, @ start. */
export function readLevel(block) {
  const [title, ...rows] = block.split("\n"), [name, hint] = title.split(": "), wide = Math.max(...rows.map(row => row.length));
  const map = rows.map(row => row.padEnd(wide, row.endsWith("#") ? "#" : "."));
  const all = sign => map.flatMap((row, y) => Array.from(row, (each, x) => ({ each, x, y })).filter(({ each }) => each === sign));
  const [start] = all("@");
  if (start === undefined) throw new Error(`levels.txt: "${name}" has no @, where the hero starts`);
  const place = ({ x, y }) => ({ x: x * TILE, y: y * TILE });
  return { name: name.toUpperCase(), hint, map, start: { x: start.x * TILE + 3, y: start.y * TILE + 3 }, flies: all("o").length, balls: all("b").map(place),
    lights: all("E").map(place), width: wide * TILE, height: map.length * TILE };
}

export const levels = text("levels.txt").trim().split(/\n\n+/).map(readLevel);
