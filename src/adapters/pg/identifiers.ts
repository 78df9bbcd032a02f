// Names and values inside SQL text. Values go as parameters wherever the protocol allows them; these are for the rest.
import { errors } from "../../core/base/errors.ts";
import type { TableName } from "../../core/load/plan.ts";

/** NAMEDATALEN - 1: the server cuts longer names silently, so that two columns could become one. */
const NAME_BYTES_MAX = 63;

/** `name` as a quoted identifier. Refuses what the server would cut or misread. */
export function quoteIdent(name: string): string {
  if (name === "") throw errors.identifierInvalid(name, "it is empty");
  if (name.includes("\0"))
    throw errors.identifierInvalid(name.replaceAll("\0", "\\0"), "it holds a NUL character");
  if (Buffer.byteLength(name) > NAME_BYTES_MAX) {
    throw errors.identifierInvalid(name, `it is longer than ${NAME_BYTES_MAX} bytes`);
  }
  return `"${name.replaceAll('"', '""')}"`;
}

/** `text` as a string constant that means the same whatever standard_conforming_strings says. */
export function quoteLiteral(text: string): string {
  if (text.includes("\0"))
    throw errors.identifierInvalid(text.replaceAll("\0", "\\0"), "it holds a NUL character");
  const quoted = `'${text.replaceAll("'", "''").replaceAll("\\", "\\\\")}'`;
  return text.includes("\\") ? ` E${quoted}` : quoted;
}

export const quoteTable = (table: TableName): string =>
  `${quoteIdent(table.schema)}.${quoteIdent(table.name)}`;

/** `orders`, `sales.orders`, `"Odd Name"."x"` as typed; unquoted parts fold to lower case, as in SQL. */
export function parseTableName(text: string): {
  readonly schema: string | null;
  readonly name: string;
} {
  const parts: string[] = [];
  let rest = text.trim();
  for (;;) {
    const match = /^(?:"((?:[^"]|"")+)"|([^\s."]+))\s*(\.|$)/u.exec(rest);
    if (match === null) throw errors.identifierInvalid(text, "it is not a table's name");
    const [whole, quoted, plain, dot] = match;
    parts.push(quoted === undefined ? (plain ?? "").toLowerCase() : quoted.replaceAll('""', '"'));
    rest = rest.slice(whole.length).trimStart();
    if (dot === "") break;
  }
  const [first, second, ...more] = parts;
  if (first === undefined || more.length > 0)
    throw errors.identifierInvalid(text, "it has more than two parts");
  return second === undefined ? { schema: null, name: first } : { schema: first, name: second };
}
