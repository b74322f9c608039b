// Every domain that V8 offers, over a real client: what a game's author asks of a debugger beside breakpoints.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { client, debugged, next } from "./lib/debug.mjs";
import { Raw, frame } from "./lib/raw.mjs";
import { assertExit, until } from "./lib/thaw.mjs";

const files = {
  "main.js": `import { busy } from "./lib/work.js";
class Creature { constructor(name) { this.name = name; } greet(other) { return this.name + " greets " + other; } }
globalThis.herd = ["Ann", "Bob", "Cid"].map(name => new Creature(name));
globalThis.Creature = Creature;
export function update() {
  globalThis.frames = (globalThis.frames ?? 0) + 1;
  if (globalThis.working) busy();
  globalThis.task?.();
}
globalThis.outer = async function outer() {
  await middle();
};
async function middle() {
  await null;
  inner();
}
function inner() {
  globalThis.reached = true;
}
globalThis.caught = function caught() { try { throw new Error("caught"); } catch {} };
globalThis.uncaught = function uncaught() { Promise.resolve().then(() => {}); throw new Error("uncaught"); };
`,
  "lib/work.js": `export function busy() {
  let sum = 0;
  for (let i = 0; i < 300000; i++) sum += inside(i);
  return sum;
}
function inside(i) {
  return new Array(4).fill(i).length * Math.sqrt(i);
}
`,
};

async function open(t) {
  const child = await debugged(t, files), cdp = await client(t, child);
  const evaluate = async (expression, more = {}) => {
    const { result, exceptionDetails } = await cdp.send("Runtime.evaluate", { expression, returnByValue: true, ...more });
    assert.equal(exceptionDetails, undefined, JSON.stringify(exceptionDetails));
    return result.value ?? result;
  };
  const frames = async count => {
    const then = await evaluate("frames ?? 0");
    await until(async () => (await evaluate("frames ?? 0")) >= then + count, "frames go by");
  };
  return { child, cdp, evaluate, frames };
}

describe("Runtime", () => {
  test("evaluates: values, objects, exceptions, syntax errors", async t => {
    const { cdp, evaluate } = await open(t);
    assert.equal(await evaluate("'ä' + 6 * 7 + '\\u{1F600}'"), "ä42😀");
    assert.deepEqual(await evaluate("({ a: [1, { b: null }] })"), { a: [1, { b: null }] });
    const { result } = await cdp.send("Runtime.evaluate", { expression: "-0" });
    assert.equal(result.unserializableValue, "-0");
    const thrown = await cdp.send("Runtime.evaluate", { expression: "throw new TypeError('no')" });
    assert.match(thrown.exceptionDetails.exception.description, /^TypeError: no/);
    const wrong = await cdp.send("Runtime.evaluate", { expression: "let = 3 +" });
    assert.match(wrong.exceptionDetails.exception.description, /^SyntaxError/);
    assert.equal(await evaluate("await Promise.resolve(5)", { replMode: true, awaitPromise: true }), 5);
  });

  test("waits for promises, kept and broken", async t => {
    const { cdp, evaluate } = await open(t);
    assert.equal(await evaluate("new Promise(go => { globalThis.task = () => { globalThis.task = null; go('done'); }; })", { awaitPromise: true }), "done");
    const broken = await cdp.send("Runtime.evaluate", { expression: "Promise.reject(new Error('broken'))", awaitPromise: true });
    assert.match(broken.exceptionDetails.exception.description, /Error: broken/);
    const { result } = await cdp.send("Runtime.evaluate", { expression: "Promise.resolve({ a: 1 })" });
    const waited = await cdp.send("Runtime.awaitPromise", { promiseObjectId: result.objectId, returnByValue: true });
    assert.deepEqual(waited.result.value, { a: 1 });
  });

  test("calls functions on objects and tells properties", async t => {
    const { cdp } = await open(t);
    const { result } = await cdp.send("Runtime.evaluate", { expression: "herd[0]" });
    assert.deepEqual([result.type, result.className], ["object", "Creature"]);
    const called = await cdp.send("Runtime.callFunctionOn", {
      objectId: result.objectId, functionDeclaration: "function (other) { return this.greet(other); }", arguments: [{ value: "you" }] });
    assert.equal(called.result.value, "Ann greets you");
    const { result: own } = await cdp.send("Runtime.getProperties", { objectId: result.objectId, ownProperties: true });
    assert.equal(own.find(({ name }) => name === "name").value.value, "Ann");
    await cdp.send("Runtime.releaseObject", { objectId: result.objectId });
    await assert.rejects(cdp.send("Runtime.getProperties", { objectId: result.objectId }), /Could not find object/);
  });

  test("finds objects by their prototype, those out of the snapshot too", async t => {
    const { cdp, evaluate } = await open(t);
    await evaluate("void herd.push(new Creature('Dot'))");
    const { result } = await cdp.send("Runtime.evaluate", { expression: "Creature.prototype" });
    const { objects } = await cdp.send("Runtime.queryObjects", { prototypeObjectId: result.objectId });
    const names = await cdp.send("Runtime.callFunctionOn", {
      objectId: objects.objectId, functionDeclaration: "function () { return this.map(one => one.name).sort(); }", returnByValue: true });
    assert.deepEqual(names.result.value, ["Ann", "Bob", "Cid", "Dot"]);
  });

  test("has the console's own words in evaluate", async t => {
    const { evaluate } = await open(t);
    const more = { includeCommandLineAPI: true, objectGroup: "console" };
    assert.equal(await evaluate("6 * 7", more), 42);
    assert.equal(await evaluate("$_ + 1", more), 43);
    assert.deepEqual(await evaluate("keys({ a: 1, b: 2 })", more), ["a", "b"]);
    assert.equal(await evaluate("typeof $_"), "undefined");
  });

  test("tells globals of the game, bindings and heap use", async t => {
    const { cdp, evaluate } = await open(t);
    assert.equal(await evaluate("typeof herd"), "object");
    const usage = await cdp.send("Runtime.getHeapUsage");
    assert.ok(usage.usedSize > 0 && usage.totalSize >= usage.usedSize, JSON.stringify(usage));
    assert.match((await cdp.send("Runtime.getIsolateId")).id, /^[0-9a-f]+$/);
    await cdp.send("Runtime.enable");
    await cdp.send("Runtime.addBinding", { name: "report" });
    const called = next(cdp, "Runtime.bindingCalled");
    await evaluate("void report('hello')");
    assert.deepEqual((({ name, payload }) => [name, payload])(await called), ["report", "hello"]);
  });
});

describe("Profiler and HeapProfiler", () => {
  test("profile the author's functions", async t => {
    const { child, cdp, evaluate, frames } = await open(t);
    await evaluate("working = true");
    await cdp.send("Profiler.enable");
    await cdp.send("Profiler.setSamplingInterval", { interval: 200 });
    await cdp.send("Profiler.start");
    await frames(10);
    const { profile } = await cdp.send("Profiler.stop");
    const busy = profile.nodes.find(({ callFrame }) => callFrame.functionName === "busy");
    assert.ok(busy, profile.nodes.map(({ callFrame }) => callFrame.functionName).join(" "));
    assert.equal(busy.callFrame.url, child.url("lib/work.js"));
    assert.equal(profile.samples.length, profile.timeDeltas.length);
    assert.ok(profile.endTime > profile.startTime);
    assert.deepEqual(new Set(profile.samples).difference?.(new Set(profile.nodes.map(({ id }) => id)))?.size ?? 0, 0);
  });

  test("count what was called", async t => {
    const { child, cdp, evaluate, frames } = await open(t);
    await cdp.send("Profiler.enable");
    await cdp.send("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
    await evaluate("working = true");
    await frames(3);
    const { result } = await cdp.send("Profiler.takePreciseCoverage");
    const script = result.find(({ url }) => url === child.url("lib/work.js"));
    assert.ok(script, result.map(({ url }) => url).join(" "));
    assert.ok(script.functions.find(({ functionName }) => functionName === "busy").ranges[0].count > 0);
    await cdp.send("Profiler.stopPreciseCoverage");
  });

  test("stream a heap snapshot that is whole", async t => {
    const { cdp } = await open(t);
    const chunks = [];
    let finished = false;
    cdp.on("HeapProfiler.addHeapSnapshotChunk", ({ chunk }) => chunks.push(chunk));
    cdp.on("HeapProfiler.reportHeapSnapshotProgress", progress => (finished ||= progress.finished === true));
    await cdp.send("HeapProfiler.takeHeapSnapshot", { reportProgress: true });
    assert.ok(finished && chunks.length > 1, `${chunks.length}`);
    const { snapshot, nodes, edges, strings } = JSON.parse(chunks.join(""));
    assert.equal(nodes.length, snapshot.node_count * snapshot.meta.node_fields.length);
    assert.equal(edges.length, snapshot.edge_count * snapshot.meta.edge_fields.length);
    assert.ok(strings.includes("Creature"));
  });

  test("sample allocations with their functions, and track objects", async t => {
    const { cdp, evaluate, frames } = await open(t);
    await cdp.send("HeapProfiler.enable");
    await cdp.send("HeapProfiler.startSampling", { samplingInterval: 1024, includeObjectsCollectedByMajorGC: true, includeObjectsCollectedByMinorGC: true });
    await evaluate("working = true");
    let names = [];
    const walk = node => {
      names.push(node.callFrame.functionName);
      node.children.forEach(walk);
    };
    await until(async () => {
      await frames(5);
      names = [];
      walk((await cdp.send("HeapProfiler.getSamplingProfile")).profile.head);
      return ["update", "busy", "inside"].some(name => names.includes(name));
    }, "a sample of the game's functions");
    await cdp.send("HeapProfiler.stopSampling");
    await cdp.send("HeapProfiler.startTrackingHeapObjects", { trackAllocations: true });
    await frames(2);
    await cdp.send("HeapProfiler.stopTrackingHeapObjects");
    await cdp.send("HeapProfiler.collectGarbage");
    assert.equal(await evaluate("herd.length"), 3);
  });
});

describe("Console and Schema", () => {
  test("Console tells messages", async t => {
    const { cdp, evaluate } = await open(t);
    const added = next(cdp, "Console.messageAdded");
    await cdp.send("Console.enable");
    await evaluate("void console.error('to the console')");
    const { message } = await added;
    assert.deepEqual([message.source, message.level, message.text], ["console-api", "error", "to the console"]);
    await cdp.send("Console.disable");
  });

  test("Schema tells V8's domains", async t => {
    const { cdp } = await open(t);
    const { domains } = await cdp.send("Schema.getDomains");
    for (const name of ["Runtime", "Debugger", "Profiler", "HeapProfiler", "Schema"])
      assert.ok(domains.some(domain => domain.name === name), `${name} in ${JSON.stringify(domains)}`);
  });
});

describe("Debugger", () => {
  test("pauses on caught exceptions when it is to pause on all", async t => {
    const { cdp, evaluate } = await open(t);
    await cdp.send("Runtime.enable");
    await cdp.send("Debugger.enable");
    const stops = [];
    cdp.on("Debugger.paused", event => {
      stops.push([event.reason, event.data.description.split("\n")[0], event.callFrames[0].functionName]);
      cdp.send("Debugger.resume").catch(() => {});
    });
    const done = name => evaluate(`new Promise(go => { globalThis.task = () => { globalThis.task = null; go(); ${name}(); }; })`, { awaitPromise: true });
    await cdp.send("Debugger.setPauseOnExceptions", { state: "uncaught" });
    await done("caught");
    assert.deepEqual(stops, []);
    await cdp.send("Debugger.setPauseOnExceptions", { state: "all" });
    await done("caught");
    await until(() => stops.length, "the pause");
    assert.deepEqual(stops.splice(0), [["exception", "Error: caught", "caught"]]);
  });

  test("tells a new context after each restart: VS Code takes the scripts of one that it knows for those it has", async t => {
    const { cdp } = await open(t), seen = [];
    cdp.on("Runtime.executionContextCreated", ({ context }) => seen.push(context.id));
    await cdp.send("Runtime.enable");
    for (const count of [2, 3]) {
      await cdp.send("Page.reload");
      await until(() => seen.length >= count, "the restart");
    }
    assert.equal(new Set(seen).size, 3, `${seen}`);
  });

  test("has log points, which do not pause", async t => {
    const { child, cdp, evaluate } = await open(t);
    await cdp.send("Runtime.enable");
    await cdp.send("Debugger.enable");
    let paused = 0;
    cdp.on("Debugger.paused", () => paused++);
    const called = next(cdp, "Runtime.consoleAPICalled");
    await cdp.send("Debugger.setBreakpointByUrl", { url: child.url("main.js"), lineNumber: 6, condition: "console.log('frame', frames), false" });
    const { args } = await called;
    assert.equal(args[0].value, "frame");
    assert.ok(args[1].value > 0);
    await evaluate("1");
    assert.equal(paused, 0);
  });

  test("tells what was awaited on the way to a pause", async t => {
    const { child, cdp } = await open(t);
    await cdp.send("Debugger.enable");
    await cdp.send("Debugger.setAsyncCallStackDepth", { maxDepth: 8 });
    await cdp.send("Debugger.setBreakpointByUrl", { url: child.url("main.js"), lineNumber: 17 });
    const paused = next(cdp, "Debugger.paused");
    cdp.send("Runtime.evaluate", { expression: "void outer()" }).catch(() => {});
    const { callFrames, asyncStackTrace } = await paused;
    assert.deepEqual(callFrames.slice(0, 2).map(({ functionName }) => functionName), ["inner", "middle"]);
    assert.ok(asyncStackTrace, "an async stack trace");
    assert.ok(asyncStackTrace.callFrames.some(({ functionName }) => functionName === "outer"), JSON.stringify(asyncStackTrace));
    await cdp.send("Debugger.resume");
  });

  test("does not nest pauses when an evaluation in a pause would pause or throws", async t => {
    const { child, cdp, evaluate, frames } = await open(t);
    await cdp.send("Debugger.enable");
    await cdp.send("Debugger.setBreakpointByUrl", { url: child.url("main.js"), lineNumber: 5 });
    const { callFrames: [{ callFrameId }] } = await next(cdp, "Debugger.paused");
    const thrown = await cdp.send("Debugger.evaluateOnCallFrame", { callFrameId, expression: "throw new Error('in a pause')" });
    assert.match(thrown.exceptionDetails.exception.description, /in a pause/);
    const inside = await cdp.send("Debugger.evaluateOnCallFrame", { callFrameId, expression: "(() => { debugger; return 5; })()", returnByValue: true });
    assert.equal(inside.result.value, 5);
    assert.equal(await evaluate("(() => { debugger; return 6; })()"), 6);
    await cdp.send("Debugger.disable");
    await frames(3);
  });
});

/** Runs a game from its start to its end and gives how it ended, and every pause: reason, function, line. */
async function pauses(t, source, state) {
  const files = { "main.js": source, "keys.txt": "5 keydown Space\n" };
  const child = await debugged(t, files, { option: "--inspect-wait", args: ["--input", "keys.txt"] });
  const cdp = await client(t, child), stops = [];
  cdp.on("Debugger.paused", ({ reason, callFrames: [{ functionName, location }] }) => {
    stops.push([reason, functionName, location.lineNumber]);
    cdp.send("Debugger.resume").catch(() => {});
  });
  await cdp.send("Debugger.enable");
  await cdp.send("Debugger.setPauseOnExceptions", { state });
  await cdp.send("Runtime.runIfWaitingForDebugger");
  return { stops, result: await child.ended };
}

describe("a pause on exceptions that nobody catches", () => {
  for (const [where, source, reason, name] of [
    ["load()", "export function load() {\nnull.x; }", "exception", "load"],
    ["update()", "export function update() {\nnull.x; }", "exception", "update"],
    ["draw()", "export function draw() { try {\nnull.x; } finally { globalThis.drawn = true; } }", "exception", "draw"],
    ["a timer's callback", "export function load() { setTimeout(function late() {\nnull.x; }, 20); }", "exception", "late"],
    ["a frozen timer's callback", "setTimeout(function late() {\nnull.x; }, 20); export function update() {}", "exception", "late"],
    ["a callback for a frame", "export function load() { requestAnimationFrame(function next() {\nnull.x; }); }", "exception", "next"],
    ["an event's hook", "export function keydown() {\nnull.x; }", "exception", "keydown"],
    ["an async load()", "export async function load() { await null;\nnull.x; }", "promiseRejection", "load"],
    ["a microtask", "export function update() { queueMicrotask(function soon() {\nnull.x; }); }", "promiseRejection", "soon"],
    ["a promise that is rejected", "export function update() {\nPromise.reject(new Error('no')); }", "promiseRejection", "update"],
  ])
    test(`holds at ${where}, and the fault is told then`, async t => {
      const { stops, result } = await pauses(t, source, "uncaught");
      assert.deepEqual(stops, [[reason, name, 1]]);
      assertExit(result, 1);
      assert.match(result.err, /^main\.js:2:\d+: (unhandled rejection: )?(TypeError: Cannot read|Error: no)/m);
    });

  test("does not hold at those that are caught", async t => {
    const source = `import { game } from "thaw";
      async function fails() { await null; null.x; }
      async function tries() { try { await fails(); } catch {} }
      export async function load() { await tries(); await fails().catch(() => {}); setTimeout(() => { try { null.x; } catch {} }, 20); }
      export function keydown() { try { JSON.parse("{"); } catch {} }
      export function update() { try { null.x; } catch {} if (game.frame === 30) game.quit(7); }`;
    const all = await pauses(t, source, "all"), uncaught = await pauses(t, source, "uncaught");
    for (const name of ["fails", "", "keydown", "update"])
      assert.ok(all.stops.some(stop => stop[1] === name), `${name} in ${all.stops.join(" ")}`);
    assert.deepEqual(uncaught.stops, []);
    for (const { result } of [all, uncaught]) assertExit(result, 7);
  });
});

describe("a client that errs", () => {
  test("has an answer to methods that nobody knows", async t => {
    const { child, evaluate } = await open(t), raw = await Raw.open(child.address);
    t.after(() => raw.die());
    for (const method of ["Runtime.noSuchMethod", "Nowhere.at", "NodeWorker.enable", "Page.enable", "nothing"])
      assert.equal((await raw.call(method)).error?.code, -32601, method);
    for (const [method, params] of [["Runtime.evaluate", {}], ["Debugger.setBreakpointByUrl", { lineNumber: "a" }]])
      assert.equal((await raw.call(method, params)).error?.code, -32602, method);
    assert.equal(await evaluate("1 + 1"), 2);
  });

  test("has an answer to what is no message, and the connection stays", async t => {
    const { child } = await open(t);
    const raw = await Raw.open(child.address);
    t.after(() => raw.die());
    const bad = ["", "{", "[]", "null", "5", '"text"', "{}", '{"id":1}', '{"id":"a","method":"Runtime.enable"}', '{"method":"Runtime.enable"}', '{"id":1,"method":5}', "{\"id\":1,,}",
      '{"id":9007199254740993,"method":"Runtime.enable"}', '{"id":-1,"method":"Runtime.enable"}', '{"id":1.5,"method":"Runtime.enable"}', "[".repeat(5000),
      `{"id":3,"method":"Runtime.evaluate","params":{"expression":"${"\\u0000".repeat(10)}\ud83d"}}`, '{"id":1,"method":"Page.reload', '{"id":1,"method":"\\'];
    for (const text of bad) {
      const answered = raw.next(message => message && (message.error || message.result) && message);
      await raw.write(frame(text));
      const { error, result } = await answered;
      assert.ok(error || result, text.slice(0, 60));
    }
    raw.last = 1000;
    assert.equal((await raw.call("Runtime.evaluate", { expression: "3 * 3" })).result.result.value, 9);
  });
});

describe("several clients", () => {
  test("have sessions of their own, and share a pause", async t => {
    const { child, cdp: one, frames } = await open(t);
    const two = await client(t, child), three = await client(t, child);
    for (const cdp of [one, two]) await cdp.send("Debugger.enable");
    let disturbed = 0;
    three.on("Debugger.paused", () => disturbed++);
    const both = Promise.all([next(one, "Debugger.paused"), next(two, "Debugger.paused")]);
    await one.send("Debugger.setBreakpointByUrl", { url: child.url("main.js"), lineNumber: 5 });
    const [first, second] = await both;
    assert.equal(first.callFrames[0].functionName, "update");
    assert.equal(second.callFrames[0].functionName, "update");
    for (const cdp of [one, two, three]) {
      const { result } = await cdp.send("Runtime.evaluate", { expression: "herd.length", returnByValue: true });
      assert.equal(result.value, 3);
    }
    await one.close(); // the breakpoint goes with it, and the pause stays for the other
    const resumed = next(two, "Debugger.resumed");
    await two.send("Debugger.resume");
    await resumed;
    await two.close();
    assert.equal(disturbed, 0);
    const { result } = await three.send("Runtime.evaluate", { expression: "frames", returnByValue: true });
    await until(async () => (await three.send("Runtime.evaluate", { expression: "frames", returnByValue: true })).result.value > result.value + 2, "the game goes on");
  });

  test("are answered each, thirty at once", async t => {
    const { child } = await open(t);
    const all = await Promise.all(Array.from({ length: 30 }, () => Raw.open(child.address)));
    t.after(() => Promise.all(all.map(raw => raw.die())));
    const values = await Promise.all(all.map(async (raw, i) => (await raw.call("Runtime.evaluate", { expression: `${i} * 2` })).result.result.value));
    assert.deepEqual(values, all.map((_, i) => i * 2));
  });
});
