// TextEncoder, TextDecoder (encoding.spec.whatwg.org, UTF-8 alone), atob and btoa (infra.spec.whatwg.org, forgiving base64).
import { isObject, misplaced, options, refuse, shown, string } from "./check.js";
import { DOMException } from "./events.js";

const { native } = import.meta;
const none = new Uint8Array(0);
const lengthOfBuffer = Object.getOwnPropertyDescriptor(ArrayBuffer.prototype, "byteLength").get;

/** Whether a value is an ArrayBuffer, whatever it says of itself. */
export function isBuffer(value) {
  try {
    lengthOfBuffer.call(value);
    return true;
  } catch {
    return false;
  }
}

export function isDetached(buffer) {
  try {
    new Uint8Array(buffer);
    return false;
  } catch {
    return true;
  }
}

const { apply } = Reflect;
const spanOf = prototype => ["buffer", "byteOffset", "byteLength"].map(key => Object.getOwnPropertyDescriptor(prototype, key).get);
const TypedArray = Object.getPrototypeOf(Uint8Array.prototype), ofTyped = spanOf(TypedArray), ofData = spanOf(DataView.prototype);

/** The name of a typed array's kind, "Uint8Array" say, whatever it says of itself; undefined for anything else. */
const { get: kindOfView } = Object.getOwnPropertyDescriptor(TypedArray, Symbol.toStringTag);
export const kindOf = value => apply(kindOfView, value, []);

/** The bytes of a view, not copied, whatever it says of itself; none of a detached one. */
export function bytesOfView(view) {
  const span = kindOf(view) === undefined ? ofData : ofTyped;
  try {
    return new Uint8Array(apply(span[0], view, []), apply(span[1], view, []), apply(span[2], view, []));
  } catch {
    return none;
  }
}

/** The same of a buffer or a view. */
function bytesOf(value, where) {
  if (ArrayBuffer.isView(value)) return bytesOfView(value);
  if (!isBuffer(value)) refuse(where, "input", "a typed array, a DataView or an ArrayBuffer", value);
  return isDetached(value) ? none : new Uint8Array(value);
}

function decode(bytes, fatal) {
  const text = native.web.decode(bytes, fatal);
  if (text === undefined) throw new RangeError("TextDecoder.decode: V8 holds no text that long");
  return text;
}

export class TextEncoder {
  get encoding() { return "utf-8"; }
  encode(text = "") {
    return native.web.encode(string(text, "TextEncoder.encode", "text"));
  }
  encodeInto(text, into) {
    const bytes = native.web.encode(string(text, "TextEncoder.encodeInto", "text"));
    if (kindOf(into) !== "Uint8Array") refuse("TextEncoder.encodeInto", "into", "a Uint8Array", into);
    const room = bytesOfView(into);
    let written = Math.min(bytes.length, room.length);
    while (written < bytes.length && (bytes[written] & 0xc0) === 0x80) written--; // whole letters only
    const whole = bytes.subarray(0, written);
    if (written > 0) room.set(whole);
    return { read: decode(whole, false).length, written };
  }
}

export class TextDecoder {
  #fatal;
  #ignoreBOM;
  #rest = none;   // the beginning of a letter, while a stream goes on
  #begun = false;

  constructor(label = "utf-8", o) {
    string(label, "new TextDecoder", "label");
    options(o, ["fatal", "ignoreBOM"], "new TextDecoder");
    if (!/^\s*(utf-?8|unicode-1-1-utf-8|x?-?unicode[12][10]utf8)\s*$/i.test(label))
      throw new RangeError(`new TextDecoder: label must be "utf-8", the only encoding here, not ${shown(label)}`);
    this.#fatal = Boolean(o?.fatal);
    this.#ignoreBOM = Boolean(o?.ignoreBOM);
  }
  static #of(value, where) {
    if (!isObject(value) || !(#fatal in value)) misplaced(`TextDecoder.${where}`, "a TextDecoder");
    return value;
  }

  get encoding() { return "utf-8"; }
  get fatal() { return TextDecoder.#of(this, "fatal").#fatal; }
  get ignoreBOM() { return TextDecoder.#of(this, "ignoreBOM").#ignoreBOM; }
  decode(input = none, o) {
    TextDecoder.#of(this, "decode");
    options(o, ["stream"], "TextDecoder.decode");
    const stream = Boolean(o?.stream);
    let bytes = bytesOf(input, "TextDecoder.decode");
    if (this.#rest.length > 0) {
      const joined = new Uint8Array(this.#rest.length + bytes.length);
      joined.set(this.#rest);
      joined.set(bytes, this.#rest.length);
      bytes = joined;
    }
    const whole = bytes.length - (stream ? native.web.tail(bytes) : 0), first = !this.#begun;
    this.#rest = bytes.slice(whole);
    this.#begun = stream && (this.#begun || whole > 0);
    const text = decode(bytes.subarray(0, whole), this.#fatal);
    return first && !this.#ignoreBOM && text[0] === "\ufeff" ? text.slice(1) : text;
  }
}

const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

export function atob(base64) {
  let text = string(base64, "atob", "base64").replace(/[\t\n\f\r ]/g, "");
  if (text.length % 4 === 0) text = text.replace(/==?$/, "");
  if (text.length % 4 === 1 || /[^A-Za-z0-9+/]/.test(text)) throw new DOMException("atob: this is no base64", "InvalidCharacterError");
  let out = "", bits = 0, count = 0;
  for (let i = 0; i < text.length; i++) {
    bits = (bits << 6 | digits.indexOf(text[i])) & 0xffff;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    out += String.fromCharCode(bits >> count & 255);
  }
  return out;
}

export function btoa(binary) {
  const text = string(binary, "btoa", "binary");
  if (/[^\0-\xff]/.test(text)) throw new DOMException("btoa: a letter above U+00FF is no byte", "InvalidCharacterError");
  let out = "";
  for (let i = 0; i < text.length; i += 3) {
    const bits = text.charCodeAt(i) << 16 | text.charCodeAt(i + 1) << 8 | text.charCodeAt(i + 2); // NaN counts as 0
    for (let k = 0; k < 4; k++) out += i + k > text.length ? "=" : digits[bits >> 18 - 6 * k & 63];
  }
  return out;
}
