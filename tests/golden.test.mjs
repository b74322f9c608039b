// Golden pictures of tests/games/shapes and drawing, compared pixel by pixel. A picture that differs is written to build/golden/ to be looked at.
// GOLDEN=write records them anew: look at every one before keeping it.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { colorAt, compare, decode, png } from "./lib/png.mjs";
import { Game, assertExit, house } from "./lib/thaw.mjs";

const games = path.join(house, "tests/games"), golden = path.join(house, "tests/golden"), actual = path.join(house, "build/golden");
const TOLERANCE = 8; // of 255, in a channel: rounding differs between compilers
const FEW = 20;      // pixels on edges that may fall to the other side, of 19,200

describe("golden pictures", { concurrency: 2 }, () => {
  const scenes = { shapes: ["rects", "images", "sprites", "cameras", "texts"], drawing: ["blends", "clips", "canvases", "areas", "meshes", "fonts"] };
  for (const [folder, scene] of Object.entries(scenes).flatMap(([folder, names]) => names.map(name => [folder, name])))
    for (const main of ["main", "pixelated"])
      test(`the scene ${scene} looks as it did (${main})`, async t => {
        const it = new Game(t, {}), name = `${scene}-${main}.png`;
        assertExit(await it.run(["--screenshot", "out.png", path.join(games, folder, main + ".js"), "--", scene]), 0);
        const bytes = fs.readFileSync(it.file("out.png"));
        if (process.env.GOLDEN === "write") fs.writeFileSync(path.join(golden, name), bytes);
        const { different, largest } = compare(decode(bytes), decode(fs.readFileSync(path.join(golden, name))), TOLERANCE);
        if (different > FEW) {
          fs.mkdirSync(actual, { recursive: true });
          fs.writeFileSync(path.join(actual, name), bytes);
        }
        assert.ok(different <= FEW, `${different} pixels differ, by up to ${largest}: see build/golden/${name} beside tests/golden/${name}`);
      });
});

test("the comparison notices a single wrong pixel more than it allows", () => {
  const picture = wrong => decode(png(20, 20, (x, y) => (y * 20 + x < wrong ? [255, 0, 0] : [0, 0, 255])));
  assert.equal(compare(picture(0), picture(FEW + 1), TOLERANCE).different, FEW + 1);
  assert.equal(compare(picture(5), picture(5), TOLERANCE).different, 0);
  assert.throws(() => compare(picture(0), decode(png(20, 19)), TOLERANCE));
});

test("plain shapes cover exactly their pixels", async t => {
  const it = new Game(t, {
    "main.js": `import { screen } from "thaw"; export const config = { width: 40, height: 30, background: "#010203" };
    export function draw() {
      screen.fillRect(2, 3, 4, 5, "#ff0000");
      screen.strokeRect(10, 3, 6, 6, "#00ff00", { width: 2 });
      screen.line(20, 10, 30, 10, "#0000ff", { width: 2 });
      screen.fillRect(2, 20, 4, 4, "#ffffff80");
    }`,
  });
  assertExit(await it.run(["--screenshot", "out.png"]), 0);
  const picture = decode(fs.readFileSync(it.file("out.png")));
  const counts = {};
  for (let y = 0; y < 30; y++)
    for (let x = 0; x < 40; x++) counts[colorAt(picture, x, y)] = (counts[colorAt(picture, x, y)] ?? 0) + 1;
  const blend = Object.keys(counts).find(color => !["#010203", "#ff0000", "#00ff00", "#0000ff"].includes(color));
  assert.equal(Object.keys(counts).length, 5, JSON.stringify(counts));
  assert.deepEqual([counts["#ff0000"], counts["#00ff00"], counts["#0000ff"], counts[blend]], [20, 32, 20, 16]);
  assert.deepEqual([[2, 3], [5, 7], [6, 7], [1, 3], [2, 8]].map(([x, y]) => colorAt(picture, x, y)), ["#ff0000", "#ff0000", "#010203", "#010203", "#010203"]);
  for (const channel of [1, 3, 5]) assert.ok(Math.abs(parseInt(blend.slice(channel, channel + 2), 16) - 129) <= 2, blend);
  assert.deepEqual([[20, 8], [20, 9], [29, 10], [30, 10], [20, 11]].map(([x, y]) => colorAt(picture, x, y)),
    ["#010203", "#0000ff", "#0000ff", "#010203", "#010203"]);
});

test("an image at its own size on whole pixels is exactly the pixels of its file, filtered or not, whole or a frame", async t => {
  const pattern = (x, y) => [(x * 31 + y * 17) % 256, (x * x * 7) % 256, x % 3 ? 200 : 20];
  for (const pixelated of [true, false]) {
    const it = new Game(t, {
      "sheet.png": png(16, 16, pattern),
      "main.js": `import { Sprites, image, screen } from "thaw"; export const config = { width: 64, height: 32, pixelated: ${pixelated} };
        const whole = image("sheet.png"), sheet = image("sheet.png", { frame: [8, 8] }), batch = new Sprites(sheet, 1, { origin: [0, 0] });
        export function draw() {
          screen.image(whole, 1, 2);
          screen.image(sheet, 20, 2, { frame: 3 });
          batch.count = 1; batch.x[0] = 40; batch.y[0] = 2; batch.frame[0] = 2;
          screen.sprites(batch);
        }`,
    });
    assertExit(await it.run(["--screenshot", "out.png"]), 0);
    const picture = decode(fs.readFileSync(it.file("out.png"))), wrong = {};
    for (const [name, left, size, fromX, fromY] of [["whole", 1, 16, 0, 0], ["frame", 20, 8, 8, 8], ["sprite", 40, 8, 0, 8]])
      for (let y = 0; y < size; y++)
        for (let x = 0; x < size; x++) {
          const at = ((y + 2) * picture.width + left + x) * 4, wanted = pattern(fromX + x, fromY + y);
          if (wanted.some((value, c) => Math.abs(value - picture.pixels[at + c]) > 1)) wrong[name] = (wrong[name] ?? 0) + 1;
        }
    assert.deepEqual(wrong, {}, `wrong pixels with pixelated: ${pixelated}`);
  }
});
