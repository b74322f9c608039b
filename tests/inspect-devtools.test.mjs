// The real DevTools front end on a thawed game: what a person sees and clicks.
import assert from "node:assert/strict";
import { test } from "node:test";
import { client, debugged } from "./lib/debug.mjs";
import { frontEnd, missing } from "./lib/devtools.mjs";
import { until } from "./lib/thaw.mjs";

const main = `let total = 0;
export function update(dt) {
  const before = total;
  total = before + 1;
  globalThis.total = total;
}
`;
const gutter = ".cm-lineNumbers .cm-gutterElement";
const scope = "[role=treeitem]";

test("DevTools shows a game's source, stops at a clicked breakpoint, steps, shows variables and goes on", { skip: missing }, async t => {
  const child = await debugged(t, { "main.js": main });
  const devtools = await frontEnd(t, child);
  for (const folder of ["^file://$", "/game$"]) {
    await devtools.click("[role=treeitem]", folder);
    await devtools.key("ArrowRight", 39);
  }
  await devtools.click("[role=treeitem]", "^main\\.js$", 2);
  await devtools.shown(".cm-line", "const before = total;");
  await devtools.click(gutter, "^4$");
  await devtools.shown(".paused-status", "Paused on breakpoint");
  await devtools.shown(".cm-executionLine", "total = before \\+ 1;");
  await devtools.shown(".call-frame-item.selected", "^update *main\\.js:4$");
  const before = Number(/\d+$/.exec((await devtools.shown(scope, "^before: \\d+$")).text)[0]);
  await devtools.picture("devtools.png");

  await devtools.key("F10", 121);
  await devtools.shown(".cm-executionLine", "globalThis\\.total = total;");
  const watching = await client(t, child);
  const total = async () => (await watching.Runtime.evaluate({ expression: "globalThis.total" })).result.value;
  assert.equal(await total() ?? 0, before, "the line that was stepped to has not run");

  await devtools.click(gutter, "^4$");
  await until(async () => !(await devtools.find(".cm-breakpoint", "^4$")), "the breakpoint gone", 20_000);
  await devtools.key("F8", 119);
  await until(async () => !(await devtools.find(".paused-status", "Paused")), "the front end going on", 20_000);
  await until(async () => await total() > before + 5, "the game going on", 20_000);
});
