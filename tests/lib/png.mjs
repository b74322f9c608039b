// Pictures in tests: PNG (8 bits a channel, not interlaced) written and read with node:zlib alone.
import assert from "node:assert/strict";
import zlib from "node:zlib";

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

function crc(bytes) {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return (value ^ 0xffffffff) >>> 0;
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]), head = Buffer.alloc(4), tail = Buffer.alloc(4);
  head.writeUInt32BE(data.length);
  tail.writeUInt32BE(crc(body));
  return Buffer.concat([head, body, tail]);
}

/** PNG bytes of a picture; `pixel(x, y)` gives [r, g, b] or [r, g, b, a]. */
export function png(width, height, pixel = () => [255, 255, 255, 255]) {
  const rows = [];
  for (let y = 0; y < height; y++) {
    rows.push(0);
    for (let x = 0; x < width; x++) {
      const [r, g, b, a = 255] = pixel(x, y);
      rows.push(r, g, b, a);
    }
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 6, 0, 0, 0], 8);
  return Buffer.concat([signature, chunk("IHDR", head), chunk("IDAT", zlib.deflateSync(Buffer.from(rows))), chunk("IEND", Buffer.alloc(0))]);
}

function paeth(a, b, c) {
  const p = a + b - c, pa = Math.abs(p - a), pb = Math.abs(p - b), pc = Math.abs(p - c);
  return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
}

/** Undoes one row's filter in place; `above` is the row before it. */
function unfilter(kind, row, above, size) {
  for (let i = 0; i < row.length; i++) {
    const left = i >= size ? row[i - size] : 0, up = above[i], corner = i >= size ? above[i - size] : 0;
    row[i] += [0, left, up, (left + up) >> 1, paeth(left, up, corner)][kind];
  }
}

function chunks(bytes) {
  const found = { IDAT: Buffer.alloc(0) };
  for (let at = 8; at < bytes.length;) {
    const size = bytes.readUInt32BE(at), type = bytes.toString("latin1", at + 4, at + 8), data = bytes.subarray(at + 8, at + 8 + size);
    assert.equal(bytes.readUInt32BE(at + 8 + size), crc(bytes.subarray(at + 4, at + 8 + size)), `checksum of ${type}`);
    found[type] = type === "IDAT" ? Buffer.concat([found.IDAT, data]) : data;
    at += size + 12;
  }
  return found;
}

/** { width, height, pixels } of a PNG, four bytes a pixel. */
export function decode(bytes) {
  assert.ok(bytes.subarray(0, 8).equals(signature), "the file is no PNG");
  const { IHDR, IDAT, IEND } = chunks(bytes);
  assert.ok(IHDR && IEND, "the PNG is incomplete");
  const width = IHDR.readUInt32BE(0), height = IHDR.readUInt32BE(4), channels = { 2: 3, 6: 4 }[IHDR[9]];
  assert.ok(IHDR[8] === 8 && channels && IHDR[12] === 0, "a kind of PNG that this reader does not know");
  const raw = zlib.inflateSync(IDAT), stride = width * channels, pixels = Buffer.alloc(width * height * 4, 255);
  let above = new Uint8Array(stride);
  for (let y = 0; y < height; y++) {
    const at = y * (stride + 1), row = new Uint8Array(raw.subarray(at + 1, at + 1 + stride));
    unfilter(raw[at], row, above, channels);
    for (let x = 0; x < width; x++)
      for (let c = 0; c < channels; c++) pixels[(y * width + x) * 4 + c] = row[x * channels + c];
    above = row;
  }
  return { width, height, pixels };
}

/** "#rrggbb" of one pixel. */
export function colorAt({ width, pixels }, x, y) {
  return "#" + pixels.toString("hex", (y * width + x) * 4, (y * width + x) * 4 + 3);
}

/** How many pixels differ by more than `tolerance` in a channel, and the largest difference. */
export function compare(a, b, tolerance) {
  assert.deepEqual([a.width, a.height], [b.width, b.height], "the pictures differ in size");
  let different = 0, largest = 0;
  for (let at = 0; at < a.pixels.length; at += 4) {
    let most = 0;
    for (let c = 0; c < 4; c++) most = Math.max(most, Math.abs(a.pixels[at + c] - b.pixels[at + c]));
    largest = Math.max(largest, most);
    if (most > tolerance) different++;
  }
  return { different, largest };
}
