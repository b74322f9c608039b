// Frozen files: made, moved, copied, damaged. A file that is not exactly what was written is refused in one sentence with exit code 3.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { colorAt, decode, png } from "./lib/png.mjs";
import { Game, assertExit, binary, game, show, thaw, told } from "./lib/thaw.mjs";

const files = {
  "main.js": `import { bytes, game, image, json, screen, text } from "thaw";
    import { greeting } from "./lib/words.js";
    export const config = { title: "Frozen peas", width: 40, height: 30, fps: 50 };
    const ship = image("pictures/ship.png"), level = json("level.json"), raw = bytes("level.json").length;
    const made = { at: game.freezing, greeting, words: text("words.txt") };
    export function load() { console.log(JSON.stringify({ made, level, raw, freezing: game.freezing, args: game.args, width: ship.width })); }
    export function draw() { screen.image(ship, 4, 5); }`,
  "lib/words.js": 'export const greeting = "hello from the freezer";',
  "pictures/ship.png": png(8, 6, () => [255, 0, 128]),
  "level.json": '{ "rooms": [1, 2, 3] }',
  "words.txt": "grüße\n",
};

const cleanups = [];
const suite = { after: done => cleanups.push(done) };
let peas, frozen, whole;

before(async () => {
  peas = game(suite, files, "peas");
  frozen = path.join(peas.home, "peas.thaw");
  const made = await peas.thaw(["freeze", ".", "-o", frozen]);
  assertExit(made, 0);
  assert.match(made.out, /^\S+peas\.thaw: \d+ modules, 3 assets, \d+ KB/);
  whole = fs.readFileSync(frozen);
});
after(() => cleanups.forEach(done => done()));

/** Numbers from 0 to 1 that are the same in every run. */
function* seeded(seed) {
  for (;;) {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    yield seed / 2 ** 32;
  }
}

/** What it says of a file that it must refuse. */
async function refused(args, folder = peas.home) {
  const result = await thaw(args, { cwd: folder, env: peas.env(), limit: 30_000 });
  assert.equal(result.signal, null, `${args}: ${show(result)}`);
  assert.equal(result.code, 3, `${args}: ${show(result)}`);
  assert.match(result.err, /^thaw: [^\n]+\n$/, `one sentence: ${show(result)}`);
  assert.equal(result.out, "");
  return result.err;
}

const run = file => ["run", "--headless", "--frames", "2", file];

/** A copy of the frozen file with other bytes, which must be refused. */
async function damaged(t, bytes, command = "run") {
  const file = path.join(new Game(t, {}).home, "damaged.thaw");
  fs.writeFileSync(file, bytes);
  return refused(command === "run" ? run(file) : ["info", file], path.dirname(file));
}

test("a frozen game runs with what its top level made", async t => {
  const result = await new Game(t, {}).run(["--frames", "2", frozen, "--", "a", "b c"]);
  assertExit(result, 0);
  assert.deepEqual(told(result), [{
    made: { at: true, greeting: "hello from the freezer", words: "grüße\n" }, level: { rooms: [1, 2, 3] }, raw: 22,
    freezing: false, args: ["a", "b c"], width: 8,
  }]);
});

test("buffers without bytes are frozen too, and outlive collections", async t => {
  const it = game(t, `const empty = new ArrayBuffer(0), view = new Float32Array(0), { buffer } = new Uint8Array(0), full = Uint8Array.of(1, 2);
    const gone = new ArrayBuffer(8);
    structuredClone(gone, { transfer: [gone] });
    const fill = () => Array.from({ length: 2_000_000 }, (_, i) => ({ i })).length; // more than fits without collecting everything
    export function load() {
      fill();
      const moved = structuredClone(empty, { transfer: [empty] });
      fill();
      console.log(JSON.stringify([moved, buffer, gone, view, full, view.buffer, new Uint8Array(buffer)].map(each => each.byteLength)));
    }`);
  const result = await it.run();
  assertExit(result, 0);
  assert.deepEqual(told(result), [[0, 0, 0, 0, 2, 0, 0]]);
});

test("a frozen game needs neither its sources nor its assets, wherever it is moved", async t => {
  const gone = game(t, files, "gone"), away = new Game(t, {}), file = path.join(away.folder, "some where", "ü game.bin");
  assertExit(await gone.thaw(["freeze", ".", "-o", "../gone.thaw"]), 0);
  fs.mkdirSync(path.dirname(file));
  fs.renameSync(path.join(gone.home, "gone.thaw"), file);
  fs.rmSync(gone.folder, { recursive: true });
  const result = await away.run(["--screenshot", "shot.png", file]);
  assertExit(result, 0);
  const picture = decode(fs.readFileSync(away.file("shot.png")));
  assert.deepEqual([picture.width, picture.height], [40, 30]);
  assert.equal(colorAt(picture, 6, 7), "#ff0080");
  assert.equal(colorAt(picture, 20, 20), "#000000");
  assert.deepEqual(away.cached(), [], "a frozen file needs no cache");
});

test("a frozen file runs from a read-only folder and leaves nothing there", async t => {
  const made = [], there = new Game({ after: done => made.push(done) }, {}), file = there.file("peas.thaw");
  fs.copyFileSync(frozen, file);
  fs.chmodSync(file, 0o444);
  fs.chmodSync(there.folder, 0o555);
  t.after(() => {
    fs.chmodSync(there.folder, 0o755);
    made.forEach(done => done());
  });
  assertExit(await there.run(["peas.thaw"]), 0);
  assert.deepEqual(fs.readdirSync(there.folder), ["peas.thaw"]);
  assert.ok(fs.readFileSync(file).equals(whole), "running does not change it");
});

test("a packed asset is used although the file on the disk was changed", async t => {
  const it = game(t, files);
  assertExit(await it.thaw(["freeze", ".", "-o", "it.thaw"]), 0);
  it.write({ "pictures/ship.png": png(3, 3, () => [0, 255, 0]), "level.json": "{}" });
  const result = await it.run(["--screenshot", "shot.png", "it.thaw"]);
  assertExit(result, 0);
  assert.equal(colorAt(decode(fs.readFileSync(it.file("shot.png"))), 6, 7), "#ff0080");
});

test("info tells what a frozen file holds", async () => {
  const result = await thaw(["info", frozen], { env: peas.env() });
  assertExit(result, 0);
  for (const part of ["Frozen peas", "40×30", "50 updates", peas.file("main.js"), peas.file("lib/words.js"), "pictures/ship.png (packed)",
    "level.json (packed)", "words.txt (packed)"]) assert.ok(result.out.includes(part), `${part} in\n${result.out}`);
  assert.doesNotMatch(result.out, /thaw:/);
});

test("info without a file tells versions and the cache", async () => {
  const result = await thaw(["info"], { env: { ...peas.env(), SDL_VIDEODRIVER: "dummy" } });
  assertExit(result, 0);
  assert.match(result.out, /^thaw +\d/m);
  assert.match(result.out, /^V8 +\d+\.\d+\.\d+/m);
  assert.ok(result.out.includes(path.join(peas.home, ".cache", "thaw")), result.out);
});

test("freezing the same sources twice gives files that play alike", async t => {
  const it = new Game(t, {}), results = [];
  for (const name of ["a.thaw", "b.thaw"]) {
    assertExit(await peas.thaw(["freeze", ".", "-o", it.file(name)]), 0);
    const result = await it.run(["--draw-hash", name]);
    assertExit(result, 0);
    results.push(result.out + result.err);
  }
  assert.equal(results[0], results[1]);
});

describe("damage", { concurrency: 2 }, () => {
  test("a file that is no frozen game is refused", async t => {
    assert.match(await damaged(t, ""), /empty/);
    assert.match(await damaged(t, "x"), /not a frozen game/);
    assert.match(await damaged(t, "#!/bin/sh\n" + "echo hello\n".repeat(1000)), /not a frozen game/);
    assert.match(await damaged(t, Buffer.concat([Buffer.from("NOTTHAW!"), whole.subarray(8)])), /not a frozen game/);
    assert.match(await damaged(t, png(8, 8)), /not a frozen game/);
  });

  test("a truncated file is refused at every length", async t => {
    const random = seeded(7), lengths = [2, 7, 8, 9, 16, 32, 63, 100, 127, 128, 4095, 4096, 4097, whole.length - 4096, whole.length - 1];
    while (lengths.length < 50) lengths.push(Math.floor(random.next().value * whole.length));
    for (const length of lengths) await damaged(t, whole.subarray(0, length), length % 2 ? "run" : "info");
    assert.match(await damaged(t, whole.subarray(0, whole.length - 1)), /truncated/);
  });

  for (const part of [0, 1])
    test(`every one of 100 flipped bytes is noticed (${part ? "anywhere" : "near the start"})`, async t => {
      const random = seeded(part + 1), end = part ? whole.length : 8192;
      for (let i = 0; i < 100; i++) {
        const bytes = Buffer.from(whole), at = Math.floor(random.next().value * end);
        bytes[at] ^= 1 << Math.floor(random.next().value * 8);
        await damaged(t, bytes, i % 2 ? "run" : "info").catch(error => {
          throw new Error(`flip at ${at}: ${error.message}`);
        });
      }
    });

  test("a foreign V8 version or binding written over the header is noticed", async t => {
    for (const at of [8, 12, 32, 40, 64, 68, 72, 79]) {
      const bytes = Buffer.from(whole);
      bytes.writeUInt32LE((bytes.readUInt32LE(at) + 1) >>> 0, at);
      await damaged(t, bytes);
    }
  });

  test("sizes and offsets written over the header are noticed", async t => {
    for (let at = 80; at < 136; at += 8)
      for (const value of [0n, 1n, 0x7fffffffffffffffn, 0xffffffffffffffffn, BigInt(whole.length)]) {
        const bytes = Buffer.from(whole);
        if (bytes.readBigUInt64LE(at) === value) continue;
        bytes.writeBigUInt64LE(value, at);
        await damaged(t, bytes, value % 2n ? "run" : "info");
      }
  });

  test("bytes behind the end are noticed", async t => {
    assert.match(await damaged(t, Buffer.concat([whole, Buffer.from("x")])), /1 bytes? too many/);
    await damaged(t, Buffer.concat([whole, whole]));
  });

  test("a file of 3 GB is refused at once", async t => {
    const file = path.join(new Game(t, {}).home, "huge.thaw");
    fs.copyFileSync(frozen, file);
    fs.truncateSync(file, 3e9);
    assert.match(await refused(run(file)), /larger than 2 GB/);
  });
});

test("what is no file is refused", async t => {
  const it = new Game(t, {});
  fs.mkdirSync(it.file("folder.thaw"));
  execFileSync("mkfifo", [it.file("pipe.thaw")]);
  for (const command of [run, file => ["info", file]]) {
    await refused(command(it.file("folder.thaw")));
    assert.match(await refused(command(it.file("pipe.thaw"))), /pipe/);
    assert.match(await refused(command(it.file("missing.thaw"))), /missing\.thaw: No such file/);
    assert.match(await refused(command("/dev/null")), /device/);
  }
});

test("a file that may not be read is refused", { skip: process.getuid() === 0 && "root may read everything" }, async t => {
  const file = new Game(t, {}).file("secret.thaw");
  fs.writeFileSync(file, whole, { mode: 0 });
  assert.match(await refused(run(file)), /Permission denied/);
});

test("a frozen file that cannot be written is told and leaves nothing behind", async t => {
  const it = new Game(t, {});
  fs.writeFileSync(it.file("plain"), "");
  fs.mkdirSync(it.file("taken.thaw/inside"), { recursive: true });
  for (const out of ["plain/out.thaw", "/proc/out.thaw", it.file("taken.thaw")]) {
    const said = await refused(["freeze", peas.folder, "-o", out], it.folder);
    assert.ok(said.includes(out), `${out} is named: ${said}`);
  }
  assert.deepEqual(fs.readdirSync(it.folder).sort(), ["plain", "taken.thaw"]);
});

/** Whether this machine lets us mount a small file system of our own. */
function mayMount() {
  return spawnSync("unshare", ["-rm", "mount", "-t", "tmpfs", "none", "/mnt"]).status === 0;
}

test("a disk that is full leaves no partial file", { skip: !mayMount() && "no file system can be mounted here" }, async t => {
  const it = new Game(t, {});
  const script = 'mount -t tmpfs -o size=64k none . && cd . && cd "$PWD" && printf "\\211THAW\\r\\n\\032old" >old.thaw && ' +
    'for out in new old; do "$1" freeze "$2" -o $out.thaw; echo $?; done; ls; tail -c 3 old.thaw';
  const result = await thaw(["-rm", "sh", "-c", script, "sh", binary, peas.folder], { cwd: it.folder, env: it.env(), program: "unshare" });
  assert.match(result.err, /^(thaw: cannot write (new|old)\.thaw: No space left on device\n){2}$/);
  assert.equal(result.out, "3\n3\nold.thaw\nold");
});

test("a file size limit is told as what it is and leaves no partial file", async t => {
  const it = new Game(t, {}), script = 'ulimit -f 64; exec "$@"';
  const args = ["-c", script, "sh", binary, "freeze", peas.folder, "-o", "new.thaw"];
  const result = await thaw(args, { cwd: it.folder, env: it.env(), program: "/bin/sh" });
  assertExit(result, 3);
  assert.match(result.err, /^thaw: cannot write new\.thaw: File too large\n$/);
  assert.deepEqual(fs.readdirSync(it.folder), []);
});

test("a file that is no frozen game is not overwritten", async t => {
  const it = game(t, files);
  const result = await it.thaw(["freeze", ".", "-o", "main.js"]);
  assertExit(result, 3);
  assert.match(result.err, /^thaw: cannot write main\.js: a file is there that is no frozen or packed game/);
  assert.equal(fs.readFileSync(it.file("main.js"), "utf8"), files["main.js"]);
});

test("an old frozen file is replaced whole, or stays when freezing fails", async t => {
  const it = game(t, files), out = it.file("it.thaw");
  assertExit(await it.thaw(["freeze", ".", "-o", out]), 0);
  const old = fs.openSync(out), inode = fs.fstatSync(old).ino;
  t.after(() => fs.closeSync(old));
  it.write({ "lib/words.js": "export const greeting = ;" });
  assertExit(await it.thaw(["freeze", ".", "-o", out]), 1);
  assert.equal(fs.statSync(out).ino, inode, "a failed freezing does not touch it");
  it.write({ "lib/words.js": "export const greeting = 'changed';" });
  assertExit(await it.thaw(["freeze", ".", "-o", out]), 0);
  assert.notEqual(fs.statSync(out).ino, inode, "a new file was renamed over it");
  assert.equal(fs.fstatSync(old).nlink, 0);
  assert.equal(told(await it.run([out]))[0].made.greeting, "changed");
  assert.deepEqual(fs.readdirSync(it.folder).sort(), ["it.thaw", ...new Set(Object.keys(files).map(name => name.split("/")[0]))].sort());
});

test("check writes nothing", async t => {
  const it = game(t, files);
  const result = await it.thaw(["check", "."]);
  assertExit(result, 0);
  assert.match(result.out, /^ok: \d+ modules, 3 assets/);
  assert.deepEqual(it.cached(), []);
  assert.deepEqual(fs.readdirSync(it.folder).sort(), [...new Set(Object.keys(files).map(name => name.split("/")[0]))].sort());
});
