// Everything that is heard. What is saved is whether it is.
import { audio, music, sound } from "thaw";

const names = ["jump", "dash", "land", "fly", "spring", "crack", "stomp", "die", "choose", "lit"];
const sounds = Object.fromEntries(names.map(name => [name, sound(`${name}.ogg`)]));
const song = music("music.ogg");

/** A little higher or lower each time, so that it never tires. */
export function play(name, options = {}) {
  sounds[name].play({ volume: 0.5, rate: 0.94 + Math.random() * 0.12, ...options });
}

export function beginSounds() {
  audio.muted = localStorage.getItem("muted") === "yes";
  if (!song.playing) song.play({ loop: true, volume: 0.45, fade: 2 });
}

export function toggleSounds() {
  audio.muted = !audio.muted;
  localStorage.setItem("muted", audio.muted ? "yes" : "no");
}

/** Softer while the game is paused. */
export const hush = quiet => (song.volume = quiet ? 0.15 : 0.45);
