// Everything that an author, or a mistake, may hand to a function; made anew for each call. "mine" is what the traps throw.
const trap = () => { throw "mine"; };
const traps = { get: trap, has: trap, ownKeys: trap, getPrototypeOf: trap, getOwnPropertyDescriptor: trap, apply: trap, construct: trap, set: trap };

function revoked() {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

function detached(buffer) {
  structuredClone(buffer, { transfer: [buffer] });
  return buffer;
}

function detachedView() {
  const view = new Float32Array(6);
  detached(view.buffer);
  return view;
}

function cyclic() {
  const list = [];
  list.push(list, list);
  return list;
}

export const values = {
  "undefined": () => undefined, "null": () => null, "true": () => true, "false": () => false,
  "NaN": () => NaN, "Infinity": () => Infinity, "-Infinity": () => -Infinity, "-1": () => -1, "0": () => 0, "-0": () => -0, "0.5": () => 0.5,
  "1e308": () => 1e308, "-1e308": () => -1e308, "5e-324": () => 5e-324, "2 ** 31": () => 2 ** 31, "2 ** 32": () => 2 ** 32, "2 ** 53": () => 2 ** 53,
  "''": () => "", "'x'": () => "x", "'5'": () => "5", "NUL": () => "\0", "a lone surrogate": () => "\ud800", "a long string": () => "long ".repeat(20000),
  "'__proto__'": () => "__proto__", "'constructor'": () => "constructor", "'../..'": () => "../..", "'#12'": () => "#12", "'RED'": () => "RED",
  "a symbol": () => Symbol("s"), "10n": () => 10n, "2n ** 200n": () => 2n ** 200n,
  "[]": () => [], "[1]": () => [1], "[1, 2]": () => [1, 2], "[NaN, 'x']": () => [NaN, "x"], "a sparse array": () => new Array(2), "[Infinity, -1]": () => [Infinity, -1],
  "a cyclic array": cyclic, "{}": () => ({}), "an object without prototype": () => Object.create(null), "{ length: 2 }": () => ({ length: 2, 0: 1, 1: 1 }),
  "a function": () => () => 1, "a class": () => class {}, "a Date": () => new Date(NaN), "a boxed string": () => new String("red"), "a boxed number": () => new Number(1),
  "a typed array": () => new Float32Array(2), "a Map": () => new Map([[1, 2]]), "a Promise": () => Promise.resolve(), "an Error": () => new Error("e"),
  "a throwing Proxy": () => new Proxy({}, traps), "a throwing array Proxy": () => new Proxy([], traps), "a throwing function Proxy": () => new Proxy(() => 1, traps),
  "a revoked Proxy": revoked, "a thing with throwing conversions": () => ({ valueOf: trap, toString: trap, toJSON: trap, [Symbol.toPrimitive]: trap }),
  "a thing with throwing getters": () => Object.defineProperties({}, Object.fromEntries(
    ["frame", "width", "size", "color", "origin", "scale", "x", "then", "length", "0"].map(name => [name, { get: trap, enumerable: true }]))),
  "a detached buffer": () => detached(new ArrayBuffer(24)), "a view of a detached buffer": detachedView,
  "an array with throwing getters": () => Object.defineProperty(Object.defineProperty([1, 2], 0, { get: trap }), 1, { get: trap }),
};
