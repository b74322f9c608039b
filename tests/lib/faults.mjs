// Has calls of thaw fail: tests/lib/faults*.c, built once and preloaded.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { house, scratch } from "./thaw.mjs";

export const sanitized = (process.env.THAW ?? "").includes("sanitize") && "a sanitizer has a malloc of its own";
export const long = Boolean(process.env.THAW_LONG);

let library;
function build() {
  if (library) return library;
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "thaw-test-"));
  process.on("exit", () => fs.rmSync(folder, { recursive: true, force: true }));
  library = path.join(folder, "faults.so");
  execFileSync("gcc", ["-O1", "-Wall", "-Wextra", "-Werror", "-fno-builtin", "-shared", "-fPIC", "-o", library,
    ...["faults.c", "faults_calls.c"].map(name => path.join(house, "tests/lib", name))]);
  return library;
}

/** The calls that are tried: every one with THAW_LONG; else all up to `first`, and behind it ever fewer. */
export function* numbers(first, last = 100_000) {
  for (let n = 1; n <= last; n = long || n < first ? n + 1 : Math.ceil(n * 1.5)) yield n;
}

export class Faults {
  constructor(t) {
    this.report = path.join(scratch(t), "report");
  }

  /** The variables of a run in which these calls fail (faults.c has the words). */
  env(words) {
    fs.rmSync(this.report, { force: true });
    const all = { ...words, report: this.report };
    return { LD_PRELOAD: build(), FAULTS: Object.entries(all).map(([name, value]) => `${name}=${value}`).join(" ") };
  }

  /** How many calls were chosen in the last run. */
  hit() {
    return fs.existsSync(this.report) ? fs.statSync(this.report).size : 0;
  }
}
