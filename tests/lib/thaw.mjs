// How the tests run thaw: a game in a folder of its own, with a cache of its own, and what came out of it.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const house = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
export const binary = path.resolve(house, process.env.THAW ?? "build/bin/thaw");

/** Limit of anything that is waited for: generous, since it only ends what hangs. */
export const LIMIT_MS = 120_000;

/** A folder that goes away with the test. */
export function scratch(t) {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "thaw-test-")));
  t.after(() => fs.rmSync(folder, { recursive: true, force: true, maxRetries: 20 })); // a builder may write there until it sees that the game is gone
  return folder;
}

/** The environment of a thaw that touches nothing outside of `folder`. */
export function environment(folder, more = {}) {
  const env = { ...process.env, HOME: folder, XDG_CACHE_HOME: path.join(folder, ".cache"), TMPDIR: folder, NO_COLOR: "1" };
  for (const name of ["DISPLAY", "WAYLAND_DISPLAY", "NODE_OPTIONS", "NODE_TEST_CONTEXT"]) delete env[name];
  for (const [name, value] of Object.entries(more)) {
    if (value === undefined) delete env[name];
    else env[name] = value;
  }
  return env;
}

/** Starts thaw; the child with `ended`, a promise of { code, signal, out, err }, and `text()`, what it wrote so far. */
export function start(args, { cwd, env, limit = LIMIT_MS, program = binary } = {}) {
  const child = spawn(program, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const out = [], err = [];
  child.stdout.on("data", chunk => out.push(chunk));
  child.stderr.on("data", chunk => err.push(chunk));
  const result = () => ({ out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() });
  const timer = setTimeout(() => child.kill("SIGKILL"), limit);
  child.text = result;
  child.ended = new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      resolve({ code, signal, ...result() });
    });
  });
  return child;
}

/** Runs thaw to its end. */
export function thaw(args, options) {
  return start(args, options).ended;
}

export class Game {
  constructor(t, files, name = "game") {
    this.home = scratch(t);
    this.folder = path.join(this.home, name);
    fs.mkdirSync(this.folder, { recursive: true });
    this.write(files);
  }

  /** Writes files into the game's folder: name → text or bytes. */
  write(files) {
    for (const [name, content] of Object.entries(files)) {
      const file = path.join(this.folder, name);
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, content);
    }
    return this;
  }

  file(name) {
    return path.join(this.folder, name);
  }

  env(more) {
    return environment(this.home, more);
  }

  /** thaw with these arguments, in the game's folder unless told otherwise. */
  thaw(args, { cwd = this.folder, env, ...rest } = {}) {
    return thaw(args, { cwd, env: this.env(env), ...rest });
  }

  start(args, { cwd = this.folder, env, ...rest } = {}) {
    return start(args, { cwd, env: this.env(env), ...rest });
  }

  /** Three frames without a window, unless `args` says how many. */
  run(args = [], options) {
    const frames = args.includes("--frames") ? [] : ["--frames", "3"];
    return this.thaw(["run", "--headless", ...frames, ...args], options);
  }

  /** The files of this game's cache. */
  cached() {
    const folder = path.join(this.home, ".cache", "thaw");
    return fs.existsSync(folder) ? fs.readdirSync(folder).map(name => path.join(folder, name)) : [];
  }
}

/** A game of these files, or of this main.js. */
export function game(t, files, name) {
  return new Game(t, typeof files === "string" ? { "main.js": files } : files, name);
}

export function show(result) {
  return `exit ${result.code}${result.signal ? ` (${result.signal})` : ""}\n${result.out}${result.err}`;
}

export function assertExit(result, code) {
  assert.equal(result.signal, null, show(result));
  assert.equal(result.code, code, show(result));
}

/** The lines that console.* wrote: { level, place, text }. Further lines of a text belong to it. */
export function logged(result) {
  const lines = [];
  for (const line of result.err.split("\n")) {
    const match = /^(debug|log|info|warn|error) +(\S+:\d+) ?(.*)$/.exec(line);
    if (match) lines.push({ level: match[1], place: match[2], text: match[3] });
    else if (lines.length && line) lines.at(-1).text += "\n" + line;
  }
  return lines;
}

/** The values that a game told through console.log(JSON.stringify(value)). */
export function told(result) {
  return logged(result).filter(line => line.level === "log").map(line => JSON.parse(line.text.split("\n", 1)[0]));
}

/** Runs a game that tells values, and gives them; it must end well. */
export async function tell(t, files, args, options) {
  const result = await game(t, files).run(args, options);
  assertExit(result, 0);
  return told(result);
}

/** Waits until `look` gives something true, and gives that. */
export async function until(look, what, limit = LIMIT_MS) {
  const end = Date.now() + limit;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error(`waited ${limit} ms in vain: ${what}`);
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}
