// localStorage: texts under names, kept from run to run. A Map here, one JSON text for C (engine/storage.h), which writes it to a file.
import { refuse } from "./check.js";
import { run } from "./game.js";

const { native } = import.meta;
const { parse, stringify } = JSON; // the author's may be others
const LIMIT = 5 << 20;             // bytes, two for each UTF-16 unit of names and texts

let items = null;      // name → text; null: not read yet
let units = 0;         // of all names and texts
let changed = false;   // since the last text for C

const sizeOf = (name, text) => name.length + text.length;

function readAll() {
  const text = native.storage.read();
  const read = new Map();
  if (text === undefined) return read;
  try {
    const object = parse(text);
    if (typeof object !== "object" || object === null || Array.isArray(object)) throw new Error("it is no object");
    for (const name of Object.keys(object)) {
      if (typeof object[name] !== "string") throw new Error(`${stringify(name)} is no string`);
      read.set(name, object[name]);
    }
    return read;
  } catch (error) {
    native.storage.broken(String(error.message));
    return new Map();
  }
}

function opened(where) {
  if (run.freezing) throw new Error(`${where}: at freeze time there are no saved data: use it in load() or later`);
  if (items === null) {
    items = readAll();
    units = 0;
    for (const [name, text] of items) units += sizeOf(name, text);
  }
  return items;
}

/** What the web makes a string of, but for objects: "[object Object]" is never what was to be saved. */
function textOf(value, where, name) {
  if (typeof value === "string") return value;
  if (typeof value === "symbol" || typeof value === "function" || (typeof value === "object" && value !== null))
    refuse(where, name, "a string, a number or a boolean (JSON.stringify makes a string of anything else)", value);
  return String(value);
}

function need(count, given, where) {
  if (given < count) throw new TypeError(`${where}: ${count === 1 ? "one argument is" : "two arguments are"} needed`);
}

function put(name, text, where) {
  const map = opened(where), before = map.get(name);
  if (before === text) return;
  const after = units + sizeOf(name, text) - (before === undefined ? 0 : sizeOf(name, before));
  if (after * 2 > LIMIT) {
    const error = new Error(`${where}: a game may save ${LIMIT} bytes, and with this they were ${after * 2}`);
    error.name = "QuotaExceededError";
    throw error;
  }
  map.set(name, text);
  units = after;
  changed = true;
}

function remove(name, where) {
  const map = opened(where), before = map.get(name);
  if (before === undefined) return;
  map.delete(name);
  units -= sizeOf(name, before);
  changed = true;
}

const methods = {
  get length() { return opened("localStorage.length").size; },
  key(index) {
    need(1, arguments.length, "localStorage.key");
    if (!Number.isInteger(index)) refuse("localStorage.key", "index", "a whole number", index);
    return [...opened("localStorage.key").keys()][index] ?? null;
  },
  getItem(key) {
    need(1, arguments.length, "localStorage.getItem");
    return opened("localStorage.getItem").get(textOf(key, "localStorage.getItem", "key")) ?? null;
  },
  setItem(key, value) {
    need(2, arguments.length, "localStorage.setItem");
    put(textOf(key, "localStorage.setItem", "key"), textOf(value, "localStorage.setItem", "value"), "localStorage.setItem");
  },
  removeItem(key) {
    need(1, arguments.length, "localStorage.removeItem");
    remove(textOf(key, "localStorage.removeItem", "key"), "localStorage.removeItem");
  },
  clear() {
    for (const name of [...opened("localStorage.clear").keys()]) remove(name, "localStorage.clear");
  },
};

const named = key => `localStorage[${stringify(key)}]`;
const isItem = (target, key) => typeof key === "string" && !(key in target) && opened(named(key)).has(key);

/** Named properties, as the web's Storage has them: what the prototype has goes before an item of that name. */
export const localStorage = new Proxy(Object.create(methods), {
  get: (target, key) => (isItem(target, key) ? items.get(key) : Reflect.get(target, key)),
  has: (target, key) => key in target || isItem(target, key),
  set(target, key, value) {
    if (typeof key === "symbol") return Reflect.set(target, key, value);
    put(key, textOf(value, named(key), "the value"), named(key));
    return true;
  },
  deleteProperty(target, key) {
    if (typeof key === "symbol") return Reflect.deleteProperty(target, key);
    remove(key, named(key));
    return true;
  },
  ownKeys: target => [...opened("localStorage").keys(), ...Object.getOwnPropertySymbols(target)],
  getOwnPropertyDescriptor(target, key) {
    if (typeof key === "symbol") return Reflect.getOwnPropertyDescriptor(target, key);
    if (!isItem(target, key)) return undefined;
    return { value: items.get(key), writable: true, enumerable: true, configurable: true };
  },
  defineProperty(target, key, property) {
    if (typeof key === "symbol" || !("value" in property) || property.configurable === false) return false;
    put(key, textOf(property.value, named(key), "the value"), named(key));
    return true;
  },
  preventExtensions: () => false,
  setPrototypeOf: () => false,
});

/** Gives C what changed, when it would write it; `now`: in any case, since there is no later. */
export function flush(now) {
  if (!changed || (!now && !native.storage.due())) return;
  const object = Object.create(null);
  for (const [name, text] of items) object[name] = text;
  changed = false;
  native.storage.write(stringify(object, null, 1), now);
}
