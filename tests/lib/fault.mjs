// What a fault must look like on stderr: message, place, excerpt with a caret, the author's frames.
import assert from "node:assert/strict";
import { game, show } from "./thaw.mjs";

/** In sources, "‹" marks the column that the fault must name. Gives the files without it, and what it marked. */
export function unmark(files) {
  const clean = {};
  let mark = null;
  for (const [name, source] of Object.entries(files)) {
    const at = typeof source === "string" ? source.indexOf("‹") : -1;
    clean[name] = at < 0 ? source : source.replace("‹", "");
    if (at < 0) continue;
    const before = source.slice(0, at).split("\n");
    const rest = source.slice(at + 1).split(/\r?\n/, 1)[0];
    mark = { file: name, line: before.length, column: before.at(-1).length + 1, rest };
  }
  return { files: clean, mark };
}

/** The shown line at fault and what of it stands right of the caret, from an excerpt. */
export function excerpt(text) {
  const lines = text.split("\n"), at = lines.findIndex(line => /^> +\d+ \| /.test(line));
  if (at < 0) return null;
  const [, number, source] = /^> +(\d+) \| (.*)$/.exec(lines[at]);
  const caret = /^ +\| ( *)\^$/.exec(lines[at + 1] ?? "");
  assert.ok(caret, `no caret below line ${number}:\n${text}`);
  const letters = Array.from(source);
  assert.equal(lines[at].indexOf("|"), lines[at + 1].indexOf("|"), "the bars stand in one column");
  return { number: Number(number), source, right: letters.slice(caret[1].length).join("") };
}

/** Whether `result` tells the fault at the mark; `shownFile` is how the file is named from the working directory. */
export function assertFault(result, { message, mark, frames, shownFile }) {
  assert.equal(result.signal, null, show(result));
  assert.equal(result.code, 1, show(result));
  assert.doesNotMatch(result.err, /thaw:/, "the engine's own half must not be seen");
  if (message instanceof RegExp) assert.match(result.err, message);
  else assert.ok(result.err.includes(message), `wanted: ${message}\n${show(result)}`);
  if (mark) {
    const place = `${shownFile ?? mark.file}:${mark.line}:${mark.column}: `;
    assert.ok(result.err.split("\n").some(line => line.startsWith(place)), `wanted a line at ${place}\n${show(result)}`);
    const seen = excerpt(result.err);
    assert.ok(seen, `no excerpt:\n${show(result)}`);
    assert.equal(seen.number, mark.line);
    const wanted = mark.rest.replaceAll("\t", "    ").trimEnd(), right = seen.right.trimEnd();
    const same = wanted === "" ? right === "" : right && wanted.startsWith(right); // a long line is cut at its end
    assert.ok(same, `right of the caret stands ${JSON.stringify(right)}, not ${JSON.stringify(wanted)}`);
  }
  if (frames) {
    const told = result.err.split("\n").filter(line => /^ {2}at /.test(line)).map(line => line.slice(2));
    assert.deepEqual(told, frames);
  }
}

/** Runs marked files and checks the fault; `args` replaces the command. */
export async function fails(t, marked, message, { frames, args, cwd, shownFile } = {}) {
  const { files, mark } = unmark(typeof marked === "string" ? { "main.js": marked } : marked);
  const it = game(t, files), result = await (args ? it.thaw(args, { cwd }) : it.run([], { cwd }));
  assertFault(result, { message, mark, frames, shownFile });
  return result;
}
