// State: plant flowers with clicks, then edit this file while it runs and save; the garden stays.
import { input, screen } from "thaw";

export const config = { title: "State", width: 320, height: 180 };

// Try it: change a colour, the height or the wind, save, and see. The game starts anew within a moment, but keeps its `state`.
const COLORS = ["#ff6f91", "#ffc75f", "#845ec2", "#f9f871", "#ff9671"];
const HEIGHT = 34, PETALS = 6, WIND = 1;

// All that shall live on belongs in here, as plain values. Everything else in this file is made anew by each restart.
export const state = { time: 0, flowers: [{ x: 36, y: 150, age: 9, kind: 0 }, { x: 250, y: 142, age: 9, kind: 2 }, { x: 282, y: 160, age: 9, kind: 1 }] };

// Have you changed what state looks like? `migrate` makes the new one of the old one, so that no garden is lost: an earlier version of this
// example, say, kept each flower as [x, y].
export function migrate(old) {
  return { time: old.time ?? 0, flowers: (old.flowers ?? []).map(each => (Array.isArray(each) ? { x: each[0], y: each[1], age: 0, kind: 0 } : each)) };
}

export function pointerdown({ x, y }) {
  state.flowers.push({ x, y: Math.max(y, 116), age: 0, kind: state.flowers.length });
  state.flowers.sort((a, b) => a.y - b.y);
}

export function update(dt) {
  state.time += dt; // game.time would begin at 0 again
  for (const flower of state.flowers) flower.age += dt;
  if (input.pressed("Delete")) state.flowers.length = 0;
}

export function draw() {
  for (let i = 0; i < 30; i++) screen.fillRect(0, i * 4, 320, 4, mix("#86cdea", "#fdf3d8", i / 29));
  screen.fillCircle(58, 44, 30, "#fff7d6", { alpha: 0.4 });
  screen.fillCircle(58, 44, 20, "#fff3b8");
  screen.fillCircle(60, 240, 150, "#a8d8a0");
  screen.fillCircle(250, 330, 240, "#8ecb8c");
  screen.fillRect(0, 120, 320, 60, "#79bd76");
  for (let i = 0; i < 90; i++) blade((i * 73) % 320, 122 + (i * 31) % 58, 4 + i % 3);
  for (const flower of state.flowers) bloom(flower);
  screen.text("click to plant · Shift+F5: a new garden", 160, 169, { align: "center", color: "#2c5a45" });
}

function blade(x, y, h) {
  screen.line(x, y, x + sway(x, y) * 0.3, y - h, "#63aa68", { width: 1.2 });
}

/** How far the wind bends what stands at x, y. */
function sway(x, y) {
  return WIND * 5 * Math.sin(state.time * 1.8 + x * 0.03 + y * 0.05);
}

function bloom({ x, y, age, kind }) {
  const grown = 1 - 2 ** (-4 * age), h = HEIGHT * grown * (0.8 + (kind * 7 % 5) / 10), top = { x: x + sway(x, y), y: y - h };
  const middle = { x: x + sway(x, y) * 0.3, y: y - h / 2 }, size = 5.5 * Math.max(0, Math.min(1, age * 2 - 0.3));
  screen.fillCircle(x, y, 5 * grown, "#4d9460", { alpha: 0.5 });
  screen.line(x, y, middle.x, middle.y, "#3f8a55", { width: 2.5 });
  screen.line(middle.x, middle.y, top.x, top.y, "#3f8a55", { width: 2.5 });
  screen.polygon([middle.x, middle.y + 3, middle.x + 9 * grown, middle.y - 4, middle.x + 3, middle.y - 3], "#56a566");
  for (let i = 0; i < PETALS; i++) {
    const turn = i / PETALS * 2 * Math.PI + state.time * 0.2;
    screen.fillCircle(top.x + Math.cos(turn) * size, top.y + Math.sin(turn) * size, size * 0.72, COLORS[kind % COLORS.length]);
  }
  screen.fillCircle(top.x, top.y, size * 0.65, kind % COLORS.length === 3 ? "#c97b3b" : "#fff6d8");
}

/** The colour between two "#rrggbb". */
function mix(a, b, t) {
  const part = i => Math.round(parseInt(a.slice(i, i + 2), 16) * (1 - t) + parseInt(b.slice(i, i + 2), 16) * t).toString(16).padStart(2, "0");
  return "#" + part(1) + part(3) + part(5);
}
