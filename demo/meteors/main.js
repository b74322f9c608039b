// Meteors: an arcade game in a few small modules. This one holds what the engine calls; rules.js says what happens when.
import { game, image, input, screen } from "thaw";
import { drawHud } from "./hud.js";
import { drawParticles, updateParticles } from "./particles.js";
import { drawRocks } from "./rocks.js";
import { start, updateWorld } from "./rules.js";
import { drawShip } from "./ship.js";
import { hearThrust } from "./sounds.js";
import { drawStars } from "./stars.js";
import { HEIGHT, state, WIDTH } from "./world.js";

export const config = { title: "Meteors", width: WIDTH, height: HEIGHT, background: "#0b0c1e", save: "meteors" };
export { state };
const sky = image("sky.png"), planet = image("planet.png");

export function load() {
  state.best = Math.max(state.best, Number(localStorage.getItem("best") ?? 0));
  if (!game.restarted || state.ship === null) start("title"); // after an edit the game goes on where it was
}

export function update(dt) {
  const { phase, time } = state, wanted = input.pressed(["Space", "Enter", "PadA", "PadStart"]) || input.mouse.pressed();
  if (input.pressed(["KeyP", "PadStart"]) && phase === "play") state.paused = !state.paused;
  if (input.pressed(["Escape", "PadSelect"])) phase === "title" ? game.quit() : start("title");
  if (state.paused || phase !== "play" || !state.ship.alive) hearThrust(false);
  if (state.paused) return;
  if (wanted && (phase === "title" || (phase === "over" && time > 1))) start("play");
  if (phase === "over" && time > 15) start("title");
  state.stop -= dt;
  const step = state.stop > 0 ? dt * 0.1 : dt; // a big hit nearly stops the world for a moment, which gives it weight
  updateWorld(step);
  updateParticles(step);
  state.flash = Math.max(0, state.flash - dt * 2.5);
  state.shake = Math.max(0, state.shake - dt * 1.6);
  // Chance has its place here and not in draw(), which runs as often as the display likes: so that runs repeat.
  state.shakeX = 14 * state.shake ** 2 * (Math.random() * 2 - 1);
  state.shakeY = 14 * state.shake ** 2 * (Math.random() * 2 - 1);
}

export function draw(alpha) {
  const { shakeX, shakeY, flash, paused } = state, share = paused ? 1 : alpha; // paused, there is no next update to move towards
  screen.camera(shakeX * 0.3, shakeY * 0.3); // what is far away shakes less
  screen.image(sky, WIDTH / 2, HEIGHT / 2, { scale: 2.05, origin: [0.5, 0.5] });
  drawStars();
  screen.image(planet, 800, 420, { origin: [0.5, 0.5] });
  screen.camera(shakeX, shakeY);
  drawRocks(share);
  drawParticles(share);
  drawShip(share);
  screen.camera();
  if (flash > 0) screen.fillRect(0, 0, WIDTH, HEIGHT, "#fff2e0" + Math.round(flash * 110).toString(16).padStart(2, "0"));
  drawHud();
}

export function blur() {
  state.paused = state.phase === "play";
}
