// Sounds made for the tests: WAV files of any kind, and what can be measured of the ones that thaw writes.

/** How a sample is written: name → [format code, bytes, write]. */
const kinds = {
  u8: [1, 1, (to, at, x) => to.writeUInt8(Math.min(255, Math.round(x * 128 + 128)), at)],
  s16: [1, 2, (to, at, x) => to.writeInt16LE(Math.min(32767, Math.round(x * 32768)), at)],
  s24: [1, 3, (to, at, x) => to.writeIntLE(Math.min(8388607, Math.round(x * 8388608)), at, 3)],
  s32: [1, 4, (to, at, x) => to.writeInt32LE(Math.min(2147483647, Math.round(x * 2147483648)), at)],
  f32: [3, 4, (to, at, x) => to.writeFloatLE(x, at)],
};

const chunk = (name, body) => {
  const head = Buffer.alloc(8);
  head.write(name, "latin1");
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body, Buffer.alloc(body.length & 1)]);
};

/** A WAV of `frames` frames; `at(i, channel)` gives each sample, -1 to 1. `extensible` writes the longer format chunk, `before` goes in front of
 *  the samples. */
export function wav(frames, at, { rate = 48000, channels = 1, kind = "f32", extensible = false, before = Buffer.alloc(0) } = {}) {
  const [code, bytes, write] = kinds[kind];
  const format = Buffer.alloc(extensible ? 40 : 16), data = Buffer.alloc(frames * channels * bytes);
  format.writeUInt16LE(extensible ? 0xfffe : code, 0);
  format.writeUInt16LE(channels, 2);
  format.writeUInt32LE(rate, 4);
  format.writeUInt32LE(rate * channels * bytes, 8);
  format.writeUInt16LE(channels * bytes, 12);
  format.writeUInt16LE(bytes * 8, 14);
  if (extensible) format.writeUInt16LE(code, 24);
  for (let i = 0; i < frames; i++) for (let c = 0; c < channels; c++) write(data, (i * channels + c) * bytes, at(i, c));
  const body = Buffer.concat([Buffer.from("WAVE"), chunk("fmt ", format), before, chunk("data", data)]);
  return chunk("RIFF", body);
}

/** A sine of `hz` at a rate, as wav's `at`. */
export const sine = (hz, volume = 0.5, rate = 48000) => i => volume * Math.sin(2 * Math.PI * hz * i / rate);

/** The left and the right channel of a WAV that --audio wrote. */
export function heard(bytes) {
  if (bytes.toString("latin1", 0, 4) !== "RIFF" || bytes.readUInt32LE(40) !== bytes.length - 44) throw new Error("no whole WAV");
  return channels(bytes.subarray(44));
}

/** The two channels of raw 32-bit floats. */
export function channels(bytes) {
  const left = new Float32Array(bytes.length / 8), right = new Float32Array(bytes.length / 8);
  for (let i = 0; i < left.length; i++) [left[i], right[i]] = [bytes.readFloatLE(8 * i), bytes.readFloatLE(8 * i + 4)];
  return { left, right };
}

/** The loudest sample. */
export const peak = samples => samples.reduce((most, x) => Math.max(most, Math.abs(x)), 0);

/** Cycles a second, from where the samples pass zero upwards. */
export function frequency(samples, rate = 48000) {
  const ups = [];
  for (let i = 1; i < samples.length; i++)
    if (samples[i - 1] < 0 && samples[i] >= 0) ups.push(i - samples[i] / (samples[i] - samples[i - 1]));
  return (ups.length - 1) * rate / (ups.at(-1) - ups[0]);
}

/** From the first to behind the last sample that is not 0. */
export function extent(samples) {
  let first = 0, last = samples.length;
  while (first < last && samples[first] === 0) first++;
  while (last > first && samples[last - 1] === 0) last--;
  return [first, last];
}

/** The largest step between two samples. */
export const jump = samples => samples.reduce((most, x, i) => (i ? Math.max(most, Math.abs(x - samples[i - 1])) : 0), 0);
