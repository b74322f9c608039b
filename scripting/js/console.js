// console.*, by the Console standard (console.spec.whatwg.org): text to stderr, with level and place added by the engine.
import { entriesOf, format, inspect, within } from "./format.js";

const { native } = import.meta;
const DEBUG = 0, LOG = 1, INFO = 2, WARN = 3, ERROR = 4;

const LETTERS = 1000000; // of one line's text; what is longer is cut
const DEPTH = 32;        // of groups; deeper ones are not indented any further
let indent = "", groups = 0;
const counts = new Map(), times = new Map();

function write(level, text) {
  if (text.length > LETTERS) text = `${text.slice(0, LETTERS)}… ${text.length - LETTERS} more letters`;
  native.game.log(level, indent + text.replaceAll("\n", "\n" + indent));
}

/** Rows and columns with lines of dashes between heading and body. */
function tableText(rows) {
  const columns = ["(index)"], cells = [];
  for (const [index, row] of rows) {
    const line = { "(index)": index };
    if (typeof row === "object" && row !== null)
      for (const key of Object.keys(row)) line[key] = inspect(row[key]);
    else line["value"] = inspect(row);
    for (const key of Object.keys(line)) if (!columns.includes(key)) columns.push(key);
    cells.push(line);
  }
  const widths = columns.map(c => Math.max(c.length, ...cells.map(line => (line[c] ?? "").length)));
  const shown = line => columns.map((c, i) => (line[c] ?? "").padEnd(widths[i])).join("  ").trimEnd();
  const heading = Object.fromEntries(columns.map(c => [c, c]));
  return [shown(heading), widths.map(w => "-".repeat(w)).join("  "), ...cells.map(shown)].join("\n");
}

/** A label as text, whatever it is. */
function labelText(label) {
  try {
    return String(label);
  } catch {
    return inspect(label);
  }
}

function elapsed(label) {
  const start = times.get(label);
  if (start === undefined) write(WARN, `there is no timer "${label}"`);
  return start === undefined ? undefined : `${label}: ${(native.game.now() - start).toFixed(3)} ms`;
}

export const console = {
  log: (...values) => write(LOG, format(values)),
  info: (...values) => write(INFO, format(values)),
  debug: (...values) => write(DEBUG, format(values)),
  warn: (...values) => write(WARN, format(values)),
  error: (...values) => write(ERROR, format(values)),
  assert(condition, ...values) {
    if (!condition) write(ERROR, values.length ? `assertion failed: ${format(values)}` : "assertion failed");
  },
  trace(...values) {
    const frames = native.game.stack(new Error().stack ?? "").split("\n").slice(1).filter(line => !/\bthaw:/.test(line));
    write(LOG, [`trace: ${format(values)}`, ...frames].join("\n"));
  },
  dir: value => write(LOG, inspect(value)),
  table(rows) {
    let text;
    try {
      if (typeof rows === "object" && rows !== null)
        text = "\n" + within(() =>
          tableText(rows instanceof Map ? entriesOf(rows).map(([k, v]) => [inspect(k), v]) : Object.entries(rows)));
    } catch {
      text = undefined; // a getter or a Proxy refused
    }
    write(LOG, text ?? format([rows]));
  },
  count(label = "default") {
    label = labelText(label);
    counts.set(label, (counts.get(label) ?? 0) + 1);
    write(LOG, `${label}: ${counts.get(label)}`);
  },
  countReset: (label = "default") => void counts.delete(labelText(label)),
  time: (label = "default") => void times.set(labelText(label), native.game.now()),
  timeLog(label = "default", ...values) {
    const text = elapsed(labelText(label));
    if (text) write(LOG, format([text, ...values]));
  },
  timeEnd(label = "default") {
    const text = elapsed(labelText(label));
    if (text) write(LOG, text);
    times.delete(labelText(label));
  },
  group(...values) {
    if (values.length) write(LOG, format(values));
    if (groups++ < DEPTH) indent += "  ";
  },
  groupEnd() {
    if (groups > 0 && groups-- <= DEPTH) indent = indent.slice(2);
  },
};
console.groupCollapsed = console.group;
