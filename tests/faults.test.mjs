// Nothing is lost: whatever thaw writes is the old file or the new one when the process is killed at any call, and when the disk fails it a
// sentence says so, the old file stays and nothing lies about. THAW_LONG=1 tries every call, else those that matter most.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { Faults, long, numbers, sanitized } from "./lib/faults.mjs";
import { children, stateOf } from "./lib/restart.mjs";
import { assertExit, game, show, until } from "./lib/thaw.mjs";

const CALLS = "write,fsync,rename,mkdir,unlink" + (long ? ",write-pipe,open,lseek,close,opendir,mkstemp" : "");

/** What each writer writes: `args` and `env` of a run, the folder that holds `file`, and who writes it. */
const writers = {
  "saved data": {
    files: { "main.js": `export const config = { save: "it" }; export function update() { localStorage.word = "new"; }` },
    args: ["run", "--headless", "--frames", "1", "--save", "out"], file: "out/it.json", who: "parent", old: '{"word":"old"}',
  },
  "a frozen file": { args: ["freeze", ".", "-o", "out/it.thaw"], file: "out/it.thaw", who: "child", old: null },
  "a packed game": { args: ["pack", ".", "-o", "out/it"], file: "out/it", who: "parent", old: null },
  "a screenshot": { args: ["run", "--headless", "--frames", "1", "--screenshot", "out/it.png"], file: "out/it.png", who: "parent", old: "an old picture" },
  "recorded sound": { args: ["run", "--headless", "--frames", "2", "--audio", "out/it.wav"], file: "out/it.wav", who: "parent", old: "an old sound" },
  "an entry of the cache": {
    args: ["run", "--headless", "--frames", "1", "--no-cache"], file: "out/thaw", who: "child", old: null, env: { XDG_CACHE_HOME: "out" }, cache: true,
  },
};

/** A game of this writer, run once without faults: what is written then is `fresh`, and `put()` puts the old file there. */
async function prepare(t, writer) {
  const it = game(t, writer.files ?? { "main.js": "export function draw() {}" });
  const env = Object.fromEntries(Object.entries(writer.env ?? {}).map(([name, folder]) => [name, it.file(folder)]));
  it.again = (fault, args = writer.args) => it.thaw(args, { env: { ...env, ...fault } });
  it.begin = fault => it.start(writer.args, { env: { ...env, ...fault } });
  it.there = () => {
    const folder = it.file(writer.cache ? writer.file : "out");
    return fs.existsSync(folder) ? fs.readdirSync(folder).map(name => path.join(folder, name)) : [];
  };
  fs.mkdirSync(it.file("out"));
  assertExit(await it.again({}), 0);
  const files = it.there();
  assert.equal(files.length, 1, files.join());
  it.out = files[0];
  it.fresh = fs.readFileSync(it.out);
  // a game that was frozen twice is the same in every byte; of other files the old one is another
  it.old = writer.old === null ? Buffer.concat([it.fresh.subarray(0, 32), Buffer.from("old")]) : Buffer.from(writer.old);
  it.put = () => {
    for (const file of it.there()) fs.unlinkSync(file);
    fs.writeFileSync(it.out, it.old, { mode: 0o777 });
  };
  return it;
}

const isOld = it => it.old.equals(fs.readFileSync(it.out));
const isWhole = it => isOld(it) || it.fresh.equals(fs.readFileSync(it.out));

describe("killed at any call", { concurrency: 2, skip: sanitized }, () => {
  for (const [name, writer] of Object.entries(writers))
    test(`${name} is the old file or the new one, and the next run works`, async t => {
      const it = await prepare(t, writer), faults = new Faults(t);
      let kept = 0, killed = 0;
      for (const n of numbers(40)) {
        it.put();
        const result = await it.again(faults.env({ calls: CALLS, n, do: "KILL", who: writer.who }));
        assert.ok(isWhole(it), `call ${n}: ${show(result)}`);
        assert.ok(it.there().length <= 2, it.there().join());
        if (!faults.hit()) {
          assertExit(result, 0);
          break;
        }
        if (writer.who === "parent") assert.equal(result.signal, "SIGKILL", show(result));
        else assertExit(result, 3);
        kept += isOld(it);
        killed++;
        assertExit(await it.again({}), 0);
        assert.ok(it.fresh.equals(fs.readFileSync(it.out)), `after call ${n}`);
        assert.deepEqual(it.there(), [it.out], "nothing lies about");
      }
      assert.ok(kept >= 3 && killed > kept, `killed ${killed} times, the old file stayed ${kept} times`);
    });
});

/** What fails, whether once or from there on, and what the sentence says. */
const failures = [
  { calls: "write", do: "ENOSPC", times: "on", says: /No space left on device/ },
  { calls: "write", do: "EIO", times: "once", says: /Input\/output error/ },
  { calls: "fsync", do: "EIO", times: "once", says: /Input\/output error/ },
  { calls: "rename", do: "EXDEV", times: "once", says: /Invalid cross-device link/ },
  { calls: "rename", do: "EACCES", times: "once", says: /Permission denied/ },
  { calls: "open", do: "EMFILE", times: "on", says: /Too many open files/ },
  { calls: "close", do: "EIO", times: "once", says: /Input\/output error/ },
];

describe("refused by the machine", { concurrency: 2, skip: sanitized }, () => {
  for (const [name, writer] of Object.entries(writers))
    test(`${name} stays as it was, and a sentence says why`, async t => {
      const it = await prepare(t, writer), faults = new Faults(t);
      let refused = 0;
      for (const { says, ...fault } of failures)
        for (const n of numbers(3)) {
          it.put();
          const result = await it.again(faults.env({ ...fault, n, who: writer.who }));
          const told = `${fault.calls} ${n}: ${show(result)}`;
          if (!faults.hit()) break;
          assert.ok(isWhole(it), told);
          assert.deepEqual(it.there(), [it.out], told);
          assert.equal(result.signal, null, told);
          if (result.code === 0) {
            assert.ok(it.fresh.equals(fs.readFileSync(it.out)), told);
            continue;
          }
          refused++;
          assert.match(result.err, says, told);
          if (/cannot read .*main\.js/.test(result.err)) continue; // the game could not even be read
          assert.equal(result.code, 3, told);
          assert.match(result.err, /^thaw: .*$/m, told);
        }
      assert.ok(refused >= 4, `only ${refused} were refused`);
      it.put();
      assertExit(await it.again(faults.env({ calls: "write,write-pipe,read,pread", n: 1, times: "on", do: "HALF" })), 0);
      assert.ok(it.fresh.equals(fs.readFileSync(it.out)), "what comes and goes in halves is whole all the same");
      it.put();
      assertExit(await it.again(faults.env({ calls: "write,write-pipe,read,pread,fsync,waitpid,poll,ppoll,epoll_wait", from: "any", n: 1, times: "some", do: "EINTR" })), 0);
      assert.ok(it.fresh.equals(fs.readFileSync(it.out)), "and so is what signals interrupt");
    });
});

describe("written by two at once", { concurrency: 2, skip: sanitized }, () => {
  const full = n => ({ calls: "write", n, times: "on", do: "ENOSPC" });

  /** The process that stops where it was told to: thaw itself, or the one that freezes for it. */
  const stopped = child => until(() => [child.pid, ...children(child.pid)].find(pid => stateOf(pid) === "T") ?? child.exitCode !== null, "the stop");

  for (const [name, writer] of Object.entries(writers).filter(([name]) => !/screenshot|sound/.test(name)))
    for (const [what, second] of [["and the disk is full for the second", full(1)], ["and the second is killed", { calls: "write,fsync,rename", n: 2, do: "KILL" }], ["and both go well", null]])
      test(`${name} is whole after each, wherever the first stands, ${what}`, async t => {
        const it = await prepare(t, writer), faults = new Faults(t), other = new Faults(t);
        let stops = 0, hits = 0;
        for (const n of numbers(6)) {
          it.put();
          const first = it.begin(faults.env({ calls: CALLS, n, do: "STOP", who: writer.who }));
          t.after(() => first.kill("SIGKILL"));
          const pid = await stopped(first);
          if (pid === true) break;
          stops++;
          const result = await it.again(second ? other.env({ ...second, who: writer.who }) : {});
          assert.ok(isWhole(it), `call ${n}: ${show(result)}`);
          assert.ok(other.hit() ? result.code === 3 || result.signal === "SIGKILL" : result.code === 0, `call ${n}: ${show(result)}`); // or it had nothing new to write
          hits += other.hit() > 0;
          process.kill(pid, "SIGCONT");
          assertExit(await first.ended, 0);
          assert.ok(it.fresh.equals(fs.readFileSync(it.out)), `call ${n}`);
          assertExit(await it.again({}), 0);
          assert.deepEqual(it.there(), [it.out], "nothing lies about");
        }
        assert.ok(stops >= 3 && (hits >= 3) === (second !== null), `${stops} stops, ${hits} faults`);
      });

  for (const [name, writer] of Object.entries(writers))
    test(`${name} stays as it was where the disk is full for both, and is the new one once it is not for one`, async t => {
      const it = await prepare(t, writer);
      for (const n of [1, 2, 3]) {
        it.put();
        const both = [new Faults(t), new Faults(t)].map(faults => faults.env({ ...full(n), who: writer.who }));
        for (const result of await Promise.all(both.map(env => it.again(env)))) {
          if (result.code === 0) continue; // that many writes it did not need
          assertExit(result, 3);
          assert.match(result.err, /No space left on device/);
        }
        assert.ok(isWhole(it), `write ${n}`);
        assert.deepEqual(it.there(), [it.out], "nothing lies about");
        const [, good] = await Promise.all([it.again(both[0]), it.again({})]);
        assertExit(good, 0);
        assert.ok(it.fresh.equals(fs.readFileSync(it.out)), `write ${n} of one`);
        assert.deepEqual(it.there(), [it.out], "nothing lies about");
      }
    });
});

describe("saved data", { skip: sanitized }, () => {
  const counts = `import { game } from "thaw"; export const config = { save: "it" };
    export function update() { localStorage.frame = game.frame; }`;

  test("of a disk that is full for a while are told once, and saved when it no longer is", async t => {
    const it = game(t, counts), faults = new Faults(t);
    const child = it.start(["run", "--headless", "--watch", "--save", "out"], { env: faults.env({ calls: "write", n: 1, do: "ENOSPC", who: "parent" }) });
    t.after(() => child.kill("SIGKILL"));
    const saved = () => fs.existsSync(it.file("out/it.json"));
    await until(saved, "the second write");
    assert.match(child.text().err, /^thaw: cannot save the game's data: cannot write out\/it\.json: No space left on device; it goes on, and this is tried again$/m);
    assert.deepEqual(fs.readdirSync(it.file("out")), ["it.json"]);
  });

  test("that could not be saved at the end end the game with 3", async t => {
    const it = game(t, counts), faults = new Faults(t);
    const result = await it.run(["--save", "out"], { env: faults.env({ calls: "write", n: 1, times: "on", do: "ENOSPC", who: "parent" }) });
    assertExit(result, 3);
    assert.match(result.err, /^thaw: the game's data are not saved: cannot write out\/it\.json: No space left on device$/m);
  });

  test("that the machine fails to read are not written over", async t => {
    const it = game(t, counts), faults = new Faults(t);
    assertExit(await it.run(["--save", "out"]), 0);
    const before = fs.readFileSync(it.file("out/it.json"), "utf8");
    let refused = 0;
    for (const fault of [{ calls: "open", do: "EMFILE" }, { calls: "read", do: "EIO" }])
      for (const n of numbers(12)) {
        const result = await it.run(["--save", "out", "--frames", "9"], { env: faults.env({ ...fault, n, who: "parent" }) });
        if (!faults.hit()) break;
        assert.equal(result.signal, null, show(result));
        if (/starts without its saved data/.test(result.err)) {
          refused++;
          assertExit(result, 3);
          assert.equal(fs.readFileSync(it.file("out/it.json"), "utf8"), before);
        }
        assert.deepEqual(fs.readdirSync(it.file("out")), ["it.json"], show(result));
        fs.writeFileSync(it.file("out/it.json"), before);
      }
    assert.ok(refused >= 2, "both ways");
  });
});

test("what killed processes left in the folder for temporary files goes with the next", { skip: sanitized }, async t => {
  const it = game(t, "export function draw() {}"), faults = new Faults(t), left = () => fs.readdirSync(it.home).filter(name => name !== "game");
  const env = { HOME: undefined, XDG_CACHE_HOME: undefined };
  let most = 0;
  for (const n of numbers(30)) {
    const result = await it.run([], { env: { ...env, ...faults.env({ calls: CALLS, n, do: "KILL", who: n % 2 ? "parent" : "child" }) } });
    most = Math.max(most, left().length);
    if (!faults.hit() && n > 2) break;
    assertExit(await it.run([], { env }), 0);
    assert.deepEqual(left(), [], `after call ${n}: ${show(result)}`);
  }
  assert.ok(most >= 1, "something was left");
});
