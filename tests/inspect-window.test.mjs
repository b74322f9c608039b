// A paused game's window, on a display of our own: it answers, and nothing is left over when the game goes on.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { client, debugged, next } from "./lib/debug.mjs";
import { Display, missing } from "./lib/display.mjs";
import { colorAt } from "./lib/png.mjs";
import { Raw, frame } from "./lib/raw.mjs";
import { assertExit, until } from "./lib/thaw.mjs";

let display;
before(async () => {
  if (!missing) display = await Display.open();
});
after(() => display?.close());

const files = {
  "main.js": `import { input, screen } from "thaw";
export const config = { width: 200, height: 150, scale: 2, background: "#204060" };
globalThis.frames = globalThis.longest = 0;
export function update(dt) {
  frames++;
  globalThis.longest = Math.max(longest, dt);
  globalThis.held = input.down("KeyA");
}
export function draw() {
  globalThis.at = 2 * (frames % 70);
  screen.fillRect(at, 60, 50, 50, "#ff0000");
  if (globalThis.words) screen.text(words, 100, 2, { color: "#fff3d6", size: 8, align: "center" });
}
`,
};

/** The rows of pixels that are not as draw() made them with that `at`; without it, of those above the square. */
function foreign(picture, at) {
  const rows = [];
  for (let y = 0; y < (at === undefined ? 120 : picture.height); y++) {
    const inside = x => y >= 120 && y < 220 && x >= 2 * at && x < 2 * at + 100;
    for (let x = 0; x < picture.width && rows.at(-1) !== y; x++)
      if (colorAt(picture, x, y) !== (inside(x) ? "#ff0000" : "#204060")) rows.push(y);
  }
  return rows;
}

/** The places of all pixels of the strip's letters. */
function letters(picture) {
  const places = [];
  for (let at = 0; at < picture.width * picture.height; at++)
    if (colorAt(picture, at % picture.width, Math.floor(at / picture.width)) === "#fff3d6") places.push(at);
  return places.join(" ");
}

async function open(t) {
  const child = await debugged(t, files, { headless: false, env: display.env });
  const window = await display.window(child), cdp = await client(t, child);
  const value = async expression => (await cdp.send("Runtime.evaluate", { expression, returnByValue: true })).result.value;
  await until(async () => (await value("frames")) > 5, "frames");
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

  test("does so too while another client floods it with evaluations", async t => {
    const { child, window, pause } = await open(t);
    await pause();
    const raw = await Raw.open(child.address), work = { expression: "for (const end = Date.now() + 5; Date.now() < end;);" };
    const flood = Buffer.concat(new Array(100).fill(frame(JSON.stringify({ id: 1, method: "Runtime.evaluate", params: work }))));
    const flooding = (async () => { while (!raw.socket.destroyed) await raw.write(flood); })();
    await raw.next(message => message?.id === 1);
    await display.askToClose(window);
    assertExit(await child.ended, 0);
    await flooding;
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

  test("shows where, over the last picture, and nothing of that when the game goes on", async t => {
    const { window, value, pause, goOn } = await open(t);
    const shot = () => display.picture(window), strip = async () => foreign(await shot(), await value("at"));
    assert.deepEqual(foreign(await shot()), []);
    await pause();
    await until(async () => (await strip()).length, "the strip");
    const rows = await strip(), paused = await shot();
    assert.ok(rows.length > 10 && rows.length < 50, `${rows}`);
    assert.deepEqual(rows, Array.from(rows.keys()), "from the top edge on, and only there");
    await goOn();
    await until(async () => !foreign(await shot()).length, "the strip is gone");
    await value("globalThis.words = 'paused: main.js:5'");
    const words = await until(async () => letters(await shot()), "the same words, drawn by the game");
    assert.equal(letters(paused), words);
  });
});
