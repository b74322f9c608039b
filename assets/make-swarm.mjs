// Paints the picture of demo/swarm: node assets/make-swarm.mjs. The same file each time, byte for byte.
import { fileURLToPath } from "node:url";
import { clamp, render, sheet, smooth } from "./paint.mjs";
import { writeGrey } from "./png.mjs";

/** A beetle seen from above, head to the right; `open` 0 … 1 spreads its wings. White and grey, to be tinted. */
const bug = open => render(16, 16, 4, (px, py) => {
  const x = px - 8, y = Math.abs(py - 8);
  const body = Math.hypot(x / 6.2, y / 3), head = Math.hypot((x - 5.4) / 2.2, y / 2.2), wing = Math.hypot((x + 1.5 - open) / 4.6, (y - 1.5 - 3.4 * open) / (1.2 + 1.3 * open));
  const parts = [[smooth(1.12, 0.88, wing), 0.62], [smooth(1.12, 0.9, body), 0.95 - 0.4 * clamp(body) ** 3], [smooth(1.15, 0.9, head), 0.45]];
  let grey = 0, alpha = 0;
  for (const [cover, light] of parts) {
    grey = grey * (1 - cover) + light * cover;
    alpha = Math.max(alpha, cover * (light === 0.62 ? 0.8 : 1));
  }
  return [grey, grey, grey, alpha];
});

writeGrey(fileURLToPath(new URL("../demo/swarm/bugs.png", import.meta.url)), sheet([bug(0.1), bug(0.55), bug(1), bug(0.55)], 4));
