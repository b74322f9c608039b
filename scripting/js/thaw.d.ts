/**
 * The manual of the module "thaw" and of the globals beside it.
 *
 * Units: seconds, radians (clockwise), logical pixels with the origin at the top left corner. Colours come last. A wrong argument throws a
 * TypeError that names function, argument and what came; a number must be finite.
 *
 * Freeze time: top levels of modules run once, when the game is frozen; what they made is in the snapshot. There is no screen, no input and
 * no clock then (performance.now() is 0), so drawing, screen.width and everything marked "run time" throw. Math.random is the same in every
 * freeze.
 *
 * Imports: "thaw"; files ("./ship.js", exactly as they are called); packages of npm that hold ES modules
 * (import { vec2 } from "gl-matrix"), found in node_modules by their "exports" with the conditions import, module and default. TypeScript
 * (main.ts, "./ship.ts", or "./ship" and "./ship.js" for it) wherever esbuild is installed in the game's folder:
 * npm install --save-dev esbuild.
 */
declare module "thaw" {
  /** "#rgb", "#rgba", "#rrggbb", "#rrggbbaa", a CSS colour name, "transparent", or 0xRRGGBB. */
  export type Color = string | number;

  // ── assets: declared at top level, by paths relative to the game's folder ──

  /** A picture (PNG or JPEG, at most 8192×8192). `frame` cuts it into frames of that size, row by row; `smooth` filters it when scaled
   *  (default: unless config.pixelated). */
  export function image(path: string, options?: { frame?: [width: number, height: number]; smooth?: boolean }): Image;
  /** An empty, transparent picture to draw on, 1 to 4096 pixels a side: see screen.target. What is drawn there stays from frame to frame
   *  and is gone when the game starts anew, whatever starts it. At top level or later; there is no way to give one back; a game may have
   *  4096 of them, which together may take 1 GB (4 bytes a pixel). `smooth` as in image(). */
  export function canvas(width: number, height: number, options?: { smooth?: boolean }): Image;
  /** A TrueType font (.ttf with its own outlines, kerned by its "kern" table; no .otf, .woff or collections) in a size of 1 to 1000 pixels
   *  an em (default 16). The file need not be trusted: what is damaged is refused, or shows wrong letters. Letters are not hinted; with
   *  config.pixelated their pixels are hard. */
  export function font(path: string, size?: number): Font;
  /** A short sound (WAV or Ogg Vorbis, mono or stereo, at most 10 minutes), decoded whole before load(). */
  export function sound(path: string): Sound;
  /** Music (the same kinds of file, of any length), decoded while it plays. */
  export function music(path: string): Music;
  /** The contents of a UTF-8 text file. */
  export function text(path: string): string;
  /** The contents of a JSON file, parsed. */
  export function json<T = unknown>(path: string): T;
  /** The contents of any file. */
  export function bytes(path: string): Uint8Array;

  export interface Image {
    /** Pixels of one frame. */ readonly width: number;
    /** Pixels of one frame. */ readonly height: number;
    /** How many frames the sheet has, counted from 0. */ readonly frames: number;
  }

  export interface Font {
    /** Pixels an em. */ readonly size: number;
    /** Pixels from one line to the next. */ readonly lineHeight: number;
    /** The pixels that a text takes, wrapped at `width`; also at freeze time, with the same numbers. */
    measure(s: string, options?: { width?: number }): { width: number; height: number };
  }

  // ── sound: run time; volumes are 0 to 4, 1 as recorded, and glide, so that nothing clicks; fades are seconds, 0 to 600 ──

  export interface Sound {
    /** Seconds, at rate 1. */ readonly duration: number;
    /** Plays it once more, over what plays already. `pan` -1 (left only) to 1 (right only), `rate` 0.1 to 10 changes speed and pitch,
     *  `fade` lets it come up. At most 64 voices play: another ends the oldest that does not loop, and is silent when all of them loop. */
    play(options?: { volume?: number; pan?: number; rate?: number; loop?: boolean; fade?: number }): Voice;
  }

  /** One playing of a sound. When it has ended, or the game was restarted, nothing that is done to it has an effect. */
  export interface Voice {
    /** Ends it, fading out in `fade`; default 0: at once. */ stop(options?: { fade?: number }): void;
    /** False when it has ended or was stopped; true while it fades out. */ readonly playing: boolean;
    volume: number;
    /** -1 to 1. */ pan: number;
    /** 0.1 to 10. */ rate: number;
  }

  export interface Music {
    /** Seconds. */ readonly duration: number;
    /** Plays it from its start. `volume` stays for the next time. At most 4 pieces play at once: another ends the oldest. */
    play(options?: { volume?: number; loop?: boolean; fade?: number }): void;
    stop(options?: { fade?: number }): void;
    /** False when it has ended or was stopped; true while it fades out. */ readonly playing: boolean;
    /** 1 at first; may be set at freeze time too. */ volume: number;
  }

  /** Everything that is heard; may be set at freeze time too. */
  export const audio: {
    /** 1 at first. */ volume: number;
    /** Plays on unheard; false at first. */ muted: boolean;
  };

  // ── drawing: inside draw() only, back to front; the list of records is executed when draw() has returned ──
  // A frame's list holds 4,194,304 words of 4 bytes; a record more is a RangeError.

  export const screen: {
    /** Fills the whole screen, or the canvas that is drawn on, whatever camera, clip and blend. On a canvas it replaces what was there,
     *  also by "transparent". */
    clear(color?: Color): void;
    /** One frame of an image. `origin` (fractions of the frame, default [0, 0], its top left corner) lies at x, y; it turns and scales
     *  about it. The picture's colours are multiplied by `tint`, its opacity by `alpha` (0 to 1). */
    image(img: Image, x: number, y: number, options?: {
      frame?: number; rotation?: number; scale?: number | [x: number, y: number]; origin?: [x: number, y: number];
      tint?: Color; alpha?: number;
    }): void;
    /** The first `count` of a batch, as it is at this moment. */
    sprites(s: Sprites): void;
    /** Text with its first line's top at y; `width` wraps at words, `align` says what of each line lies at x, "\n" breaks lines. In the
     *  built-in font `size` is the height of a line (default 8, a letter's cell is 3/4 as wide), in a `font` the pixels of its em (default
     *  font.size). A letter that a font does not have shows as a box. */
    text(s: string | number, x: number, y: number, options?: {
      font?: Font; color?: Color; size?: number; align?: "left" | "center" | "right"; width?: number; alpha?: number;
    }): void;
    /** The pixels that a text takes with these options of screen.text; also at freeze time, with the same numbers. */
    measure(s: string, options?: { font?: Font; size?: number; width?: number }): { width: number; height: number };
    /** `alpha`, here and below: an opacity of 0 to 1 that multiplies the colour's. */
    fillRect(x: number, y: number, w: number, h: number, color: Color, options?: { alpha?: number }): void;
    /** A frame inside the rectangle, `width` pixels wide (default 1). */
    strokeRect(x: number, y: number, w: number, h: number, color: Color, options?: { width?: number; alpha?: number }): void;
    fillCircle(x: number, y: number, r: number, color: Color, options?: { alpha?: number }): void;
    /** A ring inside the circle, `width` pixels wide (default 1). */
    strokeCircle(x: number, y: number, r: number, color: Color, options?: { width?: number; alpha?: number }): void;
    /** A line `width` pixels wide (default 1). */
    line(x1: number, y1: number, x2: number, y2: number, color: Color, options?: { width?: number; alpha?: number }): void;
    /** Fills the rectangle with repetitions of a frame; one of them has its top left corner at x, y + `offset` (default [0, 0]). More than
     *  1,048,576 in sight at once are not drawn. */
    tile(img: Image, x: number, y: number, w: number, h: number, options?: {
      offset?: [x: number, y: number]; frame?: number; tint?: Color; alpha?: number;
    }): void;
    /** Stretches a frame over the rectangle but for its borders: corners keep their size, sides one of theirs. `border` is in pixels of the
     *  frame; a rectangle too small for its borders squeezes them. */
    panel(img: Image, x: number, y: number, w: number, h: number, options: {
      border: number | [left: number, top: number, right: number, bottom: number]; frame?: number; tint?: Color; alpha?: number;
    }): void;
    /** Fills a polygon of 3 to 1024 corners, x and y in turn, convex or not. Where its sides cross, what is inside is not defined. */
    polygon(points: readonly number[] | Float32Array, color: Color, options?: { alpha?: number }): void;
    /** Triangles of three corners each, x and y in turn, with hard edges. `uv`: u and v of each corner, fractions of the image's frame, cut
     *  to 0 … 1. `colors`: one for each corner (a Uint32Array holds 0xRRGGBBAA), else `color` and `alpha` for all; default white. */
    triangles(points: readonly number[] | Float32Array, options?: {
      image?: Image; frame?: number; uv?: readonly number[] | Float32Array; colors?: readonly Color[] | Uint32Array;
      color?: Color; alpha?: number;
    }): void;
    /** How what follows is mixed with what is there; "alpha" at the start of each frame. "add" makes light, "multiply" shade. */
    blend(mode: "alpha" | "add" | "multiply"): void;
    /** Nothing of what follows is drawn outside of this rectangle, in logical pixels of the screen (or the canvas) whatever the camera.
     *  Without arguments, and at the start of each frame: no clip. */
    clip(x?: number, y?: number, w?: number, h?: number): void;
    /** What follows is drawn on this canvas; without an argument, and at the start of each frame, on the screen again. Either way camera,
     *  clip and blend start anew. A canvas cannot be drawn onto itself: that throws. */
    target(canvas?: Image): void;
    /** For all that follows in this frame: x, y of the world comes to the top left corner, enlarged by zoom, turned by -rotation about that
     *  corner. Without arguments: back to the screen. */
    camera(x?: number, y?: number, zoom?: number, rotation?: number): void;
    /** Logical pixels: config.width. Run time. */ readonly width: number;
    /** Logical pixels: config.height. Run time. */ readonly height: number;
  };

  /** A batch of one image's frames as columns: write the arrays, set `count`, draw once. `origin` (default [0.5, 0.5], the centre) as in
   *  screen.image. At most 500,000. */
  export class Sprites {
    constructor(img: Image, capacity: number, options?: { origin?: [x: number, y: number] });
    /** How many are drawn; 0 at first. */ count: number;
    readonly capacity: number;
    readonly origin: [x: number, y: number];
    /** Writes the next one and counts it; gives its index. What is left out is 0, scale 1, tint "white". A RangeError when the batch
     *  is full. */
    add(sprite?: { x?: number; y?: number; frame?: number; rotation?: number; scale?: number; tint?: Color }): number;
    readonly x: Float32Array;
    readonly y: Float32Array;
    readonly frame: Uint16Array;
    readonly rotation: Float32Array;
    /** 1 at first. */ readonly scale: Float32Array;
    /** 0xRRGGBBAA, 0xFFFFFFFF at first. */ readonly tint: Uint32Array;
  }

  // ── input: as it is at this update; at freeze time nothing is held. Keys are one name or an array of at most 64: any of them ──

  export const input: {
    /** Held now. */
    down(key: Key | readonly Key[]): boolean;
    /** Went down since the last update; true in exactly one. */
    pressed(key: Key | readonly Key[]): boolean;
    /** Went up since the last update; true in exactly one. */
    released(key: Key | readonly Key[]): boolean;
    /** -1 to 1: how far positive is pressed minus how far negative is. Keys are 0 or 1, triggers and sticks anything between. */
    axis(negative: Key | readonly Key[], positive: Key | readonly Key[]): number;
    /** Starts or stops text input, which IMEs need; on at first when main.js exports textinput or textedit. `caret` (logical pixels) is
     *  where the text appears, so that an IME opens beside it. Run time. */
    text(on: boolean, caret?: { x?: number; y?: number; w?: number; h?: number }): void;
    /** The gamepads that are plugged in, by their place; those that are there at the start come with the first frame. */
    readonly pads: readonly Pad[];
    readonly mouse: {
      readonly x: number;
      readonly y: number;
      /** Logical pixels that it went since the last update, also while captured. */ readonly dx: number;
      /** Logical pixels that it went since the last update, also while captured. */ readonly dy: number;
      /** Notches since the last update, up positive. */ readonly wheel: number;
      /** Captured, the mouse is hidden, stays where it is, and dx and dy have no end. It is let go while the game is paused or faulted, and
       *  then captured again, also by the next game after a restart. Which key frees it is yours to choose. Run time. */
      capture(on: boolean): void;
      /** Whether its arrow is shown over the window; true at first. Set it at run time. */ visible: boolean;
      /** 0 left, 1 middle, 2 right; default 0. */
      down(button?: 0 | 1 | 2): boolean;
      pressed(button?: 0 | 1 | 2): boolean;
      released(button?: 0 | 1 | 2): boolean;
    };
  };

  /** A gamepad in the W3C's standard order, https://www.w3.org/TR/gamepad/#remapping; its values are read in place. */
  export interface Pad {
    /** Its name. */ readonly id: string;
    /** Its place from 0 to 7, kept as long as it is plugged in. */ readonly index: number;
    /** Left stick x, y, right stick x, y: -1 to 1, right and down positive. Within 0.15 of its middle a stick is at 0, beyond that it grows
     *  evenly to 1. */
    readonly axes: readonly number[];
    /** 17; pressed is a value of at least 0.5. */ readonly buttons: readonly { readonly pressed: boolean; readonly value: number }[];
    /** Its motors, 0 to 1 (default 1 and as strong), for 0 to 60 seconds (default 0.2); nothing on a pad without. */
    rumble(strong?: number, weak?: number, seconds?: number): void;
  }

  export type Key = KeyCode | PadButton;
  /** A button, or half an axis of a stick, of any pad. PadL1 and PadR1 are above the triggers PadL2 and PadR2; PadL3 and PadR3 press the
   *  sticks; PadUp and so on are the cross. */
  export type PadButton = `Pad${"A" | "B" | "X" | "Y" | "L1" | "R1" | "L2" | "R2" | "L3" | "R3" | "Select" | "Start" | "Home"}`
    | `Pad${"" | "LeftStick" | "RightStick"}${"Left" | "Right" | "Up" | "Down"}`;
  type Letter = "A" | "B" | "C" | "D" | "E" | "F" | "G" | "H" | "I" | "J" | "K" | "L" | "M" | "N" | "O" | "P" | "Q" | "R" | "S" | "T"
    | "U" | "V" | "W" | "X" | "Y" | "Z";
  type Digit = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;
  /** KeyboardEvent.code: the key's place on the keyboard, whatever its label. */
  export type KeyCode = `Key${Letter}` | `Digit${Digit}` | `Numpad${Digit}` | `Arrow${"Up" | "Down" | "Left" | "Right"}`
    | `F${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12}` | `${"Shift" | "Control" | "Alt" | "Meta"}${"Left" | "Right"}`
    | "Space" | "Enter" | "Escape" | "Tab" | "Backspace" | "CapsLock" | "Minus" | "Equal" | "BracketLeft" | "BracketRight" | "Semicolon"
    | "Quote" | "Backquote" | "Backslash" | "IntlBackslash" | "Comma" | "Period" | "Slash" | "Insert" | "Delete" | "Home" | "End"
    | "PageUp" | "PageDown" | "PrintScreen" | "ScrollLock" | "Pause" | "ContextMenu" | "NumLock" | "NumpadDivide" | "NumpadMultiply"
    | "NumpadSubtract" | "NumpadAdd" | "NumpadEnter" | "NumpadDecimal";

  // ── the run ──

  export const game: {
    /** Seconds of updates since load(). */ readonly time: number;
    /** Updates since load(). */ readonly frame: number;
    /** Frames drawn a second, averaged. */ readonly fps: number;
    /** True at freeze time. */ readonly freezing: boolean;
    /** True when this load() follows a restart. */ readonly restarted: boolean;
    /** The words behind "--" on the command line. */ readonly args: readonly string[];
    /** Ends the game after this frame; code 0 to 255, the process's exit code. Run time. */
    quit(code?: number): void;
    /** Starts the game anew between two frames: from its sources when they changed, else from the same snapshot. Run time. */
    restart(): void;
    /** Writes this frame as PNG, relative to the working directory; default "screenshot.png". Run time. */
    screenshot(path?: string): void;
  };

  // ── what main.js may export ──

  export interface Config {
    /** Of the window; default "thaw". */ title?: string;
    /** Logical pixels, 1 to 8192; default 800. */ width?: number;
    /** Logical pixels, 1 to 8192; default 600. */ height?: number;
    /** Window pixels a logical one, 0.01 to 100, with bars around. Default "fit": as large as the window allows (whole multiples when
     *  pixelated); "integer": whole multiples only; "stretch": the whole window, out of proportion. */
    scale?: number | "fit" | "integer" | "stretch";
    /** Updates a second, 1 to 1000; default 60. */ fps?: number;
    /** Drawn at logical size and enlarged with hard pixels; default false. */ pixelated?: boolean;
    /** What each frame starts with; default "black". */ background?: Color;
    /** The name under which localStorage is kept: at most 64 letters, digits, blanks and _ - . (default: made of the folder's). */
    save?: string;
  }

  export interface KeyEvent {
    readonly code: KeyCode;
    /** What the key types ("a", "A", "é"), else its name ("Enter", "Shift"). */ readonly key: string;
    readonly repeat: boolean;
    readonly shiftKey: boolean;
    readonly ctrlKey: boolean;
    readonly altKey: boolean;
  }

  export interface PointerEvent {
    readonly x: number;
    readonly y: number;
    /** 0 when it moves. */ readonly button: 0 | 1 | 2;
    /** 0 the mouse, 1 to 10 a finger as long as it touches. */ readonly id: number;
    readonly type: "mouse" | "touch";
  }

  export interface Main<S extends object = object> {
    config?: Config;
    /** Lives on when the game restarts: a structured clone of it, images and sounds included (voices as ones that have ended), is merged
     *  over the new game's, plain objects key by key. Functions, symbols and the like stay behind, and a line tells which; a Sprites and
     *  objects of your classes keep their class only where the new state has one at the same place, which is then filled. A class's
     *  #private fields are out of reach: they start anew, and no line tells so. */
    state?: S;
    /** Makes the new state of the old one, when its shape has changed; called before load() of a game that restarts. */
    migrate?(old: any): S;
    /** Once after the thaw. May be async: update and draw begin when it has settled. */
    load?(): void | Promise<void>;
    /** One fixed step of 1 / fps seconds. */
    update?(dt: number): void;
    /** Records one frame; alpha 0 to 1 is how far time has gone from the last update towards the next. */
    draw?(alpha: number): void;
    /** F5 is the engine's: it restarts the game, with Shift from a new state. So are F1, F9, F10 and F12 in development. */
    keydown?(e: KeyEvent): void;
    keyup?(e: KeyEvent): void;
    textinput?(s: string): void;
    /** What an IME is composing, before textinput tells what became of it; `start` and `length` in characters say what is marked, an empty
     *  text that it is over. */
    textedit?(e: { readonly text: string; readonly start: number; readonly length: number }): void;
    pointerdown?(e: PointerEvent): void;
    pointerup?(e: PointerEvent): void;
    pointermove?(e: PointerEvent): void;
    /** Notches, up positive. */ wheel?(dy: number): void;
    padconnected?(e: { readonly index: number; readonly id: string }): void;
    paddisconnected?(e: { readonly index: number; readonly id: string }): void;
    /** Window pixels. */ resize?(w: number, h: number): void;
    focus?(): void;
    blur?(): void;
    /** The window's close button; true keeps the game open. */ quit?(): boolean | void;
  }
}

// ── the web's names ──

/** Lines on stderr with level, file and line; %s %d %i %f %o %O %c in the first argument. Texts are cut after 1,000,000 letters, and
 *  what a call shows after 10,000 values. */
declare const console: {
  log(...values: unknown[]): void;
  info(...values: unknown[]): void;
  debug(...values: unknown[]): void;
  warn(...values: unknown[]): void;
  error(...values: unknown[]): void;
  assert(condition: unknown, ...values: unknown[]): void;
  trace(...values: unknown[]): void;
  dir(value: unknown): void;
  table(rows: unknown): void;
  count(label?: string): void;
  countReset(label?: string): void;
  time(label?: string): void;
  timeLog(label?: string, ...values: unknown[]): void;
  timeEnd(label?: string): void;
  group(...values: unknown[]): void;
  groupCollapsed(...values: unknown[]): void;
  groupEnd(): void;
};
/** Milliseconds since the game started; headless: of the frames so far. */
declare const performance: { now(): number; readonly timeOrigin: number };
/** Texts that are kept from run to run, as on the web: 5 MiB of names and texts, two bytes a UTF-16 unit, else an Error named
 *  QuotaExceededError. Written to a file within a second and at the end; a crash loses that second, never the file. Objects are refused:
 *  JSON.stringify makes a text of them. Run time: at freeze time it throws. */
interface Storage {
  readonly length: number;
  key(index: number): string | null;
  getItem(key: string): string | null;
  setItem(key: string, value: string | number | boolean): void;
  removeItem(key: string): void;
  clear(): void;
  [key: string]: any;
}
declare const localStorage: Storage;
/** Timers run on game time, before update(), at least 1 ms later; they stand still when the game does and live on in a snapshot. At
 *  most 100,000 may wait, else a RangeError; so many callbacks of requestAnimationFrame, too. */
declare function setTimeout<A extends unknown[]>(f: (...args: A) => void, ms?: number, ...args: A): number;
declare function clearTimeout(id?: number): void;
declare function setInterval<A extends unknown[]>(f: (...args: A) => void, ms?: number, ...args: A): number;
declare function clearInterval(id?: number): void;
/** Before the next draw(), with the game time in milliseconds; may draw. */
declare function requestAnimationFrame(f: (ms: number) => void): number;
declare function cancelAnimationFrame(id: number): void;
declare function queueMicrotask(f: () => void): void;
/** A deep copy, the ArrayBuffers of `transfer`, 65,536 at most, moved into it and empty here afterwards; an Error named DataCloneError for
 *  what cannot be copied. */
declare function structuredClone<T>(value: T, options?: { transfer?: readonly ArrayBuffer[] }): T;

/** One of the game's own files, by a path relative to its folder; status 404 when there is none. At the top level the file becomes an
 *  asset, like that of bytes(). A TypeError for anything outside, http: too. */
declare function fetch(url: string, options?: { method?: "GET"; signal?: AbortSignal }): Promise<Response>;
interface Response {
  readonly ok: boolean;
  /** 200 or 404. */ readonly status: number;
  readonly statusText: string;
  readonly url: string;
  readonly bodyUsed: boolean;
  /** The body, which can be read once, by one of these. */ text(): Promise<string>;
  json(): Promise<any>;
  bytes(): Promise<Uint8Array>;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** UTF-8, as fetch and files have it. */
interface TextEncoder {
  readonly encoding: "utf-8";
  encode(text?: string): Uint8Array;
  /** Whole letters, as many as there is room for; how many UTF-16 units were read and bytes written. */
  encodeInto(text: string, into: Uint8Array): { read: number; written: number };
}
declare var TextEncoder: { new(): TextEncoder; readonly prototype: TextEncoder };
interface TextDecoder {
  readonly encoding: "utf-8";
  readonly fatal: boolean;
  readonly ignoreBOM: boolean;
  /** With `stream` a letter that is cut at the end waits for the next call. */
  decode(input?: ArrayBuffer | ArrayBufferView, options?: { stream?: boolean }): string;
}
/** `label` "utf-8" alone, else a RangeError; `fatal`: wrong bytes are a TypeError instead of U+FFFD; `ignoreBOM` keeps a byte order
 *  mark. */
declare var TextDecoder: {
  new(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean }): TextDecoder;
  readonly prototype: TextDecoder;
};
/** Bytes of base64 as letters up to U+00FF, and back; a DOMException named InvalidCharacterError for what is none. */
declare function atob(base64: string): string;
declare function btoa(binary: string): string;

/** Chance of the system; that of Math.random at the top level and in runs that repeat (--headless, --seed), so that they do. */
declare const crypto: {
  /** Fills an array of whole numbers, at most 65,536 bytes, and gives it back. */
  getRandomValues<T extends Int8Array | Uint8Array | Uint8ClampedArray | Int16Array | Uint16Array | Int32Array | Uint32Array | BigInt64Array
    | BigUint64Array>(array: T): T;
  /** "36b8f84d-df4e-4d49-b662-bcde71a8764f", version 4. */ randomUUID(): string;
};

/** An Error with a name of the web's. */
interface DOMException extends Error {}
declare var DOMException: { new(message?: string, name?: string): DOMException; readonly prototype: DOMException };
interface Event {
  readonly type: string;
  readonly target: EventTarget | null;
  readonly cancelable: boolean;
  readonly defaultPrevented: boolean;
  /** dispatchEvent gives false, if cancelable. */ preventDefault(): void;
  /** No further listener is called. */ stopImmediatePropagation(): void;
}
declare var Event: {
  new(type: string, options?: { cancelable?: boolean; bubbles?: boolean; composed?: boolean }): Event;
  readonly prototype: Event;
};
type EventListener = ((event: Event) => void) | { handleEvent(event: Event): void };
/** Listeners of your own events, for a class to extend; the engine's own events are hooks of main.js. What a listener throws is thrown by
 *  dispatchEvent. */
interface EventTarget {
  addEventListener(type: string, listener: EventListener | null,
    options?: boolean | { once?: boolean; signal?: AbortSignal; capture?: boolean; passive?: boolean }): void;
  removeEventListener(type: string, listener: EventListener | null): void;
  dispatchEvent(event: Event): boolean;
}
declare var EventTarget: { new(): EventTarget; readonly prototype: EventTarget };
interface AbortSignal extends EventTarget {
  readonly aborted: boolean;
  readonly reason: any;
  onabort: ((event: Event) => void) | null;
  throwIfAborted(): void;
}
declare var AbortSignal: {
  readonly prototype: AbortSignal;
  abort(reason?: unknown): AbortSignal;
  /** Ends after `ms` of game time. */ timeout(ms: number): AbortSignal;
  /** Ends with the first of them, 65,536 at most. */ any(signals: readonly AbortSignal[]): AbortSignal;
};
interface AbortController {
  readonly signal: AbortSignal;
  abort(reason?: unknown): void;
}
declare var AbortController: { new(): AbortController; readonly prototype: AbortController };
interface ImportMeta {
  /** file:///… */ readonly url: string;
  readonly dirname: string;
  readonly filename: string;
}
