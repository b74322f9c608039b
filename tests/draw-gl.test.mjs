// The same pictures through OpenGL, here Mesa's without a card, in windows that nobody sees.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { colorAt, decode } from "./lib/png.mjs";
import { Game, assertExit, game, house } from "./lib/thaw.mjs";

const games = path.join(house, "tests/games"), golden = path.join(house, "tests/golden");
const env = { SDL_VIDEODRIVER: "offscreen", SDL_AUDIODRIVER: "dummy", LIBGL_ALWAYS_SOFTWARE: "1", MESA_SHADER_CACHE_DISABLE: "true" };
const TOLERANCE = 12; // of 255, in a channel: a card counts in single precision, and its corners lie on 1/256 of a pixel
const FEW = 20;       // pixels, of 19,200, on an edge that falls through their centre
const TIES = 240;     // pixels whose centre lies on the line between two texels, as in an image 1.5 times its size

/** Whether a pixel is, within the tolerance, what the other picture has there, or (`around`) beside there. */
function alike(a, b, x, y, around) {
  const at = (y * a.width + x) * 4;
  for (let v = Math.max(0, y - around); v <= Math.min(a.height - 1, y + around); v++)
    for (let u = Math.max(0, x - around); u <= Math.min(a.width - 1, x + around); u++) {
      const other = (v * b.width + u) * 4;
      if ([0, 1, 2].every(c => Math.abs(a.pixels[at + c] - b.pixels[other + c]) <= TOLERANCE)) return true;
    }
  return false;
}

/** How many pixels are different, and how many even from all around. */
function compare(a, b) {
  assert.deepEqual([a.width, a.height], [b.width, b.height]);
  let different = 0, foreign = 0;
  for (let y = 0; y < a.height; y++)
    for (let x = 0; x < a.width; x++) {
      if (alike(a, b, x, y, 0)) continue;
      different++;
      if (!alike(a, b, x, y, 1)) foreign++;
    }
  return { different, foreign };
}

/** The picture of a game of files, drawn by a renderer; null: headless. */
async function shot(t, files, renderer, args = []) {
  const it = new Game(t, files);
  const result = renderer ? await it.thaw(["run", "--renderer", renderer, "--frames", "3", "--screenshot", "out.png", ...args], { env }) :
    await it.run(["--frames", "3", "--screenshot", "out.png", ...args]);
  assertExit(result, 0);
  return decode(fs.readFileSync(it.file("out.png")));
}

describe("OpenGL", { concurrency: 2 }, () => {
  const scenes = { shapes: ["rects", "images", "sprites", "cameras", "texts"], drawing: ["blends", "clips", "canvases", "areas", "meshes", "fonts"] };
  for (const [folder, names] of Object.entries(scenes))
    for (const main of ["main", "pixelated"])
      test(`draws ${names.join(", ")} as memory does (${main})`, async t => {
        const files = Object.fromEntries(fs.readdirSync(path.join(games, folder)).map(name => [name, fs.readFileSync(path.join(games, folder, name))]));
        files["main.js"] = files[main + ".js"].toString().replace("height: 120", "height: 120, scale: 1");
        for (const scene of names) {
          const picture = await shot(t, files, "gl", ["--", scene]);
          const { different, foreign } = compare(picture, decode(fs.readFileSync(path.join(golden, `${scene}-${main}.png`))));
          assert.ok(foreign <= FEW && different <= (main === "pixelated" ? TIES : FEW), `${scene}: ${different} pixels differ, ${foreign} of them from all around`);
        }
      });

  // what is not finite or too far, thinner than a pixel, flipped, turned often; far from the world's origin; one after the other with all else
  const odd = `import { Sprites, canvas, image, screen } from "thaw";
    const hard = image("sheet.png", { frame: [8, 8], smooth: false }), soft = image("sheet.png", { frame: [8, 8], smooth: true }), paper = canvas(20, 20);
    const values = [0, 1, -1, NaN, Infinity, -Infinity, 1e-3, 1e6, -1e6, 3e38, 0.3];
    const many = [hard, soft].map(sheet => new Sprites(sheet, 140000, { origin: [0.25, 1] }));
    function add(batch, { x, y, frame = 0, rotation = 0, scale = 1, tint = 0xffffffff }) { // unlike add() it takes all
      const i = batch.count++;
      [batch.x[i], batch.y[i], batch.frame[i], batch.rotation[i], batch.scale[i], batch.tint[i]] = [x, y, frame, rotation, scale, tint];
    }
    function sprites(batch, x, y) {
      batch.count = 0;
      for (const value of values) {
        add(batch, { x: x + value, y, frame: 1 });
        add(batch, { x: x + 20, y: y + 10 + value, frame: 2 });
        add(batch, { x: x + 40, y: y + 20, frame: 3, rotation: Math.min(Math.abs(value), 2500) * 40 });
        add(batch, { x: x + 60, y: y + 8, frame: 4, scale: value, rotation: 0.5 });
        add(batch, { x: x + 10, y: y + 30, frame: 5, scale: value, tint: 0xff804080 });
      }
      add(batch, { x, y, frame: 65535 });
      for (let i = 0; i < 40; i++) add(batch, { x: x + i * 2, y: y + 50, frame: i % 6, scale: 0.02 + i * 0.01, rotation: i * 0.3 });
      for (let i = 0; i < 8; i++) add(batch, { x: x + i * 9, y: y + 36, rotation: i * Math.PI / 2 + 1e-7 });
      screen.sprites(batch);
    }
    export function draw() {
      sprites(many[0], 10, 12);
      screen.camera(1e5, -3e5, 1, 0.1);
      sprites(many[1], 1e5 + 80, -3e5 + 12);
      screen.camera(10000.5, 20000, 0.5);
      for (const value of values.filter(isFinite))
        screen.image(soft, 10000.5 + 40, 20000 + 150, { scale: [value * 2, 3], rotation: value, frame: 1, origin: [value, 0.5], alpha: 0.5 });
      screen.camera(0, 0, 0);
      screen.image(hard, 0, 0);
      screen.camera();
      for (let i = 0; i < 12; i++) { // records of every kind with one texture, so that their order shows
        screen.image(hard, 60 + i * 6, 90, { scale: 2, frame: i % 4, rotation: i * 0.2 });
        if (i % 3 === 1) screen.tile(hard, 58 + i * 6, 84, 8, 18, { frame: 5 });
        if (i % 4 === 3) screen.camera(0, i - 8);
        if (i === 6) screen.blend("add");
        if (i === 9) screen.clip(0, 0, 130, 200);
      }
      screen.target(paper);
      screen.clear("navy");
      screen.image(hard, 2, 2, { rotation: 0.4 });
      many[0].count = 3;
      screen.sprites(many[0]);
      screen.target();
      screen.image(paper, 2, 96);
      many[0].count = 140000; // the last of more than a buffer holds
      for (let i = 0; i < 140000; i++) { many[0].x[i] = -100; many[0].frame[i] = 2; many[0].scale[i] = 1; many[0].rotation[i] = 0; many[0].tint[i] = -1; }
      for (const [n, i] of [0, 65535, 65536, 131072, 139999].entries()) [many[0].x[i], many[0].y[i]] = [30 + n * 10, 112];
      screen.sprites(many[0]);
    }`;
  for (const how of ["smooth", "pixelated"])
    test(`leaves out and fades what memory does, and keeps the order (${how})`, async t => {
      const files = { "sheet.png": fs.readFileSync(path.join(games, "shapes/sheet.png")) };
      files["main.js"] = `export const config = { width: 160, height: 120, scale: 1, background: "#203040", pixelated: ${how === "pixelated"} };` + odd;
      const wanted = await shot(t, files, null), picture = await shot(t, files, "gl"), { different, foreign } = compare(picture, wanted);
      assert.ok(new Set(Array.from({ length: 19200 }, (_, i) => colorAt(wanted, i % 160, Math.floor(i / 160)))).size > 100, "there is something to see");
      assert.ok(foreign <= FEW && different <= 60, `${different} pixels differ, ${foreign} of them from all around`);
    });

  test("that cannot be had is an error when it is asked for, and a line when it is not", async t => {
    const it = game(t, "export const draw = () => {};"), none = { ...env, SDL_VIDEODRIVER: "dummy" };
    const asked = await it.thaw(["run", "--renderer", "gl", "--frames", "2"], { env: none });
    assertExit(asked, 3);
    assert.match(asked.err, /^thaw: cannot draw into the window with OpenGL 3\.3: this display has no OpenGL$/m);
    const old = await it.thaw(["run", "--renderer", "gl", "--frames", "2"], { env: { ...env, MESA_GL_VERSION_OVERRIDE: "2.1" } });
    assertExit(old, 3);
    assert.match(old.err, /^thaw: cannot draw into the window with OpenGL 3\.3: ./m);
    const auto = await it.thaw(["run", "--frames", "2"], { env: none });
    assertExit(auto, 0);
    assert.match(auto.err, /^cannot draw into the window with OpenGL 3\.3: this display has no OpenGL: drawing without it$/m);
    for (const quiet of [env, { ...env, GALLIUM_DRIVER: "softpipe" }, { ...none, SDL_RENDER_DRIVER: "software" }]) { // who names SDL's driver means it
      const chosen = await it.thaw(["run", "--frames", "2"], { env: quiet });
      assertExit(chosen, 0);
      assert.doesNotMatch(chosen.err, /OpenGL/);
    }
  });
});

test("thaw info names the card", async t => {
  const result = await new Game(t, {}).thaw(["info", "--json"], { env });
  assertExit(result, 0);
  const { card, why } = JSON.parse(result.out).opengl;
  assert.match(card, /llvmpipe|softpipe/);
  assert.equal(why, null);
});
