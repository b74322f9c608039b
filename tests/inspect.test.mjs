// Breakpoints, stepping and evaluation in modules that came out of a snapshot: each rests on a fact about V8 that a new V8 may break.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { client, debugged, next } from "./lib/debug.mjs";
import { assertExit, until } from "./lib/thaw.mjs";

const files = {
  "main.js": `import { bump } from "./lib/count.js";
export const config = { title: "Counting" };
let total = 0;
export function load() {
  total = 100;
}
export function update(dt) {
  const before = total;
  total = bump(before);
  globalThis.total = total;
}
`,
  "lib/count.js": `export function bump(n) {
  const more = n + 1;
  return more;
}
`,
};

/** A client with Debugger enabled, and the scripts it was told of by URL. */
async function debugging(t, child) {
  const cdp = await client(t, child);
  const scripts = new Map();
  cdp.on("Debugger.scriptParsed", script => scripts.set(script.url, script));
  await cdp.send("Runtime.enable");
  await cdp.send("Debugger.enable");
  return { cdp, scripts };
}

async function valueOf(cdp, expression, callFrameId) {
  const { result, exceptionDetails } = callFrameId
    ? await cdp.send("Debugger.evaluateOnCallFrame", { callFrameId, expression, returnByValue: true })
    : await cdp.send("Runtime.evaluate", { expression, returnByValue: true });
  assert.equal(exceptionDetails, undefined, JSON.stringify(exceptionDetails));
  return result.value;
}

describe("a thawed game under a debugger", () => {
  test("tells its scripts with their context", async t => {
    const child = await debugged(t, files);
    const { scripts } = await debugging(t, child);
    for (const name of ["main.js", "lib/count.js"]) {
      const script = scripts.get(child.url(name));
      assert.ok(script, [...scripts.keys()].join(" "));
      assert.ok(script.executionContextId > 0, JSON.stringify(script));
      assert.equal(script.isModule, true);
    }
  });

  test("gives a script's source as it is on disk", async t => {
    const child = await debugged(t, files);
    const { cdp, scripts } = await debugging(t, child);
    const { scriptSource } = await cdp.send("Debugger.getScriptSource", { scriptId: scripts.get(child.url("main.js")).scriptId });
    assert.equal(scriptSource, files["main.js"]);
  });

  test("stops at a breakpoint by URL, shows variables, steps into, over and out, and goes on", async t => {
    const child = await debugged(t, files);
    const { cdp } = await debugging(t, child);
    const paused = next(cdp, "Debugger.paused");
    const { locations } = await cdp.send("Debugger.setBreakpointByUrl", { url: child.url("main.js"), lineNumber: 8 });
    assert.equal(locations.length, 1);
    let { callFrames, hitBreakpoints } = await paused;
    assert.equal(hitBreakpoints.length, 1);
    assert.deepEqual([callFrames[0].functionName, callFrames[0].location.lineNumber], ["update", 8]);
    assert.ok(await valueOf(cdp, "before", callFrames[0].callFrameId) >= 100);
    const step = async how => {
      const stopped = next(cdp, "Debugger.paused");
      await cdp.send(`Debugger.${how}`);
      ({ callFrames } = await stopped);
      return [callFrames[0].functionName, callFrames[0].location.lineNumber];
    };
    assert.deepEqual(await step("stepInto"), ["bump", 1]);
    assert.deepEqual(await step("stepOver"), ["bump", 2]);
    assert.deepEqual(await step("stepOut"), ["update", 9]);
    assert.deepEqual(await step("stepOver"), ["update", 10]);
    await cdp.send("Debugger.disable");
    const then = await valueOf(cdp, "total");
    await until(async () => (await valueOf(cdp, "total")) > then + 3, "the game going on");
  });

  test("stops at breakpoints by regex and by script, at conditions that hold, and tells possible places", async t => {
    const child = await debugged(t, files);
    const { cdp, scripts } = await debugging(t, child);
    const { scriptId } = scripts.get(child.url("lib/count.js"));
    const { locations } = await cdp.send("Debugger.getPossibleBreakpoints", { start: { scriptId, lineNumber: 0 }, end: { scriptId, lineNumber: 4 } });
    assert.ok(locations.some(({ lineNumber }) => lineNumber === 2), JSON.stringify(locations));
    for (const [method, params] of [
      ["Debugger.setBreakpointByUrl", { urlRegex: "count\\.js$", lineNumber: 2 }],
      ["Debugger.setBreakpoint", { location: { scriptId, lineNumber: 1 } }],
      ["Debugger.setBreakpointByUrl", { url: child.url("lib/count.js"), lineNumber: 2, condition: "more % 7 === 0" }],
    ]) {
      const paused = next(cdp, "Debugger.paused");
      const { breakpointId } = await cdp.send(method, params);
      const { callFrames } = await paused;
      assert.equal(callFrames[0].functionName, "bump");
      if (params.condition) assert.equal(await valueOf(cdp, "more % 7", callFrames[0].callFrameId), 0);
      await cdp.send("Debugger.removeBreakpoint", { breakpointId });
      await cdp.send("Debugger.resume");
    }
  });

  test("changes a function in the running game", async t => {
    const child = await debugged(t, files);
    const { cdp, scripts } = await debugging(t, child);
    const scriptSource = files["lib/count.js"].replace("n + 1", "n + 1e6");
    await cdp.send("Debugger.setScriptSource", { scriptId: scripts.get(child.url("lib/count.js")).scriptId, scriptSource });
    await until(async () => (await valueOf(cdp, "total")) > 1e6, "the new code");
  });

  test("waits for --inspect-brk, and pauses on the first statement of load()", async t => {
    const child = await debugged(t, files, { option: "--inspect-brk" });
    const { cdp, scripts } = await debugging(t, child);
    assert.equal(await valueOf(cdp, "globalThis.total ?? 'not begun'"), "not begun");
    const paused = next(cdp, "Debugger.paused");
    await cdp.send("Runtime.runIfWaitingForDebugger");
    const { reason, callFrames } = await paused;
    assert.equal(reason, "Break on start");
    assert.deepEqual([callFrames[0].functionName, callFrames[0].location.scriptId], ["load", scripts.get(child.url("main.js")).scriptId]);
  });

  test("is stopped in an endless loop by Debugger.pause, and can be let out of it", async t => {
    const child = await debugged(t, { "main.js": "globalThis.on = true;\nexport function update() {\n  while (globalThis.on) { globalThis.turns = (globalThis.turns ?? 0) + 1; }\n}\n" });
    const cdp = await client(t, child);
    const paused = next(cdp, "Debugger.paused");
    cdp.send("Debugger.enable").catch(() => {});
    cdp.send("Debugger.pause").catch(() => {});
    const { callFrames } = await paused;
    assert.equal(callFrames[0].functionName, "update");
    assert.ok(await valueOf(cdp, "turns > 0", callFrames[0].callFrameId));
    await valueOf(cdp, "globalThis.on = false", callFrames[0].callFrameId);
    await cdp.send("Debugger.resume");
    assert.equal(await valueOf(cdp, "on"), false);
  });

  test("goes on when its last client is gone while it is paused", async t => {
    const child = await debugged(t, files);
    const { cdp } = await debugging(t, child);
    const paused = next(cdp, "Debugger.paused");
    await cdp.send("Debugger.setBreakpointByUrl", { url: child.url("main.js"), lineNumber: 8 });
    await paused;
    await cdp.close();
    const other = await client(t, child);
    const then = await valueOf(other, "total");
    await until(async () => (await valueOf(other, "total")) > then + 3, "the game going on without breakpoints");
  });

  test("goes on when the client that holds it from inside its own evaluation goes, whoever else is there", async t => {
    const child = await debugged(t, files);
    const { cdp } = await debugging(t, child);
    const paused = next(cdp, "Debugger.paused");
    cdp.send("Runtime.evaluate", { expression: "debugger; 1" }).catch(() => {});
    await paused;
    const other = await client(t, child); // comes while it is paused, and debugs nothing
    await cdp.close();
    const then = await valueOf(other, "total");
    await until(async () => (await valueOf(other, "total")) > then + 3, "the game going on");
  });

  test("keeps its client, its target and its breakpoints over a restart", async t => {
    const child = await debugged(t, files);
    const { cdp } = await debugging(t, child);
    const cleared = next(cdp, "Runtime.executionContextsCleared"), created = next(cdp, "Runtime.executionContextCreated");
    const { breakpointId } = await cdp.send("Debugger.setBreakpointByUrl", { url: child.url("main.js"), lineNumber: 4 });
    const paused = next(cdp, "Debugger.paused");
    await cdp.send("Page.reload");
    await cleared;
    await created;
    const { callFrames, hitBreakpoints } = await paused;
    assert.deepEqual(hitBreakpoints, [breakpointId]);
    assert.deepEqual([callFrames[0].functionName, callFrames[0].location.lineNumber], ["load", 4]);
    await cdp.send("Debugger.resume");
  });

  test("tells console calls with the author's line, also to who comes late, and still logs them", async t => {
    const child = await debugged(t, { "main.js": 'export function load() {\n  console.warn("beware", { a: [1] });\n}\n' });
    await until(() => child.text().err.includes("beware"), "the log");
    assert.match(child.text().err, /^warn +main\.js:2 beware/m);
    const cdp = await client(t, child);
    const called = next(cdp, "Runtime.consoleAPICalled");
    await cdp.send("Runtime.enable");
    const { type, args, stackTrace } = await called;
    assert.equal(type, "warning");
    assert.equal(args[0].value, "beware");
    assert.equal(args[1].type, "object");
    assert.equal(stackTrace.callFrames[0].url, child.url("main.js"));
    assert.equal(stackTrace.callFrames[0].lineNumber, 1);
  });

  test("gives the front end its own sources and source maps, and no other file", async t => {
    const child = await debugged(t, { ...files, "main.js.map": '{"version":3}', "secret.txt": "secret" });
    const cdp = await client(t, child);
    const load = async name => (await cdp.send("Network.loadNetworkResource", { url: child.url(name), options: { disableCache: false } })).resource;
    for (const [name, content] of [["main.js", files["main.js"]], ["main.js.map", '{"version":3}'], ["lib/count.js", files["lib/count.js"]]]) {
      const { success, stream } = await load(name);
      assert.equal(success, true, name);
      const { data, base64Encoded, eof } = await cdp.send("IO.read", { handle: stream });
      assert.deepEqual([Buffer.from(data, base64Encoded ? "base64" : "utf8").toString(), eof], [content, true]);
      await cdp.send("IO.close", { handle: stream });
      await assert.rejects(cdp.send("IO.read", { handle: stream }));
    }
    for (const name of ["secret.txt", "lib/count.js.map", "../../../etc/passwd"]) assert.equal((await load(name)).success, false, name);
  });

  test("says so when a debugger has ended its script, and a save heals", async t => {
    const source = "export function load() { console.log('loaded'); }\nexport function update() {\n  while (globalThis.stuck);\n}\n";
    const child = await debugged(t, { "main.js": source }, { args: ["--watch"] }), cdp = await client(t, child);
    await cdp.send("Debugger.enable");
    await valueOf(cdp, "globalThis.stuck = true");
    const paused = next(cdp, "Debugger.paused");
    await cdp.send("Debugger.pause");
    await paused;
    await cdp.send("Debugger.resume", { terminateOnResume: true });
    await until(() => /^a debugger ended the script; a save, or F5, starts the game again$/m.test(child.text().err), "what has happened");
    child.game.write({ "main.js": source + "// more\n" });
    await until(() => child.text().err.match(/loaded/g)?.length === 2, "the game that was saved");
  });

  test("opens all its sources to a front end before that reads the first, and no other front end has less for it", async t => {
    const child = await debugged(t, files), cdp = await client(t, child), other = await client(t, child);
    const open = who => who.send("Network.loadNetworkResource", { url: child.url("main.js"), options: {} });
    const streams = await Promise.all(Array.from({ length: 300 }, () => open(cdp)));
    assert.ok(streams.every(({ resource }) => resource.success));
    assert.equal(new Set(streams.map(({ resource }) => resource.stream)).size, 300);
    assert.ok((await open(other)).resource.success);
    for (const { resource: { stream } } of streams) {
      const { data } = await cdp.send("IO.read", { handle: stream });
      assert.equal(Buffer.from(data, "base64").toString(), files["main.js"]);
    }
    await assert.rejects(other.send("IO.read", { handle: streams[0].resource.stream }), "it is another's");
    await cdp.send("IO.close", { handle: streams[0].resource.stream });
    await assert.rejects(cdp.send("IO.read", { handle: streams[0].resource.stream }));
    while ((await open(cdp)).resource.success); // until it has all that one may have
    assert.ok((await open(other)).resource.success);
  });

  test("keeps the patterns of what to pass over when the domain is enabled once more", async t => {
    const child = await debugged(t, { "main.js": 'import { helper } from "./helper.js";\nexport const update = () => helper();\n', "helper.js": "export function helper() {\n  try { throw 1; } catch {}\n}\n" });
    const cdp = await client(t, child);
    await cdp.send("Debugger.enable");
    await cdp.send("Debugger.setBlackboxPatterns", { patterns: ["helper\\.js$"] });
    await cdp.send("Debugger.enable");
    for (let i = 0; i < 3; i++) {
      const paused = next(cdp, "Debugger.paused");
      await cdp.send("Debugger.pause");
      assert.equal((await paused).callFrames[0].functionName, "update");
      const stepped = next(cdp, "Debugger.paused");
      await cdp.send("Debugger.stepInto");
      assert.notEqual((await stepped).callFrames[0].functionName, "helper", "the step passes over it");
      await cdp.send("Debugger.resume");
    }
  });

  test("tells of a fault where it was thrown", async t => {
    const child = await debugged(t, { "main.js": "export function update() {\n  if (globalThis.bad) null.x;\n}\n" }, { option: "--inspect-wait" });
    const cdp = await client(t, child);
    await cdp.send("Runtime.enable");
    const thrown = next(cdp, "Runtime.exceptionThrown");
    await valueOf(cdp, "globalThis.bad = true");
    await cdp.send("Runtime.runIfWaitingForDebugger");
    const { exceptionDetails } = await thrown;
    assert.equal(exceptionDetails.lineNumber, 1);
    assert.match(exceptionDetails.exception.description, /^TypeError/);
    assertExit(await child.ended, 1);
  });

  test("ends well with a client connected", async t => {
    const child = await debugged(t, { "main.js": 'import { game } from "thaw"; export function update() { if (globalThis.enough) game.quit(4); }' });
    const cdp = await client(t, child);
    await valueOf(cdp, "globalThis.enough = true");
    assertExit(await child.ended, 4);
  });
});
