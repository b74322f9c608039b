import { game } from "thaw";
import { frame } from "./kernels.js";

export const config = { title: "play", width: 64, height: 64, fps: 1000 };

export function draw() {
  const result = frame();
  if (!result) return;
  console.log(JSON.stringify(result));
  game.quit();
}
