// Assets: declared at the top level of modules, so that the frozen file knows them and scripts know their sizes.
import { isArray, isObject, misplaced, number, options, refuse, string, whole } from "./check.js";
import { pointsOf } from "./list.js";

const { native } = import.meta;
const AS_GAME = 2; // engine/asset.h, enum asset_smooth

const known = new Map(); // key, "path\nkind\nhow" → the first handle with it

/** What a game holds of an asset: the engine's id, and a key that the same asset has in the game after a restart. */
class Handle {
  #id;
  #key;

  constructor(id, key) {
    this.#id = id;
    this.#key = key;
    if (!known.has(key)) known.set(key, this);
  }

  static id(value, kind) {
    return typeof value === "object" && value !== null && #id in value && kind.made(value) ? value.#id : 0;
  }

  static key(value) {
    return #key in value ? value.#key : "";
  }
}

class Image extends Handle {
  #canvas;

  constructor(id, key, width, height, frames, isCanvas) {
    super(id, key);
    this.#canvas = isCanvas;
    this.width = width;
    this.height = height;
    this.frames = frames;
    Object.freeze(this);
  }

  static made(value) {
    return #canvas in value;
  }

  static canvas(value) {
    return typeof value === "object" && value !== null && #canvas in value && value.#canvas;
  }
}

class Font extends Handle {
  #measure;

  constructor(id, path, size, line) {
    super(id, `${path}\nfont\nsize ${size}`);
    this.#measure = (s, o) => measure(s, o, id, size);
    this.size = size;
    this.lineHeight = line * size;
    Object.freeze(this);
  }

  measure(s, o) {
    if (!isObject(this) || !(#measure in this)) misplaced("font.measure", "a font made by font()");
    return this.#measure(s, o);
  }

  static made(value) {
    return #measure in value;
  }
}

const { id, key } = Handle, { canvas: canvasOf } = Image, kinds = { image: { made: Image.made }, font: { made: Font.made } };
/** The engine's id of an image handle, of a canvas, of a font; 0 for anything else. */
export const idOf = value => id(value, kinds.image);
export const canvasIdOf = value => (canvasOf(value) ? idOf(value) : 0);
export const fontIdOf = value => id(value, kinds.font);
/** The path and all else that a handle was made with, and the handle of that; "" and undefined for what is none. */
export const keyOf = key;
export const handleOf = name => known.get(name);
for (const name of ["id", "key"]) delete Handle[name];
for (const name of ["made", "canvas"]) delete Image[name];
delete Font.made;
for (const made of [Handle, Image, Font]) delete made.prototype.constructor; // handles come from the functions below alone

function measure(s, o, font, size) {
  string(s, "font.measure", "s");
  options(o, ["width"], "font.measure");
  const wrap = o?.width, most = wrap === undefined ? 0 : number(wrap, "font.measure", "options.width");
  const { count, points } = pointsOf(s); // when nothing more is read: a getter may measure, too
  const made = native.screen.measure(font, points, count, size, most); // not destructured: iterators are the author's
  return { width: made[0], height: made[1] };
}

function smoothOf(o, where) {
  const smooth = o?.smooth;
  if (smooth !== undefined && typeof smooth !== "boolean") refuse(where, "options.smooth", "true or false", smooth);
  return smooth === undefined ? AS_GAME : Number(smooth);
}

export function font(path, size = 16) {
  string(path, "font", "path");
  if (typeof size !== "number" || !(size >= 1 && size <= 1000)) refuse("font", "size", "a number from 1 to 1000", size);
  const made = native.asset.font(path);
  return new Font(made[0], path, size, made[1]);
}

let canvases = 0;

export function canvas(width, height, o) {
  whole(width, 1, 4096, "canvas", "width");
  whole(height, 1, 4096, "canvas", "height");
  options(o, ["smooth"], "canvas");
  const id = native.asset.canvas(width, height, smoothOf(o, "canvas"));
  return new Image(id, `#${++canvases}\ncanvas`, width, height, 1, true);
}

/** What an image was asked for with, for its key: not what size it has, which the file may change. */
function howOf(frame, filter) {
  const cut = frame[0] > 0 ? `frame ${frame[0]}x${frame[1]}` : "", smooth = filter === AS_GAME ? "" : `smooth ${filter === 1}`;
  return cut && smooth ? `${cut}, ${smooth}` : cut || smooth;
}

/** [width, height] of options.frame, 0 and 0 when there is none. */
function frameSize(frame) {
  if (frame === undefined || frame === null) return [0, 0];
  if (!isArray(frame) || frame.length !== 2) refuse("image", "options.frame", "[width, height]", frame);
  return [whole(frame[0], 1, 8192, "image", "options.frame[0]"), whole(frame[1], 1, 8192, "image", "options.frame[1]")];
}

export function image(path, o) {
  string(path, "image", "path");
  options(o, ["frame", "smooth"], "image");
  const frame = frameSize(o?.frame), filter = smoothOf(o, "image");
  const made = native.asset.image(path, frame[0], frame[1], filter);
  const width = made[1], height = made[2], frameWidth = made[3], frameHeight = made[4];
  const key = `${path}\nimage\n${howOf(frame, filter)}`, frames = Math.floor(width / frameWidth) * Math.floor(height / frameHeight);
  return new Image(made[0], key, frameWidth, frameHeight, frames, false);
}

export function text(path) {
  return native.asset.text(string(path, "text", "path"));
}

export function bytes(path) {
  return native.asset.bytes(string(path, "bytes", "path"));
}

export function json(path) {
  return native.asset.json(string(path, "json", "path"));
}
