// The steps that a plan is made of (model.mjs): what each does to the game, and to the model of it.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { Client, PATIENCE_MS, mainText, partText, wrongs } from "./model-world.mjs";
import { pick } from "./random.mjs";
import { Raw, frame, stages } from "./raw.mjs";
import { children, stateOf } from "./restart.mjs";
import { until } from "./thaw.mjs";

/** A save of main.js: a good one, or one that is wrong, and what it leads to. */
async function save(world, main) {
  world.disk.main = main;
  world.tried = false;
  const contexts = world.watcher.contexts, wrong = world.disk.partIs && wrongs[main.wrong];
  world.write("main.js", mainText(main));
  if (!wrong || world.paused) return;
  const { debuggers } = world, says = new RegExp(wrong.says(main.n).source, "m");
  if (wrong.long && debuggers.length) { // it is paused where it runs too long, and stopped when nobody debugs
    await world.until(() => debuggers.every(client => client.paused) || says.test(world.err), "the pause in an endless script");
    if (debuggers.some(client => client.paused)) for (const client of debuggers) await disable(world, client);
  }
  await world.says(wrong.says(main.n));
  world.tried = true;
  if (wrong.runs && (!world.faulted || world.mayBeNone)) await world.failed(contexts);
}

async function disable(world, client) {
  await client.call("Debugger.disable");
  client.debugging = false;
  client.paused = null;
  client.points.clear();
}

/** An endless evaluation with a timeout; in a pause only on a frame, since there V8 does not end another one. */
async function timedOut(client) {
  const frameOf = client.paused?.callFrames[0]?.callFrameId, endless = { expression: "for (;;);", timeout: 50 };
  const answer = frameOf ? client.call("Debugger.evaluateOnCallFrame", { callFrameId: frameOf, ...endless }) : client.call("Runtime.evaluate", endless);
  const { result, error } = await answer;
  assert.ok(error || result.exceptionDetails, "what was ended is told");
}

const someone = (world, share) => pick(world.everyone, share);
const debugger_ = (world, share) => pick(world.debuggers, share);
const free = world => !world.paused && !world.faulted;

/** Stages of raw.mjs at which the game is held. */
const holding = /paused|breakpoint/;

/** op → { weight, fits, run, bare }: `fits` says whether the step can be taken here; `bare`, whether also while no game is left. */
export const ops = {
  connect: { weight: 8, bare: true, fits: world => world.clients.length < 4, run: async (world, { a, b }) => {
    const client = await Client.open(world.address);
    world.clients.push(client);
    if (a < 0.5) await client.call("Runtime.enable");
    if (b < 0.7) await world.enable(client);
    if (world.paused && client.debugging) await world.holds("for who comes late");
  } },
  leave: { weight: 5, bare: true, fits: world => world.clients.length, run: async (world, { a, b }) => {
    const [client] = world.clients.splice(Math.floor(a * world.clients.length), 1);
    const whole = frame(JSON.stringify({ id: 99999, method: "Runtime.evaluate", params: { expression: "1" } }));
    if (b < 0.3) await client.raw.write(frame(Buffer.from([3, 232]), 0x88)); // a close, 1000
    else if (b < 0.5) await client.raw.write(whole.subarray(0, whole.length / 2));
    else if (b < 0.6) await client.raw.write(frame("{\"id\":", 0x01));
    await (b < 0.3 ? client.raw.closed : client.raw.die(b > 0.8));
    world.freed();
  } },
  visit: { weight: 10, bare: true, fits: world => !world.paused, run: async (world, { a }) => {
    // a step that nobody waits for ends at any time; an evaluation in a pause that outlasts --script-limit on a busy machine stops the game
    const names = Object.keys(stages).filter(name => !(world.debuggers.length && /in a step/.test(name)) && name !== "paused, in evaluate" &&
      (!world.faulted || !holding.test(name)) && (world.left || !/in evaluate|snapshot/.test(name)) && (free(world) && world.whole || !/Page/.test(name)));
    const name = pick(names, a), raw = await Raw.connect(world.address);
    const visit = () => Promise.race([stages[name](raw), new Promise((_, reject) => setTimeout(reject, PATIENCE_MS, new Error(`a visitor never was ${name}`)).unref())]);
    world.trail.push(`(${name})`);
    if (/Page/.test(name)) {
      if (holding.test(name) && world.debuggers.length) return raw.die();
      await world.restart(visit);
    } else {
      await visit();
    }
    await raw.die(a * 100 % 1 < 0.5);
    if (holding.test(name) && world.debuggers.length && !/Page/.test(name)) await world.holds("that a visitor left behind");
  } },
  enable: { weight: 4, bare: true, fits: world => world.debuggers.length < world.everyone.length, run: async (world, { a }) => {
    await world.enable(pick(world.everyone.filter(client => !client.debugging), a));
    if (world.paused) await world.holds("for who debugs late");
  } },
  disable: { weight: 2, fits: world => world.debuggers.length, run: async (world, { a }) => {
    await disable(world, debugger_(world, a));
    world.freed();
  } },
  setBreakpoint: { weight: 8, fits: world => world.debuggers.length, run: async (world, { a, b }) => {
    const client = debugger_(world, a), trip = world.number++, inMain = b < 0.6;
    const url = pathToFileURL(path.join(world.home, inMain ? "main.js" : "lib/part.js")).href;
    const place = { ...(b * 10 % 1 < 0.7 ? { url } : { urlRegex: inMain ? "main\\.js$" : "part\\.js$" }), lineNumber: inMain ? 3 : 1 };
    const condition = `globalThis.trip === ${trip} && (globalThis.trip = 0, true)`;
    const { result, error } = await client.call("Debugger.setBreakpointByUrl", { ...place, condition });
    if (/already exists/.test(error?.message) && client.places.has(JSON.stringify(place))) return; // the protocol has one for a place
    assert.equal(error, undefined, JSON.stringify(error));
    assert.equal(result.locations.length, 1, "it binds");
    client.points.set(result.breakpointId, { trip, place: JSON.stringify(place) });
  } },
  removeBreakpoint: { weight: 2, fits: world => world.debuggers.some(({ points }) => points.size), run: async (world, { a, b }) => {
    const client = pick(world.debuggers.filter(({ points }) => points.size), a), [breakpointId] = pick([...client.points], b);
    await client.call("Debugger.removeBreakpoint", { breakpointId });
    client.points.delete(breakpointId);
  } },
  hitBreakpoint: { weight: 12, fits: world => free(world) && world.debuggers.some(({ points }) => points.size), run: async (world, { a, b }) => {
    const client = pick(world.debuggers.filter(({ points }) => points.size), a), [breakpointId, { trip }] = pick([...client.points], b);
    await world.watcher.value(`globalThis.trip = ${trip}`);
    await world.holds("at a breakpoint");
    assert.ok(client.paused.hitBreakpoints.includes(breakpointId), JSON.stringify(client.paused.hitBreakpoints));
  } },
  pause: { weight: 5, fits: world => free(world) && world.debuggers.length, run: async (world, { a }) => {
    await debugger_(world, a).call("Debugger.pause");
    await world.holds("asked for");
  } },
  step: { weight: 8, fits: world => world.paused, run: async (world, { a, b }) => {
    const client = debugger_(world, a), before = client.pauses;
    const { error } = await client.call(`Debugger.${pick(["stepInto", "stepOver", "stepOut"], b)}`);
    assert.equal(error, undefined, JSON.stringify(error));
    // what follows is the next statement, that of the next frame, one of this very evaluation, or none
    const { floor, watcher } = world;
    let at = floor, asked = false;
    await world.until(() => {
      if (!asked) {
        asked = true;
        watcher.value("probe()").then(([, , n]) => ([at, asked] = [n, false])).catch(() => {});
      }
      return client.pauses > before || at > floor + 8;
    }, "the step");
    world.letGo();
    if (client.pauses > before) await world.holds("of a step");
  } },
  resume: { weight: 14, fits: world => world.paused, run: async (world, { a }) => {
    const { error } = await debugger_(world, a).call("Debugger.resume");
    assert.equal(error, undefined, JSON.stringify(error));
    await world.until(() => world.everyone.every(client => !client.paused), "the end of the pause");
    world.letGo();
  } },
  evaluate: { weight: 5, fits: () => true, run: async (world, { a, b }) => {
    const client = someone(world, a);
    if (world.paused && !client.paused && b >= 0.75) return;
    world.trail.push(`(${pick(["value", "throw", "promise", "timeout"], b)})`);
    if (b < 0.25) assert.equal(await client.value("[1, 2].map(x => x * 21)[1]"), 42);
    else if (b < 0.5) assert.ok((await client.call("Runtime.evaluate", { expression: "null.x" })).result.exceptionDetails);
    else if (b < 0.75) client.post("Runtime.evaluate", { expression: "new Promise(() => {})", awaitPromise: true });
    else await timedOut(client);
  } },
  endlessEvaluate: { weight: 3, fits: world => !world.paused && world.clients.length, run: async (world, { a }) => {
    const client = pick(world.clients, a), answer = client.call("Runtime.evaluate", { expression: "console.debug('begun'); for (;;);" });
    const began = world.err.match(/begun/g)?.length ?? 0;
    await world.until(() => (world.err.match(/begun/g)?.length ?? 0) > began || /begun/.test(world.err), "the endless evaluation");
    await world.watcher.call("Runtime.terminateExecution");
    const { result, error } = await answer;
    assert.ok(error || result.exceptionDetails, "what was ended is told");
  } },
  debuggerStatement: { weight: 4, fits: world => !world.paused, run: async (world, { a }) => {
    someone(world, a).post("Runtime.evaluate", { expression: "debugger; 1" });
    if (world.debuggers.length) await world.holds("at a debugger statement");
  } },
  restart: { weight: 5, bare: true, fits: world => !world.disk.main.wrong || !wrongs[world.disk.main.wrong].long, run: async (world, { a, b }) => {
    const client = someone(world, a);
    await world.restart(() => (b < 0.5 || !world.left ? client.call("Page.reload") : client.value("again()")));
  } },
  snapshot: { weight: 1, fits: () => true, run: async (world, { a }) => {
    assert.equal((await someone(world, a).call("HeapProfiler.takeHeapSnapshot")).error, undefined);
  } },
  profile: { weight: 3, fits: () => true, run: async (world, { a, b }) => {
    const client = someone(world, a);
    await client.call("Profiler.enable");
    if (b < 0.6) await client.call("Profiler.start");
    else await client.call("Profiler.stop");
    if (b > 0.9) await client.call("Profiler.disable");
  } },
  saveGood: { weight: 12, bare: true, fits: () => true, run: world => save(world, { n: world.number++ }) },
  saveWrong: { weight: 12, bare: true, fits: world => !world.paused, run: (world, { a }) => save(world, { n: world.number++, wrong: pick(["syntax", "top", "load", "update", "draw"], a) }) },
  saveLong: { weight: 3, fits: world => free(world), run: (world, { a }) => save(world, { n: world.number++, wrong: a < 0.6 ? "endless" : "greedy" }) },
  saveOften: { weight: 5, bare: true, fits: world => !world.paused && world.disk.partIs, run: async (world, { a, b }) => {
    const wrong = ["syntax", "top", "load", "update", "draw", undefined];
    for (let i = Math.floor(1 + a * 4); i > 0; i--) { // nobody waits for what becomes of these
      world.write("main.js", mainText({ n: world.number++, wrong: pick(wrong, (b * 10 ** i) % 1) }));
      if (a * 100 % 1 < 0.7) await world.ask("1");
    }
    await save(world, { n: world.number++ });
  } },
  // not while a pause holds other saves back: a builder may then read what is taken back before it is seen to have changed
  saveBack: { weight: 5, fits: world => free(world) && world.disk.main.n !== world.plays.main, run: world => save(world, { n: world.plays.main }) },
  losePart: { weight: 3, bare: true, fits: world => world.disk.partIs && !world.disk.main.wrong && !world.paused, run: async world => {
    world.disk.partIs = false;
    fs.rmSync(path.join(world.home, "lib/part.js"));
  } },
  savePart: { weight: 5, bare: true, fits: world => !world.disk.main.wrong, run: async (world, { a }) => {
    // what a faulted game had comes back as a restart or, where its loss was never seen, as nothing
    if (a < 0.5 || world.disk.partIs || world.faulted) world.disk.part = world.number++;
    world.disk.partIs = true;
    world.write("lib/part.js", partText(world.disk.part));
  } },
  fault: { weight: 3, fits: world => free(world), run: async world => {
    const n = world.number++;
    await world.watcher.value(`globalThis.fault = "fault ${n}"`);
    await world.says(new RegExp(`Error: fault ${n}$`));
    world.faulted = true;
  } },
  quit: { weight: 0, bare: true, fits: () => true, run: async (world, { a }) => {
    const left = children(world.child.pid), asks = a < 0.4 && world.left;
    if (asks) world.watcher.post("Runtime.evaluate", { expression: "leave(7)" });
    else world.child.kill(a < 0.7 ? "SIGTERM" : "SIGKILL");
    const { code, signal } = await Promise.race([world.child.ended, new Promise((_, reject) => setTimeout(reject, PATIENCE_MS, new Error("it does not end")).unref())]);
    if (asks) assert.deepEqual([code, signal], [7, null], "what game.quit() said");
    else if (a >= 0.7) assert.equal(signal, "SIGKILL");
    else assert.ok(signal === "SIGTERM" || code === 0 || (code === 1 && world.faulted), `SIGTERM: ${code} ${signal}`);
    await until(() => left.every(pid => stateOf(pid) === ""), "the children end with the game", PATIENCE_MS);
    world.over = true;
  } },
};
