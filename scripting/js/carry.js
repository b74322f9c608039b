// The state of a game on its way into the next one: a structured clone, merged over what the new game starts with.
import * as assets from "./assets.js";
import { isArray } from "./check.js";
import * as sounds from "./sound.js";
import { columnsOf } from "./sprites.js";

const { native } = import.meta;
const gone = Symbol("cannot be carried");
const typedArray = Object.getPrototypeOf(Uint8Array.prototype);
const getter = key => Function.prototype.call.bind(Object.getOwnPropertyDescriptor(typedArray, key).get); // the author's may lie
const lengthOf = getter("length"), typed = getter(Symbol.toStringTag);
const keyOf = value => assets.keyOf(value) || sounds.keyOf(value);
const handleOf = key => assets.handleOf(key) ?? sounds.handleOf(key);

/** A short name for what a structured clone refuses. */
function nameOf(value) {
  if (typeof value === "function") return "a function";
  if (typeof value === "symbol") return "a symbol";
  return `a ${Object.prototype.toString.call(value).slice(8, -1)}`;
}

const isCarriedAsItIs = value => (typeof value === "object" ? value === null : typeof value !== "function" && typeof value !== "symbol");

/** The path of what is at `name`; only arrays have numbers for keys. */
function step(path, name, asKey) {
  const key = asKey === Number && String(Number(name)) === name ? Number(name) : name;
  if (typeof key === "string" && /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key)) return `${path}.${key}`;
  return `${path}[${JSON.stringify(key)}]`;
}

/** A path as a line has room for it. */
const shortened = path => (path.length > 200 ? `${path.slice(0, 120)} … ${path.slice(-60)}` : path);

const iterators = Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]())); // generators have it too

/** Whether a clone makes an object with the same keys of it, and nothing more. */
function isPlain(value) {
  const above = Object.getPrototypeOf(value);
  if (above === Object.prototype || above === null) return true; // most are
  return !isArray(value) && !(value instanceof Map || value instanceof Set || value instanceof Date || value instanceof RegExp ||
    value instanceof Error || value instanceof ArrayBuffer || ArrayBuffer.isView(value) || value instanceof Boolean ||
    value instanceof Number || value instanceof String || value instanceof BigInt || value instanceof WeakMap ||
    value instanceof WeakSet || value instanceof WeakRef || value instanceof Promise || iterators.isPrototypeOf(value) ||
    /^\[object (Intl|WebAssembly|FinalizationRegistry)\b/.test(Object.prototype.toString.call(value)));
}

/** What a copy of the value is filled into, null for what is cloned as it is. */
function emptyOf(value) {
  if (isArray(value)) return new Array(value.length);
  if (value instanceof Map) return new Map();
  if (value instanceof Set) return new Set();
  return isPlain(value) ? {} : null;
}

const DEEPEST = 200; // levels of objects in objects: whoever copies, writes or reads them goes down on the stack

/** Copies what can be cloned; `lost` gets a sentence for each thing that cannot, `handles` a pair for each image, sound and so on, and
 * `deeper` one for each object that lies too deep, as every 200th of a linked list does. V8 meets the copies in the order in which they
 * were made, so that it goes no deeper either. */
class Copier {
  seen = new Map();
  lost = [];
  handles = [];
  deeper = [];
  waiting = []; // what `deeper` is filled from

  whole(state) {
    const copied = this.copy(state, "state", 0);
    for (const { from, to, path } of this.waiting) { // and those that it adds
      try {
        this.fill(from, to, path, 1);
      } catch (error) {
        this.loseUnreadable(path, error);
      }
    }
    return copied;
  }

  copy(value, path, depth) {
    if (typeof value === "function" || typeof value === "symbol") return this.lose(value, path);
    if (typeof value !== "object" || value === null) return value;
    if (this.seen.has(value)) return this.seen.get(value);
    const key = keyOf(value);
    if (key !== "") return this.handle(value, key);
    const to = emptyOf(value);
    if (to === null) return this.leaf(value, path);
    return depth < DEEPEST ? this.fill(value, to, path, depth + 1) : this.defer(value, to, path);
  }

  leaf(value, path) {
    try {
      native.game.pack(value);
    } catch {
      return this.lose(value, path);
    }
    this.seen.set(value, value);
    return value;
  }

  lose(value, path) {
    this.lost.push(`${shortened(path)} is ${nameOf(value)}`);
    return gone;
  }

  /** A getter or a Proxy of the author's has thrown. */
  loseUnreadable(path, error) {
    if (error instanceof RangeError) throw error; // the stack is used up: that would be so at every depth
    this.lost.push(`${shortened(path)} cannot be read${error instanceof Error ? `: ${error}` : ""}`);
    return gone;
  }

  /** The clone gets an empty object in its place, and beside it the table that tells which handle that stands for. */
  handle(value, key) {
    const mark = {};
    this.seen.set(value, mark);
    this.handles.push([mark, key]);
    return mark;
  }

  /** The same for an object that is copied later. */
  defer(value, to, path) {
    const mark = {};
    this.seen.set(value, mark);
    this.deeper.push([mark, to]);
    this.waiting.push({ from: value, to, path });
    return mark;
  }

  fill(from, to, path, depth) {
    this.seen.set(from, to);
    if (to instanceof Map || to instanceof Set) return this.entries(from, to, path, depth);
    return this.properties(from, to, path, depth);
  }

  properties(from, to, path, depth) {
    const asKey = isArray(to) ? Number : String;
    for (const key of Object.keys(from)) {
      let copied;
      try {
        copied = from[key];
        if (!isCarriedAsItIs(copied)) copied = this.copy(copied, step(path, key, asKey), depth);
      } catch (error) {
        copied = this.loseUnreadable(step(path, key, asKey), error);
      }
      if (copied === gone) continue;
      if (key !== "__proto__") to[key] = copied;
      else Object.defineProperty(to, key, { value: copied, writable: true, enumerable: true, configurable: true });
    }
    return to;
  }

  entries(from, to, path, depth) {
    let place = 0;
    const put = value => this.copy(value, `${path}[${place}]`, depth);
    for (const entry of from) {
      const copied = from instanceof Map ? entry.map(put) : [put(entry)];
      if (!copied.includes(gone)) from instanceof Map ? to.set(...copied) : to.add(...copied);
      place++;
    }
    return to;
  }
}

/** The state as bytes, with a sentence for each part that could not be among them. */
export function pack(state) {
  const copier = new Copier();
  const copied = copier.whole(state);
  return native.game.pack([copied, copier.handles, copier.lost, copier.deeper]);
}

/** What pack gave, as { state, lost } of this game. */
export function unpack(bytes) {
  const [state, marks, lost, deeper] = native.game.unpack(bytes), others = new Map(deeper);
  for (const [mark, key] of marks) {
    const [path, kind, how] = key.split("\n"), handle = handleOf(key);
    others.set(mark, handle ?? gone);
    if (handle === undefined) lost.push(`the ${kind} "${path}"${how ? ` (${how})` : ""} is declared no more`);
  }
  const linked = relink(state, others);
  return { state: linked === gone ? {} : linked, lost };
}

const isObject = value => typeof value === "object" && value !== null;

/** Puts `other.get(x)` wherever an x of that map is found inside `value`; what is `gone` is left out, as Copier leaves it out. */
function relink(value, other) {
  const changed = x => (other.has(x) ? other.get(x) : x);
  const seen = new Set(), waiting = [changed(value)];
  while (other.size > 0 && waiting.length > 0) {
    const at = waiting.pop();
    if (!isObject(at) || seen.has(at) || ArrayBuffer.isView(at)) continue;
    seen.add(at);
    if (at instanceof Map) {
      const entries = [...at].map(entry => entry.map(changed));
      at.clear();
      for (const [key, item] of entries) {
        if (key !== gone && item !== gone) at.set(key, item);
        waiting.push(key, item);
      }
    } else if (at instanceof Set) {
      const items = [...at].map(changed);
      at.clear();
      for (const item of items) {
        if (item !== gone) at.add(item);
        waiting.push(item);
      }
    } else {
      for (const key of Object.keys(at)) {
        const item = changed(at[key]);
        if (item === gone) Reflect.deleteProperty(at, key);
        else if (item !== at[key]) Reflect.set(at, key, item);
        waiting.push(item);
      }
    }
  }
  return changed(value);
}

/** Whether both hold the same, as far as arrays and plain objects go: what is neither must be one and the same. */
function alike(one, other) {
  const seen = new Set(), waiting = [[one, other]];
  while (waiting.length > 0) {
    const [a, b] = waiting.pop();
    if (Object.is(a, b) || seen.has(a)) continue;
    if (!isObject(a) || !isObject(b) || isArray(a) !== isArray(b) || !(isArray(a) || (isPlain(a) && isPlain(b)))) return false;
    seen.add(a);
    const keys = Object.keys(a);
    if (keys.length !== Object.keys(b).length) return false;
    for (const key of keys) waiting.push([a[key], b[key]]);
  }
  return true;
}

const isColumn = (array, column) => array === column && typed(array) !== undefined;

/** Merges objects of the old state into those of the new one. */
class Merger {
  merged = new Map(); // of the old state → what it is now
  waiting = [];
  refused = [];

  constructor(lost) {
    this.lost = lost;
  }

  begin(to, from, path) {
    this.merged.set(from, to);
    this.waiting.push({ to, from, path });
  }

  mix({ to, from, path }) {
    const columns = columnsOf(to);
    for (const key of Object.keys(from)) {
      const value = from[key], mine = Object.hasOwn(to, key) ? to[key] : undefined;
      if (isObject(value) && this.merged.has(value)) this.set(to, key, this.merged.get(value), path);
      else if (isObject(value) && isObject(mine) && isPlain(value) && isPlain(mine) && keyOf(mine) === "" && keyOf(value) === "")
        this.begin(mine, value, step(path, key, String));
      else if (columns !== null && isColumn(mine, columns[key]) && typed(mine) === typed(value)) this.fill(mine, value);
      else if (columns !== null && key === "count") this.set(to, key, this.fitting(value, lengthOf(columns.x), path), path);
      else if (key !== "__proto__") this.set(to, key, value, path);
    }
  }

  set(to, key, value, path) {
    if (!Reflect.set(to, key, value)) this.refused.push({ to, key, value, path });
  }

  /** A column of a Sprites, which is always the same array. */
  fill(column, values) {
    this.merged.set(values, column);
    const most = lengthOf(column), given = lengthOf(values);
    for (let i = 0; i < most && i < given; i++) column[i] = values[i];
  }

  fitting(count, most, path) {
    if (!(count > most)) return count;
    this.lost.push(`${shortened(path)} has room for ${most} of its ${count} sprites`);
    return most;
  }

  /** What was refused is lost, unless it is there already, as in a frozen table, or is what a getter makes of the rest. */
  tell() {
    for (const { to, key, value, path } of this.refused) {
      try {
        if (alike(to[key], value)) continue;
      } catch {} // a getter of the author's
      this.lost.push(`${shortened(step(path, key, String))} cannot be written`);
    }
  }
}

/** Puts the old state's values over the new defaults: plain objects are merged, key by key, all else is replaced. An object of the new game
 * stays the same object, with its class, and references to the old one lead to it. `lost` gets a sentence for what could not be
 * put there. */
export function merge(into, from, lost) {
  const merger = new Merger(lost);
  merger.begin(into, from, "state");
  for (const one of merger.waiting) merger.mix(one); // and those that it adds
  relink(into, merger.merged);
  merger.tell();
}
