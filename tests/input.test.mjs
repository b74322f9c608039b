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
    const events = "1 pointerdown 10 20.5\n2 pointerdown 1 2 1\n2 pointerup 3 4 2\n3 pointermove -5 999\n";
    assert.deepEqual(await play(t, all, events), [[1, "pointerdown", { x: 10, y: 20.5, button: 0 }], [2, "pointerdown", { x: 1, y: 2, button: 1 }],
      [2, "pointerup", { x: 3, y: 4, button: 2 }], [3, "pointermove", { x: -5, y: 999, button: 0 }]]);
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
