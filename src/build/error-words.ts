// Prints docs/reference/errors.md from the factories of core/base/*errors.ts, read as syntax: every error has its
// words in one place, and a new one needs no second entry here.
import ts from "typescript";

import { cell } from "./setting-words.ts";

interface ErrorWords {
  readonly code: string;
  readonly kind: string;
  readonly message: string;
  readonly hint: string;
}

export function errorsPage(sources: readonly string[]): string {
  const rows = sources
    .flatMap(errorWords)
    .map(
      ({ code, kind, message, hint }) =>
        `| \`${code}\` | ${kind} | ${cell(message)} | ${cell(hint)} |`,
    );
  return [
    "# Errors",
    "",
    "Printed from the error files of `src/core/base` by `npm run generate`.",
    "Names in ‹ › stand for what the error is about.",
    "",
    "- **user**: the load stops and says what to change.",
    "- **data**: the record is found and rejected, the rest goes on.",
    "- **transient**: the batch is tried again.",
    "- **fatal**: the load stops; what was committed stays, and a resume continues.",
    "",
    "| code | kind | what happened | next step |",
    "| --- | --- | --- | --- |",
    ...rows,
    "",
    "An error with the code `server` has PostgreSQL's own words, and its SQLSTATE decides the kind.",
    "",
  ].join("\n");
}

/** The table's rows, in the order of the file. */
export function errorWords(source: string): readonly ErrorWords[] {
  const file = ts.createSourceFile("errors.ts", source, ts.ScriptTarget.ESNext, true);
  const found: ErrorWords[] = [];
  const visit = (node: ts.Node): void => {
    const words = ts.isPropertyAssignment(node) ? wordsOf(node.initializer) : null;
    if (words === null) ts.forEachChild(node, visit);
    else found.push(words);
  };
  visit(file);
  return found;
}

/** Null for what is no factory with words of its own. */
function wordsOf(factory: ts.Expression): ErrorWords | null {
  if (!ts.isArrowFunction(factory) || ts.isBlock(factory.body)) return null;
  const made = factory.body;
  if (ts.isCallExpression(made) && ts.isIdentifier(made.expression)) {
    const [code, message, hint] = made.arguments;
    if (code === undefined || message === undefined || hint === undefined) return null;
    if (!ts.isStringLiteral(code)) return null;
    return {
      code: code.text,
      kind: made.expression.text,
      message: textOf(message),
      hint: textOf(hint),
    };
  }
  if (!ts.isNewExpression(made)) return null;
  const [details] = made.arguments ?? [];
  if (details === undefined || !ts.isObjectLiteralExpression(details)) return null;
  const [kind, code, message, hint] = ["kind", "code", "message", "hint"].map((name) =>
    valueOf(details, name),
  );
  if (kind === undefined || code === undefined || message === undefined || hint === undefined) {
    return null;
  }
  return { code: textOf(code), kind: textOf(kind), message: textOf(message), hint: textOf(hint) };
}

function valueOf(object: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined {
  for (const property of object.properties) {
    const isNamed = property.name !== undefined && property.name.getText() === name;
    if (isNamed && ts.isPropertyAssignment(property)) return property.initializer;
  }
  return undefined;
}

/** Literal text as it is; what is put in as ‹its name›; of a choice both ways. */
function textOf(expression: ts.Expression): string {
  if (ts.isStringLiteralLike(expression)) return expression.text;
  if (ts.isParenthesizedExpression(expression)) return textOf(expression.expression);
  if (ts.isTemplateExpression(expression)) {
    const spans = expression.templateSpans.map(
      (span) => textOf(span.expression) + span.literal.text,
    );
    return expression.head.text + spans.join("");
  }
  if (ts.isConditionalExpression(expression)) {
    return [textOf(expression.whenTrue), textOf(expression.whenFalse)].join(" / ");
  }
  if (
    ts.isBinaryExpression(expression) &&
    expression.operatorToken.kind === ts.SyntaxKind.PlusToken
  ) {
    return textOf(expression.left) + textOf(expression.right);
  }
  return `‹${nameIn(expression)}›`;
}

/** `list(near)`, `near.join(", ")` and `Math.round(bytesMax / 1024)` are about `near` and `bytesMax`. */
function nameIn(expression: ts.Expression): string {
  if (ts.isIdentifier(expression)) return expression.text;
  if (ts.isCallExpression(expression)) {
    const [argument] = expression.arguments;
    const isMethod = ts.isPropertyAccessExpression(expression.expression);
    const of =
      isMethod && (argument === undefined || ts.isStringLiteralLike(argument))
        ? expression.expression
        : argument;
    return of === undefined ? expression.getText() : nameIn(of);
  }
  if (ts.isPropertyAccessExpression(expression)) return nameIn(expression.expression);
  if (ts.isBinaryExpression(expression)) return nameIn(expression.left);
  return expression.getText();
}
