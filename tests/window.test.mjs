// The window, on a display of our own: opening, closing, resizing, fullscreen, input, and what is shown over a faulted game.
import assert from "node:assert/strict";
import fs from "node:fs";
import { after, before, describe, test } from "node:test";
import { Display, missing } from "./lib/display.mjs";
import { colorAt, decode } from "./lib/png.mjs";
import { assertExit, game, show, told, until } from "./lib/thaw.mjs";

let display;
before(async () => {
  if (!missing) display = await Display.open();
});
after(() => display?.close());

const head = `import { game, input, screen } from "thaw";
const tell = value => console.log(JSON.stringify(value));
let draws = 0;
const drawn = () => { if (++draws === 3) tell("drawn"); };
`;

/** A game with its window; it is ended with the test. */
async function open(t, source, args = []) {
  const it = game(t, { "main.js": head + source });
  const child = it.start(["run", ...args], { env: display.env });
  t.after(async () => {
    child.kill("SIGKILL");
    await child.ended;
  });
  const window = await display.window(child);
  const text = () => child.text().err.replace(/[^\n]*$/, "");
  const hears = (what, matches) => until(() => {
    if (child.exitCode !== null) throw new Error(`${what}: ${show({ code: child.exitCode, ...child.text() })}`);
    return matches(text());
  }, what);
  return { it, child, window, text, hears, tells: value => hears(`it tells ${value}`, all => told({ err: all }).includes(value)) };
}

describe("the window", { skip: missing }, () => {
  test("has the title and a whole multiple of the size that the config wants", async t => {
    const { window, tells } = await open(t, `export const config = { title: "Ünïcode & 100%", width: 200, height: 150 }; export const draw = drawn;`);
    await tells("drawn");
    // the server hears of the title by itself, in its own time
    await until(() => display.ask("xdotool", "getwindowname", window) === "Ünïcode & 100%", "the title");
    const { width, height } = display.place(window);
    assert.ok(width >= 200 && width % 200 === 0 && height === width * 0.75, `${width}×${height}`);
  });

  test("comes onto the screen once, as the one that it stays", async t => {
    const manager = await display.listen("_NET_WM_STATE"), before = await manager.shown();
    t.after(() => manager.close());
    const result = await game(t, head + "export const draw = drawn;").thaw(["run", "--frames", "5"], { env: display.env });
    assertExit(result, 0);
    assert.equal((await manager.shown()).length - before.length, 1);
  });

  test("has exactly the size of config.scale", async t => {
    const { window, tells } = await open(t, "export const config = { width: 100, height: 80, scale: 2.5 }; export const draw = drawn;");
    await tells("drawn");
    const { width, height } = await until(() => { const place = display.place(window); return place.width && place; }, "where it is");
    assert.deepEqual([width, height], [250, 200]);
  });

  test("ends the game with 0 when it is closed, having asked quit()", async t => {
    const { child, window, tells } = await open(t, `let asked = 0; export const quit = () => { tell("asked " + ++asked); return asked < 2; }, draw = drawn;`);
    await tells("drawn");
    await display.askToClose(window);
    await tells("asked 1");
    await display.askToClose(window);
    assertExit(await child.ended, 0);
  });

  test("shows the game, and --screenshot writes what it shows", async t => {
    const it = game(t, `${head} export const config = { width: 60, height: 40, scale: 4, background: "#0000ff" };
      export const draw = () => screen.fillRect(0, 0, 30, 40, "#ff0000");`);
    assertExit(await it.thaw(["run", "--frames", "5", "--screenshot", "out.png"], { env: display.env }), 0);
    const picture = decode(fs.readFileSync(it.file("out.png")));
    const { width, height } = picture;
    assert.deepEqual([colorAt(picture, width / 4, height / 2), colorAt(picture, (width * 3) / 4, height / 2)], ["#ff0000", "#0000ff"]);
  });

  test("keeps the game's picture in proportion when it is resized, and tells the game", async t => {
    const { window, tells, hears, it } = await open(t, `export const config = { width: 100, height: 100, scale: 2, background: "#00ff00" };
      export const resize = (w, h) => { tell(["resize", w, h]); if (w === 500) game.screenshot("out.png"); };
      export const draw = () => { drawn(); screen.fillRect(0, 0, 100, 100, "#ff0000"); };`);
    await tells("drawn");
    display.ask("xdotool", "windowsize", window, "500", "300");
    await hears("resize is told", all => told({ err: all }).some(value => value[0] === "resize" && value[1] === 500 && value[2] === 300));
    const bytes = await until(() => fs.existsSync(it.file("out.png")) && fs.readFileSync(it.file("out.png")), "the picture is written");
    const picture = decode(bytes);
    assert.equal(colorAt(picture, picture.width >> 1, picture.height >> 1), "#ff0000");
    for (const [w, h] of [["1", "1"], ["700", "20"], ["200", "200"]]) display.ask("xdotool", "windowsize", window, w, h);
    await hears("the last resize", all => told({ err: all }).some(value => value[1] === 200 && value[2] === 200));
  });

  test("tells keys, text and the pointer to the game", async t => {
    const { window, tells, hears } = await open(t, `export const config = { width: 100, height: 100, scale: 3 }; export const draw = drawn;
      export const keydown = e => tell("down " + e.code + " " + e.key + (e.shiftKey ? " shift" : "")), keyup = e => tell("up " + e.code);
      export const textinput = s => tell("text " + s), pointerdown = e => tell(["pointer", e.x, e.y, e.button, input.mouse.down(e.button)]), wheel = y => tell("wheel " + y);`);
    await tells("drawn");
    display.key(window, "a", "shift+b", "Left");
    for (const value of ["down KeyA a", "text a", "up KeyA", "down KeyB B shift", "text B", "down ArrowLeft ArrowLeft"]) await tells(value);
    display.ask("xdotool", "mousemove", "--window", window, "150", "60", "click", "3");
    await hears("the click", all => told({ err: all }).some(value => value[0] === "pointer" && value[3] === 2));
    display.ask("xdotool", "mousemove", "--window", window, "150", "60", "click", "4");
    await tells("wheel 1");
  });

  test("gives pointer places in logical pixels", async t => {
    const { window, tells, hears, text } = await open(t, `export const config = { width: 100, height: 100, scale: 3 };
      export const draw = drawn, pointerdown = e => tell(["pointer", e.x, e.y]);`);
    await tells("drawn");
    display.ask("xdotool", "mousemove", "--window", window, "150", "60", "click", "1");
    await hears("the click", all => told({ err: all }).some(value => value[0] === "pointer"));
    const [, x, y] = told({ err: text() }).find(value => value[0] === "pointer");
    assert.ok(Math.abs(x - 50) <= 0.5 && Math.abs(y - 20) <= 0.5, `${x}, ${y}`);
  });

  test("asks to fill the screen with Alt+Enter, and to give it back with another", async t => {
    const { window, tells, text } = await open(t, `export const config = { width: 100, height: 100, scale: 2 };
      export const draw = drawn, keydown = e => tell("down " + e.code);`);
    await tells("drawn");
    const manager = await display.listen("_NET_WM_STATE"); // there is no window manager here that would do it
    t.after(() => manager.close());
    display.key(window, "alt+Return");
    await until(() => manager.asked().includes(1), "the window asks for the state");
    assert.ok(!manager.asked().includes(0), "and for nothing else yet");
    display.key(window, "alt+Return");
    await until(() => manager.asked().at(-1) === 0, "the window asks for the state to be removed");
    display.key(window, "Return");
    await tells("down Enter");
    assert.equal(text().match(/down Enter/g).length, 1, "the game does not see the engine's own key");
  });
});

describe("a fault", { skip: missing }, () => {
  const faulty = `export const draw = () => { drawn(); }; export function update() { if (draws > 3) null.x; }`;

  test("keeps the window open, is told once, and Escape ends with 1", async t => {
    const { child, window, hears, text } = await open(t, faulty);
    await hears("the fault", all => all.includes("TypeError"));
    display.key(window, "a", "space"); // no key but these two does anything
    assert.equal(child.exitCode, null);
    display.key(window, "Escape");
    const result = await child.ended;
    assertExit(result, 1);
    assert.equal(result.err.match(/TypeError/g).length, 1, text());
    assert.match(result.err, /^main\.js:5:\d+: TypeError/m);
  });

  test("is shown over the game", async t => {
    const it = game(t, head + `export const config = { width: 320, height: 200, background: "#00ff00" }; export function draw() { drawn(); screen.clear("#00ff00"); } ` +
      "export function update() { if (draws > 3) null.x; }");
    const result = await it.thaw(["run", "--frames", "30", "--screenshot", "out.png"], { env: display.env });
    assert.equal(result.signal, null, show(result));
    const picture = decode(fs.readFileSync(it.file("out.png")));
    const colors = new Set();
    for (let y = 0; y < picture.height; y += 2) for (let x = 0; x < picture.width; x += 2) colors.add(colorAt(picture, x, y));
    assert.ok(colors.size > 2, "text stands on the screen");
  });

  test("in load is shown too, and closing its window ends with 1", async t => {
    const { child, window, hears } = await open(t, 'export function load() { throw new Error("in load"); }');
    await hears("the fault", all => all.includes("Error: in load"));
    await display.askToClose(window);
    assertExit(await child.ended, 1);
  });

  test("is over when the game was mended and R is pressed", async t => {
    const { it, child, window, hears, tells } = await open(t, faulty);
    await hears("the fault", all => all.includes("TypeError"));
    display.key(window, "r"); // not mended yet: it fails again, or stays as it is
    it.write({ "main.js": head + 'export const config = { title: "mended" }; export const draw = () => drawn(), update = () => { if (draws === 5) tell("mended " + game.restarted); };' });
    await until(async () => {
      assert.equal(child.exitCode, null, child.text().err);
      display.key(window, "r");
      return /"mended true"/.test(child.text().err) || new Promise(resolve => setTimeout(resolve, 300, false));
    }, "the mended game plays");
    await tells("mended true");
    assert.equal(display.ask("xdotool", "getwindowname", window), "mended");
    await display.askToClose(window);
    assertExit(await child.ended, 0);
  });

  test("that was mended into another one is told, and the window stays", async t => {
    const { it, child, window, hears } = await open(t, faulty);
    await hears("the fault", all => all.includes("TypeError"));
    it.write({ "main.js": "let = 3;" });
    await until(async () => {
      assert.equal(child.exitCode, null, child.text().err);
      display.key(window, "r");
      return child.text().err.includes("SyntaxError") || new Promise(resolve => setTimeout(resolve, 300, false));
    }, "the syntax error is told");
    assert.equal(child.exitCode, null);
    display.key(window, "Escape");
    assertExit(await child.ended, 1);
  });

  test("game.restart starts the game anew in the same window", async t => {
    const { window, tells } = await open(t, `export const load = () => tell("loaded " + game.restarted), draw = () => { drawn(); if (draws === 4 && !game.restarted) game.restart(); };`);
    await tells("loaded false");
    await tells("loaded true");
    assert.ok(display.place(window).width > 0);
  });
});
