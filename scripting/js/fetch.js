// fetch: the game's own files, by paths relative to its folder; at the top level they become assets, like those of bytes().
import { isObject, misplaced, options, refuse, shown, string } from "./check.js";
import { TextDecoder } from "./encoding.js";
import { isSignal } from "./events.js";

const { native } = import.meta;

/** The path inside the game's folder that a relative URL names. */
function pathOf(url) {
  if (/^([a-z][a-z0-9+.-]*:|[/\\])/i.test(url))
    throw new TypeError(`fetch: only the game's own files can be fetched, by paths relative to its folder, not ${shown(url)}`);
  const parts = [];
  let text = url.replace(/[?#].*$/s, "");
  try {
    text = decodeURIComponent(text);
  } catch {
    // a % that escapes nothing is a letter of the name
  }
  for (const part of text.split("/")) {
    if (part === "..") {
      if (parts.pop() === undefined) throw new TypeError(`fetch: ${shown(url)} leads out of the game's folder`);
    } else if (part !== "." && part !== "") {
      parts.push(part);
    }
  }
  return parts.join("/");
}

function read(path) {
  try {
    return native.asset.bytes(path);
  } catch {
    return undefined;
  }
}

class Response {
  #bytes;
  #used = false;

  constructor(url, bytes) {
    this.#bytes = bytes ?? new Uint8Array(0);
    this.url = url;
    this.ok = bytes !== undefined;
    this.status = this.ok ? 200 : 404;
    this.statusText = this.ok ? "OK" : "Not Found";
    Object.freeze(this);
  }
  static #of(value, where) {
    if (!isObject(value) || !(#bytes in value)) misplaced(`Response.${where}`, "what fetch() gave");
    return value;
  }

  get bodyUsed() { return Response.#of(this, "bodyUsed").#used; }

  static #take(from, where) {
    const response = Response.#of(from, where);
    if (response.#used) throw new TypeError(`Response.${where}: the body was read already`);
    response.#used = true;
    return response.#bytes;
  }
  async bytes() { return Response.#take(this, "bytes"); }
  async arrayBuffer() { return Response.#take(this, "arrayBuffer").buffer; }
  async text() { return new TextDecoder().decode(Response.#take(this, "text")); }
  async json() { return JSON.parse(new TextDecoder().decode(Response.#take(this, "json"))); }
}

export async function fetch(url, o) {
  string(url, "fetch", "url");
  options(o, ["method", "signal"], "fetch");
  const method = o?.method, signal = o?.signal;
  if (method !== undefined && method !== "GET") refuse("fetch", "options.method", '"GET"', method);
  if (signal !== undefined && !isSignal(signal)) refuse("fetch", "options.signal", "an AbortSignal", signal);
  signal?.throwIfAborted();
  const path = pathOf(url);
  return new Response(path, path === "" ? undefined : read(path));
}
