// Debuggers over hot restarts: the same connection, breakpoints and settings in every game, and in the old one that comes back.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { describe, test } from "node:test";
import { client, debugged, next, request } from "./lib/debug.mjs";
import { pick, random } from "./lib/random.mjs";
import { Raw, frame } from "./lib/raw.mjs";
import { counting, holdsTwo, observe } from "./lib/restart.mjs";
import { until } from "./lib/thaw.mjs";

/** A game that tells its version to debuggers as globalThis.version. Lines count from 0, as in the protocol. */
const main = (version, more) => counting(version, { update: "globalThis.version = " + JSON.stringify(version) + ";\n  globalThis.frames = state.frames;", ...more });
const lineOf = (source, text) => source.split("\n").findIndex(line => line.includes(text));
const COUNT = lineOf(main("x"), "state.frames++"), LOAD = lineOf(main("x"), "tell({ load");

async function watched(t, files, { args = [], option, live = false } = {}) {
  const child = observe(await debugged(t, files, { option, args: ["--watch", ...(live ? [] : ["--no-live-edit"]), ...args] }));
  child.save = (name, content) => child.game.write({ [name]: content });
  if (!option) await child.loaded(1);
  return child;
}

async function debugging(t, child) {
  const cdp = await client(t, child);
  const parsed = [];
  cdp.on("Debugger.scriptParsed", script => parsed.push(script));
  await cdp.send("Runtime.enable");
  await cdp.send("Debugger.enable");
  return { cdp, parsed };
}

async function valueOf(cdp, expression, callFrameId) {
  const { result } = await (callFrameId ? cdp.send("Debugger.evaluateOnCallFrame", { callFrameId, expression, returnByValue: true })
    : cdp.send("Runtime.evaluate", { expression, returnByValue: true }));
  return result.value;
}

const isVersion = (cdp, version) => until(async () => (await valueOf(cdp, "globalThis.version")) === version, `version ${version}`, 30_000);

for (const live of [false, true]) describe(live ? "a client, with live edits" : "a client", { concurrency: 2 }, () => {
  test("keeps its connection and its target over ten saves, and is told of each game", async t => {
    const child = await watched(t, main("0"), { live });
    const { cdp, parsed } = await debugging(t, child);
    const targets = async () => JSON.parse((await request(child, "/json/list")).body).map(({ id, webSocketDebuggerUrl }) => [id, webSocketDebuggerUrl]);
    const before = await targets(), seen = [];
    for (const name of ["Runtime.executionContextsCleared", "Runtime.executionContextCreated"]) cdp.on(name, () => seen.push(name.split(".")[1]));
    for (let i = 1; i <= 10; i++) {
      seen.length = parsed.length = 0;
      child.save("main.js", main(String(i)));
      await child.swapped(i);
      await isVersion(cdp, String(i));
      const each = ["executionContextsCleared", "executionContextCreated"];
      assert.deepEqual(seen, live ? [...each, ...each] : each, "of the edit too");
      const { scriptId } = parsed.findLast(({ url }) => url === child.url("main.js"));
      const { scriptSource } = await cdp.send("Debugger.getScriptSource", { scriptId });
      assert.equal(scriptSource, main(String(i)));
    }
    assert.deepEqual(await targets(), before);
    await child.loaded(11);
    assert.equal(child.loads().length, 11);
  });

  test("has the pause that it asked for just before a restart in the game that follows", async t => {
    const child = await watched(t, main("0"), { live }), { cdp } = await debugging(t, child), paused = next(cdp, "Debugger.paused");
    await Promise.all([cdp.send("Page.reload"), cdp.send("Debugger.pause")]); // both are served between the same two frames
    await paused;
    await cdp.send("Debugger.resume");
    await child.loaded(2);
    await until(async () => (await valueOf(cdp, "globalThis.frames")) > 1, "the game goes on");
  });

  for (const [name, params] of [
    ["by URL", child => ({ url: child.url("main.js") })],
    ["by regex", () => ({ urlRegex: "main\\.js$" })],
    ["with a condition", child => ({ url: child.url("main.js"), condition: "state.frames % 7 === 0" })],
  ])
    test(`has its breakpoint ${name} hit in each changed game`, async t => {
      const child = await watched(t, main("0"), { live });
      const { cdp } = await debugging(t, child);
      let paused = next(cdp, "Debugger.paused");
      const { breakpointId } = await cdp.send("Debugger.setBreakpointByUrl", { lineNumber: COUNT, ...params(child) });
      for (let i = 1; i <= 4; i++) {
        const { hitBreakpoints, callFrames: [frame] } = await paused;
        assert.deepEqual(hitBreakpoints, [breakpointId]);
        assert.deepEqual([frame.functionName, frame.location.lineNumber], ["update", COUNT]);
        if (name === "with a condition") assert.equal(await valueOf(cdp, "state.frames % 7", frame.callFrameId), 0);
        if (i === 4) break;
        // the game of the last save is the one that pauses next
        child.save("main.js", main(String(i)));
        const fresh = next(cdp, "Debugger.scriptParsed", ({ url }) => url === child.url("main.js"));
        paused = fresh.then(() => next(cdp, "Debugger.paused"));
        const resume = () => cdp.send("Debugger.resume").catch(() => {});
        cdp.on("Debugger.paused", resume);
        fresh.then(() => cdp.off("Debugger.paused", resume));
        await resume();
        await fresh;
      }
      await cdp.send("Debugger.disable");
      await child.until(() => child.loads().at(-1) === "3", "the last load");
    });

  test("has a breakpoint on the first statement of load() hit in the restarted game", async t => {
    const child = await watched(t, main("0"), { live });
    const { cdp } = await debugging(t, child);
    const { breakpointId } = await cdp.send("Debugger.setBreakpointByUrl", { url: child.url("main.js"), lineNumber: LOAD });
    const paused = next(cdp, "Debugger.paused"), resolved = next(cdp, "Debugger.breakpointResolved");
    child.save("main.js", main("1"));
    assert.equal((await resolved).breakpointId, breakpointId);
    const { hitBreakpoints, callFrames: [frame] } = await paused;
    assert.deepEqual([hitBreakpoints, frame.functionName], [[breakpointId], "load"]);
    assert.ok(await valueOf(cdp, "state.frames > 0", frame.callFrameId), "the state is there already");
    await cdp.send("Debugger.resume");
    await isVersion(cdp, "1");
  });

  test("keeps pausing on exceptions, its blackbox patterns and its skipping of pauses", async t => {
    const child = await watched(t, { "main.js": `import { helper } from "./helper.js";\n${main("0", { load: "helper();" })}`, "helper.js": "export function helper() {\n  try { throw new Error('caught'); } catch {}\n}\n" }, { live });
    const { cdp } = await debugging(t, child);
    await cdp.send("Debugger.setPauseOnExceptions", { state: "all" });
    let paused = next(cdp, "Debugger.paused");
    const save = version => child.save("main.js", `import { helper } from "./helper.js";\n${main(version, { load: "helper();" })}`);
    save("1");
    let { reason, callFrames } = await paused;
    assert.deepEqual([reason, callFrames[0].functionName], ["exception", "helper"]);
    await cdp.send("Debugger.resume");
    await isVersion(cdp, "1");

    await cdp.send("Debugger.setBlackboxPatterns", { patterns: ["helper\\.js$"] });
    let pauses = 0;
    cdp.on("Debugger.paused", () => pauses++);
    save("2");
    await child.swapped(2); // until then what was edited plays
    assert.equal(pauses, 0, "thrown and caught in what is blackboxed");

    await cdp.send("Debugger.setBlackboxPatterns", { patterns: [] });
    await cdp.send("Debugger.setSkipAllPauses", { skip: true });
    save("3");
    await child.swapped(3);
    assert.equal(pauses, 0, "all pauses are skipped");
    paused = next(cdp, "Debugger.paused");
    await cdp.send("Debugger.setSkipAllPauses", { skip: false });
    save("4");
    ({ reason } = await paused);
    assert.equal(reason, "exception");
    await cdp.send("Debugger.resume");
  });

  test("holds a save back while it pauses; then it is exactly one restart", async t => {
    const child = await watched(t, main("0"), { live });
    const { cdp } = await debugging(t, child);
    const paused = next(cdp, "Debugger.paused");
    const { breakpointId } = await cdp.send("Debugger.setBreakpointByUrl", { url: child.url("main.js"), lineNumber: COUNT });
    const { callFrames: [frame] } = await paused;
    child.save("main.js", main("1"));
    child.save("main.js", main("2"));
    for (let i = 0; i < 50; i++) assert.ok(await valueOf(cdp, "state.frames >= 0", frame.callFrameId), "the pause serves");
    assert.deepEqual(child.loads(), ["0"]);
    await cdp.send("Debugger.removeBreakpoint", { breakpointId });
    await cdp.send("Debugger.resume");
    await isVersion(cdp, "2");
    await child.loaded(2); // what it printed comes on another way than the debugger's answers
    assert.deepEqual(child.loads(), ["0", "2"], child.err());
  });

  for (const [name, broken] of [["throws in load()", { load: 'throw new Error("broken");' }], ["throws at top level", { top: 'throw new Error("broken");' }], ["throws in draw()", { draw: 'throw new Error("broken");' }]])
    test(`goes on in the old game when the new one ${name}`, async t => {
      const child = await watched(t, main("0"), { live });
      const { cdp } = await debugging(t, child);
      await isVersion(cdp, "0");
      await valueOf(cdp, "globalThis.mark = 77");
      const frames = await valueOf(cdp, "frames");
      child.save("main.js", main("1", broken));
      await child.says(/Error: broken$/);
      if (!broken.top) await child.runs("1"); // in its trial; an edit has thrown before
      const mark = holdsTwo || broken.top ? 77 : undefined;
      await isVersion(cdp, "0");
      assert.equal(await valueOf(cdp, "mark"), mark);
      await until(async () => (await valueOf(cdp, "frames")) > frames + 3, "the old game going on");
      const paused = next(cdp, "Debugger.paused");
      const { breakpointId, locations } = await cdp.send("Debugger.setBreakpointByUrl", { url: child.url("main.js"), lineNumber: COUNT });
      assert.equal(locations.length, 1);
      const { hitBreakpoints, callFrames: [frame] } = await paused;
      assert.deepEqual([hitBreakpoints, frame.functionName], [[breakpointId], "update"]);
      assert.equal(await valueOf(cdp, "globalThis.mark", frame.callFrameId), mark);
      const { scriptSource } = await cdp.send("Debugger.getScriptSource", { scriptId: frame.location.scriptId });
      assert.equal(scriptSource, main("0"));
      await cdp.send("Debugger.removeBreakpoint", { breakpointId });
      await cdp.send("Debugger.resume");
      child.save("main.js", main("2"));
      await isVersion(cdp, "2");
    });

  test("is told that no game is left, where a faulted one had to go for a next that faults too, and has its breakpoint in what mends it", async t => {
    const child = await watched(t, main("0"), { live }), { cdp } = await debugging(t, child), faults = text => ({ update: `throw new Error("${text}");` });
    await isVersion(cdp, "0");
    const { breakpointId } = await cdp.send("Debugger.setBreakpointByUrl", { url: child.url("main.js"), lineNumber: LOAD });
    await valueOf(cdp, "Object.defineProperty(globalThis, 'version', { set() { throw new Error('first'); }, get: () => 'first' })");
    await child.says(/Error: first$/);
    await cdp.send("Debugger.setSkipAllPauses", { skip: true });
    child.save("main.js", main("1", faults("second")));
    await child.says(/Error: second$/);
    if (holdsTwo) assert.equal(await valueOf(cdp, "version"), "first");
    else {
      for (const method of ["Runtime.evaluate", "Debugger.pause", "HeapProfiler.takeHeapSnapshot", "No.such"])
        await assert.rejects(cdp.send(method, method === "Runtime.evaluate" ? { expression: "1" } : {}), /no game runs until its fault is mended/);
      const late = await client(t, child);
      await assert.rejects(late.send("Runtime.enable"), /no game runs until its fault is mended/);
      const { resource } = await cdp.send("Network.loadNetworkResource", { url: child.url("main.js") });
      assert.equal(resource.success, false, "the files are those of a game");
    }
    const again = next(cdp, "Runtime.executionContextCreated"); // each trial has a context
    await cdp.send("Page.reload");
    await again;
    const resolved = next(cdp, "Debugger.breakpointResolved");
    child.save("main.js", main("2"));
    await until(async () => (await valueOf(cdp, "globalThis.version").catch(() => null)) === "2", "the mended game");
    assert.equal((await resolved).breakpointId, breakpointId);
  });

  test("may come while the next game is frozen, while it waits in a trial, and after", async t => {
    const child = await watched(t, main("0"), { live });
    child.save("main.js", main("1", { top: "{ let end = 3e7; while (--end) ; }\nconsole.log('{\"busy\":1}');" }));
    await child.says(/"busy"/);
    const first = await debugging(t, child);
    await isVersion(first.cdp, "1");
    child.save("main.js", main("2", { load: "await new Promise(resolve => setTimeout(resolve, 300));" }).replace("export function load", "export async function load"));
    await child.runs("2");
    const second = await debugging(t, child);
    await isVersion(second.cdp, "2");
    await isVersion(first.cdp, "2");
    child.save("main.js", main("3"));
    await isVersion(second.cdp, "3");
    await isVersion(first.cdp, "3");
    const third = await debugging(t, child);
    assert.ok(third.parsed.some(({ url }) => url === child.url("main.js")));
  });

  for (const [name, last] of [["the next change is saved", "2"], ["the change is taken back", "0"]])
    test(`may pause in a getter of the state while ${name}`, async t => {
      const getting = version => main(version, { state: "get x() { debugger; return 1; }", top: `console.log('{"busy":${version}}');` });
      const child = await watched(t, getting("0"), { live }), { cdp } = await debugging(t, child), seen = child.count(/"busy"/);
      const paused = next(cdp, "Debugger.paused");
      child.save("main.js", getting("1"));
      assert.equal((await paused).callFrames[0].functionName, "get x");
      child.save("main.js", getting(last));
      await child.until(() => child.count(/"busy"/) > seen + 1, "it is frozen while the game pauses");
      cdp.on("Debugger.paused", () => cdp.send("Debugger.resume"));
      await cdp.send("Debugger.resume");
      await child.loaded(3);
      await child.goesOn(last);
    });

  test("that goes in the middle of restarts leaves the game running", async t => {
    const child = await watched(t, main("0"), { live });
    for (let i = 1; i <= 5; i++) {
      const { cdp } = await debugging(t, child);
      child.save("main.js", main(String(i)));
      await child.runs(String(i));
      await cdp.close();
    }
    await child.goesOn("5");
  });
});

for (const live of [false, true]) describe(`a flood of thousands of messages over saves and reloads${live ? ", with live edits" : ""}`, { concurrency: 2 }, () => {
  const COUNT_OF_MESSAGES = 5000, SAVES = 6;

  /** A message of a flood: much that pauses, resumes and restarts among all else. Not HeapProfiler.collectGarbage, which V8 leaves unanswered
   * when the game goes first. */
  const messages = (url, draw) => pick([
    ["Runtime.evaluate", { expression: "globalThis.version" }], ["Runtime.evaluate", { expression: "null.x" }],
    ["Runtime.evaluate", { expression: "new Promise(() => {})", awaitPromise: true }], ["Runtime.evaluate", { expression: "debugger; 1" }],
    ["Debugger.pause"], ["Debugger.pause"], ["Debugger.resume"], ["Debugger.resume"], ["Debugger.resume"], ["Debugger.stepOver"], ["Debugger.stepOut"],
    ["Debugger.setBreakpointByUrl", { url, lineNumber: COUNT }], ["Debugger.removeBreakpoint", { breakpointId: `1:${COUNT}:0:${url}` }],
    ["Debugger.setPauseOnExceptions", { state: draw() < 0.5 ? "all" : "none" }], ["Debugger.setSkipAllPauses", { skip: draw() < 0.5 }],
    ["Profiler.enable"], ["Profiler.start"], ["Profiler.stop"], ["Runtime.enable"], ["Runtime.disable"], ["No.such"],
    draw() < 0.5 ? ["Debugger.enable"] : ["Debugger.disable"], draw() < 0.2 ? ["Page.reload"] : ["Runtime.runIfWaitingForDebugger"],
  ], draw());

  for (const floods of [1, 3])
    test(`of ${floods}: each is answered once, another debugger is served, and the game of the last save plays`, async t => {
      const child = await watched(t, main("0"), { live }), { cdp } = await debugging(t, child), url = child.url("main.js"), draw = random(floods);
      await cdp.send("Debugger.disable");
      const all = await Promise.all(Array.from({ length: floods }, async () => {
        const raw = await Raw.open(child.address), answers = new Map();
        t.after(() => raw.die());
        const tell = raw.tell.bind(raw);
        raw.tell = message => {
          if (message?.id) answers.set(message.id, (answers.get(message.id) ?? 0) + 1);
          tell(message);
        };
        return { raw, answers };
      }));
      for (let i = 1; i <= SAVES; i++) {
        for (const { raw } of all) {
          const some = Array.from({ length: COUNT_OF_MESSAGES / SAVES }, () => {
            const [method, params = {}] = messages(url, draw);
            return frame(JSON.stringify({ id: ++raw.last, method, params }));
          });
          await raw.write(Buffer.concat(some));
        }
        child.save("main.js", main(String(i)));
        assert.equal(await valueOf(cdp, "6 * 7"), 42);
      }
      for (const { raw } of all) await raw.call("Debugger.disable");
      await isVersion(cdp, String(SAVES));
      await child.goesOn(String(SAVES));
      await cdp.send("Page.reload"); // with the game goes what its promises owe an answer
      for (const { raw, answers } of all) {
        await until(() => answers.size === raw.last, "all answers", 30_000);
        assert.ok([...answers.values()].every(count => count === 1), "one each");
      }
    });
});

for (const live of [false, true]) test(`--restart-brk pauses on the first statement of each new game${live ? ", with live edits" : ""}`, async t => {
  const child = await watched(t, main("0"), { args: ["--restart-brk"], live });
  const { cdp } = await debugging(t, child);
  for (let i = 1; i <= 3; i++) {
    const paused = next(cdp, "Debugger.paused");
    child.save("main.js", main(String(i)));
    const { reason, callFrames } = await paused;
    assert.deepEqual([reason, callFrames[0].functionName, callFrames[0].location.lineNumber], ["Break on start", "load", LOAD]);
    await cdp.send("Debugger.resume");
    await isVersion(cdp, String(i));
  }
});

test("--inspect-brk pauses on the first statement of the game that was saved before anybody came", async t => {
  const child = await watched(t, main("0"), { option: "--inspect-brk", args: ["--timings"] });
  child.save("main.js", main("1"));
  await child.says(/"step":"thaw"/, 2);
  const { cdp } = await debugging(t, child), paused = next(cdp, "Debugger.paused");
  await cdp.send("Runtime.runIfWaitingForDebugger");
  const { reason, callFrames } = await paused;
  assert.deepEqual([reason, callFrames[0].functionName, callFrames[0].location.lineNumber], ["Break on start", "load", LOAD]);
  await cdp.send("Debugger.resume");
  await isVersion(cdp, "1");
  assert.deepEqual(child.loads(), ["1"]);
});

const probe = spawnSync(process.execPath, ["inspect"], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

test("node inspect goes through a restart", { skip: !/inspect/.test(probe.stderr + probe.stdout) }, async t => {
  const child = await watched(t, main("0"), { live: true });
  const terminal = spawn(process.execPath, ["inspect", `127.0.0.1:${child.port}`], { stdio: ["pipe", "pipe", "pipe"], env: { ...process.env, NO_COLOR: "1", TERM: "dumb" } });
  let text = "", from = 0;
  for (const stream of [terminal.stdout, terminal.stderr]) stream.on("data", chunk => (text += chunk));
  const ended = new Promise(resolve => terminal.on("close", resolve));
  t.after(() => {
    terminal.kill("SIGKILL");
    return ended;
  });
  const shown = awaited => until(() => awaited.test(text.slice(from)), `${awaited}`, 30_000).catch(error => assert.fail(`${error.message}\n${text}`));
  const type = (line, awaited) => {
    from = text.length;
    terminal.stdin.write(line + "\n");
    return shown(awaited);
  };
  await shown(/connecting to [^\n]*ok[^]*debug> /);
  await type("exec('globalThis.version')", /'0'/);
  child.save("main.js", main("1"));
  await child.runs("1");
  await child.goesOn("1"); // its update has told its version
  await type("exec('globalThis.version')", /'1'/);
  await type("pause", /break in [^]*debug> /);
  await type("exec('globalThis.frames > 0')", /true/);
  await type("cont", /debug> /);
  await child.goesOn("1");
});
