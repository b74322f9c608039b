// Sound with a device, whose thread does the mixing, and where there is none. SDL's "disk" driver is a device that writes down what it hears.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { client, debugged, next } from "./lib/debug.mjs";
import { play } from "./lib/restart.mjs";
import { assertExit, game, house, logged, scratch, show, told, until } from "./lib/thaw.mjs";
import { channels, frequency, heard, jump, peak, sine, wav } from "./lib/wave.mjs";
import { ogg } from "../assets/vorbis.mjs";

const files = { "hum.wav": wav(48000, sine(300)), "beep.wav": wav(4800, sine(440)) };
const head = `import { game, music, sound } from "thaw";
  const tell = value => console.log(JSON.stringify(value));
  const hum = sound("hum.wav"), beep = sound("beep.wav");\n`;
const disk = file => ({ SDL_VIDEODRIVER: "dummy", SDL_AUDIODRIVER: "disk", SDL_DISKAUDIOFILE: file });
const raw = file => channels(fs.readFileSync(file)).left;

/** The parts of what was heard between silences of at least `quiet` samples. */
function parts(samples, quiet = 2000) {
  const found = [];
  let start = -1, last = -1;
  for (let i = 0; i <= samples.length; i++) {
    if (start >= 0 && (i === samples.length || i - last > quiet)) {
      found.push(samples.subarray(start, last + 1));
      start = -1;
    }
    if (i < samples.length && samples[i] !== 0) {
      if (start < 0) start = i;
      last = i;
    }
  }
  return found;
}

describe("a device", { concurrency: 2 }, () => {
  test("hears what was mixed: sounds, and music decoded meanwhile", async t => {
    const it = game(t, { ...files, "tune.ogg": ogg([Float32Array.from({ length: 50000 }, (_, i) => sine(220)(i))]),
      "main.js": `${head}const tune = music("tune.ogg"); let v;
        export function update() { if (game.frame === 0) v = hum.play(); if (!v.playing && !tune.playing) { if (v.done) return game.quit(7); tune.play(); v.done = true; } }` });
    const result = await it.thaw(["run"], { env: disk(it.file("raw")) });
    assertExit(result, 7);
    const [one, two] = parts(raw(it.file("raw")), 64) /* up to the next buffer it is silent */;
    assert.ok(Math.abs(one.length - 48000) <= 2, `${one.length}`);
    assert.ok(Math.abs(frequency(one) - 300) < 0.1);
    assert.ok(Math.abs(two.length - 50000) <= 2, `${two.length}`);
    const middle = two.subarray(1000, 49000);
    assert.ok(Math.abs(frequency(middle) - 220) < 0.1 && jump(middle) < 0.03, `${frequency(middle)} ${jump(middle)}`);
  });

  test("stands still without a click while a debugger pauses the game", async t => {
    const file = path.join(scratch(t), "raw"), size = () => fs.statSync(file).size;
    const child = await debugged(t, { ...files, "main.js": `${head}export function update() {
      if (game.frame === 0) hum.play();
      if (game.frame === 20) debugger;
      if (game.frame === 90) game.quit(0);
    }` }, { option: "--inspect-wait", headless: false, env: disk(file) });
    const cdp = await client(t, child), paused = next(cdp, "Debugger.paused");
    await cdp.send("Debugger.enable");
    await cdp.send("Runtime.runIfWaitingForDebugger");
    await paused;
    const before = size();
    await until(() => size() > before + 200_000, "the device to go on while the game is paused");
    await cdp.send("Debugger.resume");
    await cdp.close();
    assertExit(await child.ended, 0);
    const samples = raw(file), [one, two, ...more] = parts(samples);
    assert.equal(more.length, 0);
    assert.ok(Math.abs(one.length + two.length - 48000) < 10, `${one.length} + ${two.length}: it went on where it was, and nothing is missing`);
    assert.ok(jump(samples.subarray(0, samples.lastIndexOf(two.at(-1)))) < 0.03);
  });

  test("goes on over a hot restart, in which all voices end", async t => {
    const it = game(t, { ...files, "main.js": `${head}let v;
      export function load() { if (!game.restarted) v = hum.play({ loop: true }); }
      export function update() { if (!game.restarted && game.frame === 30) game.restart(); if (game.restarted && game.frame === 20) v = beep.play();
        if (game.restarted && game.frame > 20 && !v.playing) game.quit(7); }` });
    assertExit(await it.thaw(["run"], { env: disk(it.file("raw")) }), 7);
    const [one, two, ...more] = parts(raw(it.file("raw")));
    assert.ok(more.length === 0 && Math.abs(frequency(one) - 300) < 0.5 && jump(one) < 0.03);
    assert.ok(Math.abs(two.length - 4800) <= 2);
  });

  test("is named by --timings and by thaw info", async t => {
    const it = game(t, { ...files, "main.js": head }), env = { SDL_VIDEODRIVER: "dummy", SDL_AUDIODRIVER: "dummy" };
    const result = await it.thaw(["run", "--frames", "3", "--timings"], { env });
    assertExit(result, 0);
    assert.match(result.err, /^\{"step":"prepare","ms":[\d.]+,"audio":"dummy"\}$/m);
    assert.match((await it.thaw(["info"], { env })).out, /^audio {4}dummy \(of .*\)$/m);
  });
});

describe("without a device", { concurrency: 2 }, () => {
  const nowhere = [{ SDL_AUDIODRIVER: "nonsense" }, { SDL_AUDIODRIVER: "alsa", ALSA_CONFIG_PATH: "/nowhere" }];
  const main = `${head}let v, t = music("beep.wav"), began;
    export function update() { if (game.frame === 0) { v = beep.play(); t.play({ loop: true }); began = performance.now(); }
      if (!v.playing) { tell([performance.now() - began, t.playing]); game.quit(7); } }`;

  test("voices end in time by the clock, and nothing is said", async t => {
    for (const env of nowhere) {
      const result = await game(t, { ...files, "main.js": main }).thaw(["run", "--renderer", "software"], { env: { SDL_VIDEODRIVER: "dummy", ...env } });
      assertExit(result, 7);
      const [[ms, music]] = told(result);
      assert.ok(ms >= 60 && music, show(result)); // 100 ms of sound, counted in frames that may have begun before it
      assert.equal(logged(result).length, 1);
      assert.equal(result.err.trim().split("\n").length, 1, result.err);
    }
  });

  test("--timings and thaw info say why there is none", async t => {
    for (const env of nowhere) {
      const it = game(t, { ...files, "main.js": head });
      const result = await it.thaw(["run", "--frames", "3", "--timings"], { env: { SDL_VIDEODRIVER: "dummy", ...env } });
      assertExit(result, 0);
      const line = result.err.split("\n").filter(each => each.startsWith("{")).map(each => JSON.parse(each)).find(each => each.step === "prepare");
      assert.match(line.audio, /^none \(.+\)$/);
      const info = await it.thaw(["info"], { env });
      assertExit(info, 0);
      assert.match(info.out, /^audio {4}none \(.+\)$/m);
    }
  });

  test("a game that declares no sound opens no device", async t => {
    const result = await game(t, "").thaw(["run", "--frames", "3", "--timings"], { env: { SDL_VIDEODRIVER: "dummy", SDL_AUDIODRIVER: "dummy" } });
    assert.match(result.err, /"audio":""/);
  });

  test("headless opens no device, whatever there is", async t => {
    const it = game(t, { ...files, "main.js": main });
    const result = await it.run(["--frames", "60", "--timings"], { env: disk(it.file("raw")) });
    assertExit(result, 7);
    assert.ok(!fs.existsSync(it.file("raw")));
    assert.match(result.err, /"audio":""/);
  });
});

describe("over a restart", { concurrency: 2 }, () => {
  const watched = version => `import { game, music, sound } from "thaw";
    const tell = value => console.log(JSON.stringify(value)), beep = sound("beep.wav"), tune = music("beep.wav");
    export const state = { list: [beep], tune: { of: [tune] }, voice: null };
    export function load() {
      const { voice } = state;
      if (voice) { voice.volume = 2; voice.pan = 1; voice.stop(); }
      tell({ load: "${version}", duration: beep.duration, same: state.list[0] === beep && state.tune.of[0] === tune, playing: voice && voice.playing });
      state.voice = state.list[0].play({ loop: true });
      state.tune.of[0].play({ loop: true });
    }
    export function update() { tell({ plays: "${version}", playing: state.voice.playing && tune.playing }); }`;

  test("handles in the state lead to the new game's, and voices in it have ended", async t => {
    const child = await play(t, { "beep.wav": files["beep.wav"], "main.js": watched("one") });
    await child.says(/"plays":"one","playing":true/);
    child.save("main.js", watched("two"));
    await child.runs("two");
    await child.says(/"plays":"two","playing":true/);
    assert.deepEqual(child.told().filter(value => "load" in value), [
      { load: "one", duration: 0.1, same: true, playing: null }, { load: "two", duration: 0.1, same: true, playing: false }]);
  });

  test("a saved sound file is heard in the game that runs; one of another length starts it anew", async t => {
    const child = await play(t, { "beep.wav": files["beep.wav"], "main.js": watched("one") }, { args: ["--audio", "out.wav"] });
    await child.says(/"plays"/, 30);
    child.save("beep.wav", wav(4800, sine(880)));
    await child.says(/beep\.wav changed · /);
    const seen = child.count(/"plays"/);
    await child.says(/"playing":true/, seen + 30);
    child.save("beep.wav", wav(9600, sine(220)));
    await child.until(() => child.told().some(value => value.duration === 0.2), "the new duration");
    const later = child.count(/"plays"/);
    await child.says(/"plays"/, later + 30);
    child.save("main.js", watched("two").replace("export function update() {", "export function update() { game.quit(0);"));
    assertExit(await child.ended, 0);
    const { left } = heard(fs.readFileSync(child.game.file("out.wav")));
    const hears = hz => Array.from({ length: Math.floor(left.length / 2400) }, (_, i) => left.subarray(i * 2400, i * 2400 + 2400))
      .some(part => peak(part) > 0.3 && Math.abs(frequency(part) - hz) < 3);
    for (const hz of [440, 880, 220]) assert.ok(hears(hz), `${hz}`);
  });
});

test("the mixer's two threads never race", { skip: spawnSync("gcc", ["--version"]).status !== 0 && "there is no gcc" }, t => {
  const program = path.join(scratch(t), "test");
  const sources = ["tests/unit/test_audio_mix.c", "engine/audio_mix.c", "engine/base.c", "engine/error.c"];
  const built = spawnSync("gcc", ["-std=c11", "-D_GNU_SOURCE", "-w", "-g", "-O1", "-fsanitize=thread", "-Iengine", ...sources, "-o", program, "-lcmocka", "-lm", "-lpthread"],
    { cwd: house, encoding: "utf8" });
  if (built.status !== 0) return t.skip(`no ThreadSanitizer here: ${built.stderr.split("\n")[0]}`);
  const result = spawnSync(program, { encoding: "utf8", timeout: 100_000, env: { ...process.env, TSAN_OPTIONS: "halt_on_error=1" } });
  assert.doesNotMatch(result.stderr, /ThreadSanitizer/);
  assert.equal(result.status, 0, result.stdout + result.stderr);
});
