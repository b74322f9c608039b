// Assets: declared at the top level of modules, so that the frozen file knows them and scripts know their sizes.
import { isArray, options, refuse, string, whole } from "./check.js";

const { native } = import.meta;
const AS_GAME = 2; // engine/asset.h, enum asset_smooth

const known = new Map(); // key → the first handle with it

class Image {
  #id;
  #key;

  constructor(id, key, width, height, frames) {
    this.#id = id;
    this.#key = key;
    this.width = width;
    this.height = height;
    this.frames = frames;
    Object.freeze(this);
  }

  static id(value) {
    return typeof value === "object" && value !== null && #id in value ? value.#id : 0;
  }

  static key(value) {
    return #key in value ? value.#key : "";
  }
}

/** The engine's id of an image handle; 0 for anything else. */
export const idOf = Image.id;
/** The path and all else that an image handle was made with, and the handle of that; "" and undefined for what is none. */
export const keyOf = Image.key;
export const imageOf = key => known.get(key);
delete Image.id;
delete Image.key;
delete Image.prototype.constructor; // handles come from image() alone

export function image(path, o) {
  string(path, "image", "path");
  options(o, ["frame", "smooth"], "image");
  const frame = o?.frame ?? [0, 0], smooth = o?.smooth;
  if (!isArray(frame) || frame.length !== 2) refuse("image", "options.frame", "[width, height]", frame);
  if (o?.frame) {
    whole(frame[0], 1, 8192, "image", "options.frame[0]");
    whole(frame[1], 1, 8192, "image", "options.frame[1]");
  }
  if (smooth !== undefined && typeof smooth !== "boolean") refuse("image", "options.smooth", "true or false", smooth);
  const filter = smooth === undefined ? AS_GAME : Number(smooth);
  const [id, width, height, frameWidth, frameHeight] = native.asset.image(path, frame[0], frame[1], filter);
  const key = `${path}\n${frameWidth} ${frameHeight} ${filter}`;
  const made = new Image(id, key, frameWidth, frameHeight, Math.floor(width / frameWidth) * Math.floor(height / frameHeight));
  if (!known.has(key)) known.set(key, made);
  return made;
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
