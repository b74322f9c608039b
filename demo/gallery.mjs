// Makes the pictures of the examples and the page that shows them: node demo/gallery.mjs, after a build. The same files each time.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const demo = path.dirname(fileURLToPath(import.meta.url));
const FRAMES = { "10-modules-levels": 280, "12-save": 420 }, USUAL_FRAMES = 120;

/** { name, title, idea } of every example, in the order in which they teach; the first line of main.js is "// Title: idea". */
export function examples() {
  return fs.readdirSync(demo).filter(name => /^\d\d-/.test(name)).sort().map(name => {
    const line = /^\/\/ ([^:]+): (.+)\n/.exec(fs.readFileSync(path.join(demo, name, "main.js"), "utf8"));
    if (!line) throw new Error(`demo/${name}/main.js does not begin with "// Title: idea"`);
    return { name, title: line[1], idea: line[2] };
  });
}

/** What thaw is told, from the top of the repository, to make an example's picture; saved data go to the folder `save`. */
export function pictureOf(name, file, save) {
  const folder = path.join(demo, name), input = path.join(folder, "input.txt");
  return ["run", folder, "--headless", "--frames", String(FRAMES[name] ?? USUAL_FRAMES), ...(fs.existsSync(input) ? ["--input", input] : []),
    "--save", save, "--screenshot", file];
}

/** The gallery, demo/README.md. */
export function page() {
  const row = ({ name, title, idea }) => `| [![${title}](${name}/${name}.png)](${name}/main.js) | **[${title}](${name}/main.js)**<br>${
    idea[0].toUpperCase() + idea.slice(1)}<br><br>\`demo/run ${name}\` |`;
  return `# Examples

One idea each, in an order in which they can be learned; none is longer than 80 lines. All are written with
[thaw.d.ts](../scripting/js/thaw.d.ts) beside them, the manual. Start one, open its \`main.js\`, change a number and save: the running game is
the new game.

|  |  |
| --- | --- |
${examples().map(row).join("\n")}
| [<img src="meteors/meteors.png" width="320" alt="Meteors">](meteors/main.js) | **[Meteors](meteors/main.js)**<br>A whole game, in a few small modules.<br><br>\`demo/run meteors\` |

The pictures, and this page, are made by \`node demo/gallery.mjs\`, which plays each example's \`input.txt\`. Where pictures, sounds and letters
come from: [assets/README.md](../assets/README.md).
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const save = fs.mkdtempSync(path.join(os.tmpdir(), "thaw-gallery-"));
  for (const { name } of examples()) {
    const { status } = spawnSync(path.join(demo, "../build/bin/thaw"), pictureOf(name, path.join(demo, name, `${name}.png`), save), { stdio: "inherit" });
    if (status !== 0) process.exit(1);
  }
  fs.rmSync(save, { recursive: true });
  fs.writeFileSync(path.join(demo, "README.md"), page());
}
