// Moving sprites, simulated and handed to the graphics driver, without what a graphics card would do: under Mesa's GALLIUM_NOOP all of OpenGL
// is there, but the driver at its end draws nothing.
import { Display, missing } from "../lib/display.mjs";
import { love } from "./lib.mjs";
import { openPixi } from "./sprites_pixi.mjs";
import { c, compare, FRAMES, inLove, inThaw, rendersGl, ROUNDS } from "./sprites_ways.mjs";

if (missing) {
  console.log(`Not measured: ${missing}.`);
  process.exit();
}
const display = await Display.open(), pixi = await openPixi(FRAMES);
const env = { ...display.env, GALLIUM_NOOP: "1", SDL_RENDER_DRIVER: "opengl" };
const fast = { few: 100000, many: 300000 }, slow = { few: 20000, many: 60000 };
const ways = {
  "C, OpenGL 3.3, one buffer": { run: c("gl", env), ...fast },
  "C, SDL_RenderGeometry": { run: c("geometry", env), ...fast },
};
if (love) {
  ways["LÖVE, a SpriteBatch"] = { run: inLove("batch", env), ...slow };
  ways["LÖVE, love.graphics.draw each"] = { run: inLove("draw", env), ...slow };
}
if (pixi) {
  ways["pixi.js, particles, the page's share"] = { run: pixi("particles", "handed"), ...slow };
  ways["pixi.js, sprites, the page's share"] = { run: pixi("sprites", "handed"), ...slow };
}
for (const renderer of rendersGl ? ["gl", "sdl"] : ["sdl"])
  for (const [way, name] of [["columns", "Sprites, columns of numbers"], ["objects", "objects, screen.image each"]])
    ways[`thaw --renderer ${renderer}, ${name}`] = { run: inThaw(way, renderer, env), ...fast };
console.log(`Moving and handing over, the picture never made (Mesa's GALLIUM_NOOP under Xvfb): what each further sprite adds to a frame
(median of ${ROUNDS} runs in turn, least–most), and how many there is time for in 16.6 ms with all that a frame costs besides.
${rendersGl ? "" : "This thaw has no --renderer gl. "}Chromium draws in another process; of pixi.js only the page's share is
counted here, ${pixi ? "and what that process does with it is not" : "but there is no Chromium on this machine"}.\n`);
await compare(ways, 2, "C, OpenGL 3.3, one buffer");
await pixi?.close();
await display.close();
process.exit();
