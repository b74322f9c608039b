// What fails when nobody has called it, or while somebody only looks: in finalizers, jobs, timers and frames, with reasons that cannot be told;
// on the console and before a debugger, things without end. A game that fails so faults with a sentence; one that is looked at goes on.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { client, debugged } from "./lib/debug.mjs";
import { assertExit, game, logged, show } from "./lib/thaw.mjs";

const litter = "export function update() { const a = []; for (let i = 0; i < 1e5; i++) a.push({ i }); globalThis.litter = a; }\n";
const registry = body => `let r; export function load() { r = new FinalizationRegistry(held => { ${body} }); for (let i = 0; i < 1000; i++) r.register({}, i); }\n${litter}`;
const load = body => `export function load() { ${body} }\nexport function update() {}\n`;

/** Where something is thrown → the game, with X for what is thrown */
const places = {
  "a finalizer": registry("throw X;"),
  "a job of a finalizer": registry("Promise.resolve().then(() => { throw X; });"),
  "a rejection that a finalizer leaves": registry("Promise.reject(X);"),
  "a handler of a rejection": load("Promise.reject(1).catch(() => { throw X; });"),
  "a finally of a rejection": load("Promise.reject(1).finally(() => { throw X; });"),
  "a job of a job": load("queueMicrotask(() => queueMicrotask(() => { throw X; }));"),
  "a then that is no promise's": load("Promise.resolve({ then() { throw X; } });"),
  "a getter of then": load("Promise.resolve({ get then() { throw X; } });"),
  "an async load()": "export async function load() { await null; throw X; }\n",
  "an async generator": load("(async () => { for await (const x of (async function* () { throw X; })()); })();"),
  "a timer": load("setTimeout(() => { throw X; }, 5);"),
  "an interval in its third turn": load("let n = 0; setInterval(() => { if (++n === 3) throw X; }, 5);"),
  "an animation frame": load("requestAnimationFrame(() => requestAnimationFrame(() => { throw X; }));"),
  "a listener that a timer calls": load("AbortSignal.timeout(5).onabort = () => { throw X; };"),
  "a module that is imported late": { "main.js": load('import("./late.js");'), "late.js": "throw X;" },
};

/** What may be thrown → what the fault says */
const reasons = {
  "new Error('mine')": /Error: mine/,
  "{ toString() { throw 1; }, get stack() { throw 2; }, get message() { throw 3; }, get name() { throw 4; } }": /./,
  "new Proxy({}, { get() { throw 1; }, has() { throw 2; }, getPrototypeOf() { throw 3; } })": /./,
  "(() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy; })()": /./,
  "(() => { const o = { toString() { return '' + o; }, get stack() { return o.stack; } }; return o; })()": /./,
  "Symbol('mine')": /Symbol\(mine\)/,
  "undefined": /undefined/,
  "Object.defineProperty(new Error('mine'), 'stack', { get() { for (let i = 0; i < 9; i++) null.x; } })": /./,
  "Object.assign(new Error('mine'), { stack: 'mine\\n'.repeat(1e6) })": /mine/,
  "new Error('mine '.repeat(1e6))": /mine/,
  "(() => { const e = new Error('mine'); e.cause = e; return e; })()": /mine/,
};

function assertFault(result, says) {
  assertExit({ ...result, err: result.err.slice(0, 3000) }, 1);
  assert.ok(result.err.length < 20000, `${result.err.length} letters`);
  assert.match(result.err, says);
  assert.doesNotMatch(result.err, /Fatal|gave up|hangs|thaw:\w/);
}

describe("what is thrown where nobody called is a fault", { concurrency: 2 }, () => {
  for (const [place, source] of Object.entries(places))
    test(`in ${place}`, async t => {
      const files = typeof source === "string" ? { "main.js": source } : source;
      const of = thrown => Object.fromEntries(Object.entries(files).map(([name, text]) => [name, text.replace("X", thrown)]));
      const result = await game(t, of("new Error('mine')")).run(["--frames", "400"]);
      assertFault(result, /^(main|late)\.js:\d+:\d+: (unhandled rejection: )?Error: mine$/m);
    });

  for (const [reason, says] of Object.entries(reasons))
    test(`as ${reason}`, async t => {
      for (const place of ["a finalizer", "a handler of a rejection", "a timer"])
        assertFault(await game(t, places[place].replace("X", reason)).run(["--frames", "400"]), says);
    });
});

// What has no end, or refuses to be looked at.
const things = `const deep = { list: [], object: {} };
for (let i = 0, l = deep.list, o = deep.object; i < 1e5; i++) { l.push([]); l = l[0]; o = o.o = {}; }
const trap = () => { throw new Error("trap"); };
const cyclic = { list: [] }; cyclic.self = cyclic; cyclic.list.push(cyclic, cyclic.list); cyclic.map = new Map([[cyclic, cyclic]]); cyclic.set = new Set([cyclic]);
const error = new AggregateError([], "e"); error.cause = error; error.errors = [error, error, error, error];
let chain = new Error("end"); for (let i = 0; i < 1e5; i++) chain = new Error("link", { cause: chain });
let proxies = {}; for (let i = 0; i < 1e5; i++) proxies = new Proxy(proxies, {});
const things = { deep, list: deep.list, cyclic, error, chain, proxies,
  getters: { get a() { return trap(); }, get [Symbol.toStringTag]() { return trap(); }, toJSON: trap, toString: trap, [Symbol.toPrimitive]: trap, get then() { return trap(); }, get constructor() { return trap(); } },
  endless: { get a() { return things.endless.a; }, toJSON() { return JSON.stringify(things.endless); }, toString() { return String(things.endless); } },
  traps: new Proxy({}, new Proxy({}, { get: () => trap })), called: new Proxy(function () {}, new Proxy({}, { get: () => trap })), array: new Proxy([], new Proxy({}, { get: () => trap })),
  long: new Proxy([], { get: (of, key) => (key === "length" ? 2 ** 53 - 1 : Reflect.get(of, key)) }), keys: new Proxy({}, { ownKeys: () => Array.from({ length: 2e4 }, (_, i) => "k" + i), getOwnPropertyDescriptor: () => ({ value: 1, enumerable: true, configurable: true }) }),
  map: new (class extends Map { *[Symbol.iterator]() { for (;;) yield [1, 2]; } get size() { return trap(); } })([[1, 2]]), generator: (function* () { for (;;) yield 1; })(),
  view: Object.defineProperty(new Uint8Array(3), "length", { value: 1e9 }), wide: Array.from({ length: 101 }, () => Array.from({ length: 101 }, () => Array.from({ length: 101 }, () => ({ a: 1 })))),
  name: Object.defineProperty(() => {}, "name", { get: trap }), named: new ({ [Symbol("s")]: class { static name = { toString: trap }; } }[Object.getOwnPropertySymbols({ [Symbol.for("s")]: 1 })[0]] ?? class { static name = Symbol("s"); })(),
};
`;

describe("what has no end, or refuses", () => {
  const said = refused => `for (const [name, thing] of Object.entries(things)) {
    for (const say of [console.log, console.dir, console.table, console.trace, console.group, each => console.log("%s %d %i %o", each, each, each, each)])
      try { say(thing); } catch (error) { ${refused}; }
    console.groupEnd(); console.log("said", name); }`;

  test("is shown on the console, and the game goes on", async t => {
    const result = await game(t, `${things} export function load() { ${said("throw error")} }\nexport function update() { console.log("went on"); }`).run(["--frames", "2"]);
    assertExit({ ...result, err: result.err.slice(-2000) }, 0);
    const lines = logged(result).map(line => line.text.split("\n")[0]);
    assert.equal(lines.filter(line => line.startsWith("said ")).length, 19);
    assert.equal(lines.filter(line => line === "went on").length, 2);
  });

  // its own console may refuse to make a text of such a thing, as an error that the game can catch
  test("is shown to a debugger's console, and the game goes on", async t => {
    const child = await debugged(t, `${things} let n = 0; export function update() { if (++n === 30) { ${said("")} } globalThis.n = n; }`, { option: "--inspect-wait", args: ["--frames", "1000000"] });
    const cdp = await client(t, child), calls = [];
    cdp.on("Runtime.consoleAPICalled", call => calls.push(call));
    await cdp.send("Runtime.enable");
    await cdp.send("Runtime.runIfWaitingForDebugger");
    const frame = async () => (await cdp.send("Runtime.evaluate", { expression: "n" })).result.value;
    while (!((await frame()) > 30)) assert.equal(child.exitCode, null, show({ ...child.text(), code: child.exitCode }));
    assert.equal(calls.filter(call => call.args[0]?.value === "said").length, 19);
  });

  /** What a debugger evaluates → what it gets: an exception of this kind, or a result. */
  const expressions = {
    "(function f() { return 1 + f(); })()": /^RangeError: Maximum call stack/,
    "let a = []; for (let i = 0; i < 1e5; i++) a = [a]; a.flat(Infinity)": /^RangeError: Maximum call stack/,
    "things.endless.a": /^RangeError: Maximum call stack/,
    "'' + things.endless": /^RangeError: Maximum call stack/,
    "JSON.stringify(things.deep)": /^RangeError: Maximum call stack/,
    "JSON.stringify(things.endless)": /^RangeError: Maximum call stack/,
    "structuredClone(things.list)": /^RangeError: Maximum call stack/,
    "things.getters.a": /^Error: trap/,
    "throw things.traps": /./,
    "throw things.getters": /./,
    "Promise.reject(things.error).catch(() => {}); 1": undefined,
    "setTimeout(() => { try { (function f() { f(); })(); } catch { things.caught = 1; } }, 1); 1": undefined,
  };
  const looks = [{}, { returnByValue: true }, { generatePreview: true }, { awaitPromise: true }, { throwOnSideEffect: true }];

  test("is evaluated by a debugger, and the game goes on", async t => {
    const child = await debugged(t, `${things} let n = 0; globalThis.things = things; export function update() { globalThis.n = ++n; }`, { option: "--inspect-wait", args: ["--frames", "100000000"] });
    const cdp = await client(t, child);
    await cdp.send("Runtime.enable");
    await cdp.send("Runtime.runIfWaitingForDebugger");
    const frame = async () => (await cdp.send("Runtime.evaluate", { expression: "n" })).result.value;
    for (const [expression, says] of Object.entries(expressions)) {
      const thrown = await cdp.send("Runtime.evaluate", { expression, replMode: true }).then(answer => answer.exceptionDetails, error => ({ text: error.message }));
      if (says) assert.match(thrown?.exception?.description ?? thrown?.text ?? "nothing", says, expression);
      else assert.equal(thrown, undefined, expression);
      await cdp.send("Runtime.evaluate", { expression, generatePreview: true, replMode: true }).catch(() => {});
    }
    const names = (await cdp.send("Runtime.evaluate", { expression: "Object.keys(things)", returnByValue: true })).result.value;
    assert.ok(names.length >= 19);
    for (const name of names)
      for (const look of looks) {
        const answer = await cdp.send("Runtime.evaluate", { expression: `things.${name}`, ...look }).catch(error => error);
        if (answer.result?.objectId) await cdp.send("Runtime.getProperties", { objectId: answer.result.objectId, generatePreview: true }).catch(() => {});
      }
    const before = await frame();
    while (!((await frame()) > before + 5)) assert.equal(child.exitCode, null, show({ ...child.text(), code: child.exitCode }));
  });
});
