// One game that is watched and debugged, and the model of it: what must be true of both after each step (model-steps.mjs).
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { random } from "./random.mjs";
import { Raw } from "./raw.mjs";
import { children, holdsTwo, stateOf } from "./restart.mjs";
import { environment, start, until } from "./thaw.mjs";

/** Of each thing that is waited for: it only ends what hangs. */
export const PATIENCE_MS = Number(process.env.THAW_PATIENCE_MS ?? 30_000);

/** What a main.js does wrong, by where it does; each names itself by its number, or by its line. `runs`: it gets as far as a trial. */
export const wrongs = {
  syntax: { says: n => new RegExp(`'wrong${n}' has already been declared`) },
  top: { says: n => new RegExp(`Error: wrong ${n}$`) },
  load: { says: n => new RegExp(`Error: wrong ${n}$`), runs: true },
  update: { says: n => new RegExp(`Error: wrong ${n}$`), runs: true },
  draw: { says: n => new RegExp(`Error: wrong ${n}$`), runs: true },
  endless: { says: n => new RegExp(`^main\\.js:${10 + n}:\\d+: .*ran for more than 1000 ms`), runs: true, long: true },
  greedy: { says: n => new RegExp(`^main\\.js:${10 + n}:\\d+: .*(need more than 64 MB|ran for more than 1000 ms)`), runs: true, long: true },
};

/** Line 4 is the first statement of update() in all of them; an endless or greedy one is at line 10 + n. */
export const mainText = ({ n, wrong }) => {
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

export const partText = n => `export function bump(n) {\n  return n + 1;\n}\nexport const part = () => ${n};\n`;

const noGame = /^no game runs until its fault is mended$/;

/** What is asked while no game is left: V8 would answer all of them. */
const questions = ["Runtime.evaluate", "Debugger.enable", "Debugger.pause", "Runtime.enable", "Profiler.start", "HeapProfiler.takeHeapSnapshot", "No.such"];

/** A debugger with what it has been told and what it has set. */
export class Client {
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
    if (error || result.exceptionDetails)
      throw Object.assign(new Error(`${expression}: ${JSON.stringify(error ?? result.exceptionDetails)}`), { refused: noGame.test(error?.message) });
    return result.result.value;
  }

  /** Whether it is told that no game is left that could answer. */
  async refused(method = "Runtime.evaluate", params = { expression: "1" }) {
    return noGame.test((await this.call(method, params)).error?.message);
  }

  /** Without waiting for the answer, which the connection's end may take along. */
  post(method, params) {
    this.raw.call(method, params).catch(() => {});
  }
}

/** One game and the model of it. */
export class World {
  static async begin(seed) {
    const draw = random(seed ^ 0x5eed), world = new World();
    world.home = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "thaw-test-")));
    Object.assign(world, { number: 1, clients: [], trail: [], paused: false, faulted: false, left: true, awaited: false, floor: 0, forgets: 0 });
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

  /** Whether no game may be left: where V8 bears one at a time, one that faulted goes before its next version is tried, and that may fault too. */
  get mayBeNone() {
    return !holdsTwo && this.faulted;
  }

  /** What the game says to an expression; undefined while none is left. */
  async ask(expression) {
    try {
      return await this.watcher.value(expression);
    } catch (error) {
      if (!error.refused || !this.mayBeNone) throw error;
    }
  }

  /** A broken version has had its trial, and failed it: the game of before it is back. */
  async failed(contexts) {
    const [swaps, what] = this.mayBeNone ? [1, "nobody's game"] : [2, "the old game"];
    await this.until(() => this.watcher.contexts >= contexts + swaps, what);
    if (!this.mayBeNone) return;
    await this.until(() => this.watcher.refused(), what);
    this.left = false;
  }

  async enable(client) {
    const { error } = await client.call("Debugger.enable");
    client.debugging = !error;
    assert.equal(client.debugging, this.left, JSON.stringify(error));
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
      await this.failed(contexts);
  }

  /** Everything is as the model says; what was under way has come to its end. */
  async settle() {
    assert.ok(!this.gone, "the game has ended");
    assert.doesNotMatch(this.err, /AddressSanitizer|runtime error:|LeakSanitizer|Assertion|^# Fatal/m);
    if (this.paused) return this.stands();
    if (this.whole) {
      const { main: { n }, part } = this.disk;
      await this.until(async () => {
        const [is, at] = await this.ask("probe()") ?? [];
        return is === n && at === part;
      }, `version ${n} with part ${part}`);
      // a live edit has the new version play before its restart
      const another = this.awaited || n !== this.plays.main || part !== this.plays.part;
      if (another && this.mark) await this.until(async () => ![this.mark, undefined].includes(await this.ask("globalThis.mark ?? 0")), "the restart");
      if (another) [this.faulted, this.left] = [false, true];
      this.plays = { main: n, part };
    }
    this.awaited = false;
    if (this.left) {
      await this.goesOn();
      await this.watcher.value(`globalThis.mark = ${this.mark = this.number++}`);
    }
    for (const client of this.everyone) {
      if (this.left) assert.equal(await client.value("1 + 1"), 2);
      else assert.ok(await client.refused(questions[this.number++ % questions.length]), "no game answers where none is left");
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
