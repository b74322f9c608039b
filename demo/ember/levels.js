// The levels, read from levels.txt when the game is frozen: edit it while you play, and the level changes under the hero's feet.
import { text } from "thaw";
import { TILE } from "./physics.js";

/** A level of its text: "name: hint", then rows of # rock = ice - plank ^ v spikes s spring b snowball o firefly E hearth @ start. */
export function readLevel(block) {
  const [top, ...rows] = block.split("\n"), [name, hint] = top.toUpperCase().split(": "), wide = Math.max(...rows.map(row => row.length));
  const map = rows.map(row => row.padEnd(wide, row.endsWith("#") ? "#" : "."));
  const all = sign => map.flatMap((row, y) => Array.from(row, (each, x) => ({ each, x, y })).filter(({ each }) => each === sign));
  const [start] = all("@");
  if (start === undefined) throw new Error(`levels.txt: "${name}" has no @, where the hero starts`);
  const place = ({ x, y }) => ({ x: x * TILE, y: y * TILE });
  const from = { x: start.x * TILE + 3, y: start.y * TILE + 3 }, size = { width: wide * TILE, height: map.length * TILE };
  return { name, hint, map, start: from, flies: all("o").length, balls: all("b").map(place), lights: all("E").map(place), ...size };
}

export const levels = text("levels.txt").trim().split(/\n\n+/).map(readLevel);
