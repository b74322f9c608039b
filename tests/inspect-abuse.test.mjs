// No peer can hurt a game that is debugged: whatever comes at the socket, its frames go on, another debugger is answered, memory stays
// bounded and every descriptor is given back.
import assert from "node:assert/strict";
import crypto from "node:crypto";
import fs from "node:fs";
import net from "node:net";
import { describe, test } from "node:test";
import { debugged, request } from "./lib/debug.mjs";
import { Raw, frame } from "./lib/raw.mjs";
import { until } from "./lib/thaw.mjs";

const MB = 1024; // in the kilobytes of /proc
const CLIENTS = 64; // INSPECT_CLIENTS
const BOUND = 300 * MB; // of memory above what the game had: four times the 64 MB that one client's messages may take, and V8's garbage
const source = `globalThis.frames = 0; globalThis.hits = 0; globalThis.most = 0;
let before = 0;
export function update() {}
export function draw() { frames++; most = Math.max(most, hits - before); before = hits; }`;

/** A game with its window, and a debugger that behaves. */
async function victim(t) {
  const child = await debugged(t, { "main.js": source }, { headless: false, env: { SDL_VIDEODRIVER: "dummy", SDL_AUDIODRIVER: "dummy" } });
  const good = await Raw.open(child.address);
  t.after(() => good.die());
  return { child, good };
}

const value = async (raw, expression) => (await raw.call("Runtime.evaluate", { expression, returnByValue: true })).result.result.value;
const descriptors = child => fs.readdirSync(`/proc/${child.pid}/fd`).length;
const peak = child => Number(/VmHWM:\s+(\d+)/.exec(fs.readFileSync(`/proc/${child.pid}/status`, "utf8"))[1]);

/** Waits for so many further frames. */
async function frames(good, more = 30) {
  const end = await value(good, "frames") + more;
  await until(async () => await value(good, "frames") >= end, "frames of the game");
}

/** Runs `abuse` against a game; afterwards all is as it was before. `bound` in kilobytes. */
async function survives(t, abuse, bound = BOUND) {
  const { child, good } = await victim(t);
  await frames(good, 5);
  const fds = descriptors(child), memory = peak(child);
  await abuse(child, good);
  await frames(good);
  assert.equal(await value(good, "6 * 7"), 42);
  assert.equal((await request(child, "/json/list")).status, 200);
  assert.ok(peak(child) - memory < bound, `${(peak(child) - memory) / MB | 0} MB more`);
  await until(() => descriptors(child) === fds, `descriptors: ${fds} before, ${descriptors(child)} after`);
  assert.equal(child.exitCode, null);
}

/** What V8 itself dies of. */
describe("messages that end V8", { concurrency: 2 }, () => {
  test("ask for a variable of a scope that is one too far", t => survives(t, async (child, good) => {
    await good.call("Debugger.enable");
    const pauses = good.event("Debugger.paused"), id = good.post("Runtime.evaluate", { expression: "(() => { let x = 1; debugger; return x; })()" });
    const answered = good.next(message => message?.id === id && message), { callFrames } = (await pauses).params;
    for (const { callFrameId, scopeChain } of callFrames) {
      const set = (scopeNumber, value) => good.call("Debugger.setVariableValue", { scopeNumber, variableName: "x", newValue: { value }, callFrameId });
      assert.match((await set(scopeChain.length, 1)).error.message, /no scope of that number/);
      assert.match((await set(-1, 1)).error.message, /no scope of that number/);
      if (callFrameId === callFrames[0].callFrameId) assert.ok((await set(0, 2)).result, "those that there are can be set");
    }
    assert.ok((await good.call("Debugger.resume")).result);
    assert.equal((await answered).result.result.value, 2);
  }));

  test("take a type profile after a restart", t => survives(t, async (child, good) => {
    await good.call("Profiler.enable");
    for (const method of ["startTypeProfile", "takeTypeProfile"]) assert.match((await good.call(`Profiler.${method}`)).error.message, /type profiles/);
    await good.call("Page.reload");
    assert.match((await good.call("Profiler.takeTypeProfile")).error.message, /type profiles/);
  }));
});

/** Opens a bare connection, sends this, and gives the first line of the answer, or "" when it was closed without one. */
async function answer(child, bytes) {
  const raw = await Raw.connect(child.address);
  await raw.write(bytes);
  await raw.closed;
  const text = raw.head ?? raw.input.toString("latin1");
  return text.split("\r\n", 1)[0];
}

/** A client's frame with any head: first byte, second byte and what follows them. */
const odd = (...bytes) => Buffer.from(bytes);

describe("requests", { concurrency: 2 }, () => {
  test("that are cut off, empty or no HTTP", t => survives(t, async child => {
    const good = new Raw(child.address).request;
    for (let i = 0; i < good.length; i += 7) {
      const raw = await Raw.connect(child.address);
      await raw.write(good.slice(0, i));
      await raw.die(i % 2 === 0);
    }
    assert.equal(await answer(child, "\x16\x03\x01\x02\x00\x01\x00\x01"), "HTTP/1.1 400 Bad Request");
    assert.equal(await answer(child, "\r\n\r\n"), "HTTP/1.1 400 Bad Request");
    assert.equal(await answer(child, crypto.randomBytes(100000)).then(line => line === "" || /^HTTP\/1.1 4/.test(line)), true);
  }));

  test("with heads that are too large", t => survives(t, async child => {
    const host = `Host: 127.0.0.1\r\n`, large = "HTTP/1.1 431 Request Header Fields Too Large";
    assert.equal(await answer(child, `GET /json HTTP/1.1\r\n${host}X: ${"x".repeat(9000)}\r\n\r\n`), large);
    assert.equal(await answer(child, `GET /json HTTP/1.1\r\n${host}${"A: b\r\n".repeat(10000)}\r\n`), large);
    assert.equal(await answer(child, `GET /${"x".repeat(9000)} HTTP/1.1\r\n${host}\r\n`), large);
    assert.equal(await answer(child, `GET /json HTTP/1.1\r\n${host}${"A: b\r\n".repeat(1000)}\r\n`), "HTTP/1.1 200 OK");
    const endless = await Raw.connect(child.address); // a head without end, as fast as it goes
    for (let i = 0; i < 200 && !endless.socket.destroyed; i++) await endless.write("x".repeat(65536));
    await endless.die();
  }));

  test("with bodies, one behind the other, or to a wrong place", t => survives(t, async child => {
    const host = `Host: 127.0.0.1\r\n`, good = new Raw(child.address);
    assert.equal(await answer(child, `POST /json HTTP/1.1\r\n${host}Content-Length: 5\r\n\r\nhello`), "HTTP/1.1 405 Method Not Allowed");
    assert.equal(await answer(child, `GET /json HTTP/1.1\r\n${host}Content-Length: 99999999999999999999\r\n\r\nhello`), "HTTP/1.1 200 OK");
    assert.equal(await answer(child, `GET /json HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n`), "HTTP/1.1 200 OK");
    assert.equal(await answer(child, `GET /json HTTP/1.1\r\n${host}\r\n`.repeat(100)), "HTTP/1.1 200 OK"); // one answer, then the end
    assert.equal(await answer(child, good.request.replace(good.url.pathname, "/")), "HTTP/1.1 404 Not Found");
    assert.equal(await answer(child, good.request.replace(good.url.pathname, `${good.url.pathname}x`)), "HTTP/1.1 404 Not Found");
    assert.equal(await answer(child, good.request.replace("Version: 13", "Version: 12")), "HTTP/1.1 426 Upgrade Required");
    assert.equal(await answer(child, good.request.replace(/Key: .*\r/, "Key: x\r")), "HTTP/1.1 400 Bad Request");
    assert.equal(await answer(child, good.request.replace(/Host: .*\r/, "Host: evil.example\r")), "HTTP/1.1 400 Bad Request");
    assert.equal(await answer(child, good.request.replace("Host:", "Origin: http://evil.example\r\nHost:")), "HTTP/1.1 403 Forbidden");
  }));

  test("that come a byte at a time are dropped when their time is over", t => survives(t, async child => {
    const slow = await Promise.all(Array.from({ length: 8 }, () => Raw.connect(child.address)));
    const drip = setInterval(() => slow.forEach(raw => raw.gone || raw.socket.write("G")), 500);
    try {
      await Promise.all(slow.map(raw => raw.closed));
    } finally {
      clearInterval(drip);
    }
  }));
});

describe("connections", { concurrency: 2 }, () => {
  test("of a port scan", t => survives(t, async child => {
    for (let i = 0; i < 300; i++) await (await Raw.connect(child.address)).die(i % 2 === 0);
  }));

  test("that are idle, five hundred at once, keep nobody out", t => survives(t, async child => {
    const idle = [];
    for (let i = 0; i < 500; i++) idle.push(await Raw.connect(child.address));
    assert.equal((await request(child, "/json/list")).status, 200);
    const late = await Raw.open(child.address);
    assert.equal(await value(late, "1 + 1"), 2);
    await Promise.all([late, ...idle].map(raw => raw.die()));
  }));

  test("that are more debuggers than there may be are told so", t => survives(t, async child => {
    const open = [];
    for (let i = 1; i < CLIENTS; i++) open.push(await Raw.open(child.address));
    for (const raw of open) await raw.call("Runtime.enable");
    for (let i = 0; i < 100; i++) assert.equal(await answer(child, open[0].request), "HTTP/1.1 503 Service Unavailable");
    await open.pop().die();
    await until(async () => {
      const raw = await Raw.connect(child.address);
      open.push(raw);
      return Promise.race([raw.handshake().catch(() => false), raw.closed.then(() => false)]);
    }, "a place that became free");
    await Promise.all(open.map((raw, i) => raw.die(i % 2 === 0)));
  }));

  test("that are half open", t => survives(t, async child => {
    const half = [];
    for (let i = 0; i < 40; i++) {
      const raw = new Raw(child.address);
      raw.socket = net.connect({ port: Number(raw.url.port), host: raw.url.hostname, allowHalfOpen: true });
      raw.socket.on("error", () => {}).on("data", () => {});
      raw.closed = new Promise(resolve => raw.socket.on("close", resolve));
      await new Promise(resolve => raw.socket.once("connect", resolve));
      if (i % 2) await raw.write(raw.request);
      raw.socket.end(); // our end of it; theirs is awaited
      half.push(raw);
    }
    await Promise.all(half.map(raw => new Promise(resolve => raw.socket.readableEnded ? resolve() : raw.socket.once("end", resolve))));
    half.forEach(raw => raw.socket.destroy());
  }));
});

describe("frames of a WebSocket", { concurrency: 2 }, () => {
  const mask = [1, 2, 3, 4];
  const faulty = {
    "with a reserved bit": [odd(0xc1, 0x80, ...mask), 1002],
    "with an unknown opcode": [odd(0x83, 0x80, ...mask), 1002],
    "with an unknown control opcode": [odd(0x8f, 0x80, ...mask), 1002],
    "that are not masked": [odd(0x81, 0x02, 0x7b, 0x7d), 1002],
    "of control in pieces": [odd(0x09, 0x80, ...mask), 1002],
    "of control that are long": [odd(0x89, 0xfe, 0x00, 0x7e, ...mask), 1002],
    "that go on with nothing": [odd(0x80, 0x80, ...mask), 1002],
    "that begin anew within a message": [Buffer.concat([frame("a", 0x01), frame("b", 0x81)]), 1002],
    "of 2^63 bytes": [odd(0x81, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0, ...mask), 1002],
    "of 2^63 - 1 bytes": [odd(0x81, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, ...mask, 0), 1009],
    "of a length in too many bytes": [odd(0x81, 0xfe, 0x00, 0x05, ...mask), 1002],
    "that are binary": [odd(0x82, 0x80, ...mask), 1003],
    "of bad UTF-8": [frame(Buffer.from([0xc3, 0x28])), 1007],
    "of UTF-8 that is cut": [frame(Buffer.from([0xe2, 0x82])), 1007],
    "of surrogates in UTF-8": [frame(Buffer.from([0xed, 0xa0, 0x80])), 1007],
    "of bad UTF-8 in pieces": [Buffer.concat([frame(Buffer.from([0xe2]), 0x01), frame(Buffer.from([0x28]), 0x80)]), 1007],
    "of a close with half a code": [frame("x", 0x88), 1002],
  };
  test("that are wrong close with their code", t => survives(t, async child => {
    for (const [name, [bytes, code]] of Object.entries(faulty)) {
      const raw = await Raw.open(child.address);
      await raw.write(bytes);
      await raw.closed;
      assert.equal(raw.closeCode, code, name);
    }
  }));

  test("that promise much and bring little take no memory", t => survives(t, async child => {
    const raws = [];
    for (let i = 0; i < 40; i++) {
      const raw = await Raw.open(child.address);
      await raw.write(odd(0x81, 0xff, 0, 0, 0, 0, 0x03, 0xff, 0xff, 0xff, ...mask, 0x7b)); // 64 MB but a byte
      raws.push(raw);
    }
    await Promise.all(raws.map(raw => raw.die()));
  }, 60 * MB));

  test("in endless pieces of one message", t => survives(t, async child => {
    const raw = await Raw.open(child.address), piece = frame("x".repeat(1 << 20), 0x00);
    await raw.write(frame("{", 0x01));
    for (let i = 0; i < 100 && !raw.socket.destroyed; i++) await raw.write(piece);
    await raw.closed;
    assert.equal(raw.closeCode, 1009);
  }));

  for (const [what, piece] of [["empty pieces", frame("", 0x00)], ["pieces of a byte", frame(" ", 0x00)], ["pings", frame("ping", 0x89)], ["pongs", frame("", 0x8a)]])
    test(`in a flood of ${what}`, t => survives(t, async (child, good) => {
      const raw = await Raw.open(child.address), flood = Buffer.concat(new Array(20000).fill(piece));
      if (what.includes("pieces")) await raw.write(frame(" ", 0x01));
      let on = true;
      const flooding = (async () => { while (on && !raw.socket.destroyed) await raw.write(flood); })();
      await frames(good);
      on = false;
      await flooding;
      assert.equal(raw.gone, undefined);
      if (what.includes("pieces")) {
        const answered = raw.next(message => message?.id === 1 && message);
        await raw.write(frame('{"id":1,"method":"Runtime.evaluate","params":{"expression":"7"}}', 0x80));
        assert.equal((await answered).result.result.value, 7);
      }
      await raw.die();
    }));
});

describe("messages", { concurrency: 2 }, () => {
  /** Takes 5 ms, so that hundreds of them between two frames would be noticed. */
  const work = frame(JSON.stringify({ id: 1, method: "Runtime.evaluate", params: {
    expression: "hits++; for (const end = Date.now() + 5; Date.now() < end;);" } }));

  test("that are no proper ones are answered or passed over", t => survives(t, async child => {
    const raw = await Raw.open(child.address);
    const bodies = ["", "{", "[]", "null", "1", '"x"', "{}", '{"id":1}', '{"id":"1"}', '{"id":-1,"method":"Runtime.enable"}', '{"id":1.5,"method":"Runtime.enable"}',
      '{"id":99999999999999999999999,"method":"Runtime.enable"}', '{"id":4294967297,"method":"Runtime.enable"}', '{"id":2147483646,"method":"Debugger.enable"}',
      '{"id":1,"method":"Runtime.enable","params":7}', '{"id":1,"method":"x"}', '{"id":1,"method":null}', `{"id":1,"method":"${"x".repeat(1e6)}"}`,
      `{"id":1,"method":"Runtime.evaluate","params":${"[".repeat(1e6)}`, `{"id":1,"method":"Runtime.evaluate","params":${"[".repeat(1e5)}${"]".repeat(1e5)}}`,
      `{"id":1,"method":"Runtime.evaluate","params":${'{"a":'.repeat(1e5)}1${"}".repeat(1e5)}}`, `${"[".repeat(1e6)}`,
      `{"id":1,"method":"Runtime.evaluate","params":{"expression":"${"(".repeat(1e5)}"}}`, `{"id":1,"method":"Runtime.evaluate","params":{"expression":"\\u0000\\ud800"}}`,
      `{"id":1,"method":"Runtime.evaluate","params":{"expression":"1","contextId":99999}}`, `{"id":1,"method":"Runtime.getProperties","params":{"objectId":"x"}}`,
      `{"id":1,"method":"IO.read","params":{"handle":"../../etc/passwd"}}`, `{"id":1,"method":"Network.loadNetworkResource","params":{"url":"file:///etc/passwd"}}`];
    raw.last = 100;
    for (const body of bodies) await raw.write(frame(body));
    assert.equal((await raw.call("Runtime.evaluate", { expression: "5" })).result.result.value, 5);
    await raw.die();
  }));

  test("in a flood of evaluations leave the game its frames", t => survives(t, async (child, good) => {
    const raw = await Raw.open(child.address);
    const flood = Buffer.concat(new Array(300).fill(work));
    await raw.write(flood);
    await until(async () => await value(good, "hits") === 300, "the end of the flood");
    assert.ok(await value(good, "most") < 40, `${await value(good, "most")} evaluations between two frames`);
    await raw.die();
  }));

  test("in a flood to a paused game hold up no other debugger", t => survives(t, async (child, good) => {
    await good.call("Debugger.enable");
    const paused = good.event("Debugger.paused");
    good.post("Debugger.pause");
    await paused;
    const raw = await Raw.open(child.address), flood = Buffer.concat(new Array(2000).fill(work));
    await raw.write(flood);
    await until(async () => await value(good, "hits") > 3, "the flood");
    assert.ok(await value(good, "hits") < 2000); // which take 10 s: answered in its turn
    await raw.die();
    await good.call("Debugger.resume");
  }));

  test("that step in a pause which the one before them has ended", t => survives(t, async child => {
    for (const end of ["disable", "resume", "stepOver", "pause"])
      for (const step of ["stepOver", "stepInto", "stepOut", "resume"]) {
        const raw = await Raw.open(child.address), at = raw.event("Debugger.paused");
        raw.post("Debugger.enable");
        raw.post("Debugger.pause");
        await at;
        const all = [end, step, step, "disable"].map(name => frame(JSON.stringify({ id: ++raw.last, method: `Debugger.${name}` })));
        const answered = raw.next(message => message?.id === raw.last && message);
        await raw.write(Buffer.concat(all)); // what comes at once is served at once
        assert.ok((await answered).result, `${end}, ${step}`);
        await raw.die();
      }
  }));

  test("whose answers are never read are dropped at the limit", t => survives(t, async child => {
    const raw = await Raw.open(child.address);
    raw.socket.pause();
    for (let i = 1; i < 200; i++) raw.post("Runtime.evaluate", { expression: `"${i}".padEnd(1e6)` });
    await until(() => !open(child, raw), "the end of that client");
    await raw.die();
  }));

  test("of a full house, of which one never reads, are answered to all others", t => survives(t, async child => {
    const all = [];
    for (let i = 1; i < CLIENTS; i++) all.push(await Raw.open(child.address));
    const [slow, ...others] = all;
    for (const raw of others) await raw.call("Runtime.enable");
    slow.socket.pause();
    for (let i = 0; i < 200; i++) slow.post("Runtime.evaluate", { expression: `"${i}".padEnd(1e6)` });
    for (let round = 0; round < 5; round++)
      assert.deepEqual(await Promise.all(others.map((raw, i) => value(raw, `console.debug("here"); ${i} + ${round}`))), others.map((_, i) => i + round));
    await until(() => !open(child, slow), "the end of who never reads");
    assert.ok(others.every(raw => !raw.gone));
    await Promise.all(all.map(raw => raw.die()));
  }));

  test("of a full house that never reads take no more than a few may", t => survives(t, async child => {
    const all = [];
    for (let i = 1; i < CLIENTS; i++) all.push(await Raw.open(child.address));
    for (const raw of all) {
      raw.socket.pause();
      for (let i = 0; i < 16; i++) raw.post("Runtime.evaluate", { expression: `"${i}".padEnd(1e6)` });
    }
    await until(() => all.filter(raw => open(child, raw)).length < CLIENTS / 2, "the end of many");
    await Promise.all(all.map(raw => raw.die()));
  }));

  test("that are almost whole, in a full house, take no more than a few may", t => survives(t, async child => {
    const all = [], piece = Buffer.alloc(30 * MB * 1024, 0x20);
    for (let i = 1; i < CLIENTS; i++) all.push(await Raw.open(child.address));
    await Promise.all(all.map(raw => Promise.race([raw.closed, raw.write(Buffer.concat([odd(0x81, 0xff, 0, 0, 0, 0, 0x03, 0xff, 0xff, 0xff, 0, 0, 0, 0), piece]))])));
    await until(() => all.filter(raw => !raw.gone).length <= 5, "the end of many");
    await Promise.all(all.map(raw => raw.die()));
  }));
});

/** Whether the system still has this connection as open at the game's end. */
function open(child, raw) {
  const port = Number(child.port).toString(16).padStart(4, "0").toUpperCase(), other = raw.socket.localPort.toString(16).padStart(4, "0").toUpperCase();
  return fs.readFileSync("/proc/net/tcp", "utf8").split("\n").some(line => new RegExp(`^ *\\d+: \\w+:${port} \\w+:${other} 01`).test(line));
}
