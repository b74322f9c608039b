// What V8 cannot freeze, noticed where the author made it: V8 itself would only abort the process, without a place.
const made = [];   // { name, object: WeakRef, error }, one for each that was made while freezing
const restore = [];

function note(name, object) {
  made.push({
    object: new WeakRef(object),
    error: new Error(`${name} cannot be frozen into a snapshot: make it in load(), or let it go before the top level ends`),
  });
  return object;
}

let watching = true;

/** Replaces holder[name], a constructor, by one that notes what it makes as long as the game is frozen. */
function watch(holder, name, shownName) {
  const real = holder[name];
  const wrapped = new Proxy(real, {
    construct: (target, args, newTarget) => {
      const object = Reflect.construct(target, args, newTarget === wrapped ? target : newTarget);
      return watching ? note(`a live ${shownName}`, object) : object;
    },
    apply: (target, self, args) => {
      const object = Reflect.apply(target, self, args);
      return watching ? note(`a live ${shownName}`, object) : object;
    },
  });
  const property = Object.getOwnPropertyDescriptor(holder, name);
  Object.defineProperty(holder, name, { ...property, value: wrapped });
  restore.push(() => Object.defineProperty(holder, name, property));
}

/** A global that V8 has only after a thaw: naming it while freezing says so. */
function forbid(name) {
  if (name in globalThis) return;
  Object.defineProperty(globalThis, name, {
    configurable: true,
    get() {
      throw new Error(`${name} is not there at freeze time: V8 cannot freeze it; use it in load() or later`);
    },
  });
  restore.push(() => delete globalThis[name]);
}

/** Called once, before the author's modules run. */
export function watchFreezing() {
  for (const name of Object.getOwnPropertyNames(Intl))
    if (typeof Intl[name] === "function" && /^[A-Z]/.test(name)) watch(Intl, name, `Intl.${name}`);
  const { segment } = Intl.Segmenter.prototype; // what it gives holds the system's text breaker, like the Segmenter itself
  Intl.Segmenter.prototype.segment = function (text) { return note("a live Segments object", segment.call(this, text)); };
  restore.push(() => (Intl.Segmenter.prototype.segment = segment));
  watch(globalThis, "FinalizationRegistry", "FinalizationRegistry");
  forbid("WebAssembly");
  forbid("SharedArrayBuffer");
}

/** Whether something was made that may still be alive: only a full collection tells. */
export const mustCollect = () => made.length > 0;

/** Called last, after that collection: throws for the first that is still alive, else leaves everything as V8 made it. */
export function seal() {
  watching = false;
  const alive = made.find(entry => entry.object.deref() !== undefined);
  if (alive) throw alive.error;
  made.length = 0;
  for (const undo of restore) undo();
  restore.length = 0;
}
