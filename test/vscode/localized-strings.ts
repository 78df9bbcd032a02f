// Finds the English strings that the extension shows: the first argument of every call of `l10n.t` or `t`.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import ts from "typescript";

/** Each string once, in the order of the files. */
export function localizedStrings(folder: string): readonly string[] {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .sort();
  return [...new Set(files.flatMap((name) => stringsOf(join(folder, name))))];
}

function stringsOf(file: string): readonly string[] {
  const source = ts.createSourceFile(
    file,
    readFileSync(file, "utf8"),
    ts.ScriptTarget.ESNext,
    true,
  );
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && isTranslate(node.expression)) {
      const [message] = node.arguments;
      if (message !== undefined && ts.isStringLiteralLike(message)) found.push(message.text);
      else throw new Error(`${file}: the text of a translation must be a literal`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const isTranslate = (callee: ts.Expression): boolean =>
  ts.isIdentifier(callee)
    ? callee.text === "t"
    : ts.isPropertyAccessExpression(callee) && callee.name.text === "t";
