// Scripts of input: events reach the hooks, and input.* tells the state that follows from them, with the right lifetimes.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { assertExit, game, show, told } from "./lib/thaw.mjs";

const head = 'import { input, game } from "thaw";\nconst tell = value => console.log(JSON.stringify(value));\n';

/** What a game told when it was played with these events. */
async function play(t, source, events, frames = 8) {
  const it = game(t, { "main.js": head + source, "in.txt": events });
  const result = await it.run(["--frames", String(frames), "--input", "in.txt"]);
  assertExit(result, 0);
  return told(result);
}

/** `expression` in every update, one letter a frame. */
async function watch(t, expression, events, frames) {
  const seen = await play(t, `export const update = () => tell(${expression});`, events, frames);
  return seen.map(value => (value === true ? "#" : value === false ? "." : String(value))).join("");
}

describe("events", { concurrency: 2 }, () => {
  const hooks = ["keydown", "keyup", "textinput", "pointerdown", "pointerup", "pointermove", "wheel", "focus", "blur"];
  const all = hooks.map(name => `export const ${name} = (...args) => tell([game.frame, "${name}", ...args]);`).join("\n");

  test("a key event tells code, key, and that nothing is held with it", async t => {
    const plain = { repeat: false, shiftKey: false, ctrlKey: false, altKey: false };
    const events = "1 keydown KeyA\n2 keyup KeyA\n2 keydown Digit7\n3 keydown ArrowLeft\n3 keydown Space\n4 keydown ShiftLeft\n5 keydown Enter\n";
    assert.deepEqual(await play(t, all, events), [
      [1, "keydown", { code: "KeyA", key: "a", ...plain }], [2, "keyup", { code: "KeyA", key: "a", ...plain }],
      [2, "keydown", { code: "Digit7", key: "7", ...plain }], [3, "keydown", { code: "ArrowLeft", key: "ArrowLeft", ...plain }],
      [3, "keydown", { code: "Space", key: " ", ...plain }], [4, "keydown", { code: "ShiftLeft", key: "Shift", ...plain }],
      [5, "keydown", { code: "Enter", key: "Enter", ...plain }]]);
  });

  test("a key event's key is what the key types, else its name without its side", async t => {
    const keys = { Semicolon: ";", Minus: "-", BracketLeft: "[", BracketRight: "]", Numpad5: "5", NumpadAdd: "+", NumpadEnter: "Enter",
      ControlRight: "Control", MetaLeft: "Meta", Tab: "Tab", F12: "F12", PageUp: "PageUp" };
    const seen = await play(t, "export const keydown = e => tell([e.code, e.key]);", Object.keys(keys).map(code => `1 keydown ${code}\n`).join(""));
    assert.deepEqual(Object.fromEntries(seen), keys);
  });

  test("text arrives as it was typed", async t => {
    const events = "0 textinput hello\n1 textinput ü€🙂\n2 textinput two words\n";
    assert.deepEqual(await play(t, all, events), [[0, "textinput", "hello"], [1, "textinput", "ü€🙂"], [2, "textinput", "two words"]]);
  });

  test("pointer events tell place and button", async t => {
    const mouse = { id: 0, type: "mouse" };
    const events = "1 pointerdown 10 20.5\n2 pointerdown 1 2 1\n2 pointerup 3 4 2\n3 pointermove -5 999\n";
    assert.deepEqual(await play(t, all, events), [[1, "pointerdown", { x: 10, y: 20.5, button: 0, ...mouse }], [2, "pointerdown", { x: 1, y: 2, button: 1, ...mouse }],
      [2, "pointerup", { x: 3, y: 4, button: 2, ...mouse }], [3, "pointermove", { x: -5, y: 999, button: 0, ...mouse }]]);
  });

  test("wheel, focus and blur arrive", async t => {
    assert.deepEqual(await play(t, all, "1 wheel 1\n1 wheel -2.5\n2 blur\n3 focus\n"), [[1, "wheel", 1], [1, "wheel", -2.5], [2, "blur"], [3, "focus"]]);
  });

  test("events of one frame arrive in their order, however many there are", async t => {
    const many = Array.from({ length: 300 }, (_, i) => `1 keydown ${i % 2 ? "KeyA" : "KeyB"}\n1 keyup ${i % 2 ? "KeyA" : "KeyB"}`).join("\n");
    const seen = await play(t, all, many);
    assert.equal(seen.length, 600);
    assert.deepEqual(seen.map(event => event[1] + event[2].code).slice(0, 4), ["keydownKeyB", "keyupKeyB", "keydownKeyA", "keyupKeyA"]);
  });

  test("a move right behind another replaces it, and no other event", async t => {
    const seen = await play(t, all, "1 pointermove 1 1\n1 pointermove 2 2\n1 wheel 1\n1 pointermove 3 3\n2 pointermove 4 4\n");
    assert.deepEqual(seen.map(event => event[2].x ?? event[1]), [2, "wheel", 3, 4]);
  });

  test("state is already right inside an event's hook", async t => {
    const source = "export const keydown = () => tell(input.down('KeyA')), pointerdown = () => tell([input.mouse.x, input.mouse.down()]);";
    assert.deepEqual(await play(t, source, "1 keydown KeyA\n2 pointerdown 7 8\n"), [true, [7, true]]);
  });
});

describe("input.*", { concurrency: 2 }, () => {
  test("down lasts as long as the key, pressed and released one update", async t => {
    const events = "2 keydown KeyA\n5 keyup KeyA\n";
    assert.equal(await watch(t, "input.down('KeyA')", events), "..###...");
    assert.equal(await watch(t, "input.pressed('KeyA')", events), "..#.....");
    assert.equal(await watch(t, "input.released('KeyA')", events), ".....#..");
    assert.equal(await watch(t, "input.down('KeyB') || input.pressed('KeyB') || input.released('KeyB')", events), "........");
  });

  test("a tap within one frame is seen as pressed and released", async t => {
    const events = "2 keydown Space\n2 keyup Space\n";
    assert.equal(await watch(t, "input.pressed('Space')", events), "..#.....");
    assert.equal(await watch(t, "input.released('Space')", events), "..#.....");
    assert.equal(await watch(t, "input.down('Space')", events), "........");
  });

  test("a key that is held does not press again, and a key that is up does not release", async t => {
    assert.equal(await watch(t, "input.pressed('KeyA')", "1 keydown KeyA\n3 keydown KeyA\n"), ".#......");
    assert.equal(await watch(t, "input.released('KeyA')", "1 keyup KeyA\n"), "........");
  });

  test("the axis is the difference of its keys, arrays included", async t => {
    const events = "1 keydown ArrowRight\n3 keydown ArrowLeft\n5 keyup ArrowRight\n6 keyup ArrowLeft\n";
    assert.equal(await watch(t, "'-0+'[1 + input.axis('ArrowLeft', 'ArrowRight')]", events), "0++00-00");
    assert.equal(await watch(t, "'-0+'[1 + input.axis(['KeyA', 'ArrowLeft'], ['KeyD', 'ArrowRight'])]", events), "0++00-00");
    assert.equal(await watch(t, "'-0+'[1 + input.axis(['KeyA'], [])]", events), "00000000");
    assert.equal(await watch(t, "'-0+'[1 + input.axis([], ['KeyA', 'KeyB'])]", "1 keydown KeyA\n2 keydown KeyB\n3 keyup KeyA\n4 keyup KeyB\n"), "0+++0000");
  });

  test("blur releases keys and buttons", async t => {
    const events = "1 keydown KeyA\n1 pointerdown 1 1\n3 blur\n5 keyup KeyA\n";
    assert.equal(await watch(t, "input.down('KeyA')", events), ".##.....");
    assert.equal(await watch(t, "input.released('KeyA')", events), "...#....");
    assert.equal(await watch(t, "input.mouse.down()", events), ".##.....");
    assert.equal(await watch(t, "input.mouse.released()", events), "...#....");
  });

  test("mouse buttons are told apart", async t => {
    const events = "1 pointerdown 1 1 2\n2 pointerdown 1 1\n3 pointerup 1 1 2\n4 pointerdown 1 1 1\n6 pointerup 1 1 0\n";
    assert.equal(await watch(t, "input.mouse.down()", events), "..####..");
    assert.equal(await watch(t, "input.mouse.down(1)", events), "....####");
    assert.equal(await watch(t, "input.mouse.pressed(2)", events), ".#......");
    assert.equal(await watch(t, "input.mouse.released(2)", events), "...#....");
  });

  test("the mouse is where its last event was", async t => {
    const seen = await play(t, "export const update = () => tell([input.mouse.x, input.mouse.y]);",
      "1 pointermove 3 4\n2 pointerdown 5.5 6\n4 pointerup -1 700\n", 6);
    assert.deepEqual(seen, [[0, 0], [3, 4], [5.5, 6], [5.5, 6], [-1, 700], [-1, 700]]);
  });

  test("the wheel adds up within a frame and is 0 in the next", async t => {
    assert.equal(await watch(t, "input.mouse.wheel + ' '", "1 wheel 1\n1 wheel 2\n3 wheel -1\n", 5), "0 3 0 -1 0 ");
  });

  test("draw sees pressed no more, since update has had it", async t => {
    const source = "export const update = () => tell(input.pressed('KeyA')), draw = () => tell([input.pressed('KeyA'), input.down('KeyA')]);";
    assert.deepEqual(await play(t, source, "0 keydown KeyA\n", 2), [true, [false, true], false, [false, true]]);
  });

  test("every key that has a name can be played and asked for", async t => {
    const letters = Array.from("ABCDEFGHIJKLMNOPQRSTUVWXYZ", letter => "Key" + letter), digits = Array.from("0123456789");
    const codes = [...letters, ...digits.map(d => "Digit" + d), ...digits.map(d => "Numpad" + d), ...Array.from({ length: 12 }, (_, i) => `F${i + 1}`).filter(code => code !== "F5"),
      "Space", "Enter", "Escape", "Tab", "Backspace", "ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "ShiftLeft", "ShiftRight", "ControlLeft",
      "ControlRight", "AltLeft", "AltRight", "MetaLeft", "MetaRight", "Minus", "Equal", "BracketLeft", "BracketRight", "Semicolon", "Quote", "Backquote",
      "Backslash", "Comma", "Period", "Slash", "Insert", "Delete", "Home", "End", "PageUp", "PageDown", "CapsLock", "NumpadEnter", "ContextMenu"];
    const events = codes.map((code, i) => `${i} keydown ${code}\n${i + 1} keyup ${code}`).join("\n").split("\n").sort((a, b) => parseInt(a) - parseInt(b));
    const source = `const codes = ${JSON.stringify(codes)}; export const update = () => tell(codes.filter(code => input.down(code)));`;
    assert.deepEqual(await play(t, source, events.join("\n"), codes.length), codes.map(code => [code]));
  });
});

describe("the mouse's way", { concurrency: 2 }, () => {
  test("is told until the update is over, captured or not", async t => {
    const seen = await play(t, "export const update = () => tell([input.mouse.dx, input.mouse.dy, input.mouse.x]), pointermove = e => tell(e.x);",
      "1 pointermove 50 50\n2 pointermove 53 48\n3 motion 1.5 2\n3 motion 1.5 2\n5 pointermove 54 48\n", 6);
    assert.deepEqual(seen, [[0, 0, 0], 50, [0, 0, 50], 53, [3, -2, 53], 53, [3, 4, 53], [0, 0, 53], 54, [1, 0, 54]]);
  });

  test("capturing and hiding the mouse are fine without a window", async t => {
    const seen = await play(t, `export const load = () => { const { mouse } = input; tell(mouse.visible); mouse.visible = false; tell(mouse.visible);
      mouse.visible = true; tell(mouse.visible); mouse.capture(true); mouse.capture(false); };`, "", 1);
    assert.deepEqual(seen, [true, false, true]);
  });
});

describe("fingers", { concurrency: 2 }, () => {
  test("are pointers with an id, and no mouse", async t => {
    const seen = await play(t, `const told = name => e => tell([name, e.x, e.y, e.button, e.id, e.type, input.mouse.x, input.mouse.down()]);
      export const pointerdown = told("down"), pointermove = told("move"), pointerup = told("up");`,
    "1 touchdown 10 20 1\n1 touchdown 30 40 2\n2 touchmove 11 20 1\n2 touchmove 31 40 2\n2 touchmove 12 20 1\n3 touchup 12 20 1\n3 pointermove 1 1\n");
    assert.deepEqual(seen, [["down", 10, 20, 0, 1, "touch", 0, false], ["down", 30, 40, 0, 2, "touch", 0, false], ["move", 11, 20, 0, 1, "touch", 0, false],
      ["move", 31, 40, 0, 2, "touch", 0, false], ["move", 12, 20, 0, 1, "touch", 0, false], ["up", 12, 20, 0, 1, "touch", 0, false],
      ["move", 1, 1, 0, 0, "mouse", 1, false]]);
  });
});

describe("pads", { concurrency: 2 }, () => {
  test("come and go, in their places", async t => {
    const seen = await play(t, `const told = name => e => tell([name, e, input.pads.map(pad => [pad.index, pad.id])]);
      export const padconnected = told("here"), paddisconnected = told("gone");`,
    "1 padconnected 1 One Pad\n2 padconnected 0 Other\n3 paddisconnected 1\n3 paddisconnected 1\n4 padconnected 1 Third\n");
    assert.deepEqual(seen, [["here", { index: 1, id: "One Pad" }, [[1, "One Pad"]]], ["here", { index: 0, id: "Other" }, [[0, "Other"], [1, "One Pad"]]],
      ["gone", { index: 1, id: "One Pad" }, [[0, "Other"]]], ["here", { index: 1, id: "Third" }, [[0, "Other"], [1, "Third"]]]]);
  });

  test("tell axes and buttons in the standard order, read in place", async t => {
    const seen = await play(t, `let pad; export const padconnected = () => { pad = input.pads[0]; };
      export const update = () => { if (pad) tell([pad === input.pads[0], pad.axes.map(v => Math.round(v * 100) / 100), pad.axes.length,
        pad.buttons.length, ...pad.buttons.flatMap((b, i) => b.value ? [[i, b.value, b.pressed]] : [])]); };`,
    "0 padconnected 0 Pad\n1 padaxis 0 1 -1\n1 padbutton 0 PadB 1\n2 padaxis 0 1 0\n2 padaxis 0 2 0.575\n2 padbutton 0 PadB 0\n2 padbutton 0 PadL2 0.25\n", 3);
    assert.deepEqual(seen, [[true, [0, 0, 0, 0], 4, 17], [true, [0, -1, 0, 0], 4, 17, [1, 1, true]], [true, [0, 0, 0.5, 0], 4, 17, [6, 0.25, false]]]);
  });

  test("can be asked for like keys, whichever pad it is", async t => {
    const events = "0 padconnected 0 A\n0 padconnected 5 B\n1 padbutton 5 PadA 1\n3 padbutton 0 PadA 1\n4 padbutton 5 PadA 0\n6 padbutton 0 PadA 0\n";
    assert.equal(await watch(t, "input.down('PadA')", events), ".#####..");
    assert.equal(await watch(t, "input.pressed(['KeyA', 'PadA'])", events), ".#.#....");
    assert.equal(await watch(t, "input.released('PadA')", events), "....#.#.");
  });

  test("give axes that are anything between", async t => {
    const events = "0 padconnected 0 A\n1 padaxis 0 0 0.575\n2 padaxis 0 0 -0.66\n3 padaxis 0 0 0.1\n4 keydown ArrowRight\n5 padaxis 0 0 -1\n";
    const keys = "['ArrowLeft', 'PadLeftStickLeft'], ['ArrowRight', 'PadLeftStickRight']";
    assert.equal(await watch(t, `Math.round(input.axis(${keys}) * 100) + ' '`, events, 7), "0 50 -60 0 100 0 0 ");
    assert.equal(await watch(t, "input.down('PadLeftStickLeft')", events, 7), "..#..##");
  });

  test("rumble checks what it is told, and is nothing without a motor", async t => {
    const source = `export const padconnected = () => { const { rumble } = input.pads[0]; rumble(); rumble(0.5, 0.25, 3);
      for (const args of [[2], [1, -1], [1, 1, 61], ["1"], [NaN], [1, 1, Infinity]]) try { rumble(...args); tell("fine"); } catch (e) { tell(e.message); } };`;
    assert.deepEqual(await play(t, source, "1 padconnected 0 A\n"), ["pad.rumble: strong must be a number from 0 to 1, not 2",
      "pad.rumble: weak must be a number from 0 to 1, not -1", "pad.rumble: seconds must be a number from 0 to 60, not 61",
      'pad.rumble: strong must be a finite number, not "1"', "pad.rumble: strong must be a finite number, not NaN",
      "pad.rumble: seconds must be a finite number, not Infinity"]);
  });

  test("are still there after a restart, and what they hold too", async t => {
    const source = `export const load = () => tell(input.pads.map(pad => pad.id)), update = () => {
      if (game.frame === 2 && !game.restarted) game.restart();
      if (game.restarted && game.frame < 2) tell([input.down("PadA"), input.pressed("PadA"), input.down("KeyA"), input.pads[0].buttons[0].pressed]); };`;
    const seen = await play(t, source, "0 padconnected 0 A\n1 padbutton 0 PadA 1\n1 keydown KeyA\n", 20);
    assert.deepEqual(seen, [[], ["A"], [true, false, true, true], [true, false, true, true]]);
  });
});

describe("text", { concurrency: 2 }, () => {
  test("that is being composed is told with what is marked", async t => {
    const seen = await play(t, "export const textedit = e => tell(e), textinput = s => tell(s);", "1 textedit 1 0 か\n2 textedit 0 2 かな x\n3 textedit 0 0\n3 textinput 仮名\n");
    assert.deepEqual(seen, [{ text: "か", start: 1, length: 0 }, { text: "かな x", start: 0, length: 2 }, { text: "", start: 0, length: 0 }, "仮名"]);
  });

  test("comes only while it is on", async t => {
    const source = `export const textinput = s => { tell(s); if (s === "b") input.text(false); }, textedit = () => tell("edit");
      export const update = () => { if (game.frame === 3) input.text(true, { x: 10, y: 20, w: 5, h: 8 }); };`;
    assert.deepEqual(await play(t, source, "1 textinput a\n1 textinput b\n2 textinput c\n2 textedit 0 0 x\n5 textinput d\n"), ["a", "b", "d"]);
  });
});

describe("the script", { concurrency: 2 }, () => {
  test("comments, blank lines and Windows line ends are fine", async t => {
    const events = "# a comment\r\n\r\n  1   keydown   KeyA   # behind\r\n\t2\tkeyup\tKeyA\n";
    assert.equal(await watch(t, "input.down('KeyA')", events, 4), ".#..");
  });

  for (const line of ["x keydown KeyA", "3 keydwon KeyA", "3 keydown", "3 keydown KeyÄ", "3 keydown KeyA KeyB", "-1 focus", "3 pointerdown 1",
    "3 pointerdown 1 2 3", "3 pointerdown a b", "3 wheel", "3 wheel x", "3 focus now", "3", "3 resize 3 4", "1 focus", "3 pointermove nan inf"])
    test(`the line "${line}" is refused with its place`, async t => {
      const it = game(t, { "main.js": "", "in.txt": `2 focus\n${line}\n` }), result = await it.run(["--input", "in.txt"]);
      assertExit(result, 2);
      assert.match(result.err, /^thaw: [^\n]*in\.txt:2: [^\n]+\n$/, show(result));
    });

  test("a script that is missing is told", async t => {
    const result = await game(t, "").run(["--input", "nowhere.txt"]);
    assertExit(result, 2);
    assert.match(result.err, /^thaw: [^\n]*nowhere\.txt[^\n]*\n$/);
  });
});
