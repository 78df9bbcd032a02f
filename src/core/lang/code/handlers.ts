// Every catch and except of a file, and whether it lets an error vanish.
import type { Handler } from "./document.ts";
import type { Loops } from "./loops.ts";
import type { HandlerParts } from "./profile.ts";
import type { Source } from "./source.ts";
import { surroundingsOf } from "./surroundings.ts";
import { descendants, partsOf, rangeOf, type SyntaxNode } from "./syntax.ts";

export function handlersOf(source: Source, loops: Loops): readonly Handler[] {
  const { profile } = source;
  return source.nodesOf(profile.tries).flatMap((node) => {
    const around = surroundingsOf(node, source, loops).loops;
    return profile.handlerParts(node).map((parts) => ({
      range: rangeOf(parts.node),
      keyword: rangeOf(parts.keyword),
      types: parts.types.map(({ text }) => text),
      isSwallowing: isSwallowing(parts, source),
      guarded: rangeOf(parts.guarded),
      loops: around,
    }));
  });
}

/** Only what is known to do no more than print or log counts: any other call may keep the row. */
const isSwallowing = ({ body }: HandlerParts, source: Source): boolean =>
  body.flatMap(statementsOf).every((statement) => isSilent(statement, source));

/** A block's statements; of a body without braces the body itself. */
const statementsOf = (body: SyntaxNode): readonly SyntaxNode[] =>
  /block$|^statement_list$/u.test(body.type) ? partsOf(body) : [body];

function isSilent(statement: SyntaxNode, source: Source): boolean {
  if (/^(?:pass_statement|continue_statement|empty_statement|unit)$/u.test(statement.type))
    return true;
  const [inner] = statement.type === "expression_statement" ? partsOf(statement) : [statement];
  return inner !== undefined && isLogging(inner, source);
}

/** Its own call, and none among its arguments that does more than read. */
function isLogging(node: SyntaxNode, { profile }: Source): boolean {
  if (!profile.calls.has(node.type)) return false;
  const calls = [...descendants(node)].flatMap((inner) => {
    const call = profile.calls.has(inner.type) ? profile.callParts(inner) : undefined;
    return call ? [{ name: call.name.text, receiver: call.receiver?.text ?? "" }] : [];
  });
  const [own, ...inner] = calls;
  return (
    own !== undefined &&
    (PRINTERS.test(own.name) || (LEVELS.test(own.name) && LOGGERS.test(own.receiver))) &&
    inner.every(({ name }) => !KEEPERS.test(name))
  );
}

const PRINTERS = /^(?:print|println|printf|print_exc|printStackTrace|WriteLine|log)$/u;
const LEVELS =
  /^(?:trace|debug|info|information|warn|warning|error|exception|critical|fatal|severe|Log\w*|Debug|Info|Warn|Warning|Error|Fatal|write)$/u;
const LOGGERS = /(?:log(?:ger|ging)?\w*|console|stderr|stdout|System\.(?:out|err)|Console\.\w+)$/iu;
const KEEPERS = /^(?:add|append|push|put|write|insert|save|send|offer|reject)/iu;
