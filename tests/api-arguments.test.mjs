// Whatever a function of the API is handed: a TypeError or RangeError in its name, or a defined result; never a crash, a hang or another error.
// tests/games/arguments makes the calls, in one process; here their ends are judged.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { decode } from "./lib/png.mjs";
import { Game, assertExit, house, logged } from "./lib/thaw.mjs";

const folder = path.join(house, "tests/games/arguments");
const cleanups = [];
const suite = { after: done => cleanups.push(done) };
let it, seen, picture;

async function play(args) {
  const result = await it.run(["--frames", "2", "--draw-hash", "--input", path.join(folder, "input.txt"), ...args]);
  assertExit(result, 0);
  return result;
}

/** What was told as `phase`, without what the calls themselves logged. */
function calls(result, phase) {
  const lines = logged(result).filter(line => line.text.startsWith(`["${phase}",[[`));
  return lines.flatMap(line => JSON.parse(line.text)[1]);
}

before(async () => {
  it = new Game(suite, {});
  seen = await play(["--screenshot", "out.png", folder]);
  picture = it.file("out.png");
});
after(() => cleanups.forEach(done => done()));

/** Ends that are fine although they are no TypeError or RangeError in the function's name. */
function allowed([name, what, how, message]) {
  if (how === "ok" || (how === "thrown" && message === "mine")) return true; // what an author's own trap throws is his
  if (what === "what is fine") return false;
  const files = ["image", "text", "bytes", "json", "sound", "music", "font"].includes(name);
  if (files && how === "Error") return /^cannot (read|cut) the (asset|image|sound|music|font)/.test(message);
  if (files && name === "json" && how === "SyntaxError") return message.startsWith("json: cannot parse");
  if (name === "structuredClone" && how === "DataCloneError") return true;
  if (["atob", "btoa"].includes(name) && how === "InvalidCharacterError") return message.startsWith(name + ": ");
  return (how === "TypeError" || how === "RangeError") && message.startsWith(name + ": ");
}

describe("arguments", () => {
  for (const [phase, least] of [["top", 1900], ["load", 2700], ["draw", 2500], ["device", 900]])
    test(`every function refuses or takes everything (${phase})`, () => {
      const all = calls(seen, phase);
      assert.ok(all.length >= least, `only ${all.length} calls`);
      const wrong = all.filter(end => !allowed(end)).map(end => end.join(" | "));
      assert.deepEqual(wrong, []);
    });

  test("calls with proper arguments all succeed", () => {
    const fine = ["top", "load", "draw", "device"].flatMap(phase => calls(seen, phase)).filter(end => end[1] === "what is fine");
    assert.equal(fine.length, 127);
    assert.deepEqual(fine.filter(end => end[2] !== "ok"), []);
  });

  /** function, what it was handed, how the call must end */
  const exact = [
    ["screen.fillRect", "argument 1: NaN", "TypeError", "screen.fillRect: x must be a finite number, not NaN"],
    ["screen.fillRect", "argument 4: 'x'", "TypeError", 'screen.fillRect: h must be a finite number, not "x"'],
    ["screen.fillRect", "argument 2: undefined", "TypeError", "screen.fillRect: y must be a finite number, not undefined"],
    ["screen.fillRect", "argument 3: 10n", "TypeError", "screen.fillRect: w must be a finite number, not a BigInt"],
    ["screen.fillRect", "argument 5: a symbol", "TypeError", "screen.fillRect: color must be a colour, not a symbol"],
    ["screen.fillRect", "argument 5: -1", "TypeError", "screen.fillRect: color must be a colour from 0 to 0xFFFFFF, not -1"],
    ["screen.fillRect", "argument 5: undefined", "TypeError", "screen.fillRect: color must be a colour, not undefined"],
    ["screen.fillRect", "argument 5: 'RED'", "ok"],
    ["screen.fillRect", "argument 3: -1", "ok"],
    ["screen.clear", "nothing", "ok"],
    ["screen.camera", "nothing", "ok"],
    ["screen.camera", "argument 3: Infinity", "TypeError", "screen.camera: zoom must be a finite number, not Infinity"],
    ["screen.image", "argument 1: {}", "TypeError", "screen.image: img must be an image made by image() or canvas(), not an object"],
    ["screen.image", "argument 1: null", "TypeError", "screen.image: img must be an image made by image() or canvas(), not null"],
    ["screen.image", "option scale: [NaN, 'x']", "TypeError", "screen.image: options.scale[0] must be a finite number, not NaN"],
    ["screen.image", "option tintx", "TypeError", 'screen.image: there is no option "tintx" (did you mean "tint"?)'],
    ["screen.image", "option frame: -1", "TypeError", "screen.image: options.frame must be a frame number from 0, not -1"],
    ["screen.image", "option frame: '5'", "TypeError", 'screen.image: options.frame must be a frame number from 0, not "5"'],
    ["screen.image", "option frame: [1]", "TypeError", "screen.image: options.frame must be a frame number from 0, not an array"],
    ["screen.image", "option frame: true", "TypeError", "screen.image: options.frame must be a frame number from 0, not true"],
    ["screen.image", "argument 4: null", "TypeError", "screen.image: options must be an object, not null"],
    ["screen.text", "argument 1: 0.5", "ok"],
    ["screen.text", "option align: 'x'", "TypeError", 'screen.text: options.align must be "left", "center" or "right", not "x"'],
    ["screen.text", "option size: 0", "TypeError", "screen.text: options.size must be more than 0, not 0"],
    ["screen.text", "argument 4: null", "TypeError", "screen.text: options must be an object, not null"],
    ["screen.line", "option width: -1", "TypeError", "screen.line: options.width must be more than 0, not -1"],
    ["screen.text", "option font: {}", "TypeError", "screen.text: options.font must be a font made by font(), not an object"],
    ["screen.fillRect", "option alpha: NaN", "TypeError", "screen.fillRect: options.alpha must be a finite number, not NaN"],
    ["screen.fillRect", "option alphax", "TypeError", 'screen.fillRect: there is no option "alphax" (did you mean "alpha"?)'],
    ["screen.blend", "argument 1: 'x'", "TypeError", 'screen.blend: mode must be "alpha", "add" or "multiply", not "x"'],
    ["screen.clip", "argument 3: NaN", "TypeError", "screen.clip: w must be a finite number, not NaN"],
    ["screen.clip", "nothing", "ok"],
    ["screen.target", "argument 1: {}", "TypeError", "screen.target: canvas must be a canvas made by canvas(), not an object"],
    ["screen.tile", "option offset: [1]", "TypeError", "screen.tile: options.offset must be two numbers, not an array"],
    ["screen.panel", "option border: -1", "TypeError", "screen.panel: options.border must be 0 or more, not -1"],
    ["screen.panel", "option border: [1, 2]", "TypeError", "screen.panel: options.border must be a number or [left, top, right, bottom], not an array"],
    ["screen.polygon", "argument 1: [1, 2]", "TypeError", "screen.polygon: points must be x and y of 3 to 1024 corners, not 2 numbers"],
    ["screen.polygon", "argument 1: a revoked Proxy", "TypeError", "screen.polygon: points must be an array or a Float32Array of x and y in turn, not an object"],
    ["screen.triangles", "argument 1: [1, 2]", "TypeError", "screen.triangles: points must be x and y of three corners a triangle, not 2 numbers"],
    ["screen.triangles", "argument 1: []", "TypeError", "screen.triangles: options.uv must have 0 numbers, as points has, not 6"],
    ["canvas", "argument 1: 0", "TypeError", "canvas: width must be a whole number from 1 to 4096, not 0"],
    ["font", "argument 2: Infinity", "TypeError", "font: size must be a number from 1 to 1000, not Infinity"],
    ["font.measure", "argument 1: 0.5", "TypeError", "font.measure: s must be a string, not 0.5"],
    ["sprites.add", "option frame: -1", "TypeError", "sprites.add: options.frame must be a whole number from 0 to 65535, not -1"],
    ["sprites.add", "argument 1: null", "TypeError", "sprites.add: options must be an object, not null"],
    ["screen.sprites", "argument 1: {}", "TypeError", "screen.sprites: s must be a Sprites, not an object"],
    ["screen.sprites", "count: -1", "RangeError", "screen.sprites: count must be a whole number from 0 to 4, the capacity, not -1"],
    ["screen.sprites", "count: 2 ** 31", "RangeError", "screen.sprites: count must be a whole number from 0 to 4, the capacity, not 2147483648"],
    ["new Sprites", "argument 2: 0", "TypeError", "new Sprites: capacity must be a whole number from 1 to 500000, not 0"],
    ["new Sprites", "argument 2: 2 ** 53", "TypeError", "new Sprites: capacity must be a whole number from 1 to 500000, not 9007199254740992"],
    ["image", "argument 1: undefined", "TypeError", "image: path must be a string, not undefined"],
    ["image", "option frame: [1]", "TypeError", "image: options.frame must be [width, height], not an array"],
    ["image", "option frame: [Infinity, -1]", "TypeError", "image: options.frame[0] must be a whole number from 1 to 8192, not Infinity"],
    ["image", "option frame: 0", "TypeError", "image: options.frame must be [width, height], not 0"],
    ["image", "option smooth: 0", "TypeError", "image: options.smooth must be true or false, not 0"],
    ["input.down", "argument 1: 'x'", "TypeError", 'input.down: there is no key "x"'],
    ["input.down", "argument 1: '__proto__'", "TypeError", 'input.down: there is no key "__proto__"'],
    ["input.axis", "argument 2: [1]", "TypeError", 'input.axis: key must be a KeyboardEvent.code like "KeyA" or "ArrowLeft", or a button like "PadA", not 1'],
    ["input.down", "argument 1: []", "ok"],
    ["input.pressed", "argument 1: [1, 2]", "TypeError", 'input.pressed: key must be a KeyboardEvent.code like "KeyA"'],
    ["input.text", "argument 1: 0", "TypeError", "input.text: on must be true or false, not 0"],
    ["input.text", "option x: NaN", "TypeError", "input.text: x must be a finite number, not NaN"],
    ["input.text", "option w: 1e308", "ok"],
    ["input.text", "option hx", "TypeError", 'input.text: there is no option "hx"'],
    ["input.mouse.capture", "argument 1: 'x'", "TypeError", 'input.mouse.capture: on must be true or false, not "x"'],
    ["input.mouse.visible", "argument 1: undefined", "TypeError", "input.mouse.visible: the value must be true or false, not undefined"],
    ["localStorage.setItem", "argument 2: {}", "TypeError", "localStorage.setItem: value must be a string, a number or a boolean (JSON.stringify makes a string of anything else), not an object"],
    ["localStorage.setItem", "argument 1: a symbol", "TypeError", "localStorage.setItem: key must be a string"],
    ["localStorage.setItem", "argument 2: 10n", "ok"],
    ["localStorage.setItem", "argument 2: a lone surrogate", "ok"],
    ["localStorage.setItem", "argument 1: '__proto__'", "ok"],
    ["localStorage.setItem", "nothing", "TypeError", "localStorage.setItem: two arguments are needed"],
    ["localStorage.key", "argument 1: 2 ** 53", "ok"],
    ["localStorage.key", "argument 1: NaN", "TypeError", "localStorage.key: index must be a whole number, not NaN"],
    ['localStorage["key"]', "argument 1: a Map", "TypeError", 'localStorage["key"]: the value must be a string'],
    ["input.mouse.down", "nothing", "ok"],
    ["input.mouse.down", "argument 1: '5'", "TypeError", 'input.mouse.down: button must be 0 (left), 1 (middle) or 2 (right), not "5"'],
    ["setTimeout", "argument 1: 'x'", "TypeError", 'setTimeout: the callback must be a function, not "x"'],
    ["setInterval", "argument 2: NaN", "TypeError", "setInterval: ms must be a finite number, not NaN"],
    ["requestAnimationFrame", "nothing", "TypeError", "requestAnimationFrame: the callback must be a function, not undefined"],
    ["game.quit", "argument 1: 0.5", "TypeError", "game.quit: code must be a whole number from 0 to 255, not 0.5"],
    ["game.quit", "argument 1: 2 ** 31", "TypeError", "game.quit: code must be a whole number from 0 to 255, not 2147483648"],
    ["sound", "argument 1: 0", "TypeError", "sound: path must be a string, not 0"],
    ["music", "argument 1: {}", "TypeError", "music: path must be a string, not an object"],
    ["sound.play", "nothing", "ok"],
    ["sound.play", "argument 1: null", "TypeError", "sound.play: options must be an object, not null"],
    ["sound.play", "option volume: NaN", "TypeError", "sound.play: options.volume must be a number from 0 to 4, not NaN"],
    ["sound.play", "option pan: 2 ** 31", "TypeError", "sound.play: options.pan must be a number from -1 to 1, not 2147483648"],
    ["sound.play", "option rate: 0", "TypeError", "sound.play: options.rate must be a number from 0.1 to 10, not 0"],
    ["sound.play", "option loop: 0", "TypeError", "sound.play: options.loop must be true or false, not 0"],
    ["sound.play", "option fade: -1", "TypeError", "sound.play: options.fade must be a number from 0 to 600, not -1"],
    ["sound.play", "option panx", "TypeError", 'sound.play: there is no option "panx" (did you mean "pan"?)'],
    ["voice.stop", "option fade: Infinity", "TypeError", "voice.stop: options.fade must be a number from 0 to 600, not Infinity"],
    ["voice.volume", "argument 1: -1", "TypeError", "voice.volume: value must be a number from 0 to 4, not -1"],
    ["voice.pan", "argument 1: '5'", "TypeError", 'voice.pan: value must be a number from -1 to 1, not "5"'],
    ["music.play", "option volume: 10n", "TypeError", "music.play: options.volume must be a number from 0 to 4, not a BigInt"],
    ["audio.muted", "argument 1: 0", "TypeError", "audio.muted: value must be true or false, not 0"],
    ["game.screenshot", "argument 1: 0", "TypeError", "game.screenshot: path must be a string, not 0"],
  ];
  test("refusals name function, argument, what was wanted and what came", () => {
    const ends = new Map(["load", "draw", "device"].flatMap(phase => calls(seen, phase)).map(([name, what, ...end]) => [`${name} | ${what}`, end]));
    const wrong = [];
    for (const [name, what, how, message] of exact) {
      const end = ends.get(`${name} | ${what}`);
      if (!end || end[0] !== how || (message && !end[1].startsWith(message))) wrong.push({ call: `${name} | ${what}`, wanted: message ?? how, came: end?.join(": ") });
    }
    assert.deepEqual(wrong, []);
  });

  test("a path that leaves the game's folder is refused by every asset function", () => {
    for (const name of ["image", "text", "bytes", "json", "sound", "music", "font"]) {
      const end = calls(seen, "top").find(each => each[0] === name && each[1] === "argument 1: '../..'");
      assert.equal(end[2], "Error", end.join(" | "));
    }
  });

  test("what was drawn with huge and odd numbers still makes a picture", () => {
    const { width, height } = decode(fs.readFileSync(picture));
    assert.deepEqual([width, height], [64, 48]);
  });

  test("a call that is refused leaves nothing in the draw list", async () => {
    const hashes = [];
    for (const how of ["none", "bad"]) hashes.push((await play([folder, "--", how])).out);
    assert.equal(hashes[0], hashes[1]);
  });

  test("console.* takes everything and throws nothing of its own", async () => {
    const all = calls(await play([folder, "--", "console"]), "console");
    assert.ok(all.length >= 1);
    const wrong = all.filter(([name, , how, message]) => !(how === "ok" || (how === "thrown" && message === "mine" && /count|time/.test(name))));
    assert.deepEqual(wrong.map(end => end.join(" | ")), []);
  });
});
