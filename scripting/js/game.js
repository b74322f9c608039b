// game.*: the run itself.
import { sealed, string, whole } from "./check.js";

const { native } = import.meta;

export const run = { time: 0, frame: 0, freezing: true, restarted: false, args: Object.freeze([]) };

export const game = sealed({
  get time() { return run.time; },
  get frame() { return run.frame; },
  get fps() { return run.freezing ? 0 : native.game.fps(); },
  get freezing() { return run.freezing; },
  get restarted() { return run.restarted; },
  get args() { return run.args; },
  quit(code = 0) {
    native.game.quit(whole(code, 0, 255, "game.quit", "code"));
  },
  restart() {
    native.game.restart();
  },
  screenshot(path = "screenshot.png") {
    native.game.screenshot(string(path, "game.screenshot", "path"));
  },
});
