// Sound files: every kind that is read comes out as it was written; what is cut short, damaged or lies is refused in one sentence that names it.
import assert from "node:assert/strict";
import fs from "node:fs";
import { describe, test } from "node:test";
import { assertExit, game, told } from "./lib/thaw.mjs";
import { extent, frequency, heard, peak, sine, wav } from "./lib/wave.mjs";
import { headers, ogg, page, pages, seal } from "../assets/vorbis.mjs";

const near = (value, wanted, within, what = "") => assert.ok(Math.abs(value - wanted) <= within, `${what} ${value} is not ${wanted} ± ${within}`);
const tone = (hz, frames, rate) => Float32Array.from({ length: frames }, (_, i) => sine(hz, 0.5, rate)(i));

/** Plays each of these files alone, 30 frames each; gives what was heard of it. */
async function play(t, files) {
  const names = Object.keys(files);
  const it = game(t, { ...files, "main.js": `import { game, music, sound } from "thaw";
    const sounds = ${JSON.stringify(names)}.map(name => name.startsWith("m") ? music(name) : sound(name));
    export function update() { if (game.frame % 30 === 0) sounds[game.frame / 30].play(); }` });
  const result = await it.run(["--frames", String(names.length * 30), "--audio", "out.wav"]);
  assertExit(result, 0);
  const { left, right } = heard(fs.readFileSync(it.file("out.wav")));
  const part = (side, i) => side.subarray(i * 30 * 800, (i + 1) * 30 * 800);
  return Object.fromEntries(names.map((name, i) => [name, { left: part(left, i), right: part(right, i) }]));
}

/** How sound() and music() end for each of these files, in load(), where they are decoded too: "ok" or the sentence. */
async function ends(t, files) {
  const it = game(t, { ...files, "main.js": `import { music, sound } from "thaw";
    function end(declare, name) { try { declare(name); return "ok"; } catch (error) { return error.message; } }
    export function load() { for (const name of ${JSON.stringify(Object.keys(files))}) console.log(JSON.stringify([name, end(sound, name), end(music, name)])); }
    let frame = 0;
    export function update() { for (const m of ${JSON.stringify(Object.keys(files))}) if (frame === 0) try { music(m).play(); sound(m).play(); } catch {} frame = 1; }` });
  const result = await it.run(["--frames", "20"]);
  assertExit(result, 0);
  return told(result);
}

describe("WAV", { concurrency: 2 }, () => {
  test("every kind of sample comes out as it was written", async t => {
    const exact = { u8: 1 / 128, s16: 1 / 32768, s24: 1 / 8388608, s32: 1e-7, f32: 1e-7 }, files = {}, at = sine(440, 0.9);
    for (const kind in exact)
      for (const channels of [1, 2])
        for (const extensible of [false, true])
          for (const first of ["s", "m"])
            files[`${first} ${kind} ${channels} ${extensible}.wav`] = wav(1000, (i, c) => (c ? -at(i) : at(i)) * 0.8, { kind, channels, extensible });
    for (const [name, { left, right }] of Object.entries(await play(t, files))) {
      const [, kind, channels] = name.split(" ");
      for (let i = 0; i < 1000; i++) {
        near(left[i], at(i) * 0.8, exact[kind], name);
        near(right[i], (channels === "2" ? -1 : 1) * at(i) * 0.8, exact[kind], name);
      }
      assert.equal(peak(left.subarray(1000)), 0, name);
    }
  });

  test("every rate keeps its pitch and its length", async t => {
    const rates = [8000, 11025, 22050, 44100, 48000, 96000, 192000];
    const files = Object.fromEntries(rates.flatMap(rate => ["s", "m"].map(first => [`${first}${rate}.wav`, wav(rate / 5, sine(440, 0.5, rate), { rate, kind: "s16" })])));
    for (const [name, { left }] of Object.entries(await play(t, files))) {
      near(frequency(left.subarray(0, 9500)), 440, 0.5, name);
      near(extent(left)[1], 9600, 7, name);
    }
  });

  test("chunks that are not known, odd ones too, are passed over; what stands behind the samples is not heard", async t => {
    const before = Buffer.from("LIST\x05\0\0\0odd!!\0junk\0\0\0\0", "latin1"), plain = wav(480, () => 0.5);
    const seen = await play(t, { "s.wav": wav(480, () => 0.5, { before }), "m.wav": Buffer.concat([plain, Buffer.from("more of it")]) });
    for (const { left } of Object.values(seen)) assert.deepEqual(extent(left), [0, 480]);
  });

  test("floats beyond 1, NaN and infinity are tamed", async t => {
    const values = [NaN, Infinity, -Infinity, 1e30, -7, 0.25];
    const { "s.wav": { left } } = await play(t, { "s.wav": wav(6, i => values[i]) });
    assert.equal(left[0], 0);
    assert.ok(left[1] > 0.8 && left[2] < -0.8 && left[3] === left[1] && left[4] === left[2] && left[5] === 0.25);
  });

  test("what is no sound is refused in a sentence that names it", async t => {
    const good = wav(100, sine(440), { kind: "s16" });
    const with_ = (at, bytes) => Buffer.concat([good.subarray(0, at), Buffer.from(bytes), good.subarray(at + bytes.length)]);
    const bad = {
      "empty.wav": [Buffer.alloc(0), /it is neither a WAV nor an Ogg Vorbis file/],
      "text.wav": [Buffer.from("hello"), /it is neither/],
      "mp3.mp3": [Buffer.from("ID3\x03\0\0\0\0\0\0\0\0\0\0\0"), /it is neither/],
      "head.wav": [good.subarray(0, 12), /it is cut short: it has no samples/],
      "cut.wav": [good.subarray(0, 200), /it is cut short: its header tells of 200 bytes of samples, and 156 are there/],
      "huge.wav": [with_(40, [0xff, 0xff, 0xff, 0xff]), /its header tells of 4294967295 bytes of samples, and 200 are there/],
      "none.wav": [wav(0, () => 0), /it has no samples/],
      "format.wav": [with_(20, [17, 0]), /its samples are of format 17 with 16 bits/],
      "bits.wav": [with_(34, [12, 0]), /of format 1 with 12 bits/],
      "channels.wav": [with_(22, [6, 0]), /it has 6 channels; 1 or 2 are read/],
      "silent.wav": [with_(22, [0, 0]), /it has 0 channels/],
      "rate.wav": [with_(24, [0, 0, 0, 0]), /it has 0 samples a second; 1000 to 384000 are read/],
      "fast.wav": [with_(24, [0xff, 0xff, 0xff, 0xff]), /it has 4294967295 samples a second/],
      "align.wav": [with_(32, [1, 0]), /its header is damaged \(1 bytes a frame\)/],
      "order.wav": [Buffer.concat([good.subarray(0, 12), good.subarray(36), good.subarray(12, 36)]), /no format before the samples/],
      "chunk.wav": [with_(16, [0xf0, 0xff, 0xff, 0xff]), /it is cut short/],
      "small.wav": [Buffer.concat([good.subarray(0, 16), Buffer.from([2, 0, 0, 0, 1, 0]), good.subarray(36)]), /its format chunk is cut short/],
    };
    for (const [name, ...said] of await ends(t, Object.fromEntries(Object.entries(bad).map(([name, [bytes]]) => [name, bytes]))))
      ["sound", "music"].forEach((kind, i) => {
        assert.match(said[i], bad[name][1]);
        assert.ok(said[i].startsWith(`cannot read the ${kind} "${name}": `), said[i]);
      });
  });

  test("a sound of more than 10 minutes is refused before it is decoded; music is not", async t => {
    const long = wav(0, () => 0, { rate: 1000, kind: "u8" }), frames = 57_600_001;
    const file = Buffer.concat([long, Buffer.alloc(frames, 128)]);
    file.writeUInt32LE(frames, 40);
    const [[, asSound, asMusic]] = await ends(t, { "long.wav": file });
    assert.match(asSound, /^cannot read the sound "long\.wav": it lasts 57600 s, too long to be decoded whole: declare it with music\(\)$/);
    assert.equal(asMusic, "ok");
  });

  test("missing files are told, with what was probably meant, and at freeze time the place too", async t => {
    const it = game(t, { "beep.wav": wav(10, () => 0), "main.js": 'import { sound } from "thaw";\nsound("beeb.wav");' });
    const result = await it.run();
    assertExit(result, 1);
    assert.match(result.err, /cannot read the asset "beeb\.wav": .*\(did you mean beep\.wav\?\)/);
    assert.match(result.err, /main\.js:2/);
  });
});

describe("Ogg Vorbis", { concurrency: 2 }, () => {
  const left = tone(440, 12000), right = tone(660, 12000), good = pages([left, right]);

  test("sounds and music are decoded, to the sample", async t => {
    const seen = await play(t, { "s.ogg": ogg([left, right]), "m.ogg": ogg([left, right]), "s44.ogg": ogg([tone(440, 11025, 44100)], 44100), "mlow.ogg": ogg([tone(440, 2000, 8000)], 8000) });
    for (const name of ["s.ogg", "m.ogg"]) {
      near(frequency(seen[name].left.subarray(0, 11900)), 440, 0.2, name);
      near(frequency(seen[name].right.subarray(0, 11900)), 660, 0.2, name);
      for (let i = 100; i < 11900; i++) near(seen[name].left[i], left[i], 0.03, `${name} ${i}`);
      near(extent(seen[name].left)[1], 12000, 1, name);
    }
    for (const name of ["s44.ogg", "mlow.ogg"]) {
      near(frequency(seen[name].left.subarray(100, 11900)), 440, 0.5, name);
      near(peak(seen[name].left.subarray(500, 11000)), 0.5, 0.03, name);
      near(extent(seen[name].left)[1], 12000, 7, name);
    }
  });

  test("a stream that is not whole, not one, or not Vorbis is refused", async t => {
    const all = Buffer.concat(good), last = good.at(-1);
    const changed = (i, change) => Buffer.concat(good.map((each, at) => {
      if (at !== i) return each;
      const copy = Buffer.from(each);
      change(copy);
      return seal(copy);
    }));
    const [first, comments, setup] = headers(2, 48000);
    const made = (...packets) => Buffer.concat([page([packets[0]], { flags: 2 }), page(packets.slice(1), { number: 1 }), ...good.slice(2)]);
    const comment = (...numbers) => [...comments.slice(0, 7), ...numbers.flatMap(n => [n & 255, n >>> 8 & 255, n >>> 16 & 255, n >>> 24]), 1];
    const spoil = (packet, at, value) => packet.map((byte, i) => (i === at ? value : byte));
    const bad = {
      "cut.ogg": [all.subarray(0, all.length - 100), /the Ogg stream is cut short$/],
      "page.ogg": [Buffer.concat(good.slice(0, -1)), /the Ogg stream is cut short$/],
      "one.ogg": [good[0], /the Ogg stream is cut short$/],
      "magic.ogg": [Buffer.from("OggS"), /the Ogg stream is cut short$/],
      "bit.ogg": [Buffer.concat([all.subarray(0, -99), Buffer.from([all.at(-99) ^ 4]), all.subarray(-98)]), /damaged \(a page's checksum is wrong\)/],
      "gap.ogg": [Buffer.concat([...good.slice(0, 2), ...good.slice(3)]), /damaged \(a page is missing\)/],
      "twice.ogg": [Buffer.concat([all, all]), /holds more than one stream/],
      "mixed.ogg": [Buffer.concat([good[0], page([[1]], { serial: 9 }), ...good.slice(1)]), /holds more than one stream/],
      "opus.ogg": [Buffer.concat([page([[...Buffer.from("OpusHead")]], { flags: 2 }), page([[1], [2]], { number: 1, flags: 4, position: 9 })]), /the Ogg stream is no Vorbis/],
      "back.ogg": [changed(2, bytes => bytes.writeInt32LE(-5, 10)), /damaged \(a page lies about its place\)/],
      "far.ogg": [changed(good.length - 1, bytes => bytes.writeInt32LE(5, 10)), /damaged \(a page lies about its place\)/],
      "none.ogg": [Buffer.concat([good[0], Buffer.from(good[1]), page([[0]], { number: 2, flags: 4 })]), /it has no samples/],
      "heads.ogg": [Buffer.concat([good[0], page([comments], { number: 1, flags: 4, position: 9 })]), /damaged \(its headers\)/],
      "channels.ogg": [made(spoil(first, 11, 6), comments, setup), /it has 6 channels/],
      "rate.ogg": [made(spoil(first, 14, 255), comments, setup), /samples a second/],
      "blocks.ogg": [made(spoil(first, 28, 0x5b), comments, setup), /damaged \(the sizes of its blocks\)/],
      "vendor.ogg": [made(first, comment(0xffffffff, 0), setup), /damaged \(its comments\)/],
      "comments.ogg": [made(first, comment(0, 0x40000000), setup), /damaged \(its comments\)/],
      "length.ogg": [made(first, comment(0, 1, 0xfffffff0), setup), /damaged \(its comments\)/],
      "book.ogg": [made(first, comments, spoil(setup, 8, 0)), /damaged \(its codebooks\)/],
      "entries.ogg": [made(first, comments, spoil(setup, 15, 255)), /damaged \(its codebooks\)/],
      "setup.ogg": [made(first, comments, setup.slice(0, 300)), /damaged \(its codebooks\)/],
      "end.ogg": [made(first, comments, [...setup.slice(0, -34), ...Array(34).fill(255)]), /the Vorbis stream cannot be decoded/],
    };
    assert.ok(last.length > 100);
    for (const [name, asSound, asMusic] of await ends(t, Object.fromEntries(Object.entries(bad).map(([name, [bytes]]) => [name, bytes])))) {
      assert.match(asSound, bad[name][1], name);
      assert.match(asMusic, bad[name][1], name);
      assert.ok(asSound.includes(`"${name}"`), asSound);
    }
  });

  test("bytes behind the stream do no harm", async t => {
    const { "s.ogg": { left } } = await play(t, { "s.ogg": Buffer.concat([...good, Buffer.from("TAG and more of it")]) });
    near(extent(left)[1], 12000, 1);
  });

  test("five hundred damaged files, checksums made right, end in a sentence or in sound", async t => {
    let seed = 7;
    const random = most => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) % most;
    const small = pages([tone(440, 3000)]), files = {};
    for (let i = 0; i < 500; i++) {
      const copies = small.map(each => Buffer.from(each)), which = copies[random(copies.length)];
      for (let n = random(4) + 1; n; n--) which[27 + which[26] + random(which.length - 27 - which[26])] = random(256);
      files[`${i}.ogg`] = Buffer.concat(copies.map(seal));
    }
    const seen = await ends(t, files);
    assert.equal(seen.length, 500);
    for (const [name, asSound] of seen) assert.ok(asSound === "ok" || asSound.includes(`"${name}"`), asSound);
    assert.ok(seen.some(([, asSound]) => asSound === "ok") && seen.some(([, asSound]) => asSound !== "ok"));
  });
});
