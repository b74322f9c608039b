// A paused game's window, on a display of our own: it answers, and nothing is left over when the game goes on.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { after, before, describe, test } from "node:test";
import { client, debugged, next } from "./lib/debug.mjs";
import { Display, missing } from "./lib/display.mjs";
import { assertExit, until } from "./lib/thaw.mjs";

let display;
before(async () => {
  if (!missing) display = await Display.open();
});
after(() => display?.close());

const files = {
  "main.js": `import { input, screen } from "thaw";
export const config = { width: 200, height: 150, scale: 2, background: "#204060" };
globalThis.longest = 0;
export function update(dt) {
  globalThis.frames = (globalThis.frames ?? 0) + 1;
  globalThis.longest = Math.max(longest, dt);
  globalThis.held = input.down("KeyA");
}
export const draw = () => screen.fillRect(20, 20, 50, 50, "#ff0000");
`,
};

async function open(t) {
  const child = await debugged(t, files, { headless: false, env: display.env });
  const window = await display.window(child), cdp = await client(t, child);
  const value = async expression => (await cdp.send("Runtime.evaluate", { expression, returnByValue: true })).result.value;
  await until(async () => (await value("globalThis.frames ?? 0")) > 5, "frames");
  const pause = async () => {
    await cdp.send("Debugger.enable");
    const paused = next(cdp, "Debugger.paused");
    await cdp.send("Debugger.setBreakpointByUrl", { url: child.url("main.js"), lineNumber: 4 });
    return paused;
  };
  const goOn = async () => {
    await cdp.send("Debugger.disable");
    const then = await value("frames");
    await until(async () => (await value("frames")) > then + 3, "the game goes on");
  };
  return { child, window, cdp, value, pause, goOn };
}

describe("a paused game's window", { skip: missing }, () => {
  test("ends the game with 0 when it is closed", async t => {
    const { child, window, pause } = await open(t);
    await pause();
    await display.askToClose(window);
    assertExit(await child.ended, 0);
  });

  test("lets go of keys that were released meanwhile, and no long dt follows", async t => {
    const { window, value, pause, goOn } = await open(t);
    display.ask("xdotool", "windowfocus", window, "keydown", "a");
    await until(() => value("held"), "the key is down");
    await pause();
    display.ask("xdotool", "keyup", "a");
    const then = Date.now();
    await until(() => Date.now() > then + 400, "a pause that would be a long dt");
    await goOn();
    await until(async () => !(await value("held")), "the key is up");
    assert.ok((await value("longest")) <= 0.25, `${await value("longest")}`);
  });

  const shots = spawnSync("which", ["import"]).status === 0;
  test("shows a banner that was not there", { skip: !shots && "import (ImageMagick) is not installed" }, async t => {
    const { window, pause, goOn } = await open(t);
    const shot = () => execFileSync("import", ["-display", display.name, "-window", window, "rgb:-"], { maxBuffer: 1 << 26 }).toString("base64");
    const playing = await until(shot, "a picture");
    await pause();
    await until(() => shot() !== playing, "the banner");
    await goOn();
    await until(() => shot() === playing, "the banner is gone");
  });
});
