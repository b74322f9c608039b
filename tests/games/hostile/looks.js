// A main.js that looks at whatever passes through the functions of the language, from its top level on: the engine's memory and its native
// functions must not be among it. tests/hostile-arguments.test.mjs runs it.
import { font, input, screen, sound } from "thaw";

export const config = { width: 64, height: 48 };

const { apply, construct, defineProperty, getOwnPropertyDescriptor, ownKeys } = Reflect, { isView } = ArrayBuffer, { toString } = Function.prototype;
const bufferOf = getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), "buffer").get;
const lengthOf = getOwnPropertyDescriptor(ArrayBuffer.prototype, "byteLength").get;
const DRAW = 16 << 20, INPUT = 2476; // bytes of the engine's memory
let seen = "", busy = false;

function note(each) {
  const view = isView(each);
  let size = 0;
  try {
    size = apply(lengthOf, view ? apply(bufferOf, each, []) : each, []);
  } catch {}
  if (size === DRAW || size === INPUT) seen += " memory";
  for (let i = 0, names = view ? [] : ownKeys(each); i < names.length; i++) {
    if (names[i] !== "rumble" && names[i] !== "declare" && names[i] !== "stop") continue;
    const { value } = getOwnPropertyDescriptor(each, names[i]);
    if (typeof value === "function" && apply(toString, value, []) === `function ${names[i]}() { [native code] }`) seen += ` ${names[i]}`;
    if (typeof value === "function" && apply(toString, value, []) === "function () { [native code] }") seen += ` ${names[i]}`;
  }
}

function look(each) {
  if (busy || !each || (typeof each !== "object" && typeof each !== "function")) return each;
  busy = true;
  try {
    note(each);
  } catch {} finally {
    busy = false;
  }
  return each;
}

const looking = real => function (...args) {
  look(this);
  for (let i = 0; i < args.length; i++) look(args[i]);
  return look(apply(real, this, args));
};

for (const name of ["Float32Array", "Uint32Array", "Uint8Array"])
  globalThis[name] = new Proxy(globalThis[name], { construct(to, args, made) { look(args[0]); return construct(to, args, made); } });
for (const holder of [Array.prototype, Map.prototype, Function.prototype, Object, Reflect, Array, Object.prototype])
  for (const key of ownKeys(holder)) {
    const descriptor = getOwnPropertyDescriptor(holder, key);
    if (typeof descriptor.value === "function" && descriptor.configurable && key !== "constructor") defineProperty(holder, key, { ...descriptor, value: looking(descriptor.value) });
  }
for (const key of ["floats", "bits", "game", "sound", "screen", "input", "voice", "music", "0"])
  defineProperty(Object.prototype, key, { configurable: true, set(value) { look(value); look(this); defineProperty(this, key, { value, writable: true, configurable: true, enumerable: true }); } });

const face = font("test.ttf"), beep = sound("beep.wav");

export function load() {
  beep.play();
}

export function update() {
  input.down("KeyA");
  input.pads.map(pad => pad.id);
}

export function draw() {
  screen.fillRect(1, 1, 1, 1, "red");
  screen.text("x", 1, 1, { font: face });
  screen.triangles([1, 2, 3, 4, 5, 6]);
  face.measure("x");
  console.log(`seen:${seen}`);
}
