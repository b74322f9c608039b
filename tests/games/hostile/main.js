// Tries every row in every way, and tells what came out of it other than a result or an error in the function's own words.
// tests/hostile-arguments.test.mjs runs and judges it.
import { audio, game, input, music, screen } from "thaw";
import { dot, face, paper, rows } from "./rows.js";
import { Mine, actions, endings, fickle, forms, places, put, selves, values } from "./ways.js";

export const config = { width: 64, height: 48, background: "midnightblue" };
export const state = { before: {} };

const MOST = 3000; // calls of a call inside itself: more than the stack holds
const tune = music("beep.wav"), report = console.log;
const wrong = [];
let tries = 0, pending = 0;

// ── one call ──

function call(row, self, args) {
  const result = Reflect.apply(row.function(self), self, args);
  row.after?.(result);
  if (result instanceof Promise) result.catch(() => {}); // those that are looked at are judged all the same
  return result;
}

/** What a value looks like from outside, as far as it is the same each time. */
function look(row, value) {
  if (row.after || /^(crypto|performance)/.test(row.says)) return "";
  return value instanceof Uint8Array ? String(value) : typeof value === "object" && value !== null && !Object.isFrozen(value) ? JSON.stringify(value) : String(value);
}

/** What a call could have changed. */
function standing(self) {
  const own = typeof self !== "object" || self === null || self === localStorage ? [] : "tint" in self ? [self.count, ...["x", "y", "frame", "rotation", "scale", "tint"].map(name => String(self[name]))]
    : "pan" in self ? [self.volume, self.pan, self.rate] : "aborted" in self ? [self.aborted] : [];
  return JSON.stringify([audio.volume, audio.muted, tune.volume, game.freezing ? "" : { ...localStorage }, input.mouse.visible, own]);
}

function note(row, way, error) {
  if (wrong.filter(([name]) => name === row.name).length < 8) wrong.push([row.name, way, error instanceof Error ? `${error.name}: ${String(error.message).slice(0, 200)}` : `thrown: ${typeof error}`]);
}

const starts = Object.values(rows).map(row => row.says + ": ");
const files = /^(cannot (read|cut) the (asset|image|sound|music|font) |json: cannot parse )/;

/** Whether an error is one that says to the author, in the name of what he called, what is wrong. */
function fine(row, error, how) {
  if (error instanceof Mine) return true;
  if (!(error instanceof Error) || typeof error.message !== "string") return false;
  const { name, message } = error;
  if (message.startsWith(row.says + ": ") || (files.test(message) && name === "Error")) return true;
  if (game.freezing && / is freeze time|at freeze time /.test(message)) return true;
  if (how.nested && starts.some(start => message.startsWith(start))) return true;
  if (name === "RangeError" && message === "Maximum call stack size exceeded") return how.endless;
  if (name === "TypeError" && / is not a constructor$/.test(message)) return how.constructs;
  if (name === "DataCloneError") return row.name === "structuredClone" && / could not be cloned\.$| cannot be cloned$/.test(message);
  return name === "SyntaxError" && row.name === "Response.json";
}

/** Makes the call; what it throws, or its promise is rejected with, is judged. Gives how it ended. */
function attempt(row, way, self, args, how) {
  tries++;
  try {
    const result = call(row, self, args);
    if (result instanceof Promise) {
      pending++;
      result.then(() => pending--, error => { pending--; if (!fine(row, error, how)) note(row, way, error); });
    }
    return { result };
  } catch (error) {
    if (!fine(row, error, how)) note(row, way, error);
    return { error };
  }
}

// ── the ways ──

/** The call with something acting at a place. */
function acting(row, path, form, name, action) {
  const how = { nested: /^(calls|draws|aims)/.test(name), endless: name === "calls it for ever" };
  const self = row.self(), args = row.args(), way = `${path.join(".")} ${form} ${name}`;
  let calls = 0, busy = false;
  const at = {
    self, args,
    again: () => { if (calls++ === 0) call(row, row.self(), row.args()); },
    forever: () => { if (calls++ < MOST) call(row, self, args); else throw new Mine("mine"); },
  };
  const act = () => {
    if (busy && !how.endless) return; // what acts is itself read by the action
    busy = true;
    try {
      action(at);
    } finally {
      busy = false;
    }
  };
  if (!forms[form](args, path, act)) return undefined;
  const before = standing(self), end = attempt(row, way, self, args, how);
  if (end.error instanceof Mine && name === "throws" && standing(self) !== before)
    note(row, way, new Error(`it left ${standing(self)} where there was ${before}`));
  return end;
}

/** Afterwards the same call with what is fine must be as it ever was. */
function still(row, way) {
  if (row.ends) return;
  try {
    const result = look(row, call(row, row.self(), row.args()));
    row.gave ??= result;
    if (result !== row.gave) note(row, way, new Error(`afterwards it gives ${result}, not ${row.gave}`));
  } catch (error) {
    if (!(game.freezing && fine(row, error, {}))) note(row, way + ": afterwards what is fine", error);
  }
}

function tryActions(row, table) {
  for (const path of places(row.args()))
    for (const form of Object.keys(forms)) {
      for (const [name, action] of Object.entries(table)) acting(row, path, form, name, action);
      still(row, `${path.join(".")} ${form}`);
    }
}

const turns = [NaN, undefined, null, -1, 2 ** 53, "x", Symbol("s"), 10n, {}, [1], () => 1];

function tryValues(row) {
  for (const path of places(row.args())) {
    const where = path.join(".");
    for (const [name, make] of Object.entries(values)) {
      if (row.name === "queueMicrotask" && name === "a revoked function") continue; // it fails when it is called, as a fault
      const args = row.args();
      put(args, path, make());
      attempt(row, `${where} is ${name}`, row.self(), args, {});
    }
    for (let reads = 1; path.length > 1 && reads < 4; reads++)
      for (const turn of turns) {
        const args = row.args();
        fickle(args, path, reads, turn);
        attempt(row, `${where} is ${typeof turn} after ${reads}`, row.self(), args, {});
      }
    still(row, where);
  }
}

/** No argument, the object of another, new for what is no class, a class without. */
function tryObjects(row) {
  const how = { constructs: true, nested: true };
  attempt(row, "without arguments", row.self(), [], how);
  const self = row.self(), called = row.class ?? row.function(self);
  for (const [name, other] of row.class || row.own ? [] : Object.entries(selves(self)))
    attempt({ ...row, function: () => called }, `called on ${name}`, other, row.args(), how);
  if (!row.sets) {
    const built = { ...row, function: () => (...args) => Reflect.construct(called, args) };
    attempt(built, "with new", self, row.args(), how);
    const heir = new Proxy(class {}, { get() { throw new Mine("mine"); } }); // asked for its prototype
    attempt({ ...row, function: () => (...args) => Reflect.construct(called, args, heir) }, "with new of an heir", self, row.args(), how);
  }
  still(row, "objects");
}

// ── the run ──

/** What the fine calls give and draw. */
function baseline(picture) {
  const seen = {};
  localStorage.clear();
  screen.clear("midnightblue");
  for (const row of Object.values(rows))
    if (!row.ends && !row.name.startsWith("console.") && row.name !== "game.screenshot") seen[row.name] = look(row, call(row, row.self(), row.args()));
  screen.target();
  screen.image(paper, 20, 20);
  screen.image(dot, 40, 20);
  screen.text("still", 2, 30, { font: face });
  game.screenshot(picture);
  return seen;
}

function compare(now, when) {
  for (const [name, result] of Object.entries(state.before))
    if (now[name] !== result) note({ name }, when, new Error(`it gives ${now[name]}, not ${result}`));
}

const quiet = Object.values(rows).filter(row => !row.ends), ending = Object.values(rows).filter(row => row.ends);

function tryRow(row) {
  tryActions(row, actions);
  tryValues(row);
  tryObjects(row);
}

/** Every way that ends the game, or the run. */
function tryEnding(name) {
  const action = { [name]: endings[name] };
  for (const row of quiet) tryActions(row, action);
  for (const row of ending.filter(each => (each.name === "game.quit") === (name === "quits"))) tryRow(row);
}

function tell(phase) {
  for (let i = 0; i < 1e6; i++) console.groupEnd();
  report(JSON.stringify(["hostile", phase, { tries, pending, wrong: wrong.splice(0) }]));
  tries = 0;
}

let turn = 0;
const mode = () => game.args[0] ?? "all";

if (game.freezing) {
  for (const row of quiet.filter(each => !each.runs)) tryRow(row);
  tell("top");
  report(JSON.stringify(["rows", Object.values(rows).map(row => [row.name, row.args().flatMap(arg => Object.keys(arg ?? {}))])]));
}

/** Which of the throwing ways succeed, since nothing was read, and so draw. */
const drew = new Set();

/** Every drawing row with something that throws at each place; `chosen`: only those that succeed all the same. */
function throwing(chosen) {
  for (const row of Object.values(rows).filter(each => each.draws))
    for (const path of places(row.args()))
      for (const form of Object.keys(forms)) {
        const way = `${row.name} ${path.join(".")} ${form}`;
        if (chosen && !drew.has(way)) continue;
        if (acting(row, path, form, "throws", actions.throws)?.error === undefined) drew.add(way);
      }
}

function drawAll() {
  const slices = quiet.length;
  if (turn === 0) state.before = baseline("before.png");
  else if (turn <= slices) tryRow(quiet[turn - 1]);
  else if (turn === slices + 1) {
    compare(baseline("after.png"), "afterwards");
  } else if (turn === slices + 2) tell("ways");
  else if (turn === slices + 3) {
    tryEnding("restarts");
    tell("restarts");
  }
}

/** In the game that game.restart() made. */
function drawAgain() {
  if (turn === 0) compare(baseline("again.png"), "after the restart");
  if (turn !== 1) return;
  tryEnding("quits");
  tell("quits");
}

export function draw() {
  if (mode() === "all") game.restarted ? drawAgain() : drawAll();
  else if (turn < 2) throwing(turn === 1 && mode() === "chosen");
  turn++;
}
