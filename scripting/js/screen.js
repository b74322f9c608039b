// Drawing: records written into the draw list that C and JavaScript share. Layout and meaning: engine/draw.h.
import { color } from "./color.js";
import { isArray, number, options, refuse, shown, string } from "./check.js";
import { idOf } from "./assets.js";
import { columnsOf } from "./sprites.js";

const { native } = import.meta;
const CLEAR = 1, CAMERA = 2, IMAGE = 3, FILL_RECT = 5, STROKE_RECT = 6, FILL_CIRCLE = 7, STROKE_CIRCLE = 8, LINE = 9, TEXT = 10;
const LETTER = 0.75; // width of the built-in font's cell as a part of its height

let memory = null;                 // both views while the game runs
let floats = null, bits = null;    // the same views, only inside draw(): outside of it there is no frame to draw on
let limit = 0;
let width = 0, height = 0;

export function attach(buffer) {
  memory = { floats: new Float32Array(buffer), bits: new Uint32Array(buffer) };
  limit = memory.bits.length;
}

export function resize(w, h) {
  width = w;
  height = h;
}

export function open() {
  ({ floats, bits } = memory);
}

export function close() {
  floats = bits = null;
}

function nowhere(where) {
  throw new Error(memory ? `${where} draws, and outside of draw() there is no frame to draw on`
    : `${where} draws, and this is freeze time, when there is no screen: call it from draw()`);
}

/** Starts a record of `words` words; gives the place of its first field. */
function begin(op, words, where) {
  if (bits === null) nowhere(where);
  const at = bits[0];
  if (at + words > limit) throw new RangeError(`${where}: the draw list is full (${limit} words a frame; Sprites take fewest)`);
  bits[0] = at + words;
  bits[at] = op | (words << 8);
  return at + 1;
}

function rect(op, words, where, x, y, w, h, c) {
  number(x, where, "x"); number(y, where, "y"); number(w, where, "w"); number(h, where, "h");
  const paint = color(c, where, "color");
  const at = begin(op, words, where);
  floats[at] = x; floats[at + 1] = y; floats[at + 2] = w; floats[at + 3] = h;
  bits[at + 4] = paint;
  return at + 5;
}

function circle(op, words, where, x, y, r, c) {
  number(x, where, "x"); number(y, where, "y"); number(r, where, "r");
  const paint = color(c, where, "color");
  const at = begin(op, words, where);
  floats[at] = x; floats[at + 1] = y; floats[at + 2] = r;
  bits[at + 3] = paint;
  return at + 4;
}

/** Width of a line: a positive number, 1 when not given. */
function thickness(o, where) {
  if (o === undefined) return 1;
  options(o, ["width"], where);
  const w = o.width === undefined ? 1 : number(o.width, where, "options.width");
  if (w <= 0) refuse(where, "options.width", "more than 0", w);
  return w;
}

function known(size, where) {
  if (size === 0) throw new Error(`${where} is not known at freeze time, before main.js has told its config: ask in load() or later`);
  return size;
}

const imageOptions = ["frame", "rotation", "scale", "origin", "tint", "alpha"];

function pair(value, where, name) {
  if (!isArray(value) || value.length !== 2) refuse(where, name, "two numbers", value);
  number(value[0], where, name + "[0]");
  number(value[1], where, name + "[1]");
}

/** Writes an image record's fields behind x and y from its options. */
function imageFields(at, o, where) {
  options(o, imageOptions, where);
  const { frame = 0, rotation = 0, scale = 1, origin, tint, alpha = 1 } = o;
  if (typeof frame !== "number" || !(frame >= 0 && frame < 4294967296)) refuse(where, "options.frame", "a frame number from 0", frame);
  bits[at] = frame;
  floats[at + 1] = number(rotation, where, "options.rotation");
  if (typeof scale === "number") {
    floats[at + 2] = floats[at + 3] = number(scale, where, "options.scale");
  } else {
    pair(scale, where, "options.scale");
    floats[at + 2] = scale[0]; floats[at + 3] = scale[1];
  }
  if (origin === undefined) {
    floats[at + 4] = floats[at + 5] = 0;
  } else {
    pair(origin, where, "options.origin");
    floats[at + 4] = origin[0]; floats[at + 5] = origin[1];
  }
  const paint = tint === undefined ? 0xffffffff : color(tint, where, "options.tint");
  const share = number(alpha, where, "options.alpha");
  bits[at + 6] = ((paint & 0xffffff00) | Math.round((paint & 255) * (share < 0 ? 0 : share > 1 ? 1 : share))) >>> 0;
}

const textOptions = ["color", "size", "align", "width"];
const alignments = ["left", "center", "right"];

function textStyle(o, where) {
  options(o, textOptions, where);
  const size = o.size === undefined ? 8 : number(o.size, where, "options.size");
  if (size <= 0) refuse(where, "options.size", "more than 0", size);
  const align = o.align === undefined ? 0 : alignments.indexOf(o.align);
  if (align < 0) refuse(where, "options.align", '"left", "center" or "right"', o.align);
  const wrap = o.width === undefined ? 0 : number(o.width, where, "options.width");
  return { size, align, wrap, paint: o.color === undefined ? 0xffffffff : color(o.color, where, "options.color") };
}

const plain = Object.freeze({ size: 8, align: 0, wrap: 0, paint: 0xffffffff });

export const screen = Object.freeze({
  clear(c = "black") {
    const paint = color(c, "screen.clear", "color");
    bits[begin(CLEAR, 2, "screen.clear")] = paint;
  },

  image(img, x, y, o) {
    const id = idOf(img);
    if (id === 0) refuse("screen.image", "img", "an image made by image()", img);
    number(x, "screen.image", "x"); number(y, "screen.image", "y");
    const at = begin(IMAGE, 11, "screen.image");
    bits[at] = id; floats[at + 1] = x; floats[at + 2] = y;
    if (o === undefined) {
      bits[at + 3] = 0; floats[at + 4] = 0; floats[at + 5] = floats[at + 6] = 1; floats[at + 7] = floats[at + 8] = 0;
      bits[at + 9] = 0xffffffff;
      return;
    }
    try {
      imageFields(at + 3, o, "screen.image");
    } catch (error) {
      bits[0] = at - 1; // half a record must not be drawn
      throw error;
    }
  },

  sprites(s) {
    const c = columnsOf(s);
    if (c === null) refuse("screen.sprites", "s", "a Sprites", s);
    if (bits === null) nowhere("screen.sprites");
    const count = s.count;
    if (!Number.isInteger(count) || count < 0 || count > c.x.length)
      throw new RangeError(`screen.sprites: count must be a whole number from 0 to ${c.x.length}, the capacity, not ${shown(count)}`);
    native.screen.sprites(c.x, c.y, c.rotation, c.scale, c.tint, c.frame, c.id, count, c.originX, c.originY);
  },

  text(s, x, y, o) {
    if (typeof s === "number") s = String(s);
    string(s, "screen.text", "s"); number(x, "screen.text", "x"); number(y, "screen.text", "y");
    const style = o === undefined ? plain : textStyle(o, "screen.text");
    const at = begin(TEXT, 8 + s.length, "screen.text");
    floats[at] = x; floats[at + 1] = y; floats[at + 2] = style.size;
    bits[at + 3] = style.paint; bits[at + 4] = style.align; floats[at + 5] = style.wrap;
    let count = 0;
    for (let i = 0; i < s.length; i++) {
      const point = s.codePointAt(i);
      if (point > 0xffff) i++;
      bits[at + 7 + count++] = point;
    }
    bits[at + 6] = count;
    bits[at - 1] = TEXT | ((8 + count) << 8);
    bits[0] = at + 7 + count;
  },

  fillRect(x, y, w, h, c) {
    rect(FILL_RECT, 6, "screen.fillRect", x, y, w, h, c);
  },

  strokeRect(x, y, w, h, c, o) {
    const line = thickness(o, "screen.strokeRect");
    floats[rect(STROKE_RECT, 7, "screen.strokeRect", x, y, w, h, c)] = line;
  },

  fillCircle(x, y, r, c) {
    circle(FILL_CIRCLE, 5, "screen.fillCircle", x, y, r, c);
  },

  strokeCircle(x, y, r, c, o) {
    const line = thickness(o, "screen.strokeCircle");
    floats[circle(STROKE_CIRCLE, 6, "screen.strokeCircle", x, y, r, c)] = line;
  },

  line(x1, y1, x2, y2, c, o) {
    const where = "screen.line";
    number(x1, where, "x1"); number(y1, where, "y1"); number(x2, where, "x2"); number(y2, where, "y2");
    const paint = color(c, where, "color"), line = thickness(o, where);
    const at = begin(LINE, 7, where);
    floats[at] = x1; floats[at + 1] = y1; floats[at + 2] = x2; floats[at + 3] = y2;
    bits[at + 4] = paint; floats[at + 5] = line;
  },

  camera(x = 0, y = 0, zoom = 1, rotation = 0) {
    const where = "screen.camera";
    number(x, where, "x"); number(y, where, "y"); number(zoom, where, "zoom"); number(rotation, where, "rotation");
    const at = begin(CAMERA, 5, where);
    floats[at] = x; floats[at + 1] = y; floats[at + 2] = zoom; floats[at + 3] = rotation;
  },

  measure(s, o) {
    string(s, "screen.measure", "s");
    const { size } = o === undefined ? plain : textStyle(o, "screen.measure");
    let widest = 0;
    const lines = s.split("\n");
    for (const line of lines) widest = Math.max(widest, Array.from(line).length);
    return { width: widest * size * LETTER, height: lines.length * size };
  },

  get width() { return known(width, "screen.width"); },
  get height() { return known(height, "screen.height"); },
});
