// A main.js that lets each function of the language lie in turn, and calls every row meanwhile: whatever the engine's own half is told by what
// an author may replace, nothing that it hands to C may end the game. tests/hostile-arguments.test.mjs runs it.
import { Sprites, canvas, font, game, image, music, screen, sound } from "thaw";
import { dot, face, rows } from "./rows.js";

export const config = { width: 64, height: 48 };

const { apply, defineProperty, getOwnPropertyDescriptor, getPrototypeOf, ownKeys } = Reflect, { log } = console, { stringify } = JSON;
const endless = ["next", "exec", "global"]; // loops of the language's own end by what these say
const lies = [undefined, true, NaN, -1, 2 ** 31 + 0.5, 1e300, {}, [], [-1, NaN, 1e300, 2 ** 40, 7], "x", "__proto__", () => 7];

/** Every object of the language that an author can reach, with its name. */
function reach() {
  const found = new Map(), add = (name, object) => { if (object && (typeof object === "object" || typeof object === "function") && !found.has(object)) found.set(object, name); };
  const names = ["Object", "Function", "Array", "Number", "Boolean", "String", "Symbol", "Math", "JSON", "Reflect", "Map", "Set", "WeakMap", "WeakSet", "WeakRef",
    "Promise", "RegExp", "Error", "TypeError", "RangeError", "AggregateError", "ArrayBuffer", "DataView", "Uint8Array", "Uint16Array", "Uint32Array", "Float32Array", "BigInt", "Date", "Proxy"];
  for (const name of names) {
    add(name, globalThis[name]);
    add(name + ".prototype", globalThis[name].prototype);
  }
  add("TypedArray", getPrototypeOf(Uint8Array));
  add("TypedArray.prototype", getPrototypeOf(Uint8Array.prototype));
  for (const each of [[][Symbol.iterator](), new Map().entries(), new Set().values(), ""[Symbol.iterator](), "".matchAll(/x/g)]) add("an iterator's", getPrototypeOf(each));
  add("every iterator's", getPrototypeOf(getPrototypeOf([][Symbol.iterator]())));
  return found;
}

/** [object, key, its descriptor, name] of each function and accessor. */
const places = [];
for (const [object, name] of reach())
  for (const key of ownKeys(object)) {
    const descriptor = getOwnPropertyDescriptor(object, key);
    if (!descriptor.configurable || endless.includes(key) || !(descriptor.get || typeof descriptor.value === "function")) continue;
    places.push([object, key, descriptor, `${name}.${String(key)}`]);
  }
// constructors, by their global names
for (const key of ["Number", "String", "Array", "Object", "Map", "Set", "Promise", "Float32Array", "Uint32Array", "Uint8Array", "Uint16Array", "Error", "TypeError", "RangeError", "ArrayBuffer", "Boolean", "Symbol"])
  places.push([globalThis, key, getOwnPropertyDescriptor(globalThis, key), key]);

/** Without those that only begin something, and canvas(), of which a game has so many and no more: it is tried with what it must refuse. */
const tried = Object.values(rows).filter(row => !row.ends && !/^(console\.|Response\.|canvas$|game\.screenshot$)/.test(row.name));
let calls = 0;

function callAll() {
  for (let i = 0; i < tried.length; i++) {
    const row = tried[i];
    calls++;
    try {
      const self = row.self(), result = apply(row.function(self), self, row.args());
      if (row.after) row.after(result);
      if (result instanceof Promise) result.catch(() => {});
    } catch {}
  }
  // and what was made is used
  try { const paper = canvas(NaN, NaN); screen.target(paper); screen.target(); screen.image(paper, 1, 1); } catch {}
  try { screen.image(dot, 1, 1); screen.text("x", 1, 1, { font: face }); face.measure("x"); } catch {}
  try { font("test.ttf").measure("x"); screen.sprites(new Sprites(image("dot.png", { frame: [NaN, -5] }), 3)); } catch {}
  try { const voice = sound("beep.wav").play({ rate: 10 }); voice.rate = 0.1; music("beep.wav").play(); } catch {}
}

function lie(place, value) {
  const [object, key, descriptor] = place;
  const told = function () { return value; };
  defineProperty(object, key, descriptor.get ? { get: told, configurable: true } : { value: told, writable: true, configurable: true });
  try {
    callAll();
  } finally {
    defineProperty(object, key, descriptor);
  }
}

let at = 0;
const AT_ONCE = 40;

export function draw() {
  if (at === 0) game.screenshot("before.png");
  for (let i = at - 1; at > 0 && i < Math.min(at - 1 + AT_ONCE, places.length); i++) {
    if (game.args[0] === "tell") log(places[i][3]); // the last that was told is the one that ended the game
    for (const value of lies) lie(places[i], value);
  }
  screen.clear("navy");
  screen.camera();
  screen.clip();
  screen.image(dot, 4, 4);
  screen.text("still", 2, 30, { font: face });
  if (at > places.length) {
    game.screenshot("after.png");
    log(stringify(["lies", { places: places.length, lies: lies.length, calls }]));
    game.quit(7);
  }
  at = at === 0 ? 1 : at + AT_ONCE;
}
