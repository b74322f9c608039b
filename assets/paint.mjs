// What the pictures are made of: shaders evaluated for each pixel, noise, distances to shapes, mixing. All deterministic.

export const clamp = (x, low = 0, high = 1) => Math.min(Math.max(x, low), high);
export const lerp = (a, b, t) => a + (b - a) * t;
export const mix = (a, b, t) => a.map((value, i) => lerp(value, b[i], t));
export const smooth = (low, high, x) => {
  const t = clamp((x - low) / (high - low));
  return t * t * (3 - 2 * t);
};
export const normalize = v => v.map(value => value / Math.hypot(...v));
export const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
export const hex = text => [1, 3, 5].map(i => parseInt(text.slice(i, i + 2), 16) / 255);

/** The colour at t (0 … 1) on a ramp of colours, evenly spaced. */
export function ramp(colors, t) {
  const at = clamp(t) * (colors.length - 1), i = Math.min(Math.floor(at), colors.length - 2);
  return mix(colors[i], colors[i + 1], at - i);
}

/** `top` over `under`, both [r, g, b, a]. */
export function over(under, top) {
  const a = top[3] + under[3] * (1 - top[3]);
  if (a === 0) return [0, 0, 0, 0];
  return [0, 1, 2].map(i => (top[i] * top[3] + under[i] * under[3] * (1 - top[3])) / a).concat(a);
}

/** A picture of shader(x, y) → [r, g, b, a], averaged over samples x samples points in each pixel. */
export function render(width, height, samples, shader) {
  const rgba = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const sum = [0, 0, 0, 0];
      for (let i = 0; i < samples * samples; i++) {
        const [r, g, b, a] = shader(x + (i % samples + 0.5) / samples, y + (Math.floor(i / samples) + 0.5) / samples);
        sum[0] += r * a; sum[1] += g * a; sum[2] += b * a; sum[3] += a;
      }
      if (sum[3] === 0) continue;
      const at = 4 * (y * width + x);
      for (let c = 0; c < 3; c++) rgba[at + c] = Math.round(255 * clamp(sum[c] / sum[3]));
      rgba[at + 3] = Math.round(255 * clamp(sum[3] / (samples * samples)));
    }
  }
  return { width, height, rgba };
}

/** Pictures of one size, side by side in rows of `columns`. */
export function sheet(frames, columns) {
  const { width: w, height: h } = frames[0];
  const width = w * columns, height = h * Math.ceil(frames.length / columns);
  const rgba = new Uint8Array(width * height * 4);
  frames.forEach((frame, i) => {
    const left = (i % columns) * w, top = Math.floor(i / columns) * h;
    for (let y = 0; y < h; y++) rgba.set(frame.rgba.subarray(4 * y * w, 4 * (y + 1) * w), 4 * ((top + y) * width + left));
  });
  return { width, height, rgba };
}

/** A number from 0 to 1 for three whole ones. */
function hash(x, y, z) {
  let n = Math.imul(x, 0x9e3779b1) ^ Math.imul(y, 0x85ebca6b) ^ Math.imul(z, 0xc2b2ae35);
  n = Math.imul(n ^ (n >>> 15), 0x2c1b3c6d);
  n = Math.imul(n ^ (n >>> 12), 0x297a2d39);
  return ((n ^ (n >>> 15)) >>> 0) / 0x100000000;
}

/** Smooth noise from 0 to 1 in space. */
export function noise(x, y, z = 0) {
  const ix = Math.floor(x), iy = Math.floor(y), iz = Math.floor(z);
  const ease = t => t * t * t * (t * (t * 6 - 15) + 10);
  const fx = ease(x - ix), fy = ease(y - iy), fz = ease(z - iz);
  const row = (j, k) => lerp(hash(ix, iy + j, iz + k), hash(ix + 1, iy + j, iz + k), fx);
  return lerp(lerp(row(0, 0), row(1, 0), fy), lerp(row(0, 1), row(1, 1), fy), fz);
}

/** Noise upon finer noise, 0 to 1. */
export function fbm(x, y, z = 0, octaves = 5) {
  let sum = 0, weight = 0.5, total = 0;
  for (let i = 0; i < octaves; i++) {
    sum += weight * noise(x, y, z);
    total += weight;
    [x, y, z, weight] = [x * 2.03 + 17.1, y * 2.03 + 5.7, z * 2.03 + 9.3, weight / 2];
  }
  return sum / total;
}

/** A generator of numbers from 0 to 1: always the same ones for a seed. */
export function random(seed) {
  let n = 0;
  return () => hash(seed, ++n, 77);
}

/** How far a point is from the line between two others. */
export function segment(x, y, [ax, ay], [bx, by]) {
  const dx = bx - ax, dy = by - ay, length = dx * dx + dy * dy;
  const t = length === 0 ? 0 : clamp(((x - ax) * dx + (y - ay) * dy) / length);
  return Math.hypot(x - ax - dx * t, y - ay - dy * t);
}

/** How far a point is from a polygon's outline; negative inside. */
export function polygon(x, y, points) {
  let least = Infinity, inside = false;
  points.forEach((a, i) => {
    const b = points[(i + 1) % points.length];
    least = Math.min(least, segment(x, y, a, b));
    if ((a[1] > y) !== (b[1] > y) && x < ((b[0] - a[0]) * (y - a[1])) / (b[1] - a[1]) + a[0]) inside = !inside;
  });
  return inside ? -least : least;
}
