// Chance that repeats.

/** Numbers in [0, 1) that repeat with their seed. */
export function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = Math.imul(state ^ (state >>> 15), state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The one of a list that a share of it, in [0, 1), falls on. */
export const pick = (list, share) => list[Math.floor(share * list.length)];
