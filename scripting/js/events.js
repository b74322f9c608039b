// DOMException, Event, EventTarget, AbortController and AbortSignal (dom.spec.whatwg.org), without a tree to bubble in: a listener that
// throws is a fault of the game, at once.
import { setTimeout } from "./clock.js";
import { callable, elements, isObject, misplaced, number, options, refuse, string } from "./check.js";

export class DOMException extends Error {
  constructor(message = "", name = "Error") {
    super(string(message, "new DOMException", "message"));
    Object.defineProperty(this, "name", { value: string(name, "new DOMException", "name"), configurable: true, writable: true });
  }
}

let sending;   // what the event that is being sent knows and its listeners may change

export class Event {
  #type;
  #cancelable;
  #prevented = false;

  constructor(type, o) {
    options(o, ["cancelable", "bubbles", "composed"], "new Event");
    this.#type = string(type, "new Event", "type");
    this.#cancelable = Boolean(o?.cancelable);
    this.target = null;
  }
  static #of(value, where) {
    if (!isObject(value) || !(#type in value)) misplaced(`Event.${where}`, "an Event");
    return value;
  }

  get type() { return Event.#of(this, "type").#type; }
  get cancelable() { return Event.#of(this, "cancelable").#cancelable; }
  get defaultPrevented() { return Event.#of(this, "defaultPrevented").#prevented; }
  preventDefault() { Event.#of(this, "preventDefault").#prevented = this.#cancelable; }
  stopImmediatePropagation() {
    if (sending?.event === Event.#of(this, "stopImmediatePropagation")) sending.stopped = true;
  }

  static is(value) { return typeof value === "object" && value !== null && #type in value; }
}

const { is: isEvent } = Event;
delete Event.is;

export class EventTarget {
  #listeners = [];   // { type, listener, once }, in order

  static #of(value, where) {
    if (!isObject(value) || !(#listeners in value)) misplaced(`EventTarget.${where}`, "an EventTarget");
    return value;
  }

  addEventListener(type, listener, o) {
    const where = "EventTarget.addEventListener";
    EventTarget.#of(this, "addEventListener");
    string(type, where, "type");
    if (listener === null || listener === undefined) return;
    if (typeof listener !== "object") callable(listener, where, "listener");
    if (typeof o !== "boolean") options(o, ["once", "signal", "capture", "passive"], where);
    const once = Boolean(o?.once), signal = o?.signal;
    if (signal !== undefined && !isSignal(signal)) refuse(where, "options.signal", "an AbortSignal", signal);
    if (signal?.aborted || this.#listeners.some(each => each.type === type && each.listener === listener)) return;
    this.#listeners.push({ type, listener, once });
    signal?.addEventListener("abort", () => this.removeEventListener(type, listener));
  }

  removeEventListener(type, listener) {
    EventTarget.#of(this, "removeEventListener");
    this.#listeners = this.#listeners.filter(each => each.type !== type || each.listener !== listener);
  }

  /** False when a listener prevented what would follow. */
  dispatchEvent(event) {
    EventTarget.#of(this, "dispatchEvent");
    if (!isEvent(event)) refuse("EventTarget.dispatchEvent", "event", "an Event", event);
    const outer = sending, mine = sending = { event, stopped: false };
    event.target = this;
    try {
      const handler = this["on" + event.type];
      if (typeof handler === "function") handler.call(this, event);
      for (const each of this.#listeners.slice()) {
        if (mine.stopped) break;
        if (each.type !== event.type || !this.#listeners.includes(each)) continue; // removed meanwhile
        if (each.once) this.removeEventListener(each.type, each.listener);
        if (typeof each.listener === "function") each.listener.call(this, event);
        else callable(each.listener.handleEvent, "EventTarget.dispatchEvent", "listener.handleEvent").call(each.listener, event);
      }
    } finally {
      sending = outer;
    }
    return !event.defaultPrevented;
  }
}

const MOST_SIGNALS = 65536; // that one waits for
let making = false;   // signals come from here alone

export class AbortSignal extends EventTarget {
  #aborted = false;
  #reason;

  constructor() {
    if (!making) throw new TypeError("new AbortSignal: take the signal of an AbortController");
    super();
    this.onabort = null;
  }
  static #of(value, where) {
    if (!isObject(value) || !(#aborted in value)) misplaced(`AbortSignal.${where}`, "an AbortSignal");
    return value;
  }

  get aborted() { return AbortSignal.#of(this, "aborted").#aborted; }
  get reason() { return AbortSignal.#of(this, "reason").#reason; }
  throwIfAborted() { if (AbortSignal.#of(this, "throwIfAborted").#aborted) throw this.#reason; }

  static is(value) { return #aborted in value; }
  static make() {
    making = true;
    try {
      return new AbortSignal();
    } finally {
      making = false;
    }
  }
  static end(signal, reason = new DOMException("this was aborted", "AbortError")) {
    if (signal.#aborted) return;
    signal.#aborted = true;
    signal.#reason = reason;
    signal.dispatchEvent(new Event("abort"));
  }
  static abort(reason) {
    const signal = make();
    end(signal, reason);
    return signal;
  }
  static timeout(ms) {
    const signal = make();
    number(ms, "AbortSignal.timeout", "ms");
    setTimeout(() => end(signal, new DOMException("this took too long", "TimeoutError")), ms);
    return signal;
  }
  static any(signals) {
    const all = elements(signals, "AbortSignals", MOST_SIGNALS, "AbortSignal.any", "signals"), one = make();
    for (const [i, each] of all.entries()) if (!isSignal(each)) refuse("AbortSignal.any", `signals[${i}]`, "an AbortSignal", each);
    for (const each of all) {
      if (each.aborted) end(one, each.reason);
      else each.addEventListener("abort", () => end(one, each.reason));
    }
    return one;
  }
}

const { make, end, is } = AbortSignal;
for (const name of ["make", "end", "is"]) delete AbortSignal[name];

/** Whether a value is a signal, whatever it says of itself. */
export function isSignal(value) {
  return typeof value === "object" && value !== null && is(value);
}

export class AbortController {
  #signal = make();

  static #of(value, where) {
    if (!isObject(value) || !(#signal in value)) misplaced(`AbortController.${where}`, "an AbortController");
    return value;
  }

  get signal() { return AbortController.#of(this, "signal").#signal; }
  abort(reason) { end(AbortController.#of(this, "abort").#signal, reason); }
}
