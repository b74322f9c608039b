// crypto: chance from the system. In runs that repeat, and while a game is frozen, it is that of Math.random, so that they repeat.
import { refuse } from "./check.js";
import { DOMException } from "./events.js";

const { native } = import.meta;
const QUOTA = 65536; // bytes at once, of the standard
const kindOf = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag).get;

let system = false;

/** From now on it is the system's chance. */
export function useSystemChance() {
  system = true;
}

function random(size) {
  return system ? native.web.random(size) : Uint8Array.from({ length: size }, () => Math.random() * 256);
}

export const crypto = {
  getRandomValues(array) {
    if (!/^(Big)?(Int|Uint)/.test(kindOf.call(array) ?? ""))
      refuse("crypto.getRandomValues", "array", "a typed array of whole numbers", array);
    const { buffer, byteOffset, byteLength } = array;
    if (byteLength > QUOTA)
      throw new DOMException(`crypto.getRandomValues: ${byteLength} bytes are more than ${QUOTA} at once`, "QuotaExceededError");
    if (byteLength > 0) new Uint8Array(buffer, byteOffset, byteLength).set(random(byteLength));
    return array;
  },
  randomUUID() {
    const bytes = random(16);
    bytes[6] = bytes[6] & 15 | 64;
    bytes[8] = bytes[8] & 63 | 128;
    const hex = Array.from(bytes, byte => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  },
};
