// Names of tables, and when two of them mean one table.
import type { TableName } from "./schema/schema-fact.ts";
import type { TableRef } from "./statement.ts";

/** A name without a schema means the table of that name in whichever schema the other says. */
export const isSameTable = (a: TableName, b: TableName): boolean =>
  a.name === b.name && (a.schema === undefined || b.schema === undefined || a.schema === b.schema);

export const isCatalog = ({ schema, name }: TableName): boolean =>
  schema === "pg_catalog" || schema === "information_schema" || name.startsWith("pg_");

/** As somebody would write it in a message: with its schema, where the text has one. */
export const displayName = ({ schema, name }: TableName): string =>
  schema === undefined ? name : `${schema}.${name}`;

/** As it stands in the text, quotes and schema included. */
export const writtenName = (text: string, { range }: TableRef): string =>
  text.slice(range.start, range.end);
