// A new game that cannot be: the old one goes on with its state, stderr says why, and the next save heals.
import assert from "node:assert/strict";
import fs from "node:fs";
import { describe, test } from "node:test";
import { colorAt, decode } from "./lib/png.mjs";
import { backAgain, counting, holdsTwo, play } from "./lib/restart.mjs";

/** Saves a broken game, sees it told once with its place and an excerpt, the old one going on, and the next save healing with the state
 * intact. `line`: where the fault is, 0 when it has no place; `loads`: the broken game gets as far as its load(). */
async function breaksAndHeals(t, broken, message, { line = 0, loads = false, args } = {}) {
  const child = await play(t, counting("old"), { args });
  await child.goesOn("old");
  child.save("main.js", broken);
  await child.says(message);
  if (line) {
    await child.says(new RegExp(`^main\\.js:${line}:\\d+: ${message.source}`));
    await child.says(new RegExp(`^> +${line} \\| `));
  }
  await goesOnAfterTrial(child);
  const frames = await child.goesOn("old");
  const expected = loads ? ["old", "broken", ...backAgain("old")] : ["old"];
  assert.deepEqual(child.loads(), expected, child.err());
  if (line) assert.equal(child.count(/^main\.js:\d+:\d+: /), 1, `told once:\n${child.err()}`);
  assert.equal(child.swaps().length, 0, child.err());
  child.save("main.js", counting("new"));
  await child.runs("new");
  await child.swapped(1);
  const start = child.told().findLast(value => "load" in value);
  assert.ok(start.frames >= frames && start.restarted === true, JSON.stringify(start));
  assert.equal(child.swaps()[0].state, "state kept");
  await child.goesOn("new");
  assert.deepEqual(child.loads(), [...expected, "new"], child.err());
}

/** The old game's counting behind a load of the broken one. */
const goesOnAfterTrial = child => {
  const seen = child.told().length;
  return child.until(() => child.told().slice(seen).some(({ by }) => by === "old"), "the old game");
};

const top = text => counting("broken", { top: text });
const inLoad = text => counting("broken", { load: text });
const inAsyncLoad = text => inLoad(text).replace("export function load", "export async function load");

describe("the old game goes on, and a save heals, when the new one", { concurrency: 4 }, () => {
  const later = "await new Promise(resolve => setTimeout(resolve, 200));\n  ";
  const rows = [
    ["is no JavaScript", top("const a = ;"), /SyntaxError/, { line: 2 }],
    ["throws at top level", top('throw new Error("at the top");'), /Error: at the top$/, { line: 2 }],
    ["throws a value that is no error", top("throw { odd: 1 };"), /#<Object>$/],
    ["throws in load()", inLoad('throw new Error("in load");'), /Error: in load$/, { line: 7, loads: true }],
    ["throws in its first update()", counting("broken", { update: 'throw new Error("in update");' }), /Error: in update$/, { line: 12, loads: true }],
    ["throws in its first draw()", counting("broken", { draw: 'throw new Error("in draw");' }), /Error: in draw$/, { line: 15, loads: true }],
    ["throws in an async load()", inAsyncLoad('await null;\n  throw new Error("in async load");'), /.*Error: in async load$/, { line: 8, loads: true }],
    ["throws late in an async load()", inAsyncLoad(`${later}throw new Error("late in load");`), /.*Error: late in load$/, { line: 8, loads: true }],
    ["leaves a promise rejected in load()", inLoad('Promise.reject(new Error("uncaught"));'), /.*Error: uncaught$/, { line: 7, loads: true }],
    ["has an image that is missing", top('import { image } from "thaw";\nconst ship = image("nowhere.png");'), /.*nowhere\.png/, { line: 3 }],
    ["imports what is missing", `import "./nowhere.js";\n${counting("broken")}`, /.*nowhere\.js/, { line: 1 }],
    ["imports a name that is not exported", `import { nothing } from "thaw";\n${counting("broken")}`, /.*'nothing'/, { line: 1 }],
    ["exports a hook that is no function", counting("broken") + "export const keydown = 3;\n", /.*export keydown/],
    ["exports a state that is no object", counting("broken").replace("{ frames: 0,  }", "7"), /.*export state/],
    ["has a wrong config", counting("broken") + "export const config = { width: -1 };\n", /.*width/],
    ["cannot be frozen", top('globalThis.words = new Intl.Segmenter("en");'), /.*Intl\.Segmenter/, { line: 2 }],
    ["never comes out of its top level", top("for (;;) {}"), /.*(?:stopped|too long|took)/, { line: 2, args: ["--budget", "1"] }],
  ];
  for (const [name, broken, message, options] of rows) test(name, t => breaksAndHeals(t, broken, message, options));
});

test("a file that stays empty is a game without hooks, and the next save is one with them", async t => {
  const child = await play(t, counting("old"));
  child.save("main.js", "");
  await child.says(/main\.js exports no hook/);
  await child.swapped(1);
  assert.equal(child.swaps()[0].state, "no state");
  child.save("main.js", counting("new"));
  await child.runs("new");
  await child.goesOn("new");
});

describe("a fault in the new game", { concurrency: 4 }, () => {
  test("is told once however often it is saved, and anew when it is another", async t => {
    const child = await play(t, counting("old"));
    for (let i = 0; i < 3; i++) {
      child.save("main.js", counting("broken", { top: `console.log('{"tried":${i}}');\nthrow new Error("one and the same");` }));
      await child.until(() => child.told().some(({ tried }) => tried === i), `attempt ${i}`);
      await child.goesOn("old");
    }
    assert.equal(child.count(/Error: one and the same$/), 1, child.err());
    child.save("main.js", counting("broken", { top: 'throw new Error("another");' }));
    await child.says(/Error: another$/);
    await child.goesOn("old");
  });

  test("takes with it what it saved, and its volume, mouse and text input", { skip: !holdsTwo && "the old game starts anew" }, async t => {
    const shows = "tell({ best: localStorage.getItem('best'), shown: input.mouse.visible });";
    const source = (version, load) => counting(version, { top: 'import { audio, input } from "thaw";\nexport const config = { save: "game" };\nexport function textinput(s) { tell({ typed: s }); }', load,
      update: `if (state.frames % 20 === 0) { localStorage.setItem("frames", state.frames); ${shows} }` });
    const old = source("old", 'localStorage.setItem("best", 100); audio.volume = 0.5; input.mouse.visible = true;');
    const child = await play(t, { "main.js": old, "typed.txt": "100 textinput before\n400 textinput after\n" }, { args: ["--save", "saved", "--input", "typed.txt"] });
    await child.until(() => child.told().some(({ typed }) => typed === "before"), "what was typed");
    child.save("main.js", source("broken", 'localStorage.clear(); localStorage.setItem("worst", 1); audio.volume = 0; input.mouse.visible = false; input.text(false);\n  throw new Error("in load");'));
    await child.says(/Error: in load$/);
    const seen = child.told().length;
    await child.until(() => child.told().slice(seen).some(({ shown }) => shown !== undefined), "the old game");
    assert.deepEqual(child.told().slice(seen).find(({ shown }) => shown !== undefined), { best: "100", shown: true });
    await child.until(() => child.told().some(({ typed }) => typed === "after"), "what was typed after");
    const saved = () => JSON.parse(fs.readFileSync(child.game.file("saved/game.json"), "utf8"));
    await child.until(() => saved().frames > 400, "the old game saving on");
    assert.equal(saved().best, "100");
    assert.equal(saved().worst, undefined);
  });

  test("is told anew when it is the same in another file", async t => {
    const throws = 'throw new Error("one and the same");\n';
    const child = await play(t, { "main.js": counting("old"), "one.js": throws, "two.js": throws });
    child.save("main.js", counting("broken", { top: 'import "./one.js";' }));
    await child.says(/^one\.js:1:7: Error: one and the same$/);
    child.save("main.js", counting("broken", { top: 'import "./two.js";' }));
    await child.says(/^two\.js:1:7: Error: one and the same$/);
    await child.goesOn("old");
  });

  test("is gone when the running content is back, without a restart", async t => {
    const child = await play(t, counting("old"));
    for (const broken of ["syntax error(", counting("broken", { load: 'throw new Error("in load");' })]) {
      const before = child.count(/^changed back · the game goes on$/);
      child.save("main.js", broken);
      await child.says(/SyntaxError|Error: in load/, before + 1);
      child.save("main.js", counting("old"));
      await child.says(/^changed back · the game goes on$/, before + 1);
      await child.goesOn("old");
    }
    assert.equal(child.swaps().length, 0);
    assert.deepEqual(child.loads(), ["old", "broken", ...backAgain("old")], child.err());
  });

  test("in a module heals by that module", async t => {
    const files = { "main.js": `import { part } from "./lib/part.js";\n${counting("game", { load: "tell({ part });" })}`, "lib/part.js": "export const part = 1;\n" };
    const child = await play(t, files);
    child.save("lib/part.js", "export const part = ;\n");
    await child.says(/^lib\/part\.js:1:21: SyntaxError/);
    await child.goesOn("game");
    child.save("lib/part.js", "export const part = 2;\n");
    await child.until(() => child.told().some(({ part }) => part === 2), "the mended module");
  });

  test("in a module that only the new game has heals by that module", async t => {
    const child = await play(t, counting("old"));
    child.game.write({ "lib/part.js": "export const part = ;\n" });
    child.save("main.js", `import { part } from "./lib/part.js";\n${counting("new", { load: "tell({ part });" })}`);
    await child.says(/^lib\/part\.js:1:21: SyntaxError/);
    await child.goesOn("old");
    child.save("lib/part.js", "export const part = 3;\n");
    await child.until(() => child.told().some(({ part }) => part === 3), "the mended module");
  });

  test("in a module heals by the module that imports it no more", async t => {
    const child = await play(t, counting("old"));
    child.game.write({ "part.js": "throw new Error('part');\n" });
    child.save("main.js", `import "./part.js";\n${counting("new")}`);
    await child.says(/Error: part$/);
    child.save("main.js", counting("new"));
    await child.runs("new");
    await child.goesOn("new");
  });

  test("is shown at the foot of the old game's picture until it heals", async t => {
    const top = 'import { screen } from "thaw";\nexport const config = { width: 320, height: 240, background: "blue" };';
    const child = await play(t, counting("old", { top, update: "if (state.frames % 5 === 0) game.screenshot('shot.png');" }));
    const foot = wanted => child.until(() => {
      try {
        return wanted(colorAt(decode(fs.readFileSync(child.game.file("shot.png"))), 1, 236));
      } catch {
        return false; // it is being written
      }
    }, "the foot of the picture");
    await foot(color => color === "#0000ff");
    child.save("main.js", "syntax error(");
    await foot(color => color !== "#0000ff");
    child.save("main.js", counting("old", { top, update: "if (state.frames % 5 === 0) game.screenshot('shot.png');" }));
    await foot(color => color === "#0000ff");
  });
});
