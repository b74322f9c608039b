// The same pictures through SDL's renderers, and how a game is scaled into its window, there and by OpenGL.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { Display, missing } from "./lib/display.mjs";
import { colorAt, compare, decode } from "./lib/png.mjs";
import { Game, assertExit, game, house, until } from "./lib/thaw.mjs";

let display;
before(async () => {
  if (!missing) display = await Display.open();
});
after(() => display?.close());

const folder = path.join(house, "tests/games/drawing"), golden = path.join(house, "tests/golden");
const files = Object.fromEntries(["scenes.js", "sheet.png", "test.ttf"].map(name => [name, fs.readFileSync(path.join(folder, name))]));
const main = `export const config = { title: "Drawing", width: 160, height: 120, background: "#203040", scale: 1 };\nexport { draw } from "./scenes.js";`;

describe("in a window", { skip: missing }, () => {
  for (const driver of ["opengl", "software"])
    test(`blends, clips, canvases, areas, meshes and fonts look as without one (${driver})`, async t => {
      const it = new Game(t, { ...files, "main.js": main });
      for (const scene of ["blends", "clips", "canvases", "areas", "meshes", "fonts"]) {
        const result = await it.thaw(["run", "--frames", "3", "--screenshot", "out.png", "--", scene], { env: { ...display.env, SDL_RENDER_DRIVER: driver } });
        assertExit(result, 0);
        const { different, largest } = compare(decode(fs.readFileSync(it.file("out.png"))), decode(fs.readFileSync(path.join(golden, `${scene}-main.png`))), 16);
        assert.ok(different <= 40, `${scene}: ${different} pixels differ, by up to ${largest}`); // texels on the line between two fall either way
      }
    });

  test("--renderer software draws in memory, and sdl on a card alone", async t => {
    const it = new Game(t, { ...files, "main.js": main });
    const shot = async (renderer, driver) => {
      const env = { ...display.env, SDL_RENDER_DRIVER: driver };
      return it.thaw(["run", "--renderer", renderer, "--frames", "3", "--screenshot", "out.png", "--", "blends"], { env });
    };
    assertExit(await shot("software", "opengl"), 0);
    const soft = decode(fs.readFileSync(it.file("out.png")));
    assert.equal(compare(soft, decode(fs.readFileSync(path.join(golden, "blends-main.png"))), 0).different, 0);
    assertExit(await shot("sdl", "opengl"), 0);
    const refused = await shot("sdl", "software");
    assertExit(refused, 3);
    assert.match(refused.err, /cannot draw into the window on a graphics card, as --renderer sdl asks/);
  });

  /** x, y, width and height of what is green in a picture. */
  function green({ width, height, pixels }) {
    let left = width, top = height, right = -1, bottom = -1;
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const at = (y * width + x) * 4;
        if (pixels[at + 1] !== 255 || pixels[at] !== 0) continue;
        [left, top, right, bottom] = [Math.min(left, x), Math.min(top, y), Math.max(right, x), Math.max(bottom, y)];
      }
    return [left, top, right - left + 1, bottom - top + 1];
  }

  for (const renderer of ["auto", "gl"])
    for (const [config, wanted] of [
      ['scale: "fit"', [0, 12, 350, 175]],
      ['scale: "fit", pixelated: true', [25, 25, 300, 150]],
      ['scale: "integer"', [25, 25, 300, 150]],
      ['scale: "stretch"', [0, 0, 350, 200]],
      ['scale: "stretch", pixelated: true', [0, 0, 350, 200]],
      ["scale: 1.5", [100, 62, 150, 75]],
    ])
      test(`a window of 350×200 shows 100×50 with ${config} at ${wanted} (${renderer})`, async t => {
        const it = game(t, `import { screen } from "thaw"; export const config = { width: 100, height: 50, background: "#00ff00", ${config} }; export function draw() {}`);
        const child = it.start(["run", "--renderer", renderer], { env: display.env });
        let seen; // at first still as it was before
        try {
          const window = await display.window(child);
          display.ask("xdotool", "windowsize", "--sync", window, "350", "200");
          await until(async () => String(seen = green(await display.picture(window))) === String(wanted), "the picture", 20_000).catch(() => {});
        } finally {
          child.kill("SIGKILL");
          await child.ended;
        }
        assert.deepEqual(seen, wanted);
      });
});

test("without a window config.scale changes nothing", async t => {
  for (const scale of ["fit", "integer", "stretch"]) {
    const it = game(t, `import { screen } from "thaw"; export const config = { width: 30, height: 20, scale: "${scale}" };
      export function draw() { screen.fillRect(0, 0, 10, 20, "#ff0000"); }`);
    assertExit(await it.run(["--screenshot", "out.png"]), 0);
    const picture = decode(fs.readFileSync(it.file("out.png")));
    assert.deepEqual([picture.width, picture.height, colorAt(picture, 9, 19), colorAt(picture, 10, 0)], [30, 20, "#ff0000", "#000000"]);
  }
});
