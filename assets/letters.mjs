// Letters as strokes: polylines through points "xy" on a grid 4 wide and 6 high, drawn for Meteors.
import { clamp, segment } from "./paint.mjs";

/** In the order of the frames in letters.png. */
export const order = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,:!-+×/";

const strokes = {
  A: "06 01 10 30 41 46,03 43", B: "00 06 36 45 44 33 03,00 30 41 42 33", C: "41 30 10 01 05 16 36 45", D: "00 06 26 44 42 20 00",
  E: "40 00 06 46,03 33", F: "40 00 06,03 33", G: "41 30 10 01 05 16 36 45 43 23", H: "00 06,40 46,03 43", I: "10 30,20 26,16 36",
  J: "40 45 36 16 05", K: "00 06,40 13 03,13 46", L: "00 06 46", M: "06 00 23 40 46", N: "06 00 46 40", O: "10 30 41 45 36 16 05 01 10",
  P: "06 00 30 41 42 33 03", Q: "10 30 41 45 36 16 05 01 10,24 46", R: "06 00 30 41 42 33 03,23 46",
  S: "41 30 10 01 02 13 33 44 45 36 16 05", T: "00 40,20 26", U: "00 05 16 36 45 40", V: "00 26 40", W: "00 16 23 36 40", X: "00 46,40 06",
  Y: "00 23 40,23 26", Z: "00 40 06 46", 0: "10 30 41 45 36 16 05 01 10,32 14", 1: "11 20 26,16 36", 2: "01 10 30 41 42 06 46",
  3: "01 10 30 41 42 33 44 45 36 16 05,23 33", 4: "36 30 04 44", 5: "40 00 03 33 44 45 36 16 05", 6: "41 30 10 01 05 16 36 45 44 33 03",
  7: "00 40 26", 8: "10 30 41 42 33 13 02 01 10,13 04 05 16 36 45 44 33", 9: "43 13 02 01 10 30 41 45 36 16 05",
  ".": "26 26", ",": "26 17", ":": "22 22,25 25", "!": "20 24,26 26", "-": "13 33", "+": "13 33,22 24", "×": "12 34,32 14", "/": "40 06",
};

// Small letters and marks for texts to be read: x in halves of the grid, from 2 (their height) to 6, with feet that go down to 8.
const halves = {
  a: "62 66,63 42 22 03 05 26 46 65", b: "00 06,03 22 42 63 65 46 26 05", c: "63 42 22 03 05 26 46 65", d: "60 66,63 42 22 03 05 26 46 65",
  e: "04 64 63 42 22 03 05 26 46 65", f: "50 30 21 26,02 42", g: "62 67 48 28 07,63 42 22 03 05 26 46 65", h: "00 06,03 22 42 63 66",
  i: "02 06,00 00", j: "32 37 18 08,30 30", k: "00 06,52 04 56", l: "00 05 16 26", m: "02 06,03 12 32 43 46,43 52 72 83 86", n: "02 06,03 22 42 63 66",
  o: "22 42 63 65 46 26 05 03 22", p: "02 08,03 22 42 63 65 46 26 05", q: "62 68,63 42 22 03 05 26 46 65", r: "02 06,03 22 42",
  s: "53 42 12 03 14 44 55 46 16 05", t: "20 25 36 46,02 42", u: "02 05 26 46 65,62 66", v: "02 36 62", w: "02 26 43 66 82", x: "02 66,62 06",
  y: "02 36,62 28", z: "02 62 06 66", ".": "06 06", ",": "16 07", ":": "03 03,06 06", "!": "00 04,06 06", "?": "01 20 40 61 62 34,36 36",
  "'": "00 02", "-": "04 44", "1": "01 20 26,06 46",
};
for (const [letter, base] of ["äa", "öo", "üu"]) halves[letter] = halves[base] + ",10 10,50 50";
halves.é = halves.e + ",21 50";

const parsed = (from, width) => Object.fromEntries(Object.entries(from).map(([letter, text]) =>
  [letter, text.split(",").map(line => line.split(" ").map(([x, y]) => [Number(x) * width, Number(y)]))]));

/** name → polylines of [x, y]. */
export const polylines = parsed(strokes, 1), small = parsed(halves, 0.5);

/** How far a point is from the middle of a letter's strokes, in grid units. */
export function letter(name, x, y) {
  let least = Infinity;
  for (const line of polylines[name]) {
    for (let i = 1; i < line.length; i++) least = Math.min(least, segment(x, y, line[i - 1], line[i]));
  }
  return least;
}

/** The same for a word, its letters 6 units apart. */
export function word(text, x, y) {
  const at = clamp(Math.round((x - 2) / 6), 0, text.length - 1);
  const distances = [at - 1, at, at + 1].filter(i => i >= 0 && i < text.length).map(i => letter(text[i], x - i * 6, y));
  return Math.min(...distances);
}
