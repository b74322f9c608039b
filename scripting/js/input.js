// Keys, buttons and pointer, read in place from the engine's input state: engine/input.h, struct input.
import { isArray, refuse, shown, suggestion } from "./check.js";

const { native } = import.meta;
const KEYS = 512, DOWN = 1, PRESSED = 2, RELEASED = 4;

// Names come from the engine once, while the game is frozen.
const numbers = new Map(native.input.codes().split(" ").map(pair => {
  const [code, number] = pair.split("=");
  return [code, Number(number)];
}));
const names = [];
for (const [code, number] of numbers) names[number] = code;

let state = new Uint8Array(KEYS + 4);   // nothing is held while the game is frozen
let pointer = new Float32Array(3);

export function attach(buffer) {
  state = new Uint8Array(buffer, 0, KEYS + 4);
  pointer = new Float32Array(buffer, KEYS + 4, 3);
}

/** "KeyA" of the engine's key number. */
export function codeOf(number) {
  return names[number] ?? "";
}

function bitsOf(code, where) {
  const number = numbers.get(code);
  if (number === undefined) {
    if (typeof code !== "string") refuse(where, "key", 'a KeyboardEvent.code like "KeyA" or "ArrowLeft"', code);
    throw new TypeError(`${where}: there is no key ${shown(code)}${suggestion(code, numbers.keys())}`);
  }
  return state[number];
}

/** Whether a key, or one of an array of keys, is held. */
function held(keys, where) {
  if (!isArray(keys)) return (bitsOf(keys, where) & DOWN) !== 0;
  let any = false;
  for (let i = 0; i < keys.length; i++) any = (bitsOf(keys[i], where) & DOWN) !== 0 || any;
  return any;
}

function button(number, where) {
  if (number !== 0 && number !== 1 && number !== 2) refuse(where, "button", "0 (left), 1 (middle) or 2 (right)", number);
  return state[KEYS + number];
}

export const input = Object.freeze({
  down: key => (bitsOf(key, "input.down") & DOWN) !== 0,
  pressed: key => (bitsOf(key, "input.pressed") & PRESSED) !== 0,
  released: key => (bitsOf(key, "input.released") & RELEASED) !== 0,
  axis: (negative, positive) => (held(positive, "input.axis") ? 1 : 0) - (held(negative, "input.axis") ? 1 : 0),
  mouse: Object.freeze({
    get x() { return pointer[0]; },
    get y() { return pointer[1]; },
    get wheel() { return pointer[2]; },
    down: (number = 0) => (button(number, "input.mouse.down") & DOWN) !== 0,
    pressed: (number = 0) => (button(number, "input.mouse.pressed") & PRESSED) !== 0,
    released: (number = 0) => (button(number, "input.mouse.released") & RELEASED) !== 0,
  }),
});
