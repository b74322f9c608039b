// localStorage: as on the web, and in a file that is whole whatever happens.
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, test } from "node:test";
import { Raw } from "./lib/raw.mjs";
import { assertExit, game, logged, show, told, until } from "./lib/thaw.mjs";

const head = `import { game } from "thaw";
const tell = value => console.log(JSON.stringify(value));
const failure = call => { try { call(); return "fine"; } catch (e) { return e.name + ": " + e.message; } };
`;
const named = `${head}export const config = { save: "my save" };\n`;

/** A game that keeps its saved data in ./saved; `saved` is where. */
function saver(t, source) {
  const it = game(t, { "main.js": source });
  it.saved = it.file("saved/my save.json");
  it.play = (args = [], options) => it.run(["--save", "saved", ...args], options);
  it.read = () => JSON.parse(fs.readFileSync(it.saved, "utf8"));
  return it;
}

async function tells(t, source) {
  const it = saver(t, named + source), result = await it.play(["--frames", "1"]);
  assertExit(result, 0);
  return told(result);
}

describe("localStorage", { concurrency: 2 }, () => {
  test("keeps texts under names", async t => {
    const seen = await tells(t, `export function load() {
      tell([localStorage.length, localStorage.getItem("a"), localStorage.key(0)]);
      localStorage.setItem("a", 1); localStorage.setItem("b", "x"); localStorage.setItem("c", true); localStorage.setItem("a", "2");
      tell([localStorage.length, localStorage.getItem("a"), localStorage.getItem("c"), localStorage.key(1), localStorage.key(3), localStorage.key(-1)]);
      localStorage.removeItem("b"); localStorage.removeItem("never"); tell([localStorage.length, localStorage.getItem("b")]);
      localStorage.clear(); tell(localStorage.length); }`);
    assert.deepEqual(seen, [[0, null, null], [3, "2", "true", "b", null, null], [2, null], 0]);
  });

  test("has items as properties", async t => {
    const seen = await tells(t, `export function load() {
      localStorage.score = 1; localStorage["best of"] = "ü"; Object.defineProperty(localStorage, "z", { value: 3 });
      tell([localStorage.score, "score" in localStorage, "other" in localStorage, localStorage.other === undefined, Object.keys(localStorage)]);
      tell([{ ...localStorage }, JSON.stringify(localStorage), Object.entries(localStorage).length, Object.hasOwn(localStorage, "z")]);
      for (const key in localStorage) if (Object.hasOwn(localStorage, key)) tell(key);
      delete localStorage.score; delete localStorage.never; tell([localStorage.length, localStorage.score === undefined]);
      localStorage.length = 5; localStorage.getItem = "mine"; tell([localStorage.length, typeof localStorage.getItem, localStorage.getItem("length"), localStorage.getItem("getItem")]);
      localStorage.__proto__ = "p"; tell([localStorage.getItem("__proto__"), typeof localStorage.toString, localStorage.constructor === Object]);
    }`);
    assert.deepEqual(seen, [["1", true, false, true, ["score", "best of", "z"]],
      [{ score: "1", "best of": "ü", z: "3" }, '{"score":"1","best of":"ü","z":"3"}', 3, true], "score", "best of", "z", [2, true],
      [4, "function", "5", "mine"], ["p", "function", true]]);
  });

  test("refuses what is no text, and what would change it itself", async t => {
    const seen = await tells(t, `export function load() { tell([failure(() => localStorage.setItem("a", {})), failure(() => { localStorage.a = [1]; }),
      failure(() => localStorage.setItem("a")), failure(() => Object.freeze(localStorage)), failure(() => Object.setPrototypeOf(localStorage, null)),
      failure(() => Object.defineProperty(localStorage, "a", { get() { return 1; } })), localStorage.length, failure(() => structuredClone(localStorage))]); }`);
    assert.match(seen[0][0], /^TypeError: localStorage.setItem: value must be a string, a number or a boolean \(JSON.stringify/);
    assert.match(seen[0][1], /^TypeError: localStorage\["a"\]: the value must be a string/);
    assert.equal(seen[0][2], "TypeError: localStorage.setItem: two arguments are needed");
    for (const at of [3, 4, 5]) assert.match(seen[0][at], /^TypeError: /);
    assert.equal(seen[0][6], 0);
    assert.match(seen[0][7], /^DataCloneError: /);
  });

  test("holds 5 MiB, two bytes a unit, and says so when that is not enough", async t => {
    const it = saver(t, named + `export function load() {
      const most = 5 * 2 ** 20 / 2; localStorage.a = "x".repeat(most - 1); tell(localStorage.a.length);
      tell(failure(() => { localStorage.b = ""; })); localStorage.a = "ü".repeat(most - 2); localStorage.b = "";
      tell(failure(() => { localStorage.b = "1"; })); localStorage.a = "y"; localStorage.b = "fits again"; }`);
    const result = await it.play();
    assertExit(result, 0);
    const more = "a game may save 5242880 bytes, and with this they were 5242882";
    assert.deepEqual(told(result), [2621439, `QuotaExceededError: localStorage["b"]: ${more}`, `QuotaExceededError: localStorage["b"]: ${more}`]);
    assert.deepEqual(it.read(), { a: "y", b: "fits again" });
  });

  test("is not there at freeze time, and that is a sentence", async t => {
    for (const use of ["localStorage.getItem('a')", "localStorage.score", "localStorage.score = 1", "localStorage.length", "'a' in localStorage", "Object.keys(localStorage)"]) {
      const result = await saver(t, `${named}${use};`).play();
      assertExit(result, 1);
      assert.match(result.err, /^main\.js:5:\d+: Error: localStorage\S*: at freeze time there are no saved data: use it in load\(\) or later$/m, use);
    }
  });
});

describe("saved data", { concurrency: 2 }, () => {
  const counts = `${named}export function load() { localStorage.count = Number(localStorage.count ?? 0) + 1; localStorage["ü\\ud800\\0\\n"] = "€🙂\\udfff\\0\\"\\\\"; tell({ ...localStorage }); }`;

  test("are there the next time, every letter of them", async t => {
    const it = saver(t, counts), text = { "ü\ud800\0\n": "€🙂\udfff\0\"\\" };
    for (const count of ["1", "2", "3"]) assert.deepEqual(told(await it.play()), [{ count, ...text }]);
    assert.deepEqual(it.read(), { count: "3", ...text });
    assert.deepEqual(fs.readdirSync(it.file("saved")), ["my save.json"], "nothing is left lying about");
  });

  test("belong to the game's folder when it has no name for them", async t => {
    const it = saver(t, counts.replace('save: "my save"', "")), folder = path.join(it.home, "data/thaw"), env = { XDG_DATA_HOME: path.join(it.home, "data") };
    for (const count of ["1", "2"]) assert.equal(told(await it.run([], { env }))[0].count, count);
    assert.match(fs.readdirSync(folder).join(), /^game-[0-9a-f]{16}\.json$/);
    fs.mkdirSync(it.file("other"));
    fs.copyFileSync(it.file("main.js"), it.file("other/main.js"));
    assert.equal(told(await it.run(["other"], { env }))[0].count, "1");
    assert.equal(fs.readdirSync(folder).length, 2);
    assert.equal(told(await it.run([], { env: { XDG_DATA_HOME: undefined } }))[0].count, "1");
    assert.match(fs.readdirSync(path.join(it.home, ".local/share/thaw")).join(), /^game-/);
  });

  test("are found by a frozen file under its name, wherever it lies", async t => {
    const it = saver(t, counts);
    assertExit(await it.thaw(["freeze", ".", "-o", "../packed.thaw"]), 0);
    fs.renameSync(path.join(it.home, "packed.thaw"), path.join(it.home, "moved.thaw"));
    await it.play();
    assert.equal(told(await it.play(["../moved.thaw"]))[0].count, "2");
  });

  test("have a name that is one", async t => {
    for (const [name, good] of [["a", true], ["My Game 2.0_x-y", true], ["", false], ["../up", false], [".hidden", false], ["a/b", false], ["x".repeat(65), false], [5, false], ["ü", false]]) {
      const result = await saver(t, `export const config = { save: ${JSON.stringify(name)} }; export const update = () => { localStorage.a = 1; };`).play();
      if (good || name === "") assertExit(result, 0);
      else assertExit(result, 1);
      if (!good && name !== "") assert.match(result.err, /TypeError: config: save must be a name of at most 64 letters, digits, blanks and _ - \., not /);
    }
  });

  test("that are damaged are set aside, and the game starts with none", async t => {
    const it = saver(t, counts);
    fs.mkdirSync(it.file("saved"));
    for (const damaged of ["", "{", "[]", "null", '{"count": 1}', '{"count": "1"', "\0\0\0\0", "5"]) {
      fs.writeFileSync(it.saved, damaged);
      const result = await it.play();
      assertExit(result, 0);
      assert.equal(told(result)[0].count, "1", damaged);
      assert.match(result.err, /^thaw: the saved data in .*my save\.json are damaged \(.+\): they are now in .*my save\.json\.broken, and the game starts with none$/m);
      assert.equal(fs.readFileSync(it.saved + ".broken", "utf8"), damaged);
      assert.equal(it.read().count, "1");
    }
  });

  test("are written when the game faults, restarts and ends", async t => {
    const faulty = saver(t, `${named}export function update() { if (game.frame === 2) { localStorage.a = "before"; null.x; } }`);
    assertExit(await faulty.play(["--frames", "9"]), 1);
    assert.deepEqual(faulty.read(), { a: "before" });
    const again = saver(t, `${named}export const load = () => tell(localStorage.a ?? null);
      export function update() { if (game.frame === 2 && !game.restarted) { localStorage.a = "from the first"; game.restart(); } }`);
    assert.deepEqual(told(await again.play(["--frames", "9"])), [null, "from the first"]);
    const quits = saver(t, `${named}export function update() { localStorage.frame = game.frame; if (game.frame === 5) game.quit(3); }`);
    assertExit(await quits.play(["--frames", "9"]), 3);
    assert.deepEqual(quits.read(), { frame: "5" });
  });

  test("of a game that is shut out of its folder are told once, and are saved when it lets it in", async t => {
    const it = saver(t, `${named}export function update() { localStorage.frame = game.frame; }`);
    fs.writeFileSync(it.file("saved"), "a file where the folder should be");
    const child = it.start(["run", "--headless", "--watch", "--save", "saved"]); // --watch: at the pace of a clock
    t.after(() => child.kill("SIGKILL"));
    await until(() => child.text().err.includes("cannot save the game's data"), "it is told");
    const failed = () => child.text().err.match(/cannot save/g).length;
    fs.unlinkSync(it.file("saved"));
    await until(() => fs.existsSync(it.saved), "it is tried again");
    const before = Number(it.read().frame);
    await until(() => Number(it.read().frame) > before, "and again");
    assert.equal(failed(), 1, child.text().err);
  });

  test("of two games with one name are always those of one of them", async t => {
    const it = saver(t, `${named}const mark = game => String(game.args[0]).repeat(2000);
      export function update() { localStorage.clear(); for (let i = 0; i < 20; i++) localStorage[i] = mark(game); localStorage.n = game.frame; }`);
    const children = ["a", "b"].map(mark => it.start(["run", "--headless", "--watch", "--save", "saved", "--", mark]));
    t.after(() => children.forEach(child => child.kill("SIGKILL")));
    await until(() => fs.existsSync(it.saved), "a first write");
    const seen = new Set();
    await until(() => {
      const all = it.read();
      const marks = new Set(Object.entries(all).filter(([key]) => key !== "n").map(([, text]) => text));
      assert.equal(marks.size, 1, "one game's data");
      seen.add([...marks][0][0]);
      return seen.size === 2;
    }, "both have written");
  });
});

describe("a game that is killed", () => {
  for (const [signal, ...args] of [["SIGINT"], ["SIGTERM"], ["SIGHUP"], ["SIGTERM", "--no-watch"], ["SIGINT", "--watch"], ["SIGTERM", "--inspect=0"]])
    test(`with ${signal} has saved all${args.length ? `, with ${args}` : ""}`, async t => {
      const it = saver(t, `${named}export const load = () => { localStorage.n = 0; };
        export function update() { localStorage.n = Number(localStorage.n) + 1; if (Number(localStorage.n) === 7) tell("seven"); if (Number(localStorage.n) === 9) debugger; }`);
      const child = it.start(["run", ...(args.includes("--no-watch") ? [] : ["--headless"]), "--save", "saved", ...args], { env: { SDL_VIDEODRIVER: "dummy", SDL_AUDIODRIVER: "dummy" } });
      const pauses = args.includes("--inspect=0");
      t.after(() => child.kill("SIGKILL"));
      if (pauses) {
        await until(() => /ws:\S+/.test(child.text().err), "the banner");
        const raw = await Raw.open(/ws:\S+/.exec(child.text().err)[0]);
        const paused = raw.event("Debugger.paused");
        await raw.call("Debugger.enable");
        await Promise.race([paused, raw.call("Debugger.pause").then(() => paused)]);
      }
      await until(() => told({ err: child.text().err.replace(/[^\n]*$/, "") }).includes("seven") || pauses, "it plays");
      child.kill(signal);
      const result = await child.ended;
      assert.equal(result.signal, signal, show(result));
      assert.ok(Number(it.read().n) >= (pauses ? 1 : 7), "what was saved last is in the file");
    });

  test("ends, when it is a game that does nothing but play", async t => {
    for (const args of [["--headless"], ["--no-watch"], ["--no-watch", "--no-freeze"]]) {
      const child = game(t, `${head}let n = 0; export function update() { if (++n === 3) tell("plays"); }`).start(["run", ...args], { env: { SDL_VIDEODRIVER: "dummy", SDL_AUDIODRIVER: "dummy" } });
      t.after(() => child.kill("SIGKILL"));
      await until(() => child.text().err.includes("plays"), "it plays");
      child.kill("SIGTERM");
      assert.equal((await child.ended).signal, "SIGTERM", `${args}`);
    }
  });

  test("twice while its script never returns, ends all the same", async t => {
    const it = saver(t, `${named}export function update() { tell("stuck"); for (;;); }`);
    const child = it.start(["run", "--headless", "--script-limit", "0"]);
    t.after(() => child.kill("SIGKILL"));
    await until(() => child.text().err.includes("stuck"), "it is stuck");
    child.kill("SIGINT");
    const caught = () => BigInt("0x" + /^SigCgt:\s+(\S+)$/m.exec(fs.readFileSync(`/proc/${child.pid}/status`, "utf8"))[1]);
    await until(() => !(caught() & 1n << BigInt(os.constants.signals.SIGINT - 1)), "the next one is not caught");
    child.kill("SIGINT");
    assert.equal((await child.ended).signal, "SIGINT");
  });

  test("loses what it did not save yet, and never the file", async t => {
    const it = saver(t, `${named}const filler = "x".repeat(20000);
      export const load = () => tell(Number(localStorage.count ?? 0));
      export function update() { localStorage.count = Number(localStorage.count ?? 0) + 1; localStorage["filler" + localStorage.count % 7] = filler; }`);
    await it.play(["--frames", "1"]);
    let last = 0, grown = 0;
    for (let round = 0; round < 12; round++) {
      const child = it.start(["run", "--headless", "--watch", "--save", "saved"]);
      t.after(() => child.kill("SIGKILL"));
      const began = await until(() => told({ err: child.text().err })[0], "it loads");
      assert.ok(began >= last, `it begins with ${began}, and ${last} was in the file`);
      // a kill at any moment of a write: as soon as a file aside is seen, or a write has ended, or a little later
      const inode = fs.statSync(it.saved).ino;
      await until(() => fs.statSync(it.saved).ino !== inode || (round % 3 === 0 && fs.readdirSync(it.file("saved")).some(name => name.endsWith(".tmp"))), "it writes");
      if (round % 3 === 2) await new Promise(resolve => setTimeout(resolve, (round * 37) % 50));
      child.kill("SIGKILL");
      await child.ended;
      const now = Number(it.read().count);
      assert.ok(now >= last && now >= began, `${now} is in the file, and ${last} was`);
      grown += now > last;
      last = now;
    }
    assert.ok(grown >= 6, `it was saved in ${grown} of 12 rounds`);
    await it.play();
    assert.deepEqual(fs.readdirSync(it.file("saved")), ["my save.json"], "the files aside are cleaned up");
  });
});
