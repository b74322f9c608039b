// Node's own terminal debugger, `node inspect HOST:PORT`, driven through pipes.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { describe, test } from "node:test";
import { debugged } from "./lib/debug.mjs";
import { until } from "./lib/thaw.mjs";

const probe = spawnSync(process.execPath, ["inspect"], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
const skip = /inspect/.test(probe.stderr + probe.stdout) ? false : "this node has no inspect";

const files = {
  "main.js": `let total = 0;
export function update() {
  const before = total;
  total = add(before);
}
function add(n) {
  return n + 1;
}
`,
};

/** The terminal: `type(line, awaited)` types a line and gives what came then, once that matches. */
function terminal(t, child) {
  const it = spawn(process.execPath, ["inspect", `127.0.0.1:${child.port}`], { stdio: ["pipe", "pipe", "pipe"], env: { ...process.env, NO_COLOR: "1", TERM: "dumb" } });
  let text = "", from = 0;
  for (const stream of [it.stdout, it.stderr]) stream.on("data", chunk => (text += chunk));
  const ended = new Promise(resolve => it.on("close", resolve));
  t.after(() => {
    it.kill("SIGKILL");
    return ended;
  });
  const shown = async awaited => {
    await until(() => awaited.test(text.slice(from)) || it.exitCode !== null, `${awaited} in ${text.slice(from)}`, 30_000).catch(error => {
      throw new Error(`${error.message}\n${text}`);
    });
    assert.match(text.slice(from), awaited);
    return text.slice(from);
  };
  const type = (line, awaited) => {
    from = text.length;
    it.stdin.write(line + "\n");
    return shown(awaited);
  };
  return { it, ended, shown, type };
}

describe("node inspect", { skip }, () => {
  test("sets a breakpoint, shows the stack, evaluates, goes on, and leaves the game running", async t => {
    const child = await debugged(t, files);
    const { it, ended, shown, type } = terminal(t, child);
    await shown(/connecting to 127\.0\.0\.1:\d+ \.\.\. ok[^]*debug> /);
    await type("sb('main.js', 4)", /break in [^\n]*main\.js:4[^]*debug> |debug> /);
    await type("exec('1 + 1')", /break in|2/);
    const stack = await type("bt", /#0 update [^\n]*main\.js:4[^]*debug> /);
    assert.match(stack, /#0 update/);
    await type("exec('typeof before')", /'number'[^]*debug> /);
    await type("step", /break in [^\n]*main\.js:7[^]*debug> /);
    await type("exec('n >= 0')", /true[^]*debug> /);
    await type("cont", /break in [^\n]*main\.js:4[^]*debug> /);
    await type("clearBreakpoint('main.js', 4)", /debug> /);
    await type("cont", /debug> /);
    it.stdin.write(".exit\n");
    await ended;
    assert.equal(child.exitCode, null);
  });

  test("that is killed in a pause leaves the game running", async t => {
    const child = await debugged(t, files);
    const { it, ended, shown, type } = terminal(t, child);
    await shown(/connecting to [^\n]*ok[^]*debug> /);
    await type("pause", /break in [^]*debug> /);
    it.kill("SIGKILL");
    await ended;
    const second = terminal(t, child);
    await second.shown(/connecting to [^\n]*ok[^]*debug> /);
    await second.type("exec('6 * 7')", /42/);
  });

  test("lets a game go that waits for it with --inspect-brk", async t => {
    const child = await debugged(t, { "main.js": "export function load() {\n  globalThis.loaded = true;\n}\nexport function update() {}\n" }, { option: "--inspect-brk" });
    const { shown, type } = terminal(t, child);
    await shown(/Break on start in [^\n]*main\.js:2[^]*debug> /);
    await type("bt", /#0 load [^\n]*main\.js:2/);
    await type("cont", /debug> /);
    await type("exec('loaded')", /true/);
  });
});
