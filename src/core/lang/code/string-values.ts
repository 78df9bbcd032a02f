// What string an expression stands for, as far as the file shows it: literals, what concatenation and
// formatting make of them, wrappers such as text(…), and the constants and variables that hold them.
import type { Range } from "../../text/range.ts";
import { spanning } from "../../text/range.ts";
import type { Binding, Bindings } from "./bindings.ts";
import type { SqlText } from "./document.ts";
import { type FormatArguments, withFormatHoles, withoutMargin } from "./format-holes.ts";
import { literalPieces, type Piece } from "./literal.ts";
import type { CallParts } from "./profile.ts";
import { dottedPath, type MemberParts, memberParts, unwrapped } from "./shapes.ts";
import type { Source } from "./source.ts";
import { sqlOf } from "./sql-pieces.ts";
import { ancestors, childAt, childrenAt, partsOf, type SyntaxNode } from "./syntax.ts";

interface StringValue {
  readonly pieces: readonly Piece[];
  /** Where it was written. */
  readonly range: Range;
}

/** Constants of constants of constants: nobody writes more, and a circle must end. */
const DEPTH_MAX = 10;

/** Expressions looked at for one string: ten levels of ten operands each would never end. */
const STEPS_MAX = 20_000;

export class StringValues {
  readonly #source: Source;
  readonly #bindings: Bindings;
  #steps = 0;
  readonly #sqlByNode = new Map<SyntaxNode, SqlText | undefined>();

  constructor(source: Source, bindings: Bindings) {
    this.#source = source;
    this.#bindings = bindings;
  }

  /** The SQL that an expression holds; undefined for any other value. */
  sqlAt(node: SyntaxNode): SqlText | undefined {
    if (!this.#sqlByNode.has(node)) {
      this.#steps = 0;
      const value = this.#valueAt(node, 0);
      this.#sqlByNode.set(node, value && sqlOf(value.pieces, value.range));
    }
    return this.#sqlByNode.get(node);
  }

  #valueAt(expression: SyntaxNode, depth: number): StringValue | undefined {
    const node = unwrapped(expression);
    const { profile } = this.#source;
    if (depth > DEPTH_MAX || ++this.#steps > STEPS_MAX) return undefined;
    if (profile.strings.has(node.type))
      return { pieces: literalPieces(this.#source, node), range: node };
    if (node.type === "concatenated_string") return this.#joined(node, partsOf(node), depth);
    if (operatorOf(node) === "+") return this.#joined(node, operandsOf(node), depth);
    if (operatorOf(node) === "%") return this.#percentFormatted(node, depth);
    if (node.type === "object") return this.#memberOfObject(node, depth);
    const member = memberParts(node);
    if (member !== undefined && SQL_MEMBERS.has(member.property.text))
      return this.#trimmed(member, depth);
    const call = profile.calls.has(node.type) ? profile.callParts(node) : undefined;
    return call ? this.#valueOfCall(call, depth) : this.#valueOfName(node, depth);
  }

  /** Parts that are no strings are holes, but something must be a string. */
  #joined(
    node: SyntaxNode,
    operands: readonly SyntaxNode[],
    depth: number,
  ): StringValue | undefined {
    const values = operands.map((operand) => this.#valueAt(operand, depth + 1));
    if (values.every((value) => value === undefined)) return undefined;
    const pieces = operands.flatMap((operand, index) => {
      const hole: Piece = {
        kind: "hole",
        expression: operand.text,
        range: operand,
        isBound: false,
      };
      return values[index]?.pieces ?? [hole];
    });
    return { pieces, range: node };
  }

  /** Python: "… %s" % (a, b). */
  #percentFormatted(node: SyntaxNode, depth: number): StringValue | undefined {
    const left = childAt(node, "left");
    const right = childAt(node, "right");
    const value = left && this.#valueAt(left, depth + 1);
    if (value === undefined || right === undefined) return undefined;
    const filled = unwrapped(right);
    const pairs = partsOf(filled).flatMap((pair): [string, SyntaxNode][] => {
      const key = childAt(pair, "key");
      const shown = childAt(pair, "value");
      return key && shown ? [[key.text.slice(1, -1), shown]] : [];
    });
    const positional = filled.type === "tuple" ? partsOf(filled) : [filled];
    const args = { positional, named: new Map(pairs), isBound: false };
    return { ...value, pieces: withFormatHoles(value.pieces, "percent", args) };
  }

  /** node-postgres: { text: "INSERT …", values: […] }. */
  #memberOfObject(node: SyntaxNode, depth: number): StringValue | undefined {
    const pair = partsOf(node).find((part) => TEXT_KEYS.has(childAt(part, "key")?.text ?? ""));
    const value = childAt(pair, "value");
    return value && this.#valueAt(value, depth + 1);
  }

  #valueOfCall(call: CallParts, depth: number): StringValue | undefined {
    const { receiver, args } = call;
    const name = call.name.text;
    const [first] = args;
    if (first?.value.type === "template_string" && first.value.field === "arguments")
      return this.#valueAt(first.value, depth + 1);
    if (FORMATTERS.test(name)) return this.#formatted(call, depth);
    if (receiver && name === "stripMargin")
      return this.#trimmed({ object: receiver, property: call.name }, depth);
    if (receiver && TRIMMERS.has(name)) return this.#valueAt(receiver, depth + 1);
    return first && WRAPPERS.has(name) ? this.#valueAt(first.value, depth + 1) : undefined;
  }

  #formatted(call: CallParts, depth: number): StringValue | undefined {
    const { receiver, args } = call;
    const own = receiver && this.#valueAt(receiver, depth + 1);
    const [template, ...rest] = args;
    const isStatic = receiver === undefined || FORMATTING_MODULES.test(receiver.text);
    const value = own ?? (template && isStatic && this.#valueAt(template.value, depth + 1));
    if (!value) return undefined;
    const filling = own ? args : rest;
    const style = this.#formatStyle();
    const isQuoting = style === "braces" ? isSqlObject(receiver) : own === undefined;
    const formatArgs: FormatArguments = {
      positional: filling.filter(({ name }) => name === undefined).map((arg) => arg.value),
      named: new Map(filling.flatMap(({ name, value: to }) => (name ? [[name, to]] : []))),
      isBound: isQuoting && (style === "braces" || this.#isScript()),
    };
    return { ...value, pieces: withFormatHoles(value.pieces, style, formatArgs) };
  }

  #formatStyle(): "braces" | "percent" {
    return ["python", "csharp"].includes(this.#source.language) ? "braces" : "percent";
  }

  #isScript(): boolean {
    return ["typescript", "javascript"].includes(this.#source.language);
  }

  /** Scala: "…".stripMargin, and sql"…".asUpdate. */
  #trimmed({ object, property }: MemberParts, depth: number): StringValue | undefined {
    const value = this.#valueAt(object, depth + 1);
    if (value === undefined || property.text !== "stripMargin") return value;
    return { ...value, pieces: withoutMargin(value.pieces) };
  }

  #valueOfName(node: SyntaxNode, depth: number): StringValue | undefined {
    const path = dottedPath(node);
    if (path === undefined) return undefined;
    const binding =
      this.#bindings.lookup(path, node.start) ??
      (path.includes(".")
        ? this.#bindings.classConstant(path.slice(path.lastIndexOf(".") + 1))
        : undefined);
    return binding && this.#valueOfBinding(binding, node, depth);
  }

  #valueOfBinding(binding: Binding, use: SyntaxNode, depth: number): StringValue | undefined {
    const { value, how } = binding;
    const own = value && this.#valueAt(value, depth + 1);
    if (how === "value" || own === undefined) return how === "value" ? own : undefined;
    if (how !== "append" || !isInLine(binding.node, use)) return undefined;
    const earlier = this.#bindings.lookup(binding.name, binding.node.start);
    const base = earlier && this.#valueOfBinding(earlier, binding.node, depth + 1);
    return (
      base && { pieces: [...base.pieces, ...own.pieces], range: spanning(base.range, own.range) }
    );
  }
}

const SQL_MEMBERS = new Set(["stripMargin", "asUpdate", "as", "update", "query"]);
const TEXT_KEYS = new Set(["text", "sql", "query", "statement"]);
const FORMATTERS = /^(?:format|Format|formatted|[sS]printf|pgFormat|mogrify)$/u;
const FORMATTING_MODULES = /^(?:String|string|fmt|util|mysql|SqlString|pgp\.as|\w*[fF]ormat\w*)$/u;
const TRIMMERS = new Set([
  ...["strip", "trim", "stripIndent", "trimIndent", "rstrip", "lstrip", "encode"],
  ...["Trim", "replace", "replaceAll", "Replace", "as_string", "toString", "intern"],
]);
const WRAPPERS = new Set([
  ...["text", "sql", "SQL", "raw", "Raw", "unsafe", "dedent", "cleandoc", "TrimSpace"],
  ...["PreparedStatement", "ParameterizedQuery", "CommandDefinition", "Composed", "bytes"],
]);

const isSqlObject = (receiver: SyntaxNode | undefined): boolean =>
  receiver !== undefined && /^(?:\w+\.)?(?:SQL|sql)\(/u.test(receiver.text);

function operatorOf(node: SyntaxNode): string | undefined {
  if (!/^(?:binary_(?:expression|operator)|infix_expression)$/u.test(node.type)) return undefined;
  return childAt(node, "operator")?.text;
}

/** The operands of a chain of additions; a loop, because generated code adds thousands of strings. */
function operandsOf(node: SyntaxNode): readonly SyntaxNode[] {
  const operands: SyntaxNode[] = [];
  let at: SyntaxNode | undefined = node;
  while (at !== undefined && operatorOf(unwrapped(at)) === "+") {
    const sum = unwrapped(at);
    operands.push(...childrenAt(sum, "right"));
    at = childAt(sum, "left");
  }
  if (at !== undefined) operands.push(at);
  return operands.reverse();
}

/** True where an appending statement runs exactly once before its use: no branch or loop of its own. */
function isInLine(appending: SyntaxNode, use: SyntaxNode): boolean {
  for (const node of ancestors(appending))
    if (CONTAINERS.test(node.type)) return node.start <= use.start && node.end >= use.end;
  return false;
}

const CONTAINERS =
  /^(?:block|statement_block|statement_list|module|program|source_file|compilation_unit|indented_block|template_body|case_clause|switch_section)$/u;
