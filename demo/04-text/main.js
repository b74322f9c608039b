// Text: fonts, sizes, alignment, and lines that wrap; a letter types itself.
import { font, game, screen } from "thaw";

export const config = { title: "Text", width: 320, height: 180, background: "#5b3a4a" };

const heading = font("letters.ttf", 24), writing = font("letters.ttf", 14); // a font is a file in one size
const WIDTH = 232, INK = "#4a3040";
const letter = "Dear reader,\nthis text does not know how wide the paper is. It wraps at words, wherever the next one would not fit. " +
  "Grüne Käfer hören Café-Musik!";
const height = screen.measure(letter, { font: writing, width: WIDTH }).height; // texts can be measured at the top level, before there is a screen

export function draw() {
  screen.fillRect(29, 13, 268, 160, "black", { alpha: 0.25 });
  screen.fillRect(26, 10, 268, 160, "#fbf0dc");
  screen.strokeRect(30, 14, 260, 152, "#d9b99a");

  // `align` says what of a line lies at x: its left end, its middle or its right end.
  screen.text("A letter", 160, 19, { font: heading, align: "center", color: "#b0413e" });
  screen.line(104, 47, 216, 47, "#d9b99a");

  const typed = Math.floor(game.time * 100) % (letter.length + 300);
  screen.text(letter.slice(0, typed), 44, 54, { font: writing, color: INK, width: WIDTH });
  if (typed > letter.length) screen.text("Yours, Thaw", 276, 54 + height, { font: writing, align: "right", color: "#b0413e" });

  // Without a font: the built-in one, at its sharpest in multiples of 8.
  screen.text(`${letter.length} letters, ${Math.round(height)} pixels high`, 44, 153, { color: "#a58a7a" });
}
