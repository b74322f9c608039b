// What of a game's state comes into the next one, and what is told of the rest.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { colorAt, decode, png } from "./lib/png.mjs";
import { backAgain, counting, observe, play } from "./lib/restart.mjs";
import { assertExit, game, house } from "./lib/thaw.mjs";

/** A game that runs `before` in its first load(), restarts, and runs `after` in the second; what that told, and what was lost. */
async function carry(t, { top = "", state = "{}", before = "", after = "", more = "", files = {}, args = [] }) {
  const it = game(t, { ...files, "main.js": `import { game, image, screen, Sprites } from "thaw";
${top}
export const state = ${state};
const tell = value => console.log(JSON.stringify(value));
let frames = 0;
export function load() {
  if (game.restarted) {\n${after}\n  } else {\n${before}\n  }
}
export function update() {
  if (++frames === 3 && !game.restarted) game.restart();
}
${more}
` });
  const child = observe(it.start(["run", "--headless", "--frames", "10", ...args]));
  const result = await child.ended;
  assertExit(result, 0);
  assert.equal(child.swaps().length, 1, result.err);
  const lost = [...result.err.matchAll(/not carried over: (.*)$/gm)].map(([, text]) => text);
  return { it, values: child.told(), lost, state: child.swaps()[0].state, err: result.err };
}

// name, what is made in the old game, what must hold in the new one, where it is `v`
const values = [
  ["a number", "1.5", "v === 1.5"],
  ["NaN", "NaN", "Number.isNaN(v)"],
  ["-0", "-0", "Object.is(v, -0)"],
  ["Infinity", "-Infinity", "v === -Infinity"],
  ["a BigInt", "-(2n ** 100n)", "v === -(2n ** 100n)"],
  ["undefined", "undefined", "v === undefined && key in state.values"],
  ["null", "null", "v === null"],
  ["a boolean", "false", "v === false"],
  ["a text", '"tëxt \\u{1f600} \\0 \\ud800"', 'v === "tëxt \\u{1f600} \\0 \\ud800"'],
  ["a long text", '"é".repeat(100000)', 'v === "é".repeat(100000)'],
  ["boxed values", "[new Number(1), new String('a'), new Boolean(false), Object(5n)]", "v[0] instanceof Number && v[0] == 1 && v[1] instanceof String && v[1] == 'a' && v[2] instanceof Boolean && v[2] == false && typeof v[3] === 'object' && v[3] == 5n"],
  ["a Date", "new Date(86400000)", "v instanceof Date && v.getTime() === 86400000"],
  ["an invalid Date", "new Date(NaN)", "v instanceof Date && Number.isNaN(v.getTime())"],
  ["a RegExp", "/a(b)+/giu", "v instanceof RegExp && v.source === 'a(b)+' && v.flags === 'giu' && v.test('xABb')"],
  ["an Error", "new RangeError('too far')", "v instanceof RangeError && v.message === 'too far'"],
  ["a Map", "new Map([[1, 'a'], [{ k: 1 }, new Map([['x', [1]]])]])", "v instanceof Map && v.get(1) === 'a' && [...v.keys()][1].k === 1 && [...v.values()][1].get('x')[0] === 1"],
  ["a Set", "new Set([1, 'a', { k: 2 }])", "v instanceof Set && v.has('a') && [...v][2].k === 2 && v.size === 3"],
  ["an array", "[1, [2, [3]], { a: [4] }]", "Array.isArray(v) && v[1][1][0] === 3 && v[2].a[0] === 4"],
  ["a sparse array", "Object.assign(new Array(1000), { 5: 'five' })", "v.length === 1000 && !(4 in v) && v[5] === 'five' && Object.keys(v).length === 1"],
  ["an array with names", "Object.assign([1, 2], { extra: 3 })", "v.length === 2 && v.extra === 3"],
  ["typed arrays", "[new Float32Array([1.5, -2]), new Uint8ClampedArray([300]), new BigInt64Array([-5n])]", "v[0] instanceof Float32Array && v[0][1] === -2 && v[1][0] === 255 && v[2][0] === -5n"],
  ["typed arrays that share one buffer", "(b => [new Uint8Array(b, 1, 2), new Uint16Array(b), b])(Uint8Array.of(1, 2, 3, 4).buffer)", "v[0].buffer === v[1].buffer && v[1].buffer === v[2] && v[0].length === 2 && (v[0][0] = 9, new Uint8Array(v[2])[1] === 9)"],
  ["an ArrayBuffer", "Uint8Array.of(7, 8).buffer", "v instanceof ArrayBuffer && new Uint8Array(v)[1] === 8"],
  ["a DataView", "new DataView(Uint8Array.of(1, 2).buffer, 1)", "v instanceof DataView && v.byteLength === 1 && v.getUint8(0) === 2"],
  ["an object in a circle", "(o => { o.self = o; o.list = [o]; o.map = new Map([[o, o]]); return o; })({})", "v.self === v && v.list[0] === v && v.map.get(v) === v"],
  ["one object at two places", "(o => ({ a: o, b: { c: o } }))({ x: 1 })", "v.a === v.b.c && v.a.x === 1"],
  ["an object without a prototype", "Object.assign(Object.create(null), { a: 1 })", "v.a === 1"],
  ["a frozen object", "Object.freeze({ a: Object.freeze([1]) })", "v.a[0] === 1"],
  ["keys of every kind", '({ "": 1, "a b": 2, 7: 3, "é": 4, constructor: 5, hasOwnProperty: 6, toString: 7 })', 'v[""] === 1 && v["a b"] === 2 && v[7] === 3 && v["é"] === 4 && v.constructor === 5 && v.hasOwnProperty === 6 && v.toString === 7'],
  ["a key named __proto__", 'JSON.parse(\'{"__proto__": {"bad": 1}, "a": 2}\')', "v.a === 2 && v.bad === undefined && ({}).bad === undefined"],
  ["an object of a class", "new Ship(3)", "v.x === 3"],
  ["a Proxy of an object", "new Proxy({ a: 1 }, {})", "v.a === 1"],
  ["a Proxy of an array", "new Proxy([1, 2], {})", "Array.isArray(v) && v[1] === 2"],
  ["what a getter gives", "({ get a() { return 5; } })", "v.a === 5 && (v.a = 6) === 6 && v.a === 6"],
  ["a large Map and Set", "[new Map(Array.from({ length: 3e5 }, (_, i) => [i, -i])), new Set(Array.from({ length: 3e5 }, (_, i) => i))]", "v[0].size === 3e5 && v[0].get(299999) === -299999 && v[1].size === 3e5 && v[1].has(299999)"],
  ["100,000 entities", "Array.from({ length: 1e5 }, (_, id) => ({ id, at: { x: id, y: -id } }))", "v.length === 1e5 && v.every((e, i) => e.id === i && e.at.y === -i)"],
];

test("every kind of value comes over as it is", async t => {
  const { values: [told], lost, state } = await carry(t, {
    top: "class Ship { constructor(x) { this.x = x; } }",
    state: "{ values: {} }",
    before: values.map(([name, made]) => `state.values[${JSON.stringify(name)}] = ${made};`).join("\n"),
    after: `const told = {};
${values.map(([name, , check]) => `try { const key = ${JSON.stringify(name)}, v = state.values[key]; told[key] = ${check}; } catch (e) { told[${JSON.stringify(name)}] = String(e); }`).join("\n")}
tell(told);`,
  });
  assert.deepEqual(told, Object.fromEntries(values.map(([name]) => [name, true])));
  assert.deepEqual(lost, []);
  assert.equal(state, "state kept");
});

describe("what cannot come over is named by its path:", { concurrency: 4 }, () => {
  const rows = [
    ["functions", "state.player = { onHit() {}, hp: 3 };", ["state.player.onHit is a function"], "state.player.hp === 3 && !('onHit' in state.player)"],
    ["classes and arrows", "state.a = class {}; state.b = () => 1;", ["state.a is a function", "state.b is a function"], "Object.keys(state).length === 0"],
    ["symbols", "state.kind = Symbol('x');", ["state.kind is a symbol"], "true"],
    ["promises", "state.soon = Promise.resolve(1);", ["state.soon is a Promise"], "true"],
    ["weak things", "state.w = [new WeakMap(), new WeakSet(), new WeakRef({})];", ["state.w[0] is a WeakMap", "state.w[1] is a WeakSet", "state.w[2] is a WeakRef"], "state.w.length === 3"],
    ["generators", "state.steps = (function* () { yield 1; })();", ["state.steps is a Generator"], "!('steps' in state)"],
    ["iterators", "state.it = [1][Symbol.iterator](); state.m = new Map().keys();", ["state.it is a Array Iterator", "state.m is a Map Iterator"], "true"],
    ["formats", "state.f = [new Intl.NumberFormat('en'), new Intl.Collator('en')];", ["state.f[0] is a Intl.NumberFormat", "state.f[1] is a Intl.Collator"], "state.f.length === 2"],
    ["functions in arrays, which keep their places", "state.list = [1, () => 2, 3];", ["state.list[1] is a function"], "state.list.length === 3 && state.list[2] === 3 && state.list[1] === undefined"],
    ["functions in maps and sets", "state.m = new Map([['a', 1], ['b', () => 1], [() => 2, 3]]); state.s = new Set([1, () => 1]);", ["state.m[1] is a function", "state.m[2] is a function", "state.s[1] is a function"], "state.m.size === 1 && state.s.size === 1"],
    ["under odd keys", "state['a b'] = { 0: () => 1, 'é': () => 2, 'x-y': () => 3 };", ['state["a b"]["0"] is a function', 'state["a b"].é is a function', 'state["a b"]["x-y"] is a function'], "true"],
    ["getters that throw", "Object.defineProperty(state, 'bad', { enumerable: true, get() { throw new Error('no'); } }); state.good = 1;", ["state.bad cannot be read: Error: no"], "state.good === 1"],
    ["a revoked Proxy", "const { proxy, revoke } = Proxy.revocable({}, {}); state.gone = proxy; state.good = 1; revoke();", ["state.gone cannot be read"], "state.good === 1"],
    ["a Proxy that throws", "state.odd = new Proxy({}, { ownKeys() { throw new TypeError('mine'); } }); state.good = 1;", ["state.odd cannot be read: TypeError: mine"], "state.good === 1"],
  ];
  for (const [name, before, named, check] of rows)
    test(name, async t => {
      const { values: told, lost, state } = await carry(t, { before, after: `tell(${check});` });
      assert.equal(lost.length, named.length, lost.join("\n"));
      named.forEach((words, i) => assert.ok(lost[i].startsWith(words), `${lost[i]} instead of ${words}`));
      assert.deepEqual(told, [true]);
      assert.equal(state, "state kept in part");
    });

  test("ten of them, and how many more", async t => {
    const { lost } = await carry(t, { before: "state.all = Array.from({ length: 25 }, () => () => 1);" });
    assert.deepEqual(lost, [...Array.from({ length: 10 }, (_, i) => `state.all[${i}] is a function`), "15 more"]);
  });

  test("far down in a list, by both ends of a long path", async t => {
    const { lost } = await carry(t, { before: "let at = state.first = {}; for (let i = 0; i < 1000; i++) at = at.next = {};\nat.on = () => 1;" });
    assert.equal(lost.length, 1);
    assert.match(lost[0], /^state\.first(\.next)+.* … .*(\.next)+\.on is a function$/);
    assert.ok(lost[0].length < 250, lost[0]);
  });
});

describe("what is deep comes over whole:", { concurrency: 4 }, () => {
  const list = "(l => { for (let i = 0; i < 100000; i++) l = { i, next: l }; return l; })(null)";
  const sum = "(l => { let n = 0; for (; l; l = l.next) n += l.i; return n; })";

  test("a linked list, and what is shared far down in it", async t => {
    const { values: told, lost, state } = await carry(t, {
      top: 'const pic = image("a.png");', files: { "a.png": png(2, 2, () => [1, 2, 3]) },
      before: `state.list = ${list}; state.after = state.list.next.next;
        let at = state.list; for (let i = 0; i < 1000; i++) { at = at.next; if (i === 200 || i === 999) at.more = { at, pic, map: new Map([[at.next, state]]), set: new Set([at]) }; }
        state.ends = [at, at.more]; at.more.bytes = Uint8Array.of(7);`,
      after: `let at = state.list, all = []; for (let i = 0; i < 1000; i++) { at = at.next; if (i === 200 || i === 999) all.push(at.more); }
        tell([${sum}(state.list), state.after === state.list.next.next, state.ends[0] === at, state.ends[1] === at.more, at.more.bytes[0],
          all.every(m => m.pic === pic && m.set.has(m.at) && m.map.get(m.at.next) === state && m.at.more === m), all[1].at === at]);`,
    });
    assert.deepEqual(told, [[4999950000, true, true, true, 7, true, true]]);
    assert.deepEqual([lost, state], [[], "state kept"]);
  });

  test("arrays, maps and sets in one another", async t => {
    const { values: told, lost } = await carry(t, {
      before: "state.a = []; state.m = new Map(); state.s = new Set(); for (let i = 0; i < 20000; i++) { state.a = [state.a, i]; state.m = new Map([[state.m, i]]); state.s = new Set([i, state.s]); }",
      after: `let { a, m, s } = state, n = [0, 0, 0];
        for (; a.length; a = a[0]) n[0]++; for (; m.size; m = [...m.keys()][0]) n[1]++; for (; s.size; s = [...s][1]) n[2]++; tell(n);`,
    });
    assert.deepEqual([told, lost], [[[20000, 20000, 20000]], []]);
  });

  test("a list over a list that the new game begins with, whose objects stay the same", async t => {
    const { values: told, lost } = await carry(t, {
      top: `const first = ${list}, nodes = [first]; for (let l = first; l.next; l = l.next) nodes.push(l.next);`,
      state: "{ list: first, nodes }",
      before: "for (let l = state.list; l; l = l.next) l.i *= 2;",
      after: `tell([${sum}(state.list), state.list === first, state.nodes[99999] === nodes[99999], nodes[99999].i, nodes[0].i]);`,
    });
    assert.deepEqual([told, lost], [[[9999900000, true, true, 0, 199998]], []]);
  });

  test("nodes of a list that an array names first", async t => {
    const { values: told } = await carry(t, {
      before: "state.nodes = Array.from({ length: 50000 }, (_, i) => ({ i })); state.nodes.forEach((n, i) => { n.next = state.nodes[i + 1]; n.last = state.nodes[i - 1]; });",
      after: "tell(state.nodes.every((n, i) => n.i === i && n.next === state.nodes[i + 1] && n.last === state.nodes[i - 1]));",
    });
    assert.deepEqual(told, [true]);
  });
});

describe("the old state over the new defaults", { concurrency: 4 }, () => {
  test("keeps identities: itself, parents, and objects of the new game", async t => {
    const { values: told, lost } = await carry(t, {
      top: "class Hero { constructor() { this.hp = 10; } hurt() { return --this.hp; } }\nconst hero = new Hero();",
      state: "{ hero, world: { list: [] } }",
      before: `state.self = state; state.hero.hp = 4; state.hero.home = state; state.target = state.hero;
        state.child = { parent: state.hero }; state.world.list.push(state.hero, state); state.map = new Map([[state.hero, state]]); state.set = new Set([state.hero]);`,
      after: `tell([state.self === state, state.hero === hero, hero instanceof Hero, hero.hurt() === 3, hero.home === state, state.target === hero,
        state.child.parent === hero, state.world.list[0] === hero, state.world.list[1] === state, state.map.get(hero) === state, state.set.has(hero)]);`,
    });
    assert.deepEqual(told, [new Array(11).fill(true)]);
    assert.deepEqual(lost, []);
  });

  test("gives a class only where the new game has an object of it", async t => {
    const { values: told } = await carry(t, {
      top: "class Ship { constructor(x) { this.x = x; } }",
      state: "{ ship: new Ship(1), fleet: [new Ship(1)], none: null }",
      before: "state.ship.x = 5; state.fleet[0].x = 6; state.other = new Ship(7); state.none = new Ship(8);",
      after: "tell([state.ship instanceof Ship, state.ship.x, state.fleet[0] instanceof Ship, state.fleet[0].x, state.other instanceof Ship, state.other.x, state.none.x]);",
    });
    assert.deepEqual(told, [[true, 5, false, 6, false, 7, 8]]);
  });

  test("sets through setters and leaves private fields to the class", async t => {
    const { values: told } = await carry(t, {
      top: "class Meter { #v = 1; get v() { return this.#v; } set v(x) { this.#v = x; } bump() { return ++this.#v; } }\nclass Box { constructor() { this.n = 1; } get twice() { return this.n * 2; } }",
      state: "{ meter: new Meter(), box: new Box() }",
      before: "state.meter.v = 5; state.box.n = 4;",
      after: "tell([state.meter.bump(), state.box.twice]);",
    });
    assert.deepEqual(told, [[2, 8]]); // what is private stays behind
  });

  test("leaves frozen and read-only defaults as they are, names them, and does not stop at them", async t => {
    const { values: told, lost, state } = await carry(t, {
      top: "let changed = 0;",
      state: `{ fixed: Object.freeze({ a: 1, deep: { b: 1 }, table: [1, { x: 0.5 }] }), get twice() { return this.n * 2; }, n: 1,
        get changed() { return changed; }, last: 0 }`,
      before: "changed = 3; state.fixed.deep.b = 2; state.fixed.table[1].x = 2; state.n = 5; state.last = 9;",
      after: "tell([state.fixed.a, state.fixed.deep.b, state.fixed.table[1].x, state.n, state.twice, state.changed, state.last]);",
    });
    assert.deepEqual(told, [[1, 2, 0.5, 5, 10, 0, 9]]);
    assert.deepEqual(lost, ["state.changed cannot be written", "state.fixed.table cannot be written"]);
    assert.equal(state, "state kept in part");
  });

  test("is kept whole when what is frozen has not changed", async t => {
    const { lost, state } = await carry(t, {
      top: 'const pic = image("a.png");', files: { "a.png": png(2, 2, () => [1, 2, 3]) },
      state: "{ levels: Object.freeze({ names: ['a', 'b'], size: { w: 1 }, round: [], pics: [pic] }), n: 1 }",
      before: "state.n = 2;",
    });
    assert.deepEqual(lost, []);
    assert.equal(state, "state kept");
  });

  test("of a game that is frozen whole changes nothing and harms nothing", async t => {
    const { values: told } = await carry(t, { state: "Object.freeze({ a: 1 })", after: "tell(state.a);" });
    assert.deepEqual(told, [1]);
  });

  test("brings new defaults, keeps old values, and drops nothing", async t => {
    const child = await play(t, counting("old", { state: "kept: { a: 1, b: 2 }, list: [1, 2, 3], kind: { was: 1 }," }));
    await child.goesOn("old");
    child.save("main.js", counting("new", { state: "kept: { b: 20, c: 30 }, list: [9], kind: 'text', fresh: true,", load: "tell({ state });" }));
    await child.swapped(1);
    const { frames, ...state } = child.told().find(value => value.state).state;
    assert.ok(frames > 0);
    assert.deepEqual(state, { kept: { a: 1, b: 2, c: 30 }, list: [1, 2, 3], kind: { was: 1 }, fresh: true });
  });

  test("is nothing when either game has none", async t => {
    const bare = version => `export function load() {\n  console.log('{"load":"${version}"}');\n}\nexport function update() {}\n`;
    const child = await play(t, bare("none"));
    child.save("main.js", counting("some"));
    await child.swapped(1);
    child.save("main.js", bare("none again"));
    await child.swapped(2);
    assert.deepEqual(child.swaps().map(({ state }) => state), ["no state", "no state"]);
    assert.equal(child.told().find(({ load }) => load === "some").frames, 0);
  });
});

describe("migrate()", { concurrency: 4 }, () => {
  const migrating = (body, version = "new") => counting(version, { load: "tell({ state });" }) + `export function migrate(old) {\n${body}\n}\n`;

  test("gets the old state before load(), and its result is merged", async t => {
    const child = await play(t, counting("old", { state: "score: 5," }));
    await child.goesOn("old");
    child.save("main.js", migrating("tell({ migrates: old.score, new: state.frames });\n  return { points: old.score * 2, frames: old.frames };"));
    await child.swapped(1);
    const told = child.told(), at = told.findIndex(value => "migrates" in value);
    assert.deepEqual(told[at], { migrates: 5, new: 0 });
    assert.ok(at < told.findIndex(({ load }) => load === "new"));
    const { state } = told.find(value => value.state);
    assert.equal(state.points, 10);
    assert.ok(state.frames > 0 && !("score" in state), JSON.stringify(state));
    assert.equal(child.swaps()[0].state, "state kept");
  });

  test("may change the new state itself", async t => {
    const child = await play(t, counting("old", { state: "score: 5," }));
    child.save("main.js", migrating("state.doubled = old.score * 2;\n  return state;"));
    await child.swapped(1);
    assert.equal(child.told().find(value => value.state).state.doubled, 10);
  });

  test("that gives nothing leaves the new state new", async t => {
    const child = await play(t, counting("old"));
    await child.goesOn("old");
    child.save("main.js", migrating("return undefined;"));
    await child.swapped(1);
    assert.equal(child.told().find(value => value.state).state.frames, 0);
    assert.equal(child.swaps()[0].state, "no state");
  });

  for (const [name, body, message] of [["throws", 'throw new Error("cannot migrate");', /Error: cannot migrate$/], ["gives a number", "return 7;", /migrate.*an object/]])
    test(`that ${name} brings the old game back`, async t => {
      const child = await play(t, counting("old"));
      await child.goesOn("old");
      child.save("main.js", migrating(body));
      await child.says(message);
      await child.goesOn("old");
      assert.deepEqual(child.loads(), ["old", ...backAgain("old")]);
      child.save("main.js", counting("mended"));
      await child.runs("mended");
      assert.equal((await child.until(() => child.swaps()[0], "the swap")).state, "state kept");
    });

  test("is not called at the first start", async t => {
    const child = await play(t, migrating("tell({ migrates: 1 });\n  return old;"));
    await child.goesOn("new");
    assert.ok(!child.told().some(value => "migrates" in value));
  });
});

test("a state that is no object is told when the game is frozen", async t => {
  for (const state of ["7", "null", "'text'"]) {
    const result = await game(t, `export const state = ${state};\nexport function update() {}\n`).run();
    assertExit(result, 1);
    assert.match(result.err, /export state.*an object/s);
  }
});

describe("a Sprites in the state", { concurrency: 4 }, () => {
  const fox = png(2, 2, () => [255, 0, 0]);

  test("keeps its columns, its class and its place", async t => {
    const { it, values: told, lost, state } = await carry(t, {
      files: { "fox.png": fox },
      top: 'export const config = { width: 32, height: 32 };\nconst fox = image("fox.png"), batch = new Sprites(fox, 3, { origin: [0, 0] });\nclass Swarm extends Sprites { speed = 1; }',
      state: "{ batch, swarm: new Swarm(fox, 2) }",
      before: `state.batch.add({ x: 4, y: 5, frame: 7, rotation: 0.5, scale: 2, tint: "#ff000080" }); state.batch.add({ x: 20, y: 20 });
        state.xs = state.batch.x; state.swarm.speed = 3; state.swarm.add({ x: 6 });`,
      after: `const { x, y, frame, rotation, scale, tint } = state.batch;
        tell([state.batch === batch, state.xs === x, x[0], y[0], frame[0], rotation[0], scale[0], tint[0], scale[2], state.swarm.speed, state.swarm.count, state.swarm.x[0]]);
        tell([state.batch.add({ x: 20, y: 0 }), state.batch.count, state.batch.capacity]);`,
      more: "export function draw() { screen.sprites(state.batch); }",
      args: ["--screenshot", "shot.png"],
    });
    assert.deepEqual(told, [[true, true, 4, 5, 7, 0.5, 2, 0xff000080, 1, 3, 1, 6], [2, 3, 3]]);
    assert.deepEqual([lost, state], [[], "state kept"]);
    const shot = decode(fs.readFileSync(it.file("shot.png")));
    assert.deepEqual([colorAt(shot, 20, 20), colorAt(shot, 20, 0)], ["#ff0000", "#ff0000"]);
  });

  const main = (version, capacity, more = "") => counting(version, { top: 'import { image, screen, Sprites } from "thaw";\nconst fox = image("fox.png");',
    state: `batch: new Sprites(fox, ${capacity}),`, draw: "screen.sprites(state.batch);",
    load: "if (!game.restarted) for (let i = 0; i < 4; i++) state.batch.add({ x: i + 1 });\n  tell({ count: state.batch.count, x: [...state.batch.x] });" }) + more;
  const counts = child => child.told().filter(value => "count" in value).slice(1);

  test("keeps what there is room for, and tells of the rest", async t => {
    const child = await play(t, { "main.js": main("old", 4), "fox.png": fox });
    child.save("main.js", main("larger", 5));
    await child.swapped(1);
    child.save("main.js", main("smaller", 3));
    await child.swapped(2);
    await child.goesOn("smaller");
    assert.deepEqual(counts(child), [{ count: 4, x: [1, 2, 3, 4, 0] }, { count: 3, x: [1, 2, 3] }]);
    assert.deepEqual(child.swaps().map(({ state }) => state), ["state kept", "state kept in part"]);
    assert.equal(child.count(/not carried over: state\.batch has room for 3 of its 4 sprites$/), 1, child.err());
  });

  test("takes of migrate() what fits its columns, and tells of the rest", async t => {
    const child = await play(t, { "main.js": main("old", 4), "fox.png": fox });
    child.save("main.js", main("new", 2, `export function migrate(old) {
  return { batch: { count: 1, x: Float32Array.of(9), y: [1], frame: Float32Array.of(1), rotation: new BigInt64Array(1), capacity: 7 } };
}\n`));
    await child.swapped(1);
    await child.goesOn("new");
    assert.deepEqual(counts(child), [{ count: 1, x: [9, 0] }]);
    const lost = [...child.err().matchAll(/not carried over: state\.batch\.(\w+) cannot be written$/gm)].map(([, name]) => name);
    assert.deepEqual(lost, ["y", "frame", "rotation", "capacity"]);
  });
});

describe("images in the state", { concurrency: 4 }, () => {
  const ship = png(8, 8, () => [255, 0, 0]), plane = png(8, 8, () => [0, 0, 255]);

  test("are those of the new game, wherever they are, and can be drawn", async t => {
    const { it, values: told, lost } = await carry(t, {
      files: { "ship.png": ship, "plane.png": plane },
      top: 'export const config = { width: 32, height: 32 };\nconst ship = image("ship.png"), plane = image("plane.png"), sheet = image("ship.png", { frame: [4, 4] });',
      state: "{ hero: { look: ship }, list: [] }",
      before: "state.hero.look = plane; state.list.push({ look: ship }, [sheet]); state.map = new Map([['a', plane], [ship, 1]]); state.set = new Set([plane]);",
      after: "tell([state.hero.look === plane, state.list[0].look === ship, state.list[1][0] === sheet, state.map.get('a') === plane, state.map.get(ship) === 1, state.set.has(plane)]);",
      more: "export function draw() { screen.image(state.hero.look, 0, 0); }",
      args: ["--screenshot", "shot.png"],
    });
    assert.deepEqual(told, [new Array(6).fill(true)]);
    assert.deepEqual(lost, []);
    assert.equal(colorAt(decode(fs.readFileSync(it.file("shot.png"))), 2, 2), "#0000ff");
  });

  test("that the new game does not declare are named", async t => {
    const main = (version, head, state) => counting(version, { top: `import { canvas, font, image } from "thaw";\n${head}`, state, load: "tell({ look: state.look ?? null });" });
    const head = 'const ship = image("ship.png"), face = font("a.ttf", 20), paper = canvas(4, 4);', ttf = fs.readFileSync(path.join(house, "tests/games/drawing/test.ttf"));
    const child = await play(t, { "main.js": main("old", head, "look: ship, face, paper,"), "ship.png": ship, "a.ttf": ttf });
    child.save("main.js", main("new", "", ""));
    await child.swapped(1);
    assert.deepEqual([...child.err().matchAll(/not carried over: the (.*) is declared no more$/gm)].map(([, what]) => what),
      ['image "ship.png"', 'font "a.ttf" (size 20)', 'canvas "#1"']);
    assert.equal(child.swaps()[0].state, "state kept in part");
    assert.ok(child.told().filter(value => "look" in value).length === 2);
  });

  test("stay what they are when their files change their size", async t => {
    const main = version => counting(version, { top: 'import { image, screen } from "thaw";\nconst ship = image("ship.png"), plane = image("ship.png", { frame: [2, 2] });',
      state: "hero: { look: ship }, list: [ship, plane],", draw: "screen.image(state.hero.look, 0, 0); screen.image(state.list[0], 9, 9);",
      load: "tell({ same: [state.hero.look === ship, state.list[0] === ship, state.list[1] === plane], width: state.hero.look.width, frames: plane.frames });" });
    const child = await play(t, { "main.js": main("old"), "ship.png": ship });
    child.save("ship.png", png(16, 10, () => [0, 255, 0]));
    await child.swapped(1);
    await child.goesOn("old");
    assert.deepEqual(child.told().filter(value => "same" in value),
      [{ same: [true, true, true], width: 8, frames: 16 }, { same: [true, true, true], width: 16, frames: 40 }]);
    assert.equal(child.swaps()[0].state, "state kept");
    assert.equal(child.count(/not carried over/), 0, child.err());
  });

  test("that the new game declares in another way leave its defaults alone, and no gaps that throw", async t => {
    const main = (version, frame) => counting(version, { top: `import { image, screen } from "thaw";\nconst ship = image("ship.png", { frame: [${frame}] });`,
      state: "hero: { look: ship }, list: [1, ship, 3], map: new Map([['a', ship], [ship, 1], ['b', 2]]), set: new Set([ship, 5]),",
      draw: "screen.image(state.hero.look, 0, 0);",
      load: "tell({ mine: state.hero.look === ship, list: [1 in state.list, state.list.length, state.list[2]], map: [...state.map], set: [...state.set] });" });
    const child = await play(t, { "main.js": main("old", "2, 2"), "ship.png": ship });
    child.save("main.js", main("new", "4, 4"));
    await child.swapped(1);
    await child.goesOn("new");
    assert.deepEqual(child.told().filter(value => "mine" in value)[1], { mine: true, list: [false, 3, 3], map: [["b", 2]], set: [5] });
    assert.equal(child.swaps()[0].state, "state kept in part");
    assert.equal(child.count(/not carried over: the image "ship\.png" \(frame 2x2\) is declared no more$/), 1, child.err());
  });
});
