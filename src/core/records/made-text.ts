// Structured files (JSON Lines, Parquet) become this text: RFC 4180, the column names first. What could not become a
// record becomes one with a field too many, which nothing loads, whatever the table.
import { RFC_4180, type Dialect } from "./dialect.ts";

export const MADE_DIALECT: Dialect = RFC_4180;

/** The first record, with its end. */
export const madeHeader = (columns: readonly string[]): string =>
  `${columns.map(quoted).join(",")}\n`;

/** A record for what is none, with its end: what it was, and as many empty fields as there are columns. */
export const refusedRecord = (raw: string, columnCount: number): string =>
  `${quoted(raw)}${",".repeat(columnCount)}\n`;

export const quoted = (value: string): string => `"${value.replaceAll('"', '""')}"`;
