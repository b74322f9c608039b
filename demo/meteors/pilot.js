// The autopilot of the title screen: sees the world, and answers as a player's hands do.
import { SHIP_RADIUS, SHOT_SPEED } from "./ship.js";
import { state, way, wrap } from "./world.js";

/** How far to turn from an angle to face a point that lies x, y away: -π to π. */
const turnTo = (angle, { x, y }) => wrap(Math.atan2(y, x) - angle + Math.PI, 2 * Math.PI) - Math.PI;

/** The meteor that will be near first: how near it is, and the way to where a shot would meet it. */
function chooseTarget(ship) {
  const targets = state.rocks.map(rock => {
    const { x, y, length } = way(ship, rock), vx = rock.vx - ship.vx, vy = rock.vy - ship.vy;
    const gap = length - rock.radius - SHIP_RADIUS, flight = length / SHOT_SPEED;
    return { gap, later: gap + (x * vx + y * vy) / length, x: x + vx * flight, y: y + vy * flight };
  });
  return targets.reduce((first, target) => (target.later < first.later ? target : first), { gap: 999, later: Infinity, x: 0, y: -1 });
}

export function autopilot() {
  const { ship } = state, target = chooseTarget(ship), danger = target.gap < 55;
  const turn = turnTo(ship.angle, danger ? { x: -target.x, y: -target.y } : target);
  const slow = Math.hypot(ship.vx, ship.vy) < (danger ? 260 : 90), aimed = Math.abs(turnTo(ship.angle, target)) < 0.12;
  const thrust = slow && Math.abs(turn) < 0.6 && (danger || target.gap > 240);
  return { turn: Math.min(Math.max(turn * 6, -1), 1), thrust, fire: aimed && target.gap < 430 };
}
