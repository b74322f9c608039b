// What an author is told when something is wrong: message, place, excerpt, frames; never the engine's own half. "‹" marks the place.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { assertFault, fails, unmark } from "./lib/fault.mjs";
import { png } from "./lib/png.mjs";
import { assertExit, game, logged, show } from "./lib/thaw.mjs";

const sheet = png(16, 8);

/** name → [main.js or files, message, frames]. */
const faults = {
  // modules
  "a syntax error names its place": ["let a = 1;\nexport let x = ‹;\n", "SyntaxError: Unexpected token ';'"],
  "a syntax error in an imported module names that module":
    [{ "main.js": 'import "./lib/b.js";', "lib/b.js": "\n\nfoo(‹]);" }, "SyntaxError: Unexpected token ']'"],
  "a missing module is told where it was imported, with the nearest name":
    [{ "main.js": '"use strict";\nimport { a } from ‹"./players.js";', "player.js": "" },
      'cannot import "./players.js": there is no file players.js (did you mean player.js?)'],
  "a missing ending is suggested": [{ "main.js": 'import ‹"./player";', "player.js": "" }, "(did you mean player.js?)"],
  "a missing ending without a likely file is explained":
    [{ "main.js": 'import ‹"./zebra";', "player.js": "" }, "(an import names the file with its ending)"],
  "an import of a folder is explained": [{ "main.js": 'import ‹"./lib";', "lib/index.js": "" }, /lib is a folder.*"\.\/lib\/index\.js"/],
  "a bare specifier of a file beside is refused with a suggestion": [{ "main.js": 'import _ from ‹"ship.js";', "ship.js": "" },
    /cannot import "ship\.js".*did you mean "\.\/ship\.js"/],
  "a module missing from a nested module names that module":
    [{ "main.js": 'import "./b.js";', "b.js": 'import "./c.js";', "c.js": '\n  export * from ‹"./nowhere.js";' }, "there is no file nowhere.js"],
  "a missing export names the import": [{ "main.js": 'import { a, ‹nope } from "./b.js";', "b.js": "export let a;" },
    /'\.\/b\.js' does not provide an export named 'nope'/],
  "a missing export of the engine names the import": ['import { ‹sprite } from "thaw";', "does not provide an export named 'sprite'"],

  // the top level
  "a throw at top level names the frames that led there":
    [{ "main.js": 'import { f } from "./b.js";\nf();\n', "b.js": 'export function f() {\n  throw ‹new Error("boo");\n}\n' }, "Error: boo",
      ["at f (b.js:2:9)", "at main.js:2:1"]],
  "a throw after a top-level await is told": ['await null;\nnull.‹x;', "TypeError: Cannot read properties of null (reading 'x')"],
  "a rejected top-level await is told": ['await Promise.reject(‹new RangeError("far"));', "RangeError: far"],
  "an endless recursion at top level is told": ["function f() { ‹f(); }\nf();", "RangeError: Maximum call stack size exceeded"],
  "an await that never settles names itself": ["const a = 1;\nawait ‹new Promise(() => {});", /top-level await never settles/],
  "an await that never settles in an imported module names that module":
    [{ "main.js": 'import "./b.js";', "b.js": "export const x = 1;\n\n  await ‹new Promise(() => {});" }, /top-level await never settles/],
  "an await behind an endless interval ends":
    ["setInterval(() => {}, 10);\nawait ‹new Promise(() => {});", /top-level await never settles/],
  "an unhandled rejection at top level is told": ['Promise.reject(‹new Error("nobody cares"));', "nobody cares"],

  // what cannot be frozen
  "a live Intl object names where it was made": ['export const f = ‹new Intl.NumberFormat("de");', /Intl\.NumberFormat cannot be frozen/],
  "a live Intl object made by a call names where it was made": ["export const c = Intl.‹Collator();", /Intl\.Collator cannot be frozen/],
  "a live Intl object behind its bound function is noticed":
    ['export const format = ‹new Intl.NumberFormat("de").format;', /Intl\.NumberFormat cannot be frozen/],
  "a live Intl object in an imported module names that module":
    [{ "main.js": 'import "./b.js";', "b.js": 'const all = [];\nall.push(‹new Intl.DateTimeFormat("de"));\nexport { all };' },
      /Intl\.DateTimeFormat cannot be frozen/],
  "a FinalizationRegistry names where it was made": ["export const r = ‹new FinalizationRegistry(() => {});", /FinalizationRegistry cannot be frozen/],
  "WebAssembly at freeze time is refused": ["export const m = ‹new WebAssembly.Memory({ initial: 1 });", /WebAssembly is not there at freeze time/],
  "SharedArrayBuffer at freeze time is refused": ["export const b = ‹new SharedArrayBuffer(8);", /SharedArrayBuffer is not there at freeze time/],
  "drawing at freeze time is refused": ['import { screen } from "thaw";\nscreen.‹clear("red");', /screen\.clear .*freeze time/],
  "game.quit at freeze time is refused": ['import { game } from "thaw";\ngame.‹quit();', /game\.quit needs the running game.*freeze time/],
  "game.screenshot at freeze time is refused": ['import { game } from "thaw";\ngame.‹screenshot("a.png");', /game\.screenshot.*freeze time/],

  // assets
  "a missing asset is told with the nearest name":
    [{ "main.js": 'import { image } from "thaw";\nconst a = ‹image("ship.png");', "shop.png": sheet }, /"ship\.png".*did you mean shop\.png\?/],
  "an asset that is no picture is told":
    [{ "main.js": 'import { image } from "thaw";\nconst a = ‹image("a.png");', "a.png": "no picture at all" }, /cannot read the image "a\.png"/],
  "a frame larger than the sheet is told":
    [{ "main.js": 'import { image } from "thaw";\nconst a = ‹image("a.png", { frame: [17, 8] });', "a.png": sheet }, /frames of 17×8.*16×8 pixels/],
  "broken JSON is told with its place in the file":
    [{ "main.js": 'import { json } from "thaw";\nconst a = ‹json("a.json");', "a.json": '{\n  "a": 1,\n  "b": x\n}' },
      /SyntaxError: json: cannot parse a\.json:3:8/],
  "an absolute asset path is refused": ['import { text } from "thaw";\n‹text("/etc/passwd");', /relative to the game's folder/],

  // the hooks
  "a throw in load is told": ["function f() { null.‹x; }\nexport function load() {\n  f();\n}", "TypeError",
    ["at f (main.js:1:21)", "at load (main.js:3:3)"]],
  "a rejection of an async load is told": ['export async function load() { await null; throw ‹new Error("late"); }', "Error: late"],
  "a throw in update is told": ['export function update() { ‹throw new Error("u"); }', "Error: u", ["at update (main.js:1:34)"]],
  "a throw in draw is told": ['export function draw() { ‹throw new Error("d"); }', "Error: d", ["at draw (main.js:1:32)"]],
  "a wrong argument is told at the author's call":
    ['import { screen } from "thaw";\nexport function draw() {\n  screen.‹fillRect(1, 2, 3, "4", "red");\n}', "TypeError: screen.fillRect: h must be",
      ["at draw (main.js:3:10)"]],
  "a throw in a timer is told": ['export function load() { setTimeout(function soon() { ‹throw new Error("t"); }, 1); }', "Error: t",
    ["at soon (main.js:1:61)"]],
  "a throw in a requestAnimationFrame callback is told":
    ['export function load() { requestAnimationFrame(function next() { ‹throw new Error("r"); }); }', "Error: r", ["at next (main.js:1:72)"]],
  "an unhandled rejection is told": ['export function update() { Promise.reject(‹new Error("p")); }', "unhandled rejection: Error: p"],
  "a throw in a microtask is told": ['export function update() { queueMicrotask(() => { throw ‹new Error("m"); }); }', "Error: m"],
  "a throw in an async function is told": ['async function f() { await 0; throw ‹new Error("a"); }\nexport function update() { f(); }', "Error: a"],
  "an endless recursion in update is told": ["function f() { ‹f(); }\nexport function update() { f(); }", "Maximum call stack size exceeded"],
  "a thrown string is told with its place": ['export function update() { ‹throw "a plain string"; }', "a plain string"],
  "a thrown object without prototype is told": ["export function update() { ‹throw Object.create(null); }", ""],

  // the caret
  "a caret counts a tab as wide as it is shown": ["export function load() {\n\t\tif (1)\tnull.‹x;\n}", "TypeError"],
  "a caret counts letters, not bytes": ['export function load() { const ä = "öäü€🙂🙂", ß = null.‹x; }', "TypeError"],
  "a caret is inside a long line's excerpt": [`export function load() { ${"void 0; ".repeat(200)}null.‹x; ${"void 1; ".repeat(200)} }`, "TypeError"],
  "a caret is right behind many wide letters": [`export function load() { const s = "${"é€".repeat(120)}"; null.‹x; }`, "TypeError"],
  "a fault in a very long line is shown at its place": [`export function load() { ${"void 0; ".repeat(1500)}null.‹x; }`, "TypeError"],
  "a fault behind Windows line ends is shown": ["const a = 1;\r\nexport function load() {\r\n  null.‹x;\r\n}\r\n", "TypeError"],
  "a fault in a file that starts with a byte order mark is shown": ["\ufeffconst a = 1;\nexport function load() { null.‹x; }", "TypeError"],
};

describe("faults", { concurrency: 2 }, () => {
  for (const [name, [files, message, frames]] of Object.entries(faults)) test(name, t => fails(t, files, message, { frames }));
});

const configs = {
  '{ widht: 3 }': /there is no "widht" \(did you mean "width"\?\)/,
  '{ width: "wide" }': /config: width must be a whole number of pixels, not "wide"/,
  '{ width: 0 }': /config: width must be a number from 1 to 8192, not 0/,
  '{ height: 1.5 }': /config: height must be a whole number of pixels, not 1\.5/,
  '{ height: 100000 }': /config: height must be .*8192, not 100000/,
  '{ fps: 0 }': /config: fps must be a number from 1 to 1000, not 0/,
  '{ fps: NaN }': /config: fps must be .*not NaN/,
  '{ scale: "big" }': /config: scale must be "fit", "integer", "stretch" or a number, not "big"/,
  '{ pixelated: 1 }': /config: pixelated must be true or false, not 1/,
  '{ background: "blu" }': /config: background must be a colour.*did you mean "blue"/,
  '{ title: 7 }': /config: title must be a string, not 7/,
  '7': /export config must be an object, not 7/,
};

describe("configs", { concurrency: 2 }, () => {
  for (const [config, message] of Object.entries(configs))
    test(`the config ${config} is refused`, async t => {
      const result = await fails(t, `export const config = ${config};`, message);
      assert.match(result.err, /^main\.js: TypeError: /, "the file is named");
    });
});

test("a hook that is no function is refused", async t => {
  await fails(t, "export const update = 3;", /main\.js: .*export update must be a function, not 3/);
});

test("a misspelled hook is warned about and the game runs", async t => {
  const result = await game(t, "export function udpate() {}").run();
  assertExit(result, 0);
  assert.match(result.err, /udpate\(\).*did you mean "update"/);
});

test("a fault is named relative to any working directory", async t => {
  const { files, mark } = unmark({ "main.js": 'import "./sub/b.js";', "sub/b.js": 'throw ‹new Error("where");' });
  const it = game(t, files);
  const places = [[it.folder, "sub/b.js"], [it.home, "game/sub/b.js"], [path.join(it.folder, "sub"), "b.js"],
    [path.join(it.home, "x"), "../game/sub/b.js"], [path.join(it.home, "x/y"), "../../game/sub/b.js"],
    [path.join(it.home, "x/y/z"), path.join(it.folder, "sub/b.js")], ["/", path.join(it.folder, "sub/b.js").slice(1)]];
  fs.mkdirSync(path.join(it.home, "x/y/z"), { recursive: true });
  for (const [cwd, shownFile] of places)
    assertFault(await it.thaw(["check", path.relative(cwd, it.folder) || "."], { cwd }), { message: "where", mark, shownFile });
});

test("freeze and check tell a fault as run does", async t => {
  for (const args of [["check", "."], ["freeze", ".", "-o", "out.thaw"]])
    await fails(t, 'throw ‹new Error("no");', "Error: no", { args, frames: ["at main.js:1:7"] });
});

test("without freezing a fault is told in the same way", async t => {
  const args = ["run", "--no-freeze", "--headless", "--frames", "2", "."];
  await fails(t, 'throw ‹new Error("top");', "Error: top", { args });
  await fails(t, "export function update() { null.‹x; }", "TypeError", { args, frames: ["at update (main.js:1:33)"] });
});

test("a string thrown at top level names at least its file", async t => {
  await fails(t, 'throw "a plain string";', /^main\.js.*a plain string/m);
});

test("Intl objects that are let go, and functions that use them inside, can be frozen", async t => {
  const result = await game(t, `export const s = new Intl.NumberFormat("de").format(3) + "a".localeCompare("b") +
    (3000).toLocaleString() + new Date(0).toLocaleString() + ["x"].toLocaleString() + new Intl.Collator().compare("a", "b");`).run();
  assertExit(result, 0);
});

test("what V8 refuses to freeze is told without V8's own words", async t => {
  const result = await game(t, 'export const s = new Intl.Segmenter("en").segment("hello");').run();
  assertExit(result, 1);
  assert.doesNotMatch(result.err, /Foreign|OldSpace|0x[0-9a-f]{6}/);
});

test("WebAssembly and SharedArrayBuffer are there after the thaw", async t => {
  assertExit(await game(t, "export function load() { new WebAssembly.Memory({ initial: 1 }); new SharedArrayBuffer(8); }").run(), 0);
});

test("a throw in every event hook is told", async t => {
  const events = { keydown: "keydown KeyA", keyup: "keyup KeyA", textinput: "textinput x", pointerdown: "pointerdown 1 2",
    pointerup: "pointerup 1 2", pointermove: "pointermove 1 2", wheel: "wheel 1", focus: "focus", blur: "blur" };
  for (const [name, event] of Object.entries(events)) {
    const { files, mark } = unmark({ "main.js": `export function ${name}() {\n  ‹throw new Error("in ${name}");\n}` });
    const it = game(t, { ...files, "in.txt": `1 ${event}\n` });
    const result = await it.run(["--input", "in.txt"]);
    assertFault(result, { message: `Error: in ${name}`, mark, frames: [`at ${name} (main.js:2:9)`] });
  }
});

test("an endless top level is stopped and told where it was", async t => {
  await fails(t, "let n = 0;\nfor (;;) n++;", /main\.js:2:\d+: Error: .*1000 ms/, { args: ["check", "--budget", "1", "."] });
  await fails(t, "await null;\nwhile (true) {}", /main\.js:2:\d+: Error: .*1000 ms/, { args: ["check", "--budget", "1", "."] });
});

test("control characters in a message do not reach the terminal", async t => {
  const result = await fails(t, 'throw ‹new Error("a\\x1b[31mb\\x07");', "Error: a");
  assert.doesNotMatch(result.err, /[\x00-\x08\x0b-\x1f\x7f]/, show(result));
});

test("a very long message is cut and told", async t => {
  await fails(t, 'throw ‹new Error("long ".repeat(10000));', "Error: long long");
});

test("what was logged before a fault stands before it", async t => {
  const result = await fails(t, 'console.log("first"); throw ‹new Error("second");', "Error: second");
  assert.equal(logged(result)[0].text.split("\n")[0], "first");
});
