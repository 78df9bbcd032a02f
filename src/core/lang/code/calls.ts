// Every call and construction of a file. What costs more than a name is looked up when a rule asks for
// it: of ten thousand calls rules read a few dozen.
import type { Range } from "../../text/range.ts";
import type { Argument, Call, Loop, Scope, SqlText } from "./document.ts";
import type { Loops } from "./loops.ts";
import type { PreparedStatements } from "./prepared.ts";
import type { ArgumentParts, CallParts } from "./profile.ts";
import type { Source } from "./source.ts";
import type { StringValues } from "./string-values.ts";
import { isAwaited, isUsed, type Surroundings, surroundingsOf } from "./surroundings.ts";
import { rangeOf, type SyntaxNode } from "./syntax.ts";

/** What calls look things up in. */
export interface CallSources {
  readonly source: Source;
  readonly loops: Loops;
  readonly strings: StringValues;
  readonly prepared: PreparedStatements;
}

/** In order of their place. */
export function callsOf(sources: CallSources): readonly Call[] {
  const { profile } = sources.source;
  return sources.source.nodesOf(profile.calls).flatMap((node) => {
    const parts = profile.callParts(node);
    return parts === undefined ? [] : [new SourceCall(node, parts, sources)];
  });
}

class SourceCall implements Call {
  readonly name: string;
  readonly nameRange: Range;
  readonly range: Range;
  readonly #node: SyntaxNode;
  readonly #parts: CallParts;
  readonly #sources: CallSources;
  #around: Surroundings | undefined;
  #arguments: readonly Argument[] | undefined;
  #ran: { readonly sql: SqlText | undefined } | undefined;

  constructor(node: SyntaxNode, parts: CallParts, sources: CallSources) {
    this.name = parts.name.text;
    this.nameRange = rangeOf(parts.name);
    this.range = rangeOf(node);
    this.#node = node;
    this.#parts = parts;
    this.#sources = sources;
  }

  get receiver(): string | undefined {
    return this.#parts.receiver?.text;
  }

  get args(): readonly Argument[] {
    this.#arguments ??= this.#parts.args.map(
      (parts) => new SourceArgument(parts, this.#sources.strings),
    );
    return this.#arguments;
  }

  get loops(): readonly Loop[] {
    return this.#surroundings.loops;
  }

  get scope(): Scope {
    return this.#surroundings.scope;
  }

  get contexts(): readonly string[] {
    return this.#surroundings.contexts;
  }

  get conditions(): readonly string[] {
    return this.#surroundings.conditions;
  }

  get isAwaited(): boolean {
    return isAwaited(this.#node);
  }

  get isUsed(): boolean {
    return isUsed(this.#node, this.#sources.loops);
  }

  get sql(): SqlText | undefined {
    this.#ran ??= { sql: this.#sources.prepared.sqlOf(this.#node, this.#parts) };
    return this.#ran.sql;
  }

  get #surroundings(): Surroundings {
    this.#around ??= surroundingsOf(this.#node, this.#sources.source, this.#sources.loops);
    return this.#around;
  }
}

class SourceArgument implements Argument {
  readonly range: Range;
  readonly text: string;
  readonly name: string | undefined;
  readonly #value: SyntaxNode;
  readonly #strings: StringValues;

  constructor({ node, value, name }: ArgumentParts, strings: StringValues) {
    this.range = rangeOf(node);
    this.text = (name === undefined ? node : value).text;
    this.name = name;
    this.#value = value;
    this.#strings = strings;
  }

  get sql(): SqlText | undefined {
    return this.#strings.sqlAt(this.#value);
  }
}
