// The program of a thread that reads Parquet, as its source is now; and a Parquet source that is read to its end.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { FileSource } from "../../src/adapters/files/file-source.ts";
import { ParquetFile } from "../../src/adapters/files/parquet-file.ts";
import { ParquetSource, type ParquetReading } from "../../src/adapters/files/parquet-source.ts";
import { inRoot } from "../../src/build/root.ts";

export interface ReaderProgram {
  readonly program: URL;
  /** The caller removes it. */
  readonly folder: string;
}

export async function buildReader(): Promise<ReaderProgram> {
  const folder = mkdtempSync(join(tmpdir(), "rowmill-reader-"));
  const outfile = join(folder, "reader.mjs");
  await build({
    ...{ bundle: true, platform: "node", format: "esm", target: "node20", logLevel: "error" },
    entryPoints: [inRoot("src/adapters/files/parquet-worker.ts")],
    outfile,
  });
  return { program: pathToFileURL(outfile), folder };
}

export const parquetFixture = (name: string): string =>
  inRoot("test/fixtures/parquet", `${name}.parquet`);

export async function openParquet(path: string, reading: ParquetReading) {
  const file = await ParquetFile.open(path);
  await file.close();
  const columns = file.fields.map(({ name }) => name);
  return new ParquetSource(new FileSource(path), columns, reading).open();
}

/** The text, as far as `bytesMax`, taken in small pieces; the reader is closed then. */
export async function readParquet(
  path: string,
  reading: ParquetReading,
  bytesMax = Number.POSITIVE_INFINITY,
) {
  const reader = await openParquet(path, reading);
  const piece = Buffer.alloc(1_000);
  const pieces: Buffer[] = [];
  try {
    for (let bytes = 0; bytes < bytesMax;) {
      const count = await reader.read(piece);
      if (count === 0) break;
      pieces.push(Buffer.from(piece.subarray(0, count)));
      bytes += count;
    }
  } finally {
    await reader.close();
  }
  return { text: Buffer.concat(pieces).toString(), reader };
}
