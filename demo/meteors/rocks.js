// Meteors: bodies with a size, a kind, a radius and a worth in points.
import { image, screen, Sprites } from "thaw";
import { emit, put, STAR, tint } from "./particles.js";
import { HEIGHT, makeBody, move, randomBetween, showBody, state, way, WIDTH } from "./world.js";

export const SMALL = 0, MEDIUM = 1, LARGE = 2, GOLD = 3;  // three sizes, and the kind after three of stone
const SUN = -0.75 * Math.PI;                              // light comes from the upper left

const sizes = [
  { radius: 14, speed: [70, 130], worth: 100, picture: image("rocks-small.png", { frame: [40, 40] }) },
  { radius: 26, speed: [45, 90], worth: 50, picture: image("rocks-medium.png", { frame: [72, 72] }) },
  { radius: 44, speed: [25, 60], worth: 20, picture: image("rocks-large.png", { frame: [120, 120] }) },
];
for (const size of sizes) size.batch = new Sprites(size.picture, 512);

export function addRock(size, { x, y, vx = 0, vy = 0 }, kind = Math.floor(Math.random() * GOLD)) {
  const { radius, worth } = sizes[size], angle = randomBetween(0, 2 * Math.PI), spin = randomBetween(-1, 1);
  const speed = randomBetween(...sizes[size].speed) * Math.min(1 + state.level * 0.08, 2);
  const motion = { vx: vx / 2 + Math.cos(angle) * speed, vy: vy / 2 + Math.sin(angle) * speed, angle, spin };
  state.rocks.push(makeBody({ size, kind, radius, worth: kind === GOLD ? 500 : worth, x, y, ...motion }));
}

/** Adds one that comes in over an edge, though not upon the ship. */
export function addRockAtEdge(size, kind) {
  const place = Math.random() < 0.5 ? { x: 0, y: Math.random() * HEIGHT } : { x: Math.random() * WIDTH, y: 0 };
  if (way(place, state.ship).length < 200) addRockAtEdge(size, kind);
  else addRock(size, place, kind);
}

/** Takes a meteor away; a larger one of stone leaves two smaller ones. */
export function splitRock(rock) {
  state.rocks.splice(state.rocks.indexOf(rock), 1);
  const pieces = rock.size === SMALL || rock.kind === GOLD ? 0 : 2;
  for (let i = 0; i < pieces; i++) addRock(rock.size - 1, rock, rock.kind);
}

export function updateRocks(dt) {
  for (const rock of state.rocks) {
    move(rock, dt);
    const x = rock.x + randomBetween(-24, 24), y = rock.y + randomBetween(-24, 24);
    if (rock.kind === GOLD && Math.random() < 0.4) emit({ frame: STAR, x, y, life: 0.8, from: 0.55, color: 0xffdf8a });
  }
}

export function drawRocks(alpha) {
  for (const { batch } of sizes) batch.count = 0;
  for (const rock of state.rocks) {
    showBody(rock, rock.radius * 1.3, alpha, (x, y, angle) => {
      // There are pictures lit from four sides. Fading between two of them keeps the sun in its place while the meteor turns.
      const { batch } = sizes[rock.size], quarters = (SUN - angle) / (Math.PI / 2), side = Math.floor(quarters);
      put(batch, rock.kind * 4 + (side & 3), x, y, angle, 0.85, tint(0xffffff));
      put(batch, rock.kind * 4 + ((side + 1) & 3), x, y, angle, 0.85, tint(0xffffff, quarters - side));
    });
  }
  for (const { batch } of sizes) screen.sprites(batch);
}
