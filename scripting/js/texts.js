// Text: the records TEXT (the built-in font) and LETTERS (TrueType), and what they take on the screen.
import { fontIdOf } from "./assets.js";
import { color } from "./color.js";
import { number, options, refuse, string } from "./check.js";
import { begin, faded, memory, pointsOf, undo, WHITE } from "./list.js";

const { native } = import.meta, list = memory;
const TEXT = 10, LETTERS = 18;
const names = ["font", "color", "size", "align", "width", "alpha"];
const alignments = ["left", "center", "right"];
const plain = Object.freeze({ font: 0, size: 8, align: 0, wrap: 0, paint: WHITE });

function styleOf(o, where) {
  if (o === undefined) return plain;
  options(o, names, where);
  const { font: face, color: paint, size: wanted, align: side, width, alpha } = o;
  const font = face === undefined ? 0 : fontIdOf(face);
  if (face !== undefined && font === 0) refuse(where, "options.font", "a font made by font()", face);
  const size = wanted === undefined ? (font ? face.size : plain.size) : number(wanted, where, "options.size");
  if (size <= 0) refuse(where, "options.size", "more than 0", size);
  const align = side === undefined ? 0 : alignments.indexOf(side);
  if (align < 0) refuse(where, "options.align", '"left", "center" or "right"', side);
  const wrap = width === undefined ? 0 : number(width, where, "options.width");
  return { font, size, align, wrap, paint: faded(paint === undefined ? plain.paint : color(paint, where, "options.color"), alpha, where) };
}

export function text(s, x, y, o) {
  const where = "screen.text";
  if (typeof s === "number") s = String(s);
  string(s, where, "s"); number(x, where, "x"); number(y, where, "y");
  const style = styleOf(o, where), op = style.font ? LETTERS : TEXT, head = style.font ? 9 : 8;
  const start = begin(op, head + s.length, where), end = start + head - 1;
  const { floats, bits } = list;
  let at = start;
  if (style.font) bits[at++] = style.font;
  floats[at] = x; floats[at + 1] = y; floats[at + 2] = style.size;
  bits[at + 3] = style.paint; bits[at + 4] = style.align; floats[at + 5] = style.wrap;
  let count = 0;
  try {
    for (let i = 0; i < s.length; i++) {
      const point = s.codePointAt(i);
      if (point > 0xffff) i++;
      bits[end + count++] = point;
    }
  } catch (error) { // the author's own codePointAt has thrown
    undo(start);
    throw error;
  }
  bits[end - 1] = count;
  bits[start - 1] = op | ((head + count) << 8);
  bits[0] = end + count;
}

export function measure(s, o) {
  string(s, "screen.measure", "s");
  const style = styleOf(o, "screen.measure"), { count, points } = pointsOf(s);
  const made = native.screen.measure(style.font, points, count, style.size, style.wrap);
  return { width: made[0], height: made[1] };
}
