// Moving sprites of 2×2 and of 32×32 pixels, drawn to the end by the processor.
import { Display, missing } from "../lib/display.mjs";
import { love } from "./lib.mjs";
import { openPixi } from "./sprites_pixi.mjs";
import { c, compare, FRAMES, inLove, inThaw, ROUNDS } from "./sprites_ways.mjs";

const display = missing ? null : await Display.open(), pixi = await openPixi(FRAMES);
const memory = { SDL_VIDEODRIVER: "dummy", SDL_RENDER_DRIVER: "software" };

console.log(`The picture made in memory, 800×600, by the processor: what each further sprite adds to a frame (median of ${ROUNDS} runs in
turn, least–most). C draws with SDL's software renderer into a window without a display, LÖVE with Mesa's llvmpipe under Xvfb, which uses
both cores, pixi.js in Chromium with SwiftShader, which does so too; thaw as C. ${pixi ? "" : "There is no Chromium here. "}The aim: at most 1.1 times C's triangles.\n`);
for (const [side, few, many] of [[2, 20000, 60000], [32, 500, 2000]]) {
  const size = { few, many }, less = { few: few / 5, many: many / 5 };
  const ways = {
    "C, SDL_RenderGeometry": { run: c("geometry", memory), ...size },
    "C, SDL_RenderCopyF": { run: c("copy", memory), ...size },
    "thaw, Sprites, pixelated": { run: inThaw("columns", "software", memory), ...size },
    "thaw, objects, pixelated": { run: inThaw("objects", "software", memory), ...size },
    "thaw, Sprites, smooth": { run: inThaw("columns", "software", memory, true), ...size },
  };
  if (love && display) ways["LÖVE, a SpriteBatch"] = { run: inLove("batch", display.env), ...size };
  if (pixi) {
    ways["pixi.js, particles"] = { run: pixi("particles", "drawn"), ...less };
    ways["pixi.js, sprites"] = { run: pixi("sprites", "drawn"), ...less };
  }
  console.log(`Sprites of ${side}×${side} pixels\n`);
  await compare(ways, side, "C, SDL_RenderGeometry");
}
await pixi?.close();
await display?.close();
process.exit();
