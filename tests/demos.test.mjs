// The examples of demo/: short, in the gallery, and each as its picture shows it. After a wanted change: node demo/gallery.mjs, and look at the pictures.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { demo, examples, page, pictureOf } from "../demo/gallery.mjs";
import { compare, decode } from "./lib/png.mjs";
import { assertExit, environment, house, scratch, show, thaw } from "./lib/thaw.mjs";

const all = examples(), file = (...names) => path.join(demo, ...names), text = (...names) => fs.readFileSync(file(...names), "utf8");

test("there are twelve examples, numbered without a gap", () => {
  assert.deepEqual(all.map(({ name }) => Number(name.slice(0, 2))), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
});

test("an example has at most 80 lines", () => {
  assert.deepEqual(all.map(({ name }) => [name, text(name, "main.js").split("\n").length - 1]).filter(([, count]) => count > 80), []);
});

test("the gallery is the one that demo/gallery.mjs makes, shows every example, and README.md leads to it", () => {
  assert.equal(text("README.md"), page(), "demo/README.md is old: node demo/gallery.mjs");
  for (const { name } of all) assert.ok(text("README.md").includes(`(${name}/${name}.png)`), name);
  assert.match(fs.readFileSync(path.join(house, "README.md"), "utf8"), /\(demo\/README\.md\)/);
});

test("the gallery's links lead to files", () => {
  const links = [...text("README.md").matchAll(/\]\(([^)]+)\)/g)].map(([, link]) => link);
  assert.deepEqual(links.filter(link => !fs.existsSync(file(link))), []);
});

test("an example is a folder that stands alone: it imports and reads nothing from elsewhere", () => {
  for (const { name } of all)
    for (const script of fs.readdirSync(file(name)).filter(each => each.endsWith(".js")))
      assert.doesNotMatch(text(name, script), /"\.\.\//, `${name}/${script}`);
});

/** Plays an example; what it showed last. */
async function play(folder, name, frames, input) {
  fs.writeFileSync(path.join(folder, "input.txt"), input);
  const out = path.join(folder, "out.png"), save = path.join(folder, "save");
  const args = ["run", file(name), "--headless", "--frames", String(frames), "--input", path.join(folder, "input.txt"), "--save", save, "--screenshot", out];
  assertExit(await thaw(args, { cwd: folder, env: environment(folder) }), 0);
  return decode(fs.readFileSync(out));
}

test("11-state: the garden is the same after a restart, and a flower fewer is another", async t => {
  const folder = scratch(t), planted = text("11-state", "input.txt"), last = planted.trim().split("\n").slice(0, -2).join("\n");
  const [plain, restarted, fewer] = [await play(folder, "11-state", 160, planted), await play(folder, "11-state", 160, planted + "130 keydown F5\n"),
    await play(folder, "11-state", 160, last + "\n")];
  assert.equal(compare(plain, restarted, 0).different, 0);
  assert.ok(compare(plain, fewer, 0).different > 50);
});

test("12-save: the best score is there at the next start", async t => {
  const folder = scratch(t), never = await play(folder, "12-save", 3, "");
  await play(folder, "12-save", 700, text("12-save", "input.txt"));
  assert.ok(compare(never, await play(folder, "12-save", 3, ""), 0).different > 5);
});

describe("pictures", { concurrency: 2 }, () => {
  for (const { name } of all)
    test(`${name} looks as its picture shows it`, async t => {
      const folder = scratch(t), out = path.join(folder, "out.png");
      const result = await thaw(pictureOf(name, out, path.join(folder, "save")), { cwd: folder, env: environment(folder) });
      assertExit(result, 0);
      assert.doesNotMatch(result.err, /^(warn|error)/m, show(result));
      const picture = decode(fs.readFileSync(out));
      assert.deepEqual([picture.width, picture.height], [320, 180]);
      const { different, largest } = compare(picture, decode(fs.readFileSync(file(name, `${name}.png`))), 0);
      assert.equal(different, 0, `${different} pixels differ, by up to ${largest}; is it meant? node demo/gallery.mjs, and look at the picture`);
    });
});
