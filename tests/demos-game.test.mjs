// The demos that are whole games: Ember, Meteors and Swarm, played from scripts of input. Pictures as in golden.test.mjs.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { findWay, inputOf, readLevels } from "./lib/ember.mjs";
import { compare, decode } from "./lib/png.mjs";
import { play } from "./lib/restart.mjs";
import { Game, assertExit, game, house, told } from "./lib/thaw.mjs";
import { heard, peak } from "./lib/wave.mjs";

const demo = name => path.join(house, "demo", name), golden = path.join(house, "tests/golden");
const TOLERANCE = 8, FEW = 20;

/** The files of a demo, its main.js as "demo.js": a main.js of the test's own stands before it and tells. */
function probed(name, main) {
  const files = Object.fromEntries(fs.readdirSync(demo(name)).map(file => [file === "main.js" ? "demo.js" : file, fs.readFileSync(path.join(demo(name), file))]));
  return { ...files, "main.js": `import * as demo from "./demo.js";\nimport { state } from "./demo.js";\nexport * from "./demo.js";
const tell = value => console.log(JSON.stringify(value));\n${main}` };
}

/** Plays a demo with these events in a folder of its own for what it saves; the Game, whose `saved` reads that. */
async function playDemo(t, name, events, args) {
  const it = new Game(t, { "in.txt": events });
  it.saved = () => JSON.parse(fs.readFileSync(it.file(`saved/${name}.json`), "utf8"));
  it.result = await it.run(["--save", "saved", "--input", "in.txt", ...args, demo(name)]);
  assertExit(it.result, 0);
  assert.equal(it.result.err, "", "nothing to complain of");
  return it;
}

function looksAs(it, name) {
  const bytes = fs.readFileSync(it.file("out.png"));
  if (process.env.GOLDEN === "write") fs.writeFileSync(path.join(golden, name), bytes);
  const { different, largest } = compare(decode(bytes), decode(fs.readFileSync(path.join(golden, name))), TOLERANCE);
  if (different > FEW) {
    fs.mkdirSync(path.join(house, "build/golden"), { recursive: true });
    fs.writeFileSync(path.join(house, "build/golden", name), bytes);
  }
  assert.ok(different <= FEW, `${different} pixels differ, by up to ${largest}: see build/golden/${name} beside tests/golden/${name}`);
}

const levels = readLevels(), begin = "5 keydown Space\n7 keyup Space\n", FIRST = 30;

describe("Ember", { concurrency: 2 }, () => {
  for (const level of levels)
    test(`there is a way through "${level.name}"`, () => assert.ok(findWay(level)));

  test("a level without a way is found to have none", () => {
    const wall = row => [...row].map((sign, x) => (x === 9 ? "#" : sign)).join("");
    assert.equal(findWay({ ...levels[0], map: ["#".repeat(40), ...levels[0].map].map(wall) }), null);
  });

  test("the first level is played to its end: its hearth is lit, what was reached is saved, and it was heard", async t => {
    const way = findWay(levels[0]), frames = FIRST + way.length * 5 + 40;
    const it = await playDemo(t, "ember", begin + inputOf(way, FIRST), ["--frames", String(frames), "--audio", "heard.wav", "--screenshot", "out.png"]);
    const { open, best } = JSON.parse(it.saved().ember);
    assert.equal(open, 1);
    assert.ok(best[0].seconds > 1 && best[0].seconds < frames / 60 && best[0].flies <= 4, JSON.stringify(best));
    const { left } = heard(fs.readFileSync(it.file("heard.wav")));
    assert.ok(peak(left.subarray(0, 48000 * 0.05)) < 0.05 && peak(left) > 0.15, `${peak(left)}`);
    looksAs(it, "ember-won.png");
  });

  test("the middle of the first level looks as it did", async t => {
    const way = findWay(levels[0]);
    const it = await playDemo(t, "ember", begin + inputOf(way, FIRST), ["--frames", String(FIRST + 80), "--screenshot", "out.png"]);
    looksAs(it, "ember-level.png");
  });

  test("a gamepad plays it too, and P holds it", async t => {
    const files = probed("ember", 'export function update(dt) { demo.update(dt); tell([state.phase, state.hero?.x ?? 0, state.paused]); }');
    const it = game(t, { ...files, "in.txt": "1 padconnected 0 Pad\n5 padbutton 0 PadA 1\n6 padbutton 0 PadA 0\n10 padaxis 0 0 1\n20 padbutton 0 PadStart 1\n" });
    const result = await it.run(["--save", "saved", "--frames", "30", "--input", "in.txt"]);
    assertExit(result, 0);
    const seen = told(result);
    assert.deepEqual([seen[4][0], seen[5][0], seen[19][2], seen[20][2]], ["title", "play", false, true]);
    assert.ok(seen[19][1] > seen[9][1] + 5, "it runs");
    assert.equal(seen[29][1], seen[20][1], "it stands");
  });

  test("a level that is edited changes under the hero's feet, who stays where he is", async t => {
    const files = probed("ember", `import { levels } from "./levels.js";
import { game } from "thaw";
const seen = name => ({ load: name, restarted: game.restarted, phase: state.phase, sky: levels[0].map[0][0], x: Math.round(state.hero?.x ?? 0) });
export function load() { demo.load(); tell(seen(levels[0].name)); }
let far = false;
export function update(dt) {
  demo.update(dt);
  if (!far && state.hero?.x > 60 && state.hero.vx === 0) { far = true; tell({ far: Math.round(state.hero.x) }); }
}`);
    const input = { "in.txt": begin + "20 keydown ArrowRight\n60 keyup ArrowRight\n" };
    const child = await play(t, { ...files, ...input }, { args: ["--save", "saved", "--input", "in.txt"] });
    const { far } = await child.until(() => child.told().find(value => "far" in value), "a hero who has gone some way");
    child.save("levels.txt", files["levels.txt"].toString().replace("\n.", "\n#").replace("The spark", "The sparkle"));
    await child.runs("THE SPARKLE");
    const after = child.told().find(value => value.load === "THE SPARKLE");
    assert.deepEqual(after, { load: "THE SPARKLE", restarted: true, phase: "play", sky: "#", x: far });
  });
});

describe("Meteors", { concurrency: 2 }, () => {
  test("a gamepad starts it and fires: it is heard, and the title screen is silent", async t => {
    const pad = "1 padconnected 0 Pad\n60 padbutton 0 PadA 1\n";
    const it = await playDemo(t, "meteors", pad, ["--frames", "120", "--audio", "heard.wav"]);
    const { left } = heard(fs.readFileSync(it.file("heard.wav"))), half = left.length / 2;
    assert.equal(peak(left.subarray(0, half - 2400)), 0);
    assert.ok(peak(left.subarray(half)) > 0.05);
  });

  test("what thrusts is heard as long as it does", async t => {
    const it = await playDemo(t, "meteors", "1 keydown Enter\n2 keyup Enter\n100 keydown ArrowUp\n140 keyup ArrowUp\n", ["--frames", "200", "--audio", "heard.wav"]);
    const { left } = heard(fs.readFileSync(it.file("heard.wav"))), at = frame => left.subarray(frame * 800, (frame + 10) * 800);
    assert.ok(peak(at(120)) > 0.01, `${peak(at(120))}`);
    assert.equal(peak(at(180)), 0);
  });

  test("the best score is kept from run to run", async t => {
    const main = "export function load() { demo.load(); tell(state.best); }\nexport function update(dt) { demo.update(dt); if (state.phase === 'over') { tell(state.best); game.quit(); } }";
    const it = game(t, { ...probed("meteors", `import { game } from "thaw";\n${main}`), "in.txt": "1 keydown Space\n" });
    const once = async () => {
      const result = await it.run(["--save", "saved", "--frames", "20000", "--input", "in.txt"]);
      assertExit(result, 0);
      return told(result);
    };
    const [before, reached] = await once();
    assert.equal(before, 0);
    assert.ok(reached > 0);
    assert.equal(JSON.parse(fs.readFileSync(it.file("saved/meteors.json"), "utf8")).best, String(reached));
    assert.equal((await once())[0], reached);
  });
});

test("Swarm shows as many as it is told, and Up and Down double and halve them within its bounds", async t => {
  const it = game(t, { ...probed("swarm", "export function update(dt) { demo.update(dt); tell(state.count); }"),
    "in.txt": "1 keydown ArrowUp\n2 keydown ArrowDown\n3 keyup ArrowDown\n4 keydown ArrowDown\n5 keyup ArrowDown\n6 keydown ArrowDown\n" });
  const counts = async word => {
    const result = await it.run(["--frames", "8", "--input", "in.txt", "--screenshot", "out.png", "--", word]);
    assertExit(result, 0);
    return told(result);
  };
  assert.deepEqual(await counts("6000"), [6000, 12000, 6000, 6000, 3000, 3000, 2000, 2000]);
  const { pixels } = decode(fs.readFileSync(it.file("out.png"))), lit = pixels.filter((value, i) => i % 4 === 0 && value > 60).length;
  assert.ok(lit > 5000, `${lit} bright pixels`);
  assert.deepEqual((await counts("999999")).slice(0, 3), [200_000, 200_000, 100_000]);
});
