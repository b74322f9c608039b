// What gcov counted in a build: the table of tests/coverage, and missed.txt. With --write the table of COVERAGE.md too.
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

/** Why a branch may have gone without a test, by what its line says: the first that fits. */
const kinds = [
  ["memory", /out_of_memory|!memory\b|\b(malloc|calloc|realloc|strdup|open_memstream)\(/],
  ["V8", /ToLocal|IsEmpty\(|IsNothing|IsJust|FromMaybe|\bTo\(&|HasCaught|IsExecutionTerminating/],
  ["device", /\bSDL_|\bgl[A-Z]\w+|\bgl\.|dlopen|dlsym|->gl\b|app->lost|fullscreen|rumble/],
  ["system", /errno|strerror|\bE[A-Z]{4,}\b|\bUV_E|\buv_\w+\(|\b(open|read|write|pread|close|dup|stat|fstat|lstat|mmap|pipe2?|fsync|rename|unlink|opendir|readlink|realpath|fork|waitpid|kill|lseek|mkstemp|getenv|accept4?|recv|send|socket|isatty|ferror|fflush|fopen)\(|\bfds?\b.*[<>]=? ?0/],
  ["library", /stbi|stbtt|vorbis|wslay|base64_|XXH/],
  ["never", /ASSERT|abort\(|default:|use_given|use_error/],
  ["side", /&&|\|\||\?/],
];
/** The same for a line: most are of the kind of the branch before them. */
const told = [["system", /EXIT_FILE|strerror|uv_strerror|errno/], ["device", /SDL_GetError/], ["test", /EXIT_SCRIPT/]];

/** The kind of each of a file's missed lines and branches. */
function sort(entries, text) {
  let before = { line: -9, kind: "test" };
  return entries.sort((a, b) => a.line - b.line).map(entry => {
    const says = (entry.branch ? kinds : told).find(([, words]) => words.test(text[entry.line - 1]))?.[0];
    const kind = says ?? (!entry.branch && entry.line - before.line <= 2 && before.kind !== "side" ? before.kind : "test");
    before = { line: entry.line, kind };
    return { ...entry, kind };
  });
}

const ran = counts => [...counts.values()].filter(Boolean).length;
const share = (some, all) => (all ? (some / all * 100).toFixed(1) + " %" : "-").padStart(8);
const missed = [], names = [...kinds.map(([name]) => name), "test"], whys = new Map([["all", {}]]);
let total = [0, 0, 0, 0];
const rows = [...sources].sort(([a], [b]) => a.localeCompare(b)).map(([name, { lines, branches }]) => {
  const text = fs.readFileSync(path.join(tree, name), "utf8").split("\n");
  const entries = [
    ...[...lines].filter(([, count]) => !count).map(([line]) => ({ line, branch: 0 })),
    ...[...branches].filter(([at, count]) => !count && lines.get(parseInt(at, 10))).map(([at]) => ({ line: parseInt(at, 10), branch: 1 })),
  ];
  const counts = {};
  for (const { line, branch, kind } of sort(entries, text)) {
    missed.push(`${name}:${line}: ${kind}: ${branch ? "branch" : "line"}: ${text[line - 1].trim()}`);
    for (const sum of [counts, whys.get("all")]) sum[kind] = (sum[kind] ?? 0) + 1;
  }
  whys.set(name, counts);
  const row = [ran(lines), lines.size, ran(branches), branches.size];
  total = total.map((sum, i) => sum + row[i]);
  return [name, row];
});
for (const [name, [a, b, c, d]] of [...rows, ["all", total]])
  console.log(`${name.padEnd(34)} ${String(b).padStart(6)} lines ${share(a, b)} ${String(d).padStart(6)} branches ${share(c, d)}`);
fs.writeFileSync(path.join(tree, "missed.txt"), missed.join("\n") + "\n");

if (process.argv[3] === "--write") {
  const page = new URL("../COVERAGE.md", import.meta.url), text = fs.readFileSync(page, "utf8"), begin = "| file |";
  const percent = (some, all) => (all ? (some / all * 100).toFixed(1) : "-");
  const table = [...rows, ["**all**", total]].map(([name, [a, b, c, d]]) => {
    const counts = whys.get(name.replaceAll("*", "")) ?? {};
    return `| ${name} | ${b} | ${percent(a, b)} | ${d} | ${percent(c, d)} | ${names.map(kind => counts[kind] ?? "").join(" | ")} |`;
  });
  const head = [`${begin} lines | % | branches | % | ${names.join(" | ")} |`, `|---|${"---:|".repeat(4 + names.length)}`];
  fs.writeFileSync(page, text.slice(0, text.indexOf(begin)) + [...head, ...table].join("\n") + "\n");
}
