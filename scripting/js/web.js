// The web's globals: what an author's fingers type without thinking.
import { console } from "./console.js";
import { callable } from "./check.js";
import * as clock from "./clock.js";
import { localStorage } from "./storage.js";

const { native } = import.meta;
const settled = Promise.resolve();

/** Milliseconds: of the clock, or of the frames when a run must repeat. */
const performance = {
  now: () => native.game.now(),
  timeOrigin: 0,
};

function queueMicrotask(call) {
  callable(call, "queueMicrotask", "the callback");
  settled.then(() => call()); // what it throws is an unhandled rejection, and so a fault
}

function structuredClone(value) {
  if (arguments.length === 0) throw new TypeError("structuredClone: one argument is needed");
  return native.game.clone(value);
}

/** V8's own console: it tells debuggers, with the author's line, and the engine's log through them. */
const debuggers = globalThis.console;

export function useDebuggersConsole() {
  if (debuggers) globalThis.console = debuggers;
}

const globals = {
  console, performance, localStorage, queueMicrotask, structuredClone,
  setTimeout: clock.setTimeout, clearTimeout: clock.clearTimeout,
  setInterval: clock.setInterval, clearInterval: clock.clearInterval,
  requestAnimationFrame: clock.requestAnimationFrame, cancelAnimationFrame: clock.cancelAnimationFrame,
};

for (const [name, value] of Object.entries(globals))
  Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: name !== "console" });

/** A Date whose now is the game's: 1 January 2000 plus the time of the frames, so that runs repeat. */
export function repeatDate() {
  const Real = Date, epoch = Real.UTC(2000, 0, 1);
  const now = () => epoch + Math.floor(native.game.now());
  globalThis.Date = new Proxy(Real, {
    construct: (target, args, made) => Reflect.construct(target, args.length ? args : [now()], made),
    apply: () => new Real(now()).toString(),
    get: (target, key) => (key === "now" ? now : Reflect.get(target, key)),
  });
}
