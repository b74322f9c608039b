// Uses every name of thaw.d.ts rightly. tests/types.test.mjs checks its types, that no name is left out, and plays it.
import { Sprites, audio, bytes, canvas, font, game, image, input, json, music, screen, sound, text } from "thaw";
import type { Color, Config, Font, Image, Key, KeyCode, KeyEvent, Main, Music, Pad, PadButton, PointerEvent, Sound, Voice } from "thaw";

export const config: Config = { title: "every", width: 64, height: 48, scale: "fit", fps: 60, pixelated: true, background: "#123", save: "every" };
interface State { hits: number; log: string[] }
export const state: State = { hits: 0, log: [] };

const note = (value: unknown): void => console.log(JSON.stringify(value));
const red: Color = "red", blue: Color = 0x0000ff, key: KeyCode = "KeyA";
const dot: Image = image("dot.png", { frame: [2, 2], smooth: false });
const paper: Image = canvas(8, 8, { smooth: true }), face: Font = font("test.ttf", 9), tall = font("test.ttf");
const words: string = text("words.txt"), data = json<{ a?: number }>("data.json"), raw: Uint8Array = bytes("words.txt");
const beep: Sound = sound("beep.wav"), tune: Music = music("beep.wav");
const batch = new Sprites(dot, 4, { origin: [0.5, 0.5] });
const added: number = batch.add({ x: 1, y: 2, frame: 0, rotation: 0, scale: 1, tint: red });
const frozen: boolean = game.freezing;

export function migrate(old: any): State {
  return { hits: old.hits, log: [] };
}

export async function load(): Promise<void> {
  note([frozen, game.freezing, game.restarted, game.time, game.frame, game.fps >= 0, [...game.args], words.length > 0, typeof data, raw.length > 0]);
  note([dot.width, dot.height, dot.frames, batch.capacity, import.meta.url.length > 0, import.meta.filename.length > import.meta.dirname.length]);
  note([added, batch.add(), batch.origin, face.size < tall.size, face.lineHeight, face.measure("hello", { width: 20 }).height, face.measure("").width]);
  await web();
  saved();
  heard();
  if (game.frame > 1e9) game.restart();
}

export function update(dt: number): void {
  state.hits += Number(input.down(key)) + Number(input.pressed(key)) + Number(input.released("Space")) + input.axis("ArrowLeft", ["ArrowRight", "KeyD"]) + dt;
  const { mouse } = input, either: readonly Key[] = ["Space", "PadA"], jump: PadButton = "PadLeftStickUp";
  state.hits += Number(input.down(either)) + Number(input.pressed(either)) + Number(input.released([jump])) + input.axis("PadL2", ["PadR2", "PadRight"]);
  if (mouse.down() || mouse.pressed(1) || mouse.released(2)) state.hits += mouse.x + mouse.y + mouse.dx + mouse.dy + mouse.wheel;
  mouse.capture(false);
  mouse.visible = !mouse.visible;
  input.text(true, { x: 1, y: 2, w: 3, h: 4 });
  input.text(false);
  input.pads.forEach(play);
}

function play(pad: Pad): void {
  const [first] = pad.buttons, [x = 0] = pad.axes;
  if (first?.pressed) pad.rumble(first.value, 0.5, 1);
  else pad.rumble();
  told.push(pad.id, pad.index, x);
}

export function draw(alpha: number): void {
  screen.clear("black");
  screen.clear();
  screen.camera(0, 0, 1, alpha * 0);
  screen.camera();
  screen.image(dot, 1, 2);
  screen.image(dot, 1, 2, { frame: 0, rotation: 1, scale: [2, 1], origin: [0.5, 0.5], tint: blue, alpha: 0.5 });
  batch.count = 2;
  for (const column of [batch.x, batch.y, batch.rotation, batch.scale]) column.fill(1);
  batch.frame.fill(0);
  batch.tint.fill(0xffffffff);
  screen.sprites(batch);
  const { width, height } = screen.measure("hello", { size: 8 });
  screen.text("hello", screen.width - width, screen.height - height, { color: red, size: 8, align: "left", width: 100 });
  screen.text(5, 0, 0, { font: face, alpha: 0.5 });
  screen.text("é", screen.measure("é", { font: face, width: 9 }).width, 0);
  screen.fillRect(1, 2, 3, 4, red);
  screen.strokeRect(1, 2, 3, 4, red, { width: 1, alpha: 1 });
  screen.fillCircle(1, 2, 3, blue, { alpha: 0.5 });
  screen.fillRect(1, 2, 3, 4, red, { alpha: 0 });
  screen.strokeCircle(1, 2, 3, blue, { width: 2, alpha: 0.5 });
  screen.line(1, 2, 3, 4, "#fff8", { width: 1, alpha: 0.5 });
  shapes();
  if (game.frame === 2) game.screenshot("every.png");
  if (game.frame === 3) game.quit(0);
}

function shapes(): void {
  screen.target(paper);
  screen.tile(dot, 0, 0, 8, 8, { offset: [1, 1], frame: 0, tint: red, alpha: 0.5 });
  screen.target();
  screen.clip(0, 0, 30, 30);
  screen.blend("add");
  screen.panel(paper, 0, 0, 20, 20, { border: [1, 2, 3, 4], frame: 0, tint: blue, alpha: 0.5 });
  screen.panel(paper, 0, 0, 20, 20, { border: 2 });
  screen.blend("multiply");
  screen.polygon([0, 0, 9, 0, 0, 9], red, { alpha: 0.5 });
  screen.polygon(Float32Array.of(0, 0, 9, 0, 0, 9), red);
  screen.blend("alpha");
  screen.triangles([0, 0, 9, 0, 0, 9], { image: dot, frame: 0, uv: [0, 0, 1, 0, 0, 1], colors: [red, blue, "#fff"] });
  screen.triangles(Float32Array.of(0, 0, 9, 0, 0, 9), { color: red, alpha: 0.5 });
  screen.triangles([], { uv: new Float32Array(0), colors: new Uint32Array(0) });
  screen.clip();
}

const told: unknown[] = [];
export const keydown = (e: KeyEvent): void => void told.push(e.code, e.key, e.repeat, e.shiftKey, e.ctrlKey, e.altKey);
export const keyup = (e: KeyEvent): void => void told.push(e.code);
export const textinput = (s: string): void => void told.push(s);
export const textedit: Main["textedit"] = e => void told.push(e.text, e.start, e.length);
const pad: Main["padconnected"] = e => void told.push(e.index, e.id);
const padless: Main["paddisconnected"] = e => void told.push(e.index, e.id);
export { pad as padconnected, padless as paddisconnected };
const pointer = (e: PointerEvent): void => void told.push(e.x, e.y, e.button, e.id, e.type === "mouse" || e.type === "touch");
export { pointer as pointerdown, pointer as pointermove, pointer as pointerup };
export const wheel = (dy: number): void => void told.push(dy);
export const resize = (w: number, h: number): void => void told.push(w, h);
export const focus = (): void => void told.push("focus");
export const blur = (): void => void told.push("blur");
export const quit = (): boolean => false;

const main: Main<State> = { config, state, migrate, load, update, draw, keydown, keyup, textinput, textedit, pointerdown: pointer, pointerup: pointer, pointermove: pointer,
  wheel, padconnected: pad, paddisconnected: padless, resize, focus, blur, quit };
note(Object.keys(main).length);

function heard(): void {
  const voice: Voice = beep.play({ volume: 0.5, pan: -1, rate: 2, loop: false, fade: 0.1 });
  voice.volume = voice.pan = 0;
  voice.rate = 1;
  note([beep.duration > 0, voice.playing, tune.duration > 0, tune.playing]);
  voice.stop({ fade: 0 });
  tune.play({ volume: 1, loop: true, fade: 0 });
  tune.stop({ fade: 0.1 });
  tune.volume = audio.volume = 1;
  audio.muted = false;
}

function saved(): void {
  const storage: Storage = localStorage;
  storage.setItem("best", 5);
  storage.name = "every";
  note([storage.length, storage.key(0), storage.getItem("best"), storage["name"], "best" in storage, Object.keys(storage)]);
  storage.removeItem("best");
  delete storage.name;
  storage.clear();
}

async function web(): Promise<void> {
  const timer: number = setTimeout((n: number) => note(n), 1, 5), again: number = setInterval(() => {}, 1000);
  clearTimeout(timer);
  clearInterval(again);
  const frame: number = requestAnimationFrame(ms => note(ms));
  cancelAnimationFrame(frame);
  await new Promise<void>(done => queueMicrotask(done));
  const copy = structuredClone({ a: [1], b: new ArrayBuffer(2) }), moved: ArrayBuffer = structuredClone(copy.b, { transfer: [copy.b] });
  note([performance.now() >= performance.timeOrigin, copy.a, moved.byteLength]);
  const encoder = new TextEncoder(), decoder: TextDecoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const { read, written } = encoder.encodeInto("é", new Uint8Array(2));
  note([read, written, decoder.decode(encoder.encode("é"), { stream: false }), encoder.encoding, decoder.encoding, decoder.fatal, decoder.ignoreBOM, atob(btoa("x"))]);
  note([crypto.getRandomValues(new Uint32Array(2)).length, crypto.randomUUID().length]);
  const controller: AbortController = new AbortController(), { signal } = controller, target: EventTarget = new EventTarget();
  const listener = (e: Event): void => { e.preventDefault(); e.stopImmediatePropagation(); note([e.type, e.target === target, e.cancelable, e.defaultPrevented]); };
  target.addEventListener("x", listener, { once: true, signal, capture: false, passive: false });
  note(target.dispatchEvent(new Event("x", { cancelable: true, bubbles: false, composed: false })));
  target.addEventListener("x", { handleEvent: listener }, true);
  target.removeEventListener("x", listener);
  signal.onabort = e => note(e.type);
  const response: Response = await fetch("words.txt", { method: "GET", signal });
  note([response.ok, response.status, response.statusText, response.url, await response.text(), response.bodyUsed]);
  note([await (await fetch("data.json")).json(), (await (await fetch("data.json")).bytes()).length > 0, (await (await fetch("gone")).arrayBuffer()).byteLength]);
  controller.abort("reason");
  note([signal.aborted, signal.reason, AbortSignal.any([signal]).aborted, AbortSignal.timeout(5).aborted]);
  try {
    AbortSignal.abort(new DOMException("m", "MyError")).throwIfAborted();
  } catch (error) {
    note((error as DOMException).name);
  }
  logs();
}

function logs(): void {
  console.info("%s", 1);
  console.debug(1);
  console.warn(1);
  console.error(1);
  console.assert(true, 1);
  console.trace();
  console.dir({});
  console.table([1]);
  console.count("c");
  console.countReset("c");
  console.time("t");
  console.timeLog("t");
  console.timeEnd("t");
  console.group("g");
  console.groupEnd();
  console.groupCollapsed("g");
  console.groupEnd();
}
