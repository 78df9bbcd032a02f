// Where the program of a reading thread is.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** The bundle of parquet-worker.ts, which the build lays beside every program; null where nothing was built. */
export function readerProgram(): URL | null {
  const path = join(__dirname, "parquet-reader.mjs");
  return existsSync(path) ? pathToFileURL(path) : null;
}
