// What is heard: games without a window write what was mixed (--audio), and it is measured, sample by sample.
import assert from "node:assert/strict";
import fs from "node:fs";
import { describe, test } from "node:test";
import { assertExit, game, show, told } from "./lib/thaw.mjs";
import { extent, frequency, heard, jump, peak, sine, wav } from "./lib/wave.mjs";
import { ogg } from "../assets/vorbis.mjs";

const FRAME = 800; // samples of a frame at 60 updates a second
const tone = (hz, frames, rate) => Float32Array.from({ length: frames }, (_, i) => sine(hz, 0.5, rate)(i));
const files = {
  "beep.wav": wav(4800, sine(440)),
  "flat.wav": wav(4800, () => 0.5),
  "long.wav": wav(96000, sine(300)),
  "sides.wav": wav(4800, (i, c) => (c ? -0.25 : 0.5), { channels: 2 }),
};
const head = `import { audio, game, music, screen, sound } from "thaw";
  const tell = value => console.log(JSON.stringify(value));\n`;

/** A game of these files whose update() is `script`, called with the frame's number; gives what was told and heard. */
async function play(t, script, { frames = 20, before = "", more = {}, args = [], after = "" } = {}) {
  const it = game(t, { ...files, ...more, "main.js": `${head}${before}\nexport function update() { const frame = game.frame; ${script} }\n${after}` });
  const result = await it.run(["--frames", String(frames), "--audio", "out.wav", ...args]);
  assertExit(result, 0);
  const { left, right } = heard(fs.readFileSync(it.file("out.wav")));
  return { it, left, right, told: told(result), result };
}

const near = (value, wanted, within) => assert.ok(Math.abs(value - wanted) <= within, `${value} is not ${wanted} ± ${within}`);

describe("sound", { concurrency: 2 }, () => {
  test("is heard from the frame that plays it, exactly as it is in the file", async t => {
    const { left, right } = await play(t, "if (frame === 3) beep.play();", { before: 'const beep = sound("beep.wav");' });
    assert.equal(left.length, 20 * FRAME);
    const wanted = Float32Array.from({ length: 4800 }, (_, i) => Math.fround(sine(440)(i)));
    assert.deepEqual(left.subarray(3 * FRAME, 3 * FRAME + 4800), wanted);
    assert.deepEqual(left, right);
    assert.ok(peak(left.subarray(0, 3 * FRAME)) === 0 && peak(left.subarray(3 * FRAME + 4800)) === 0);
  });

  test("volume, pan and rate do what they say", async t => {
    const seen = await play(t, `if (frame === 0) flat.play({ volume: 0.5 }); if (frame === 7) flat.play({ pan: -1 }); if (frame === 14) flat.play({ pan: 0.5 });
      if (frame === 21) beep.play({ rate: 2 }); if (frame === 25) beep.play({ rate: 0.5 });`,
    { before: 'const flat = sound("flat.wav"), beep = sound("beep.wav");', frames: 40 });
    const at = (side, frame) => seen[side][frame * FRAME + 100];
    assert.deepEqual([at("left", 0), at("right", 0)], [0.25, 0.25]);
    assert.deepEqual([at("left", 7), at("right", 7)], [0.5, 0]);
    assert.deepEqual([at("left", 14), at("right", 14)], [0.25, 0.5]);
    const fast = seen.left.subarray(21 * FRAME, 25 * FRAME), slow = seen.left.subarray(25 * FRAME);
    assert.deepEqual(extent(fast), [1, 2400]);
    near(frequency(fast.subarray(0, 2400)), 880, 1);
    near(frequency(slow.subarray(0, 9600)), 220, 0.5);
    near(extent(slow)[1], 9600, 1);
  });

  test("stereo files keep their sides", async t => {
    const { left, right } = await play(t, "if (frame === 0) sides.play();", { before: 'const sides = sound("sides.wav");' });
    assert.ok(left[100] === 0.5 && right[100] === -0.25);
  });

  test("a voice is changed while it plays, without a click", async t => {
    const { left, right, told } = await play(t, `if (frame === 0) v = hum.play({ volume: 0.5, loop: true });
      if (frame === 10) v.volume = 1; if (frame === 15) v.pan = -1; if (frame === 20) v.rate = 2; if (frame === 30) v.stop();
      if (frame === 0 || frame === 29 || frame === 30) tell([v.playing, v.volume, v.pan, v.rate]);`,
    { before: 'const hum = sound("long.wav"); let v;', frames: 40 });
    assert.deepEqual(told, [[true, 0.5, 0, 1], [true, 1, -1, 2], [false, 1, -1, 2]]);
    near(peak(left.subarray(0, 10 * FRAME)), 0.25, 0.001);
    near(peak(left.subarray(11 * FRAME, 15 * FRAME)), 0.5, 0.001);
    near(peak(right.subarray(16 * FRAME, 20 * FRAME)), 0, 0);
    near(frequency(left.subarray(21 * FRAME, 30 * FRAME)), 600, 0.5);
    assert.ok(jump(left) < 0.05 && jump(right) < 0.05, `${jump(left)}`);
    near(extent(left)[1], 30 * FRAME + 480, 1);
  });

  test("fades last as long as they say, and count as playing", async t => {
    const { left, told } = await play(t, `if (frame === 0) v = flat.play({ fade: 0.5, loop: true }); if (frame === 60) v.stop({ fade: 0.25 });
      if (frame === 60 || frame === 74 || frame === 76) tell(v.playing);`, { before: 'const flat = sound("flat.wav"); let v;', frames: 90 });
    near(left[12000], 0.25, 0.001);
    near(left[24000], 0.5, 0.001);
    near(left[60 * FRAME + 6000], 0.25, 0.001);
    near(extent(left)[1], 60 * FRAME + 12000, 2);
    assert.deepEqual(told, [true, true, false]);
  });

  test("a loop goes on without a seam", async t => {
    const { left } = await play(t, "if (frame === 0) beep.play({ loop: true });", { before: 'const beep = sound("beep.wav");', frames: 60 });
    near(frequency(left), 440, 0.01); // 4800 samples are 44 whole cycles
    assert.ok(jump(left) < 0.04);
  });

  test("audio.volume and audio.muted rule everything, and may be set at top level", async t => {
    const { left, told } = await play(t, `if (frame === 0) flat.play({ loop: true }); if (frame === 10) audio.muted = true;
      if (frame === 20) { audio.volume = 1; audio.muted = false; } if (frame === 5 || frame === 15) tell([audio.volume, audio.muted]);`,
    { before: 'const flat = sound("flat.wav"); audio.volume = 0.5;', frames: 30 });
    assert.deepEqual(told, [[0.5, false], [0.5, true]]);
    assert.equal(left[0], 0.25);
    assert.equal(left[15 * FRAME], 0);
    assert.equal(left[25 * FRAME], 0.5);
    assert.ok(jump(left) <= 0.25);
    assert.ok(jump(left.subarray(1)) < 0.01);
  });

  test("knows its duration at freeze time, and says at which frame it ends", async t => {
    const { told } = await play(t, "if (frame === 1) v = beep.play(); if (frame >= 1 && v.playing) last = frame; if (frame === 19) tell([...top, last]);",
      { before: 'const beep = sound("beep.wav"), tune = music("long.wav"); let v, last = 0; const top = [game.freezing, beep.duration, tune.duration];' });
    assert.deepEqual(told, [[true, 0.1, 2, 6]]);
  });

  test("two runs are the same", async t => {
    const script = "if (Math.random() < 0.2) beep.play({ rate: 0.5 + Math.random(), pan: Math.random(), volume: Math.random() }); if (frame === 5) m.play({ loop: true });";
    const options = { before: 'const beep = sound("beep.wav"), m = music("tune.ogg");', more: { "tune.ogg": ogg([tone(220, 30000)]) }, frames: 90 };
    const one = await play(t, script, options), two = await play(t, script, options);
    assert.ok(peak(one.left) > 0.3);
    assert.deepEqual(one.left, two.left);
    assert.deepEqual(one.right, two.right);
  });

  test("the frame rate does not change what is heard", async t => {
    const script = "if (game.frame === 0) beep.play();", before = 'export const config = { fps: 44 }; const beep = sound("beep.wav");';
    const { left } = await play(t, script, { before, frames: 44 });
    assert.equal(left.length, 48000);
    near(frequency(left.subarray(0, 4800)), 440, 0.1);
    assert.ok(extent(left)[1] <= 4800);
  });

  test("ends with a restart; what was declared plays on in the new game", async t => {
    const { left, told } = await play(t, `if (!game.restarted) { if (frame === 0) hum.play({ loop: true }), m.play({ loop: true }); if (frame === 20) game.restart(); }
      else { if (frame === 0) tell([m.playing, m.volume]); if (frame === 10) beep.play(); }`,
    { before: 'const hum = sound("flat.wav"), m = music("sides.wav"), beep = sound("beep.wav");', frames: 60 });
    assert.deepEqual(told, [[false, 1]]);
    const end = 21 * FRAME;
    assert.ok(left[end - 1] > 0.8);
    assert.ok(peak(left.subarray(end + 960, end + 10 * FRAME)) === 0, "silent 20 ms later");
    assert.ok(jump(left.subarray(10, end + 960)) < 0.01, "without a click");
    near(peak(left.subarray(end + 10 * FRAME)), 0.5, 0.001);
  });

  test("may be declared in load() too", async t => {
    const { left } = await play(t, "if (game.frame === 2) late.play();", { before: 'let late; export function load() { late = sound("beep.wav"); }' });
    assert.deepEqual(extent(left), [2 * FRAME + 1, 2 * FRAME + 4800]);
  });

  test("is packed into a frozen file, which plays it anywhere", async t => {
    const it = game(t, { ...files, "tune.ogg": ogg([tone(220, 30000)]), "main.js": `${head}const beep = sound("beep.wav"), tune = music("tune.ogg");
      export function update() { if (game.frame === 0) { beep.play(); tune.play(); tell([beep.duration, tune.duration]); } }` });
    assertExit(await it.thaw(["freeze", ".", "-o", "../it.thaw"]), 0);
    const info = await it.thaw(["info", "../it.thaw"]);
    for (const name of ["beep.wav", "tune.ogg"]) assert.ok(info.out.includes(`${name} (packed)`), info.out);
    const away = game(t, {});
    fs.copyFileSync(`${it.home}/it.thaw`, away.file("it.thaw"));
    fs.rmSync(it.folder, { recursive: true });
    const result = await away.run(["--frames", "40", "--audio", "out.wav", "it.thaw"]);
    assertExit(result, 0);
    assert.deepEqual(told(result), [[0.1, 0.625]]);
    const { left } = heard(fs.readFileSync(away.file("out.wav")));
    near(frequency(left.subarray(5000, 29000)), 220, 1);
  });

  test("needs the running game, and says so at freeze time", async t => {
    for (const [call, name] of [["beep.play()", "sound.play"], ["tune.play()", "music.play"], ["tune.stop()", "music.stop"]]) {
      const it = game(t, { ...files, "main.js": `${head}const beep = sound("beep.wav"), tune = music("beep.wav");\n${call};` });
      for (const args of [[], ["--no-freeze"]]) {
        const result = await it.run(args);
        assertExit(result, 1);
        assert.match(result.err, new RegExp(`${name} needs the running game, and this is freeze time`));
        assert.match(result.err, /main\.js:4/);
      }
    }
  });

  test("handles are what sound() and music() give, and nothing else", async t => {
    const { told } = await play(t, `if (frame) return; const v = beep.play(); const tries = [() => beep.duration = 2, () => beep.x = 1, () => tune.duration = 1, () => tune.x = 1,
        () => new beep.constructor(5, 5), () => Object.getPrototypeOf(beep).play.call({}), () => Object.getPrototypeOf(v).stop.call(tune)];
      tell(tries.map(f => { try { f(); return "ok"; } catch (e) { return e.name; } }).concat(beep.duration));`,
    { before: 'const beep = sound("beep.wav"), tune = music("beep.wav");' });
    assert.deepEqual(told[0].slice(0, 4), Array(4).fill("TypeError"));
    assert.deepEqual(told[0].slice(5), ["TypeError", "TypeError", 0.1]);
  });
});

describe("voices", () => {
  test("are 64 at most: another ends the oldest that does not loop, and its handle does nothing any more", async t => {
    const { told, left } = await play(t, `if (frame === 0) { first = hum.play({ volume: 0.01, loop: true }); for (let i = 0; i < 63; i++) voices.push(hum.play({ volume: 0.001 })); }
      if (frame === 2) { late = flat.play(); tell([first.playing, voices[0].playing, voices[1].playing, late.playing]); voices[0].volume = 4; voices[0].stop(); }
      if (frame === 4) { tell([late.playing, late.volume]); for (let i = 0; i < 64; i++) loops.push(hum.play({ volume: 0.001, loop: true }));
        const none = flat.play(); none.volume = 2; none.stop(); tell([none.playing, first.playing, loops.filter(v => v.playing).length]); }`,
    { before: 'const hum = sound("long.wav"), flat = sound("flat.wav"); let first, late; const voices = [], loops = [];' });
    assert.deepEqual(told, [[true, false, true, true], [true, 1], [false, true, 63]]);
    assert.ok(peak(left) < 0.6);
  });

  test("thousands of plays in every frame neither stop nor break anything", async t => {
    const { left, told } = await play(t, `for (let i = 0; i < 3000; i++) { const v = beep.play({ rate: 1 + i % 7, loop: i % 50 === 0 }); v.pan = (i % 3) - 1; if (i % 2) v.stop(); }
      m.play(); m.stop(); m.play({ volume: 0.1 }); if (frame === 19) tell("done");`, { before: 'const beep = sound("beep.wav"), m = music("long.wav");' });
    assert.deepEqual(told, ["done"]);
    assert.ok(peak(left) <= 1 && peak(left) > 0.1);
  });
});

describe("music", { concurrency: 2 }, () => {
  const options = { before: 'const tune = music("tune.ogg");', more: { "tune.ogg": ogg([tone(220, 44100, 44100), tone(330, 44100, 44100)], 44100) } };

  test("is streamed at its own rate, both channels, to its end", async t => {
    const { left, right, told } = await play(t, "if (frame === 2) tune.play(); if (frame === 1 || frame === 61 || frame === 63) tell(tune.playing);", { ...options, frames: 70 });
    assert.deepEqual(told, [false, true, false]);
    near(frequency(left.subarray(3 * FRAME, 60 * FRAME)), 220, 0.2);
    near(frequency(right.subarray(3 * FRAME, 60 * FRAME)), 330, 0.2);
    near(peak(left.subarray(4 * FRAME, 60 * FRAME)), 0.5, 0.01);
    assert.equal(peak(left.subarray(0, 2 * FRAME)), 0);
    near(extent(left)[1], 62 * FRAME, 3);
  });

  test("loops without a seam, longer than what is decoded ahead", async t => {
    const { left } = await play(t, "if (frame === 0) tune.play({ loop: true });", { ...options, frames: 600 });
    near(frequency(left.subarray(FRAME)), 220, 0.01);
    near(peak(left.subarray(599 * FRAME)), 0.5, 0.02);
  });

  test("one piece plays once at a time, and keeps its volume", async t => {
    const { left, told } = await play(t, `if (frame === 0) { tune.volume = 0.5; tune.play({ loop: true }); } if (frame === 20) tune.play({ loop: true, fade: 0.1 });
      if (frame === 40) tune.volume = 0.25; if (frame === 60) tune.stop({ fade: 0.1 }); if (frame === 5 || frame === 45 || frame === 68) tell([tune.playing, tune.volume]);`,
    { ...options, frames: 80 });
    assert.deepEqual(told, [[true, 0.5], [true, 0.25], [false, 0.25]]);
    near(peak(left.subarray(2 * FRAME, 19 * FRAME)), 0.25, 0.01);
    near(peak(left.subarray(28 * FRAME, 40 * FRAME)), 0.25, 0.01);
    near(peak(left.subarray(42 * FRAME, 60 * FRAME)), 0.125, 0.01);
    near(extent(left)[1], 66 * FRAME, 8);
    assert.ok(jump(left) < 0.03);
  });

  test("pieces cross-fade; the oldest of five ends", async t => {
    const names = [1, 2, 3, 4, 5].map(i => `tune${i}.wav`);
    const more = Object.fromEntries(names.map((name, i) => [name, wav(96000, () => 0.01 * 2 ** i)]));
    const { told, left } = await play(t, "if (frame < 5) tunes[frame].play(); if (frame === 6) tell(tunes.map(m => m.playing));",
      { before: `const tunes = ${JSON.stringify(names)}.map(music);`, more, frames: 10 });
    assert.deepEqual(told, [[false, true, true, true, true]]);
    near(left[9 * FRAME], 0.3, 1e-4);
  });
});

describe("--audio", () => {
  test("writes silence for a game without sounds, and tells when it cannot write", async t => {
    const { left, it } = await play(t, "", { frames: 6 });
    assert.ok(left.length === 6 * FRAME && peak(left) === 0);
    for (const file of ["no/folder/out.wav", "/dev/full"]) {
      const result = await it.run(["--audio", file]);
      assert.equal(result.code, 3, show(result));
      assert.match(result.err, new RegExp(`^thaw: cannot write ${file}: .+\n$`));
    }
  });
});
