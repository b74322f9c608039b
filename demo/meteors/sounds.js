// What is heard: at the place where it happens, from left to right. The title screen is silent.
import { sound } from "thaw";
import { state, WIDTH } from "./world.js";

const sounds = Object.fromEntries(["shot", "blast", "lost", "gold", "level", "thrust"].map(name => [name, sound(`${name}.ogg`)]));
const panAt = x => Math.min(Math.max((x / WIDTH) * 1.6 - 0.8, -1), 1);
let jet = null; // the voice of the thrust, which goes on as long as it is pushed

export function hear(name, x = WIDTH / 2, { volume = 0.5, rate = 1 } = {}) {
  if (state.phase !== "title") sounds[name].play({ volume, rate, pan: panAt(x) });
}

/** Called in each update, with or without thrust. */
export function hearThrust(on, x) {
  if (on && !jet?.playing) jet = sounds.thrust.play({ volume: 0.5, loop: true, fade: 0.1 });
  if (on) jet.pan = panAt(x);
  else if (jet !== null) {
    jet.stop({ fade: 0.2 });
    jet = null;
  }
}
