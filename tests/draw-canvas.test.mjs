// Canvases: pictures that a game draws on itself.
import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { colorAt, decode } from "./lib/png.mjs";
import { assertExit, game, show, told } from "./lib/thaw.mjs";

const head = `import { Sprites, canvas, game, screen } from "thaw";
const tell = value => console.log(JSON.stringify(value));
const attempt = call => { try { return tell(call() ?? "ok"); } catch (error) { tell(error.name + ": " + error.message); } };
export const config = { width: 40, height: 30, background: "#010203" };
`;

async function picture(it, args = []) {
  assertExit(await it.run(["--screenshot", "out.png", ...args]), 0);
  return decode(fs.readFileSync(it.file("out.png")));
}

test("what is drawn on a canvas stays, frame after frame, whether or not anybody looks at them", async t => {
  const it = game(t, `${head} const paper = canvas(40, 30); let frame = 0;
    export function draw() {
      screen.target(paper);
      if (frame < 30) screen.fillRect(frame++, 0, 1, 10, "#ff0000");
      screen.target();
      screen.image(paper, 0, 5);
    }`);
  const seen = await picture(it, ["--frames", "40"]);
  assert.deepEqual([[0, 5], [29, 14], [30, 5], [0, 4], [0, 15]].map(([x, y]) => colorAt(seen, x, y)), ["#ff0000", "#ff0000", "#010203", "#010203", "#010203"]);
});

test("a fault screen and a frame that is shown again add nothing to a canvas", async t => {
  const it = game(t, `${head} const paper = canvas(40, 30); let frame = 0;
    export function draw() {
      screen.target(paper);
      screen.fillRect(0, 0, 40, 30, "#ffffff20");
      screen.target();
      screen.image(paper, 0, 0);
      if (++frame === 3) game.quit();
    }`);
  const once = await picture(it, ["--frames", "3"]), quit = await picture(it, ["--frames", "50"]);
  assert.equal(colorAt(once, 20, 20), colorAt(quit, 20, 20));
});

test("a canvas is no file called canvas", async t => {
  const source = `${head} const paper = canvas(4, 4);
    export async function load() {
      const answer = await fetch("canvas");
      tell([answer.status, await answer.text()]);
    }`;
  assert.equal(told(await game(t, source).run(["--frames", "3"]))[0][0], 404);
  assert.deepEqual(told(await game(t, { "main.js": source, canvas: "mine" }).run(["--frames", "3"])), [[200, "mine"]]);
});

test("a canvas knows its size, is declared at top level or later, and may be in a frozen file", async t => {
  const it = game(t, `${head} const early = canvas(12, 7, { smooth: true });
    let late;
    export function load() {
      late = canvas(5, 6);
      tell([early.width, early.height, early.frames, late.width, late.height]);
    }
    const batch = new Sprites(early, 2, { origin: [0, 0] });
    export function draw() {
      for (const [c, color] of [[early, "#ff0000"], [late, "#00ff00"]]) {
        screen.target(c);
        screen.clear(color);
      }
      screen.target();
      screen.image(late, 20, 0);
      batch.count = 0;
      batch.add({ x: 2, y: 10 });
      screen.sprites(batch);
    }`);
  assertExit(await it.thaw(["freeze", ".", "-o", "../game.thaw"]), 0);
  const result = await it.run(["--screenshot", "out.png", "../game.thaw"]);
  assertExit(result, 0);
  assert.deepEqual(told(result), [[12, 7, 1, 5, 6]]);
  const seen = decode(fs.readFileSync(it.file("out.png")));
  assert.deepEqual([[20, 0], [24, 5], [25, 0], [2, 10], [13, 16], [14, 10]].map(([x, y]) => colorAt(seen, x, y)),
    ["#00ff00", "#00ff00", "#010203", "#ff0000", "#ff0000", "#010203"]);
});

test("a restarted game finds its canvases empty, and those in its state are its own", async t => {
  const it = game(t, `${head} const paper = canvas(40, 30), other = canvas(8, 8);
    export const state = { chosen: other, starts: 0 };
    let frame = 0;
    export function load() {
      tell([game.restarted, state.chosen === other, state.chosen === paper]);
      if (!game.restarted) state.chosen = paper;
    }
    export const update = () => { if (++frame === 3 && !game.restarted) game.restart(); };
    export function draw() {
      screen.target(paper);
      screen.fillRect(game.restarted ? 20 : 0, 0, 10, 10, "#ff0000");
      screen.target();
      screen.image(paper, 0, 0);
    }`);
  const result = await it.run(["--frames", "8", "--screenshot", "out.png"]);
  assertExit(result, 0);
  assert.deepEqual(told(result), [[false, true, false], [true, false, true]]);
  const seen = decode(fs.readFileSync(it.file("out.png")));
  assert.deepEqual([colorAt(seen, 5, 5), colorAt(seen, 25, 5)], ["#010203", "#ff0000"]);
});

test("a canvas drawn onto itself and a target outside of draw() are refused in words", async t => {
  const it = game(t, `${head} const paper = canvas(40, 30), batch = new Sprites(paper, 1);
    attempt(() => screen.target(paper));
    export const load = () => attempt(() => screen.target(paper));
    let once = false;
    export function draw() {
      if (once) return;
      once = true;
      screen.target(paper);
      attempt(() => screen.image(paper, 0, 0));
      attempt(() => screen.sprites(batch));
      attempt(() => screen.tile(paper, 0, 0, 9, 9));
      attempt(() => screen.triangles([0, 0, 1, 0, 0, 1], { image: paper, uv: [0, 0, 1, 0, 0, 1] }));
      screen.target();
      attempt(() => screen.image(paper, 0, 0));
    }
    export const update = () => attempt(() => screen.target());`);
  const result = await it.run(["--frames", "1"]);
  assertExit(result, 0);
  const onto = "is the canvas that is drawn on, and a canvas cannot be drawn onto itself";
  assert.deepEqual(told(result), ["Error: screen.target draws, and this is freeze time, when there is no screen: call it from draw()",
    "Error: screen.target draws, and outside of draw() there is no frame to draw on",
    "Error: screen.target draws, and outside of draw() there is no frame to draw on",
    `TypeError: screen.image: img ${onto}`, `TypeError: screen.sprites: its image ${onto}`, `TypeError: screen.tile: img ${onto}`,
    `TypeError: screen.triangles: options.image ${onto}`, "ok"], show(result));
});

test("canvases that would take too much memory are refused", async t => {
  const it = game(t, `${head} attempt(() => { for (let i = 1; i <= 17; i++) game.freezing && canvas(4096, 4096), i > 15 && tell(i); });
    export function draw() {}`);
  const result = await it.thaw(["check", "."]); // which only counts them
  assertExit(result, 0);
  assert.deepEqual(told(result), [16, "RangeError: canvas: all of them together would take more than 1 GB, with this one of 4096×4096"]);
});

test("a clip far away, or larger than numbers of a record can be, cuts where it says", async t => {
  const clips = [["1e39, 0, 10, 10", ""], ["-1e39, 0, 10, 10", ""], ["0, 1e300, 10, 10", ""], ["1e308, 0, 1e308, 10", ""], ["0, 0, 10, -1e39", ""],
    ["-1e39, 0, 2e39, 30", "all"], ["1e39, 30, -2e39, -30", "all"], ["0, 0, 1e39, 1e300", "all"], ["20, 0, 1e39, 30", "right"], ["20, 0, -1e39, 30", "left"]];
  const it = game(t, `${head} export function draw() {
    screen.clip(0, 0, 0, 0);
    screen.clip(...JSON.parse(game.args[0]));
    screen.fillRect(0, 0, 40, 30, "#ff0000");
  }`);
  for (const [clip, wanted] of clips) {
    const seen = await picture(it, ["--", JSON.stringify(clip.split(", ").map(Number))]);
    const at = x => colorAt(seen, x, 15) === "#ff0000";
    assert.deepEqual([at(5), at(35)], { "": [false, false], all: [true, true], left: [true, false], right: [false, true] }[wanted], clip);
  }
});

test("the pictures of frames with canvases, clips and blends repeat, to the bit of the draw list", async t => {
  const it = game(t, `${head} const paper = canvas(20, 20);
    export function draw() {
      screen.target(paper);
      screen.clip(1, 1, 10, 10);
      screen.blend("add");
      screen.polygon([0, 0, Math.random() * 20, 5, 5, 20], "#ffffff20");
      screen.target();
      screen.image(paper, 0, 0);
    }`);
  const [a, b] = [await it.run(["--draw-hash", "--frames", "9"]), await it.run(["--draw-hash", "--frames", "9"])];
  assertExit(a, 0);
  assert.match(a.out, /draw hash [0-9a-f]{16} over 9 frames/);
  assert.equal(a.out, b.out);
});
