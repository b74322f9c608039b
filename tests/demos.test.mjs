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
