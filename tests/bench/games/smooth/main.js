// What a careless game leaves behind, 20 MB of garbage a second: for tests/bench/smooth.mjs. Its argument N has every Nth object stay for
// two seconds, long enough to grow old; without it one in 4000 does, or V8 would see that none need be made.
import { game, screen } from "thaw";

export const config = { title: "Smooth", width: 320, height: 180, scale: 1 };

const A_FRAME = 5200, KEPT_FRAMES = 120; // things of 64 bytes with what is in them: 333 kB a frame
const kept = new Array(KEPT_FRAMES).fill(null);
let every = 4000, frame = 0, sum = 0;

export function load() {
  every = Number(game.args[0] ?? every);
}

export function update() {
  const here = [];
  for (let i = 1; i <= A_FRAME; i++) {
    const thing = { x: i * 0.5, y: frame + 0.5, next: null, speed: { x: i, y: frame } };
    sum += thing.speed.x + thing.x;
    if (i % every === 0) here.push(thing);
  }
  kept[frame++ % KEPT_FRAMES] = here;
}

export function draw() {
  screen.fillRect(frame % 320, 90, 4, 4, "#fff");
}
