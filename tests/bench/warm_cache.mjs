// node --experimental-vm-modules warm_cache.mjs FOLDER CACHE make|use|none: evaluates the modules of a game, compiled with a cache of code
// each or without, up to the first update; prints the milliseconds from the first file read on. Node has V8's code cache; thaw has none.
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import vm from "node:vm";

const [folder, cache, what] = process.argv.slice(2);
const names = readdirSync(folder).filter(name => name.endsWith(".js")), began = performance.now();
let rejected = 0;
const modules = new Map(names.map(name => {
  const kept = what === "use" && existsSync(join(cache, name)) ? readFileSync(join(cache, name)) : undefined;
  const options = { identifier: name, ...kept && { cachedData: kept } };
  try {
    return [name, new vm.SourceTextModule(readFileSync(join(folder, name), "utf8"), options)];
  } catch {
    rejected++;
    return [name, new vm.SourceTextModule(readFileSync(join(folder, name), "utf8"), { identifier: name })];
  }
}));
const engine = new vm.SyntheticModule(["screen"], function () { this.setExport("screen", { text() {} }); });
const main = modules.get("main.js");
await main.link(specifier => (specifier === "thaw" ? engine : modules.get(basename(specifier))));
if (what === "make") mkdirSync(cache, { recursive: true });
// before it is evaluated: V8 refuses later; what has not run by then is not in it
if (what === "make") for (const [name, module] of modules) writeFileSync(join(cache, name), module.createCachedData());
await main.evaluate();
main.namespace.update(1 / 60);
if (rejected) throw new Error(`${rejected} caches were refused`);
console.log((performance.now() - began).toFixed(3));
