// Keys, buttons, pointer and pads, read in place from the engine's input state: engine/input.h, struct input.
import { isArray, number, options, refuse, sealed, shown, suggestion } from "./check.js";

const { native } = import.meta;
const { Float32Array, Uint8Array, Uint32Array } = globalThis; // an author's could keep the engine's memory
const KEYS = 512, CONTROLS = 28, BUTTONS = 540, POINTER = 544, VALUES = 564, PADS = 676, PAD_SIZE = 224; // bind_input.c checks these
const PAD_COUNT = 8, PAD_BUTTONS = 17, PAD_AXES = 4;
const DOWN = 1, PRESSED = 2, RELEASED = 4;
const MOST_KEYS = 64; // of an array

// Names come from the engine once, while the game is frozen; those of pads' controls follow the keys.
const numbers = new Map(native.input.codes().split(" ").map(pair => {
  const [code, value] = pair.split("=");
  return [code, Number(value)];
}));
const names = [];
for (const [code, value] of numbers) names[value] = code;

// Nothing is held while the game is frozen.
let memory = new ArrayBuffer(PADS + PAD_COUNT * PAD_SIZE);
let state, pointer, values, words;
attach(memory);

export function attach(buffer) {
  memory = buffer;
  state = new Uint8Array(buffer, 0, POINTER);
  pointer = new Float32Array(buffer, POINTER, 5);
  values = new Float32Array(buffer, VALUES, CONTROLS);
  words = new Uint32Array(buffer);
}

/** "KeyA" of the engine's key number. */
export function codeOf(value) {
  return names[value] ?? "";
}

function numberOf(code, where) {
  const found = numbers.get(code);
  if (found === undefined) {
    if (typeof code !== "string") refuse(where, "key", 'a KeyboardEvent.code like "KeyA" or "ArrowLeft", or a button like "PadA"', code);
    throw new TypeError(`${where}: there is no key ${shown(code)}${suggestion(code, numbers.keys())}`);
  }
  return found;
}

function lengthOf(keys, where) {
  const { length } = keys;
  if (!(typeof length === "number" && length <= MOST_KEYS))
    throw new RangeError(`${where}: ${MOST_KEYS} keys at most, not ${shown(length)}`);
  return length;
}

/** Whether a key, or any of an array of keys, has the bit. */
function any(keys, bit, where) {
  if (!isArray(keys)) return (state[numberOf(keys, where)] & bit) !== 0;
  let found = false;
  const length = lengthOf(keys, where);
  for (let i = 0; i < length; i++) found = (state[numberOf(keys[i], where)] & bit) !== 0 || found;
  return found;
}

/** How far one key is pressed, 0 to 1. */
function valueOf(key, where) {
  const found = numberOf(key, where);
  return found < KEYS ? state[found] & DOWN : values[found - KEYS];
}

/** How far a key, or that of an array which is furthest, is pressed. */
function furthest(keys, where) {
  if (!isArray(keys)) return valueOf(keys, where);
  let most = 0;
  const length = lengthOf(keys, where);
  for (let i = 0; i < length; i++) most = Math.max(most, valueOf(keys[i], where));
  return most;
}

function axis(negative, positive) {
  const back = furthest(negative, "input.axis");
  return furthest(positive, "input.axis") - back;
}

function button(value, where) {
  if (value !== 0 && value !== 1 && value !== 2) refuse(where, "button", "0 (left), 1 (middle) or 2 (right)", value);
  return state[BUTTONS + value];
}

function yesOrNo(value, where, name) {
  if (typeof value !== "boolean") refuse(where, name, "true or false", value);
  return value;
}

/** Starts or stops text input, and tells where the caret is. */
function text(on, caret) {
  yesOrNo(on, "input.text", "on");
  options(caret, ["x", "y", "w", "h"], "input.text");
  const { x = 0, y = 0, w = 1, h = 8 } = caret ?? {};
  number(x, "input.text", "x"); number(y, "input.text", "y"); number(w, "input.text", "w"); number(h, "input.text", "h");
  const limit = value => Math.min(Math.max(value, -1e6), 1e6);
  native.input.text(Number(on), Number(caret !== undefined), limit(x), limit(y), limit(w), limit(h));
}

// ── pads ──

function inRange(value, least, most, where, name) {
  if (!(number(value, where, name) >= least && value <= most)) refuse(where, name, `a number from ${least} to ${most}`, value);
  return value;
}

function rumble(index, strong, weak, seconds) {
  const where = "pad.rumble";
  inRange(strong, 0, 1, where, "strong");
  native.input.rumble(index, strong, inRange(weak, 0, 1, where, "weak"), inRange(seconds, 0, 60, where, "seconds"));
}

/** The pad in this place, read in place. */
function makePad(index) {
  const at = PADS + index * PAD_SIZE;
  const own = new Float32Array(memory, at + 4, CONTROLS), bits = new Uint8Array(memory, at + 4 + CONTROLS * 4, CONTROLS);
  const buttons = Array.from({ length: PAD_BUTTONS }, (_, i) => Object.freeze({
    get pressed() { return (bits[i] & DOWN) !== 0; },
    get value() { return own[i]; },
  }));
  const axes = [];
  for (let i = 0; i < PAD_AXES; i++) {
    const half = PAD_BUTTONS + i * 2;
    Object.defineProperty(axes, i, { enumerable: true, get: () => own[half + 1] - own[half] });
  }
  return Object.freeze({
    id: native.input.padId(index),
    index,
    axes: Object.freeze(axes),
    buttons: Object.freeze(buttons),
    rumble(strong = 1, weak = strong, seconds = 0.2) { rumble(index, strong, weak, seconds); },
  });
}

const connections = new Array(PAD_COUNT).fill(0);   // engine/input.h: input_pad.connection, of the pad that was made
const made = new Array(PAD_COUNT).fill(null);
let list = Object.freeze([]);

function pads() {
  let changed = false;
  for (let i = 0; i < PAD_COUNT; i++) {
    const connection = words[(PADS + i * PAD_SIZE) / 4];
    if (connection === connections[i]) continue;
    connections[i] = connection;
    made[i] = connection === 0 ? null : makePad(i);
    changed = true;
  }
  if (changed) list = Object.freeze(made.filter(pad => pad !== null));
  return list;
}

export const input = sealed({
  down: key => any(key, DOWN, "input.down"),
  pressed: key => any(key, PRESSED, "input.pressed"),
  released: key => any(key, RELEASED, "input.released"),
  axis,
  text,
  get pads() { return pads(); },
  mouse: sealed({
    get x() { return pointer[0]; },
    get y() { return pointer[1]; },
    get wheel() { return pointer[2]; },
    get dx() { return pointer[3]; },
    get dy() { return pointer[4]; },
    down: (value = 0) => (button(value, "input.mouse.down") & DOWN) !== 0,
    pressed: (value = 0) => (button(value, "input.mouse.pressed") & PRESSED) !== 0,
    released: (value = 0) => (button(value, "input.mouse.released") & RELEASED) !== 0,
    capture: on => native.input["mouse.capture"](Number(yesOrNo(on, "input.mouse.capture", "on"))),
    get visible() { return native.input["mouse.visible"](); },
    set visible(on) { native.input["mouse.show"](Number(yesOrNo(on, "input.mouse.visible", "the value"))); },
  }),
});
