// Drawing: records written into the draw list. Layout and meaning: engine/draw.h.
import * as assets from "./assets.js";
import * as check from "./check.js";
import * as colors from "./color.js";
import * as lists from "./list.js";
import { panel, polygon, tile, triangles } from "./meshes.js";
import { columnsOf } from "./sprites.js";
import { measure, text } from "./texts.js";

// Constants, for the reason that list.js gives.
const { canvasIdOf, idOf } = assets, { color } = colors;
const { area, isArray, keyCount, number, options, point, refuse, sealed, shown } = check;
const { aim, attach, begin, close, drawable, drawing, faded, frameOf, memory: list, open, tinted, undo } = lists;
export { attach, close, open };

const { native } = import.meta;
const CLEAR = 1, CAMERA = 2, IMAGE = 3, FILL_RECT = 5, STROKE_RECT = 6, FILL_CIRCLE = 7, STROKE_CIRCLE = 8, LINE = 9, BLEND = 11, CLIP = 12,
  TARGET = 13;
const blends = ["alpha", "add", "multiply"]; // by their numbers

let width = 0, height = 0;

export function resize(w, h) {
  width = w;
  height = h;
}

function rect(op, words, where, x, y, w, h, c, alpha) {
  area(x, y, w, h, where);
  const paint = faded(color(c, where, "color"), alpha, where);
  const at = begin(op, words, where), { floats, bits } = list;
  floats[at] = x; floats[at + 1] = y; floats[at + 2] = w; floats[at + 3] = h;
  bits[at + 4] = paint;
  return at + 5;
}

function circle(op, words, where, x, y, r, c, alpha) {
  point(x, y, where);
  number(r, where, "r");
  const paint = faded(color(c, where, "color"), alpha, where);
  const at = begin(op, words, where), { floats, bits } = list;
  floats[at] = x; floats[at + 1] = y; floats[at + 2] = r;
  bits[at + 3] = paint;
  return at + 4;
}

const fillOptions = ["alpha"], lineOptions = ["width", "alpha"];

/** Width of a line: a positive number, 1 when not given. */
function thickness(o, where) {
  if (o === undefined) return 1;
  const keys = keyCount(o, where), { width, alpha } = o;
  if (keys !== (width === undefined ? 0 : 1) + (alpha === undefined ? 0 : 1)) options(o, lineOptions, where);
  if (width === undefined) return 1;
  if (number(width, where, "options.width") <= 0) refuse(where, "options.width", "more than 0", width);
  return width;
}

/** The opacity of what is filled. */
function fill(o, where) {
  if (o === undefined) return undefined;
  const keys = keyCount(o, where), { alpha } = o;
  if (keys !== (alpha === undefined ? 0 : 1)) options(o, fillOptions, where);
  return alpha;
}

function known(size, where) {
  if (size === 0) throw new Error(`${where} is not known at freeze time, before main.js has told its config: ask in load() or later`);
  return size;
}

const imageOptions = ["frame", "rotation", "scale", "origin", "tint", "alpha"];

/** Further out no screen and no canvas reaches, and from there a float still tells parts of a pixel. */
const bounded = value => value > 65536 ? 65536 : value < -65536 ? -65536 : value;

function pair(value, where, name) {
  if (!isArray(value) || value.length !== 2) refuse(where, name, "two numbers", value);
}

/** Writes an image record's fields behind x and y from its options. */
function imageFields(at, o, where) {
  const keys = keyCount(o, where);
  const { frame, rotation, scale, origin, tint, alpha } = o;
  const given = (frame === undefined ? 0 : 1) + (rotation === undefined ? 0 : 1) + (scale === undefined ? 0 : 1) +
    (origin === undefined ? 0 : 1) + (tint === undefined ? 0 : 1) + (alpha === undefined ? 0 : 1);
  if (keys !== given) options(o, imageOptions, where);
  const number0 = frameOf(frame, where), turn = rotation === undefined ? 0 : number(rotation, where, "options.rotation");
  let scaleX = 1, scaleY = 1, originX = 0, originY = 0;
  if (typeof scale === "number") {
    scaleX = scaleY = number(scale, where, "options.scale");
  } else if (scale !== undefined) {
    pair(scale, where, "options.scale");
    scaleX = number(scale[0], where, "options.scale[0]");
    scaleY = number(scale[1], where, "options.scale[1]");
  }
  if (origin !== undefined) {
    pair(origin, where, "options.origin");
    originX = number(origin[0], where, "options.origin[0]");
    originY = number(origin[1], where, "options.origin[1]");
  }
  const paint = tinted(tint, alpha, where), { floats, bits } = list;
  bits[at] = number0; floats[at + 1] = turn;
  floats[at + 2] = scaleX; floats[at + 3] = scaleY; floats[at + 4] = originX; floats[at + 5] = originY;
  bits[at + 6] = paint;
}

const api = {
  clear(c = "black") {
    const paint = color(c, "screen.clear", "color");
    list.bits[begin(CLEAR, 2, "screen.clear")] = paint;
  },

  image(img, x, y, o) {
    const id = idOf(img);
    if (id === 0) refuse("screen.image", "img", "an image made by image() or canvas()", img);
    drawable(id, "screen.image", "img");
    number(x, "screen.image", "x"); number(y, "screen.image", "y");
    const at = begin(IMAGE, 11, "screen.image"), { floats, bits } = list;
    bits[at] = id; floats[at + 1] = x; floats[at + 2] = y;
    if (o === undefined) {
      bits[at + 3] = 0; floats[at + 4] = 0; floats[at + 5] = floats[at + 6] = 1; floats[at + 7] = floats[at + 8] = 0;
      bits[at + 9] = 0xffffffff;
      return;
    }
    try {
      imageFields(at + 3, o, "screen.image");
    } catch (error) {
      undo(at);
      throw error;
    }
  },

  sprites(s) {
    const c = columnsOf(s);
    if (c === null) refuse("screen.sprites", "s", "a Sprites", s);
    drawing("screen.sprites");
    drawable(c.id, "screen.sprites", "its image");
    const count = s.count;
    if (!Number.isInteger(count) || count < 0 || count > c.x.length)
      throw new RangeError(`screen.sprites: count must be a whole number from 0 to ${c.x.length}, the capacity, not ${shown(count)}`);
    native.screen.sprites(c.x, c.y, c.rotation, c.scale, c.tint, c.frame, c.id, count, c.originX, c.originY);
  },

  text,
  measure,
  tile,
  panel,
  polygon,
  triangles,

  fillRect(x, y, w, h, c, o) {
    rect(FILL_RECT, 6, "screen.fillRect", x, y, w, h, c, fill(o, "screen.fillRect"));
  },

  strokeRect(x, y, w, h, c, o) {
    const line = thickness(o, "screen.strokeRect");
    list.floats[rect(STROKE_RECT, 7, "screen.strokeRect", x, y, w, h, c, o?.alpha)] = line;
  },

  fillCircle(x, y, r, c, o) {
    circle(FILL_CIRCLE, 5, "screen.fillCircle", x, y, r, c, fill(o, "screen.fillCircle"));
  },

  strokeCircle(x, y, r, c, o) {
    const line = thickness(o, "screen.strokeCircle");
    list.floats[circle(STROKE_CIRCLE, 6, "screen.strokeCircle", x, y, r, c, o?.alpha)] = line;
  },

  line(x1, y1, x2, y2, c, o) {
    const where = "screen.line";
    number(x1, where, "x1"); number(y1, where, "y1"); number(x2, where, "x2"); number(y2, where, "y2");
    const line = thickness(o, where), paint = faded(color(c, where, "color"), o?.alpha, where);
    const at = begin(LINE, 7, where), { floats, bits } = list;
    floats[at] = x1; floats[at + 1] = y1; floats[at + 2] = x2; floats[at + 3] = y2;
    bits[at + 4] = paint; floats[at + 5] = line;
  },

  blend(mode) {
    const number0 = blends.indexOf(mode);
    if (number0 < 0) refuse("screen.blend", "mode", '"alpha", "add" or "multiply"', mode);
    list.bits[begin(BLEND, 2, "screen.blend")] = number0;
  },

  clip(x, y, w, h) {
    const where = "screen.clip", none = x === undefined && y === undefined && w === undefined && h === undefined;
    if (!none) area(x, y, w, h, where);
    const left = bounded(Math.min(x, x + w)), top = bounded(Math.min(y, y + h));
    const right = bounded(Math.max(x, x + w)), bottom = bounded(Math.max(y, y + h));
    const at = begin(CLIP, 5, where), { floats } = list;
    floats[at] = none ? 0 : left; floats[at + 1] = none ? 0 : top;
    floats[at + 2] = none ? -1 : right - left; floats[at + 3] = none ? -1 : bottom - top;
  },

  target(canvas) {
    const id = canvas === undefined ? 0 : canvasIdOf(canvas);
    if (canvas !== undefined && id === 0) refuse("screen.target", "canvas", "a canvas made by canvas()", canvas);
    list.bits[begin(TARGET, 2, "screen.target")] = id;
    aim(id);
  },

  camera(x = 0, y = 0, zoom = 1, rotation = 0) {
    const where = "screen.camera";
    number(x, where, "x"); number(y, where, "y"); number(zoom, where, "zoom"); number(rotation, where, "rotation");
    const at = begin(CAMERA, 5, where), { floats } = list;
    floats[at] = x; floats[at + 1] = y; floats[at + 2] = zoom; floats[at + 3] = rotation;
  },

  get width() { return known(width, "screen.width"); },
  get height() { return known(height, "screen.height"); },
};

export const screen = sealed(api);
