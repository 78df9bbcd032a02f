// What can go wrong around indexes and constraints that a load drops and builds again; part of the errors' one list.
import { IngestError } from "./ingest-error.ts";

export const indexErrors = {
  indexesForbidden: (table: string, lacking: string) =>
    new IngestError({
      kind: "user",
      code: "indexes-forbidden",
      message: `the indexes of ${table} cannot be dropped and built again: ${lacking}`,
      hint: "load as a role that may, or leave --indexes rebuild out: the indexes are then kept",
    }),
  /** The data stays, and so does the record of what is to be built. */
  indexesNotRestored: (loadId: string, problems: readonly string[]) =>
    new IngestError({
      kind: "fatal",
      code: "indexes-not-restored",
      message: `all rows are in, but ${problems.join("; ")}`,
      hint: `mend the rows, then \`rowmill resume ${loadId}\` builds what is missing and ends the load; nothing was deleted`,
    }),
  indexesNotMirrored: (file: string, reason: string, cause: unknown) =>
    new IngestError({
      kind: "user",
      code: "indexes-not-mirrored",
      message: `the definitions of the indexes cannot be kept in ${file}: ${reason}; nothing was dropped`,
      hint: "make the folder writable, or name another with XDG_STATE_HOME",
      cause,
    }),
  /** These three concern one object; its siblings are restored all the same. */
  tableRenamed: (name: string, table: string, now: string) =>
    new IngestError({
      kind: "user",
      code: "table-renamed",
      message: `${name} is not there: its table ${table} is called ${now} now`,
      hint: "rename it back, then `rowmill recover`",
    }),
  waitsForKey: (name: string, key: string) =>
    new IngestError({
      kind: "user",
      code: "waits-for-key",
      message: `${name} waits for ${key}`,
      hint: "mend what keeps the key from being built",
    }),
  restoredDiffers: (name: string, expected: string, found: string) =>
    new IngestError({
      kind: "user",
      code: "restored-differs",
      message: `${name} is there with another definition: ${found} instead of ${expected}`,
      hint: "drop or rename the one that is there, then `rowmill recover` makes the one that was",
    }),
} as const;
