// The command line: what it prints, and what it says to a mistake, with exit codes 2 (the command line) and 3 (a file).
import assert from "node:assert/strict";
import fs from "node:fs";
import { describe, test } from "node:test";
import { Display, missing } from "./lib/display.mjs";
import { decode } from "./lib/png.mjs";
import { Game, assertExit, binary, game, show, until } from "./lib/thaw.mjs";

describe("usage", { concurrency: 2 }, () => {
  test("--help tells every command, option and exit code on stdout", async t => {
    const it = game(t, "");
    const first = await it.thaw(["--help"]);
    assertExit(first, 0);
    assert.equal(first.err, "");
    for (const word of ["thaw new", "thaw run", "thaw check", "thaw freeze", "thaw pack", "thaw info", "thaw clean", "--json", "--ts", "--inspect", "--watch", "--headless", "--frames", "--screenshot", "--input", "--audio", "--seed", "--draw-hash",
      "--timings", "--no-cache", "--no-freeze", "--no-vsync", "--version", "-o", "Exit codes"]) assert.ok(first.out.includes(word), word);
    assert.ok(first.out.split("\n").every(line => line.length <= 140), "lines of at most 140 letters");
    for (const args of [["-h"], ["help"], ["run", "--help"], ["freeze", "--help"], ["run", "--headless", "--help"], ["help", "pack"]]) {
      const result = await it.thaw(args);
      assertExit(result, 0);
      assert.equal(result.out, first.out);
    }
  });

  test("a start loads neither SDL nor Node's cryptography, which it does not need yet or never", async t => {
    const it = game(t, ""), { out } = await it.thaw([], { env: { LD_TRACE_LOADED_OBJECTS: "1" } });
    assert.match(out, /^\s*libc\.so/m);
    assert.doesNotMatch(out, /^\s*libSDL/m);
    const { v8 } = JSON.parse((await it.thaw(["info", "--json"])).out);
    if (/^10\./.test(v8)) assert.doesNotMatch(out, /^\s*lib(crypto|ssl)/m, "later ones use it as soon as they are loaded");
  });

  test("--version is one line", async t => {
    for (const args of [["--version"], ["version"]]) {
      const result = await game(t, "").thaw(args);
      assertExit(result, 0);
      assert.match(result.out, /^thaw \d+\.\d+\.\d+\n$/);
    }
  });

  /** arguments → what stderr says, exit code 2 */
  const mistakes = [
    [[], /which command\?.*thaw --help/],
    [[""], /unknown command/],
    [["rum"], /unknown command rum: did you mean thaw run\?/],
    [["frezee", "."], /unknown command frezee: did you mean thaw freeze\?/],
    [["waltz"], /unknown command waltz \(thaw --help lists them\)/],
    [["./game"], /unknown command \.\/game: did you mean thaw run \.\/game\?/],
    [["game.thaw"], /did you mean thaw run game\.thaw\?/],
    [["--hepl"], /unknown option --hepl: did you mean --help\?/],
    [["--headless"], /--headless/],
    [["run", "--headles"], /unknown option --headles: did you mean --headless\?/],
    [["run", "--zzzzzz"], /unknown option --zzzzzz \(thaw --help lists them\)/],
    [["run", "-x"], /unknown option -x/],
    [["run", "--frames"], /--frames needs a value: --frames N/],
    [["run", "--frames="], /--frames needs a value/],
    [["run", "--screenshot"], /--screenshot needs a value: --screenshot FILE/],
    [["run", "--audio", "x.wav"], /--audio writes what a game without a window plays: give --headless too/],
    [["run", "--headless", "--audio"], /--audio needs a value: --audio FILE/],
    [["run", "--input", ""], /--input needs a value/],
    [["freeze", ".", "-o"], /-o needs a value: -o FILE/],
    [["run", "--frames", "0"], /--frames must be a whole number from 1\b.* not "0"/],
    [["run", "--frames", "x"], /--frames must be a whole number from 1\b.* not "x"/],
    [["run", "--frames", "1.5"], /not "1\.5"/],
    [["run", "--frames=-3"], /not "-3"/],
    [["run", "--frames", "99999999999999999999"], /--frames must be/],
    [["run", "--frames", "0x10"], /not "0x10"/],
    [["run", "--seed", "-1"], /--seed must be a whole number from 0\b.* not "-1"/],
    [["run", "--seed", "2147483648"], /--seed must be/],
    [["run", "--headless=yes"], /--headless takes no value/],
    [["run", "-o", "x"], /-o is not for thaw run/],
    [["freeze", ".", "-o", "x", "--frames", "3"], /--frames is not for thaw freeze/],
    [["check", ".", "--headless"], /--headless is not for thaw check/],
    [["info", "--seed", "3"], /--seed is not for thaw info/],
    [["run", "a", "b"], /takes one path, and there are two: a and b/],
    [["info", "a.thaw", "b.thaw"], /takes one path/],
    [["new", "a", "b"], /thaw new takes one path, and there are two: a and b/],
    [["clean", "x"], /thaw clean takes no path, and there is "x"/],
    [["new"], /thaw new needs a name/],
    [["new", ""], /thaw new takes a path/],
    [["pack", "."], /thaw pack needs -o FILE, the program to write/],
    [["pack", "a", "b", "-o", "c"], /thaw pack takes one path/],
    [["check", ".", "--", "a"], /-- is not for thaw check/],
    [["run", "", "--headless"], /thaw run takes a path, and "" is none/],
    [["run", "--json"], /--json is not for thaw run/],
    [["--version", "a"], /thaw --version takes nothing more, and there is "a"/],
    [["help", "a"], /thaw help takes nothing more, and there is "a"/],
    [["freeze"], /thaw freeze needs the game's path: thaw freeze PATH -o FILE/],
    [["check"], /thaw check needs the game's path/],
    [["freeze", "."], /needs -o FILE/],
    [["freeze", "-o", "x.thaw"], /needs the game's path/],
    [["@freeze"], /unknown command/],
  ];
  for (const [args, wanted] of mistakes)
    test(`"thaw ${args.join(" ")}" is told and ends with 2`, async t => {
      const it = new Game(t, {}), result = await it.thaw(args);
      assert.equal(result.signal, null, show(result));
      assert.equal(result.code, 2, show(result));
      assert.match(result.err, /^thaw: [^\n]+\n$/);
      assert.match(result.err, wanted);
      assert.equal(result.out, "");
      assert.deepEqual(fs.readdirSync(it.folder), []);
    });

  /** arguments → what stderr says, exit code 3 */
  const absent = [
    [["run"], /no main\.js in that folder/],
    [["run", "nowhere"], /nowhere: No such file/],
    [["run", "nowhere.js"], /nowhere\.js: No such file/],
    [["run", "nowhere.thaw"], /nowhere\.thaw: No such file/],
    [["run", "folder.js"], /no main\.js/],
    [["run", "folder.js/main.js"], /No such file/],
    [["run", "text.txt"], /text\.txt: it is not a frozen game/],
    [["freeze", "nowhere", "-o", "out.thaw"], /nowhere: No such file/],
    [["check", "."], /no main\.js in that folder/],
    [["pack", ".", "-o", "out"], /no main\.js in that folder/],
    [["pack", "nowhere.thaw", "-o", "out"], /nowhere\.thaw: No such file/],
    [["pack", "text.txt", "-o", "out"], /not a frozen game/],
    [["new", "text.txt"], /cannot make the folder text\.txt: a file of that name is there/],
    [["new", "text.txt/below"], /cannot make the folder text\.txt\/below: Not a directory/],
    [["info", "nowhere.thaw"], /No such file/],
    [["info", "text.txt"], /not a frozen game/],
    [["run", "--no-freeze", "nowhere"], /No such file/],
    [["run", "x".repeat(300)], /File name too long/],
  ];
  for (const [args, wanted] of absent)
    test(`"thaw ${args.join(" ").slice(0, 60)}" without such a file ends with 3`, async t => {
      const it = new Game(t, { "folder.js/a.txt": "", "text.txt": "no game" }), result = await it.thaw([...args, ...(args[0] === "run" ? ["--headless", "--frames", "1"] : [])]);
      assertExit(result, 3);
      assert.match(result.err, /^thaw: [^\n]+\n$/);
      assert.match(result.err, wanted);
      assert.equal(result.out, "");
    });

  test("options stand before or behind the path, with = or a blank", async t => {
    const it = game(t, 'import { game } from "thaw"; export const update = () => { if (game.frame === 4) game.quit(9); };');
    for (const args of [["--frames=2", "--headless", "."], [".", "--headless", "--frames", "2"], ["--headless", ".", "--frames=2", "--seed=3"]])
      assertExit(await it.thaw(["run", ...args]), 0);
    assertExit(await it.thaw(["run", ".", "--headless", "--", "--frames", "2"]), 9);
  });

  test("the last of two values counts", async t => {
    const it = game(t, "");
    const result = await it.thaw(["run", "--headless", "--frames", "5", "--frames", "2", "--draw-hash"]);
    assertExit(result, 0);
    assert.match(result.out, /over 2 frames/);
  });

  test("thaw run where no game is, on a terminal, says what to type in a window", async t => {
    const it = new Game(t, {}), shot = it.file("welcome.png");
    const command = `'${binary}' run --frames 3 --screenshot '${shot}'`;
    // script: a terminal for its command
    const result = await it.thaw(["-qec", command, "/dev/null"], { program: "script", env: { SDL_VIDEODRIVER: "dummy" } });
    assertExit(result, 3);
    assert.match(result.out, /thaw: cannot find a game in \.: there is no main\.js in that folder[^\n]*\n/);
    const { width, height } = decode(fs.readFileSync(shot));
    assert.deepEqual([width, height], [480, 270]);
    assert.deepEqual(it.cached(), []);
  });

  test("that window closes on Esc", { skip: missing }, async t => {
    const display = await Display.open();
    t.after(() => display.close());
    const it = new Game(t, {}), child = it.start(["-qec", `'${binary}' run`, "/dev/null"], { program: "script", env: display.env });
    t.after(() => child.kill("SIGKILL"));
    const window = await until(() => display.ask("xdotool", "search", "--onlyvisible", "--name", "^thaw$"), "the window opens");
    display.key(window, "F5", "a", "Escape");
    assertExit(await child.ended, 3);
  });

  for (const [what, program, args, env] of [
    ["not on a terminal", binary, ["run"], { SDL_VIDEODRIVER: "dummy" }],
    ["headless", "script", ["-qec", `'${binary}' run --headless`, "/dev/null"], { SDL_VIDEODRIVER: "dummy" }],
    ["without a display", "script", ["-qec", `'${binary}' run`, "/dev/null"], { SDL_VIDEODRIVER: "x11", DISPLAY: ":9999999" }],
  ])
    test(`thaw run where no game is, ${what}, is one sentence`, async t => {
      const result = await new Game(t, {}).thaw(args, { program, env });
      assertExit(result, 3);
      assert.match(result.out + result.err, /^thaw: cannot find a game in \.: there is no main\.js in that folder[^\n]*\n$/m);
      assert.doesNotMatch(result.out + result.err, /cannot open a window/);
    });

  test("without a display and without --headless it is told what to do", async t => {
    const result = await game(t, "").thaw(["run", "--frames", "1"], { env: { SDL_VIDEODRIVER: "x11", DISPLAY: ":9999999" } });
    assertExit(result, 3);
    assert.match(result.err, /^thaw: cannot open a window: .*--headless/m);
  });
});
