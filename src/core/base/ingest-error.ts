// The one class of error that is not a bug in Rowmill, its four kinds, and where it happened.
// Code branches on `kind`, people read `message` and `hint`, tests and docs use `code`.

/** What the engine does about it: tell the user, reject the record, retry the batch, stop. */
export type ErrorKind = "user" | "data" | "transient" | "fatal";

/** Where it happened; every part that is known. Lines and records count from 1, bytes from 0. */
export interface Place {
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly record?: number | undefined;
  readonly column?: string | undefined;
  readonly byteOffset?: number | undefined;
}

interface Details {
  readonly kind: ErrorKind;
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  readonly place?: Place | undefined;
  readonly sqlstate?: string | undefined;
  readonly cause?: unknown;
}

export class IngestError extends Error {
  readonly kind: ErrorKind;
  readonly code: string;
  readonly hint: string;
  readonly place: Place;
  readonly sqlstate: string | undefined;

  constructor(details: Details) {
    super(details.message, { cause: details.cause });
    this.name = "IngestError";
    this.kind = details.kind;
    this.code = details.code;
    this.hint = details.hint;
    this.place = details.place ?? {};
    this.sqlstate = details.sqlstate;
  }

  /** The same error with its place made more exact. */
  at(place: Place): IngestError {
    const { kind, code, hint, sqlstate } = this;
    return new IngestError({
      ...{ kind, code, hint, sqlstate },
      message: this.message,
      cause: this.cause,
      place: { ...this.place, ...place },
    });
  }
}

/** What only whoever asked for the load can mend. */
export const user = (code: string, message: string, hint: string, place?: Place): IngestError =>
  new IngestError({ kind: "user", code, message, hint, place });

/** "orders.csv, line 12, record 9, column amount" - the parts that are known, or "". */
export function placeText(place: Place): string {
  const parts = [
    place.file,
    place.line === undefined ? undefined : `line ${place.line}`,
    place.record === undefined ? undefined : `record ${place.record}`,
    place.column === undefined ? undefined : `column ${place.column}`,
    place.byteOffset === undefined ? undefined : `byte ${place.byteOffset}`,
  ];
  return parts.filter((part) => part !== undefined).join(", ");
}
