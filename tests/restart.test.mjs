// Hot restart by saving: what counts as a change, however an editor writes it, and what does not.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { children, counting, play, stateOf } from "./lib/restart.mjs";
import { colorAt, decode, png } from "./lib/png.mjs";
import { scratch } from "./lib/thaw.mjs";

const has = program => spawnSync("which", [program]).status === 0;
const top = 'import { text } from "thaw";\nconst note = text("note.txt");';
const source = version => counting(version, { top });

/** After `act` the game of `version` runs, with exactly these restarts; a file saved last proves that no more were under way. */
async function restartsOnly(child, version, whys) {
  await child.runs(version);
  await child.goesOn(version);
  child.save("note.txt", `written last ${child.swaps().length}`);
  await child.until(() => child.swaps().some(({ why }) => why.startsWith("note.txt")), "the note");
  assert.deepEqual(child.swaps().map(({ why }) => why), [...whys, "note.txt changed"], child.err());
  assert.ok(child.swaps().every(({ state }) => state === "state kept"), child.err());
}

const played = t => play(t, { "main.js": source("old"), "note.txt": "a note" });

describe("a save is one restart, written by", { concurrency: 4 }, () => {
  const saves = {
    "a whole new file": (file, text) => fs.writeFileSync(file, text),
    "VS Code: cut short, then written in two steps"(file, text) {
      const fd = fs.openSync(file, "r+");
      fs.ftruncateSync(fd, 0);
      fs.writeSync(fd, text.slice(0, 40));
      fs.writeSync(fd, text.slice(40));
      fs.closeSync(fd);
    },
    "vim: old name set aside, new file, old one removed"(file, text) {
      fs.renameSync(file, file + "~");
      fs.writeFileSync(file, text);
      fs.unlinkSync(file + "~");
    },
    "vim: a probe named 4913, then a temporary file renamed"(file, text) {
      const probe = path.join(path.dirname(file), "4913"), swap = path.join(path.dirname(file), ".main.js.swp");
      fs.writeFileSync(probe, "");
      fs.unlinkSync(probe);
      fs.writeFileSync(swap, text);
      fs.renameSync(swap, file);
    },
    "removing and making anew"(file, text) {
      fs.unlinkSync(file);
      fs.writeFileSync(file, text);
    },
    "a link put in its place"(file, text) {
      fs.writeFileSync(file + ".real", text);
      fs.symlinkSync("main.js.real", file + ".link");
      fs.renameSync(file + ".link", file);
    },
  };
  for (const [name, save] of Object.entries(saves))
    test(name, async t => {
      const child = await played(t);
      save(child.game.file("main.js"), source("new"));
      await restartsOnly(child, "new", ["main.js changed"]);
    });

  test("sed -i", { skip: !has("sed") }, async t => {
    const child = await played(t);
    execFileSync("sed", ["-i", 's/"old"/"new"/', child.game.file("main.js")]);
    await restartsOnly(child, "new", ["main.js changed"]);
  });

  test("vim itself", { skip: !has("vim") }, async t => {
    const child = await played(t);
    for (const [from, to, set] of [["old", "first", "set backupcopy=no"], ["first", "new", "set backupcopy=yes"]]) {
      const args = ["-u", "NONE", "-n", "-es", "-c", set, "-c", `%s/"${from}"/"${to}"/`, "-c", "wq", child.game.file("main.js")];
      execFileSync("vim", args, { stdio: "ignore", timeout: 20_000, env: child.game.env({ TERM: "dumb" }) });
      await child.runs(to);
    }
    await restartsOnly(child, "new", ["main.js changed", "main.js changed"]);
  });

  test("git checkout, of several files", { skip: !has("git") }, async t => {
    const files = version => ({ "main.js": `import "./lib/part.js";\n${source(version)}`, "lib/part.js": `export const part = "${version}";\n` });
    const child = await play(t, { ...files("old"), "note.txt": "a note" });
    const env = child.game.env({ GIT_CONFIG_NOSYSTEM: "1", GIT_AUTHOR_NAME: "a", GIT_AUTHOR_EMAIL: "a@b", GIT_COMMITTER_NAME: "a", GIT_COMMITTER_EMAIL: "a@b" });
    const git = (...args) => execFileSync("git", args, { cwd: child.game.folder, env, stdio: "ignore", timeout: 20_000 });
    git("init", "-b", "one");
    git("add", ".");
    git("commit", "-m", "one");
    git("checkout", "-b", "two");
    child.game.write(files("new"));
    await child.runs("new");
    git("commit", "-am", "two");
    git("checkout", "one");
    await child.until(() => child.loads().filter(load => load === "old").length === 2, "the first branch");
    git("checkout", "two");
    await child.until(() => child.loads().filter(load => load === "new").length === 2, "the second branch");
    await child.goesOn("new");
  });
});

describe("no restart without a change:", { concurrency: 4 }, () => {
  const acts = {
    "touched": file => fs.utimesSync(file, new Date(), new Date()),
    "written the same": file => fs.writeFileSync(file, source("old")),
    "written the same in steps"(file) {
      fs.writeFileSync(file, "");
      fs.appendFileSync(file, source("old"));
    },
    "replaced by the same"(file) {
      fs.writeFileSync(file + ".new", source("old"));
      fs.renameSync(file + ".new", file);
    },
    "other rights": file => fs.chmodSync(file, 0o600),
    "written otherwise and back at once"(file) {
      fs.writeFileSync(file, source("other"));
      fs.writeFileSync(file, source("old"));
    },
    "files that are none of the game's"(file) {
      for (const name of ["notes.txt", "unused.js", "main.js~", ".main.js.swp"]) fs.writeFileSync(path.join(path.dirname(file), name), "x");
      fs.mkdirSync(path.join(path.dirname(file), "src"));
    },
  };
  for (const [name, act] of Object.entries(acts))
    test(name, async t => {
      const child = await played(t);
      act(child.game.file("main.js"));
      await child.goesOn("old");
      await restartsOnly(child, "old", []);
    });
});

describe("changes in a row", { concurrency: 4 }, () => {
  test("written twice the same is one restart", async t => {
    const child = await played(t);
    child.save("main.js", source("new"));
    child.save("main.js", source("new"));
    await restartsOnly(child, "new", ["main.js changed"]);
  });

  test("written differently at once ends with the last", async t => {
    const child = await played(t);
    for (const version of ["first", "second", "new"]) child.save("main.js", source(version));
    await child.runs("new");
    await child.goesOn("new");
    assert.equal(child.loads().at(-1), "new");
  });

  test("two files saved at once are one restart", async t => {
    const child = await play(t, { "main.js": `import "./part.js";\n${source("old")}`, "part.js": "export {};", "note.txt": "a note" });
    child.game.write({ "main.js": `import "./part.js";\n${source("new")}`, "part.js": "export const part = 2;" });
    await child.runs("new");
    await child.goesOn("new");
    assert.deepEqual(child.loads(), ["old", "new"], child.err());
  });

  test("a save while the builder is at work is taken too", async t => {
    const child = await play(t, source("old").replace(top, ""));
    child.save("main.js", 'console.log(JSON.stringify({ busy: 1 }));\nfor (;;);\n');
    await child.says(/busy/);
    child.save("main.js", counting("new"));
    await child.runs("new");
    await child.goesOn("new");
    assert.deepEqual(child.loads(), ["old", "new"], child.err());
  });

  test("a save while the new game still loads is taken when that has begun", async t => {
    const child = await play(t, counting("old"));
    await child.goesOn("old");
    const slow = counting("slow", { load: "await new Promise(resolve => setTimeout(resolve, 500));" });
    child.save("main.js", slow.replace("export function load", "export async function load"));
    await child.runs("slow");
    child.save("main.js", counting("new"));
    await child.runs("new");
    await child.goesOn("new");
    assert.deepEqual(child.loads(), ["old", "slow", "new"]);
    assert.ok(child.told().findLast(value => "load" in value).frames > 0);
  });

  test("a storm of 200 saves ends with the last and leaves no process behind", async t => {
    const child = await play(t, counting("old"));
    for (let i = 1; i <= 200; i++) {
      child.save("main.js", counting(`storm ${i}`));
      await new Promise(resolve => setTimeout(resolve, 10)); // two seconds of a typist's worst
    }
    await child.runs("storm 200");
    await child.goesOn("storm 200");
    await child.until(() => children(child.pid).length === 1, "one builder that waits");
    assert.notEqual(stateOf(children(child.pid)[0]), "Z");
    const starts = child.told().filter(value => "load" in value);
    assert.ok(starts.every((start, i) => i === 0 || start.frames >= starts[i - 1].frames), "the state went through all of them");
  });
});

describe("what a game is made of is watched:", { concurrency: 4 }, () => {
  test("a module outside of its folder", async t => {
    const outside = scratch(t), file = path.join(outside, "shared.mjs");
    fs.writeFileSync(file, "export const shared = 1;\n");
    const child = await play(t, `import { shared } from ${JSON.stringify(file)};\n${counting("main", { load: "tell({ shared });" })}`);
    fs.writeFileSync(file, "export const shared = 2;\n");
    await child.until(() => child.told().some(({ shared }) => shared === 2), "the other module");
    assert.equal(child.loads().length, 2);
  });

  test("a module behind a link to a folder", async t => {
    const outside = scratch(t), file = path.join(outside, "part.js");
    fs.writeFileSync(file, "export const shared = 1;\n");
    const child = await play(t, counting("first"));
    fs.symlinkSync(outside, child.game.file("lib"));
    child.save("main.js", `import { shared } from "./lib/part.js";\n${counting("main", { load: "tell({ shared });" })}`);
    await child.runs("main");
    fs.writeFileSync(file, "export const shared = 2;\n");
    await child.until(() => child.told().some(({ shared }) => shared === 2), "the other module");
  });

  for (const [name, where] of [["a file that an import looked for in vain", "late.js"], ["a folder and a file that an import looked for in vain", "new/deep/late.js"]])
    test(name, async t => {
      const child = await play(t, counting("old"));
      child.save("main.js", `import { late } from "./${where}";\n${counting("new", { load: "tell({ late });" })}`);
      await child.says(/late\.js/);
      await child.goesOn("old");
      child.save(where, "export const late = 7;\n");
      await child.until(() => child.told().some(({ late }) => late === 7), "the module that came late");
      assert.deepEqual(child.loads(), ["old", "new"]);
    });

  test("an asset that was missing", async t => {
    const child = await play(t, counting("old"));
    child.save("main.js", counting("new", { top: 'import { json } from "thaw";\nconst level = json("levels/one.json");', load: "tell({ level });" }));
    await child.says(/levels\/one\.json/);
    await child.goesOn("old");
    child.save("levels/one.json", '{"size": 3}');
    await child.until(() => child.told().some(({ level }) => level?.size === 3), "the asset that came late");
  });

  test("texts and JSON", async t => {
    const head = 'import { json, text } from "thaw";\nconst level = json("level.json"), words = text("words.txt");';
    const child = await play(t, { "main.js": counting("main", { top: head, load: "tell({ level, words });" }), "level.json": "[1]", "words.txt": "one" });
    child.save("words.txt", "two");
    await child.until(() => child.told().some(({ words }) => words === "two"), "the other text");
    child.save("level.json", "[1, 2]");
    await child.until(() => child.told().some(({ level }) => level?.length === 2), "the other JSON");
    await child.swapped(2);
    assert.deepEqual(child.swaps().map(({ why }) => why.split(" ")[0]), ["words.txt", "level.json"]);
    child.save("level.json", "[1, 2");
    await child.says(/cannot parse|JSON/);
    await child.goesOn("main");
  });
});

describe("images", { concurrency: 4 }, () => {
  const red = [255, 0, 0], blue = [0, 0, 255], green = [0, 128, 0];
  const picture = (color, width = 8) => png(width, 8, () => color);
  const main = counting("main", {
    top: 'import { image, screen } from "thaw";\nexport const config = { width: 320, height: 240 };\nconst ship = image("ship.png");',
    load: "tell({ width: ship.width });",
    update: "if (state.frames % 5 === 0) game.screenshot('shot.png');",
    draw: "screen.image(ship, 0, 0);",
  });
  const shows = (child, color, x = 2, y = 2) => child.until(() => {
    try {
      return colorAt(decode(fs.readFileSync(child.game.file("shot.png"))), x, y) === color;
    } catch {
      return false; // it is being written
    }
  }, `a picture in ${color}`);

  test("of the same size change in place, without a restart", async t => {
    const child = await play(t, { "main.js": main, "ship.png": picture(red) });
    await shows(child, "#ff0000");
    child.save("ship.png", picture(blue));
    await child.says(/^ship\.png changed · reloaded$/);
    await shows(child, "#0000ff");
    assert.deepEqual(child.loads(), ["main"]);
    child.save("ship.png", picture(green));
    await shows(child, "#008000");
    assert.equal(child.swaps().length, 0);
    await child.goesOn("main");
  });

  test("of another size restart the game", async t => {
    const child = await play(t, { "main.js": main, "ship.png": picture(red) });
    await shows(child, "#000000", 12);
    child.save("ship.png", picture(blue, 16));
    await child.until(() => child.told().some(({ width }) => width === 16), "the other size");
    await child.swapped(1);
    await shows(child, "#0000ff", 12);
    assert.deepEqual(child.swaps().map(({ why }) => why.split(" ")[0]), ["ship.png"]);
  });

  test("that are changed in place are those of later restarts, too", async t => {
    const child = await play(t, { "main.js": main, "ship.png": picture(red) });
    child.save("ship.png", picture(blue));
    await child.says(/reloaded/);
    child.save("main.js", main.replace("ship.width", "ship.width, again: 1"));
    await child.swapped(1);
    await shows(child, "#0000ff");
    assert.equal(child.loads().length, 2);
  });

  for (const [name, broken] of [["damaged", "no picture at all"], ["cut short", picture(red).subarray(0, 30)], ["empty", ""]])
    test(`that are ${name} are told, and heal`, async t => {
      const child = await play(t, { "main.js": main, "ship.png": picture(red) });
      child.save("ship.png", broken);
      await child.says(/ship\.png/);
      await child.goesOn("main");
      await shows(child, "#ff0000");
      child.save("ship.png", picture(green));
      await shows(child, "#008000");
      child.alive();
      await child.goesOn("main");
    });

  test("that were broken are as before once they are", async t => {
    const child = await play(t, { "main.js": main, "ship.png": picture(red) });
    child.save("ship.png", "broken");
    await child.says(/ship\.png/);
    child.save("ship.png", picture(red));
    await child.says(/^changed back · the game goes on$/);
    await child.goesOn("main");
    assert.deepEqual(child.loads(), ["main"]);
  });

  test("that are missing in the new game are told; the old one goes on and draws", async t => {
    const child = await play(t, { "main.js": main, "ship.png": picture(red) });
    child.save("main.js", main.replace("ship.png", "plane.png"));
    await child.says(/plane\.png/);
    await child.goesOn("main");
    fs.rmSync(child.game.file("shot.png"), { force: true });
    await shows(child, "#ff0000");
    child.save("plane.png", picture(blue));
    await child.loaded(2);
    await shows(child, "#0000ff");
  });
});
