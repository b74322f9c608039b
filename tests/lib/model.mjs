// Orders of events in a watched, debugged game: drawn from a seed, played against a real one, and held against a small model of what must
// be. A plan is a list of steps { op, a, b, c }; a step that does not fit where it stands is passed over, so that any part of a plan is one.
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { Raw, frame, stages } from "./raw.mjs";
import { children, stateOf } from "./restart.mjs";
import { environment, start, until } from "./thaw.mjs";

/** Of each thing that is waited for: it only ends what hangs. */
const PATIENCE_MS = Number(process.env.THAW_PATIENCE_MS ?? 30_000);

/** Numbers in [0, 1) that repeat with their seed. */
export function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = Math.imul(state ^ (state >>> 15), state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
  };
}

const pick = (list, share) => list[Math.floor(share * list.length)];

/** What a main.js does wrong, by where it does; each names itself by its number, or by its line. `runs`: it gets as far as a trial. */
const wrongs = {
  syntax: { says: n => new RegExp(`'wrong${n}' has already been declared`) },
  top: { says: n => new RegExp(`Error: wrong ${n}$`) },
  load: { says: n => new RegExp(`Error: wrong ${n}$`), runs: true },
  update: { says: n => new RegExp(`Error: wrong ${n}$`), runs: true },
  draw: { says: n => new RegExp(`Error: wrong ${n}$`), runs: true },
  endless: { says: n => new RegExp(`^main\\.js:${10 + n}:\\d+: .*ran for more than 1000 ms`), runs: true, long: true },
  greedy: { says: n => new RegExp(`^main\\.js:${10 + n}:\\d+: .*(need more than 64 MB|ran for more than 1000 ms)`), runs: true, long: true },
};

/** Line 4 is the first statement of update() in all of them; an endless or greedy one is at line 10 + n. */
const mainText = ({ n, wrong }) => {
  const fails = `throw new Error("wrong ${n}");`, at = place => (wrong === place ? fails : "");
  const long = { endless: "for (;;);", greedy: "{ const all = []; for (;;) all.push({}); }" }[wrong];
  return `import { game } from "thaw";
import { bump, part } from "./lib/part.js";
export function update() {
  state.n = bump(state.n);
  if (globalThis.fault) throw new Error(globalThis.fault);
  ${at("update")}
  ${long ? "\n".repeat(3 + n) + long : ""}
}
export const state = { n: 0 };
export function load() { ${at("load")} }
export function draw() { ${at("draw")} }
globalThis.probe = () => [${n}, part(), state.n];
globalThis.again = () => game.restart();
globalThis.leave = code => game.quit(code);
${at("top")}
${wrong === "syntax" ? `let wrong${n}, wrong${n};` : ""}
`;
};

const partText = n => `export function bump(n) {\n  return n + 1;\n}\nexport const part = () => ${n};\n`;

/** A debugger with what it has been told and what it has set. */
class Client {
  static async open(address) {
    const client = new Client();
    client.raw = await Raw.open(address);
    Object.assign(client, { debugging: false, paused: null, contexts: 0, pauses: 0, points: new Map() });
    const tell = client.raw.tell.bind(client.raw);
    client.raw.tell = message => {
      if (message?.method === "Debugger.paused") [client.paused, client.pauses] = [message.params, client.pauses + 1];
      if (message?.method === "Debugger.resumed") client.paused = null;
      if (message?.method === "Runtime.executionContextCreated") client.contexts++;
      tell(message);
    };
    return client;
  }

  get places() {
    return new Set([...this.points.values()].map(({ place }) => place));
  }

  async call(method, params) {
    let timer;
    const late = new Promise((_, reject) => (timer = setTimeout(() => reject(new Error(`no answer to ${method}`)), PATIENCE_MS)));
    try {
      return await Promise.race([this.raw.call(method, params), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  async value(expression) {
    const { result, error } = await this.call("Runtime.evaluate", { expression, returnByValue: true });
    if (error || result.exceptionDetails) throw new Error(`${expression}: ${JSON.stringify(error ?? result.exceptionDetails)}`);
    return result.result.value;
  }

  /** Without waiting for the answer, which the connection's end may take along. */
  post(method, params) {
    this.raw.call(method, params).catch(() => {});
  }
}

/** One game and the model of it. */
class World {
  static async begin(seed) {
    const draw = random(seed ^ 0x5eed), world = new World();
    world.home = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "thaw-test-")));
    Object.assign(world, { number: 1, clients: [], trail: [], paused: false, faulted: false, awaited: false, floor: 0, forgets: 0 });
    world.disk = { main: { n: 0 }, part: 0, partIs: true };
    world.write("lib/part.js", partText(0));
    world.write("main.js", mainText(world.disk.main));
    world.plays = { main: 0, part: 0 };
    const args = ["run", "--headless", "--watch", "--inspect=0", "--script-limit", "1", "--max-heap", "64", ...(draw() < 0.5 ? ["--no-live-edit"] : []), world.home];
    world.child = start(args, { cwd: world.home, env: environment(world.home), limit: 3_600_000 });
    const banner = /^Debugger listening on (ws:\/\/\S+)$/m;
    await until(() => banner.test(world.err) || world.gone, "the banner", PATIENCE_MS);
    if (world.gone) await world.child.ended;
    [, world.address] = banner.exec(world.err) ?? assert.fail(`no banner: ${world.err}`);
    world.watcher = await Client.open(world.address);
    await world.watcher.call("Runtime.enable");
    if (draw() < 0.5) await world.enable(world.watcher);
    await world.settle();
    return world;
  }

  get err() {
    return this.child.text().err;
  }

  get gone() {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  get everyone() {
    return [this.watcher, ...this.clients];
  }

  get debuggers() {
    return this.everyone.filter(client => client.debugging);
  }

  /** Whether what is on the disk is a game. */
  get whole() {
    return this.disk.partIs && !this.disk.main.wrong;
  }

  write(name, text) {
    const file = path.join(this.home, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  }

  until(look, what) {
    return until(async () => {
      if (this.gone) throw new Error(`the game ended while it was waited for: ${what}`);
      return look();
    }, what, PATIENCE_MS);
  }

  says(pattern, more = 0) {
    return this.until(() => (this.err.match(new RegExp(pattern.source, "gm"))?.length ?? 0) > more, `${pattern}`);
  }

  async enable(client) {
    await client.call("Debugger.enable");
    client.debugging = true;
  }

  /** Called when a client no longer debugs: the last one lets the game go. */
  freed() {
    if (this.paused && !this.debuggers.length) this.letGo();
  }

  letGo() {
    this.paused = false;
  }

  /** The game has stopped, or is about to: everyone who debugs is told. */
  async holds(cause) {
    await this.until(() => this.debuggers.every(client => client.paused), `the pause (${cause})`);
    this.paused = true;
  }

  /** Has `ask` ask for a new start, which comes when what is on the disk is a game. */
  async restart(ask) {
    const loads = this.whole, contexts = this.watcher.contexts;
    await ask();
    this.awaited ||= loads;
    // the broken game gets another trial, and the old one comes back
    if (!loads && this.disk.partIs && wrongs[this.disk.main.wrong].runs && this.tried && !this.paused)
      await this.until(() => this.watcher.contexts >= contexts + 2, "another trial");
  }

  /** Everything is as the model says; what was under way has come to its end. */
  async settle() {
    assert.ok(!this.gone, "the game has ended");
    assert.doesNotMatch(this.err, /AddressSanitizer|runtime error:|LeakSanitizer|Assertion|^# Fatal/m);
    if (this.paused) return this.stands();
    if (this.whole) {
      const { main: { n }, part } = this.disk;
      await this.until(async () => {
        const [is, at] = await this.watcher.value("probe()");
        return is === n && at === part;
      }, `version ${n} with part ${part}`);
      // a live edit has the new version play before its restart
      const another = this.awaited || n !== this.plays.main || part !== this.plays.part;
      if (another && this.mark) await this.until(async () => (await this.watcher.value("globalThis.mark ?? 0")) !== this.mark, "the restart");
      if (another) this.faulted = false;
      this.plays = { main: n, part };
    }
    this.awaited = false;
    await this.goesOn();
    await this.watcher.value(`globalThis.mark = ${this.mark = this.number++}`);
    for (const client of this.everyone) {
      assert.equal(await client.value("1 + 1"), 2);
      assert.equal(client.paused, null, "nobody is told of a pause that is none");
    }
    assert.ok(children(this.child.pid).length <= 3, `children: ${children(this.child.pid)}`);
  }

  /** The right game counts on from where it was, or stands where it faulted. */
  async goesOn() {
    const seen = async () => {
      const [main, part, n] = await this.watcher.value("probe()");
      assert.deepEqual({ main, part }, this.plays, "the game that plays");
      const forgets = this.err.match(/state new$/gm)?.length ?? 0;
      if (forgets === this.forgets) assert.ok(n >= this.floor, `the state went back from ${this.floor} to ${n}`);
      [this.floor, this.forgets] = [n, forgets];
      return n;
    };
    const first = await seen();
    if (this.faulted) assert.equal(await seen(), first, "a game that faulted stands still");
    else await this.until(async () => (await seen()) > first + 1, "the game going on");
  }

  async stands() {
    for (const client of this.debuggers) assert.ok(client.paused, "whoever debugs knows of the pause");
    const first = await this.watcher.value("probe()");
    assert.deepEqual(await this.watcher.value("probe()"), first, "a game that is paused stands still");
    assert.deepEqual({ main: first[0], part: first[1] }, this.plays, "the game that is paused");
    for (const client of this.clients) assert.equal(await client.value("1 + 1"), 2);
  }

  /** Ends what is left; the children must go too. */
  async end() {
    const left = children(this.child.pid);
    this.child.kill("SIGKILL");
    await this.child.ended;
    for (const client of this.everyone) client.raw?.socket.destroy();
    await until(() => left.every(pid => stateOf(pid) === ""), "the children end with the game", PATIENCE_MS)
      .finally(() => fs.rmSync(this.home, { recursive: true, force: true, maxRetries: 3 }));
  }
}

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
  if (wrong.runs && !world.faulted) await world.until(() => world.watcher.contexts >= contexts + 2, "the old game");
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

/** op → { weight, fits, run }: `fits` says whether the step can be taken here. */
export const ops = {
  connect: { weight: 8, fits: world => world.clients.length < 4, run: async (world, { a, b }) => {
    const client = await Client.open(world.address);
    world.clients.push(client);
    if (a < 0.5) await client.call("Runtime.enable");
    if (b < 0.7) await world.enable(client);
    if (world.paused && client.debugging) await world.holds("for who comes late");
  } },
  leave: { weight: 5, fits: world => world.clients.length, run: async (world, { a, b }) => {
    const [client] = world.clients.splice(Math.floor(a * world.clients.length), 1);
    const whole = frame(JSON.stringify({ id: 99999, method: "Runtime.evaluate", params: { expression: "1" } }));
    if (b < 0.3) await client.raw.write(frame(Buffer.from([3, 232]), 0x88)); // a close, 1000
    else if (b < 0.5) await client.raw.write(whole.subarray(0, whole.length / 2));
    else if (b < 0.6) await client.raw.write(frame("{\"id\":", 0x01));
    await (b < 0.3 ? client.raw.closed : client.raw.die(b > 0.8));
    world.freed();
  } },
  visit: { weight: 10, fits: world => !world.paused, run: async (world, { a }) => {
    // a step that nobody waits for ends at any time; an evaluation in a pause that outlasts --script-limit on a busy machine stops the game
    const names = Object.keys(stages).filter(name => !(world.debuggers.length && /in a step/.test(name)) && name !== "paused, in evaluate" &&
      (!world.faulted || !holding.test(name)) && (free(world) && world.whole || !/Page/.test(name)));
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
  enable: { weight: 4, fits: world => world.debuggers.length < world.everyone.length, run: async (world, { a }) => {
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
  restart: { weight: 5, fits: world => !world.disk.main.wrong || !wrongs[world.disk.main.wrong].long, run: async (world, { a, b }) => {
    const client = someone(world, a);
    await world.restart(() => (b < 0.5 ? client.call("Page.reload") : client.value("again()")));
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
  saveGood: { weight: 12, fits: () => true, run: world => save(world, { n: world.number++ }) },
  saveWrong: { weight: 12, fits: world => !world.paused, run: (world, { a }) => save(world, { n: world.number++, wrong: pick(["syntax", "top", "load", "update", "draw"], a) }) },
  saveLong: { weight: 3, fits: world => free(world), run: (world, { a }) => save(world, { n: world.number++, wrong: a < 0.6 ? "endless" : "greedy" }) },
  saveOften: { weight: 5, fits: world => !world.paused && world.disk.partIs, run: async (world, { a, b }) => {
    const wrong = ["syntax", "top", "load", "update", "draw", undefined];
    for (let i = Math.floor(1 + a * 4); i > 0; i--) { // nobody waits for what becomes of these
      world.write("main.js", mainText({ n: world.number++, wrong: pick(wrong, (b * 10 ** i) % 1) }));
      if (a * 100 % 1 < 0.7) await world.watcher.value("1");
    }
    await save(world, { n: world.number++ });
  } },
  // not while a pause holds other saves back: a builder may then read what is taken back before it is seen to have changed
  saveBack: { weight: 5, fits: world => free(world) && world.disk.main.n !== world.plays.main, run: world => save(world, { n: world.plays.main }) },
  losePart: { weight: 3, fits: world => world.disk.partIs && !world.disk.main.wrong && !world.paused, run: async world => {
    world.disk.partIs = false;
    fs.rmSync(path.join(world.home, "lib/part.js"));
  } },
  savePart: { weight: 5, fits: world => !world.disk.main.wrong, run: async (world, { a }) => {
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
  quit: { weight: 0, fits: () => true, run: async (world, { a }) => {
    const left = children(world.child.pid);
    if (a < 0.4) world.watcher.post("Runtime.evaluate", { expression: "leave(7)" });
    else world.child.kill(a < 0.7 ? "SIGTERM" : "SIGKILL");
    const { code, signal } = await Promise.race([world.child.ended, new Promise((_, reject) => setTimeout(reject, PATIENCE_MS, new Error("it does not end")).unref())]);
    if (a < 0.4) assert.deepEqual([code, signal], [7, null], "what game.quit() said");
    else if (a >= 0.7) assert.equal(signal, "SIGKILL");
    else assert.ok(signal === "SIGTERM" || code === 0 || (code === 1 && world.faulted), `SIGTERM: ${code} ${signal}`);
    await until(() => left.every(pid => stateOf(pid) === ""), "the children end with the game", PATIENCE_MS);
    world.over = true;
  } },
};

/** A plan of so many steps, and an end. */
export function plan(seed, count) {
  const draw = random(seed), all = Object.entries(ops), sum = all.reduce((total, [, { weight }]) => total + weight, 0);
  const steps = Array.from({ length: count }, () => {
    let left = draw() * sum;
    const [op] = all.find(([, { weight }]) => (left -= weight) < 0);
    return { op, a: draw(), b: draw() };
  });
  return [...steps, { op: "quit", a: draw(), b: draw() }];
}

/** Plays a plan: how many steps were `taken`, the `trail` of their names, and `failed` with what was wrong after which step. */
export async function perform(seed, steps) {
  const world = await World.begin(seed);
  let taken = 0, at = -1, failed = null;
  try {
    for (at = 0; at < steps.length && !world.over; at++) {
      const step = steps[at], { fits, run } = ops[step.op];
      if (!fits(world)) continue;
      world.trail.push(step.op);
      taken++;
      await run(world, step);
      if (!world.over) await world.settle();
    }
  } catch (error) {
    failed = { at, error, trail: world.trail, err: world.err.slice(-4000) };
  }
  try {
    await world.end();
  } catch (error) {
    failed ??= { at, error, trail: world.trail, err: world.err.slice(-4000) };
  }
  return { taken, trail: world.trail, failed };
}

/** What went wrong, but for its numbers. */
const kind = ({ error }) => error.message.split("\n", 1)[0].replaceAll(/\d+/g, "");

/** The least part of a failing plan that still fails, found by leaving out ever smaller pieces, for so long. */
export async function shrink(seed, steps, failed, limitMs) {
  const end = Date.now() + limitMs;
  let least = steps.slice(0, failed.at + 1), why = failed;
  for (let size = least.length >> 1; size >= 1; size >>= 1)
    for (let from = 0; from < least.length && Date.now() < end;) {
      const less = [...least.slice(0, from), ...least.slice(from + size)], again = await perform(seed, less);
      if (again.failed && kind(again.failed) === kind(failed)) [least, why] = [less.slice(0, again.failed.at + 1), again.failed];
      else from += size;
    }
  return { steps: least, failed: why };
}
