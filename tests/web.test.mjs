// The web's names that a game finds: text and bytes, chance, events, fetch of its own files, Intl; compared with Node's where that has them.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { assertExit, game, house, show, tell, told } from "./lib/thaw.mjs";

const head = `const tell = value => console.log(JSON.stringify(value));
  const how = f => { try { const r = f(); return r === undefined ? "undefined" : r; } catch (e) { return [e.name, e.message, e instanceof Error]; } };
  const later = async f => { try { return await f(); } catch (e) { return [e.name, e.message]; } };\n`;

/** What a game told at freeze time and the same again in load(). */
async function both(t, body, files = {}, args = ["--frames", "2"]) {
  const seen = await tell(t, { ...files, "main.js": `${head}async function all() { ${body} }\nawait all();\nexport const load = all;` }, args);
  const half = seen.length / 2;
  assert.deepEqual(seen.slice(0, half), seen.slice(half), "the same at freeze time and later");
  return seen.slice(0, half);
}

/** Bytes that make trouble: random ones, cut letters, surrogates, what is too long. */
function samples() {
  const list = [[], [0xef, 0xbb, 0xbf, 65], [0xef, 0xbb, 0xbf, 0xef, 0xbb, 0xbf], [0xef, 0xbb], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xf0, 0x9f, 0x99, 0x82], [0xf0, 0x9f, 0x99],
    [0xe2, 0x82, 0x41], [0xff, 0xfe], [0xf8, 0x88, 0x80, 0x80, 0x80], [0x80, 0xbf], [0xe0, 0x9f, 0xbf], [0xf0, 0x8f, 0xbf, 0xbf]];
  let seed = 1;
  const random = n => (seed = (seed * 48271) % 2147483647) % n;
  const heads = [0x41, 0x80, 0xbf, 0xc2, 0xe0, 0xe2, 0xed, 0xef, 0xf0, 0xf4, 0xf5, 0xbb, 0x9f, 0xa0, 0x90];
  for (let i = 0; i < 400; i++) list.push(Array.from({ length: random(9) }, () => (random(3) ? heads[random(heads.length)] : random(256))));
  return list;
}

describe("text and bytes", { concurrency: 2 }, () => {
  test("TextDecoder reads what Node's reads, whole and in portions", async t => {
    const list = samples();
    const work = `(list, how) => list.map(bytes => [true, false].map(flag => how(() => {
      const one = new TextDecoder("utf-8", { fatal: flag }).decode(new Uint8Array(bytes));
      const parts = new TextDecoder("UTF8", { fatal: flag, ignoreBOM: true }); let text = "";
      for (const byte of bytes) text += parts.decode(new Uint8Array([byte]), { stream: true });
      return [one, text + parts.decode(), parts.decode(new Uint8Array([0xef, 0xbb, 0xbf, 66]))].join("|").replace(/[^ -~]/g, c => "\\\\" + c.charCodeAt(0).toString(16)); }) ).map(end => Array.isArray(end) ? end[0] : end))`;
    const wanted = eval(work)(list, f => { try { return f(); } catch (e) { return [e.name]; } });
    const [seen] = await both(t, `tell((${work})(${JSON.stringify(list)}, how));`);
    for (const [i, each] of seen.entries()) assert.deepEqual(each, wanted[i], `bytes ${list[i]}`);
  });

  test("TextDecoder takes buffers and views, says no to other encodings, and starts anew after an error", async t => {
    const seen = await both(t, `const d = new TextDecoder(), b = new Uint8Array([72, 105, 33, 33]);
      tell([d.decode(b.buffer), d.decode(b.subarray(1, 3)), d.decode(new DataView(b.buffer, 2)), d.decode(new Uint16Array(b.buffer)), d.decode(), d.encoding, d.fatal, d.ignoreBOM, new TextDecoder(" UTF-8 ").encoding]);
      const gone = new ArrayBuffer(4), view = new Uint8Array(gone); structuredClone(gone, { transfer: [gone] }); tell([d.decode(gone), d.decode(view)]);
      tell([how(() => new TextDecoder("latin1")), how(() => new TextDecoder("utf-16")), how(() => new TextDecoder(5)), how(() => d.decode("x")), how(() => d.decode({})), how(() => new TextDecoder("utf-8", { fatl: true }))]);
      const f = new TextDecoder("utf-8", { fatal: true }); f.decode(new Uint8Array([0xe2]), { stream: true }); tell([how(() => f.decode()), f.decode(new Uint8Array([65]))]);`);
    assert.deepEqual(seen[0], ["Hi!!", "i!", "!!", "Hi!!", "", "utf-8", false, false, "utf-8"]);
    assert.deepEqual(seen[1], ["", ""]);
    assert.deepEqual(seen[2].map(end => end.slice(0, 2)), [["RangeError", 'new TextDecoder: label must be "utf-8", the only encoding here, not "latin1"'],
      ["RangeError", 'new TextDecoder: label must be "utf-8", the only encoding here, not "utf-16"'], ["TypeError", "new TextDecoder: label must be a string, not 5"],
      ["TypeError", 'TextDecoder.decode: input must be a typed array, a DataView or an ArrayBuffer, not "x"'], ["TypeError", "TextDecoder.decode: input must be a typed array, a DataView or an ArrayBuffer, not an object"],
      ["TypeError", 'new TextDecoder: there is no option "fatl" (did you mean "fatal"?)']]);
    assert.deepEqual(seen[3], [["TypeError", "TextDecoder.decode: the bytes are no UTF-8", true], "A"]);
  });

  test("TextEncoder writes what Node's writes", async t => {
    const texts = ["", "a", "é€🙂", "\ud800", "a\udc00b", "\0", "long ".repeat(1000)], sizes = [0, 1, 2, 3, 4, 5, 9, 20];
    const work = "texts.map(text => [[...new TextEncoder().encode(text)], sizes.map(size => { const into = new Uint8Array(size); return [new TextEncoder().encodeInto(text, into), [...into]]; })])";
    const wanted = new Function("texts", "sizes", `return ${work}`)(texts, sizes);
    const [seen] = await both(t, `tell((new Function("texts", "sizes", ${JSON.stringify(`return ${work}`)}))(${JSON.stringify(texts)}, ${JSON.stringify(sizes)}));`);
    assert.deepEqual(seen, wanted);
  });

  test("atob and btoa are Node's, errors included", async t => {
    const texts = ["", "a", "ab", "abc", "abcd", "\0\xff\x80", "€", "x".repeat(301)], coded = ["", " ", "YQ==", "YQ=", "YQ", "Y", "YWI", "YWJj", " Y W\nJ\tj ", "Y===", "=", "a-b_", "YQ==YQ", "+/+/", "YR==", "é", "A\0=="];
    const name = "(texts, f) => texts.map(text => { try { return f(text); } catch (e) { return e.name; } })";
    const [seen] = await both(t, `tell([(${name})(${JSON.stringify(texts)}, btoa), (${name})(${JSON.stringify(coded)}, atob)]);`);
    assert.deepEqual(seen, [eval(name)(texts, btoa), eval(name)(coded, atob)]);
    assert.deepEqual(await both(t, "tell([how(() => atob(5)), how(() => btoa()), how(() => atob('!'))]);"), [[["TypeError", "atob: base64 must be a string, not 5", true],
      ["TypeError", "btoa: binary must be a string, not undefined", true], ["InvalidCharacterError", "atob: this is no base64", true]]]);
  });
});

describe("structuredClone with transfer", { concurrency: 2 }, () => {
  test("buffers move, and what cannot is a DataCloneError that leaves all as it was", async t => {
    const seen = await both(t, `const a = new Uint8Array([1, 2, 3]), copy = structuredClone({ a, again: a, deep: [a.buffer] }, { transfer: [a.buffer] });
      tell([[...copy.a], copy.a.buffer === copy.deep[0], copy.again === copy.a, a.length, a.buffer.byteLength]);
      const kept = new Uint8Array([4]); tell([how(() => structuredClone([kept, () => 1], { transfer: [kept.buffer] }))[0], kept.length]);
      tell([how(() => structuredClone(1, { transfer: [kept.buffer, kept.buffer] }))[0], how(() => structuredClone(a, { transfer: [a.buffer] }))[0], kept.length]);
      tell([how(() => structuredClone(1, { transfer: [{}] })), how(() => structuredClone(1, { transfer: 1 })), how(() => structuredClone(1, { transfr: [] }))].map(e => e[1]));
      const empty = new ArrayBuffer(0); tell([structuredClone(empty, { transfer: [empty] }).byteLength, structuredClone(5, { transfer: [kept.buffer] }), kept.length]);`);
    assert.deepEqual(seen, [[[1, 2, 3], true, true, 0, 0], ["DataCloneError", 1], ["DataCloneError", "DataCloneError", 1],
      ["structuredClone: options.transfer[0] must be an ArrayBuffer, not an object", "structuredClone: options.transfer must be an array of ArrayBuffers, not 1",
        'structuredClone: there is no option "transfr" (did you mean "transfer"?)'], [0, 5, 0]]);
  });
});

describe("crypto", { concurrency: 2 }, () => {
  const body = `const kinds = [Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, BigInt64Array, BigUint64Array];
    tell([kinds.every(K => { const a = new K(64); return crypto.getRandomValues(a) === a && a.some(n => n != 0); }), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(crypto.randomUUID())]);
    const whole = new Uint8Array(100); crypto.getRandomValues(whole.subarray(10, 90)); tell([whole.slice(0, 10).every(n => n === 0), whole.slice(90).every(n => n === 0), whole.some(n => n > 200)]);
    tell([new Float32Array(2), [1], "x", null, new ArrayBuffer(4), new DataView(new ArrayBuffer(4)), undefined].map(v => how(() => crypto.getRandomValues(v))[0]));
    tell([how(() => crypto.getRandomValues(new Uint8Array(65537))).slice(0, 2), crypto.getRandomValues(new Uint8Array(65536)).length, crypto.getRandomValues(new Uint8Array(0)).length]);`;

  test("it fills arrays of whole numbers, the part that a view shows, and refuses the rest", async t => {
    assert.deepEqual(await both(t, body), [[true, true], [true, true, true], Array(7).fill("TypeError"),
      [["QuotaExceededError", "crypto.getRandomValues: 65537 bytes are more than 65536 at once"], 65536, 0]]);
  });

  test("a game that is played has the system's, whatever the seed", async t => {
    const it = game(t, `${head}import { game } from "thaw";
      export const update = () => { tell([crypto.randomUUID(), [...crypto.getRandomValues(new Uint8Array(2000))].filter(n => n === 0).length]); game.quit(7); };`);
    const play = async () => {
      const result = await it.thaw(["run", "--no-vsync", "--seed", "7"], { env: { SDL_VIDEODRIVER: "dummy", SDL_AUDIODRIVER: "dummy" } });
      assertExit(result, 7);
      return told(result)[0];
    };
    const [[one, zeros], [other]] = [await play(), await play()];
    assert.notEqual(one, other);
    assert.ok(zeros < 100, `${zeros} of 2000 bytes are 0`);
  });

  test("runs with one seed repeat it, runs with another do not; freezes repeat it", async t => {
    const it = game(t, `${head}const top = crypto.randomUUID(); export const load = () => tell([top, crypto.randomUUID()]);`);
    const [a, b, c] = [["7"], ["7"], ["8"]].map(([seed]) => it.run(["--seed", seed, "--no-cache"]));
    const [[[top, one]], [[again, two]], [[other, three]]] = (await Promise.all([a, b, c])).map(told);
    assert.deepEqual([top, one], [again, two]);
    assert.equal(other, top);
    assert.notEqual(three, one);
    assert.notEqual(one, top);
  });
});

describe("events", { concurrency: 2 }, () => {
  test("listeners are called in order, once, by type, and can be taken away", async t => {
    const seen = await both(t, `const it = new EventTarget(), log = [], a = e => log.push("a" + e.type), b = { handleEvent(e) { log.push(e.target === it && this === b); } };
      it.addEventListener("x", a); it.addEventListener("x", a); it.addEventListener("x", b, { once: true }); it.addEventListener("y", a); it.addEventListener("z", null); it.onx = () => log.push("on");
      it.dispatchEvent(new Event("x")); it.dispatchEvent(new Event("x")); it.removeEventListener("x", a); it.dispatchEvent(new Event("x")); it.dispatchEvent(new Event("y")); tell(log);
      const no = new Event("n", { cancelable: true }), stop = new EventTarget(), order = []; stop.addEventListener("n", e => { e.preventDefault(); e.stopImmediatePropagation(); order.push(1); }); stop.addEventListener("n", () => order.push(2));
      tell([stop.dispatchEvent(no), no.defaultPrevented, order, stop.dispatchEvent(new Event("n"))]);
      const nested = new EventTarget(); nested.addEventListener("a", () => { nested.dispatchEvent(new Event("b")); nested.addEventListener("a", () => order.push("late")); }); nested.addEventListener("b", () => order.push("b")); nested.dispatchEvent(new Event("a")); tell(order);
      class Door extends EventTarget { open() { return this.dispatchEvent(new Event("open")); } } const door = new Door(); let opened = 0; door.addEventListener("open", () => opened++); door.open(); tell(opened);
      tell([how(() => it.dispatchEvent({ type: "x" })), how(() => it.addEventListener("x", 5)), how(() => it.addEventListener(5)), how(() => new Event()), how(() => it.addEventListener("x", a, { signal: 1 }))].map(e => e[1]));`);
    assert.deepEqual(seen, [["on", "ax", true, "on", "ax", "on", "ay"], [false, true, [1, 1], true], [1, 1, "b"], 1, ["EventTarget.dispatchEvent: event must be an Event, not an object",
      "EventTarget.addEventListener: listener must be a function, not 5", "EventTarget.addEventListener: type must be a string, not 5", "new Event: type must be a string, not undefined",
      "EventTarget.addEventListener: options.signal must be an AbortSignal, not 1"]]);
  });

  test("signals end once, with a reason, by themselves, by time and together", async t => {
    const seen = await both(t, `const c = new AbortController(), log = []; c.signal.onabort = () => log.push("on"); c.signal.addEventListener("abort", e => log.push(e.type));
      const target = new EventTarget(); target.addEventListener("x", () => log.push("x"), { signal: c.signal }); target.dispatchEvent(new Event("x")); const any = AbortSignal.any([new AbortController().signal, c.signal]);
      c.abort(); c.abort("again"); target.dispatchEvent(new Event("x")); tell([log, c.signal.aborted, c.signal.reason.name, any.aborted, any.reason === c.signal.reason, how(() => c.signal.throwIfAborted())[0], how(() => new AbortController().signal.throwIfAborted())]);
      tell([AbortSignal.abort(5).reason, AbortSignal.any([AbortSignal.abort(6)]).reason, how(() => new AbortSignal())[0], how(() => AbortSignal.any([1]))[1], Object.getOwnPropertyNames(AbortSignal).sort()]);
      const timed = AbortSignal.timeout(20); await new Promise(done => timed.addEventListener("abort", done)); tell(timed.reason.name);
      const e = new DOMException("m", "NotFoundError"); tell([e.name, e.message, e instanceof Error, String(e), Object.keys(e)]);`, {}, ["--frames", "10"]);
    assert.deepEqual(seen, [[["x", "on", "abort"], true, "AbortError", true, true, "AbortError", "undefined"], [5, 6, "TypeError", "AbortSignal.any: signals[0] must be an AbortSignal, not 1",
      ["abort", "any", "length", "name", "prototype", "timeout"]], "TimeoutError", ["NotFoundError", "m", true, "NotFoundError: m", []]]);
  });
});

describe("fetch", { concurrency: 2 }, () => {
  const files = { "data/a.json": '{ "a": [1, 2] }', "words.txt": "\ufeffhé", "a b.txt": "blank", "100%.txt": "percent" };

  test("it gives the game's own files, and 404 for those that are not there", async t => {
    const seen = await both(t, `const r = await fetch("data/a.json"); tell([r.ok, r.status, r.statusText, r.url, r.bodyUsed, await r.json(), r.bodyUsed, await later(() => r.text())]);
      tell([await (await fetch("./data/../words.txt?x=1#y")).text(), (await (await fetch("words.txt")).arrayBuffer()).byteLength, [...await (await fetch("a%20b.txt")).bytes()].length, await (await fetch("100%.txt")).text()]);
      const no = await fetch("gone.txt"); tell([no.ok, no.status, no.statusText, await no.text(), (await fetch("data")).status, (await fetch("")).status]);
      tell([await later(async () => (await fetch("words.txt")).json())].map(e => e[0]));`, files);
    assert.deepEqual(seen, [[true, 200, "OK", "data/a.json", false, { a: [1, 2] }, true, ["TypeError", "Response.text: the body was read already"]], ["hé", 6, 5, "percent"], [false, 404, "Not Found", "", 404, 404], ["SyntaxError"]]);
  });

  test("what is not the game's is refused, and so is what makes no sense", async t => {
    const urls = ["https://x.example/a", "http://a", "file:///etc/passwd", "/etc/passwd", "//a/b", "\\\\a", "data:,x", "../main.js", "a/../../b", "%2e%2e/x"];
    const [ends, odd] = await both(t, `tell(await Promise.all(${JSON.stringify(urls)}.map(url => later(() => fetch(url)))));
      tell(await Promise.all([() => fetch(5), () => fetch(), () => fetch("words.txt", { method: "POST" }), () => fetch("words.txt", { headers: {} }), () => fetch("words.txt", { signal: {} }), () => fetch("words.txt", { signal: AbortSignal.abort() }), () => fetch("words.txt", { signal: new AbortController().signal, method: "GET" }).then(r => r.ok)].map(later)));`, files);
    for (const [i, [name, message]] of ends.entries()) {
      assert.equal(name, "TypeError", urls[i]);
      assert.match(message, /^fetch: (only the game's own files can be fetched|".*" leads out of the game's folder)/);
    }
    assert.deepEqual(odd.map(end => end?.[0] ?? end), ["TypeError", "TypeError", "TypeError", "TypeError", "TypeError", "AbortError", true]);
  });

  test("what the top level fetched is in a frozen file", async t => {
    const it = game(t, { ...files, "main.js": `${head}await fetch("words.txt"); export async function load() { tell([await (await fetch("words.txt")).text(), (await fetch("a b.txt")).status]); }` });
    assertExit(await it.thaw(["freeze", ".", "-o", "../moved.thaw"]), 0);
    const other = game(t, "");
    const result = await other.run([`${it.home}/moved.thaw`], { cwd: other.folder });
    assertExit(result, 0);
    assert.equal(told(result)[0][0], "hé");
  });
});

describe("other names of the web", { concurrency: 2 }, () => {
  test("Intl works in the running game, and toLocaleString", async t => {
    const seen = await tell(t, { "main.js": `${head}export function load() { tell([new Intl.NumberFormat("de-DE").format(1234567.5), (1234.5).toLocaleString("en-US"), new Intl.PluralRules("en").select(1),
      ["b", "ä", "a"].sort(new Intl.Collator("de").compare), [...new Intl.Segmenter("en", { granularity: "word" }).segment("a b")].length, new Intl.DateTimeFormat("en-GB", { timeZone: "UTC" }).format(0),
      new Date(0).toLocaleDateString("en-US", { timeZone: "UTC" }), new Intl.ListFormat("en").format(["a", "b"])]); }` });
    assert.deepEqual(seen, [["1.234.567,5", "1,234.5", "one", ["a", "ä", "b"], 3, "01/01/1970", "1/1/1970", "a and b"]]);
  });

  test("URL and URLSearchParams say what to do instead; there is no window", async t => {
    assert.deepEqual(await both(t, 'tell([how(() => new URL("a.png", import.meta.url))[1], how(() => new URLSearchParams(""))[1], typeof window, typeof self, typeof document, typeof process, typeof require]);'),
      [["new URL: there is none here; files are named by paths relative to the game's folder, like image(\"ship.png\")", "new URLSearchParams: there is none here; the words behind -- on the command line are in game.args",
        "undefined", "undefined", "undefined", "undefined", "undefined"]]);
  });

  test("classes are not enumerable, functions are, and all can be replaced", async t => {
    const [names] = await both(t, "tell(Object.keys(globalThis).filter(name => name !== 'console').sort());");
    assert.deepEqual(names, ["atob", "btoa", "cancelAnimationFrame", "clearInterval", "clearTimeout", "crypto", "fetch", "localStorage", "performance", "queueMicrotask", "requestAnimationFrame", "setInterval", "setTimeout", "structuredClone"]);
    assert.deepEqual(await both(t, "const mine = globalThis.fetch; globalThis.fetch = 5; tell(fetch); globalThis.fetch = mine;"), [5]);
  });

  test("whatever they are handed: an error in their name, or a defined result", async t => {
    const it = game(t, { "main.js": `import { values } from "./values.js";\n${head}
      const calls = { atob, btoa, "TextDecoder.decode": v => new TextDecoder().decode(v), "new TextDecoder": v => new TextDecoder(v), "new TextDecoder ": v => new TextDecoder("utf-8", v), "TextEncoder.encode": v => new TextEncoder().encode(v),
        "TextEncoder.encodeInto": v => new TextEncoder().encodeInto("x", v), "crypto.getRandomValues": v => crypto.getRandomValues(v), "structuredClone": v => structuredClone(1, { transfer: v }), "structuredClone ": v => structuredClone(1, { transfer: [v] }),
        "new Event": v => new Event(v), "new Event ": v => new Event("x", v), "EventTarget.dispatchEvent": v => new EventTarget().dispatchEvent(v), "EventTarget.addEventListener": v => new EventTarget().addEventListener(v, () => 1),
        "EventTarget.addEventListener ": v => new EventTarget().addEventListener("x", v), "EventTarget.addEventListener  ": v => new EventTarget().addEventListener("x", () => 1, v), "AbortSignal.any": v => AbortSignal.any(v), "AbortSignal.any ": v => AbortSignal.any([v]),
        "AbortSignal.timeout": v => AbortSignal.timeout(v), "new DOMException": v => new DOMException("m", v), fetch: v => fetch(v), "fetch ": v => fetch("words.txt", v), "fetch  ": v => fetch("words.txt", { signal: v }) };
      async function all() { const wrong = []; let count = 0; for (const [name, call] of Object.entries(calls)) for (const [what, make] of Object.entries(values)) { count++; try { await call(make()); } catch (e) {
        if (e !== "mine" && !(e instanceof Error && (e.message.startsWith(name.trim() + ": ") || e.name === "AbortError"))) wrong.push([name, what, String(e)]); } } tell([count > 1000, wrong]); }
      await all(); export const load = all;` });
    const fs = await import("node:fs");
    it.write({ "values.js": fs.readFileSync(`${house}/tests/games/arguments/values.js`, "utf8"), "words.txt": "" });
    const result = await it.run();
    assertExit(result, 0);
    assert.deepEqual(told(result), [[true, []], [true, []]], show(result));
  });
});
