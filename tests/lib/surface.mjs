// What thaw.d.ts lets an author call or set, out of the file itself: name → the names of the options it takes.
import fs from "node:fs";
import path from "node:path";
import ts from "typescript";
import { house } from "./thaw.mjs";

/** What main.js exports and hooks are given: nobody calls these. */
const others = ["Main", "Config", "KeyEvent", "PointerEvent", "ImportMeta"];

const isReadonly = node => (node.modifiers ?? []).some(each => each.kind === ts.SyntaxKind.ReadonlyKeyword);

/** The properties of the object literals among the types of a function's parameters. */
function optionsOf(node) {
  const found = [];
  const look = type => {
    if (!type) return;
    if (ts.isTypeLiteralNode(type)) found.push(...type.members.filter(ts.isPropertySignature).map(each => each.name.text));
    else if (ts.isUnionTypeNode(type)) type.types.forEach(look);
  };
  node.parameters.forEach(each => look(each.type));
  return found;
}

/** Adds the members of an interface, a class or an object's type. */
function addMembers(to, name, members) {
  for (const member of members) {
    const key = member.name?.text, full = `${name}.${key}`;
    if (ts.isConstructorDeclaration(member) || ts.isConstructSignatureDeclaration(member)) to[`new ${name}`] = optionsOf(member);
    else if (ts.isMethodSignature(member) || ts.isMethodDeclaration(member)) to[full] = optionsOf(member);
    else if (ts.isIndexSignatureDeclaration(member)) to[`${name}[key]=`] = [];
    else if (member.type && ts.isTypeLiteralNode(member.type)) addMembers(to, full, member.type.members);
    else if (!isReadonly(member)) to[`${full}=`] = [];
  }
}

/** "screen.image" → ["frame", …], "audio.volume=" → [], "new Sprites" → ["origin"], "setTimeout" → [] and so on. */
export function surface() {
  const file = path.join(house, "scripting/js/thaw.d.ts");
  const source = ts.createSourceFile(file, fs.readFileSync(file, "utf8"), ts.ScriptTarget.ES2022, true);
  const found = {};
  const visit = statement => {
    if (ts.isModuleDeclaration(statement)) statement.body.statements.forEach(visit);
    else if (ts.isFunctionDeclaration(statement)) found[statement.name.text] = optionsOf(statement);
    else if (ts.isVariableStatement(statement))
      for (const { name, type } of statement.declarationList.declarations) if (ts.isTypeLiteralNode(type)) addMembers(found, name.text, type.members);
    if ((ts.isInterfaceDeclaration(statement) || ts.isClassDeclaration(statement)) && !others.includes(statement.name.text))
      addMembers(found, statement.name.text, statement.members);
  };
  source.statements.forEach(visit);
  return found;
}
