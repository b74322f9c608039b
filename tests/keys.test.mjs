// The keys of development: the graph of frames, single steps, screenshots; and that the game sees nothing of the engine's keys.
import assert from "node:assert/strict";
import fs from "node:fs";
import { after, before, describe, test } from "node:test";
import { Display, missing } from "./lib/display.mjs";
import { colorAt, decode } from "./lib/png.mjs";
import { assertExit, game, show, told, until } from "./lib/thaw.mjs";

const head = `import { game, input, screen } from "thaw";
const tell = value => console.log(JSON.stringify(value));
`;
const keys = `${head}export const config = { width: 320, height: 180, background: "#203040" };
export const keydown = e => tell("down " + e.code), keyup = e => tell("up " + e.code);\n`;

async function play(t, source, events, args = [], frames = 10) {
  const it = game(t, { "main.js": source, "in.txt": events });
  const result = await it.run(["--dev", "--frames", String(frames), "--input", "in.txt", ...args]);
  assertExit(result, 0);
  return { it, result, seen: told(result) };
}

const press = (frame, ...codes) => codes.map(code => `${frame} keydown ${code}\n${frame} keyup ${code}\n`).join("");

describe("the keys of development", { concurrency: 2 }, () => {
  test("are not the game's", async t => {
    const { seen } = await play(t, keys, press(1, "F1", "F9", "F12", "F2") + press(2, "F1", "KeyA"));
    assert.deepEqual(seen, ["down F2", "up F2", "down KeyA", "up KeyA"]);
  });

  test("are the game's where nobody develops: headless, or a packed game", async t => {
    const it = game(t, { "main.js": keys, "in.txt": press(1, "F1", "F9", "F10", "F12") });
    const all = ["F1", "F9", "F10", "F12"].flatMap(code => ["down " + code, "up " + code]);
    assert.deepEqual(told(await it.run(["--input", "in.txt"])), all);
    assertExit(await it.thaw(["freeze", ".", "-o", "../game.thaw"]), 0);
    assert.deepEqual(told(await it.run(["../game.thaw", "--watch", "--input", "in.txt"])), all);
    assert.deepEqual(told(await it.run(["../game.thaw", "--dev", "--input", "in.txt"])), []);
    assert.deepEqual(told(await it.run(["--watch", "--input", "in.txt"])), []);
  });

  test("F10 holds the game, each further one is a step, F9 lets it go", async t => {
    const { seen } = await play(t, `${head}let draws = 0; export const update = () => tell(game.frame), draw = () => tell("draw " + ++draws);`,
      press(2, "F10") + press(4, "F10") + press(6, "F10", "F10") + press(10, "F9"), [], 12);
    // 2 updates, the third is held; one step, then two; 2 more after it was let go
    assert.deepEqual(seen, [0, 1, 2, 3, 4, 5, 6].flatMap(n => [n, `draw ${n + 1}`]));
  });

  test("what is pressed while the game is held is there for its next step", async t => {
    const { seen } = await play(t, `${keys} export const update = () => tell([game.frame, input.down("KeyA"), input.pressed("KeyA"), input.pressed("KeyB")]);`,
      press(1, "F10") + "2 keydown KeyA\n" + press(3, "KeyB") + press(5, "F10") + press(6, "F10") + "7 keyup KeyA\n" + press(8, "F9"));
    assert.deepEqual(seen, [[0, false, false, false], "down KeyA", "down KeyB", "up KeyB", [1, true, true, true], [2, true, false, false],
      "up KeyA", [3, false, false, false], [4, false, false, false]]);
  });

  test("a held game can be closed", async t => {
    const { seen } = await play(t, `${head}export const update = () => tell(game.frame), quit = () => tell("asked");`, press(1, "F10") + "3 quit\n");
    assert.deepEqual(seen, [0, "asked"]);
  });

  test("a held game says so in a strip at the top", async t => {
    const plain = await play(t, keys, "", ["--screenshot", "out.png"]), held = await play(t, keys, press(3, "F10"), ["--screenshot", "out.png"]);
    const colors = ({ it }) => {
      const picture = decode(fs.readFileSync(it.file("out.png"))), found = new Set();
      for (let x = 0; x < 320; x++) for (let y = 0; y < 12; y++) found.add(colorAt(picture, x, y));
      return found.size;
    };
    assert.equal(colors(plain), 1);
    assert.ok(colors(held) > 1);
  });

  test("the draw hash of a run is not changed by them", async t => {
    const source = `${head}export const draw = () => screen.fillRect(game.frame, 0, 5, 5, "red");`;
    const hash = async events => (await play(t, source, events, ["--draw-hash"], 8)).result.out;
    assert.equal(await hash(press(1, "F1", "F12")), await hash(""));
  });

  test("F1 shows the graph of frames, and hides it again", async t => {
    const corner = async events => {
      const { it } = await play(t, keys, events, ["--screenshot", "out.png"], 130), picture = decode(fs.readFileSync(it.file("out.png")));
      const found = new Set();
      for (let x = 200; x < 318; x++) for (let y = 45; y < 88; y++) found.add(colorAt(picture, x, y));
      return { found, left: colorAt(picture, 100, 100) };
    };
    const shown = await corner(press(1, "F1"));
    for (const color of ["#6cc24a", "#4aa3ff", "#b58cff", "#ff5d52", "#ffc24a", "#5a6478", "#ffffff"]) assert.ok(shown.found.has(color), color); // the legend
    assert.equal(shown.left, "#203040", "the game is still seen");
    assert.deepEqual([...(await corner(press(1, "F1") + press(2, "F1"))).found], ["#203040"]);
  });

  test("F12 writes the first screenshot that is not there yet, and says which", async t => {
    const { it, result } = await play(t, keys, press(2, "F12") + press(4, "F12"));
    assert.match(result.err, /^F12 · screenshot-1\.png\nF12 · screenshot-2\.png$/m, show(result));
    for (const n of [1, 2]) assert.equal(decode(fs.readFileSync(it.file(`screenshot-${n}.png`))).width, 320);
    assert.ok(!fs.existsSync(it.file("screenshot-3.png")));
  });
});

describe("in the window", { skip: missing }, () => {
  let display;
  before(async () => {
    display = await Display.open();
  });
  after(() => display?.close());

  async function open(t, source, args = ["--dev"]) {
    const it = game(t, { "main.js": head + source });
    const child = it.start(["run", ...args], { env: display.env });
    t.after(async () => {
      child.kill("SIGKILL");
      await child.ended;
    });
    const window = await display.window(child);
    const all = () => told({ err: child.text().err.replace(/[^\n]*$/, "") });
    const hears = (what, matches) => until(() => {
      if (child.exitCode !== null) throw new Error(`${what}: ${show({ code: child.exitCode, ...child.text() })}`);
      return matches(all());
    }, what);
    return { it, child, window, all, hears, tells: value => hears(`it tells ${value}`, values => values.includes(value)) };
  }
  const drawn = "let draws = 0; export const draw = () => { if (++draws === 3) tell('drawn'); };\n";

  test("the game sees neither half of Alt+Enter and F12", async t => {
    const { window, tells, all } = await open(t, `${drawn} export const keydown = e => tell("down " + e.code), keyup = e => tell("up " + e.code);`);
    await tells("drawn");
    display.key(window, "alt+Return", "F12");
    await until(() => {
      display.key(window, "a"); // one may get lost while the window changes
      return all().includes("up KeyA");
    }, "the game's own key");
    assert.deepEqual(all().filter(value => /Enter|F12/.test(value)), []);
    assert.ok(all().includes("up AltLeft"));
  });

  test("F10 steps, and no time passes between", async t => {
    const { window, tells, hears, all } = await open(t, `${drawn} export const update = dt => { if (input.pressed("KeyA")) tell(["a", game.frame, dt]); },
      keydown = e => tell([e.code, game.frame]);`);
    await tells("drawn");
    display.key(window, "F10", "b", "F10");
    const [, frame] = await hears("the step delivers b", values => values.find(value => value[0] === "KeyB"));
    display.key(window, "a", "F10");
    await hears("the next step sees a", values => values.find(value => value[0] === "a"));
    assert.deepEqual(all().at(-1), ["a", frame + 1, 1 / 60]);
  });

  test("the mouse is captured, goes without end, and is let go while the game is held", async t => {
    const { window, tells, all } = await open(t, `export const config = { width: 100, height: 100, scale: 2 }; ${drawn}
      let sum = 0; export const load = () => input.mouse.capture(true);
      export const update = () => { if (sum <= 300 && (sum += input.mouse.dx) > 300) tell("far"); };`);
    await tells("drawn");
    display.ask("xdotool", "windowfocus", window);
    const { x, y } = display.place(window), at = () => /^X=(\d+)\nY=(\d+)/m.exec(display.ask("xdotool", "getmouselocation", "--shell") ?? "")?.slice(1).map(Number);
    const inside = ([px, py]) => px >= x && px < x + 200 && py >= y && py < y + 200;
    // captured, the arrow is brought back into the window however far it is pushed, and its way is longer than the window is wide
    const push = () => {
      for (let i = 0; i < 5; i++) display.ask("xdotool", "mousemove_relative", "--", "40", "0");
    };
    await until(() => {
      push();
      return all().includes("far");
    }, "the way to the right is told");
    assert.ok(inside(at()), "the arrow stays inside");
    display.key(window, "F10");
    await until(() => {
      display.ask("xdotool", "mousemove", String(x + 500), String(y + 400));
      return !inside(at());
    }, "the arrow is free");
    display.key(window, "F9");
    await until(() => {
      push();
      return inside(at());
    }, "and captured again");
  });

  test("what was pressed on the fault screen is no news to the mended game", async t => {
    const { it, child, window, hears, tells } = await open(t, `${drawn} export const update = () => { if (draws > 3) null.x; };`, ["--no-watch"]);
    await until(() => child.text().err.includes("TypeError"), "the fault");
    display.key(window, "b");
    display.ask("xdotool", "mousemove", "--window", window, "20", "20", "click", "1");
    it.write({ "main.js": `${head} let pressed = false; export const update = () => {
      pressed ||= input.pressed("KeyB") || input.released("KeyB") || input.mouse.pressed();
      if (game.frame === 5) tell("pressed " + pressed); };` });
    await until(() => {
      display.key(window, "r");
      return /pressed (true|false)/.test(child.text().err);
    }, "the mended game plays");
    await tells("pressed false");
    await hears("and goes on", () => true);
  });
});
