// The native functions behind the API, called as no script can call them: through a debugger, which sees the engine's own modules.
import assert from "node:assert/strict";
import { test } from "node:test";
import { client, debugged } from "./lib/debug.mjs";

/** The object of all native functions, out of the scope of one that uses them; gives run(function, …values), called on it. */
async function native(t, options) {
  const child = await debugged(t, { "main.js": `import { game } from "thaw"; globalThis.frames = () => game.frame; export function update() {}` }, options);
  const cdp = await client(t, child);
  const evaluate = async expression => (await cdp.Runtime.evaluate({ expression })).result;
  const properties = async objectId => cdp.Runtime.getProperties({ objectId, ownProperties: true });
  const scopes = (await properties((await evaluate("performance.now")).objectId)).internalProperties.find(p => p.name === "[[Scopes]]");
  for (const scope of (await properties(scopes.value.objectId)).result) {
    const found = scope.value?.description?.startsWith("Module") && (await properties(scope.value.objectId)).result.find(p => p.name === "native");
    if (!found) continue;
    return async (code, ...values) => {
      const { result, exceptionDetails } = await cdp.Runtime.callFunctionOn({ objectId: found.value.objectId, functionDeclaration: String(code),
        arguments: values.map(value => ({ value })), returnByValue: true });
      if (exceptionDetails) throw new Error(exceptionDetails.exception.description);
      return result.value;
    };
  }
  throw new Error("no module scope holds native");
}

/** Runs on native: calls made hot, so that V8 optimises them, then with what is wrong; gives what was thrown. */
function refusals() {
  const stop = fade => this.voice.stop(0, fade), few = () => this.voice.set(0, 1, 0);
  const heat = () => {
    for (let i = 0; i < 300000; i++) stop(i * 0.5);
  };
  const said = [];
  for (const wrong of ["3", true, null, undefined, {}, 7n, Symbol("s"), { valueOf() { said.push("a script ran"); return 1; } }]) {
    heat();
    try {
      said.push(stop(wrong));
    } catch (error) {
      said.push(`${error.name}: ${error.message}`);
    }
  }
  for (let i = 0; i < 100000; i++)
    try {
      few();
    } catch (error) {
      if (i === 99999) said.push(error.message);
    }
  heat();
  said.push(String(stop(1)));
  return said;
}

for (const way of ["thawed", "--no-freeze"])
  test(`rows of numbers refuse in optimised code what is none, by name (${way})`, async t => {
    const run = await native(t, { args: way === "thawed" ? [] : [way] });
    const says = type => `TypeError: voice.stop: fade must be a number, not ${type}`;
    assert.deepEqual(await run(refusals), [...["string", "boolean", "null", "undefined", "object", "bigint", "symbol", "object"].map(says),
      "voice.set: rate must be a number, not undefined", "undefined"]);
  });

test("rows of numbers give the same from optimised code as from any other", async t => {
  const run = await native(t, {});
  /* Numbers of all representations, in and out; a row that gives a boolean; more arguments than the row takes. */
  const given = await run(function () {
    const all = new Set();
    const seen = (a, b) => [this.voice.playing(a), this.input["mouse.visible"](), this.game.fps(), this.voice.stop(a, b, "more"),
      this.music.play(a, 0, 0, 1, 1, b) >= 0].map(x => `${typeof x} ${x}`).join(", ");
    for (let i = 0; i < 100000; i++) all.add(seen(0, [0, -0, 1, 0.5, 1e300, 2 ** 31][i % 6]));
    return [...all];
  });
  assert.deepEqual(given, ["boolean false, boolean true, number 60, undefined undefined, boolean true"]);
  /* What is written by one kind of call is read by the other. */
  assert.deepEqual(await run(function () {
    const states = [];
    const show = on => this.input["mouse.show"](on);
    for (let i = 0; i < 200000; i++) show(i & 1);
    show(0);
    states.push(this.input["mouse.visible"]());
    Reflect.apply(this.input["mouse.show"], this, [1]);
    states.push(this.input["mouse.visible"]());
    return states;
  }), [false, true]);
});
