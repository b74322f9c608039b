// What gcov counted in a build: the table of tests/coverage, and missed.txt.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

const tree = path.resolve(process.argv[2]), objects = path.join(tree, "build/obj");

function* counted(folder) {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const name = path.join(folder, entry.name);
    if (entry.isDirectory()) yield* counted(name);
    else if (name.endsWith(".gcno")) yield name;
  }
}

/** source → { lines: Map(line → count), branches: Map("line:n" → count) }; what several objects hold is added up. */
const sources = new Map();
for (const notes of counted(objects)) {
  if (!/\/(engine|scripting|thaw)\/[^/]+$/.test(path.dirname(notes) + "/") && !/\/(engine|scripting|thaw)\//.test(notes)) continue;
  const text = execFileSync("gcov", ["--json-format", "--stdout", "--branch-probabilities", notes], { cwd: tree, maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "ignore"] });
  for (const { file, lines } of JSON.parse(text).files) {
    const name = path.relative(tree, path.resolve(path.join(tree, "build/make"), file));
    if (!/^(engine|scripting)\/[^/]+\.(c|cc)$/.test(name)) continue;
    if (!sources.has(name)) sources.set(name, { lines: new Map(), branches: new Map() });
    const source = sources.get(name);
    for (const { line_number: line, count, branches } of lines) {
      source.lines.set(line, (source.lines.get(line) ?? 0) + count);
      branches.forEach((branch, i) => {
        if (!branch.throw) source.branches.set(`${line}:${i}`, (source.branches.get(`${line}:${i}`) ?? 0) + branch.count);
      });
    }
  }
}
if (!sources.size) throw new Error("gcov found nothing");

const ran = counts => [...counts.values()].filter(Boolean).length;
const share = (some, all) => (all ? (some / all * 100).toFixed(1) + " %" : "-").padStart(8);
const missed = [];
let total = [0, 0, 0, 0];
const rows = [...sources].sort(([a], [b]) => a.localeCompare(b)).map(([name, { lines, branches }]) => {
  const text = fs.readFileSync(path.join(tree, name), "utf8").split("\n");
  for (const [line, count] of [...lines].sort(([a], [b]) => a - b)) if (!count) missed.push(`${name}:${line}: line: ${text[line - 1].trim()}`);
  for (const [at, count] of branches) {
    const line = Number(at.split(":")[0]);
    if (!count && lines.get(line)) missed.push(`${name}:${line}: branch: ${text[line - 1].trim()}`);
  }
  const row = [ran(lines), lines.size, ran(branches), branches.size];
  total = total.map((sum, i) => sum + row[i]);
  return [name, row];
});
for (const [name, [a, b, c, d]] of [...rows, ["all", total]])
  console.log(`${name.padEnd(34)} ${String(b).padStart(6)} lines ${share(a, b)} ${String(d).padStart(6)} branches ${share(c, d)}`);
fs.writeFileSync(path.join(tree, "missed.txt"), missed.join("\n") + "\n");
