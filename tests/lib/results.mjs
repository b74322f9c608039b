// tests/RESULTS.md: what the long tests have found, a section a test, each replaced as a whole by its next run.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { binary, house } from "./thaw.mjs";

const file = path.join(house, "tests/RESULTS.md");

/** Puts `text` under the heading `section`, with the command that made it. */
export function record(section, command, text) {
  const version = execFileSync(binary, ["--version"], { encoding: "utf8" }).trim();
  const head = `# What the long tests found

Written by the commands named, each in one go on one machine: ${os.cpus().length} × ${os.cpus()[0].model.trim()};
${version}, node ${process.version}.
`;
  const old = fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "", sections = new Map();
  for (const [, name, body] of old.matchAll(/^## (.*)\n([^]*?)(?=^## |$(?![^]))/gm)) sections.set(name, body.trim());
  sections.set(section, `${new Date().toISOString().slice(0, 10)}, \`${command}\`\n\n${text.trim()}`);
  const order = [...sections.keys()].sort();
  fs.writeFileSync(file, `${head}\n${order.map(name => `## ${name}\n\n${sections.get(name)}\n`).join("\n")}`);
}
