// Debugged games: thaw with --inspect on a port of the system's choice, and clients of the protocol.
import CDP from "chrome-remote-interface";
import http from "node:http";
import { pathToFileURL } from "node:url";
import { game, until } from "./thaw.mjs";

/** Starts a game with `--inspect…=0` and waits for the banner. The child, with `address` (ws://…), `port` and `url(name)` of its files. */
export async function debugged(t, files, { option = "--inspect", args = [], env, headless = true, limit } = {}) {
  const it = game(t, files);
  const child = it.start(["run", ...(headless ? ["--headless"] : []), `${option}=0`, ...args], { env, limit });
  t.after(async () => {
    child.kill("SIGKILL");
    await child.ended;
  });
  const banner = /^Debugger listening on (ws:\/\/([^/]+):(\d+)\/\S+)$/m;
  await until(() => banner.test(child.text().err) || child.exitCode !== null, "the banner");
  [, child.address, child.host, child.port] = banner.exec(child.text().err) ?? [];
  if (!child.address) throw new Error(`no banner: ${child.text().err}`);
  child.url = name => pathToFileURL(it.file(name)).href;
  child.game = it;
  return child;
}

/** A chrome-remote-interface client; `events(name)` collects what comes. */
export async function client(t, child) {
  const cdp = await CDP({ target: child.address, local: true });
  t.after(() => cdp.close().catch(() => {}));
  return cdp;
}

/** The next event of that name that passes `test`; start listening before what causes it. */
export function next(cdp, name, test = () => true) {
  return new Promise(resolve => {
    const listen = event => {
      if (!test(event)) return;
      cdp.off(name, listen);
      resolve(event);
    };
    cdp.on(name, listen);
  });
}

/** { status, headers, body } of an HTTP request. */
export function request(child, path, options = {}) {
  return new Promise((resolve, reject) => {
    const call = http.request({ host: "127.0.0.1", port: child.port, path, ...options }, answer => {
      let body = "";
      answer.setEncoding("utf8").on("data", chunk => (body += chunk)).on("end", () =>
        resolve({ status: answer.statusCode, headers: answer.headers, body }));
    });
    call.on("error", reject).end();
  });
}
