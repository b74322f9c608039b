// Moving sprites, as many as asked for, as one batch of columns or as objects that are drawn one by one; prints the median nanoseconds from
// one draw() to the next. Moved in draw() too, of which a frame has exactly one.
//   thaw run FOLDER -- columns|objects COUNT SIDE FRAMES
import { game, image, screen, Sprites } from "thaw";

const WIDTH = 800, HEIGHT = 600, WARM = 20, DT = 1 / 60;
export const config = { title: "sprites", width: WIDTH, height: HEIGHT, fps: 1000, scale: 1, pixelated: PIXELATED };

const pictures = { 2: image("2.png"), 32: image("32.png") }; // written by tests/bench/sprites_ways.mjs
const any = (from, to) => from + (to - from) * Math.random();
const times = [];
let way, count, side, frames, show, last = 0;

function columns() {
  const sprites = new Sprites(pictures[side], count, { origin: [0, 0] }), { x, y } = sprites;
  const vx = new Float32Array(count), vy = new Float32Array(count);
  sprites.count = count;
  for (let i = 0; i < count; i++) {
    x[i] = any(0, WIDTH);
    y[i] = any(0, HEIGHT);
    vx[i] = any(-100, 100);
    vy[i] = any(-100, 100);
  }
  return () => {
    for (let i = 0; i < count; i++) {
      x[i] += vx[i] * DT;
      y[i] += vy[i] * DT;
      if (x[i] < 0 || x[i] > WIDTH) vx[i] = -vx[i];
      if (y[i] < 0 || y[i] > HEIGHT) vy[i] = -vy[i];
    }
    screen.sprites(sprites);
  };
}

function objects() {
  const picture = pictures[side];
  const all = Array.from({ length: count }, () => ({ x: any(0, WIDTH), y: any(0, HEIGHT), vx: any(-100, 100), vy: any(-100, 100) }));
  return () => {
    for (let i = 0; i < count; i++) {
      const o = all[i];
      o.x += o.vx * DT;
      o.y += o.vy * DT;
      if (o.x < 0 || o.x > WIDTH) o.vx = -o.vx;
      if (o.y < 0 || o.y > HEIGHT) o.vy = -o.vy;
      screen.image(picture, o.x, o.y);
    }
  };
}

export function load() {
  way = game.args[0];
  [count, side, frames] = game.args.slice(1).map(Number);
  show = { columns, objects }[way]();
}

export function draw() {
  const now = performance.now();
  times.push((now - last) * 1e6);
  last = now;
  show();
  if (times.length <= WARM + frames) return;
  console.log(`median ${times.slice(-frames).sort((a, b) => a - b)[frames >> 1].toFixed(0)}`);
  game.quit();
}
