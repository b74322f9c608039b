// Nanoseconds that one call of the API takes, as JSON lines: the median of many frames, each with many calls of each kind.
//   SDL_VIDEODRIVER=dummy SDL_AUDIODRIVER=dummy build/bin/thaw run tests/bench/games/calls
// With a window, be it a dummy's: --headless counts frames instead of time.
import { canvas, game, input, music, screen } from "thaw";

export const config = { title: "calls", width: 64, height: 64, fps: 1000 };

// A case is called often and loops little, as a game's functions are: V8 then optimises it whole, and not the loop that it happens to be in.
const CALLS = 200, BATCHES = 100, WARM = 20, FRAMES = 80;
const picture = canvas(16, 16), tick = music("tick.wav");
const options = { frame: 0, rotation: 0.5, scale: 2, origin: [0.5, 0.5], tint: "gold", alpha: 0.5 };
const faint = { alpha: 0.5 };
const objects = Array.from({ length: CALLS }, (_, i) => ({ x: i * 0.5, y: -100 - i * 0.25, vx: 1.5, vy: 0.5 }));
const sums = { n: 0 };

// All is drawn outside of the picture, so that the frames are short. An empty loop's share is not taken off: it is under half a nanosecond.
const cases = {
  // native rows of numbers, through their wrappers
  "music.stop, 2 numbers": () => { for (let i = 0; i < CALLS; i++) tick.stop(); },
  "mouse.visible, a boolean": () => { for (let i = 0; i < CALLS; i++) sums.n += input.mouse.visible ? 1 : 0; },
  "performance.now, a number": () => { for (let i = 0; i < CALLS; i++) sums.n += performance.now(); },
  // memory that C shares
  "input.down": () => { for (let i = 0; i < CALLS; i++) sums.n += input.down("KeyA") ? 1 : 0; },
  "mouse.x": () => { for (let i = 0; i < CALLS; i++) sums.n += input.mouse.x; },
  // records
  fillRect: () => { for (let i = 0; i < CALLS; i++) screen.fillRect(i + 0.5, -99.5, 3.5, 4.5, "gold"); },
  "fillRect, 0xRRGGBB": () => { for (let i = 0; i < CALLS; i++) screen.fillRect(i + 0.5, -99.5, 3.5, 4.5, 0xffd700); },
  "fillRect, alpha": () => { for (let i = 0; i < CALLS; i++) screen.fillRect(i + 0.5, -99.5, 3.5, 4.5, "gold", faint); },
  line: () => { for (let i = 0; i < CALLS; i++) screen.line(i + 0.5, -99.5, 3.5, -4.5, "gold"); },
  image: () => { for (let i = 0; i < CALLS; i++) screen.image(picture, i + 0.5, -99.5); },
  "image, rotation": () => { for (let i = 0; i < CALLS; i++) screen.image(picture, i + 0.5, -99.5, { rotation: i * 0.1 }); },
  "image, all options": () => { for (let i = 0; i < CALLS; i++) screen.image(picture, i + 0.5, -99.5, options); },
  "image of objects that move": () => {
    for (let i = 0; i < CALLS; i++) {
      const o = objects[i];
      o.x += o.vx * 0.01;
      o.y += o.vy * 0.01;
      screen.image(picture, o.x, o.y);
    }
  },
};

const times = Object.fromEntries(Object.keys(cases).map(name => [name, []]));

let frames = 0;

export function draw() {
  for (const [name, run] of Object.entries(cases)) {
    const start = performance.now();
    for (let i = 0; i < BATCHES; i++) run();
    times[name].push((performance.now() - start) * 1e6 / (CALLS * BATCHES));
  }
  if (++frames < WARM + FRAMES) return;
  for (const [name, all] of Object.entries(times)) {
    const sorted = all.slice(WARM).sort((a, b) => a - b), [median, least] = [sorted[sorted.length >> 1], sorted[0]];
    console.log(JSON.stringify({ name, ns: Number(median.toFixed(2)), least: Number(least.toFixed(2)) }));
  }
  game.quit();
}
