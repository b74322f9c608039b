// The rules of the house, held over every file that belongs to it.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { house } from "./lib/thaw.mjs";

/** Without git: everything but what is built or fetched. */
function walk(folder, prefix = "") {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const name = prefix + entry.name;
    if (["build", ".git", "node_modules", ".cache"].includes(entry.name)) return [];
    return entry.isDirectory() ? walk(path.join(folder, entry.name), name + "/") : [name];
  });
}

function list() {
  const git = spawnSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], { cwd: house, encoding: "utf8" });
  const names = git.status === 0 ? git.stdout.split("\0").filter(Boolean) : walk(house);
  return names.filter(name => fs.existsSync(path.join(house, name)) && !name.includes("node_modules/"));
}

const files = list();
const read = name => fs.readFileSync(path.join(house, name), "utf8");
const isText = name => !fs.readFileSync(path.join(house, name)).subarray(0, 8000).includes(0);
const under = (...folders) => files.filter(name => folders.some(folder => name.startsWith(folder + "/")));
const code = under("engine", "scripting").filter(name => /\.(c|cc|h|js)$/.test(name));
const native = code.filter(name => /\.(c|cc|h)$/.test(name));

/** "name:line: text" of every line that the test finds. */
function lines(names, found) {
  return names.flatMap(name => read(name).split("\n").flatMap((line, i) => found(line, name) ? [`${name}:${i + 1}: ${line.trim().slice(0, 80)}`] : []));
}

const includes = name => [...read(name).matchAll(/^\s*#\s*include\s*([<"])([^>"]+)[>"]/gm)].map(([, kind, file]) => ({ own: kind === '"', file }));

test("there is something to look at", () => {
  assert.ok(code.length > 30 && native.length > 20, `${files.length} files`);
});

test("the top level holds only what was agreed", () => {
  const allowed = new Set(["premake5.lua", "engine", "scripting", "assets", "tests", "demo", "README.md", "LICENSE"]);
  const top = new Set(files.map(name => name.split("/")[0]));
  assert.deepEqual([...top].filter(name => !allowed.has(name) && !name.startsWith(".")), []);
});

test("the first demo stays under 15 lines, meteors under 550, and Ember within 600", () => {
  const count = names => names.reduce((sum, name) => sum + read(name).split("\n").length - 1, 0);
  assert.ok(count(["demo/01-hello/main.js"]) < 15);
  assert.ok(count(under("demo/meteors").filter(name => name.endsWith(".js"))) < 550);
  assert.ok(count(under("demo/ember").filter(name => name.endsWith(".js"))) <= 600);
});

test("files of engine/ and scripting/ have at most 450 lines", () => {
  assert.deepEqual(code.map(name => [name, read(name).split("\n").length - 1]).filter(([, count]) => count > 450), []);
});

/** { name, start, title, count } of everything that begins and ends at the left margin and has parameters. */
function functions(name) {
  const found = [], data = /^(struct|enum|union|typedef|namespace|extern "C" \{|(export )?const \w+ = ((Object\.freeze|sealed)\()?[[{])/;
  let start = 0, title = "";
  read(name).split("\n").forEach((line, i) => {
    if (!start && /^[A-Za-z].*[({,]$/.test(line) && !data.test(line)) [start, title] = [i + 1, line];
    if (start && /^\}/.test(line)) {
      if (title.includes("(")) found.push({ name, start, title, count: i + 2 - start });
      start = 0;
    }
  });
  return found;
}

test("functions have at most 60 lines", () => {
  const all = code.flatMap(functions);
  assert.ok(all.length > 200, `only ${all.length} functions were found`);
  assert.deepEqual(all.filter(({ count }) => count > 60), []);
});

test("lines of engine/ and scripting/ have at most 140 columns", () => {
  assert.deepEqual(lines([...code, "scripting/js/thaw.d.ts"], line => Array.from(line).length > 140), []);
});

test("C++ lives in scripting/vm_*.cc alone", () => {
  const other = files.filter(name => /\.(cc|cpp|cxx|hpp|hh)$/.test(name) && !/^scripting\/vm_\w+\.cc$/.test(name));
  assert.deepEqual(other, []);
});

test("only vm_v8.h includes V8, and only vm_*.cc include vm_v8.h", () => {
  const wrong = [];
  for (const name of files.filter(each => /\.(c|cc|h)$/.test(each)))
    for (const { file } of includes(name)) {
      if (/^(v8|libplatform|node|cppgc)\b/.test(file) && name !== "scripting/vm_v8.h") wrong.push(`${name} includes ${file}`);
      if (file === "vm_v8.h" && !/^scripting\/vm_\w+\.cc$/.test(name)) wrong.push(`${name} includes ${file}`);
    }
  assert.deepEqual(wrong, []);
  assert.ok(includes("scripting/vm_v8.h").some(({ file }) => file.startsWith("v8")), "the rule still meets something");
});

test("in engine/ only main.c knows scripting/", () => {
  const headers = new Set(under("scripting").filter(name => name.endsWith(".h")).map(name => path.basename(name)));
  const wrong = under("engine").filter(name => name !== "engine/main.c" && /\.[ch]$/.test(name))
    .flatMap(name => includes(name).filter(({ file }) => headers.has(path.basename(file))).map(({ file }) => `${name} includes ${file}`));
  assert.deepEqual(wrong, []);
  assert.deepEqual(includes("engine/main.c").filter(({ file }) => headers.has(file)).map(({ file }) => file), ["script.h"]);
});

test("only main.c and tests include script.h", () => {
  const users = files.filter(name => /\.(c|cc|h)$/.test(name) && includes(name).some(({ file }) => path.basename(file) === "script.h"));
  assert.deepEqual(users.filter(name => !/^(engine\/main\.c|scripting\/script\w*\.[ch])$/.test(name) && !name.startsWith("tests/")), []);
});

test("scripting/ does not include SDL, and engine/ does not know V8", () => {
  const wrong = under("scripting").filter(name => /\.(c|cc|h)$/.test(name)).flatMap(name => includes(name).filter(({ file }) => /^SDL/i.test(file)).map(() => name));
  assert.deepEqual(wrong, []);
  assert.deepEqual(lines(under("engine").filter(name => /\.[ch]$/.test(name)), line => /\bv8::|#include <v8/.test(line)), []);
});

test("the include graph has no cycle", () => {
  const headers = new Map(native.filter(name => name.endsWith(".h")).map(name => [path.basename(name), name]));
  const state = new Map();
  const visit = (name, trail) => {
    if (state.get(name) === "done") return;
    assert.ok(!trail.includes(name), `a cycle: ${[...trail, name].join(" → ")}`);
    for (const { own, file } of includes(name))
      if (own && headers.has(path.basename(file))) visit(headers.get(path.basename(file)), [...trail, name]);
    state.set(name, "done");
  };
  for (const name of headers.values()) visit(name, []);
  assert.equal(headers.size, state.size);
});

test("the modules of scripting/js have no cycle of imports", () => {
  const scripts = under("scripting/js").filter(name => name.endsWith(".js")), seen = new Set();
  const visit = (name, trail) => {
    assert.ok(!trail.includes(name), `a cycle: ${[...trail, name].join(" → ")}`);
    if (seen.has(name)) return;
    for (const [, file] of read(name).matchAll(/^(?:import|export)[^;]*?"\.\/([\w.]+)"/gm)) visit("scripting/js/" + file, [...trail, name]);
    seen.add(name);
  };
  scripts.forEach(name => visit(name, []));
});

test("every header says what it is, and guards itself", () => {
  const headers = native.filter(name => name.endsWith(".h"));
  assert.deepEqual(headers.filter(name => !read(name).startsWith("/*")), []);
  assert.deepEqual(headers.filter(name => !/^#pragma once$/m.test(read(name)) && !/font_data\.h$/.test(name)), []);
});

test("no line ends in blanks, and every file ends with one line end", () => {
  const texts = files.filter(name => isText(name) && !/\.(svg|snap|patch|diff)$/.test(name) && !name.startsWith("tests/fuzz/corpus/"));
  assert.deepEqual(lines(texts, line => /[ \t\r]$/.test(line)), []);
  assert.deepEqual(texts.filter(name => read(name) && !/[^\n]\n$/.test(read(name))), []);
});

test("nothing is left for later, and no code is switched off", () => {
  const marks = new RegExp(`\\b(${["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"].join("|")})\\b`);
  const own = files.filter(name => isText(name) && !name.startsWith("assets/"));
  assert.deepEqual(lines(own, line => marks.test(line)), []);
  assert.deepEqual(lines(native, line => /^\s*#\s*if\s+0\b/.test(line)), []);
});
