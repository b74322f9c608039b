// The state of the game, and the space that it lives in: who leaves on one side comes in on the other.
export const WIDTH = 960, HEIGHT = 540;

/** Everything to be remembered, as plain data in one place: an edit of the code leaves it as it is. */
export const state = {
  phase: "title", paused: false, time: 0,       // "title": the ship flies itself; "play"; "over". Seconds since the phase began
  score: 0, best: 0, newBest: false, lives: 0, level: 0,
  combo: 0, comboTime: 0,                       // hits in a row, and the seconds left for the next
  levelIn: 0, goldIn: 0,                        // seconds until the next level and the next golden meteor
  ship: null, rocks: [], shots: [],             // bodies
  notes: [],                                    // texts that rise and fade: { text, x, y, left, size, color }
  flash: 0, stop: 0, shake: 0, shakeX: 0, shakeY: 0,
};

/** A thing in space. px, py and pangle are its former place and angle, since draw() shows moments between two updates. */
export const makeBody = body => ({ vx: 0, vy: 0, angle: 0, spin: 0, ...body, px: body.x, py: body.y, pangle: body.angle ?? 0 });

export function move(body, dt) {
  const x = wrap(body.x + body.vx * dt, WIDTH), y = wrap(body.y + body.vy * dt, HEIGHT), angle = body.angle + body.spin * dt;
  // The former place lies behind the new one, also after a wrap: else the body would be seen half way across the screen.
  Object.assign(body, { x, y, angle, px: x - body.vx * dt, py: y - body.vy * dt, pangle: body.angle });
}

/** Those of a list whose time is not up, after `dt` more seconds. */
export function remaining(list, dt) {
  for (const each of list) each.left -= dt;
  return list.filter(each => each.left > 0);
}

/** Calls show(x, y, angle) for a body, and for its copies across the edges that it touches. */
export function showBody(body, radius, alpha, show) {
  const x = mix(body.px, body.x, alpha), y = mix(body.py, body.y, alpha);
  const columns = x < radius ? [x, x + WIDTH] : x > WIDTH - radius ? [x, x - WIDTH] : [x];
  const rows = y < radius ? [y, y + HEIGHT] : y > HEIGHT - radius ? [y, y - HEIGHT] : [y];
  for (const column of columns) for (const row of rows) show(column, row, mix(body.pangle, body.angle, alpha));
}

/** The shortest way from a to b, which may lead across an edge. */
export function way(a, b) {
  const x = wrap(b.x - a.x + WIDTH / 2, WIDTH) - WIDTH / 2, y = wrap(b.y - a.y + HEIGHT / 2, HEIGHT) - HEIGHT / 2;
  return { x, y, length: Math.hypot(x, y) };
}

export const mix = (from, to, share) => from + (to - from) * share;
export const wrap = (value, size) => ((value % size) + size) % size;
export const randomBetween = (low, high) => mix(low, high, Math.random());
