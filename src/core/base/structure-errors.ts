// What can go wrong with files that bring their own structure: JSON Lines and Parquet.
import { IngestError, user } from "./ingest-error.ts";

/** Beside `errors`: the factory's name is the error's code in kebab-case. */
export const structureErrors = {
  jsonNoObject: (file: string, problem: string) =>
    user(
      "json-no-object",
      `${file} has the name of a JSON Lines file, but none of its first lines is a JSON object: ${problem}`,
      "write one object a line, without a comma between them; turn an array into lines with jq -c '.[]'",
      { file, line: 1 },
    ),
  structureEncoding: (file: string, encoding: string) =>
    user(
      "structure-encoding",
      `${file} is JSON Lines, which are never in ${encoding}`,
      "leave --encoding out; JSON is UTF-8, or UTF-16 with its byte order mark",
      { file },
    ),
  structureDialect: (file: string, format: string, option: string) =>
    user(
      "structure-dialect",
      `${file} is ${format}, for which ${option} says nothing`,
      `leave ${option} out: the file itself says where its fields and values end`,
      { file },
    ),
  structureAlone: (file: string, format: string) =>
    user(
      "structure-alone",
      `${file} is ${format}, and several files are given`,
      "load such files one by one: each names its own columns",
      { file },
    ),
  parquetNotFile: (place: string) =>
    user(
      "parquet-not-file",
      `${place} is Parquet, whose columns are found from its end`,
      "copy it into a file first",
      { file: place },
    ),
  parquetBroken: (file: string, reason: string) =>
    user(
      "parquet-broken",
      `${file} is not a whole Parquet file: ${reason}`,
      "check that it was copied to its end; what was committed stays",
      { file },
    ),
  parquetReaderDied: (file: string, reason: string) =>
    new IngestError({
      kind: "fatal",
      code: "parquet-reader-died",
      message: `a thread that read ${file} came to its end: ${reason}`,
      hint: "resume the load; where it was out of memory, write the file with smaller pages",
      place: { file },
    }),
  parquetUnsupported: (file: string, column: string, reason: string) =>
    user(
      "parquet-unsupported",
      `${file}: column "${column}" ${reason}`,
      "write the column in another type or compression, or load it from another format",
      { file, column },
    ),
} as const;
