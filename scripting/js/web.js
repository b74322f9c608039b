// The web's globals: what an author's fingers type without thinking.
import { console } from "./console.js";
import { callable, elements, options, refuse } from "./check.js";
import * as clock from "./clock.js";
import { crypto } from "./crypto.js";
import { TextDecoder, TextEncoder, atob, btoa, isBuffer, isDetached } from "./encoding.js";
import { AbortController, AbortSignal, DOMException, Event, EventTarget } from "./events.js";
import { fetch } from "./fetch.js";
import { localStorage } from "./storage.js";

const { native } = import.meta;
const settled = Promise.resolve();
const MOST_BUFFERS = 65536; // moved by one structuredClone

/** Milliseconds: of the clock, or of the frames when a run must repeat. */
const performance = {
  now: () => native.game.now(),
  timeOrigin: 0,
};

function queueMicrotask(call) {
  callable(call, "queueMicrotask", "the callback");
  settled.then(() => call()); // what it throws is an unhandled rejection, and so a fault
}

function structuredClone(value, o) {
  if (arguments.length === 0) throw new TypeError("structuredClone: one argument is needed");
  options(o, ["transfer"], "structuredClone");
  const given = o?.transfer;
  const transfer = given === undefined ? [] : elements(given, "ArrayBuffers", MOST_BUFFERS, "structuredClone", "options.transfer");
  for (const [i, each] of transfer.entries()) {
    if (!isBuffer(each)) refuse("structuredClone", `options.transfer[${i}]`, "an ArrayBuffer", each);
    if (isDetached(each)) throw new DOMException(`structuredClone: options.transfer[${i}] was transferred already`, "DataCloneError");
  }
  return native.game.clone(value, transfer);
}

/** A name of the web that is missing on purpose says so, since what to do instead can be told. */
function absent(name, instead) {
  return { [name]: class { constructor() { throw new Error(`new ${name}: there is none here; ${instead}`); } } }[name];
}

/** V8's own console: it tells debuggers, with the author's line, and the engine's log through them. */
const debuggers = globalThis.console;

export function useDebuggersConsole() {
  if (debuggers) globalThis.console = debuggers;
}

const globals = {
  console, performance, localStorage, queueMicrotask, structuredClone, fetch, atob, btoa, crypto,
  TextEncoder, TextDecoder, DOMException, Event, EventTarget, AbortController, AbortSignal,
  URL: absent("URL", 'files are named by paths relative to the game\'s folder, like image("ship.png")'),
  URLSearchParams: absent("URLSearchParams", "the words behind -- on the command line are in game.args"),
  setTimeout: clock.setTimeout, clearTimeout: clock.clearTimeout,
  setInterval: clock.setInterval, clearInterval: clock.clearInterval,
  requestAnimationFrame: clock.requestAnimationFrame, cancelAnimationFrame: clock.cancelAnimationFrame,
};

for (const [name, value] of Object.entries(globals))
  Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: /^(?!console)[a-z]/.test(name) });

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
