// The real DevTools front end in a chromium-headless-shell, worked as a person works it: with the mouse and the keyboard, by what it shows.
import CDP from "chrome-remote-interface";
import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { house, until } from "./thaw.mjs";

const program = "chromium-headless-shell";

/** Why the front end cannot be tested here, or false. */
export const missing = spawnSync(program, ["--version"]).error ? `${program} is not on this machine` : false;

// Runs in the page: every element, also inside of shadow roots, in the order of the document.
const deep = `function* deep(root) {
  for (const e of root.querySelectorAll("*")) {
    yield e;
    if (e.shadowRoot) yield* deep(e.shadowRoot);
  }
}
function find(selector, pattern) {
  for (const e of deep(document)) {
    if (!e.matches(selector) || !new RegExp(pattern).test(e.textContent)) continue;
    const { x, y, width, height } = e.getBoundingClientRect();
    if (width > 0 && height > 0) return { x: x + width / 2, y: y + height / 2, text: e.textContent };
  }
}`;

/** The front end opened on a debugged game. It goes away with the test. */
export async function frontEnd(t, child) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "thaw-test-"));
  const shell = spawn(program, ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", `--user-data-dir=${folder}`, "--remote-debugging-port=0", "--window-size=1280,800",
    "about:blank"], { stdio: "ignore", detached: true });
  const ended = new Promise(resolve => shell.on("exit", resolve));
  t.after(async () => {
    try {
      process.kill(-shell.pid, "SIGKILL");
    } catch {
      // it is gone already
    }
    await ended;
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 20 });
  });
  const file = path.join(folder, "DevToolsActivePort");
  const port = await until(() => fs.existsSync(file) && /^(\d+)\n/.exec(fs.readFileSync(file, "utf8"))?.[1], "the browser's port");
  const target = await CDP.New({ port, host: "127.0.0.1", url: "about:blank" });
  const cdp = await CDP({ port, host: "127.0.0.1", target, local: true });
  t.after(() => cdp.close().catch(() => {}));
  await cdp.Page.enable();
  await cdp.Page.navigate({ url: `http://127.0.0.1:${port}/devtools/js_app.html?v8only=true&panel=sources&ws=${child.address.slice("ws://".length)}` });
  return new FrontEnd(cdp);
}

class FrontEnd {
  constructor(cdp) {
    this.cdp = cdp;
  }

  async evaluate(expression) {
    const { result, exceptionDetails } = await this.cdp.Runtime.evaluate({ expression: `{${deep}\n${expression}}`, returnByValue: true });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  /** The first visible element that matches a selector and whose text matches: { x, y, text } of its middle, or undefined. */
  find(selector, pattern = "") {
    return this.evaluate(`find(${JSON.stringify(selector)}, ${JSON.stringify(pattern)})`);
  }

  /** Waits until such an element is shown; a picture of what is shown instead is left under build/. */
  async shown(selector, pattern) {
    try {
      return await until(() => this.find(selector, pattern), `${selector} with /${pattern}/`, 20_000);
    } catch (error) {
      throw new Error(`${error.message}; see ${await this.picture("devtools-failed.png")}`);
    }
  }

  /** Clicks such an element once it is shown. */
  async click(selector, pattern, clicks = 1) {
    const { x, y } = await this.shown(selector, pattern);
    for (let clickCount = 1; clickCount <= clicks; clickCount++) {
      for (const type of ["mousePressed", "mouseReleased"]) {
        await this.cdp.Input.dispatchMouseEvent({ type, x, y, button: "left", clickCount });
      }
    }
  }

  /** Presses a function key. */
  async key(key, code) {
    for (const type of ["rawKeyDown", "keyUp"]) {
      await this.cdp.Input.dispatchKeyEvent({ type, key, code: key, windowsVirtualKeyCode: code });
    }
  }

  /** Writes what is shown to build/ and gives the file. */
  async picture(name) {
    const { data } = await this.cdp.Page.captureScreenshot();
    const file = path.join(house, "build/tests", name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, Buffer.from(data, "base64"));
    return file;
  }
}
