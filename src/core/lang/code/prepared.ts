// The SQL of a statement that was prepared before it is run: conn.prepareStatement("INSERT …"), a command
// object, CommandText, or a chain such as em.createNativeQuery("INSERT …").executeUpdate().
import type { Bindings } from "./bindings.ts";
import type { SqlText } from "./document.ts";
import type { CallParts } from "./profile.ts";
import { isRunning } from "./running.ts";
import { dottedPath, unwrapped } from "./shapes.ts";
import type { Source } from "./source.ts";
import type { StringValues } from "./string-values.ts";
import { childAt, partsOf, type SyntaxNode } from "./syntax.ts";

export class PreparedStatements {
  readonly #source: Source;
  readonly #bindings: Bindings;
  readonly #strings: StringValues;

  constructor(source: Source, bindings: Bindings, strings: StringValues) {
    this.#source = source;
    this.#bindings = bindings;
    this.#strings = strings;
  }

  /** Of a call that runs SQL: that of an argument, or of the prepared statement that it is made on. */
  sqlOf(node: SyntaxNode, call: CallParts): SqlText | undefined {
    if (!isRunning(node, call)) return undefined;
    return this.#sqlOfArguments(node, call) ?? (call.receiver && this.#sqlBehind(call.receiver, 0));
  }

  #sqlOfArguments(node: SyntaxNode, { args }: CallParts): SqlText | undefined {
    for (const { value } of args) {
      const sql = this.#strings.sqlAt(value);
      if (sql !== undefined) return sql;
    }
    return this.#initialized(node);
  }

  /** C#: new NpgsqlCommand { CommandText = "…" }. */
  #initialized(node: SyntaxNode): SqlText | undefined {
    const initializer = childAt(node, "initializer");
    for (const part of initializer ? partsOf(initializer) : []) {
      const value = childAt(part, "right");
      if (value && childAt(part, "left")?.text === TEXT_MEMBER) return this.#strings.sqlAt(value);
    }
    return undefined;
  }

  #sqlBehind(receiver: SyntaxNode, depth: number): SqlText | undefined {
    const node = unwrapped(receiver);
    if (depth > CHAIN_MAX) return undefined;
    const { profile } = this.#source;
    const call = profile.calls.has(node.type) ? profile.callParts(node) : undefined;
    if (call !== undefined) {
      const own = PREPARES.test(call.name.text) ? this.#sqlOfArguments(node, call) : undefined;
      return own ?? (call.receiver && this.#sqlBehind(call.receiver, depth + 1));
    }
    const path = dottedPath(node);
    return path === undefined
      ? this.#sqlBehindMember(node, depth)
      : this.#sqlOfName(path, node, depth);
  }

  /** sql"…".update.run: members that look like fields. */
  #sqlBehindMember(node: SyntaxNode, depth: number): SqlText | undefined {
    const object = childAt(node, "value") ?? childAt(node, "object");
    return object && this.#sqlBehind(object, depth + 1);
  }

  /** The later of `cmd = new Command(…)` and `cmd.CommandText = …`. */
  #sqlOfName(path: string, node: SyntaxNode, depth: number): SqlText | undefined {
    const made = this.#bindings.lookup(path, node.start);
    const text = this.#bindings.lookup(`${path}.${TEXT_MEMBER}`, node.start);
    if (text?.value !== undefined && (made === undefined || text.from >= made.from))
      return this.#strings.sqlAt(text.value);
    if (made?.value === undefined || made.how !== "value") return undefined;
    const sql = this.#strings.sqlAt(made.value);
    return sql ?? (isCallLike(made.value) ? this.#sqlBehind(made.value, depth + 1) : undefined);
  }
}

const CHAIN_MAX = 20;
const TEXT_MEMBER = "CommandText";

const PREPARES =
  /^(?:(?:must)?prepare\w*|create(?:native|sql|batch)?(?:query|statement|command)|sql|\w*command|\w*statement|prepx)$/iu;

const isCallLike = (node: SyntaxNode): boolean =>
  /call|invocation|creation|new_expression|instance_expression/u.test(unwrapped(node).type);
