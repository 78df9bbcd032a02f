// Which files bring their own structure, by name; and the source of CSV text that is made from one.
import type { Source } from "../../core/load/ports.ts";
import { JsonLinesSource } from "./json-lines-source.ts";
import { withoutPacking } from "./packing.ts";
import { ParquetSource } from "./parquet-source.ts";

export type Structure = "JSON Lines" | "Parquet";

export interface StructureOptions {
  /** What the text's fields are, in order; as inspecting the file found them. */
  readonly columns: readonly string[];
  readonly recordBytesMax: number;
}

/** Null for delimited text. */
export function structureOf(path: string): Structure | null {
  if (/\.(jsonl|ndjson)$/i.test(withoutPacking(path))) return "JSON Lines";
  return /\.parquet$/i.test(path) ? "Parquet" : null;
}

/** `content`: the file's text as UTF-8, or its bytes where it is no text. */
export function structuredSource(
  structure: Structure,
  content: Source,
  options: StructureOptions,
): Source {
  return structure === "Parquet"
    ? new ParquetSource(content, options.columns)
    : new JsonLinesSource(content, options);
}
