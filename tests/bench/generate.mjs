// generate.mjs FOLDER [LINES]: writes a game of about that many lines over many modules: classes, tables, closures, a state machine each, as
// hand-written game code has them, all reachable from update(). The same every time.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [folder, lines = "10000"] = process.argv.slice(2);
const PER_MODULE = 100;
const count = Math.max(1, Math.round(Number(lines) / PER_MODULE));

const states = ["idle", "walk", "run", "jump", "fall"];

function moduleText(i) {
  const out = [];
  if (i > 0) out.push(`import { blend${i - 1} } from "./part${i - 1}.js";`);
  out.push(`// Part ${i}: tables made when the module is evaluated, and a class that uses them.`);
  out.push(`const table${i} = Array.from({ length: 256 }, (_, k) => Math.sin(k * ${i + 1} / 40.7) * ${(i % 7) + 1});`);
  out.push(`const names${i} = new Map([`);
  for (let k = 0; k < 12; k++) out.push(`  ["thing-${i}-${k}", { id: ${k}, cost: ${(i * 31 + k * 17) % 97}, tags: ["a${k}", "b${i % 9}"] }],`);
  out.push(`]);`, "");
  out.push(`export function blend${i}(a, b, t) {`, `  const k = t < 0 ? 0 : t > 1 ? 1 : t;`);
  out.push(i > 0 ? `  return a + (b - a) * k + blend${i - 1}(0, 0, k) * 0;` : `  return a + (b - a) * k;`, `}`, "");
  out.push(`export class Actor${i} {`, `  #energy = ${i % 10 + 1};`, `  state = "idle";`, `  x = ${i};`, `  y = 0;`, `  vx = 0;`, `  vy = 0;`, "");
  for (const [k, state] of states.entries()) {
    out.push(`  ${state}(dt) {`, `    this.vx += table${i}[(${k * 13} + (this.x | 0)) & 255] * dt;`, `    this.vy *= 1 - dt * ${k + 1} * 0.01;`);
    out.push(`    if (this.vx > ${k + 3}) this.state = "${states[(k + 1) % states.length]}";`, `    this.#energy -= dt * 0.001;`, `  }`, "");
  }
  out.push(`  update(dt) {`, `    this[this.state](dt);`, `    this.x += this.vx * dt;`, `    this.y += this.vy * dt;`);
  out.push(`    return this.#energy + names${i}.size + step${i % 2}(this.x, this.y).x * 0;`, `  }`, `}`, "");
  for (let k = 0; out.length < PER_MODULE - 6; k++) {
    out.push(`function step${k}(x, y) {`, `  const d = Math.hypot(x - ${k}, y - ${i});`, `  if (d < ${k + 2}) return { x: x + d, y };`,
      `  return d > 100 ? { x, y: y - d } : { x: y, y: x };`, `}`, "");
  }
  out.push("");
  return out.join("\n");
}

mkdirSync(folder, { recursive: true });
for (let i = 0; i < count; i++) writeFileSync(join(folder, `part${i}.js`), moduleText(i));
const imports = Array.from({ length: count }, (_, i) => `import { Actor${i} } from "./part${i}.js";`).join("\n");
const actors = Array.from({ length: count }, (_, i) => `new Actor${i}()`).join(", ");
writeFileSync(join(folder, "main.js"), `import { screen } from "thaw";
${imports}

const actors = [${actors}];
let sum = 0;

export function update(dt) {
  sum = 0;
  for (const actor of actors) sum += actor.update(dt);
}

export function draw() {
  screen.text(String(Math.round(sum)), 10, 10);
}
`);
