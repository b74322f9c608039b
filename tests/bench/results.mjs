// results.mjs GROUP FILE: puts what a group printed into RESULTS.md under its heading, in place of what it printed before.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { bun, deno, love, luajit, onPath, pixi, thaw } from "./lib.mjs";

const [group, file] = process.argv.slice(2), path = "tests/bench/RESULTS.md";
const first = (command, ...args) => command && execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).split("\n")[0].trim();
const peers = [first(thaw, "--version"), `node ${process.version}`, bun && `bun ${first(bun, "--version")}`, first(deno, "--version"),
  love && first(love, "--version"), first(luajit, "-v")?.split(" -- ")[0],
  first(onPath("chromium-headless-shell"), "--version"), pixi && `pixi.js ${JSON.parse(readFileSync(pixi, "utf8")).version}`].filter(Boolean);
const head = `# What Thaw costs, beside others

Written by \`tests/bench/run [GROUP...]\`, one section a group, each in one go on one machine: ${cpus().length} × ${cpus()[0].model.trim()}.
Absolute times wander there from hour to hour; what counts are the ratios, of programs run in turn.
${peers.join("; ")}.
`;
const old = existsSync(path) ? readFileSync(path, "utf8") : "";
const sections = new Map(old.split(/^## /m).slice(1).map(text => [text.slice(0, text.indexOf("\n")).trim(), text.slice(text.indexOf("\n") + 1).trim()]));
sections.set(group, `${new Date().toISOString().slice(0, 10)}, \`tests/bench/run ${group}\`\n\n${readFileSync(file, "utf8").trim()}`);
const order = [...sections.keys()].sort();
writeFileSync(path, `${head}\n${order.map(name => `## ${name}\n\n${sections.get(name)}\n`).join("\n")}`);
