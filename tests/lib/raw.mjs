// A debugger made of a bare socket, which can break off anywhere, and the stages at which the tests let it die.
import crypto from "node:crypto";
import net from "node:net";

/** A client's frame, masked: `head` 0x81 is a whole text, 0x01 the first piece of one. */
export function frame(text, head = 0x81) {
  const payload = Buffer.from(text), mask = crypto.randomBytes(4), size = payload.length;
  const length = size < 126 ? Buffer.from([size | 128]) : Buffer.alloc(size < 65536 ? 3 : 9);
  if (length.length === 3) length.writeUInt16BE(size, 1);
  if (length.length === 9) length.writeBigUInt64BE(BigInt(size), 1);
  if (length.length > 1) length[0] = (size < 65536 ? 126 : 127) | 128;
  for (let i = 0; i < size; i++) payload[i] ^= mask[i % 4];
  return Buffer.concat([Buffer.from([head]), length, mask, payload]);
}

export class Raw {
  constructor(address) {
    this.url = new URL(address);
    this.input = Buffer.alloc(0);
    this.upgraded = false;
    this.messages = [];
    this.wanted = [];
    this.last = 0;
  }

  /** A connection without a handshake. */
  static async connect(address) {
    const raw = new Raw(address);
    raw.socket = net.connect(Number(raw.url.port), raw.url.hostname);
    raw.closed = new Promise(resolve => raw.socket.on("close", resolve));
    raw.socket.on("data", chunk => raw.take(chunk)).on("error", () => {});
    raw.closed.then(() => raw.fail());
    await new Promise((resolve, reject) => raw.socket.once("connect", resolve).once("error", reject));
    return raw;
  }

  /** A connection whose handshake is done. */
  static async open(address) {
    const raw = await Raw.connect(address);
    await raw.handshake();
    return raw;
  }

  get request() {
    return `GET ${this.url.pathname} HTTP/1.1\r\nHost: ${this.url.host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${crypto.randomBytes(16).toString("base64")}\r\n\r\n`;
  }

  handshake() {
    this.socket.write(this.request);
    return this.next(() => this.upgraded || undefined);
  }

  /** Resolves when the bytes are with the system. */
  write(bytes) {
    return new Promise(resolve => this.socket.write(bytes, resolve));
  }

  /** Sends a message and gives its answer whole: { id, result } or { id, error }. */
  call(method, params = {}) {
    const id = this.post(method, params);
    return this.next(message => message?.id === id && message);
  }

  post(method, params = {}) {
    this.socket.write(frame(JSON.stringify({ id: ++this.last, method, params })));
    return this.last;
  }

  event(method) {
    return this.next(message => message?.method === method && message);
  }

  /** What `look` makes of a message that is still to come. */
  next(look) {
    return new Promise((resolve, reject) => {
      if (this.gone) reject(new Error("the connection is gone"));
      else this.wanted.push({ look, resolve, reject });
    });
  }

  fail() {
    this.gone = true;
    for (const { reject } of this.wanted.splice(0)) reject(new Error("the connection went while something was waited for"));
  }

  tell(message) {
    this.wanted = this.wanted.filter(({ look, resolve }) => {
      const found = look(message);
      if (found) resolve(found);
      return !found;
    });
  }

  take(chunk) {
    this.input = Buffer.concat([this.input, chunk]);
    if (!this.upgraded) {
      const end = this.input.indexOf("\r\n\r\n");
      if (end < 0) return;
      this.head = this.input.toString("latin1", 0, end);
      if (!this.head.startsWith("HTTP/1.1 101")) return;
      this.input = this.input.subarray(end + 4);
      this.upgraded = true;
      this.tell();
    }
    while (this.takeFrame());
  }

  takeFrame() {
    if (this.input.length < 2) return false;
    const short = this.input[1] & 127, extra = short === 126 ? 2 : short === 127 ? 8 : 0;
    if (this.input.length < 2 + extra) return false;
    const size = extra === 2 ? this.input.readUInt16BE(2) : extra === 8 ? Number(this.input.readBigUInt64BE(2)) : short;
    if (this.input.length < 2 + extra + size) return false;
    const payload = this.input.subarray(2 + extra, 2 + extra + size), opcode = this.input[0] & 15;
    this.input = this.input.subarray(2 + extra + size);
    if (opcode === 1) this.tell(JSON.parse(payload.toString()));
    if (opcode === 8) this.closeCode = size >= 2 ? payload.readUInt16BE(0) : 1005;
    return true;
  }

  /** Goes without a word: with a FIN, or with a reset. */
  die(reset) {
    if (reset) this.socket.resetAndDestroy();
    else this.socket.destroy();
    return this.closed;
  }
}

async function paused(raw) {
  await raw.call("Debugger.enable");
  const event = raw.event("Debugger.paused");
  raw.post("Debugger.pause");
  return (await event).params;
}

/** How a client comes to each stage: from a new connection without a handshake. */
export const stages = {
  "connected": async () => {},
  "in the request line": raw => raw.write(raw.request.slice(0, 20)),
  "in the handshake": raw => raw.write(raw.request.slice(0, -2)),
  "before the answer to the handshake": raw => raw.write(raw.request),
  "after the handshake": raw => raw.handshake(),
  "in a frame's head": async raw => {
    await raw.handshake();
    await raw.write(frame("x".repeat(70_000)).subarray(0, 5));
  },
  "in a frame": async raw => {
    await raw.handshake();
    const bytes = frame(JSON.stringify({ id: 1, method: "Runtime.evaluate", params: { expression: `"${"x".repeat(100_000)}"` } }));
    await raw.write(bytes.subarray(0, bytes.length / 2));
  },
  "between the pieces of a message": async raw => {
    await raw.handshake();
    await raw.write(frame('{"id":1,"method":"Runt', 0x01));
  },
  "with all domains enabled": async raw => {
    await raw.handshake();
    for (const domain of ["Runtime", "Debugger", "Profiler", "HeapProfiler", "Console"]) await raw.call(`${domain}.enable`);
  },
  "paused": async raw => {
    await raw.handshake();
    await paused(raw);
  },
  "paused, in a step": async raw => {
    await raw.handshake();
    await paused(raw);
    raw.post("Debugger.stepOver");
    await raw.write("");
  },
  "paused, in evaluate": async raw => {
    await raw.handshake();
    const { callFrames } = await paused(raw);
    const begun = raw.event("Runtime.consoleAPICalled");
    await raw.call("Runtime.enable");
    raw.post("Debugger.evaluateOnCallFrame", {
      callFrameId: callFrames[0].callFrameId, expression: "console.debug('begun'); for (let i = 0; i < 2e6; i++) globalThis.i = i;" });
    await begun;
  },
  "paused by its own evaluate": async raw => {
    await raw.handshake();
    await raw.call("Debugger.enable");
    const event = raw.event("Debugger.paused");
    raw.post("Runtime.evaluate", { expression: "debugger; 1" });
    await event;
  },
  "at a breakpoint": async raw => {
    await raw.handshake();
    await raw.call("Debugger.enable");
    const event = raw.event("Debugger.paused");
    await raw.call("Debugger.setBreakpointByUrl", { urlRegex: "main\\.js$", lineNumber: 3 });
    await event;
  },
  "in evaluate": async raw => {
    await raw.handshake();
    await raw.call("Runtime.enable");
    const begun = raw.event("Runtime.consoleAPICalled");
    raw.post("Runtime.evaluate", { expression: "console.debug('begun'); for (let i = 0; i < 2e6; i++) globalThis.i = i;" });
    await begun;
  },
  "waiting for a promise": async raw => {
    await raw.handshake();
    raw.post("Runtime.evaluate", { expression: "new Promise(() => {})", awaitPromise: true });
    await raw.call("Runtime.evaluate", { expression: "1" });
  },
  "with an answer on its way": async raw => {
    await raw.handshake();
    raw.socket.pause();
    raw.post("Runtime.evaluate", { expression: "'x'.repeat(8e6)" });
    await raw.write("");
  },
  "in a heap snapshot": async raw => {
    await raw.handshake();
    const chunk = raw.event("HeapProfiler.addHeapSnapshotChunk");
    raw.post("HeapProfiler.takeHeapSnapshot");
    await chunk;
  },
  "profiling": async raw => {
    await raw.handshake();
    await raw.call("Profiler.enable");
    await raw.call("Profiler.start");
    await raw.call("HeapProfiler.startSampling");
    await raw.call("HeapProfiler.startTrackingHeapObjects", { trackAllocations: true });
  },
  "in Page.reload": async raw => {
    await raw.handshake();
    await raw.call("Runtime.enable");
    raw.post("Page.reload");
    await raw.write("");
  },
  "after Page.reload": async raw => {
    await raw.handshake();
    await raw.call("Runtime.enable");
    await raw.call("Debugger.enable");
    const again = raw.event("Runtime.executionContextCreated");
    await raw.call("Page.reload");
    await again;
  },
  "paused, with a Page.reload to come": async raw => {
    await raw.handshake();
    await paused(raw);
    await raw.call("Page.reload");
  },
};
