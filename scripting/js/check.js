// What came, and what should have come: every function of the API refuses a wrong argument in the same words.

/** A short name for any value, without running any of the author's code. */
export function shown(value) {
  switch (typeof value) {
    case "string": return JSON.stringify(value.length > 40 ? value.slice(0, 40) + "…" : value);
    case "number": case "boolean": case "undefined": return String(value);
    case "bigint": return "a BigInt";
    case "symbol": return "a symbol";
    case "function": return "a function";
    default: return value === null ? "null" : isArray(value) ? "an array" : "an object";
  }
}

/** Array.isArray, which throws for a revoked Proxy. */
export function isArray(value) {
  try {
    return Array.isArray(value);
  } catch {
    return false;
  }
}

/** The elements of an array, each read once; one that says it is longer than `most` is refused. */
export function elements(value, kind, most, where, name) {
  if (!isArray(value)) refuse(where, name, `an array of ${kind}`, value);
  const { length } = value, found = [];
  if (!(typeof length === "number" && length >= 0 && length <= most))
    throw new RangeError(`${where}: ${name} may have ${most} ${kind}, and its length is ${shown(length)}`);
  for (let i = 0; i < length; i++) found[i] = value[i];
  return found;
}

/** Throws the TypeError that names function, argument and what came. */
export function refuse(where, name, wanted, value) {
  throw new TypeError(`${where}: ${name} must be ${wanted}, not ${shown(value)}`);
}

/** Throws the TypeError of a method that was called on something else. */
export function misplaced(where, owner) {
  throw new TypeError(`${where}: it must be called on ${owner}`);
}

/** Whether a value may have private fields, which `in` throws for otherwise. */
export const isObject = value => (typeof value === "object" && value !== null) || typeof value === "function";

/** A finite number, given back. `x - x` is 0 for finite numbers only. */
export function number(value, where, name) {
  if (typeof value !== "number" || value - value !== 0) refuse(where, name, "a finite number", value);
  return value;
}

/** Both, or all four, finite numbers: looked at together, and only then one by one, since V8 puts no more than so much code into the
 * caller, and a number that is handed to code elsewhere is boxed. */
export function point(x, y, where) {
  if (typeof x !== "number" || typeof y !== "number" || (x + y) * 0 !== 0) each([x, y], where, ["x", "y"]);
}

export function area(x, y, w, h, where) {
  if (typeof x !== "number" || typeof y !== "number" || typeof w !== "number" || typeof h !== "number" || (x + y + w + h) * 0 !== 0)
    each([x, y, w, h], where, ["x", "y", "w", "h"]);
}

/** One by one. They may all be finite, and only their sum too large to be. */
function each(values, where, names) {
  for (const [i, value] of values.entries()) number(value, where, names[i]);
}

const { isInteger } = Number; // the author's may say anything

export function whole(value, least, most, where, name) {
  if (!isInteger(value) || value < least || value > most)
    refuse(where, name, `a whole number from ${least} to ${most}`, value);
  return value;
}

export function string(value, where, name) {
  if (typeof value !== "string") refuse(where, name, "a string", value);
  return value;
}

export function callable(value, where, name) {
  if (typeof value !== "function") refuse(where, name, "a function", value);
  return value;
}

/** An options object or undefined; an option nobody knows is a mistake worth a word. */
export function options(value, known, where) {
  if (value === undefined) return;
  if (typeof value !== "object" || value === null) refuse(where, "options", "an object", value);
  for (const key of keysOf(value, where))
    if (!known.includes(key)) throw new TypeError(`${where}: there is no option ${JSON.stringify(key)}${suggestion(key, known)}`);
}

/** How many keys an options object has. A function that has read as many options of it knows without asking options() that there is no
 * other, as long as nobody hides some behind a prototype. */
export function keyCount(value, where) {
  if (typeof value !== "object" || value === null) refuse(where, "options", "an object", value);
  let count = 0;
  try {
    for (const key in value) count++;
  } catch {
    unreadable(value, where); // a Proxy may refuse, or be revoked
  }
  return count;
}

function unreadable(value, where) {
  refuse(where, "options", "an object that can be read", value);
}

function keysOf(value, where) {
  try {
    return Object.keys(value);
  } catch {
    return unreadable(value, where);
  }
}

/** How many letters one must change, add or drop to make a into b (Levenshtein), capitals aside. */
function distance(a, b) {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let k = 1; k <= b.length; k++)
      next[k] = Math.min(row[k] + 1, next[k - 1] + 1, row[k - 1] + (a[i - 1].toLowerCase() === b[k - 1].toLowerCase() ? 0 : 1));
    row = next;
  }
  return row[b.length];
}

/** ' (did you mean "width"?)', or "" when nothing is near. */
export function suggestion(word, known) {
  if (word.length > 40) return "";
  let best = "", least = word.length / 2 + 1;
  for (const name of known) {
    const d = distance(word, name);
    if (d < least) [best, least] = [name, d];
  }
  return best ? ` (did you mean ${JSON.stringify(best)}?)` : "";
}

/** An object of the API: frozen, its getters kept. V8 looks up properties of a literal with getters in a dictionary, and calls what it
 * finds there ten times slower; an object that was given them one by one has a shape instead. One descriptor at a time: an object that
 * holds all of them, { x: {…}, … }, would teach V8 that the x of objects of four properties is no number, and every such object of the
 * game that has one would box it anew at each change. */
export function sealed(api) {
  const object = {};
  for (const key of Object.keys(api)) Object.defineProperty(object, key, Object.getOwnPropertyDescriptor(api, key));
  return Object.freeze(object);
}
