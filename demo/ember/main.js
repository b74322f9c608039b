// Ember: a small flame in a frozen cave lights the hearths. Keyboard or gamepad. levels.txt may be edited while it runs.
import { game, input, screen } from "thaw";
import { drawScene, follow } from "./look.js";
import { levels } from "./levels.js";
import { beginSounds, hush, play, toggleSounds } from "./sounds.js";
import { updateSparks } from "./sparks.js";
import { settle, startLevel, state, updateWorld } from "./world.js";
import { drawTexts } from "./words.js";

export const config = { title: "Ember", width: 368, height: 208, pixelated: true, background: "#0b0e24", save: "ember" };
export { state };

// "const" tells an editor that these are names of keys, and not any strings.
const KEYS = /** @type {const} */ ({
  left: ["ArrowLeft", "KeyA", "PadLeft", "PadLeftStickLeft"], right: ["ArrowRight", "KeyD", "PadRight", "PadLeftStickRight"],
  jump: ["Space", "ArrowUp", "KeyW", "PadA"], dash: ["KeyX", "ShiftLeft", "ShiftRight", "PadX", "PadB"],
  ok: ["Enter", "Space", "PadA", "PadStart"], back: ["Escape", "PadSelect"], pause: ["KeyP", "Enter", "PadStart"],
});

export function load() {
  const saved = localStorage.getItem("ember");
  if (saved !== null) state.saved = JSON.parse(saved);
  if (game.restarted) settle();
  else state.level = state.saved.open;
  beginSounds();
}

// Straight left or right, however far the stick is.
const turn = () => Math.round(input.axis(KEYS.left, KEYS.right) * 1.2);
export function update(dt) {
  if (input.pressed("KeyM")) toggleSounds();
  const { phase, time } = state, before = state.paused;
  if (phase === "title") chooseLevel();
  else if (input.pressed(KEYS.back)) toTitle();
  else if (phase === "play" && input.pressed(KEYS.pause)) state.paused = !state.paused;
  else if (phase === "play" && input.pressed("KeyR")) startLevel(state.level);
  else if (phase === "won" && time > 0.8 && input.pressed(KEYS.ok)) goOn();
  else if (phase === "end" && time > 1 && input.pressed(KEYS.ok)) toTitle();
  if (state.paused !== before) hush(state.paused);
  if (state.paused) return;
  state.stop -= dt;
  const step = state.stop > 0 ? dt * 0.1 : dt; // a hit holds the world for a moment
  updateSparks(step);
  state.time += step;
  if (phase === "title" || phase === "end") return;
  updateWorld(hands(), step);
  follow(state.hero);
}

const press = () => input.pressed(KEYS.jump) && state.time > 0.1; // the key that started the level is no jump
const hands = () => ({ turn: turn(), jump: input.down(KEYS.jump), press: press(), dash: input.pressed(KEYS.dash) });

function chooseLevel() {
  const { level, saved } = state, step = Number(input.pressed(KEYS.right)) - Number(input.pressed(KEYS.left));
  const wanted = Math.min(Math.max(level + step, 0), saved.open);
  if (wanted !== level || input.pressed(KEYS.ok)) play("choose");
  state.level = wanted;
  if (input.pressed(KEYS.back)) game.quit();
  if (input.pressed(KEYS.ok)) startLevel(wanted);
}

const toTitle = () => Object.assign(state, { phase: "title", paused: false, time: 0 });

function goOn() {
  if (state.level + 1 < levels.length) startLevel(state.level + 1);
  else Object.assign(state, { phase: "end", time: 0 });
}

export function draw(alpha) {
  screen.clear(config.background);
  drawScene(state.paused ? 1 : alpha);
  drawTexts();
}

export function blur() {
  if (state.phase === "play") state.paused = true;
}
