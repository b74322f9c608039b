// The debuggers' server of a running game over HTTP, and the flags that start it.
import assert from "node:assert/strict";
import CDP from "chrome-remote-interface";
import net from "node:net";
import { describe, test } from "node:test";
import { client, debugged, request } from "./lib/debug.mjs";
import { assertExit, game, show } from "./lib/thaw.mjs";

const source = 'export const config = { title: "Über \\"alles\\"" };\nexport function update() {}\n';
const files = { "main.js": source };

describe("the server of a running game", () => {
  test("tells its version and its one target", async t => {
    const child = await debugged(t, files), version = await request(child, "/json/version");
    assert.equal(version.status, 200);
    assert.match(version.headers["content-type"], /^application\/json; charset=UTF-8$/i);
    assert.match(JSON.parse(version.body).Browser, /^Thaw\//);
    for (const path of ["/json", "/json/list", "/json/"]) {
      const [target, ...more] = JSON.parse((await request(child, path)).body);
      assert.equal(more.length, 0);
      assert.equal(target.webSocketDebuggerUrl, child.address);
      assert.deepEqual([target.type, target.title, target.url], ["node", 'Über "alles"', child.url("main.js")]);
      assert.match(target.id, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    }
  });

  test("describes the protocol: what V8 says it serves, and what the engine serves itself", async t => {
    const child = await debugged(t, files), answer = await request(child, "/json/protocol");
    assert.equal(answer.status, 200);
    assert.match(answer.headers["content-type"], /^application\/json; charset=UTF-8$/i);
    const { version, domains } = JSON.parse(answer.body), cdp = await client(t, child);
    assert.deepEqual(version, { major: "1", minor: "3" });
    // V8 serves Console, too, and does not say so
    const served = (await cdp.send("Schema.getDomains")).domains.map(({ name }) => name);
    assert.deepEqual(domains.map(({ domain }) => domain).sort(), [...served, "Console", "Page", "Network", "IO"].sort());
    const commands = name => domains.find(({ domain }) => domain === name).commands.map(command => `${name}.${command.name}`);
    assert.ok(commands("Runtime").includes("Runtime.evaluate"));
    // every method described is known: without its parameters it may fail, but not for its name; some would disturb the game
    const own = ["Page", "Network", "IO"].flatMap(commands);
    assert.deepEqual(own, ["Page.reload", "Network.loadNetworkResource", "IO.read", "IO.close"]);
    for (const name of [...["Debugger", "Profiler", "HeapProfiler", "Runtime", "Console"].flatMap(commands), ...own].filter(name => !/\.(pause|reload|collectGarbage|takeHeapSnapshot|terminateExecution)$/.test(name)))
      await cdp.send(name).catch(error => assert.notEqual(error.response.code, -32601, name));
  });

  test("serves a client that asks for the description first", async t => {
    const child = await debugged(t, files), cdp = await CDP({ host: child.host, port: child.port });
    t.after(() => cdp.close());
    assert.equal((await cdp.Runtime.evaluate({ expression: "1+1" })).result.value, 2);
    assert.equal(cdp.protocol.domains.some(({ domain }) => domain === "NodeTracing"), false);
  });

  test("answers HEAD as GET, without a body", async t => {
    const child = await debugged(t, files);
    for (const path of ["/json", "/json/protocol", "/nothing"]) {
      const get = await request(child, path), head = await request(child, path, { method: "HEAD" });
      assert.deepEqual([head.status, head.headers["content-length"], head.body], [get.status, get.headers["content-length"], ""]);
      assert.equal(Number(get.headers["content-length"]), Buffer.byteLength(get.body));
    }
  });

  test("refuses foreign hosts and origins, unknown paths and other methods", async t => {
    const child = await debugged(t, files), status = async (path, options) => (await request(child, path, options)).status;
    for (const Host of ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example"]) assert.equal(await status("/json", { headers: { Host } }), 400, Host);
    for (const Host of ["localhost", "127.0.0.1:1", "[::1]:9229"]) assert.equal(await status("/json", { headers: { Host } }), 200, Host);
    for (const Origin of ["http://evil.example", "null", "file://"]) assert.equal(await status("/json", { headers: { Origin } }), 403, Origin);
    assert.equal(await status("/json", { headers: { Origin: "devtools://devtools" } }), 200);
    for (const path of ["/", "/json/nothing", "/00000000-0000-4000-8000-000000000000"]) assert.equal(await status(path), 404, path);
    for (const method of ["POST", "PUT", "DELETE"]) assert.equal(await status("/json", { method }), 405, method);
  });
});

describe("--inspect", () => {
  test("is what makes a game listen", async t => {
    const result = await game(t, files).run();
    assertExit(result, 0);
    assert.doesNotMatch(result.err, /listening|ws:/);
  });

  test("warns of a port in use, and the game runs", async t => {
    const server = net.createServer().listen(0, "127.0.0.1");
    await new Promise(resolve => server.on("listening", resolve));
    t.after(() => server.close());
    const result = await game(t, files).run([`--inspect=127.0.0.1:${server.address().port}`]);
    assertExit(result, 0);
    assert.match(result.err, /in use/, show(result));
    assert.doesNotMatch(result.err, /Debugger listening/);
  });

  test("takes a host, and says where it listens", async t => {
    for (const [form, shown] of [["0", "127\\.0\\.0\\.1"], ["127.0.0.1:0", "127\\.0\\.0\\.1"], ["localhost:0", "(127\\.0\\.0\\.1|\\[::1\\])"], ["[::1]:0", "\\[::1\\]"]]) {
      const result = await game(t, files).run([`--inspect=${form}`]);
      assertExit(result, 0);
      assert.match(result.err, new RegExp(`^Debugger listening on ws://${shown}:[1-9]\\d*/[0-9a-f-]{36}$`, "m"), form);
    }
  });

  test("warns of a host that others can reach", async t => {
    const result = await game(t, files).run(["--inspect=0.0.0.0:0"]);
    assertExit(result, 0);
    assert.match(result.err, /warn|anyone|any machine|other machines/i, show(result));
  });
});
