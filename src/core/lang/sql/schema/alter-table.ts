// What the actions of an ALTER TABLE change, as facts.
import type { SqlDocument } from "../document.ts";
import type { AlterAction } from "../statement.ts";
import type { Token } from "../tokens.ts";
import { constraintChange, knownColumn, type Qualify } from "./new-table.ts";
import type { TableChange } from "./schema-fact.ts";

/** Changes of the altered table itself; what ATTACH and RENAME do to others is not among them. */
export function alterChanges(
  action: AlterAction,
  document: SqlDocument,
  qualify: Qualify,
): readonly TableChange[] {
  switch (action.kind) {
    case "attach":
      return action.bound === undefined || action.child.isPlaceholder
        ? [{ kind: "dynamic-partitions" }]
        : [{ kind: "add-partition", child: qualify(action.child), bound: action.bound }];
    case "detach":
      return action.child.isPlaceholder
        ? [{ kind: "dynamic-partitions" }]
        : [{ kind: "remove-partition", child: qualify(action.child) }];
    case "add-constraint":
      return constraintChange(action.constraint, qualify);
    case "add-column":
      return [
        { kind: "add-column", column: knownColumn(action.column, document) },
        ...action.constraints.flatMap((constraint) => constraintChange(constraint, qualify)),
      ];
    case "drop-column":
      return [{ kind: "drop-column", column: action.name }];
    case "drop-constraint":
    case "validate-constraint":
      return [{ kind: action.kind, name: action.name }];
    case "set-not-null":
    case "drop-not-null":
      return [
        { kind: "set-not-null", column: action.name, isNotNull: action.kind === "set-not-null" },
      ];
    case "set-logged":
    case "set-unlogged":
      return [{ kind: "set-logged", isUnlogged: action.kind === "set-unlogged" }];
    case "enable-trigger":
    case "disable-trigger":
      return [
        {
          kind: "enable-trigger",
          name: action.name,
          isEnabled: action.kind === "enable-trigger",
        },
      ];
    case "rename":
      return [];
    case "other":
      return otherChange(document.tokens(action.range));
  }
}

/** RENAME COLUMN and ALTER COLUMN; nothing for what leaves columns as they are, such as OWNER TO. */
function otherChange(tokens: readonly Token[]): readonly TableChange[] {
  const words = tokens.map(({ kind, text }) => (kind === "word" ? text.toLowerCase() : ""));
  if (words[0] === "rename") {
    const [column, to, renamed] = tokens.slice(words[1] === "column" ? 2 : 1);
    if (words.includes("constraint") || to?.text.toLowerCase() !== "to") return [];
    return column === undefined || renamed === undefined
      ? []
      : [{ kind: "rename-column", column: nameOf(column), to: nameOf(renamed) }];
  }
  if (words[0] === "set" && words[1] === "schema") return [{ kind: "unread" }];
  if (words[0] === "inherit") return [{ kind: "unread" }];
  if (words[0] !== "alter") return [];
  const at = words[1] === "column" ? 2 : 1;
  return columnChange(tokens.slice(at), words.slice(at + 1));
}

/** `words` stand behind the column's name. */
function columnChange(tokens: readonly Token[], words: readonly string[]): readonly TableChange[] {
  const [name, ...rest] = tokens;
  if (name === undefined) return [];
  const column = nameOf(name);
  const said = words.join(" ");
  if (said.startsWith("drop default")) return [{ kind: "set-default", column, text: undefined }];
  if (said.startsWith("set default")) {
    const text = rest
      .slice(2)
      .map((token) => token.text)
      .join("");
    return [{ kind: "set-default", column, text }];
  }
  if (/^add generated|^set generated|^drop identity|^drop expression/u.test(said))
    return [{ kind: "unread" }];
  const at = words[0] === "type" ? 1 : said.startsWith("set data type") ? 3 : undefined;
  if (at === undefined) return [];
  const until = words.findIndex((word) => word === "using" || word === "collate");
  const type = rest.slice(at, until === -1 ? undefined : until);
  return [{ kind: "set-type", column, type: typeText(type) }];
}

/** As ColumnDef.type has it: lower case, one space between words. */
const typeText = (tokens: readonly Token[]): string =>
  tokens
    .map(({ text }) => text.toLowerCase())
    .join(" ")
    .replaceAll(/ ?([(),[\]]) ?/gu, "$1")
    .replaceAll(/\)(?=\w)/gu, ") ");

const nameOf = ({ kind, text }: Token): string =>
  kind === "name" ? text.slice(1, -1).replaceAll('""', '"') : text.toLowerCase();
