// A small encoder of Ogg Vorbis (Vorbis I specification, Xiph.Org 2015; RFC 3533): one block size, a flat floor, no stereo coupling. Plain files
// that every decoder reads, about a third as large as 16-bit WAV; the same bytes each time.

const BLOCK = 2048, HALF = BLOCK / 2, PART = 32;
const LOUDEST = 511;            // the largest quantized value
const FLOOR_LEAST = 1.0649863e-7; // floor1_inverse_dB_table[0]; entry 255 is 1

class Bits {
  bytes = [];
  free = 0; // bits left in the last byte

  put(value, count) {
    for (let i = 0; i < count; i++) this.bit(Math.floor(value / 2 ** i) % 2);
    return this;
  }

  /** A word of a codebook: its first bit first. */
  word(value, count) {
    for (let i = count - 1; i >= 0; i--) this.bit(value >> i & 1);
  }

  bit(value) {
    if (this.free === 0) {
      this.bytes.push(0);
      this.free = 8;
    }
    this.bytes[this.bytes.length - 1] |= value << 8 - this.free--;
  }
}

const text = string => [...Buffer.from(string)];
const u32 = value => [value & 255, value >>> 8 & 255, value >>> 16 & 255, value >>> 24];

/** Vorbis's own float: 21 bits of mantissa, exponent from 788, sign. */
const float = value => Math.abs(value) + 788 * 2 ** 21 + (value < 0 ? 2 ** 31 : 0);

/** A codebook of 2^length words of one length; with `least`, word i stands for least + i. */
function book(bits, length, least) {
  bits.put(0x564342, 24).put(1, 16).put(2 ** length, 24).put(0, 1).put(0, 1);
  for (let i = 0; i < 2 ** length; i++) bits.put(length - 1, 5);
  bits.put(least === undefined ? 0 : 1, 4);
  if (least === undefined) return;
  bits.put(float(least), 32).put(float(1), 32).put(length - 1, 4).put(0, 1);
  for (let i = 0; i < 2 ** length; i++) bits.put(i, length);
}

function setup() {
  const bits = new Bits();
  for (const byte of [5, ...text("vorbis")]) bits.put(byte, 8);
  bits.put(3 - 1, 8);
  book(bits, 2);       // 0: the class of a part
  book(bits, 4, -8);   // 1: quiet parts
  book(bits, 10, -512); // 2: loud parts
  bits.put(0, 6).put(0, 16);                            // time domain transforms: a placeholder
  bits.put(0, 6).put(1, 16).put(0, 5).put(0, 2).put(10, 4); // one floor of type 1 without partitions: a line from 0 to 1024
  bits.put(0, 6).put(1, 16).put(0, 24).put(HALF, 24).put(PART - 1, 24).put(3 - 1, 6).put(0, 8); // one residue of type 1, three classes …
  for (const books of [0, 1, 1]) bits.put(books, 3).put(0, 1);                                // … silent, quiet, loud
  bits.put(1, 8).put(2, 8);
  bits.put(0, 6).put(0, 16).put(0, 1).put(0, 1).put(0, 2).put(0, 8).put(0, 8).put(0, 8); // one mapping
  bits.put(0, 6).put(0, 1).put(0, 16).put(0, 16).put(0, 8);                              // one mode, of the short block
  bits.put(1, 1);
  return bits.bytes;
}

const window = Float64Array.from({ length: BLOCK }, (_, i) => Math.sin(Math.PI / 2 * Math.sin(Math.PI * (i + 0.5) / BLOCK) ** 2));

/** In place, of 2^n complex numbers. */
function fft(re, im) {
  const n = re.length;
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) [re[i], re[j], im[i], im[j]] = [re[j], re[i], im[j], im[i]];
  }
  for (let size = 2; size <= n; size *= 2)
    for (let from = 0; from < n; from += size)
      for (let k = 0; k < size / 2; k++) {
        const angle = -2 * Math.PI * k / size, c = Math.cos(angle), s = Math.sin(angle), a = from + k, b = a + size / 2;
        const x = re[b] * c - im[b] * s, y = re[b] * s + im[b] * c;
        [re[b], im[b]] = [re[a] - x, im[a] - y];
        [re[a], im[a]] = [re[a] + x, im[a] + y];
      }
}

/** The modified discrete cosine transform of a windowed block: sum of x[n] cos(2π/N (n + 1/2 + N/4)(k + 1/2)), scaled for Vorbis. */
function mdct(block) {
  const re = new Float64Array(BLOCK), im = new Float64Array(BLOCK), out = new Float64Array(HALF);
  for (let n = 0; n < BLOCK; n++) { // shifted by half a line
    re[n] = block[n] * Math.cos(-Math.PI * n / BLOCK);
    im[n] = block[n] * Math.sin(-Math.PI * n / BLOCK);
  }
  fft(re, im);
  for (let k = 0; k < HALF; k++) {
    const angle = -2 * Math.PI / BLOCK * (0.5 + BLOCK / 4) * (k + 0.5);
    out[k] = (re[k] * Math.cos(angle) - im[k] * Math.sin(angle)) * 4 / BLOCK;
  }
  return out;
}

/** One block of a channel, quantized: { floor, values }; null when it is silent. */
function quantize(samples, start) {
  const lines = mdct(window.map((w, i) => w * (samples[start + i] ?? 0)));
  const most = lines.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
  if (most < 1e-6) return null;
  const steps = 255 / -Math.log(FLOOR_LEAST);
  const floor = Math.min(255, Math.max(0, Math.ceil(Math.log(most / LOUDEST / FLOOR_LEAST) * steps)));
  const height = FLOOR_LEAST * Math.exp(floor / steps);
  return { floor, values: lines.map(x => Math.round(x / height)) };
}

function packet(blocks) {
  const bits = new Bits().put(0, 1);
  for (const block of blocks) block ? bits.put(1, 1).put(block.floor, 8).put(block.floor, 8) : bits.put(0, 1);
  for (let at = 0; at < HALF; at += PART) {
    const parts = blocks.filter(Boolean).map(block => block.values.subarray(at, at + PART));
    const classes = parts.map(part => part.reduce((a, x) => Math.max(a, x === 0 ? 0 : x >= -8 && x <= 7 ? 1 : 2), 0));
    for (const each of classes) bits.word(each, 2);
    parts.forEach((part, i) => {
      if (classes[i]) for (const x of part) classes[i] === 1 ? bits.word(x + 8, 4) : bits.word(x + 512, 10);
    });
  }
  return bits.bytes;
}

const crcs = Uint32Array.from({ length: 256 }, (_, i) => {
  let crc = i << 24;
  for (let bit = 0; bit < 8; bit++) crc = crc << 1 ^ (crc < 0 ? 0x04c11db7 : 0);
  return crc;
});

/** Writes a page's checksum, when its bytes have changed. */
export function seal(page) {
  page.writeUInt32LE(0, 22);
  let crc = 0;
  for (const byte of page) crc = crc << 8 ^ crcs[(crc >>> 24 ^ byte) & 255];
  page.writeUInt32LE(crc >>> 0, 22);
  return page;
}

/** One Ogg page of whole packets. flags: 2 the first of its stream, 4 the last. */
export function page(packets, { flags = 0, position = 0, number = 0, serial = 0x7468 } = {}) {
  const lacing = packets.flatMap(bytes => [...Array(Math.floor(bytes.length / 255)).fill(255), bytes.length % 255]);
  if (lacing.length > 255) throw new Error("too much for a page");
  const head = [...text("OggS"), 0, flags, ...u32(position), ...u32(0), ...u32(serial), ...u32(number), 0, 0, 0, 0, lacing.length, ...lacing];
  return seal(Buffer.concat([Buffer.from(head), ...packets.map(bytes => Buffer.from(bytes))]));
}

/** The three headers, as packets. */
export function headers(channels, rate) {
  const shift = Math.log2(BLOCK);
  return [
    [1, ...text("vorbis"), ...u32(0), channels, ...u32(rate), ...u32(0), ...u32(0), ...u32(0), shift | shift << 4, 1],
    [3, ...text("vorbis"), ...u32(4), ...text("thaw"), ...u32(0), 1],
    setup(),
  ];
}

/** A file of these channels, one or two arrays of samples from -1 to 1, as its pages. */
export function pages(channels, rate = 48000) {
  const [first, ...others] = headers(channels.length, rate), frames = channels[0].length;
  const made = [page([first], { flags: 2 }), page(others, { number: 1 })], blocks = Math.ceil(frames / HALF) + 1;
  for (let from = 0; from < blocks; from += 8) {
    const to = Math.min(from + 8, blocks), packets = [];
    for (let block = from; block < to; block++) packets.push(packet(channels.map(samples => quantize(samples, (block - 1) * HALF))));
    made.push(page(packets, { flags: to === blocks ? 4 : 0, position: Math.min((to - 1) * HALF, frames), number: made.length }));
  }
  return made;
}

export const ogg = (channels, rate) => Buffer.concat(pages(channels, rate));
