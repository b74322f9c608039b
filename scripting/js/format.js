// Values as text for console.*: what a person wants to see on one line, longer things over several.
const { native } = import.meta;
const DEPTH = 2, ITEMS = 100, LINE = 76, VALUES = 10000; // of one call, all in all

let left = 0, begun = false;

/** Calls what makes texts of values, of VALUES of them at most: a hundred times a hundred times a hundred would take seconds. */
export function within(show) {
  if (begun) return show();
  begun = true;
  left = VALUES;
  try {
    return show();
  } finally {
    begun = false;
  }
}

const plainKey = /^[A-Za-z_$][\w$]*$/;

function keyText(key) {
  return typeof key === "symbol" ? `[${String(key)}]` : plainKey.test(key) ? key : JSON.stringify(key);
}

function className(value) {
  const proto = Object.getPrototypeOf(value);
  if (proto === null) return "[null prototype]";
  const own = Object.getOwnPropertyDescriptor(proto, "constructor");
  return typeof own?.value === "function" ? own.value.name : "";
}

function functionText(value) {
  const kind = /^class\b/.test(Function.prototype.toString.call(value)) ? "class" : "function";
  return `[${kind} ${value.name || "(anonymous)"}]`;
}

function primitive(value, quoted) {
  switch (typeof value) {
    case "string": return quoted ? JSON.stringify(value) : value;
    case "bigint": return `${value}n`;
    case "number": return Object.is(value, -0) ? "-0" : String(value);
    default: return String(value);
  }
}

/** An error with what led to it, no deeper than other things. */
function errorText(value, depth, seen) {
  if (seen.includes(value)) return "[circular]";
  const stack = typeof value.stack === "string" ? value.stack : `${value.name}: ${value.message}`;
  if (depth > DEPTH) return stack.split("\n", 1)[0];
  let out = native.game.stack(stack).split("\n").filter(line => !/\bthaw:/.test(line)).join("\n");
  const show = v => text(v, true, depth + 1, 0, [...seen, value]);
  if (Object.hasOwn(value, "cause")) out += `\n  [cause]: ${show(value.cause)}`;
  if (value instanceof AggregateError && Array.isArray(value.errors))
    for (const part of list(value.errors, value.errors.length, show)) out += `\n  [error]: ${part}`;
  return out;
}

const { apply } = Reflect;
const ofMap = { begin: Map.prototype.entries, next: Object.getPrototypeOf(new Map().entries()).next };
const ofSet = { begin: Set.prototype.values, next: Object.getPrototypeOf(new Set().values()).next };

/** The first of a Map or Set; an heir's own iterator may have no end. */
function first(collection, { begin, next }, most = ITEMS) {
  const iterator = apply(begin, collection, []), found = [];
  for (let each; found.length < most && !(each = apply(next, iterator, [])).done;) found.push(each.value);
  return found;
}

/** [key, value] of all that is in a Map. */
export const entriesOf = map => first(map, ofMap, Infinity);

/** The entries of an array-like, cut at ITEMS. */
function list(values, length, show) {
  const parts = [];
  for (let i = 0; i < Math.min(length, ITEMS); i++) parts.push(i in values ? show(values[i]) : "<empty>");
  if (length > ITEMS) parts.push(`… ${length - ITEMS} more`);
  return parts;
}

/** Own enumerable properties as "key: value"; a getter is named, never run. */
function properties(value, show, skip) {
  const parts = [];
  for (const key of Reflect.ownKeys(value)) {
    const property = Object.getOwnPropertyDescriptor(value, key);
    if (!property?.enumerable || skip?.(key)) continue;
    parts.push(`${keyText(key)}: ${"value" in property ? show(property.value) : property.get ? "[getter]" : "[setter]"}`);
    if (parts.length === ITEMS) {
      parts.push("…");
      break;
    }
  }
  return parts;
}

function join(open, parts, close, indent) {
  if (parts.length === 0) return open + close;
  const line = `${open} ${parts.join(", ")} ${close}`;
  if (line.length + indent <= LINE && !line.includes("\n")) return line;
  const pad = " ".repeat(indent + 2);
  return `${open}\n${pad}${parts.join(`,\n${pad}`)}\n${" ".repeat(indent)}${close}`;
}

const isIndex = key => typeof key === "string" && /^\d+$/.test(key);

function object(value, depth, indent, seen) {
  if (seen.includes(value)) return "[circular]";
  const name = className(value), inside = [...seen, value];
  const show = v => text(v, true, depth + 1, indent + 2, inside);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
  if (value instanceof RegExp) return String(value);
  if (value instanceof Promise) return "Promise {}";
  if (depth > DEPTH) return Array.isArray(value) ? "[array]" : `[${name || "object"}]`;
  if (Array.isArray(value))
    return join(name === "Array" ? "[" : `${name} [`, [...list(value, value.length, show), ...properties(value, show, isIndex)], "]",
      indent);
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return join(`${name} [`, list(value, value.length, show), "]", indent);
  if (value instanceof Map)
    return join(`Map(${value.size}) {`, first(value, ofMap).map(([k, v]) => `${show(k)} => ${show(v)}`), "}", indent);
  if (value instanceof Set) return join(`Set(${value.size}) {`, first(value, ofSet).map(show), "}", indent);
  return join(name === "Object" || name === "" ? "{" : `${name} {`, properties(value, show), "}", indent);
}

function text(value, quoted, depth, indent, seen) {
  if (left-- <= 0) return "…";
  if (value === null || (typeof value !== "object" && typeof value !== "function")) return primitive(value, quoted);
  try {
    if (typeof value === "function") return functionText(value);
    return value instanceof Error ? errorText(value, depth, seen) : object(value, depth, indent, seen);
  } catch {
    return "[object that cannot be shown]"; // a Proxy may refuse anything
  }
}

/** One value as console.log shows it inside another. */
export function inspect(value) {
  return within(() => text(value, true, 0, 0, []));
}

const numberOf = value => (["number", "string", "boolean", "bigint"].includes(typeof value) ? Number(value) : NaN);

/** All arguments of console.log, with %s %d %i %f %o %O %c and %% in the first as the Console standard says. */
export const format = values => within(() => formatted(values));

function formatted(values) {
  let rest = values, first = "";
  if (typeof values[0] === "string" && values.length > 1) {
    let next = 1;
    first = values[0].replace(/%[sdifoOc%]/g, mark => {
      if (mark === "%%") return "%";
      if (next >= values.length) return mark;
      const value = values[next++];
      switch (mark) {
        case "%s": return text(value, false, 1, 0, []);
        case "%d": case "%f": return String(numberOf(value));
        case "%i": return String(Math.trunc(numberOf(value)));
        case "%c": return "";
        default: return inspect(value);
      }
    });
    rest = values.slice(next);
    return [first, ...rest.map(value => text(value, false, 0, 0, []))].join(" ");
  }
  return rest.map(value => text(value, false, 0, 0, [])).join(" ");
}
