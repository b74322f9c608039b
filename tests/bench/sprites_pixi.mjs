// pixi.js's sprites and particles in Chromium, which draws with WebGL on the processor (SwiftShader).
import CDP from "../node_modules/chrome-remote-interface/index.js";
import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { until } from "../lib/thaw.mjs";
import { onPath, work } from "./lib.mjs";

const program = onPath("chromium-headless-shell"), library = resolve("tests/bench/node_modules/pixi.js/dist/pixi.min.js");

// Runs in the page. Gives medians in nanoseconds: until all is handed over, and until the picture is there.
const body = `async (way, count, side, frames) => {
  const app = new PIXI.Application();
  await app.init({ width: 800, height: 600, preference: "webgl", autoStart: false, antialias: false });
  if (app.renderer.type !== PIXI.RendererType.WEBGL) throw new Error("pixi.js has no WebGL here");
  const any = (from, to) => from + (to - from) * Math.random();
  const disc = new OffscreenCanvas(side, side), pen = disc.getContext("2d");
  pen.fillStyle = "gold";
  pen.arc(side / 2, side / 2, side / 2, 0, 7);
  pen.fill();
  const texture = PIXI.Texture.from(disc), particles = way === "particles";
  const container = particles ? new PIXI.ParticleContainer({ dynamicProperties: { position: true } }) : new PIXI.Container();
  const all = Array.from({ length: count }, () => {
    const o = particles ? new PIXI.Particle(texture) : new PIXI.Sprite(texture);
    Object.assign(o, { x: any(0, 800), y: any(0, 600), vx: any(-100, 100), vy: any(-100, 100) });
    particles ? container.addParticle(o) : container.addChild(o);
    return o;
  });
  app.stage.addChild(container);
  const gl = app.renderer.gl, pixel = new Uint8Array(4), handed = [], drawn = [];
  for (let i = -5; i < frames; i++) {
    const began = performance.now();
    for (const o of all) {
      o.x += o.vx / 60;
      o.y += o.vy / 60;
      if (o.x < 0 || o.x > 800) o.vx = -o.vx;
      if (o.y < 0 || o.y > 600) o.vy = -o.vy;
    }
    app.renderer.render(app.stage);
    const given = performance.now();
    gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel); // waits for the picture
    if (i < 0) continue;
    handed.push(given - began);
    drawn.push(performance.now() - began);
  }
  app.destroy(true, { children: true });
  const median = values => values.sort((a, b) => a - b)[values.length >> 1] * 1e6;
  return { handed: median(handed), drawn: median(drawn) };
}`;

/** A function (way, what) that gives a way of sprites_ways.mjs, way: sprites or particles, what: handed or drawn; with close(). Null where
 * there is no such browser. */
export async function openPixi(frames) {
  if (!program || !existsSync(library)) return null;
  const profile = join(work, "chromium"), page = join(work, "pixi.html");
  writeFileSync(page, `<!doctype html><script src="file://${library}"></script>`);
  const shell = spawn(program, ["--headless", "--no-sandbox", "--no-first-run", "--disable-background-networking", "--use-gl=angle",
    "--use-angle=swiftshader", "--enable-unsafe-swiftshader", `--user-data-dir=${profile}`, "--remote-debugging-port=0", "about:blank"],
  { stdio: "ignore", detached: true });
  const ended = new Promise(done => shell.on("exit", done)), file = join(profile, "DevToolsActivePort");
  const port = await until(() => existsSync(file) && /^(\d+)\n/.exec(readFileSync(file, "utf8"))?.[1], "the browser's port");
  const cdp = await CDP({ port, host: "127.0.0.1", target: await CDP.New({ port, host: "127.0.0.1", url: "about:blank" }), local: true });
  await cdp.Page.enable();
  await cdp.Page.navigate({ url: `file://${page}` });
  await cdp.Page.loadEventFired();
  const pixi = (way, what) => async (count, side) => {
    const { result, exceptionDetails } = await cdp.Runtime.evaluate({ awaitPromise: true, returnByValue: true,
      expression: `(${body})("${way}", ${count}, ${side}, ${frames})` });
    if (exceptionDetails) throw new Error(`pixi.js: ${exceptionDetails.exception?.description ?? exceptionDetails.text}`);
    return result.value[what];
  };
  pixi.close = async () => {
    await cdp.close();
    process.kill(-shell.pid, "SIGKILL");
    await ended;
  };
  return pixi;
}
