// thaw.d.ts against what there is: authors' code compiles with it, and every name in it exists, and every name that exists is in it.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { before, describe, test } from "node:test";
import vm from "node:vm";
import ts from "typescript";
import { assertExit, game, house, told } from "./lib/thaw.mjs";

const declarations = path.join(house, "scripting/js/thaw.d.ts");
const own = name => path.join(house, "tests/types", name);
const asset = name => fs.readFileSync(path.join(house, "tests/games/arguments", name));

function program(files, options = {}) {
  return ts.createProgram([declarations, ...files], { strict: true, noEmit: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, lib: ["lib.es2022.d.ts"], types: [],
    moduleResolution: ts.ModuleResolutionKind.Bundler, allowImportingTsExtensions: true, ...options });
}

/** "file:line: why" of every complaint. */
function complaints(of) {
  return ts.getPreEmitDiagnostics(of).map(each => {
    const place = each.file ? `${path.relative(house, each.file.fileName)}:${each.file.getLineAndCharacterOfPosition(each.start).line + 1}: ` : "";
    return place + ts.flattenDiagnosticMessageText(each.messageText, "\n");
  });
}

function walk(folder) {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap(entry => (entry.name === "node_modules" ? [] : entry.isDirectory() ? walk(path.join(folder, entry.name)) : [path.join(folder, entry.name)]));
}

describe("what authors write", () => {
  test("all demos keep to the types", () => {
    const files = walk(path.join(house, "demo")).filter(name => /\.[jt]s$/.test(name));
    assert.ok(files.length > 5);
    // strict is for those who write types: to plain JavaScript every empty array would be one of nothing
    assert.deepEqual(complaints(program(files, { allowJs: true, checkJs: true, strict: false })), []);
  });

  test("every name can be used as it is meant, and mistakes are found", () => {
    assert.deepEqual(complaints(program([own("every.ts"), own("wrong.ts")])), []);
  });

  test("a mistake that is no mistake would be found", t => {
    const it = game(t, { "a.ts": '// @ts-expect-error\nexport const a: import("thaw").Color = "red";\nimport { screen } from "thaw"; screen.nothing();\n' });
    assert.equal(complaints(program([it.file("a.ts")])).length, 2);
  });
});

/** name → { kind, members, statics } of everything that thaw.d.ts declares: "exports" of the module, "globals", and interfaces. */
function declared() {
  const all = program([]), checker = all.getTypeChecker(), source = all.getSourceFile(declarations);
  const visible = type => type.getProperties().map(each => each.name).filter(name => name !== "prototype" && !name.startsWith("__@"));
  const membersOf = symbol => {
    const type = checker.getTypeOfSymbolAtLocation(symbol, source), made = type.getConstructSignatures()[0]?.getReturnType() ?? type.getProperty("prototype");
    const instance = made && (made.getProperties ? made : checker.getTypeOfSymbolAtLocation(made, source));
    return instance ? { members: visible(instance), statics: visible(type) } : type.getCallSignatures().length ? { members: [], statics: [] } : { members: [], statics: visible(type) };
  };
  const module = checker.getAmbientModules().find(each => each.name === '"thaw"');
  const result = { exports: {}, types: {}, globals: {}, module, checker, all, source };
  for (const symbol of checker.getExportsOfModule(module)) {
    if (symbol.flags & ts.SymbolFlags.Value) result.exports[symbol.name] = membersOf(symbol);
    if (symbol.flags & ts.SymbolFlags.Interface) result.types[symbol.name] = visible(checker.getDeclaredTypeOfSymbol(symbol));
  }
  for (const statement of source.statements) {
    const names = ts.isVariableStatement(statement) ? statement.declarationList.declarations.map(each => each.name) : ts.isFunctionDeclaration(statement) ? [statement.name] : [];
    for (const name of names) result.globals[name.text] = membersOf(checker.getSymbolAtLocation(name));
    if (ts.isInterfaceDeclaration(statement)) result.types[statement.name.text] = visible(checker.getTypeAtLocation(statement));
  }
  return result;
}

// Runs in the game: the same of what there is.
const reflection = `
const skip = ["prototype", "length", "name", "caller", "arguments"]; // of functions
const names = object => Object.getOwnPropertyNames(object).filter(name => name !== "constructor" && !(typeof object === "function" && skip.includes(name)));
const isClass = value => typeof value === "function" && /^class\\b/.test(Function.prototype.toString.call(value));
function chain(prototype, stop) { const all = []; for (let p = prototype; p && p !== stop; p = Object.getPrototypeOf(p)) all.push(...names(p)); return all; }
function members(value, made) {
  if (isClass(value)) {
    const stop = value.prototype instanceof Error ? Error.prototype : Object.prototype;
    return { members: [...chain(value.prototype, stop), ...(made ? names(made) : [])], statics: names(value) };
  }
  return { members: [], statics: typeof value === "function" ? [] : names(value) };
}
const tell = value => console.log(JSON.stringify(value));
`;

describe("drift", () => {
  let types, seen;
  const sorted = list => [...new Set(list)].sort();

  before(async t => {
    types = declared();
    const cleanups = [], it = game({ after: done => cleanups.push(done) }, {
      "main.js": `import * as thaw from "thaw";\n${reflection}
        const made = { Sprites: new thaw.Sprites(thaw.image("dot.png"), 1) };
        const classes = { AbortSignal: AbortSignal.abort(), Event: new Event("x"), TextDecoder: new TextDecoder() };
        const response = await fetch("words.txt");
        const whole = object => [...names(object), ...chain(Object.getPrototypeOf(object), Object.prototype)];
        const beep = thaw.sound("beep.wav"), tune = thaw.music("beep.wav"), late = ["WebAssembly", "SharedArrayBuffer", "localStorage"];
        tell({ exports: Object.fromEntries(Object.entries(thaw).map(([name, value]) => [name, members(value, made[name])])), all: Object.getOwnPropertyNames(globalThis),
          globals: Object.fromEntries(Object.getOwnPropertyNames(globalThis).filter(name => !late.includes(name)).map(name => [name, globalThis[name]]).filter(([, value]) => value && /object|function/.test(typeof value))
            .map(([name, value]) => [name, members(value, classes[name])])), mouse: names(thaw.input.mouse),
          types: { Image: names(made.Sprites.image ?? thaw.image("dot.png")), Response: whole(response), Sound: whole(beep), Music: whole(tune), Font: whole(thaw.font("test.ttf")) }, meta: Object.keys(import.meta) });
        const hook = name => e => tell({ hook: name, members: names(e) });
        export const keydown = hook("keydown"), pointerdown = hook("pointerdown"), textedit = hook("textedit"), paddisconnected = hook("paddisconnected");
        export function padconnected(e) {
          const [pad] = thaw.input.pads;
          hook("padconnected")(e);
          tell({ Pad: whole(pad), buttons: [pad.buttons.length, names(pad.buttons[0])] });
        }
        export function load() { const codes = ${JSON.stringify(codes())}; for (const code of codes) thaw.input.down(code); tell(codes.length); tell({ Voice: whole(beep.play()), Storage: whole(localStorage) }); }`,
      "dot.png": asset("dot.png"), "beep.wav": asset("beep.wav"), "words.txt": "w", "test.ttf": asset("test.ttf"),
      "input.txt": "0 keydown KeyA\n0 pointerdown 5 5 0\n0 textedit 0 0 a\n0 padconnected 0 Pad\n1 paddisconnected 0\n" });
    const result = await it.run(["--input", it.file("input.txt")]);
    cleanups.forEach(done => done());
    assertExit(result, 0);
    seen = told(result);
  });

  /** Every KeyCode. */
  function codes() {
    const { checker, module } = types, symbol = checker.getExportsOfModule(module).find(each => each.name === "KeyCode");
    return checker.getDeclaredTypeOfSymbol(symbol).types.map(each => each.value);
  }

  /** The members of what a hook of Main is called with. */
  function handed(hook) {
    const { checker, module, source } = types, main = checker.getDeclaredTypeOfSymbol(checker.getExportsOfModule(module).find(each => each.name === "Main"));
    const [signature] = checker.getNonNullableType(checker.getTypeOfSymbolAtLocation(main.getProperty(hook), source)).getCallSignatures();
    return checker.getTypeOfSymbolAtLocation(signature.parameters[0], source).getProperties().map(each => each.name);
  }

  test('the exports of "thaw" are those of thaw.d.ts, with all their members', () => {
    assert.deepEqual(sorted(Object.keys(types.exports)), sorted(Object.keys(seen[0].exports)));
    for (const [name, { members, statics }] of Object.entries(types.exports)) {
      assert.deepEqual(sorted(members), sorted(seen[0].exports[name].members), `members of ${name}`);
      assert.deepEqual(sorted(statics), sorted(seen[0].exports[name].statics), `${name}.*`);
    }
    assert.ok(Object.keys(types.exports).length >= 8 && types.exports.screen.statics.length > 10);
  });

  test("the globals are those of thaw.d.ts, with all their members", () => {
    const language = new Set(vm.runInNewContext("Object.getOwnPropertyNames(globalThis)")), refusing = ["URL", "URLSearchParams"];
    const there = seen[0].all.filter(name => name === "console" || !language.has(name)).filter(name => !refusing.includes(name));
    assert.deepEqual(sorted(Object.keys(types.globals)), sorted(there));
    delete types.globals.localStorage; // which is looked at in load()
    for (const [name, { members, statics }] of Object.entries(types.globals)) {
      const is = seen[0].globals[name], errors = ["name", "message", "stack", "cause"];
      assert.deepEqual(sorted(members.filter(each => name !== "DOMException" || !errors.includes(each))), sorted(is.members), `members of ${name}`);
      if (name !== "console") assert.deepEqual(sorted(statics), sorted(is.statics), `${name}.*`);
    }
    for (const name of types.globals.console.statics) assert.ok(seen[0].globals.console.statics.includes(name), `console.${name}`);
  });

  test("handles, answers and events have the members that thaw.d.ts tells", () => {
    const late = seen.find(each => each.Voice);
    for (const name of ["Voice", "Storage"]) assert.deepEqual(sorted(types.types[name]), sorted(late[name]), name);
    for (const name of ["Image", "Font", "Response", "Sound", "Music"]) assert.deepEqual(sorted(types.types[name]), sorted(seen[0].types[name]), name);
    assert.deepEqual(sorted(types.types.ImportMeta), sorted(seen[0].meta));
    assert.equal(seen[1], codes().length);
    const pad = seen.find(each => each.Pad);
    assert.deepEqual(sorted(types.types.Pad), sorted(pad.Pad));
    assert.deepEqual(pad.buttons, [17, ["pressed", "value"]]);
    for (const hook of ["keydown", "pointerdown", "textedit", "padconnected", "paddisconnected"])
      assert.deepEqual(sorted(handed(hook)), sorted(seen.find(each => each.hook === hook).members), hook);
    const mouse = types.checker.getTypeOfSymbol(types.checker.getTypeOfSymbol(types.checker.getExportsOfModule(types.module).find(each => each.name === "input")).getProperty("mouse"));
    assert.deepEqual(sorted(mouse.getProperties().map(each => each.name)), sorted(seen[0].mouse));
  });

  test("config and the hooks are those that the engine looks for", () => {
    const host = fs.readFileSync(path.join(house, "scripting/js/host.js"), "utf8");
    const words = pattern => [...pattern.exec(host)[1].matchAll(/"(\w+)"/g)].map(each => each[1]);
    const defaults = [.../^const defaults = \{(.*)\};$/m.exec(host)[1].matchAll(/(\w+):/g)].map(each => each[1]);
    assert.deepEqual(sorted(types.types.Config), sorted(defaults));
    const hooks = [...words(/^const hooks = \[(.*?)\];/ms), ...words(/^const others = \[(.*?)\];/ms).filter(name => name !== "default")];
    assert.deepEqual(sorted(types.types.Main), sorted(hooks));
  });

  test("every function that takes arguments is called with wrong ones in tests/games/arguments", () => {
    const owners = { Storage: "localStorage", Font: "font", Sound: "sound", Voice: "voice", Music: "music", Pad: "pad", Sprites: "sprites" }, wanted = [];
    const look = (node, owner) => {
      const name = node.name?.getText();
      if (["Main", "console", "EventListener"].includes(name)) return; // called by the engine, or tested apart
      if (node.parameters?.length && (ts.isConstructSignatureDeclaration(node) || ts.isConstructorDeclaration(node))) return void wanted.push(`new ${owner[1]}`);
      if (node.parameters?.length && (ts.isMethodSignature(node) || ts.isMethodDeclaration(node) || ts.isFunctionDeclaration(node)))
        return void wanted.push([owner[0], name].filter(Boolean).join("."));
      const inside = ts.isVariableDeclaration(node) || ts.isInterfaceDeclaration(node) || ts.isClassDeclaration(node) ? [owners[name] ?? name, name]
        : ts.isPropertySignature(node) ? [`${owner[0]}.${name}`, name] : owner;
      ts.forEachChild(node, each => look(each, inside));
    };
    look(types.source, ["", ""]);
    const table = ts.createSourceFile("main.js", fs.readFileSync(path.join(house, "tests/games/arguments/main.js"), "utf8"), ts.ScriptTarget.ES2022, true), called = new Set();
    ts.forEachChild(table, node => {
      for (const each of ts.isVariableStatement(node) ? node.declarationList.declarations : [])
        if (each.initializer && ts.isObjectLiteralExpression(each.initializer)) for (const row of each.initializer.properties) called.add(row.name.text);
    });
    assert.ok(wanted.length > 70, `only ${wanted.length} functions`);
    assert.deepEqual(wanted.filter(name => !called.has(name)), []);
  });

  test("every native row is used by the JavaScript half, and nothing else is", () => {
    const folder = path.join(house, "scripting"), scripts = fs.readdirSync(path.join(folder, "js")).filter(name => name.endsWith(".js"));
    const rows = fs.readdirSync(folder).filter(name => /^bind_\w+\.c$/.test(name)).flatMap(name => [...fs.readFileSync(path.join(folder, name), "utf8").matchAll(/\bBIND_(?:NUMBERS_)?ROW\(\s*"([\w.]+)",/g)].map(each => each[1]));
    const used = scripts.flatMap(name => [...fs.readFileSync(path.join(folder, "js", name), "utf8").matchAll(/\bnative\.(\w+)(?:\.(\w+)|\["([\w.]+)"\])/g)].map(each => `${each[1]}.${each[2] ?? each[3]}`));
    assert.ok(rows.length > 15);
    assert.deepEqual(sorted(used), sorted(rows));
  });

  test("tests/types/every.ts leaves no name out, and plays", async t => {
    const all = program([own("every.ts")]), checker = all.getTypeChecker(), used = new Set();
    const visit = node => {
      const symbol = ts.isIdentifier(node) && checker.getSymbolAtLocation(node);
      if (symbol) for (const each of symbol.declarations ?? []) used.add(each);
      if (ts.isIdentifier(node) && symbol && symbol.flags & ts.SymbolFlags.Alias) for (const each of checker.getAliasedSymbol(symbol).declarations ?? []) used.add(each);
      const shape = ts.isObjectLiteralExpression(node) && checker.getContextualType(node);
      for (const one of shape ? (shape.types ?? [shape]) : [])
        for (const given of node.properties) for (const each of one.getProperty(given.name?.getText())?.declarations ?? []) used.add(each);
      const pattern = ts.isBindingElement(node) && checker.getTypeAtLocation(node.parent).getProperty((node.propertyName ?? node.name).getText());
      if (pattern) for (const each of pattern.declarations ?? []) used.add(each);
      ts.forEachChild(node, visit);
    };
    visit(all.getSourceFile(own("every.ts")));
    const missing = [];
    const look = node => {
      const named = ts.isPropertySignature(node) || ts.isMethodSignature(node) || ts.isPropertyDeclaration(node) || ts.isFunctionDeclaration(node) || ts.isVariableDeclaration(node) || ts.isClassDeclaration(node);
      if (named && node.name.getText() !== "prototype" && !used.has(node)) missing.push(`${node.parent.name?.text ?? ""} ${node.name.getText()}`.trim());
      ts.forEachChild(node, look);
    };
    look(all.getSourceFile(declarations));
    assert.deepEqual(missing, []);
    const it = game(t, { "main.ts": fs.readFileSync(own("every.ts")), ...Object.fromEntries(["dot.png", "beep.wav", "test.ttf", "words.txt", "data.json"].map(name => [name, asset(name)])) });
    fs.mkdirSync(it.file("node_modules"));
    fs.symlinkSync(path.join(house, "tests/node_modules/@esbuild"), it.file("node_modules/@esbuild"));
    const result = await it.run(["--frames", "6"]);
    assertExit(result, 0);
    assert.ok(result.err.includes('"MyError"') && fs.existsSync(it.file("every.png")));
  });
});
