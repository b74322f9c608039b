// Calls every function of the API with everything there is, one argument at a time, and tells how each call ended. api-arguments.test.mjs judges.
import { Sprites, audio, bytes, canvas, font, game, image, input, json, music, screen, sound, text } from "thaw";
import { values } from "./values.js";

export const config = { width: 64, height: 48 };

const dot = image("dot.png", { frame: [2, 2] });
const batch = new Sprites(dot, 4), filling = new Sprites(dot, 4);
const beep = sound("beep.wav"), tune = music("beep.wav");
let voice;
const face = font("test.ttf", 9), paper = canvas(8, 8);

/** As if there were always room. */
function addSprite(...args) {
  filling.count = 0;
  return filling.add(...args);
}

/** Back to the screen afterwards, so that the other calls are seen. */
function aim(...args) {
  try {
    screen.target(...args);
  } finally {
    screen.target();
  }
}
const optionsOf = names => Object.fromEntries(names.map(name => [name, true]));

/** name → [the function, arguments that are fine, the names of its options] */
const atTop = {
  image: [image, ["dot.png", { frame: [2, 2] }], ["frame", "smooth"]],
  canvas: [canvas, [4, 4, {}], ["smooth"]],
  font: [font, ["test.ttf", 12]],
  text: [text, ["words.txt"]],
  bytes: [bytes, ["words.txt"]],
  json: [json, ["data.json"]],
  sound: [sound, ["beep.wav"]],
  music: [music, ["beep.wav"]],
};
const anywhere = {
  "new Sprites": [(...args) => new Sprites(...args), [dot, 4, {}], ["origin"]],
  "sprites.add": [addSprite, [{}], ["x", "y", "frame", "rotation", "scale", "tint"]],
  "font.measure": [(...args) => face.measure(...args), ["hello", { width: 20 }], ["width"]],
  "input.down": [input.down, [["KeyA", "PadA"]]],
  "input.pressed": [input.pressed, ["KeyA"]],
  "input.released": [input.released, ["PadLeftStickUp"]],
  "input.axis": [input.axis, ["KeyA", ["KeyB"]]],
  "input.mouse.down": [input.mouse.down, [0]],
  "input.mouse.pressed": [input.mouse.pressed, [1]],
  "input.mouse.released": [input.mouse.released, [2]],
  setTimeout: [(...args) => clearTimeout(setTimeout(...args)), [() => {}, 5]],
  setInterval: [(...args) => clearInterval(setInterval(...args)), [() => {}, 5]],
  clearTimeout: [clearTimeout, [1e9]],
  clearInterval: [clearInterval, [1e9]],
  requestAnimationFrame: [call => cancelAnimationFrame(requestAnimationFrame(call)), [() => {}]],
  cancelAnimationFrame: [cancelAnimationFrame, [1e9]],
  "screen.measure": [screen.measure, ["hello", { size: 8 }], ["font", "color", "size", "align", "width", "alpha"]],
  structuredClone: [structuredClone, [1, {}], ["transfer"]],
  queueMicrotask: [queueMicrotask, [() => {}]],
  "TextEncoder.encode": [(...args) => new TextEncoder().encode(...args), ["é"]],
  "TextEncoder.encodeInto": [(...args) => new TextEncoder().encodeInto(...args), ["é", new Uint8Array(2)]],
  "new TextDecoder": [(...args) => new TextDecoder(...args), ["utf-8", {}], ["fatal", "ignoreBOM"]],
  "TextDecoder.decode": [(...args) => new TextDecoder().decode(...args), [new Uint8Array(2), {}], ["stream"]],
  atob: [atob, ["eA=="]],
  btoa: [btoa, ["x"]],
  "crypto.getRandomValues": [array => crypto.getRandomValues(array), [new Uint8Array(2)]],
  "new DOMException": [(...args) => new DOMException(...args), ["why", "Name"]],
  "new Event": [(...args) => new Event(...args), ["x", {}], ["cancelable", "bubbles", "composed"]],
  "EventTarget.addEventListener": [(...args) => new EventTarget().addEventListener(...args), ["x", () => {}, {}],
    ["once", "signal", "capture", "passive"]],
  "EventTarget.removeEventListener": [(...args) => new EventTarget().removeEventListener(...args), ["x", () => {}]],
  "EventTarget.dispatchEvent": [(...args) => new EventTarget().dispatchEvent(...args), [new Event("x")]],
  "AbortSignal.abort": [reason => AbortSignal.abort(reason), ["why"]],
  "AbortSignal.timeout": [ms => AbortSignal.timeout(ms), [1e6]],
  "AbortSignal.any": [signals => AbortSignal.any(signals), [[new AbortController().signal]]],
  "AbortController.abort": [reason => new AbortController().abort(reason), ["why"]],
};
/** These give promises. */
const promising = {
  fetch: [fetch, ["words.txt", {}], ["method", "signal"]],
};
const drawing = {
  "screen.clear": [screen.clear, ["red"]],
  "screen.image": [screen.image, [dot, 1, 2, {}], ["frame", "rotation", "scale", "origin", "tint", "alpha"]],
  "screen.sprites": [screen.sprites, [batch]],
  "screen.text": [screen.text, ["hello", 1, 2, { font: face }], ["font", "color", "size", "align", "width", "alpha"]],
  "screen.fillRect": [screen.fillRect, [1, 2, 3, 4, "red", {}], ["alpha"]],
  "screen.strokeRect": [screen.strokeRect, [1, 2, 3, 4, "red", {}], ["width", "alpha"]],
  "screen.fillCircle": [screen.fillCircle, [1, 2, 3, "red", {}], ["alpha"]],
  "screen.strokeCircle": [screen.strokeCircle, [1, 2, 3, "red", {}], ["width", "alpha"]],
  "screen.line": [screen.line, [1, 2, 3, 4, "red", {}], ["width", "alpha"]],
  "screen.tile": [screen.tile, [dot, 1, 2, 3, 4, {}], ["offset", "frame", "tint", "alpha"]],
  "screen.panel": [screen.panel, [dot, 1, 2, 3, 4, { border: 1 }], ["border", "frame", "tint", "alpha"]],
  "screen.polygon": [screen.polygon, [[1, 2, 3, 4, 5, 9], "red", {}], ["alpha"]],
  "screen.triangles": [screen.triangles, [[1, 2, 3, 4, 5, 9], { image: dot, uv: [0, 0, 1, 1, 1, 0] }],
    ["image", "frame", "uv", "colors", "color", "alpha"]],
  "screen.blend": [screen.blend, ["add"]],
  "screen.clip": [screen.clip, [1, 2, 30, 40]],
  "screen.target": [aim, [paper]],
  "screen.camera": [screen.camera, [0, 0, 1, 0]],
};
const running = {
  "input.text": [input.text, [true, { x: 1, y: 2, w: 3, h: 4 }], ["x", "y", "w", "h"]],
  "input.mouse.capture": [input.mouse.capture, [false]],
  "input.mouse.visible": [on => { input.mouse.visible = on; }, [true]],
  "localStorage.getItem": [key => localStorage.getItem(key), ["key"]],
  "localStorage.setItem": [(...args) => localStorage.setItem(...args), ["key", "text"]],
  "localStorage.removeItem": [(...args) => localStorage.removeItem(...args), ["key"]],
  "localStorage.key": [(...args) => localStorage.key(...args), [0]],
  "localStorage.clear": [(...args) => localStorage.clear(...args), []],
  'localStorage["key"]': [value => { localStorage.key = value; }, ["text"]],
};
const device = {
  "game.quit": [game.quit, [0]],
  "game.screenshot": [game.screenshot, ["a.png"]],
  "pad.rumble": [(...args) => input.pads[0].rumble(...args), [1, 0.5, 2]],
  "sound.play": [o => void (voice = beep.play(o)), [{}], ["volume", "pan", "rate", "loop", "fade"]],
  "voice.stop": [o => voice.stop(o), [{}], ["fade"]],
  "voice.volume": [value => void (voice.volume = value), [1]],
  "voice.pan": [value => void (voice.pan = value), [-1]],
  "voice.rate": [value => void (voice.rate = value), [1]],
  "music.play": [o => tune.play(o), [{}], ["volume", "loop", "fade"]],
  "music.stop": [o => tune.stop(o), [{}], ["fade"]],
  "music.volume": [value => void (tune.volume = value), [1]],
  "audio.volume": [value => void (audio.volume = value), [1]],
  "audio.muted": [value => void (audio.muted = value), [false]],
};
const consoles = Object.fromEntries(Object.keys(console).map(name => ["console." + name, [console[name], ["x", "y"]]]));

function attempt(name, what, call) {
  try {
    return [name, what, "ok", typeof call()];
  } catch (error) {
    return [name, what, ...failure(error)];
  }
}

function failure(error) {
  return error instanceof Error ? [error.name, error.message.slice(0, 160)] : ["thrown", String(error)];
}

/** The same of calls that give promises. */
function tryPromising() {
  const ends = [];
  const [[name, [call, good, names]]] = Object.entries(promising);
  const all = tryAll({ [name]: [(...args) => void ends.push(call(...args).then(() => ["ok", ""], failure)), good, names] });
  return Promise.all(all.map(async ([, what, how, message], i) => [name, what, ...(how === "ok" ? await ends[i] : [how, message])]));
}

/** What fails when it is called later would be a fault of the game. */
const failsAtOnce = (name, value) => !(name === "queueMicrotask" && ["a class", "a throwing function Proxy"].includes(value));

/** Every call of a table; `keep` says which values may be tried where. */
function tryAll(table, keep = failsAtOnce) {
  const seen = [];
  for (const [name, [call, good, names = []]] of Object.entries(table)) {
    seen.push(attempt(name, "what is fine", () => call(...good)));
    if (keep(name, "nothing")) seen.push(attempt(name, "nothing", () => call()));
    for (const [value, make] of Object.entries(values)) {
      if (!keep(name, value)) continue;
      for (let at = 0; at < good.length; at++)
        seen.push(attempt(name, `argument ${at + 1}: ${value}`, () => call(...good.slice(0, at), make(), ...good.slice(at + 1))));
      for (const option of names)
        seen.push(attempt(name, `option ${option}: ${value}`, () => call(...good.slice(0, -1), { [option]: make() })));
    }
    for (const option in optionsOf(names))
      seen.push(attempt(name, `option ${option}x`, () => call(...good.slice(0, -1), { [option + "x"]: 1 })));
  }
  return seen;
}

/** In pieces, so that no line is very long. */
function tell(what, seen) {
  for (let i = 0; i < seen.length; i += 16) console.log(JSON.stringify([what, seen.slice(i, i + 16)]));
}

tell("top", [...tryAll({ ...atTop, ...anywhere }), ...await tryPromising()]);

export async function load() {
  if (game.args[0] === "console") {
    const failed = tryAll(consoles).filter(([, , how]) => how !== "ok");
    for (let i = 0; i < 1000; i++) console.groupEnd();
    tell("console", [["console", "all", "ok", ""], ...failed]);
  }
  else tell("load", [...tryAll({ ...atTop, ...anywhere, ...running }), ...await tryPromising()]);
}

let drawn = false;

/** What may be drawn with the batch after its fields were changed. */
function spriteCounts() {
  return Object.entries(values).map(([name, make]) => attempt("screen.sprites", "count: " + name, () => {
    batch.count = make();
    screen.sprites(batch);
  }));
}

export function draw() {
  if (drawn || game.args[0] === "console") return;
  drawn = true;
  if (game.args[0] === "bad") {
    for (let i = 0; i < 8; i++) attempt("", "", () => [() => screen.fillRect(1, 2, 3, "4", "red"), () => screen.image(dot, 1, 1, { tint: "nocolour" }),
      () => screen.text("x", 1, NaN), () => screen.line(1, 2, 3, 4, "red", { width: -1 }),
      () => screen.polygon([1, 2, 3, 4, 5, NaN], "red"), () => screen.triangles([1, 2, 3, 4, 5, 6], { colors: ["red", "red", "nocolour"] }),
      () => screen.panel(dot, 1, 2, 3, 4, { border: [1, 2, 3, -1] }), () => screen.target(dot)][i]());
    return;
  }
  if (game.args[0] === "none") return;
  tell("draw", [...tryAll(drawing), ...spriteCounts()]);
  const strings = ["undefined", "''", "'x'", "'5'", "NUL", "a lone surrogate", "a long string", "'__proto__'", "'constructor'", "'../..'", "'#12'", "'RED'", "nothing"];
  tell("device", tryAll(device, (name, value) => !(name === "game.screenshot" && strings.includes(value))));
  batch.count = 4;
  batch.x.set([NaN, Infinity, -1e38, 3]);
  batch.scale.set([Infinity, NaN, 1e38, -1]);
  batch.rotation.set([1e38, NaN, -Infinity, 1]);
  batch.frame.set([65535, 0, 1, 2]);
  screen.sprites(batch);
  game.quit(0);
}
