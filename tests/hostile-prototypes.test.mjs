// Games that spoil what the language gives to everybody, by mistake or on purpose: every call of the API still ends in a value or an error,
// each game in a fault's sentence or well, and no process in a signal.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { game, show } from "./lib/thaw.mjs";

/** What is spoiled → how */
const spoils = {
  "Object.prototype.x": "Object.prototype.x = 5; Object.prototype.alpha = 0.5; Object.prototype.frame = 0; Object.prototype.rotation = 'bad'",
  "setters": "for (const k of ['alpha','x','y','scale','tint','font','width','height','name','message','value','done','then','text','type','code','state']) Object.defineProperty(Object.prototype, k, { configurable: true, get() { return undefined; }, set(v) { throw new Error('setter '+k); } })",
  "getters throw": "for (const k of ['alpha','x','y','scale','tint','font','width','toJSON','then','cause','stack','get','set','value']) Object.defineProperty(Object.prototype, k, { configurable: true, get() { throw new Error('getter '+k); } })",
  "then": "Object.prototype.then = function (f) { f(1); }",
  "Array iterator": "Array.prototype[Symbol.iterator] = function () { throw new Error('iter'); }",
  "Array iterator that is empty": "Array.prototype[Symbol.iterator] = function () { return { next() { return { done: true }; } }; }",
  "Map": "for (const k of ['get','set','has','delete','forEach','values','entries','keys',Symbol.iterator]) Map.prototype[k] = () => { throw new Error('map'); }",
  "Set": "for (const k of ['add','has','delete','forEach','values',Symbol.iterator]) Set.prototype[k] = () => { throw new Error('set'); }",
  "WeakMap": "for (const k of ['get','set','has','delete']) WeakMap.prototype[k] = () => { throw new Error('weakmap'); }",
  "Promise.then": "Promise.prototype.then = () => { throw new Error('then'); }",
  "Promise": "globalThis.Promise = class {}; ",
  "JSON": "JSON.stringify = () => { throw new Error('json'); }; JSON.parse = () => { throw new Error('json'); }",
  "freeze Object": "Object.freeze(Object.prototype)",
  "freeze all": "[Object, Array, Map, Set, Function, Promise, Error, String, Number, RegExp, Float32Array, ArrayBuffer].forEach(C => { Object.freeze(C); Object.freeze(C.prototype); })",
  "Function.call": "Function.prototype.call = Function.prototype.apply = Function.prototype.bind = () => { throw new Error('call'); }",
  "species": "Object.defineProperty(Array, Symbol.species, { get() { throw new Error('species'); } }); Object.defineProperty(Object.getPrototypeOf(Int8Array), Symbol.species, { get() { throw new Error('species'); } }); Object.defineProperty(Promise, Symbol.species, { get() { throw new Error('species'); } })",
  "Array methods": "for (const k of ['push','pop','map','forEach','join','slice','splice','includes','indexOf','filter','sort','fill','concat','some','every','find','shift','unshift']) Array.prototype[k] = () => { throw new Error('array '+k); }",
  "String methods": "for (const k of ['slice','split','startsWith','replace','padEnd','padStart','charCodeAt','codePointAt','repeat','trim','toLowerCase','indexOf','includes','match',Symbol.iterator]) String.prototype[k] = () => { throw new Error('string'); }",
  "RegExp": "RegExp.prototype.exec = RegExp.prototype.test = () => { throw new Error('regexp'); }; RegExp.prototype[Symbol.replace] = () => { throw new Error('re'); }",
  "Object statics": "for (const k of Object.getOwnPropertyNames(Object)) if (typeof Object[k] === 'function') Object[k] = () => { throw new Error('Object.'+k); }",
  "Reflect": "for (const k of Reflect.ownKeys(Reflect)) try { Reflect[k] = () => { throw new Error('Reflect'); } } catch {}",
  "Math Number": "for (const k of Object.getOwnPropertyNames(Math)) try { Math[k] = () => { throw new Error('Math'); } } catch {} ; for (const k of ['isFinite','isInteger','isNaN']) Number[k] = () => { throw new Error('Number'); }",
  "typed": "for (const k of ['set','fill','subarray','slice',Symbol.iterator]) Object.getPrototypeOf(Int8Array).prototype[k] = () => { throw new Error('typed'); }; Object.defineProperty(Object.getPrototypeOf(Int8Array).prototype, 'length', { get() { return 1e9; } })",
  "Error": "globalThis.Error = globalThis.TypeError = globalThis.RangeError = class { constructor() { throw 7; } }; ",
  "Error.prepareStackTrace": "Error.prepareStackTrace = () => { throw new Error('prep'); }; Error.stackTraceLimit = 0; Error.captureStackTrace = () => { throw 1; }",
  "Symbol": "globalThis.Symbol = undefined",
  "globals gone": "for (const k of ['Array','Object','Map','Set','Number','String','JSON','Math','Reflect','Promise','Float32Array','Uint8Array','ArrayBuffer','WeakMap','console','performance','structuredClone','setTimeout','queueMicrotask']) delete globalThis[k]",
  "Object.prototype null proto": "Object.setPrototypeOf(Array.prototype, null); Object.setPrototypeOf(Function.prototype, null)",
  "Array proto proxy": "Object.setPrototypeOf(Array.prototype, new Proxy({}, { get() { throw new Error('pget'); }, has() { throw new Error('phas'); }, set() { throw new Error('pset'); } }))",
  "globalThis proxy": "Object.setPrototypeOf(globalThis, new Proxy({}, { get() { throw new Error('gget'); }, has() { return false; } }))",
  "index setters": "Object.defineProperty(Array.prototype, 0, { configurable: true, get() { return 7; }, set() { throw new Error('index'); } }); Object.defineProperty(Object.prototype, 1, { configurable: true, set() { throw new Error('index'); } })",
  "valueOf": "Number.prototype.valueOf = Number.prototype.toString = String.prototype.valueOf = String.prototype.toString = Object.prototype.toString = Object.prototype.valueOf = () => { throw new Error('valueOf'); }",
  "toStringTag": "Object.defineProperty(Object.prototype, Symbol.toStringTag, { get() { throw new Error('tag'); } }); Object.defineProperty(Object.prototype, Symbol.toPrimitive, { get() { throw new Error('prim'); } })",
  "generators": "Object.getPrototypeOf(function*(){}).prototype.next = () => { throw new Error('gen'); }; Object.getPrototypeOf([][Symbol.iterator]()).next = () => { throw new Error('ait'); }",
};
/** Calls much of the API, whatever becomes of it. */
const body = `
function all() {
  const tries = [
    () => screen.fillRect(1, 2, 3, 4, "red", { alpha: 0.5 }), () => screen.image(pic, 1, 2, { frame: 0, rotation: 1, scale: [1, 2], origin: [0, 0], tint: "#ff00ff80" }),
    () => screen.text("hello\\nworld", 1, 2, { size: 8, width: 20, align: "center" }), () => screen.polygon([0, 0, 5, 0, 5, 5], "gold"), () => screen.triangles(new Float32Array([0, 0, 5, 0, 5, 5]), { colors: ["red", "#0f0", 255] }),
    () => screen.sprites(batch), () => { batch.count = 0; batch.add({ x: 1, y: 2, frame: 0, tint: "red" }); }, () => screen.measure("abc", { size: 9 }), () => screen.tile(pic, 0, 0, 9, 9, { offset: [1, 2] }), () => screen.panel(pic, 0, 0, 9, 9, { border: [1, 1, 1, 1] }),
    () => screen.camera(1, 2, 3), () => screen.camera(), () => screen.clip(1, 2, 3, 4), () => screen.clip(), () => screen.target(pic), () => screen.target(), () => screen.blend("add"), () => screen.blend("alpha"),
    () => input.down("KeyA"), () => input.axis(["KeyA"], ["KeyB", "PadA"]), () => input.mouse.x, () => input.pads?.[0],
    () => localStorage.setItem("a", "b"), () => localStorage.getItem("a"), () => localStorage.b = 5, () => delete localStorage.b, () => localStorage.key(0), () => localStorage.length,
    () => console.log({ a: [1, new Map([[1, 2]]), new Set([1]), new Error("x"), () => 1, Symbol.iterator, 5n, null] }, "x"), () => console.table([{ a: 1 }]), () => console.group("g"), () => console.groupEnd(), () => console.count(), () => console.trace("t"),
    () => structuredClone({ a: [1, new Map([[1, new Date(0)]]), new Uint8Array(4)] }), () => structuredClone(new ArrayBuffer(4), { transfer: [new ArrayBuffer(2)] }), () => { try { structuredClone(() => 1); } catch (e) { e.name; } },
    () => setTimeout(() => {}, 1, 2, 3), () => clearInterval(setInterval(() => {}, 5)), () => requestAnimationFrame(() => {}), () => queueMicrotask(() => {}),
    () => new TextEncoder().encode("é"), () => new TextDecoder().decode(new Uint8Array([65, 66])), () => atob(btoa("abc")), () => crypto.randomUUID(), () => crypto.getRandomValues(new Uint8Array(4)),
    () => { const t = new EventTarget(); t.addEventListener("a", () => {}, { once: true }); t.dispatchEvent(new Event("a")); }, () => new AbortController().abort(), () => AbortSignal.timeout(5), () => AbortSignal.any([AbortSignal.abort()]),
    () => fetch("main.js").then(r => r.text()).then(() => {}, () => {}), () => canvas(2, 2), () => { audio.volume = 0.5; }, () => performance.now(), () => game.time, () => new Sprites(pic, 3), () => import("./nothing.js").then(() => {}, () => {}),
    () => screen.fillRect(NaN, 1, 1, 1, "red"), () => screen.image(7, 1, 1), () => screen.text("x", 1, 1, { sise: 1 }), () => input.down("KeyÄ"),
  ];
  for (let i = 0; i < tries.length; i++) try { tries[i](); } catch {}
}`;

const source = (when, spoil) => `import { screen, canvas, Sprites, input, audio, game } from "thaw";
const pic = canvas(4, 4), batch = new Sprites(pic, 4);
let n = 0;
export const state = { a: [1, 2], m: new Map([[1, { x: 1 }]]) };
${body}
${when === "top" ? spoil : ""}
export function load() { ${when === "load" ? spoil : ""} }
export function keydown(e) { e.code; }
export function pointermove(e) { e.x; }
export function update() { if (++n === 4 && !game.restarted) game.restart(); if (n === 3 && game.restarted) null.x; }
export function draw() { all(); }
`;
const keys = "1 keydown KeyA\n2 pointermove 3 4\n2 keyup KeyA\n";

for (const when of ["load", "top"])
  describe(`a game that spoils at ${when === "top" ? "top level" : "load()"}`, { concurrency: 2 }, () => {
    for (const [name, spoil] of Object.entries(spoils))
      test(name, async t => {
        const result = await game(t, { "main.js": source(when, spoil), "in.txt": keys })
          .run(["--frames", "12", "--script-limit", "20", "--input", "in.txt"]);
        assert.equal(result.signal, null, show(result));
        assert.ok(result.code === 0 || result.code === 1, show(result));
        assert.doesNotMatch(result.err, /Fatal|gave up|hangs/, show(result));
        if (result.code) assert.match(result.err, /^(\S+: )?(unhandled rejection: )?(\w*Error\b|Uncaught|\[|V8 cannot freeze this game)/m, show(result));
      });
  });

test("the same game unspoiled plays until its own fault", async t => {
  const result = await game(t, { "main.js": source("load", ""), "in.txt": keys }).run(["--frames", "12", "--input", "in.txt"]);
  assert.match(result.err, /main\.js:\d+:\d+: TypeError: Cannot read properties of null/, show(result));
});
