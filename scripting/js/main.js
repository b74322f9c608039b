// The module "thaw": what a game imports. thaw.d.ts beside this file is its manual.
export { bytes, canvas, font, image, json, text } from "./assets.js";
export { game } from "./game.js";
export { input } from "./input.js";
export { screen } from "./screen.js";
export { audio, music, sound } from "./sound.js";
export { Sprites } from "./sprites.js";
