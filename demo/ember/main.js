// Ember: a small flame in a frozen cave lights the hearths. Arrows and Space, X to dash; or a gamepad. levels.txt may be edited while it runs.
import { game, input, screen } from "thaw";
import { drawScene, follow } from "./look.js";
import { levels } from "./levels.js";
import { beginSounds, hush, play, toggleSounds } from "./sounds.js";
import { updateSparks } from "./sparks.js";
import { settle, startLevel, state, updateWorld } from "./world.js";
import { drawTexts } from "./words.js";

export const config = { title: "Ember", width: 368, height: 208, pixelated: true, background: "#0b0e24", save: "ember" };
export { state };

const LEFT = ["ArrowLeft", "KeyA", "PadLeft", "PadLeftStickLeft"], RIGHT = ["ArrowRight", "KeyD", "PadRight", "PadLeftStickRight"];
const JUMP = ["Space", "ArrowUp", "KeyW", "PadA"], DASH = ["KeyX", "ShiftLeft", "ShiftRight", "PadX", "PadB"];
const OK = ["Enter", "Space", "PadA", "PadStart"], BACK = ["Escape", "PadSelect"], PAUSE = ["KeyP", "Enter", "PadStart"];

export function load() {
  const saved = localStorage.getItem("ember");
  if (saved !== null) state.saved = JSON.parse(saved);
  if (game.restarted) settle();
  else state.level = state.saved.open;
  beginSounds();
}

/** Straight left or right, however far the stick is. */
const turn = () => Math.round(input.axis(LEFT, RIGHT) * 1.2);

export function update(dt) {
  if (input.pressed("KeyM")) toggleSounds();
  const { phase, time } = state, before = state.paused;
  if (phase === "title") chooseLevel();
  else if (input.pressed(BACK)) toTitle();
  else if (phase === "play" && input.pressed(PAUSE)) state.paused = !state.paused;
  else if (phase === "play" && input.pressed("KeyR")) startLevel(state.level);
  else if (phase === "won" && time > 0.8 && input.pressed(OK)) goOn();
  else if (phase === "end" && time > 1 && input.pressed(OK)) toTitle();
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

const hands = () => ({ turn: turn(), jump: input.down(JUMP), press: input.pressed(JUMP) && state.time > 0.1, dash: input.pressed(DASH) });

function chooseLevel() {
  const step = input.pressed(RIGHT) - input.pressed(LEFT), wanted = Math.min(Math.max(state.level + step, 0), state.saved.open);
  if (wanted !== state.level || input.pressed(OK)) play("choose");
  state.level = wanted;
  if (input.pressed(BACK)) game.quit();
  if (input.pressed(OK)) startLevel(wanted);
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
