// A row for each function and settable property of thaw.d.ts, by its name there (and a word more where one is not enough): on what it is called, with which arguments that are fine.
import { Sprites, audio, bytes, canvas, font, game, image, input, json, music, screen, sound, text } from "thaw";

export const dot = image("dot.png", { frame: [2, 2] }), face = font("test.ttf", 9), paper = canvas(8, 8);
const beep = sound("beep.wav"), tune = music("beep.wav"), corners = [1, 2, 30, 4, 5, 40];

/** A function of its own, or a method: `self` makes what it is called on, `args` arguments that are fine; both anew for each call. `says` is
 * how its errors begin, `runs` that there is no such thing at freeze time. */
const method = (self, key, args, more) => ({ self, key, args, function: on => on[key], ...more });
const free = (call, args, more) => ({ self: () => undefined, args, function: () => call, ...more });
/** A property that is set; `own`: it is no accessor. */
const set = (self, key, args, more) => ({ self, key, args, sets: true,
  function: on => (more.own ? undefined : accessor(on, key)) ?? function (value) { "use strict"; this[key] = value; }, ...more });
/** A class, made with new. */
const made = (class_, args, more) => ({ self: () => undefined, args, class: class_,
  function: () => (...given) => construct(class_, given), ...more });

function accessor(on, key) {
  for (let holder = on; holder; holder = getPrototypeOf(holder)) {
    const found = getOwnPropertyDescriptor(holder, key);
    if (found) return found.set;
  }
}

function batch() {
  const sprites = new Sprites(dot, 4);
  for (let i = 0; i < 2; i++) sprites.add({ x: 4 * i, y: 9, tint: "red" });
  return sprites;
}

const { apply, construct, getOwnPropertyDescriptor, getPrototypeOf } = Reflect; // the author's may lie
const answers = new WeakSet(); // the promises of responses
const Response = Object.getPrototypeOf(await fetch("data.json"));

function fetched() {
  const promise = fetch("data.json");
  answers.add(promise);
  return promise;
}

const onScreen = (key, args) => ({ [`screen.${key}`]: method(() => screen, key, args, { draws: true }) });
const onConsole = (key, args) => ({ [`console.${key}`]: method(() => console, key, args) });
const onSaved = (key, args) => ({ [`Storage.${key}`]: method(() => localStorage, key, args, { says: `localStorage.${key}` }) });
const onResponse = key => ({ [`Response.${key}`]: { self: fetched, args: () => [], function: () => function () {
  "use strict";
  return answers.has(this) ? this.then(each => apply(Response[key], each, [])) : apply(Response[key], this, []);
} } });
const paint = { color: "red", alpha: 0.5 };
const pointed = { caret: () => ({ x: 1, y: 2, w: 3, h: 4 }) };

export const rows = {
  image: free(image, () => ["dot.png", { frame: [2, 2], smooth: false }]),
  canvas: free(canvas, () => [4, 4, { smooth: true }]),
  font: free(font, () => ["test.ttf", 12]),
  sound: free(sound, () => ["beep.wav"]),
  music: free(music, () => ["beep.wav"]),
  text: free(text, () => ["words.txt"]),
  json: free(json, () => ["data.json"]),
  bytes: free(bytes, () => ["words.txt"]),
  "Font.measure": method(() => face, "measure", () => ["hello", { width: 20 }], { says: "font.measure" }),
  "Sound.play": method(() => beep, "play", () => [{ volume: 1, pan: 0.5, rate: 2, loop: false, fade: 0.1 }], { says: "sound.play" }),
  "Voice.stop": method(() => beep.play(), "stop", () => [{ fade: 0.1 }], { says: "voice.stop", runs: true }),
  "Voice.volume=": set(() => beep.play(), "volume", () => [0.5], { says: "voice.volume", runs: true }),
  "Voice.pan=": set(() => beep.play(), "pan", () => [-0.5], { says: "voice.pan", runs: true }),
  "Voice.rate=": set(() => beep.play(), "rate", () => [2], { says: "voice.rate", runs: true }),
  "Music.play": method(() => tune, "play", () => [{ volume: 1, loop: true, fade: 0.1 }], { says: "music.play" }),
  "Music.stop": method(() => tune, "stop", () => [{ fade: 0.1 }], { says: "music.stop" }),
  "Music.volume=": set(() => tune, "volume", () => [1], { says: "music.volume" }),
  "audio.volume=": set(() => audio, "volume", () => [1], { says: "audio.volume" }),
  "audio.muted=": set(() => audio, "muted", () => [false], { says: "audio.muted" }),

  ...onScreen("clear", () => ["navy"]),
  ...onScreen("image", () => [dot, 1, 2, { frame: 1, rotation: 0.1, scale: [1, 2], origin: [0.5, 0.5], tint: "red", alpha: 0.5 }]),
  ...onScreen("sprites", () => [batch()]),
  ...onScreen("text", () => ["hello", 1, 2, { font: face, color: "red", size: 8, align: "left", width: 40, alpha: 0.5 }]),
  ...onScreen("measure", () => ["hello", { font: face, size: 8, width: 40 }]),
  ...onScreen("fillRect", () => [1, 2, 3, 4, "red", { alpha: 0.5 }]),
  ...onScreen("strokeRect", () => [1, 2, 13, 14, "red", { width: 2, alpha: 0.5 }]),
  ...onScreen("fillCircle", () => [9, 9, 5, "red", { alpha: 0.5 }]),
  ...onScreen("strokeCircle", () => [9, 9, 5, "red", { width: 2, alpha: 0.5 }]),
  ...onScreen("line", () => [1, 2, 30, 4, "red", { width: 2, alpha: 0.5 }]),
  ...onScreen("tile", () => [dot, 1, 2, 30, 4, { offset: [1, 1], frame: 1, tint: "red", alpha: 0.5 }]),
  ...onScreen("panel", () => [dot, 1, 2, 30, 14, { border: [1, 0, 1, 0], frame: 1, tint: "red", alpha: 0.5 }]),
  ...onScreen("polygon", () => [[...corners], "red", { alpha: 0.5 }]),
  ...onScreen("triangles", () => [new Float32Array(corners), { image: dot, frame: 1, uv: [0, 0, 1, 1, 1, 0], ...paint }]),
  "screen.triangles, coloured": method(() => screen, "triangles", () => [[...corners], { colors: ["red", "#0f0", 255] }], { says: "screen.triangles", draws: true }),
  ...onScreen("blend", () => ["alpha"]),
  ...onScreen("clip", () => [0, 0, 64, 48]),
  ...onScreen("target", () => [paper]),
  ...onScreen("camera", () => [0, 0, 1, 0]),

  "new Sprites": made(Sprites, () => [dot, 4, { origin: [0.5, 0] }]),
  "Sprites.count=": set(batch, "count", () => [1], { says: "sprites.count", own: true }),
  "Sprites.add": method(batch, "add", () => [{ x: 1, y: 2, frame: 1, rotation: 1, scale: 2, tint: "red" }], { says: "sprites.add" }),

  "input.down": method(() => input, "down", () => [["KeyA", "PadA"]]),
  "input.pressed": method(() => input, "pressed", () => ["KeyA"]),
  "input.released": method(() => input, "released", () => [["PadLeftStickUp"]]),
  "input.axis": method(() => input, "axis", () => ["KeyA", ["KeyB", "PadRight"]]),
  "input.text": method(() => input, "text", () => [true, pointed.caret()]),
  "input.mouse.capture": method(() => input.mouse, "capture", () => [false]),
  "input.mouse.visible=": set(() => input.mouse, "visible", () => [true], { says: "input.mouse.visible" }),
  "input.mouse.down": method(() => input.mouse, "down", () => [0]),
  "input.mouse.pressed": method(() => input.mouse, "pressed", () => [1]),
  "input.mouse.released": method(() => input.mouse, "released", () => [2]),
  "Pad.rumble": method(() => input.pads[0], "rumble", () => [1, 0.5, 2], { says: "pad.rumble", runs: true }),

  "game.quit": method(() => game, "quit", () => [7], { ends: true }),
  "game.restart": method(() => game, "restart", () => [], { ends: true }),
  "game.screenshot": method(() => game, "screenshot", () => ["way.png"]),

  ...onConsole("log", () => ["%s %d %o", { a: [1, { b: 2 }] }, 2]),
  ...onConsole("info", () => [{ a: { b: [1, 2] } }]),
  ...onConsole("debug", () => [new Map([[1, { a: 1 }]]), [1, [2]]]),
  ...onConsole("warn", () => [new Error("e"), { a: 1 }]),
  ...onConsole("error", () => ["%i %f %c %O", 1, 2, "", { a: 1 }]),
  ...onConsole("assert", () => [false, "why", { a: 1 }]),
  ...onConsole("trace", () => [{ a: 1 }]),
  ...onConsole("dir", () => [{ a: 1, b: [1, 2] }]),
  ...onConsole("table", () => [[{ a: 1 }, { b: 2 }]]),
  ...onConsole("count", () => ["label"]),
  ...onConsole("countReset", () => ["label"]),
  ...onConsole("time", () => ["label"]),
  ...onConsole("timeLog", () => ["label", { a: 1 }]),
  ...onConsole("timeEnd", () => ["label"]),
  ...onConsole("group", () => ["name", { a: 1 }]),
  ...onConsole("groupCollapsed", () => ["name"]),
  ...onConsole("groupEnd", () => []),

  "performance.now": method(() => performance, "now", () => []),
  ...onSaved("key", () => [0]),
  ...onSaved("getItem", () => ["key"]),
  ...onSaved("setItem", () => ["key", "text"]),
  ...onSaved("removeItem", () => ["gone"]),
  ...onSaved("clear", () => []),
  "Storage[key]=": set(() => localStorage, "name", () => ["text"], { says: 'localStorage["name"]', own: true }),

  setTimeout: free(setTimeout, () => [() => {}, 1e6, 1, 2], { after: clearTimeout }),
  clearTimeout: free(clearTimeout, () => [1e9]),
  setInterval: free(setInterval, () => [() => {}, 1e6, 1, 2], { after: clearInterval }),
  clearInterval: free(clearInterval, () => [1e9]),
  requestAnimationFrame: free(requestAnimationFrame, () => [() => {}], { after: cancelAnimationFrame }),
  cancelAnimationFrame: free(cancelAnimationFrame, () => [1e9]),
  queueMicrotask: free(queueMicrotask, () => [() => {}]),
  structuredClone: free(structuredClone, () => {
    const moved = new ArrayBuffer(16);
    return [{ a: new Uint8Array(moved), b: [1, { c: new Float32Array(4) }], d: moved }, { transfer: [moved] }];
  }),

  fetch: free(fetch, () => ["words.txt", { method: "GET", signal: new AbortController().signal }]),
  ...onResponse("text"),
  ...onResponse("json"),
  ...onResponse("bytes"),
  ...onResponse("arrayBuffer"),
  "new TextEncoder": made(TextEncoder, () => []),
  "TextEncoder.encode": method(() => new TextEncoder(), "encode", () => ["é"]),
  "TextEncoder.encodeInto": method(() => new TextEncoder(), "encodeInto", () => ["é€", new Uint8Array(4)]),
  "new TextDecoder": made(TextDecoder, () => ["utf-8", { fatal: true, ignoreBOM: false }]),
  "TextDecoder.decode": method(() => new TextDecoder(), "decode", () => [new Uint8Array([104, 105, 0xc3]), { stream: true }]),
  atob: free(atob, () => ["eA=="]),
  btoa: free(btoa, () => ["x"]),
  "crypto.getRandomValues": method(() => crypto, "getRandomValues", () => [new Uint16Array(4)]),
  "crypto.randomUUID": method(() => crypto, "randomUUID", () => []),

  "new DOMException": made(DOMException, () => ["why", "Name"]),
  "new Event": made(Event, () => ["x", { cancelable: true, bubbles: false, composed: false }]),
  "Event.preventDefault": method(() => new Event("x"), "preventDefault", () => []),
  "Event.stopImmediatePropagation": method(() => new Event("x"), "stopImmediatePropagation", () => []),
  "new EventTarget": made(EventTarget, () => []),
  "EventTarget.addEventListener": method(() => new EventTarget(), "addEventListener",
    () => ["x", () => {}, { once: true, signal: new AbortController().signal, capture: false, passive: false }]),
  "EventTarget.removeEventListener": method(() => new EventTarget(), "removeEventListener", () => ["x", () => {}]),
  "EventTarget.dispatchEvent": method(() => {
    const target = new EventTarget();
    target.addEventListener("x", () => {});
    return target;
  }, "dispatchEvent", () => [new Event("x")]),
  "AbortSignal.onabort=": set(() => new AbortController().signal, "onabort", () => [() => {}], { own: true }),
  "AbortSignal.throwIfAborted": method(() => new AbortController().signal, "throwIfAborted", () => []),
  "AbortSignal.abort": method(() => AbortSignal, "abort", () => ["why"]),
  "AbortSignal.timeout": method(() => AbortSignal, "timeout", () => [1e6]),
  "AbortSignal.any": method(() => AbortSignal, "any", () => [[new AbortController().signal, AbortSignal.abort()]]),
  "new AbortController": made(AbortController, () => []),
  "AbortController.abort": method(() => new AbortController(), "abort", () => ["why"]),
};
for (const [name, row] of Object.entries(rows)) {
  row.name = name;
  row.says ??= name;
}
