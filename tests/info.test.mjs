// thaw info: for people and, with --json, for programs. The keys are a promise.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { png } from "./lib/png.mjs";
import { Game, assertExit, game } from "./lib/thaw.mjs";

const dummy = { SDL_VIDEODRIVER: "dummy", SDL_AUDIODRIVER: "dummy", XDG_DATA_HOME: undefined };

/** What thaw info --json tells. */
async function told(it, args = [], options = { env: dummy }) {
  const result = await it.thaw(["info", "--json", ...args], options);
  assertExit(result, 0);
  assert.match(result.out, /^\{[^\n]*\}\n$/, "one line");
  return JSON.parse(result.out);
}

test("info --json tells versions, devices and places under keys that stay", async t => {
  const it = new Game(t, {}), all = await told(it);
  assert.deepEqual(Object.keys(all), ["thaw", "sdl", "uv", "xxhash", "v8", "frozen", "wslay", "crypto", "cache", "saves", "video", "opengl",
    "renderers", "audio", "pads", "folder"]);
  for (const key of ["thaw", "sdl", "uv", "xxhash", "wslay"]) assert.match(all[key], /^\d+\.\d+\.\d+/, key);
  assert.match(all.v8, /^\d+\.\d+\.\d+/);
  assert.equal(typeof all.frozen.format, "number");
  assert.match(all.frozen.build, /^[0-9a-f]{16}$/);
  assert.deepEqual(all.cache, { folder: path.join(it.home, ".cache/thaw"), why: null, games: 0, bytes: 0 });
  assert.equal(all.saves, path.join(it.home, ".local/share/thaw"));
  assert.equal(all.folder, it.folder);
  assert.deepEqual(Object.keys(all.video), ["driver", "why", "drivers", "width", "height", "hertz"]);
  assert.equal(all.video.driver, "dummy");
  assert.ok(all.video.drivers.includes("dummy") && all.video.width > 0);
  assert.deepEqual(Object.keys(all.opengl), ["card", "why"]);
  assert.equal(all.opengl.card, null);
  assert.match(all.opengl.why, /\S/, "the dummy driver has no OpenGL");
  const software = all.renderers.find(each => each.name === "software");
  assert.deepEqual(Object.keys(software), ["name", "accelerated", "vsync"]);
  assert.equal(software.accelerated, false);
  assert.deepEqual(Object.keys(all.audio), ["driver", "why", "drivers"]);
  assert.equal(all.audio.driver, "dummy");
  assert.ok(Array.isArray(all.pads));
});

test("what is not there is null, and why is told", async t => {
  const it = new Game(t, {});
  const all = await told(it, [], { env: { HOME: undefined, XDG_CACHE_HOME: undefined, XDG_DATA_HOME: "relative", SDL_VIDEODRIVER: "x11",
    SDL_AUDIODRIVER: "nonsense", DISPLAY: ":9999999" } });
  assert.equal(all.cache.folder, null);
  assert.match(all.cache.why, /neither XDG_CACHE_HOME nor HOME/);
  assert.equal(all.saves, null);
  for (const part of [all.video, all.audio]) {
    assert.equal(part.driver, null);
    assert.ok(part.why.length > 3);
  }
});

test("SDL that cannot be loaded is needed by nothing but windows and sound", async t => {
  const it = new Game(t, { "main.js": "export function update() {}" }), libraries = path.join(it.home, "lib");
  fs.mkdirSync(libraries);
  fs.writeFileSync(path.join(libraries, "libSDL2-2.0.so.0"), "no library");
  const env = { ...dummy, LD_LIBRARY_PATH: libraries }, all = await told(it, [], { env });
  for (const key of ["sdl", "video", "opengl", "renderers", "audio", "pads"]) assert.equal(all[key], null, key);
  const people = await it.thaw(["info"], { env });
  assert.match(people.out, /^SDL +cannot load SDL: \S*libSDL2-2\.0\.so\.0: .*libsdl2-2\.0-0/m);
  assertExit(await it.thaw(["run", "--headless", "--frames", "2"], { env }), 0);
  const result = await it.thaw(["run", "--frames", "2"], { env });
  assertExit(result, 3);
  assert.match(result.err, /^thaw: cannot load SDL: \S*libSDL2-2\.0\.so\.0: .*libsdl2-2\.0-0/m);
});

test("the cache is counted", async t => {
  const it = game(t, "");
  assertExit(await it.run(), 0);
  fs.writeFileSync(path.join(it.home, ".cache/thaw/other.txt"), "not one");
  const { cache } = await told(it);
  assert.equal(cache.games, 1);
  assert.equal(cache.bytes, fs.statSync(it.cached().find(name => name.endsWith(".thaw"))).size);
});

test("people are told the same", async t => {
  const it = new Game(t, {}), all = await told(it), { out } = await it.thaw(["info"], { env: dummy });
  for (const [label, value] of [["thaw", all.thaw], ["SDL", all.sdl], ["V8", all.v8], ["uv", all.uv], ["saves", all.saves], ["folder", all.folder],
    ["cache", `${all.cache.folder}, 0 frozen, 0 bytes`], ["video", "dummy (of "], ["audio", "dummy (of "], ["renderer", "software"]])
    assert.match(out, new RegExp(`^${label} +${value.replace(/[.()]/g, "\\$&")}`, "m"));
});

test("a frozen and a packed game tell what they hold", async t => {
  const it = game(t, {
    "main.js": `import { image, json } from "thaw"; import "./part.js"; export const config = { title: 'A "game"', width: 40, height: 30, fps: 50 };
      image("ship.png"); json("level.json");`,
    "part.js": "export {};",
    "ship.png": png(8, 6),
    "level.json": "[1]",
  });
  for (const [command, name] of [["freeze", "it.thaw"], ["pack", "it"]]) {
    assertExit(await it.thaw([command, ".", "-o", name]), 0);
    const all = await told(it, [name]), size = file => fs.statSync(it.file(file)).size;
    assert.deepEqual(Object.keys(all), ["title", "kind", "config", "v8", "frozen", "playable", "bytes", "modules", "packages", "assets"]);
    assert.equal(all.title, 'A "game"');
    assert.equal(all.kind, command === "pack" ? "packed" : "frozen");
    assert.deepEqual(all.config, { width: 40, height: 30, fps: 50 });
    assert.deepEqual(all.playable, { here: true, why: null });
    assert.equal(all.bytes.file, size(name));
    assert.ok(all.bytes.heap > 0 && all.bytes.heap < all.bytes.file);
    const byPath = (a, b) => a.path < b.path ? -1 : 1;
    assert.deepEqual(all.modules.sort(byPath), ["main.js", "part.js"].map(file => ({ path: it.file(file), bytes: size(file) })));
    assert.deepEqual(all.assets, [{ path: "ship.png", packed: true, kind: "image", bytes: size("ship.png") },
      { path: "level.json", packed: true, kind: "data", bytes: size("level.json") }]);
    const { v8, frozen } = await told(it);
    assert.deepEqual([all.v8, all.frozen], [v8, frozen], "this program froze it");
    const { out } = await it.thaw(["info", name]);
    for (const line of [/^title +A "game"$/m, /^size +40×30, 50 updates a second$/m, /^playable +yes$/m, /^asset +ship\.png \(packed\), image, \d+ bytes$/m])
      assert.match(out, line);
  }
});

test("one that this thaw cannot read is a sentence and 3, also for programs", async t => {
  const it = game(t, { "bad.thaw": "nothing" });
  for (const args of [["bad.thaw"], ["bad.thaw", "--json"]]) {
    const result = await it.thaw(["info", ...args]);
    assertExit(result, 3);
    assert.equal(result.out, "");
    assert.match(result.err, /^thaw: cannot thaw bad\.thaw: it is not a frozen game\n$/);
  }
});
