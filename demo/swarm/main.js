// A swarm of sprites, as many as the machine can take: Up doubles them, Down halves them.
// "thaw run demo/swarm -- 50000" starts with so many.
import { game, image, input, screen, Sprites } from "thaw";

const WIDTH = 960, HEIGHT = 540, LEAST = 2000, MOST = 200_000, SIZE = 16;
export const config = { title: "Swarm", width: WIDTH, height: HEIGHT, background: "#070a1a" };

// The sprites are columns of numbers in the engine's own memory, and so are their speeds here: a loop over them makes no garbage.
const swarm = new Sprites(image("bugs.png", { frame: [SIZE, SIZE] }), MOST);
const { x, y, frame, rotation, scale, tint } = swarm, vx = new Float32Array(MOST), vy = new Float32Array(MOST);
const COLORS = [0xff5d73ff, 0xff9f5aff, 0xffd36eff, 0x7be0adff, 0x5ac8faff, 0xb48cffff];

export const state = { count: 10_000 };

const within = count => Math.min(Math.max(Math.round(count), LEAST), MOST);

// The top level is freeze time: all places and colours lie ready in the snapshot.
for (let i = 0; i < MOST; i++) {
  const angle = Math.random() * 2 * Math.PI, far = Math.sqrt(Math.random()) * HEIGHT * 0.48, pace = 40 + 90 * Math.random();
  x[i] = WIDTH / 2 + Math.cos(angle) * far;
  y[i] = HEIGHT / 2 + Math.sin(angle) * far;
  vx[i] = -Math.sin(angle) * pace;
  vy[i] = Math.cos(angle) * pace;
  frame[i] = i % 4;
  scale[i] = 0.35 + 0.5 * Math.random() ** 3;
  tint[i] = COLORS[Math.floor(((angle / Math.PI) * 3 + Math.random()) % 6)];
}

export function load() {
  const wanted = Number(game.args[0]);
  if (!game.restarted && wanted > 0) state.count = within(wanted);
}

export function update(dt) {
  if (input.pressed(["ArrowUp", "PadUp"])) state.count = within(state.count * 2);
  if (input.pressed(["ArrowDown", "PadDown"])) state.count = within(state.count / 2);
  const { count } = state, time = game.time;
  const pullX = WIDTH * (0.5 + 0.3 * Math.sin(time * 0.7)), pullY = HEIGHT * (0.5 + 0.3 * Math.sin(time * 0.9));
  for (let i = 0; i < count; i++) {
    const wayX = pullX - x[i], wayY = pullY - y[i], pull = (90 + (i & 63)) / (40 + Math.sqrt(wayX * wayX + wayY * wayY));
    vx[i] += (wayX * pull - wayY * 0.35) * dt;
    vy[i] += (wayY * pull + wayX * 0.35) * dt;
    if (x[i] < 0 || x[i] > WIDTH) vx[i] = x[i] < 0 ? Math.abs(vx[i]) : -Math.abs(vx[i]);
    if (y[i] < 0 || y[i] > HEIGHT) vy[i] = y[i] < 0 ? Math.abs(vy[i]) : -Math.abs(vy[i]);
    const slow = 1 - 0.12 * dt;
    vx[i] *= slow;
    vy[i] *= slow;
    x[i] += vx[i] * dt;
    y[i] += vy[i] * dt;
    rotation[i] = Math.atan2(vy[i], vx[i]);
  }
  for (let i = game.frame & 7; i < count; i += 8) frame[i] = (frame[i] + 1) & 3; // an eighth of them beats its wings
}

export function draw() {
  swarm.count = state.count;
  screen.sprites(swarm);
  screen.fillRect(8, 8, 236, 40, "#070a1a", { alpha: 0.8 });
  screen.text(`${state.count} sprites`, 16, 12, { size: 16 });
  screen.text(`${Math.round(game.fps)} fps - Up, Down: more, fewer`, 16, 32, { color: "#9fb4d8" });
}
