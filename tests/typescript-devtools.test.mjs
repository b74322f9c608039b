// The real DevTools front end on a game in TypeScript: it shows what the author wrote, and a breakpoint there stops the game.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { debugged } from "./lib/debug.mjs";
import { frontEnd, missing } from "./lib/devtools.mjs";
import { game, house } from "./lib/thaw.mjs";

const main = `interface Score {
  total: number;
}

const score: Score = { total: 0 };
export function update(dt: number): void {
  const before: number = score.total;
  score.total = before + (dt > 0 ? 1 : 0);
}
`;

test("DevTools shows TypeScript and stops at a breakpoint clicked in it", { skip: missing }, async t => {
  const it = game(t, { "main.ts": main });
  fs.mkdirSync(it.file("node_modules"));
  fs.symlinkSync(path.join(house, "tests/node_modules/@esbuild"), it.file("node_modules/@esbuild"));
  const child = await debugged(t, {}, { args: [it.folder] });
  const devtools = await frontEnd(t, child);
  for (const folder of ["^file://$", "/game$"]) {
    await devtools.click("[role=treeitem]", folder);
    await devtools.key("ArrowRight", 39);
  }
  await devtools.click("[role=treeitem]", "^main\\.ts", 2);
  await devtools.shown(".cm-line", "const before: number = score\\.total;");
  await devtools.click(".cm-lineNumbers .cm-gutterElement", "^8$");
  await devtools.shown(".paused-status", "Paused on breakpoint");
  await devtools.shown(".cm-executionLine", "score\\.total = before \\+ \\(dt > 0 \\? 1 : 0\\);");
  const { text } = await devtools.shown(".call-frame-item.selected", "^update");
  assert.match(text, /main\.ts:8$/);
  await devtools.picture("devtools-typescript.png");
});
