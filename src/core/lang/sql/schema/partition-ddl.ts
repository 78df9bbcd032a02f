// The statements that make partitions, as fixes write them, and where they go.
import { quoteName } from "../../../base/reserved-words.ts";
import type { Edit } from "../../../text/edit.ts";
import type { Range } from "../../../text/range.ts";
import { indentAt, lineEndOf } from "../rewrite/layout.ts";
import type { TableName } from "./schema-fact.ts";

/** A partition with FOR VALUES … or DEFAULT. */
export type WrittenPartition = TableName & { readonly bound: string };

export const tableText = ({ schema, name }: TableName): string =>
  schema === undefined ? quoteName(name) : `${quoteName(schema)}.${quoteName(name)}`;

/** Without a semicolon. */
export const createPartition = (parent: TableName, partition: WrittenPartition): string =>
  `CREATE TABLE ${tableText(partition)} PARTITION OF ${tableText(parent)} ${partition.bound}`;

/** On lines of their own before the statement that starts there. */
export function statementsBefore(
  text: string,
  { start }: Range,
  statements: readonly string[],
): Edit {
  const newLine = `;${lineEndOf(text)}${indentAt(text, start)}`;
  return { range: { start, end: start }, text: statements.map((one) => one + newLine).join("") };
}

/** Behind a statement that ends there; its semicolon, if any, then ends the last of them. */
export function statementsBehind(
  text: string,
  { start, end }: Range,
  statements: readonly string[],
): Edit {
  const newLine = `;${lineEndOf(text)}${indentAt(text, start)}`;
  return { range: { start: end, end }, text: statements.map((one) => newLine + one).join("") };
}
