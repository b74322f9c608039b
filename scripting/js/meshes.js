// What fills an area: repeated and stretched pictures, polygons, free triangles.
import { idOf } from "./assets.js";
import { color } from "./color.js";
import { area, isArray, number, options, refuse } from "./check.js";
import { begin, drawable, faded, frameOf, memory, tinted, undo, WHITE } from "./list.js";

const list = memory;
const TILE = 14, PANEL = 15, POLYGON = 16, TRIANGLES = 17, CORNERS = 1024; // engine/draw.h, DRAW_CORNERS

function picture(img, where, name) {
  const id = idOf(img);
  if (id === 0) refuse(where, name, "an image made by image() or canvas()", img);
  return drawable(id, where, name);
}

/** Writes image, rectangle and frame; gives the place behind them. */
function place(op, words, where, id, x, y, w, h, frame) {
  const at = begin(op, words, where), { floats, bits } = list;
  bits[at] = id;
  floats[at + 1] = x; floats[at + 2] = y; floats[at + 3] = w; floats[at + 4] = h;
  bits[at + 5] = frame;
  return at + 6;
}

export function tile(img, x, y, w, h, o) {
  const where = "screen.tile", id = picture(img, where, "img");
  area(x, y, w, h, where);
  options(o, ["offset", "frame", "tint", "alpha"], where);
  const { offset, frame, tint, alpha } = o ?? {};
  let left = 0, top = 0;
  if (offset !== undefined) {
    if (!isArray(offset) || offset.length !== 2) refuse(where, "options.offset", "two numbers", offset);
    left = number(offset[0], where, "options.offset[0]");
    top = number(offset[1], where, "options.offset[1]");
  }
  const number0 = frameOf(frame, where), paint = tinted(tint, alpha, where);
  const at = place(TILE, 10, where, id, x, y, w, h, number0);
  list.floats[at] = left; list.floats[at + 1] = top;
  list.bits[at + 2] = paint;
}

const sides = [0, 0, 0, 0];

/** Left, top, right and bottom of options.border, in `sides`. */
function readBorder(border, where) {
  const all = typeof border === "number";
  if (!all && (!isArray(border) || border.length !== 4)) refuse(where, "options.border", "a number or [left, top, right, bottom]", border);
  for (let i = 0; i < 4; i++) {
    const name = all ? "options.border" : `options.border[${i}]`, side = number(all ? border : border[i], where, name);
    if (side < 0) refuse(where, name, "0 or more", side);
    sides[i] = side;
  }
}

export function panel(img, x, y, w, h, o) {
  const where = "screen.panel", id = picture(img, where, "img");
  area(x, y, w, h, where);
  options(o, ["border", "frame", "tint", "alpha"], where);
  const { border, frame, tint, alpha } = o ?? {};
  const number0 = frameOf(frame, where), paint = tinted(tint, alpha, where);
  readBorder(border, where);
  const at = place(PANEL, 12, where, id, x, y, w, h, number0);
  for (let i = 0; i < 4; i++) list.floats[at + i] = sides[i];
  list.bits[at + 4] = paint;
}

/** How many numbers a flat array of them has; refused when it is none. */
function flat(values, where, name) {
  const view = ArrayBuffer.isView(values), length = view || isArray(values) ? values.length : -1;
  if (typeof length !== "number" || length < 0) refuse(where, name, "an array or a Float32Array of x and y in turn", values);
  return length;
}

export function polygon(points, c, o) {
  const where = "screen.polygon", length = flat(points, where, "points");
  if (length < 6 || length > 2 * CORNERS || length % 2 !== 0)
    throw new TypeError(`${where}: points must be x and y of 3 to ${CORNERS} corners, not ${length} numbers`);
  options(o, ["alpha"], where);
  const paint = faded(color(c, where, "color"), o?.alpha, where);
  const at = begin(POLYGON, 3 + length, where), { floats, bits } = list;
  try {
    bits[at] = paint;
    bits[at + 1] = length / 2;
    for (let i = 0; i < length; i++) floats[at + 2 + i] = number(points[i], where, `points[${i}]`);
  } catch (error) {
    undo(at);
    throw error;
  }
}

function expect(values, length, where, name, wanted) {
  if (flat(values, where, name) !== length) throw new TypeError(`${where}: ${name} must have ${wanted}, not ${values.length}`);
}

/** Fills a TRIANGLES record's corners. */
function writeCorners(at, count, points, uv, colors, paint, where) {
  const { floats, bits } = list, ready = colors !== undefined && ArrayBuffer.isView(colors);
  for (let i = 0; i < count; i++, at += 5) {
    floats[at] = number(points[2 * i], where, "points");
    floats[at + 1] = number(points[2 * i + 1], where, "points");
    floats[at + 2] = uv === undefined ? 0 : number(uv[2 * i], where, "options.uv");
    floats[at + 3] = uv === undefined ? 0 : number(uv[2 * i + 1], where, "options.uv");
    if (colors === undefined) bits[at + 4] = paint;
    else bits[at + 4] = ready ? number(colors[i], where, "options.colors") : color(colors[i], where, "options.colors");
  }
}

export function triangles(points, o) {
  const where = "screen.triangles", length = flat(points, where, "points");
  if (length % 6 !== 0) throw new TypeError(`${where}: points must be x and y of three corners a triangle, not ${length} numbers`);
  options(o, ["image", "frame", "uv", "colors", "color", "alpha"], where);
  const { image, frame, uv, colors, color: one, alpha } = o ?? {};
  const id = image === undefined ? 0 : picture(image, where, "options.image"), number0 = frameOf(frame, where);
  if (image !== undefined && uv === undefined) refuse(where, "options.uv", "given with an image, u and v of each corner", uv);
  if (uv !== undefined) expect(uv, length, where, "options.uv", `${length} numbers, as points has`);
  if (colors !== undefined) expect(colors, length / 2, where, "options.colors", `${length / 2} colours, one a corner`);
  if (colors !== undefined && alpha !== undefined) throw new TypeError(`${where}: options.alpha goes with color, not with colors`);
  const paint = faded(one === undefined ? WHITE : color(one, where, "options.color"), alpha, where), count = length / 2;
  const at = begin(TRIANGLES, 4 + count * 5, where), { bits } = list;
  bits[at] = id; bits[at + 1] = number0; bits[at + 2] = count;
  try {
    writeCorners(at + 3, count, points, uv, colors, paint, where);
  } catch (error) {
    undo(at);
    throw error;
  }
}
