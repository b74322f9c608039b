// Sound: the keyboard is a piano, one plucked string played at many rates; M starts and stops the music.
import { audio, game, input, music, screen, sound } from "thaw";

export const config = { title: "Sound", width: 320, height: 180, background: "#241b35" };

const pluck = sound("pluck.ogg"); // short: decoded before load(), played as often at once as you like
const tune = music("tune.ogg");   // long: decoded while it plays
audio.volume = 0.8;

/** @type {[key: import("thaw").Key, label: string, black?: boolean][]} */
const keys = [["KeyA", "A"], ["KeyW", "W", true], ["KeyS", "S"], ["KeyE", "E", true], ["KeyD", "D"], ["KeyF", "F"], ["KeyT", "T", true], ["KeyG", "G"],
  ["KeyY", "Y", true], ["KeyH", "H"], ["KeyU", "U", true], ["KeyJ", "J"], ["KeyK", "K"], ["KeyO", "O", true], ["KeyL", "L"]];
let whites = 0;
const piano = keys.map(([key, label, black], i) => ({
  key, label, black, glow: 0, hue: ["#ff7b89", "#ffb35c", "#ffe37a", "#8fe08a", "#6fd3e0", "#8aa2ff", "#d59bff"][i % 7],
  x: black ? 25 + whites * 30 - 10 : 25 + whites++ * 30, rate: 2 ** (i / 12), // a rate of 2 is an octave
}));
const notes = []; // what rises from the keys

function strike(it) {
  // `pan`: low notes from the left, high ones from the right
  pluck.play({ rate: it.rate, pan: (it.x - 160) / 200, volume: 0.9 });
  it.glow = 1;
  notes.push({ x: it.x + (it.black ? 10 : 15), y: 86, hue: it.hue, born: game.time });
}

export function update(dt) {
  for (const it of piano) {
    if (input.pressed(it.key)) strike(it);
    it.glow = Math.max(input.down(it.key) ? 0.6 : 0, it.glow - 3 * dt);
  }
  for (const note of notes) note.y -= 32 * dt;
  if (notes.length > 0 && notes[0].y < -10) notes.shift();
  if (input.pressed("KeyM")) tune.playing ? tune.stop({ fade: 0.5 }) : tune.play({ loop: true, volume: 0.5, fade: 0.5 });
}

export function pointerdown({ x, y }) {
  const under = it => x >= it.x && x < it.x + (it.black ? 20 : 30) && y >= 90 && y < (it.black ? 134 : 168);
  const it = piano.find(each => each.black && under(each)) ?? piano.find(under);
  if (it) strike(it);
}

export function draw() {
  for (let i = 0; i < 18; i++) screen.fillRect(0, i * 10, 320, 10, "#6b3f7a", { alpha: i / 36 });
  for (const { x, y, hue, born } of notes) {
    const alpha = Math.min(1, Math.max(0, (y - 8) / 50)), sway = x + 6 * Math.sin((game.time - born) * 3);
    screen.fillCircle(sway, y, 11, hue, { alpha: alpha * 0.25 });
    screen.fillCircle(sway, y, 4.5, hue, { alpha });
    screen.line(sway + 4, y, sway + 4, y - 15, hue, { width: 1.5, alpha });
    screen.line(sway + 4, y - 15, sway + 10, y - 11, hue, { width: 2, alpha });
  }
  screen.text(`M  music ${tune.playing ? "on" : "off"}`, 8, 8, { color: "#c9b8e8" });
  screen.fillRect(19, 86, 282, 88, "#120c1e");
  for (const it of piano) if (!it.black) paint(it, 28, 78, "#f6efe2", "#6b5a7a");
  for (const it of piano) if (it.black) paint(it, 20, 46, "#2b2140", "#c9b8e8");
}

function paint({ x, label, glow, hue }, w, h, color, ink) {
  screen.fillRect(x + 1, 90, w, h, color);
  screen.fillRect(x + 1, 90, w, h, hue, { alpha: glow });
  screen.fillRect(x + 1, 90 + h - 3, w, 3, "black", { alpha: 0.2 });
  screen.text(label, x + 1 + w / 2, 90 + h - 14, { align: "center", color: ink });
}
