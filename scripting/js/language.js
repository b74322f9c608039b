// Parts of the language that V8 adds to a context only when it is not being frozen (those of its "shipping" flags): stand-ins until
// then, by the letter of ECMA-262, taken away again before the heap is sealed.
const { native } = import.meta;
const undo = [];
const TypedArray = Object.getPrototypeOf(Uint8Array);

/** An index as at() takes it: from the end when negative. */
function relative(index, length) {
  const whole = Math.trunc(index) || 0;
  return whole < 0 ? length + whole : whole;
}

function lengthOf(object) {
  return Math.min(Math.max(Math.trunc(object.length) || 0, 0), Number.MAX_SAFE_INTEGER);
}

/** The last index whose element passes, or -1. */
function lastIndex(object, test, self) {
  if (typeof test !== "function") throw new TypeError(`${String(test)} is not a function`);
  for (let i = lengthOf(object) - 1; i >= 0; i--) if (test.call(self, object[i], i, object)) return i;
  return -1;
}

const elements = {
  at(index) { return Object(this)[relative(index, lengthOf(this))]; },
  findLast(test) { return this[lastIndex(this, test, arguments[1])]; },
  findLastIndex(test) { return lastIndex(this, test, arguments[1]); },
};

const characters = {
  at(index) {
    const text = String(this);
    return text[relative(index, text.length)];
  },
};

const objects = {
  hasOwn(object, key) { return Object.prototype.hasOwnProperty.call(object, key); },
};

// Change Array by Copy, shipped with V8 11.0.
const copies = {
  toReversed() { return this.slice().reverse(); },
  toSorted(compare) { return this.slice().sort(compare); },
  with(index, value) {
    const copy = this.slice(), at = relative(index, copy.length);
    if (!(at >= 0 && at < copy.length)) throw new RangeError(`Invalid index : ${index}`);
    copy[at] = value;
    return copy;
  },
};

const splices = {
  toSpliced(...change) {
    const copy = this.slice();
    copy.splice(...change);
    return copy;
  },
};

function add(holder, methods) {
  for (const [name, value] of Object.entries(methods)) {
    if (name in holder) continue;
    Object.defineProperty(holder, name, { value, writable: true, configurable: true });
    undo.push(() => delete holder[name]);
  }
}

export function standIn() {
  add(Array.prototype, elements);
  add(TypedArray.prototype, elements);
  add(String.prototype, characters);
  add(Object, objects);
  if (parseInt(native.game.v8()) < 11) return; // what V8 will not have after the thaw either must not be there now
  add(Array.prototype, { ...copies, ...splices });
  add(TypedArray.prototype, copies);
}

/** V8 adds its own after a thaw, and aborts when the name is taken. */
export function standAside() {
  for (const one of undo) one();
  undo.length = 0;
}
