// Watched games: thaw run --headless --watch, saved files, and what the game and the engine told of it.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { binary, game, show, told, until } from "./thaw.mjs";

/** Whether this V8 holds two games at once: then the old game comes back as it was, else by a load() with its state. THAW_HOLDS_TWO=0 for a
 * thaw that was built with VM_TWO 0. */
export const holdsTwo = process.env.THAW_HOLDS_TWO !== "0" && !/^V8\s+11\./m.test(execFileSync(binary, ["info"],
  { encoding: "utf8", env: { ...process.env, SDL_VIDEODRIVER: "dummy", SDL_AUDIODRIVER: "dummy" } })); // Mesa leaks

/** The load() of a game that comes back from a failed trial, if there is one. */
export const backAgain = version => (holdsTwo ? [] : [version]);

/** A main.js that counts its updates in its state, tells { load, restarted, frames } at each start and { at, by } now and then. */
export const counting = (version, { top = "", state = "", load = "", update = "", draw = "" } = {}) => `import { game } from "thaw";
${top}
export const state = { frames: 0, ${state} };
const tell = value => console.log(JSON.stringify(value));
export function load() {
  tell({ load: ${JSON.stringify(version)}, restarted: game.restarted, frames: state.frames });
  ${load}
}
export function update() {
  state.frames++;
  if (state.frames % 10 === 0) tell({ at: state.frames, by: ${JSON.stringify(version)} });
  ${update}
}
export function draw() {
  ${draw}
}
`;

/** Of all that is waited for: it only ends what hangs. */
const PATIENCE_MS = Number(process.env.THAW_PATIENCE_MS ?? 60_000);

const SWAPPED = /^(.*?)(?: · [^\n]*)? · swapped \d+ ms · (state \w+(?: in part)?|no state)$/gm;

/** Gives a child the ways to see it: all of them wait for nothing longer than `until` does. */
export function observe(child) {
  const settled = () => child.exitCode !== null || child.signalCode !== null;
  child.err = () => child.text().err;
  child.told = () => told({ err: child.err().replace(/[^\n]*$/, "") });
  child.loads = () => child.told().filter(value => "load" in value).map(value => value.load);
  child.swaps = () => [...child.err().matchAll(SWAPPED)].map(([, why, state]) => ({ why, state }));
  child.count = pattern => child.err().match(new RegExp(pattern.source, "gm"))?.length ?? 0;
  child.until = (look, what) => until(() => {
    const found = look();
    if (!found && settled()) throw new Error(`the game ended while it was waited for: ${what}\n${show({ code: child.exitCode, out: "", err: child.err().slice(-3000) })}`);
    return found;
  }, what, PATIENCE_MS).catch(error => {
    throw new Error(`${error.message}\n${child.err().replaceAll(/^log .*"at":.*\n/gm, "").slice(-3000)}`);
  });
  /** Waits for the n-th load, or for that of this version. */
  child.loaded = n => child.until(() => child.loads().length >= n, `load ${n}`);
  child.runs = version => child.until(() => child.loads().includes(version), `load of ${version}`);
  child.swapped = n => child.until(() => child.swaps().length >= n, `swap ${n}`);
  child.says = (pattern, n = 1) => child.until(() => child.count(pattern) >= n, `${pattern} ${n} times`);
  /** Waits until the game of this version has counted on from where it is now, without a new start. */
  child.goesOn = async by => {
    const loads = child.loads().length, seen = child.told().length;
    const at = await child.until(() => child.told().slice(seen).find(value => "at" in value), `${by} counting on`);
    assert.equal(at.by, by, child.err());
    assert.equal(child.loads().length, loads, child.err());
    const before = child.told().slice(0, seen).filter(value => "at" in value || "load" in value).at(-1);
    assert.ok(at.at > (before.at ?? before.frames), `${JSON.stringify(before)} then ${JSON.stringify(at)}`);
    return at.at;
  };
  child.alive = () => assert.ok(!settled(), child.err());
  return child;
}

/** Starts a watched game and waits for its first load(). Whether a change is put into the running game before it is frozen is a matter of
 * time, so that is left out unless `live` asks for it. `prepare` gets the game before it is started. */
export async function play(t, files, { args = [], env, watch = true, live = false, limit, name, prepare } = {}) {
  let child;
  t.after(async () => { // before its folder goes: hooks run in this order
    child?.kill("SIGKILL");
    await child?.ended;
  });
  const it = game(t, files, name);
  await prepare?.(it);
  child = observe(it.start(["run", "--headless", ...(watch ? ["--watch"] : []), ...(live ? [] : ["--no-live-edit"]), ...args], { env, limit }));
  child.game = it;
  child.save = (name, content) => it.write({ [name]: content });
  await child.loaded(1);
  return child;
}

/** The pids of the children of a process that have not been waited for; zombies among them. */
export function children(pid) {
  try {
    return fs.readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/** "R", "S", "Z" and so on; "" when the process is gone. */
export function stateOf(pid) {
  try {
    return fs.readFileSync(`/proc/${pid}/stat`, "utf8").replace(/^.*\) /s, "")[0];
  } catch {
    return "";
  }
}
