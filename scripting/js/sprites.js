// A batch of one image's frames as columns of numbers: the fastest way to draw thousands.
import { idOf } from "./assets.js";
import { isArray, isObject, misplaced, number, options, refuse, shown, whole } from "./check.js";
import { color } from "./color.js";

const columnNames = ["x", "y", "frame", "rotation", "scale", "tint"];

export class Sprites {
  #columns;

  constructor(img, capacity, o) {
    const id = idOf(img);
    if (id === 0) refuse("new Sprites", "img", "an image made by image() or canvas()", img);
    whole(capacity, 1, 500000, "new Sprites", "capacity");
    options(o, ["origin"], "new Sprites");
    const origin = o?.origin ?? [0.5, 0.5];
    if (!isArray(origin) || origin.length !== 2) refuse("new Sprites", "options.origin", "two numbers", origin);
    this.count = 0;
    this.#columns = Object.freeze({
      id,
      originX: number(origin[0], "new Sprites", "options.origin[0]"),
      originY: number(origin[1], "new Sprites", "options.origin[1]"),
      x: new Float32Array(capacity),
      y: new Float32Array(capacity),
      frame: new Uint16Array(capacity),
      rotation: new Float32Array(capacity),
      scale: new Float32Array(capacity).fill(1),
      tint: new Uint32Array(capacity).fill(0xffffffff),
    });
    for (const name of columnNames)
      Object.defineProperty(this, name, { value: this.#columns[name], enumerable: true });
  }

  static #of(value, where) {
    if (!isObject(value) || !(#columns in value)) misplaced(where, "a Sprites");
    return value.#columns;
  }

  add(o) {
    const where = "sprites.add";
    let c;
    try {
      c = this.#columns;
    } catch {
      Sprites.#of(this, where);
    }
    options(o, columnNames, where);
    const { x = 0, y = 0, frame = 0, rotation = 0, scale = 1, tint } = o ?? {};
    number(x, where, "options.x"); number(y, where, "options.y"); whole(frame, 0, 65535, where, "options.frame");
    number(rotation, where, "options.rotation"); number(scale, where, "options.scale");
    const paint = tint === undefined ? 0xffffffff : color(tint, where, "options.tint"), at = this.count; // when nothing more is read
    if (!Number.isInteger(at) || at < 0 || at > c.x.length)
      throw new RangeError(`${where}: count must be a whole number from 0 to ${c.x.length}, the capacity, not ${shown(at)}`);
    if (at === c.x.length) throw new RangeError(`${where}: the batch is full, its capacity is ${at}`);
    c.x[at] = x; c.y[at] = y; c.frame[at] = frame; c.rotation[at] = rotation; c.scale[at] = scale; c.tint[at] = paint;
    this.count = at + 1;
    return at;
  }

  get origin() {
    const { originX, originY } = Sprites.#of(this, "sprites.origin");
    return [originX, originY];
  }

  get capacity() {
    return Sprites.#of(this, "sprites.capacity").x.length;
  }

  static columns(value) {
    return typeof value === "object" && value !== null && #columns in value ? value.#columns : null;
  }
}

/** The columns of a Sprites, or null for anything else. */
export const columnsOf = Sprites.columns;
delete Sprites.columns;
