// crypto: chance from the system. In runs that repeat, and while a game is frozen, it is that of Math.random, so that they repeat.
import { refuse } from "./check.js";
import { bytesOfView, kindOf } from "./encoding.js";
import { DOMException } from "./events.js";

const { native } = import.meta;
const QUOTA = 65536; // bytes at once, of the standard

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
    if (!/^(Big)?(Int|Uint)/.test(kindOf(array) ?? ""))
      refuse("crypto.getRandomValues", "array", "a typed array of whole numbers", array);
    const bytes = bytesOfView(array), { length } = bytes;
    if (length > QUOTA)
      throw new DOMException(`crypto.getRandomValues: ${length} bytes are more than ${QUOTA} at once`, "QuotaExceededError");
    if (length > 0) bytes.set(random(length));
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
