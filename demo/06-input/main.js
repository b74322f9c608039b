// Input: keys, mouse, fingers and gamepads, each shown as it is held.
import { input, screen } from "thaw";

export const config = { title: "Input", width: 320, height: 180, background: "#1d2238" };

const LIT = "#ffc857", DIM = "#39415f", TEXT = "#c9d2ec";
/** @type {[key: import("thaw").Key, label: string, x: number, y: number, w?: number][]} */
const keys = [["KeyQ", "Q", 16, 30], ["KeyW", "W", 36, 30], ["KeyE", "E", 56, 30], ["KeyA", "A", 20, 50], ["KeyS", "S", 40, 50], ["KeyD", "D", 60, 50],
  ["Space", "Space", 28, 70, 58], ["ArrowUp", "↑", 116, 50], ["ArrowLeft", "←", 96, 70], ["ArrowDown", "↓", 116, 70], ["ArrowRight", "→", 136, 70]];
const fingers = new Map(), ripples = [];
let last = "press a key";

// What is held is asked for in update() or draw(); what happens comes to hooks like these. id 0 is the mouse, others are fingers.
export function keydown(e) {
  last = `keydown "${e.code}" types "${e.key}"`;
}
export function pointerdown(e) {
  last = `pointerdown ${Math.round(e.x)}, ${Math.round(e.y)} (${e.type})`;
  ripples.push({ x: e.x, y: e.y, r: 4 });
  pointermove(e);
}
export function pointermove(e) {
  if (e.type === "touch") fingers.set(e.id, e);
}
export function pointerup(e) {
  fingers.delete(e.id);
}
export function padconnected(e) {
  last = `padconnected "${e.id}"`;
}

export function update(dt) {
  for (const each of ripples) each.r += 40 * dt;
  if (ripples.length > 0 && ripples[0].r > 40) ripples.shift();
  if (input.pressed("PadA")) input.pads[0].rumble(); // true in one update only
}

export function draw() {
  box(8, 12, 152, 84, "keyboard");
  for (const [key, label, x, y, w = 18] of keys) button(x, y, w, label, input.down(key));
  box(168, 12, 144, 84, "mouse");
  [0, 1, 2].forEach((n, i) => screen.fillRect(188 + i * 17, 32, 16, 24, input.mouse.down(/** @type {0 | 1 | 2} */ (n)) ? LIT : DIM));
  screen.strokeRect(185, 29, 56, 60, DIM, { width: 2 });
  screen.text(`x ${Math.round(input.mouse.x)}\ny ${Math.round(input.mouse.y)}`, 254, 32, { color: TEXT });
  box(8, 104, 304, 52, "gamepad");
  pad(input.pads[0]);
  screen.text(last, 160, 165, { align: "center", color: LIT });
  for (const { x, y, r } of ripples) screen.strokeCircle(x, y, r, LIT, { width: 2, alpha: Math.max(0, 1 - r / 40) });
  for (const { x, y, id } of fingers.values()) {
    screen.fillCircle(x, y, 13, "#6fd3c7", { alpha: 0.8 });
    screen.text(id, x, y - 4, { align: "center", color: "#1d2238" });
  }
}

function pad(it) {
  if (!it) return screen.text("plug one in", 160, 128, { align: "center", color: TEXT });
  for (const [i, x] of [[0, 44], [2, 92]]) {
    screen.strokeCircle(x, 136, 16, DIM, { width: 2 });
    screen.fillCircle(x + it.axes[i] * 10, 136 + it.axes[i + 1] * 10, 6, it.axes[i] || it.axes[i + 1] ? LIT : TEXT);
  }
  it.buttons.forEach(({ value }, i) => { // 0 to 1: triggers know halves
    screen.fillCircle(134 + (i % 9) * 19, i < 9 ? 121 : 139, 7, DIM);
    if (value > 0) screen.fillCircle(134 + (i % 9) * 19, i < 9 ? 121 : 139, 7 * value, LIT);
  });
}
function box(x, y, w, h, title) {
  screen.fillRect(x, y, w, h, "#262d48");
  screen.text(title, x + 8, y + 5, { color: "#7f8bb3" });
}
function button(x, y, w, label, on) {
  screen.fillRect(x, y, w, 18, on ? LIT : DIM);
  screen.text(label, x + w / 2, y + 5, { align: "center", color: on ? "#1d2238" : TEXT });
}
