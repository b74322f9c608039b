// A batch of one image's frames as columns of numbers: the fastest way to draw thousands.
import { idOf } from "./assets.js";
import { isArray, number, options, refuse, whole } from "./check.js";

export class Sprites {
  #columns;

  constructor(img, capacity, o) {
    const id = idOf(img);
    if (id === 0) refuse("new Sprites", "img", "an image made by image()", img);
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
    for (const name of ["x", "y", "frame", "rotation", "scale", "tint"])
      Object.defineProperty(this, name, { value: this.#columns[name], enumerable: true });
  }

  get capacity() {
    return this.#columns.x.length;
  }

  static columns(value) {
    return typeof value === "object" && value !== null && #columns in value ? value.#columns : null;
  }
}

/** The columns of a Sprites, or null for anything else. */
export const columnsOf = Sprites.columns;
delete Sprites.columns;
