// A display of the tests' own: Xvfb on a number that it chooses itself, and hands (xdotool) to use it with.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import net from "node:net";
import { until } from "./thaw.mjs";

const has = program => spawnSync("which", [program]).status === 0;

/** Why there can be no display here; false when there can. */
export const missing = ["Xvfb", "xdotool"].filter(program => !has(program)).map(program => `${program} is not installed`).join(", ") || false;

export class Display {
  /** Starts Xvfb; close() ends it. */
  static async open() {
    const server = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", "1024x768x24", "-nolisten", "tcp", "-noreset"], { stdio: ["ignore", "ignore", "ignore", "pipe"] });
    let number = "";
    server.stdio[3].on("data", chunk => { number += chunk; });
    await until(() => /^\d+\n/.test(number) || server.exitCode !== null, "Xvfb starts");
    if (server.exitCode !== null) throw new Error("Xvfb does not start");
    const display = new Display();
    display.server = server;
    display.name = ":" + number.trim();
    return display;
  }

  async close() {
    const gone = new Promise(resolve => this.server.on("exit", resolve));
    this.server.kill();
    await gone;
  }

  /** What thaw needs to open its window here; no cache of shaders, which the driver would still write while the test's folder goes. */
  get env() {
    return { DISPLAY: this.name, SDL_VIDEODRIVER: "x11", SDL_AUDIODRIVER: "dummy", LIBGL_ALWAYS_SOFTWARE: "1", MESA_SHADER_CACHE_DISABLE: "true" };
  }

  /** What a program says here, or null when it fails. */
  ask(program, ...args) {
    try {
      return execFileSync(program, args, { env: { ...process.env, DISPLAY: this.name }, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
    } catch {
      return null;
    }
  }

  /** The window of a process, once it is on the screen. */
  window(child) {
    return until(() => {
      if (child.exitCode !== null) throw new Error(`the game ended with ${child.exitCode}: ${child.text().err}`);
      return this.ask("xdotool", "search", "--onlyvisible", "--pid", String(child.pid))?.split("\n")[0];
    }, "the window opens");
  }

  /** { width, height, x, y } of a window. */
  place(window) {
    let text; // none while the window is being made anew
    for (let tries = 0; !text && tries < 100; tries++) text = this.ask("xdotool", "getwindowgeometry", "--shell", window);
    const value = name => Number(new RegExp(`^${name}=(-?\\d+)$`, "m").exec(text)?.[1]);
    return { width: value("WIDTH"), height: value("HEIGHT"), x: value("X"), y: value("Y") };
  }

  /** { width, height, pixels } of what a window shows, four bytes a pixel. */
  async picture(window) {
    const { width, height } = this.place(window), x = await Connection.open(this.name);
    const pixels = await x.image(Number(window), width, height);
    await x.close();
    return { width, height, pixels };
  }

  /** Presses and releases keys in a window, as a keyboard would. */
  key(window, ...keys) {
    this.ask("xdotool", "windowfocus", window, "key", "--delay", "60", ...keys);
  }

  /** Asks a window to close, as the button in its frame does: the message WM_DELETE_WINDOW, which xdotool cannot send. */
  async askToClose(window) {
    const x = await Connection.open(this.name);
    await x.sendMessage(Number(window), "WM_PROTOCOLS", "WM_DELETE_WINDOW");
    await x.close();
  }

  /** Hears what windows ask of a window manager: `asked()` gives the first numbers of the messages of that name so far, `shown()` the windows
   *  that came onto the screen until now. */
  async listen(name) {
    const x = await Connection.open(this.name), type = await x.atom(name);
    x.listenToRoot();
    await x.atom(name); // answered after the request before it was carried out
    const asked = () => x.events.filter(e => (e[0] & 127) === 33 && e.readUInt32LE(8) === type).map(e => e.readUInt32LE(12));
    const shown = async () => {
      await x.atom(name); // what happened before is told before
      return x.events.filter(e => (e[0] & 127) === 19).map(e => e.readUInt32LE(8)); // MapNotify
    };
    return { asked, shown, close: () => x.close() };
  }
}

/** As much of the X protocol, little endian, as the tests need. */
class Connection {
  static async open(display) {
    const x = new Connection();
    x.events = [];
    x.input = Buffer.alloc(0);
    x.socket = net.connect(`/tmp/.X11-unix/X${display.slice(1)}`);
    x.socket.on("data", chunk => x.take(chunk));
    x.write([0x6c, 0, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    await until(() => x.root, "the X server answers");
    return x;
  }

  write(bytes) {
    this.socket.write(Buffer.from(bytes));
  }

  /** The greeting first, whose end names the root window; then events of 32 bytes, and replies, which may be longer. */
  take(chunk) {
    this.input = Buffer.concat([this.input, chunk]);
    if (!this.root) {
      if (this.input.length < 8 || this.input.length < 8 + this.input.readUInt16LE(6) * 4) return;
      const formats = this.input[29], vendor = Math.ceil(this.input.readUInt16LE(24) / 4) * 4;
      this.root = this.input.readUInt32LE(40 + vendor + formats * 8);
      this.input = this.input.subarray(8 + this.input.readUInt16LE(6) * 4);
    }
    while (this.input.length >= 32) {
      const size = 32 + (this.input[0] === 1 ? this.input.readUInt32LE(4) * 4 : 0);
      if (this.input.length < size) return;
      const packet = Buffer.from(this.input.subarray(0, size));
      this.input = this.input.subarray(size);
      if (packet[0] === 1) this.reply = packet;
      else this.events.push(packet);
    }
  }

  /** The answer to a request; errors come as events do. */
  async ask(request) {
    this.reply = null;
    this.write(request);
    await until(() => this.reply ?? this.events.some(e => e[0] === 0), "the X server answers");
    if (!this.reply) throw new Error(`the X server refuses request ${request[0]}`);
    return this.reply;
  }

  /** GetImage: the pixels of a window of 24 bits, as red, green, blue and 255. */
  async image(window, width, height) {
    const request = Buffer.alloc(20);
    request.set([73, 2, 5, 0]);
    request.writeUInt32LE(window, 4);
    request.writeUInt16LE(width, 12);
    request.writeUInt16LE(height, 14);
    request.writeUInt32LE(0xffffffff, 16);
    const pixels = (await this.ask(request)).subarray(32);
    for (let at = 0; at < pixels.length; at += 4) pixels.set([pixels[at + 2], pixels[at + 1], pixels[at], 255], at);
    return pixels;
  }

  async atom(name) {
    const padded = Math.ceil(name.length / 4) * 4, request = Buffer.alloc(8 + padded);
    request.set([16, 0, 2 + padded / 4, 0, name.length, 0, 0, 0]);
    request.write(name, 8, "latin1");
    return (await this.ask(request)).readUInt32LE(8);
  }

  async sendMessage(window, name, value) {
    const type = await this.atom(name), data = await this.atom(value), send = Buffer.alloc(44);
    send.set([25, 0, 11, 0]);
    send.writeUInt32LE(window, 4);
    send.set([33, 32], 12); // ClientMessage of 32-bit words
    send.writeUInt32LE(window, 16);
    send.writeUInt32LE(type, 20);
    send.writeUInt32LE(data, 24);
    this.write(send);
  }

  /** SubstructureNotify: what is sent to a window manager comes here too. */
  listenToRoot() {
    const request = Buffer.alloc(16);
    request.set([2, 0, 4, 0]);
    request.writeUInt32LE(this.root, 4);
    request.writeUInt32LE(1 << 11, 8);
    request.writeUInt32LE(1 << 19, 12);
    this.write(request);
  }

  close() {
    return new Promise(resolve => this.socket.end(resolve));
  }
}
