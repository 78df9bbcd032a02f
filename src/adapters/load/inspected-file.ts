// What was found out about the file or files of a load, before anything is planned.
import type { Body, Fingerprint, SourceFile } from "../../core/load/plan.ts";
import type { Source } from "../../core/load/ports.ts";
import type { InferredColumn } from "../../core/records/infer.ts";
import type { Sniffed } from "../../core/records/sniff.ts";

export interface InspectedFile {
  readonly path: string;
  readonly name: string;
  /** Several files, of which `path` and `name` are then words. */
  readonly files?: readonly SourceFile[];
  /** The text is not the stored bytes. */
  readonly isPacked: boolean;
  /** gzip or zstd; of several files, each says it. */
  readonly isArchive?: boolean;
  readonly source: Source;
  readonly fingerprint: Fingerprint;
  readonly sniffed: Sniffed;
  readonly body: Body;
  readonly recordBytesMax: number;
  /** The columns of a new table, where the file itself states its types. */
  readonly columns?: readonly InferredColumn[];
}
