// The level, made of level.json when the game is frozen: a list of what to draw, the coins, and what is solid.
import { json } from "thaw";

/** @type {{ name: string, sky: string[], rows: string[] }} */
const { name, sky, rows } = json("level.json");
export { name, sky };

export const TILE = 16;
export const start = { x: 0, y: 0 }, coins = [], tiles = [];
export const width = rows[0].length * TILE;

const at = (column, row) => rows[row]?.[column] ?? " ";

for (let row = 0; row < rows.length; row++)
  for (let column = 0; column < rows[row].length; column++) {
    const sign = at(column, row), above = at(column, row - 1), x = column * TILE, y = row * TILE;
    if (sign === "P") Object.assign(start, { x: x + 8, y: y + TILE });
    if (sign === "o") coins.push({ x, y, taken: false });
    if (sign === "#") tiles.push({ x, y, frame: above === "#" ? 1 : 0 }); // grass grows where nothing lies above
    if (sign === "b") tiles.push({ x, y, frame: 2 });
    if (sign === "~") tiles.push({ x, y, frame: 3, waves: above !== "~" });
  }

export function solid(x, y) {
  return "#b".includes(at(Math.floor(x / TILE), Math.floor(y / TILE)));
}

// Look at the terminal: this line appears when the game is frozen, and not when the frozen game starts.
console.log(`froze "${name}": ${tiles.length} tiles and ${coins.length} coins of ${rows.length} rows`);
