// A small game to begin with. Save this file while the game runs: it goes on with what you changed.
// thaw.d.ts beside it is the manual; an editor shows it as you type.
import { input, screen, type Config } from "thaw";

export const config: Config = { title: "My game", width: 320, height: 180, background: "#1d2b53" };

// What is in `state` lives on when you save; all else at the top level is made anew, before there is a window.
export const state = { x: 160, y: 90, score: 0, coin: { x: 240, y: 60 } };

const speed = 120; // pixels a second
const reach = 14; // pixels between the two centres

// Once, when the game starts: there is a screen now.
export function load() {
  console.log(`the screen is ${screen.width}×${screen.height}`);
}

// 60 times a second; dt is the time since the last one, in seconds.
export function update(dt: number) {
  state.x += input.axis(["ArrowLeft", "KeyA"], ["ArrowRight", "KeyD"]) * speed * dt;
  state.y += input.axis(["ArrowUp", "KeyW"], ["ArrowDown", "KeyS"]) * speed * dt;
  state.x = Math.min(Math.max(state.x, 8), screen.width - 8);
  state.y = Math.min(Math.max(state.y, 8), screen.height - 8);
  if (Math.hypot(state.x - state.coin.x, state.y - state.coin.y) < reach) {
    state.score++;
    state.coin = { x: 10 + Math.random() * (screen.width - 20), y: 30 + Math.random() * (screen.height - 40) };
  }
}

// Once a frame, back to front.
export function draw() {
  screen.fillCircle(state.coin.x, state.coin.y, 5, "gold");
  screen.fillRect(state.x - 8, state.y - 8, 16, 16, "tomato");
  screen.text(`Score ${state.score}`, 8, 8, { color: "white", size: 16 });
  screen.text("Move with the arrow keys", 160, 164, { color: "lightsteelblue", align: "center" });
}
