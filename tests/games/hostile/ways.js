// The ways in which a call is tried: each argument, each option and each element of a list, read by way of something that acts while it is
// read, that changes its mind, or that is nothing a function has asked for.
import { Sprites, canvas, game, screen } from "thaw";
import { rows } from "./rows.js";

/** What the ways throw themselves. */
export class Mine extends Error {}

const other = canvas(4, 4);
const memories = new WeakMap(); // the buffer of a WebAssembly.Memory → that
const isList = Array.isArray, isPlain = value => Object.getPrototypeOf(value) === Object.prototype || isList(value);
const isObject = value => (typeof value === "object" && value !== null) || typeof value === "function";

/** Everything in `value` that can be reached, arrays and plain objects at most four deep. */
function* inside(value, depth = 0) {
  if (!isObject(value)) return;
  yield value;
  if (depth < 4 && (isPlain(value) || depth === 0))
    for (const each of Object.values(Object.getOwnPropertyDescriptors(value))) yield* inside(each.value, depth + 1);
}

/** A view whose buffer goes away when its memory grows. */
export function inMemory(view) {
  if (game.freezing) return view; // there is none yet
  const memory = new WebAssembly.Memory({ initial: 1 });
  memories.set(memory.buffer, memory);
  return new view.constructor(memory.buffer, 0, view.length);
}

function detach(buffer) {
  if (memories.has(buffer)) memories.get(buffer).grow(1);
  else structuredClone(0, { transfer: [buffer] });
}

function detachAll(at) {
  for (const value of inside([...at.args, at.self])) {
    const buffer = value instanceof ArrayBuffer ? value : ArrayBuffer.isView(value) ? value.buffer : undefined;
    if (buffer instanceof ArrayBuffer && (buffer.byteLength > 0)) detach(buffer);
  }
}

function emptyAll(at) {
  for (const value of inside(at.args)) {
    if (isList(value) && value !== at.args) value.length = 0;
    else if (isPlain(value) && value !== at.args) for (const key of Object.keys(value)) delete value[key];
    else if (value instanceof Map) value.clear();
    if (value instanceof Sprites) value.count = 0;
  }
  if (at.self instanceof Sprites) at.self.count = 0;
  if (isObject(at.self) && "duration" in at.self) at.self.stop?.();
}

/** Makes something else of what has not been read yet. */
function spoilAll(at, value) {
  for (const each of inside(at.args)) {
    if (!isPlain(each) || each === at.args) continue;
    for (const [key, found] of Object.entries(Object.getOwnPropertyDescriptors(each)))
      if ("value" in found && found.writable && key !== "length") each[key] = value;
  }
}

/** What is done while something is read; `at` has row, self and args of the call that reads. */
export const actions = {
  "throws": () => { throw new Mine("mine"); },
  "calls it again": at => at.again(),
  "calls it for ever": at => at.forever(),
  "detaches": detachAll,
  "empties": emptyAll,
  "lengthens": at => { for (const value of inside(at.args)) if (isList(value) && value !== at.args) value.length = 2 ** 32 - 1; },
  "spoils with a symbol": at => spoilAll(at, Symbol("s")),
  "spoils with NaN": at => spoilAll(at, NaN),
  "freezes": at => { for (const value of inside(at.args)) if (!ArrayBuffer.isView(value)) Object.freeze(value); },
  "draws": () => { if (!game.freezing) screen.fillRect(1, 1, 1, 1, "red"); },
  "aims elsewhere": () => { if (!game.freezing) screen.target(other); },
};
/** Those that end the game, or this run of it. */
export const endings = { "restarts": () => game.restart(), "quits": () => game.quit(7) };

const lengths = { "2 ** 53 - 1": 2 ** 53 - 1, "NaN": NaN, "-1": -1, "0.5": 0.5, "a symbol": Symbol("s"), "10n": 10n, "'6'": "6", "{}": {}, "undefined": undefined };
const longList = length => new Proxy([0, 0, 0, 0, 0, 0], { get: (to, key) => (key === "length" ? length : Reflect.get(to, key)) });
const views = [Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array, BigInt64Array,
  BigUint64Array];
const lying = (view, lies) => Object.defineProperties(view, Object.fromEntries(Object.entries(lies).map(([key, value]) => [key, { value }])));
const shared = size => (game.freezing ? new ArrayBuffer(size) : new SharedArrayBuffer(size));

function detached(view) {
  detach(view.buffer);
  return view;
}

function revoked(of) {
  const { proxy, revoke } = Proxy.revocable(of, {});
  revoke();
  return proxy;
}

/** What nobody asked for, beyond what tests/games/arguments/values.js has. */
export const values = {
  ...Object.fromEntries(Object.entries(lengths).map(([name, length]) => [`a list of length ${name}`, () => longList(length)])),
  "an array-like without end": () => ({ length: 2 ** 53 - 1 }),
  ...Object.fromEntries(views.map(View => [`a ${View.name}`, () => new View(6)])),
  ...Object.fromEntries(views.map(View => [`a shared ${View.name}`, () => new View(shared(48))])),
  "a DataView": () => new DataView(new ArrayBuffer(6)), "a shared buffer": () => shared(24), "a view of a WebAssembly.Memory": () => inMemory(new Uint8Array(6)),
  "a view that says it is long": () => lying(new Uint8Array(6), { length: 1e9, byteLength: 1e9, byteOffset: 1e9 }),
  "a Float32Array that says it is long": () => lying(new Float32Array(6), { length: 6e8 }),
  "a view with another buffer": () => lying(new Uint8Array(6), { buffer: 7, byteLength: "x", byteOffset: NaN }),
  "a view that says it is something else": () => lying(new Uint8Array(6), { constructor: undefined, [Symbol.toStringTag]: 5 }),
  "a detached DataView": () => detached(new DataView(new ArrayBuffer(6))), "a detached Uint8Array": () => detached(new Uint8Array(6)),
  "a view behind in a detached buffer": () => detached(new Uint8Array(new ArrayBuffer(16), 8)),
  "a frozen list": () => Object.freeze([1, 2, 3, 4, 5, 6]), "a revoked list": () => revoked([]), "a revoked function": () => revoked(() => {}),
  "a list of holes": () => new Array(6), "a very long list": () => { const list = []; list.length = 2 ** 32 - 1; return list; },
  "a list of a class": () => new (class extends Array { get length() { return 1e9; } })(), "a generator": () => (function* () { for (;;) yield 1; })(),
  "arguments": () => (function () { return arguments; })(1, 2), "a Map without end": () => new (class extends Map { *[Symbol.iterator]() { for (;;) yield [1, 2]; } })(),
  "a Set without end": () => new (class extends Set { *[Symbol.iterator]() { for (;;) yield 1; } })(),

  "what says it is an Error": () => Object.create(Error.prototype, { stack: { value: 5 }, message: { value: Symbol("s") }, name: { value: {} } }),
  "an Error of itself": () => { const error = new Error("e"); error.cause = error; return error; },
  "Errors of themselves": () => { const error = new AggregateError([], "e"); error.errors = [error, error, error]; return error; },
  "an Error without end": () => { const error = new AggregateError([], "e"); error.errors = (function* () { for (;;) yield 1; })(); return error; },
  "-(2 ** 31)": () => -(2 ** 31), "-1e308": () => -1e308, "2 ** 53 + 2": () => 2 ** 53 + 2, "NaN": () => NaN, "-Infinity": () => -Infinity, "-0": () => -0,
  "2 ** 32": () => 2 ** 32, "-10n": () => -10n, "a symbol": () => Symbol.iterator, "65536": () => 65536, "0xffffffff": () => 0xffffffff, "null": () => null,
};

/** Every place of the arguments, as a path: [0], [3, "scale"], [3, "scale", 1]. */
export function places(args) {
  const found = [], look = (value, path) => {
    if (path.length) found.push(path);
    if (path.length < 4 && isObject(value) && isPlain(value) && value.length !== 0) for (const key of Object.keys(value)) look(value[key], [...path, key]);
  };
  look(args, []);
  return found;
}

const at = (args, path) => path.reduce((from, key) => from[key], args);

/** Traps that all act, and then do what they are asked; but a function, called later, does so without. */
const traps = act => new Proxy({}, { get: (_, trap) => (trap === "apply" ? undefined : (...given) => { act(); return Reflect[trap](...given); }) });

/** The value, made so that looking at it acts. */
function loaded(value, act) {
  if (isObject(value)) return new Proxy(value, traps(act));
  const read = () => { act(); return value; };
  return { valueOf: read, toString: read, [Symbol.toPrimitive]: read, get toJSON() { act(); return undefined; }, get then() { act(); return undefined; } };
}

/** The forms in which what is at a place may act: name → whether it could be put there. */
export const forms = {
  getter(args, path, act) {
    if (path.length < 2) return false;
    const key = path.at(-1), holder = at(args, path.slice(0, -1)), value = holder[key];
    Object.defineProperty(holder, key, { get: () => { act(); return value; }, set() {}, enumerable: true, configurable: true });
    return true;
  },
  object(args, path, act) {
    const key = path.at(-1), holder = at(args, path.slice(0, -1));
    holder[key] = loaded(holder[key], act);
    return true;
  },
  iterator(args, path, act) {
    const value = at(args, path);
    if (!isObject(value) || typeof value[Symbol.iterator] !== "function") return false;
    const real = value[Symbol.iterator];
    Object.defineProperty(value, Symbol.iterator, { value() { act(); return Reflect.apply(real, value, []); }, configurable: true });
    return true;
  },
  "getter of a view's memory"(args, path, act) {
    let changed = false;
    for (const [i, value] of args.entries())
      if (ArrayBuffer.isView(value)) {
        args[i] = inMemory(value);
        changed = true;
      }
    return changed && forms.getter(args, path, act);
  },
};

/** Puts what is first fine and then not there; `reads` is how often it is fine. */
export function fickle(args, path, reads, then) {
  const key = path.at(-1), holder = at(args, path.slice(0, -1)), value = holder[key];
  let left = reads;
  Object.defineProperty(holder, key, { get: () => (left-- > 0 ? value : then), enumerable: true, configurable: true });
}

export function put(args, path, value) {
  at(args, path.slice(0, -1))[path.at(-1)] = value;
}

/** What a method may be called on in place of its own object. */
export const selves = self => ({ "undefined": undefined, "null": null, "5": 5, "{}": {}, "a function": () => 1, "a heir of it": isObject(self) ? Object.create(self) : {},
  "a Proxy of it": isObject(self) ? new Proxy(self, {}) : {}, "a revoked Proxy": revoked({}), "an image": other, "screen": screen,
  ...Object.fromEntries(["Sound.play", "Voice.stop", "Sprites.add", "AbortSignal.throwIfAborted", "TextDecoder.decode"].filter(name => !(game.freezing && rows[name].runs)).map(name => [`that of ${name}`, rows[name].self()])) });
