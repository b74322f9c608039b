// Saving: catch the falling stars; the best score is in localStorage and still there tomorrow.
import { game, image, input, screen, sound } from "thaw";

export const config = { title: "Saving", width: 320, height: 180, pixelated: true, background: "#1c2350", save: "thaw-example-stars" };

const fox = image("fox.png", { frame: [34, 25] }), star = image("star.png"), grass = image("grass.png"), caught = sound("catch.ogg");
const GROUND = 152;
const sky = Array.from({ length: 60 }, () => ({ x: Math.floor(Math.random() * 320), y: Math.floor(Math.random() * 130), phase: Math.random() * 6 }));

export const state = { phase: "title", score: 0, best: 0, x: 160, facing: 1, stride: 0, wait: 0, aim: 160, stars: [] };

// At the top level there is no localStorage: what was saved may differ at every start. load() runs at each.
export function load() {
  state.best = Number(localStorage.getItem("best") ?? 0);
}

function start() {
  Object.assign(state, { phase: "play", score: 0, wait: 0, aim: 160, stars: [] });
}

function over() {
  state.phase = state.score > state.best ? "best" : "over";
  if (state.phase === "over") return;
  state.best = state.score;
  localStorage.setItem("best", state.best); // kept as a text; JSON.stringify makes one of anything larger
}

export function update(dt) {
  const pointer = input.mouse.down() ? Math.sign(Math.round((input.mouse.x - state.x) / 8)) : 0;
  const wish = input.axis(["ArrowLeft", "KeyA"], ["ArrowRight", "KeyD"]) || pointer;
  if (wish) state.facing = wish;
  state.stride = wish ? state.stride + 16 * dt : 0;
  state.x = Math.min(Math.max(state.x + wish * 150 * dt, 14), 306);
  if (state.phase !== "play") {
    if (input.pressed(["Space", "Enter"]) || input.mouse.pressed()) start();
    return;
  }
  state.wait -= dt;
  if (state.wait < 0) {
    const step = (Math.random() - 0.5) * 230, to = state.aim + step; // never too far from the one before
    state.aim = to < 20 || to > 300 ? state.aim - step : to;
    state.stars.push({ x: state.aim, y: -8, speed: 55 + state.score * 2, drift: Math.random() * 6 });
    state.wait = Math.max(0.35, 0.8 - state.score * 0.015);
  }
  for (const it of state.stars) it.y += it.speed * dt;
  state.stars = state.stars.filter(it => {
    if (Math.abs(it.x - state.x) > 20 || it.y < GROUND - 24 || it.y > GROUND) return true;
    caught.play({ rate: 1 + (state.score % 8) / 12, pan: (it.x - 160) / 200 });
    state.score++;
    return false;
  });
  if (state.stars.some(it => it.y > GROUND)) over(); // one star on the ground ends it
}

export function draw() {
  for (let i = 0; i < 8; i++) screen.fillRect(0, 60 + i * 12, 320, 12, "#a0527e", { alpha: i / 14 });
  for (const { x, y, phase } of sky) screen.fillRect(x, y, 1, 1, "#dfe6ff", { alpha: 0.35 + 0.35 * Math.sin(game.time * 2 + phase) });
  screen.fillCircle(270, 34, 15, "#ffeccb");
  screen.fillCircle(264, 30, 13, "#1c2350");
  for (let i = 0; i < 6; i++) screen.fillCircle(i * 70 - 10, 184, 46 + (i * 29) % 24, i % 2 ? "#2b2a5e" : "#332f68");
  screen.tile(grass, 0, GROUND, 320, 16, { tint: "#7f86c9" });
  screen.fillRect(0, GROUND + 16, 320, 12, "#3e2650");
  for (const { x, y, speed, drift } of state.stars) {
    screen.polygon([x - 3, y - 3, x + 3, y - 3, x, y - 12 - speed * 0.4], "#ffb347", { alpha: 0.45 });
    screen.image(star, x, y, { origin: [0.5, 0.5], rotation: Math.sin(game.time * 3 + drift) * 0.5 });
  }
  screen.image(fox, Math.round(state.x), GROUND + 2, { frame: Math.floor(state.stride) % 6, origin: [0.5, 1], scale: [state.facing, 1] });
  screen.text(`${state.score}`, 160, 10, { align: "center", size: 24, color: "#ffeb9c" });
  screen.text(`best ${state.best}`, 160, 169, { align: "center", color: "#b9a2d0" });
  const say = { title: "Space: catch the stars", play: "", over: "Space: once more", best: "A new best! Space: again" }[state.phase];
  screen.text(say, 160, 80, { align: "center", color: "white" });
}
