// Timers and frames on game time: they stand still when the game does, and live on in snapshots, being plain JavaScript.
import { callable, number } from "./check.js";

let now = 0;          // milliseconds of game time, the freezing's included
let lastId = 0;
const timers = new Map();   // id → { id, due, period, repeats, call, args }; few enough that the next is found by looking
let nextDue = Infinity;
let frames = new Map();     // id → callback for the next frame
let running = new Map();    // those of this frame: one may cancel another

function findNext() {
  nextDue = Infinity;
  for (const timer of timers.values()) if (timer.due < nextDue) nextDue = timer.due;
}

/** The timer due first, ties in the order they were set; or undefined when none is due by `time`. */
function takeDue(time) {
  let first;
  for (const timer of timers.values())
    if (timer.due <= time && (first === undefined || timer.due < first.due)) first = timer;
  return first;
}

function add(where, call, ms, args, repeats) {
  callable(call, where, "the callback");
  const delay = ms === undefined ? 0 : number(ms, where, "ms");
  // at least 1, as in Node: else a timer that sets itself again would never let a step end; at most 24 days, as everywhere
  const period = Math.min(Math.max(delay, 1), 0x7fffffff);
  const timer = { id: ++lastId, due: now + period, period, repeats, call, args };
  timers.set(timer.id, timer);
  if (timer.due < nextDue) nextDue = timer.due;
  return timer.id;
}

function fire(timer) {
  if (timer.repeats) timer.due += timer.period;
  else timers.delete(timer.id);
  findNext();
  timer.call.apply(undefined, timer.args);
}

export function setTimeout(call, ms, ...args) {
  return add("setTimeout", call, ms, args, false);
}

export function setInterval(call, ms, ...args) {
  return add("setInterval", call, ms, args, true);
}

export function clearTimeout(id) {
  timers.delete(id);
  findNext();
}

export const clearInterval = { clearInterval: id => clearTimeout(id) }.clearInterval;

export function requestAnimationFrame(call) {
  callable(call, "requestAnimationFrame", "the callback");
  frames.set(++lastId, call);
  return lastId;
}

export function cancelAnimationFrame(id) {
  frames.delete(id);
  running.delete(id);
}

/** Lets `ms` of game time pass and runs what falls due in it, in order. */
export function advance(ms) {
  const until = now + ms;
  while (nextDue <= until) {
    const timer = takeDue(until);
    if (timer.due > now) now = timer.due;
    fire(timer);
  }
  now = until;
}

/** While freezing: jumps to the next timer and runs it; false when none is left. */
export function jump() {
  if (nextDue === Infinity) return false;
  const timer = takeDue(nextDue);
  if (timer.due > now) now = timer.due;
  fire(timer);
  return true;
}

/** Calls what requestAnimationFrame collected. */
export function runFrames() {
  if (frames.size === 0) return;
  running = frames;
  frames = new Map();
  for (const call of running.values()) call(now);
}
