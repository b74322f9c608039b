// What V8 has learnt of objects while Thaw's own half was frozen holds for the game's objects of the same shape. A property that was once no
// number is boxed anew at each change, five times slower than a number in place: no usual name of a number may have been anything else.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import path from "node:path";
import { test } from "node:test";
import { assertExit, environment, game, house, scratch, show } from "./lib/thaw.mjs";

const names = `a alpha angle b c count d damage delay dt duration dx dy e end energy f fps frame g h health height hp i id index k key left length
  level life max min n offset p power pressure r radius right rotation s scale score size speed start t tick time tint top u v value velocity volume
  vx vy w wait width x y z zoom`.split(/\s+/);
const most = 8; // properties of an object

const sanitized = (process.env.THAW ?? "").includes("sanitize") && "a sanitizer wants to be the first library";

/** What V8 says when it learns more of a property of an object that main.js makes: "x:d" for an x that is a number. */
async function learnt(t, source) {
  const library = path.join(scratch(t), "flags.so");
  execFileSync("gcc", ["-O1", "-shared", "-fPIC", "-o", library, path.join(house, "tests/bench/warm_shim.c")]);
  const it = game(t, source);
  const env = environment(it.home, { LD_PRELOAD: library, WARM_FLAGS: "--trace-generalization" });
  const result = await it.thaw(["run", "--headless", "--no-cache", "--frames", "1"], { env });
  assertExit(result, 0);
  const lines = (result.out + result.err).split("\n").filter(line => line.includes("[generalizing]") && line.includes("main.js"));
  return lines.map(line => /\](\w+):\S*->(\w)\{/.exec(line)).filter(Boolean).map(([, name, kind]) => `${name}:${kind}`);
}

test("no name of a number is known as something else", { skip: sanitized }, async t => {
  const literal = (name, count) => `({ ${[name, ...Array.from({ length: count - 1 }, (_, i) => `q${i}`)].map(key => `${key}: i * 0.5 + 0.1`).join(", ")} })`;
  const makers = names.flatMap(name => Array.from({ length: most }, (_, i) => `i => ${literal(name, i + 1)}`));
  const seen = await learnt(t, `const kept = [${makers.join(",\n")}].map(make => [1, 2, 3].map(make));\nexport function update() {}\n`);
  for (const name of names) assert.ok(seen.includes(`${name}:d`), `${name} was not seen: ${show({ seen: seen.length })}`);
  assert.deepEqual(seen.filter(each => names.includes(each.split(":")[0]) && !/:[sd]$/.test(each)), []); // a small number may become one
});

test("one that is no number at first would be told", { skip: sanitized }, async t => {
  const seen = await learnt(t, `const first = Object.getOwnPropertyDescriptors({ x: 1, y: 1 });
const kept = [1, 2, 3].map(i => ({ x: i * 0.5 + 0.1, y: i * 0.5, vx: 1.5, vy: 0.5 }));
export function update() { first.y = kept.length; }
`);
  assert.ok(seen.includes("x:h") && !seen.includes("x:d"), seen.join(" "));
});
