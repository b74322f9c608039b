// What is written over the picture, in letters of our own.
import { image, screen } from "thaw";
import { levels } from "./levels.js";
import { tiles } from "./look.js";
import { level, state } from "./world.js";

const W = 368, H = 208, FLY = 36;
const title = image("title.png"), letters = image("letters.png", { frame: [8, 10] });
const order = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,:!-+×/", STEP = 6;
const PALE = "#b9cdf0", GOLD = "#ffd75e", FIRE = "#ffa53a";
const ease = share => 1 - (1 - Math.min(Math.max(share, 0), 1)) ** 3;
const seconds = value => value.toFixed(1).padStart(4, "0");

/** Writes about x, or from it when `left`; whole pixels, so that the letters stay sharp. */
function write(text, x, y, { color = "#ffffff", scale = 1, left = false, alpha = 1 } = {}) {
  const first = Math.round(left ? x : x - (text.length * STEP * scale) / 2);
  Array.from(text, (letter, i) => {
    const frame = order.indexOf(letter);
    if (frame >= 0) screen.image(letters, first + i * STEP * scale, Math.round(y), { frame, scale, tint: color, alpha });
  });
}

export function drawTexts() {
  const { phase, paused, time } = state;
  if (phase === "title") drawTitle(time);
  if (phase === "play") drawPlay(time);
  if (phase === "won") drawWon(ease(time * 2));
  if (phase === "end") drawEnd(time);
  if (!paused) return;
  screen.fillRect(0, 0, W, H, "#0b0e24", { alpha: 0.6 });
  write("PAUSED", W / 2, 78, { scale: 2 });
  write("P GO ON - R AGAIN - M SOUND - ESC TITLE", W / 2, 112, { color: PALE });
}

function drawTitle(time) {
  const { saved } = state, best = saved.best[state.level], { name, flies } = level();
  screen.image(title, W / 2, 46 + Math.round(3 * Math.sin(time * 1.6)) - 60 * (1 - ease(time * 1.5)), { origin: [0.5, 0.5] });
  write(`${state.level + 1}/${levels.length}  ${name}`, W / 2, 152, { color: GOLD });
  write(best ? `${seconds(best.seconds)} SECONDS  ${best.flies}/${flies} FIREFLIES` : "NOT YET LIT", W / 2, 166, { color: PALE });
  if (Math.floor(time * 2) % 3 < 2) write("SPACE OR A PLAYS", W / 2, 188);
  const arrow = side => screen.polygon([W / 2 + side * 116, 157, W / 2 + side * 110, 152, W / 2 + side * 110, 162], FIRE);
  if (state.level > 0) arrow(-1);
  if (state.level < saved.open) arrow(1);
}

function drawPlay(time) {
  const { name, hint, flies } = level(), fade = Math.min(1, (4 - time) * 2);
  for (let i = 0; i < flies; i++) screen.image(tiles, 4 + i * 13, 3, { frame: FLY, tint: i < state.taken.length ? "#ffffff" : "#3a4a80" });
  write(seconds(state.seconds), W - 34, 6, { left: true, color: PALE });
  if (fade <= 0) return;
  const y = 40 - 60 * (1 - ease(time * 2));
  write(name, W / 2, y, { scale: 2, color: GOLD, alpha: fade });
  write(hint, W / 2, y + 26, { color: "#ffffff", alpha: fade });
}

function drawWon(share) {
  const { seconds: taken, fell, newBest } = state, y = H + 10 - share * 150, out = fell === 0 ? "NEVER WENT OUT" : `WENT OUT ${fell}×`;
  screen.fillRect(0, y - 12, W, 88, "#0b0e24", { alpha: 0.75 * share });
  write("THE HEARTH IS LIT", W / 2, y, { scale: 2, color: FIRE });
  write(`${seconds(taken)} SECONDS${newBest ? " - YOUR BEST!" : ""}`, W / 2, y + 26);
  write(`${state.taken.length}/${level().flies} FIREFLIES - ${out}`, W / 2, y + 40, { color: PALE });
  if (state.time > 0.8) write("SPACE OR A GOES ON", W / 2, y + 58, { color: GOLD });
}

function drawEnd(time) {
  const all = Object.values(state.saved.best), sum = all.reduce((total, each) => total + each.seconds, 0);
  write("THE CAVE IS WARM", W / 2, 30 - 60 * (1 - ease(time)), { scale: 2, color: FIRE });
  write(`ALL ${levels.length} HEARTHS IN ${seconds(sum)} SECONDS`, W / 2, 58);
  const caught = all.reduce((total, each) => total + each.flies, 0), flies = levels.reduce((total, each) => total + each.flies, 0);
  write(`${caught} OF ${flies} FIREFLIES CAME ALONG`, W / 2, 74, { color: caught === flies ? GOLD : PALE });
  if (time > 1) write("THANK YOU FOR PLAYING", W / 2, 186, { color: GOLD });
}
