// A machine that fails a running game: no memory, signals, no descriptors, no processes, a clock that jumps, a graphics card that forgets, a
// display that goes. The game goes on, or ends with a sentence and a code, never by a signal. THAW_LONG=1 tries every call.
import assert from "node:assert/strict";
import fs from "node:fs";
import { describe, test } from "node:test";
import { debugged } from "./lib/debug.mjs";
import { Display, missing } from "./lib/display.mjs";
import { Faults, long, numbers, sanitized } from "./lib/faults.mjs";
import { png } from "./lib/png.mjs";
import { Raw } from "./lib/raw.mjs";
import { assertExit, binary, game, show, start, told, until } from "./lib/thaw.mjs";
import { sine, wav } from "./lib/wave.mjs";

const files = {
  "main.js": `import { canvas, game, image, screen, sound } from "thaw";
export const config = { save: "it" }, state = { n: 1 };
const dot = image("dot.png"), sheet = canvas(32, 32), beep = sound("beep.wav");
let updates = 0, most = 0;
globalThis.leaving = false;
export function update() {
  most = Math.max(most, ++updates);
  localStorage.frame = game.frame;
  if (game.frame === 3) beep.play();
  if (game.frame === 2 && !game.restarted && game.args[0] === "restart") game.restart();
  if (leaving) game.quit(7);
}
export function draw() {
  updates = 0;
  screen.image(dot, 3, 3);
  screen.image(sheet, 9, 9);
  screen.fillCircle(10, 10, 5, "red");
  screen.text("hällo " + game.frame, 4, 4);
}
export function quit() { console.log(JSON.stringify({ most })); }`,
  "dot.png": png(4, 4, () => [255, 0, 0]),
  "beep.wav": wav(4800, sine(440)),
};
const drivers = { SDL_VIDEODRIVER: "dummy", SDL_AUDIODRIVER: "dummy" };

/** Runs the game with a fault at one call after the other, as long as there is one to fail. */
async function sweep(t, fault, args, { first = 2, last, least = 3, env = {} } = {}) {
  const it = game(t, files), faults = new Faults(t);
  let tried = 0;
  for (const n of numbers(first, last)) {
    const result = await it.thaw(args, { env: { ...env, ...faults.env({ ...fault, n }) } });
    const what = `call ${n} of ${fault.calls}: ${show(result)}`;
    assert.equal(result.signal, null, what);
    assert.ok([0, 1, 3].includes(result.code), what);
    assert.ok(result.code === 0 || result.err.trim(), `a sentence, ${what}`);
    if (!faults.hit()) {
      assertExit(result, 0);
      break;
    }
    tried++;
  }
  assert.ok(tried >= least, `only ${tried} calls were there to fail`);
}

describe("out of memory", { concurrency: 2, skip: sanitized }, () => {
  const memory = { calls: "malloc", do: "ENOMEM" };
  test("without a window", t => sweep(t, { ...memory, who: "parent" },
    ["run", "--headless", "--frames", "6", "--save", "out", "--screenshot", "out.png", "--audio", "out.wav", ".", "--", "restart"]));
  test("in a window, in SDL too", t => sweep(t, { ...memory, who: "parent", from: "SDL2" }, ["run", "--no-vsync", "--frames", "6", "--save", "out", ".", "--", "restart"], { env: drivers }));
  test("where games are frozen", t => sweep(t, { ...memory, who: "child" }, ["run", "--headless", "--frames", "2", "--no-cache"]));
  test("from there on", t => sweep(t, { ...memory, times: "on" }, ["run", "--headless", "--frames", "6", "--save", "out", ".", "--", "restart"]));
  test("where a game is packed", t => sweep(t, { ...memory, who: "parent" }, ["pack", ".", "-o", "out"]));
});

/** A debugger that looks around and then has the game quit; a fault may cost it its connection, never the game. */
async function debug(child) {
  for (let tries = 0; tries < 50 && child.exitCode === null; tries++) {
    try {
      const raw = await Raw.open(child.address);
      for (const [method, params] of [["Runtime.enable"], ["Debugger.enable"], ["Runtime.evaluate", { expression: "'x'.repeat(100000)" }]]) await raw.call(method, params);
      raw.post("Runtime.evaluate", { expression: "leaving = true" });
      await raw.closed;
    } catch {
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  }
  return child.ended;
}

describe("beside a debugger", { concurrency: 2, skip: sanitized }, () => {
  for (const fault of [{ calls: "malloc", do: "ENOMEM" }, { calls: "accept4", do: "EMFILE" }, { calls: "recv", do: "ECONNRESET" },
    { calls: "recv,send", do: "HALF", times: "on", every: true }, { calls: "recv,send,accept4", do: "EINTR", times: "some", every: true },
    { calls: "recv,send", do: "EAGAIN", times: "some", every: true }, { calls: "poll,ppoll,epoll_wait,read,write,write-pipe,waitpid", do: "EINTR", times: "some", from: "any", every: true }])
    test(`${fault.calls}: ${fault.do}`, async t => {
      const { every, ...words } = fault, faults = new Faults(t);
      for (const n of numbers(1, every ? 1 : undefined)) {
        let child;
        try {
          child = await debugged(t, files, { env: faults.env({ ...words, n, who: "parent" }) });
        } catch (error) {
          assert.match(error.message, /^no banner: (.*\n)*thaw: /, `call ${n}`);
          continue;
        }
        const result = await debug(child), what = `call ${n} of ${fault.calls}: ${show(result)}`;
        assert.equal(result.signal, null, what);
        assert.ok(result.code === 7 || (result.code === 3 && /^thaw: /m.test(result.err)), what);
        if (!faults.hit()) break;
      }
    });
});

describe("no descriptors and no processes", { concurrency: 2, skip: sanitized }, () => {
  const args = ["run", "--headless", "--frames", "4", "--save", "out", "--inspect=0", ".", "--", "restart"];
  for (const calls of ["open,opendir", "socket,listen,getaddrinfo", "fork,posix_spawn", "mmap"])
    for (const times of ["once", "on"])
      test(`${calls}, ${times}`, t => sweep(t, { calls, times, do: calls === "mmap" ? "ENOMEM" : calls === "fork,posix_spawn" ? "EAGAIN" : "EMFILE", who: "parent",
        ...(/fork/.test(calls) && { from: "libuv" }) }, args, { least: 1 }));
});

test("a limit on descriptors, however low, is told", async t => {
  const it = game(t, files), codes = new Set();
  for (let limit = 3; limit <= 64; limit += long || limit < 12 ? 1 : 3) {
    const args = [`-n${limit}:`, binary, "run", "--headless", "--frames", "4", "--save", "out", "--inspect=0", "--no-cache", ".", "--", "restart"];
    const result = await start(args, { program: "prlimit", cwd: it.folder, env: it.env() }).ended;
    const what = `with ${limit}: ${show(result)}`;
    assert.equal(result.signal, null, what);
    assert.ok(result.code < 128 && (result.code === 0 || result.err), what);
    codes.add(result.code);
  }
  assert.ok(codes.has(0) && codes.size > 1, [...codes].join());
});

describe("a clock that jumps", { skip: sanitized }, () => {
  for (const seconds of [3600, -3600])
    for (const [name, args, env] of [["in a window", ["--no-vsync"], drivers], ["without one", ["--headless", "--watch"], {}]])
      test(`by ${seconds} s ${name} brings no burst of updates`, async t => {
        const it = game(t, files), faults = new Faults(t);
        const source = files["main.js"].replace("leaving) game.quit(7)", "game.frame === 90) { console.log(JSON.stringify({ most })); game.quit(7); }");
        it.write({ "main.js": source });
        const result = await it.thaw(["run", ...args, "--save", "out"], { env: { ...env, ...faults.env({ calls: "clock_gettime", n: 400, do: seconds, who: "parent" }) } });
        assertExit(result, 7);
        assert.ok(faults.hit(), "it jumped");
        const [{ most }] = told(result);
        assert.ok(most >= 1 && most <= 10, `${most} updates in one frame`);
      });
});

describe("a graphics card that", { concurrency: 2, skip: sanitized || missing }, () => {
  for (const [name, event] of [["forgets its targets", "0x2000"], ["forgets all", "0x2001"]])
    test(`${name} is told all anew, and where that fails the game ends with what it saved`, async t => {
      const display = await Display.open();
      t.after(() => display.close());
      const it = game(t, files), faults = new Faults(t);
      let went = 0, ended = 0;
      for (const n of numbers(1, long ? undefined : 12)) {
        fs.rmSync(it.file("out"), { recursive: true, force: true });
        const fault = faults.env({ calls: "SDL_CreateRenderer,SDL_CreateTexture,SDL_UpdateTexture,SDL_SetRenderTarget", n, do: "EIO", event, at: 6, who: "parent" });
        const result = await it.thaw(["run", "--no-vsync", "--frames", "9", "--save", "out", "--renderer", n % 2 ? "sdl" : "software"], { env: { ...display.env, ...fault } });
        const what = `call ${n}: ${show(result)}`;
        assert.equal(result.signal, null, what);
        assert.ok(result.code === 0 || /^thaw: /m.test(result.err) || result.code === 1, what);
        went += result.code === 0;
        ended += result.code !== 0;
        if (result.code === 0) assert.match(fs.readFileSync(it.file("out/it.json"), "utf8"), /"frame": "\d+"/);
        if (!faults.hit()) break;
      }
      assert.ok(went && ended, `${went} went on, ${ended} ended`);
    });

  test("is gone when all is to be told anew ends the game with 3, and what it saved is kept", async t => {
    const it = game(t, files), faults = new Faults(t);
    const result = await it.thaw(["run", "--no-vsync", "--renderer", "software", "--frames", "900", "--save", "out"], {
      env: { ...drivers, ...faults.env({ calls: "SDL_CreateRenderer", n: 2, times: "on", do: "EIO", event: "0x2001", at: 120, who: "parent" }) } });
    assertExit(result, 3);
    assert.match(result.err, /^thaw: cannot draw into the window/m);
    assert.ok(fs.existsSync(it.file("out/it.json")));
  });
});

describe("a sound device", { skip: sanitized }, () => {
  for (const [name, fault] of Object.entries({
    "that cannot be opened": { calls: "SDL_OpenAudioDevice,SDL_InitSubSystem", n: 1, times: "on", do: "EIO" },
    "that stops": { calls: "SDL_GetAudioDeviceStatus", n: 3, times: "on", do: "EIO" },
    "that is taken away": { calls: "SDL_GetAudioDeviceStatus", n: 2, times: "on", do: "EIO", event: "0x1101", at: 5 },
  }))
    test(`${name} ends no game, and its voices end in time`, async t => {
      const it = game(t, { ...files, "main.js": `import { game, sound } from "thaw";
        const beep = sound("beep.wav"); let voice;
        export function update() { voice ??= beep.play(); if (!voice.playing) { console.log(JSON.stringify("silence")); game.quit(7); } }` });
      const result = await it.thaw(["run", "--no-vsync"], { env: { ...drivers, ...new Faults(t).env({ ...fault, who: "parent" }) } });
      assertExit(result, 7);
      assert.deepEqual(told(result), ["silence"]);
    });
});

describe("a display that goes", { skip: missing }, () => {
  for (const renderer of ["gl", "sdl", "software"])
    test(`ends the game with a sentence and 3, and what it saved is kept (${renderer})`, async t => {
      const display = await Display.open(), it = game(t, files);
      const child = it.start(["run", "--save", "out", "--renderer", renderer], { env: display.env });
      t.after(() => child.kill("SIGKILL"));
      const saved = () => fs.existsSync(it.file("out/it.json")) && Number(JSON.parse(fs.readFileSync(it.file("out/it.json"), "utf8")).frame);
      await until(() => saved() > 5, "it runs and saves");
      display.server.kill("SIGKILL");
      const before = saved(), result = await child.ended;
      assertExit(result, 3);
      assert.match(result.err, /^thaw: the game ends, since its display has gone$/m);
      assert.ok(saved() >= before);
      assert.deepEqual(fs.readdirSync(it.file("out")), ["it.json"]);
    });
});
