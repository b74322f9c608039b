// What games do in a frame, a function each, on things made when the game was frozen. The same module runs in node, for tests/bench/play.mjs.
export const N = 300;
const DT = 0.01;

class Vector {
  constructor(x, y) {
    this.x = x;
    this.y = y;
  }
  length() { return Math.sqrt(this.x * this.x + this.y * this.y); }
}

class Enemy extends Vector {
  #speed = 0.5;
  constructor(i) {
    super(i * 0.5, i * 0.25);
    this.life = 100.5;
    this.kind = i % 3;
    this.path = [i, i + 1];
  }
  step() {
    this.x += this.#speed * DT;
    this.life = this.life < DT ? 100.5 : this.life - DT;
    return this.kind + this.path[0];
  }
}

const make = f => Array.from({ length: N }, (_, i) => f(i));
const points = make(i => ({ x: i * 0.5, y: i * 0.25, vx: 0.5, vy: 0.25 }));
const nested = make(i => ({ position: { x: i * 0.5, y: i * 0.25 }, speed: { x: 0.5, y: 0.25 }, alive: true }));
const enemies = make(i => new Enemy(i)), numbers = make(i => i * 0.5), whole = make(i => i), names = make(i => `n${i}`);
const floats = new Float32Array(N).fill(0.5), map = new Map(names.map((name, i) => [name, i])), set = new Set(whole);
const grid = Array.from({ length: 15 }, () => new Array(20).fill(0)), byName = Object.fromEntries(names.map((name, i) => [name, i]));
const acts = [x => x + 1, x => x * 2, x => x - 3];
const counter = (n => () => (n += 0.5))(0);

export const kernels = {
  "{ x, y, vx, vy } moved": () => { for (const p of points) { p.x += p.vx * DT; p.y += p.vy * DT; } },
  "{ position: { x, y } … } moved": () => { for (const p of nested) if (p.alive) { p.position.x += p.speed.x * DT; p.position.y += p.speed.y * DT; } },
  "instances of a class, a method each": () => { let sum = 0; for (const e of enemies) sum += e.step(); return sum; },
  "an inherited method each": () => { let sum = 0; for (const e of enemies) sum += e.length(); return sum; },
  "an array of numbers": () => { let sum = 0; for (let i = 0; i < N; i++) sum += numbers[i] += 0.5; return sum; },
  "an array of whole numbers": () => { let sum = 0; for (let i = 0; i < N; i++) sum += whole[i] = (whole[i] + 1) & 1023; return sum; },
  "a Float32Array": () => { let sum = 0; for (let i = 0; i < N; i++) sum += floats[i] += 0.5; return sum; },
  "rows of a grid": () => { let sum = 0; for (const row of grid) for (let x = 0; x < 20; x++) sum += row[x] = (row[x] + x) & 255; return sum; },
  "map.get": () => { let sum = 0; for (const name of names) sum += map.get(name); return sum; },
  "object[name]": () => { let sum = 0; for (const name of names) sum += byName[name]; return sum; },
  "set.has": () => { let sum = 0; for (let i = 0; i < N; i++) if (set.has(i)) sum++; return sum; },
  "a function of a list": () => { let sum = 0; for (let i = 0; i < N; i++) sum = acts[i % 3](sum) % 1000; return sum; },
  "a closure": () => { let sum = 0; for (let i = 0; i < N; i++) sum += counter(); return sum; },
  "filter, map, reduce": () => points.filter(p => p.x > 50).map(p => p.y).reduce((a, b) => a + b, 0),
  "a template string": () => { let sum = 0; for (let i = 0; i < N; i++) sum += `${names[i]}:${i}`.length; return sum; },
  "Math.sin": () => { let sum = 0; for (let i = 0; i < N; i++) sum += Math.sin(i); return sum; },
};

const BATCHES = 30, WARM = 30, FRAMES = 60, times = {};
let frames = 0;

/** Runs all of them once more; in the last frame gives the median nanoseconds of each for one of its N things, before that undefined. */
export function frame() {
  for (const [name, kernel] of Object.entries(kernels)) {
    const start = performance.now();
    for (let i = 0; i < BATCHES; i++) kernel();
    (times[name] ??= []).push((performance.now() - start) * 1e6 / (N * BATCHES));
  }
  if (++frames < WARM + FRAMES) return undefined;
  return Object.fromEntries(Object.entries(times).map(([name, all]) => [name, all.slice(WARM).sort((a, b) => a - b)[FRAMES >> 1]]));
}
