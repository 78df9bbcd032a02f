// How a delimited file is written: the facts every reader of its bytes needs. Guessing them is sniff.ts.

/** Encodings by the name a user gives. Those other than UTF-16 keep ASCII bytes as they are. */
export const ENCODINGS = ["utf-8", "utf-16le", "utf-16be", "latin1", "windows-1252"] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** The byte sequence that ends a record; "lf" and "crlf" files are both cut at LF, a CR before it is dropped. */
export type RecordEnd = "lf" | "crlf" | "cr";

export type DateOrder = "ymd" | "dmy" | "mdy";

export interface Dialect {
  /** One or more characters, ASCII; a single byte can be read by COPY itself. */
  readonly delimiter: string;
  /** One ASCII character, or null when the file quotes nothing. */
  readonly quote: string | null;
  /** Equal to `quote` when quotes are doubled; another ASCII character (as a backslash) otherwise. */
  readonly escape: string | null;
  readonly recordEnd: RecordEnd;
  readonly hasHeader: boolean;
  /** An unquoted field with exactly this text is NULL. */
  readonly nullText: string;
  readonly encoding: Encoding;
  /** "1.234,56" is 1234.56 in numeric columns. */
  readonly decimalComma: boolean;
  readonly dateOrder: DateOrder;
  /** Lines that start with this at a record's start belong to no record (the reject file's notes). */
  readonly commentPrefix: string | null;
}

export const RFC_4180: Dialect = {
  delimiter: ",",
  quote: '"',
  escape: '"',
  recordEnd: "lf",
  hasHeader: true,
  nullText: "",
  encoding: "utf-8",
  decimalComma: false,
  dateOrder: "ymd",
  commentPrefix: null,
};

/** One decision about the file, with where it came from: printed in the plan and in the result. */
export interface Decision {
  readonly what: string;
  readonly value: string;
  readonly origin: "given" | "sniffed" | "default" | "table";
  readonly evidence: string;
}

/** The byte at which records are cut. */
export const recordEndByte = (dialect: Dialect): number => (dialect.recordEnd === "cr" ? 13 : 10);
