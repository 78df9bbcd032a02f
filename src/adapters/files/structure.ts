// Which files bring their own structure, by name; and the source of CSV text that is made from one.
import type { Source } from "../../core/load/ports.ts";
import { withoutPacking } from "./packing.ts";

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
export async function structuredSource(
  structure: Structure,
  content: Source,
  options: StructureOptions,
): Promise<Source> {
  // The readers are loaded for the files that need them.
  if (structure === "Parquet") {
    const { ParquetSource } = await import("./parquet-source.ts");
    return new ParquetSource(content, options.columns);
  }
  const { JsonLinesSource } = await import("./json-lines-source.ts");
  return new JsonLinesSource(content, options);
}
