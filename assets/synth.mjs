// What the sounds are made of: tones with a pitch that glides, noise behind a filter, envelopes, mixing. The same samples each time.
import { clamp, random } from "./paint.mjs";

export const RATE = 22050;

const waves = {
  sine: p => Math.sin(2 * Math.PI * p),
  square: p => (p % 1 < 0.5 ? 0.6 : -0.6),
  pulse: p => (p % 1 < 0.22 ? 0.7 : -0.3),
  triangle: p => 1 - 4 * Math.abs((p % 1) - 0.5),
};

/** Loud at once, silent at the end: `power` 1 evenly, more the sooner. */
const envelope = (t, seconds, attack, power) => clamp(t / attack) * clamp(1 - t / seconds) ** power;

/** A tone; `hz` is a number or a function of 0 … 1, how much of it has gone. */
export function tone(seconds, { hz, wave = "sine", volume = 0.5, attack = 0.004, power = 2 }) {
  let phase = 0;
  return Float32Array.from({ length: Math.round(seconds * RATE) }, (_, i) => {
    const t = i / RATE;
    phase += (typeof hz === "function" ? hz(t / seconds) : hz) / RATE;
    return volume * envelope(t, seconds, attack, power) * waves[wave](phase);
  });
}

/** Noise; `cut` (a function of 0 … 1) is how much of the heights is left, 0 … 1. */
export function noise(seconds, { cut, volume = 0.5, attack = 0.002, power = 2, seed = 1 }) {
  const chance = random(seed);
  let low = 0;
  return Float32Array.from({ length: Math.round(seconds * RATE) }, (_, i) => {
    const t = i / RATE;
    low += (chance() * 2 - 1 - low) * clamp(cut(t / seconds), 0.001);
    return volume * envelope(t, seconds, attack, power) * low;
  });
}

/** Sounds on top of each other: [samples, seconds from the start] each; louder than 1 is bent down softly. */
export function blend(...parts) {
  const starts = parts.map(([, at]) => Math.round(at * RATE));
  const out = new Float32Array(Math.max(...parts.map(([samples], i) => starts[i] + samples.length)));
  parts.forEach(([samples], i) => samples.forEach((value, k) => (out[starts[i] + k] += value)));
  return out.map(value => Math.tanh(value));
}

/** A piece that can be repeated without a seam: what sounds on behind its end sounds at its start. */
export function loop(seconds, parts) {
  const out = new Float32Array(Math.round(seconds * RATE));
  for (const [samples, at] of parts) {
    const start = Math.round(at * RATE);
    samples.forEach((value, k) => (out[(start + k) % out.length] += value));
  }
  return out.map(value => Math.tanh(value));
}

/** The pitch of a note: 0 is the A of 220 Hz, 12 that of 440. */
export const pitch = step => 220 * 2 ** (step / 12);
