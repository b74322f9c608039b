// What C calls (scripting/vm.h, VM_HOOKS): the author's hooks, in order, with everything around them.
import { standAside, standIn } from "./language.js"; // first: it completes the language for all that follows
import "./main.js";
import "./web.js";
import * as clock from "./clock.js";
import { color } from "./color.js";
import { useSystemChance } from "./crypto.js";
import { merge, pack, unpack } from "./carry.js";
import { refuse, suggestion } from "./check.js";
import { mustCollect, seal as sealHeap, watchFreezing } from "./freeze.js";
import { run } from "./game.js";
import * as input from "./input.js";
import * as screen from "./screen.js";
import * as sound from "./sound.js";
import * as storage from "./storage.js";
import { repeatDate, useDebuggersConsole } from "./web.js";

const { native } = import.meta, { assign } = Object; // an author's would get the native functions to see
const hasOwn = Function.prototype.call.bind(Object.prototype.hasOwnProperty);
let main = {};      // the namespace of the author's main.js
let ready = false;  // load() has settled
let fps = 60;
let hold = false;   // a debugger wants to stop on the first statement of the first hook

const hooks = ["load", "update", "draw", "quit", "keydown", "keyup", "textinput", "textedit", "pointerdown", "pointerup", "pointermove",
  "wheel", "padconnected", "paddisconnected", "resize", "focus", "blur"];
const others = ["config", "state", "migrate", "default"];
// What such a hook is called elsewhere.
const elsewhere = { init: "load", setup: "load", start: "load", ready: "load", preload: "load", render: "draw", paint: "draw",
  tick: "update", loop: "update",
  mousedown: "pointerdown", mouseup: "pointerup", mousemove: "pointermove", keypressed: "keydown", keyreleased: "keyup",
  touchstart: "pointerdown", touchend: "pointerup", touchmove: "pointermove", compositionupdate: "textedit",
  gamepadconnected: "padconnected", gamepaddisconnected: "paddisconnected",
  mousepressed: "pointerdown", mousereleased: "pointerup", mousewheel: "wheel" };
const scales = { fit: 0, integer: -1, stretch: -2 }; // engine/render.h, enum render_scale
const defaults = { title: "thaw", width: 800, height: 600, scale: "fit", fps: 60, pixelated: false, background: "black", save: "" };

Error.stackTraceLimit = 10; // V8 leaves it unset in an isolate that will be frozen, and then errors have no stack
standIn();
watchFreezing();

/** The author's module graph has been evaluated: checks what main.js exports. */
export function start(namespace) {
  main = namespace;
  for (const name of hooks)
    if (main[name] !== undefined && typeof main[name] !== "function") refuse("main.js", `export ${name}`, "a function", main[name]);
  if (main.migrate !== undefined && typeof main.migrate !== "function") refuse("main.js", "export migrate", "a function", main.migrate);
  if (main.state !== undefined && (typeof main.state !== "object" || main.state === null))
    refuse("main.js", "export state", "an object", main.state);
  for (const name of Object.keys(main)) {
    if (hooks.includes(name) || others.includes(name)) continue;
    const meant = elsewhere[name.toLowerCase()];
    const near = typeof main[name] !== "function" ? "" : meant ? ` (did you mean ${JSON.stringify(meant)}?)` : suggestion(name, hooks);
    if (near) native.game.log(3, `main.js exports ${name}(), which nothing calls${near}`);
  }
  const given = main.config ?? {};
  if (typeof given !== "object") refuse("main.js", "export config", "an object", given);
  for (const key of Object.keys(given))
    if (!(key in defaults)) throw new TypeError(`config: there is no ${JSON.stringify(key)}${suggestion(key, Object.keys(defaults))}`);
  for (const key of Object.keys(defaults)) config(key);
  if (!hooks.some(name => main[name] !== undefined))
    native.game.log(3, "main.js exports no hook, so nothing will happen: write `export function draw() { … }`");
}

/** V8 adds to these when a game is thawed, and aborts when it cannot. */
function checkOpen() {
  const open = { globalThis, Object, Array, "Array.prototype": Array.prototype, "Array.prototype[Symbol.unscopables]":
    Array.prototype[Symbol.unscopables], String, "String.prototype": String.prototype, Error, Intl, "Intl.Segmenter.prototype":
    Intl.Segmenter.prototype, "TypedArray.prototype": Object.getPrototypeOf(Uint8Array.prototype), RegExp, "RegExp.prototype":
    RegExp.prototype, ArrayBuffer, "ArrayBuffer.prototype": ArrayBuffer.prototype };
  for (const [name, value] of Object.entries(open))
    if (value === undefined || value === null || !Object.isExtensible(value))
      throw new Error(`${name} was frozen or removed at top level, and V8 must add to it when the game is thawed: do that in load()`);
}

function inRange(key, value, least, most) {
  if (typeof value !== "number" || !(value >= least && value <= most)) refuse("config", key, `a number from ${least} to ${most}`, value);
  return value;
}

/** One value of config, checked, defaults filled in, as C wants it. */
export function config(key) {
  const value = main.config?.[key] ?? defaults[key];
  switch (key) {
    case "width": case "height":
      if (!Number.isInteger(value)) refuse("config", key, "a whole number of pixels", value);
      return inRange(key, value, 1, 8192);
    case "fps": return inRange(key, value, 1, 1000);
    case "scale":
      if (typeof value === "string" && Object.hasOwn(scales, value)) return scales[value];
      if (typeof value === "string") refuse("config", key, '"fit", "integer", "stretch" or a number', value);
      return inRange(key, value, 0.01, 100);
    case "pixelated":
      if (typeof value !== "boolean") refuse("config", key, "true or false", value);
      return value ? 1 : 0;
    case "background": return color(value, "config", key) >>> 0;
    case "save":
      if (typeof value !== "string" || (value !== defaults.save && !/^[\w-][\w .-]{0,63}$/.test(value)))
        refuse("config", key, "a name of at most 64 letters, digits, blanks and _ - .", value);
      return value;
    default:
      if (typeof value !== "string") refuse("config", key, "a string", value);
      return value;
  }
}

/** The last before the heap is frozen; true when it must be called again, after a full collection. */
export const seal = collected => {
  if (!collected && mustCollect()) return true;
  checkOpen();
  sealHeap();
  standAside();
  run.freezing = false;
  delete Error.stackTraceLimit; // V8 puts its own there after a thaw, and 11.3 aborts when there is one already
  return false;
};

/** While freezing, a top-level await may wait for a timer: time is made to pass. Not for ever, as an interval could. */
let jumps = 0;
export const tick = () => ++jumps < 10000 && clock.jump();

/** What C shares, given before load(): memory, and the rows of numbers as functions that are called without a detour. */
export function attach(name, what) {
  if (name === "draw") screen.attach(what);
  else if (name === "input") input.attach(what);
  else for (const group in what) if (hasOwn(native, group)) assign(native[group], what[group]);
}

/** Calls the author's first hook through the engine, which asks the debugger to stop on its first statement. */
function begin(hook, argument) {
  if (hook === undefined) return undefined;
  hold = false;
  return native.game.begin(hook, argument);
}

function started() {
  ready = true;
}

/** What the next game gets of this one: the state as bytes, nothing without one. */
export const save = () => (main.state === undefined ? undefined : pack(main.state));

const NO_STATE = 0, KEPT = 1, KEPT_IN_PART = 2; // scripting/script_life.h, enum state

/** Puts the state of the game before over this game's own. */
function restore(bytes) {
  if (main.state === undefined) return NO_STATE;
  const { state, lost } = unpack(bytes);
  const migrated = main.migrate ? main.migrate(state) : state;
  if (migrated === undefined || migrated === null) return NO_STATE;
  if (typeof migrated !== "object") refuse("migrate", "what it returns", "the new state, an object", migrated);
  if (migrated !== main.state) merge(main.state, migrated, lost);
  for (const what of lost.slice(0, 10)) native.game.log(3, `not carried over: ${what}`);
  if (lost.length > 10) native.game.log(3, `not carried over: ${lost.length - 10} more`);
  return lost.length > 0 ? KEPT_IN_PART : KEPT;
}

/** Gives what became of the state of the game before. */
export function load(restarted, deterministic, argCount, debugging, holding, carried) {
  run.freezing = false;
  run.restarted = restarted;
  run.args = Object.freeze(Array.from({ length: argCount }, (_, i) => native.game.arg(i)));
  screen.resize(config("width"), config("height"));
  fps = config("fps");
  sound.begin();
  if (deterministic) repeatDate();
  else useSystemChance();
  if (debugging) useDebuggersConsole();
  const state = carried === undefined ? NO_STATE : restore(carried);
  native.input.text(Number(main.textinput !== undefined || main.textedit !== undefined), 0, 0, 0, 0, 0);
  hold = holding;
  const loading = hold ? begin(main.load) : main.load?.();
  if (typeof loading?.then === "function") loading.then(started);
  else started();
  return state;
}

/** Gives whether the game has begun: its load() has settled. */
export function update(dt) {
  clock.advance(dt * 1000); // an async load() may wait for a timer
  if (!ready) return false;
  if (hold) begin(main.update, dt);
  else main.update?.(dt);
  run.frame++;
  run.time = run.frame / fps;
  storage.flush(false);
  return true;
}

/** The last before the game ends, stops or makes room for the next: what localStorage has not handed over yet. */
export const flush = () => storage.flush(true);

/** Gives the same. */
export function draw(alpha) {
  if (!ready) return false;
  screen.open();
  try {
    clock.runFrames();
    if (hold) begin(main.draw, alpha);
    else main.draw?.(alpha);
  } finally {
    screen.close();
  }
  return true;
}

const keyEvent = (code, key, modifiers, repeat) => ({
  code, key, repeat, shiftKey: (modifiers & 1) !== 0, ctrlKey: (modifiers & 2) !== 0, altKey: (modifiers & 4) !== 0,
});

/** One event of engine/event.h, by the name of its hook. */
export function event(name, x, y, detail, text, repeat, id) {
  const hook = main[name];
  if (!ready || hook === undefined) return;
  switch (name) {
    case "keydown": case "keyup": return void hook(keyEvent(input.codeOf(x), text, detail, repeat));
    case "textinput": return void hook(text);
    case "textedit": return void hook({ text, start: x, length: y });
    case "pointerdown": case "pointerup": case "pointermove":
      return void hook({ x, y, button: detail, id, type: id === 0 ? "mouse" : "touch" });
    case "padconnected": case "paddisconnected": return void hook({ index: id, id: text });
    case "wheel": return void hook(y);
    case "resize": return void hook(x, y);
    default: return void hook();
  }
}

/** Whether the game may end. */
export const quit = () => main.quit?.() !== true;
