// Camera: a wood much larger than the screen; the camera follows the fox, zooms and turns.
import { image, input, screen } from "thaw";

export const config = { title: "Camera", width: 320, height: 180, pixelated: true, background: "#6fae6a" };

const fox = image("fox.png", { frame: [34, 25] }), plants = image("plants.png", { frame: [32, 40] });
const SIZE = 1200;

// The wood grows once, when the game is frozen: chance at the top level is the same every time.
const wood = Array.from({ length: 1000 }, () => ({ x: Math.random() * SIZE, y: Math.random() * SIZE, frame: Math.floor(Math.random() ** 1.6 * 5) }))
  .filter(({ x, y }) => Math.abs(y - path(x)) > 26).sort((a, b) => a.y - b.y);
const tufts = Array.from({ length: 900 }, () => [Math.random() * SIZE, Math.random() * SIZE]);

const player = { x: 560, y: path(560), facing: 1, stride: 0 };
const camera = { x: player.x, y: player.y, zoom: 1, rotation: 0 };

/** Where the path runs. */
function path(x) {
  return SIZE / 2 + 120 * Math.sin(x / 130) + 40 * Math.sin(x / 47);
}

export function update(dt) {
  const dx = input.axis(["ArrowLeft", "KeyA"], ["ArrowRight", "KeyD"]), dy = input.axis(["ArrowUp", "KeyW"], ["ArrowDown", "KeyS"]);
  player.x = Math.min(Math.max(player.x + dx * 90 * dt, 0), SIZE);
  player.y = Math.min(Math.max(player.y + dy * 90 * dt, 0), SIZE);
  player.stride = dx || dy ? player.stride + 11 * dt : 0;
  if (dx) player.facing = Math.sign(dx);

  // Not at once, but a share of the way each update: that is what makes a camera soft.
  camera.x += (player.x + dx * 40 - camera.x) * 3 * dt;
  camera.y += (player.y + dy * 25 - camera.y) * 3 * dt;
  camera.zoom *= 1.15 ** input.mouse.wheel * 2 ** (input.axis("KeyQ", "KeyE") * dt);
  camera.zoom = Math.min(Math.max(camera.zoom, 0.4), 4);
  camera.rotation += input.axis("KeyZ", "KeyX") * dt;
}

/** screen.camera() takes what comes to the top left corner: from the middle, half a screen back, as far as zoom and turn make it. */
function look({ x, y, zoom, rotation }) {
  const w = screen.width / 2 / zoom, h = screen.height / 2 / zoom, c = Math.cos(rotation), s = Math.sin(rotation);
  screen.camera(x - w * c + h * s, y - w * s - h * c, zoom, rotation);
}

export function draw() {
  look(camera);
  for (let x = 0; x < SIZE; x += 7) screen.fillCircle(x, path(x), 15, "#c9b27c");
  for (let x = 0; x < SIZE; x += 7) screen.fillCircle(x, path(x), 12, "#dcc68f");
  for (const [x, y] of tufts) if (Math.abs(y - path(x)) > 17) screen.fillRect(x, y, 3, 1, "#83c076");
  let shown = false;
  for (const { x, y, frame } of wood) { // from back to front, the fox where it belongs
    if (!shown && y > player.y) shown = drawFox();
    screen.fillCircle(x + 3, y - 3, frame < 2 ? 11 : 6, "#2b5b4b", { alpha: 0.25 });
    screen.image(plants, x, y, { frame, origin: [0.5, 1] });
  }
  if (!shown) drawFox();

  screen.camera(); // back to the screen: what does not move with the world
  screen.fillRect(0, 166, 320, 14, "#1c2a40", { alpha: 0.7 });
  screen.text("arrows walk   Q E wheel zoom   Z X turn", 160, 169, { align: "center", color: "#fff0d8" });
}

function drawFox() {
  screen.fillCircle(player.x, player.y - 2, 9, "#2b5b4b", { alpha: 0.3 });
  screen.image(fox, player.x, player.y, { frame: Math.floor(player.stride) % 6, origin: [0.5, 1], scale: [player.facing, 1] });
  return true;
}
