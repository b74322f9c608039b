// The draw list that C and JavaScript share: where records are begun. Layout and meaning: engine/draw.h.
import * as check from "./check.js";
import * as colors from "./color.js";

// Optimised code reads an imported function at each call anew, and compares it with the one it knows; a constant it trusts.
const { number, refuse } = check, { color } = colors;
const { Float32Array, Uint32Array } = globalThis; // an author's could keep the engine's memory

/** Both views of the list, `floats` and `bits`, once the game runs. They are added to an object that is never changed again, so that
 * optimised code takes them for constants; a module that writes records keeps this object in a constant of its own for the same reason. */
export const memory = Object.setPrototypeOf({}, null); // or a setter of Object's could keep them
const list = memory;
const TARGET = 13; // engine/draw.h
const PLACES = 0x7fffff; // more than there are words: a place is a small integer to V8, whatever it reads
let limit = 0;
let room = 0;   // the limit inside of draw(), 0 outside of it, when there is no frame to draw on
let target = 0; // the canvas that is drawn on, 0: the screen
let aimed = 0;  // a place in the record that said so

export function attach(buffer) {
  list.floats = new Float32Array(buffer);
  list.bits = new Uint32Array(buffer);
  limit = list.bits.length;
}

export function open() {
  room = limit;
  target = aimed = 0;
}

export function close() {
  room = 0;
}

/** Refuses to draw where there is no frame. */
export function drawing(where) {
  if (room === 0) nowhere(where);
}

function nowhere(where) {
  throw new Error(limit ? `${where} draws, and outside of draw() there is no frame to draw on`
    : `${where} draws, and this is freeze time, when there is no screen: call it from draw()`);
}

function full(where) {
  throw new RangeError(`${where}: the draw list is full (${limit} words a frame; Sprites take fewest)`);
}

/** Starts a record of `words` words; gives the place of its first field. */
export function begin(op, words, where) {
  if (room === 0) nowhere(where);
  const { bits } = list, at = bits[0] & PLACES;
  if (at + words > room) full(where);
  bits[0] = at + words;
  bits[at] = op | (words << 8);
  return at + 1;
}

/** Takes back the record whose first field is there, and all behind it: half a record must not be drawn. */
export function undo(at) {
  list.bits[0] = at - 1;
  if (aimed >= at) aimBefore(at - 1);
}

/** A getter of the author's has aimed, and that was taken back: what is drawn on is what the last record before says. */
function aimBefore(end) {
  const { bits } = list;
  target = aimed = 0;
  for (let at = 1; at < end; at += bits[at] >>> 8) {
    if ((bits[at] & 255) !== TARGET) continue;
    target = bits[at + 1];
    aimed = at;
  }
}

/** What follows the last record, which says so, is drawn on this canvas. */
export function aim(canvas) {
  target = canvas;
  aimed = (list.bits[0] & PLACES) - 1;
}

/** Refuses a picture that is the canvas it would be drawn on; gives its id. */
export function drawable(id, where, name) {
  if (id === target) throw new TypeError(`${where}: ${name} is the canvas that is drawn on, and a canvas cannot be drawn onto itself`);
  return id;
}

export const WHITE = -1; // 0xffffffff as color() gives it

/** The colour with its opacity times alpha, 0 to 1; undefined: as it is. */
export function faded(paint, alpha, where) {
  return alpha === undefined ? paint : thinned(paint, alpha, where);
}

function thinned(paint, alpha, where) {
  const share = number(alpha, where, "options.alpha");
  return (paint & 0xffffff00) | Math.round((paint & 255) * (share < 0 ? 0 : share > 1 ? 1 : share));
}

/** The colour that a picture is multiplied by, of options.tint and options.alpha. */
export function tinted(tint, alpha, where) {
  return faded(tint === undefined ? WHITE : color(tint, where, "options.tint"), alpha, where);
}

/** A frame's number: 0 when not given. */
export function frameOf(frame, where) {
  if (frame === undefined) return 0;
  if (typeof frame !== "number" || !(frame >= 0 && frame < 4294967296)) refuse(where, "options.frame", "a frame number from 0", frame);
  return frame;
}

const KEPT = 65536; // letters; room for more is let go
let scratch = new Uint32Array(64);

function roomFor(letters) {
  if (letters > KEPT) return new Uint32Array(letters);
  if (scratch.length < letters) scratch = new Uint32Array(letters * 2);
  return scratch;
}

/** The code points of a string, in memory that the next call uses again. */
export function pointsOf(s) {
  const points = roomFor(s.length);
  let count = 0;
  for (let i = 0; i < s.length; i++) {
    const point = s.codePointAt(i);
    if (point > 0xffff) i++;
    points[count++] = point;
  }
  return { count, points };
}
