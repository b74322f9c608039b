// Writes PNG files from RGBA pixels, as small as plain means allow: with a palette, or as grey with alpha.
import { writeFileSync } from "node:fs";
import { deflateSync } from "node:zlib";

const crcTable = Uint32Array.from({ length: 256 }, (_, n) => {
  for (let bit = 0; bit < 8; bit++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
  return n;
});

function crc(bytes) {
  let c = 0xffffffff;
  for (const byte of bytes) c = crcTable[(c ^ byte) & 255] ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc(body), body.length + 4);
  return out;
}

/** Rows of `step` bytes a pixel, each under the filter that promises the smallest numbers; `filters` are those to try. */
function filtered(pixels, width, height, step, filters) {
  const stride = width * step;
  const rows = [];
  for (let y = 0; y < height; y++) {
    const at = (x, up) => (x < 0 || y - up < 0 ? 0 : pixels[(y - up) * stride + x]);
    let best = null, least = Infinity;
    for (const filter of filters) {
      const row = Buffer.alloc(stride + 1);
      row[0] = filter;
      let sum = 0;
      for (let x = 0; x < stride; x++) {
        const left = at(x - step, 0), above = at(x, 1);
        const guess = [0, left, above, (left + above) >> 1][filter];
        row[x + 1] = at(x, 0) - guess;
        sum += Math.min(row[x + 1], 256 - row[x + 1]);
      }
      if (sum < least) [best, least] = [row, sum];
    }
    rows.push(best);
  }
  return Buffer.concat(rows);
}

function write(path, width, height, colorType, data, extra = []) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, colorType], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]);
  const packed = chunk("IDAT", deflateSync(data, { level: 9, memLevel: 9 }));
  const file = Buffer.concat([signature, chunk("IHDR", header), ...extra, packed, chunk("IEND", Buffer.alloc(0))]);
  writeFileSync(path, file);
  console.log(`${path}: ${width} x ${height}, ${file.length} bytes`);
}

/** White pixels of which only grey and alpha matter: pictures that the game tints. */
export function writeGrey(path, { width, height, rgba }) {
  const pixels = new Uint8Array(width * height * 2);
  for (let i = 0; i < width * height; i++) {
    pixels[2 * i] = rgba[4 * i + 3] ? rgba[4 * i] : 255;
    pixels[2 * i + 1] = rgba[4 * i + 3];
  }
  write(path, width, height, 4, filtered(pixels, width, height, 2, [0, 1, 2, 3]));
}

/** With a palette of at most `count` colours; `dither` of what each pixel misses (0 … 1) goes to its neighbours, so that no bands show. */
export function writeIndexed(path, { width, height, rgba }, count = 256, dither = 0) {
  const palette = makePalette(rgba, count);
  const nearest = new Map();
  const indices = new Uint8Array(width * height);
  const wanted = Float32Array.from(rgba);
  for (let i = 0; i < indices.length; i++) {
    const color = Array.from(wanted.subarray(4 * i, 4 * i + 4), Math.round), key = color.join();
    if (!nearest.has(key)) nearest.set(key, closest(palette, color));
    indices[i] = nearest.get(key);
    if (dither) spread(wanted, rgba, i, width, palette[indices[i]].map((got, c) => (wanted[4 * i + c] - got) * dither));
  }
  const extra = [chunk("PLTE", Buffer.from(palette.flatMap(c => c.slice(0, 3))))];
  if (palette.some(c => c[3] < 255)) extra.push(chunk("tRNS", Buffer.from(palette.map(c => c[3]))));
  write(path, width, height, 3, filtered(indices, width, height, 1, [0]), extra);
}

/** Hands what pixel i misses on to the right and to the row below (Floyd and Steinberg), if those are opaque or see-through like it. */
function spread(wanted, rgba, i, width, missed) {
  if (missed.some(amount => Math.abs(amount) > 16)) return; // on an edge: the neighbours would only get specks
  const sort = at => (rgba[at + 3] === 0 ? 0 : rgba[at + 3] < 255 ? 1 : 2);
  for (const [step, share] of [[1, 7 / 16], [width - 1, 3 / 16], [width, 5 / 16], [width + 1, 1 / 16]]) {
    const to = 4 * (i + step);
    if (sort(4 * i) === 0 || sort(to) !== sort(4 * i)) continue;
    for (let c = 0; c < 4; c++) wanted[to + c] += missed[c] * share;
  }
}

/** How different two colours look, the hidden parts of transparent ones aside. */
function distance(a, b) {
  let sum = 2 * (a[3] - b[3]) ** 2;
  for (let i = 0; i < 3; i++) sum += ((a[i] * a[3] - b[i] * b[3]) / 255) ** 2;
  return sum;
}

function closest(palette, color) {
  let best = 0, least = Infinity;
  for (let i = 0; i < palette.length; i++) {
    const d = distance(palette[i], color);
    if (d < least) [best, least] = [i, d];
  }
  return best;
}

/** Boxes of colours, halved along their longest side until there are enough (median cut), then moved to the middle of those they serve. */
function makePalette(rgba, count) {
  const amounts = new Map();
  for (let i = 0; i < rgba.length; i += 4) {
    const key = rgba[i + 3] ? rgba.subarray(i, i + 4).join() : "0,0,0,0";
    amounts.set(key, (amounts.get(key) ?? 0) + 1);
  }
  const colors = [...amounts].map(([key, amount]) => Object.assign(key.split(",").map(Number), { amount }));
  const boxes = [[...colors]];
  const range = (box, c) => Math.max(...box.map(k => k[c])) - Math.min(...box.map(k => k[c]));
  while (boxes.length < count) {
    const scores = boxes.map(box => Math.max(...[0, 1, 2, 3].map(c => range(box, c))) * Math.log2(box.length + 1));
    const box = boxes[scores.indexOf(Math.max(...scores))];
    if (box.length < 2) break;
    const spreads = [0, 1, 2, 3].map(c => range(box, c)), axis = spreads.indexOf(Math.max(...spreads));
    box.sort((a, b) => a[axis] - b[axis]);
    boxes.push(box.splice(box.length >> 1));
  }
  let palette = boxes.map(mean);
  for (let round = 0; round < 4; round++) {
    const served = palette.map(() => []);
    for (const color of colors) served[closest(palette, color)].push(color);
    palette = served.filter(box => box.length).map(mean);
  }
  const weight = c => c[3] * 1000 + c[0] * 3 + c[1] * 6 + c[2];
  return palette.sort((a, b) => weight(a) - weight(b)); // neighbours in the picture get neighbouring numbers
}

function mean(box) {
  const sum = [0, 0, 0, 0], total = box.reduce((n, color) => n + color.amount, 0);
  for (const color of box) for (let c = 0; c < 4; c++) sum[c] += color[c] * color.amount;
  return sum.map(value => Math.round(value / total));
}
