// Timers and frames on game time: they stand still when the game does, and live on in snapshots, being plain JavaScript.
import { callable, number } from "./check.js";

const LIMIT = 100000;       // timers that wait, callbacks for the next frame
let now = 0;          // milliseconds of game time, the freezing's included
let lastId = 0;
const timers = new Map();   // id → { id, due, period, repeats, call, args }, those that are set
const heap = [];            // the same as a binary heap by due and order; cleared ones stay until they come up
let frames = new Map();     // id → callback for the next frame
let running = new Map();    // those of this frame: one may cancel another

const before = (a, b) => a.due < b.due || (a.due === b.due && a.order < b.order);
let orders = 0;

function push(timer) {
  timer.order = ++orders;
  let i = heap.push(timer) - 1;
  for (let up; i > 0 && before(timer, heap[(up = (i - 1) >> 1)]); i = up) heap[i] = heap[up];
  heap[i] = timer;
}

function pop() {
  const first = heap[0], last = heap.pop();
  if (heap.length === 0) return first;
  let i = 0;
  for (;;) {
    let down = 2 * i + 1;
    if (down >= heap.length) break;
    if (down + 1 < heap.length && before(heap[down + 1], heap[down])) down++;
    if (!before(heap[down], last)) break;
    heap[i] = heap[down];
    i = down;
  }
  heap[i] = last;
  return first;
}

function refuseMore(where, waiting) {
  if (waiting >= LIMIT) throw new RangeError(`${where}: ${LIMIT} callbacks wait already: clear those that are not needed`);
}

/** Drops those that were cleared: sorted, the others are a heap. */
function tidy() {
  const kept = heap.filter(timer => timers.get(timer.id) === timer).sort((a, b) => (before(a, b) ? -1 : 1));
  heap.length = 0;
  for (const timer of kept) heap.push(timer);
}

/** The timer that is due first, or undefined. */
function first() {
  while (heap.length > 0 && timers.get(heap[0].id) !== heap[0]) pop(); // cleared meanwhile
  return heap[0];
}

function add(where, call, ms, args, repeats) {
  callable(call, where, "the callback");
  refuseMore(where, timers.size);
  if (heap.length > 2 * LIMIT) tidy();
  const delay = ms === undefined ? 0 : number(ms, where, "ms");
  // at least 1, as in Node: else a timer that sets itself again would never let a step end; at most 24 days, as everywhere
  const period = Math.min(Math.max(delay, 1), 0x7fffffff);
  const timer = { id: ++lastId, due: now + period, period, repeats, call, args };
  timers.set(timer.id, timer);
  push(timer);
  return timer.id;
}

/** Runs the first timer; now is what it was due at, or later. */
function fire() {
  const timer = pop();
  if (timer.due > now) now = timer.due;
  if (timer.repeats) {
    timer.due += timer.period;
    push(timer);
  } else {
    timers.delete(timer.id);
  }
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
}

export const clearInterval = { clearInterval: id => clearTimeout(id) }.clearInterval;

export function requestAnimationFrame(call) {
  callable(call, "requestAnimationFrame", "the callback");
  refuseMore("requestAnimationFrame", frames.size);
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
  while (first()?.due <= until) fire();
  now = until;
}

/** While freezing: jumps to the next timer and runs it; false when none is left. */
export function jump() {
  if (first() === undefined) return false;
  fire();
  return true;
}

/** Calls what requestAnimationFrame collected. */
export function runFrames() {
  if (frames.size === 0) return;
  running = frames;
  frames = new Map();
  for (const call of running.values()) call(now);
}
