// Every way a load can go wrong that is not a bug in Rowmill: one class, four kinds, named factories.
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
}

const user = (code: string, message: string, hint: string, place?: Place, cause?: unknown) =>
  new IngestError({ kind: "user", code, message, hint, place, cause });

const list = (names: readonly string[]) => names.map((name) => `"${name}"`).join(", ");

/** The file of every error's words. The factory's name is the error's code in kebab-case. */
export const errors = {
  // The source.
  fileNotFound: (file: string) =>
    user("file-not-found", `no file ${file}`, "check the path; it is read relative to the current folder", { file }),
  fileIsDirectory: (file: string) =>
    user("file-is-directory", `${file} is a folder, not a file`, "name one file in it", { file }),
  fileNotRegular: (file: string) =>
    user("file-not-regular", `${file} is not a regular file`, "copy its content into a file first: a resume reads it again", { file }),
  fileUnreadable: (file: string, reason: string) =>
    user("file-unreadable", `${file} cannot be read: ${reason}`, "check its permissions and the disk", { file }),
  fileEmpty: (file: string) =>
    user("file-empty", `${file} is empty: there is nothing to load`, "check how the file was written", { file, byteOffset: 0 }),
  fileHeaderOnly: (file: string) =>
    user("file-header-only", `${file} holds a header and no record`, "if its first line is data, say --header no", { file, line: 1 }),
  fileChanged: (file: string, difference: string) =>
    user("file-changed", `${file} is not the file this load began with: ${difference}`,
      "restore the file and resume, or load the new content as a load of its own with --load-id NAME", { file }),
  recordTooLong: (place: Place, bytesMax: number) =>
    user("record-too-long", `a record is longer than ${Math.round(bytesMax / 1_048_576)} MB without an end`,
      "look for a quote that is never closed there; if the field really is that large, raise --max-record-mb", place),
  encodingInvalid: (place: Place, encoding: string) =>
    user("encoding-invalid", `these bytes are not ${encoding}`, "name the file's encoding with --encoding", place),
  encodingUnknown: (name: string, known: readonly string[]) =>
    user("encoding-unknown", `no encoding "${name}"`, `use one of ${known.join(", ")}`),
  dialectInvalid: (what: string, hint: string) => user("dialect-invalid", what, hint),

  // The table and the mapping.
  tableMissing: (table: string, near: readonly string[]) =>
    user("table-missing", `no table ${table}`,
      near.length > 0 ? `did you mean ${list(near)}? To make a new table, say --create-table` : "to make a new table, say --create-table"),
  tableExists: (table: string) =>
    user("table-exists", `table ${table} exists already`, "leave --create-table out to load into it"),
  tableNotLoadable: (table: string, reason: string) =>
    user("table-not-loadable", `${table} cannot take COPY: ${reason}`, "load into a table"),
  tableChanged: (table: string, difference: string) =>
    user("table-changed", `table ${table} is not what this load began with: ${difference}`,
      "put the table back as it was and resume, or start a load of its own with --load-id NAME"),
  columnUnknown: (table: string, column: string, near: readonly string[]) =>
    user("column-unknown", `table ${table} has no column "${column}"`,
      near.length > 0 ? `did you mean ${list(near)}? Name the file's columns with --columns, "-" leaves one out`
        : `name the file's columns with --columns, "-" leaves one out`, { column }),
  columnTwice: (table: string, column: string) =>
    user("column-twice", `two columns of the file go to column "${column}" of ${table}`, `name them with --columns, "-" leaves one out`, { column }),
  columnGenerated: (table: string, column: string) =>
    user("column-generated", `column "${column}" of ${table} is generated by the server`, `leave it out with "-" in --columns`, { column }),
  columnRequired: (table: string, column: string) =>
    user("column-required", `column "${column}" of ${table} is NOT NULL without a default, and the file does not give it`,
      "add the column to the file or to --columns, or give it a default", { column }),
  columnCount: (file: string, fields: number, columns: number) =>
    user("column-count", `${file} has ${fields} fields a record, the mapping names ${columns} columns`,
      `name one column a field with --columns, "-" leaves one out`, { file, line: 1 }),
  tooManyColumns: (file: string, fields: number) =>
    user("too-many-columns", `${file} has ${fields} fields a record; a PostgreSQL table holds at most 1600 columns`,
      "check the delimiter with `rowmill sniff`", { file, line: 1 }),
  identifierInvalid: (name: string, reason: string) =>
    user("identifier-invalid", `"${name}" cannot be a name in PostgreSQL: ${reason}`, "choose another name"),
  ddlRefused: (reason: string) =>
    user("ddl-refused", `the statement that makes the table is refused: ${reason}`, "give exactly one CREATE TABLE for the target"),

  // The request.
  optionInvalid: (option: string, value: string, expected: string) =>
    user("option-invalid", `${option} cannot be "${value}"`, `give ${expected}`),
  optionMissing: (option: string, what: string) => user("option-missing", `${option} is missing`, what),
  loadFileInvalid: (file: string, line: number, problem: string) =>
    user("load-file-invalid", `${file}, line ${line}: ${problem}`, "see docs/reference/load-file.md for the fields", { file, line }),
  loadUnknown: (id: string) =>
    user("load-unknown", `no load ${id} in the ledger of this database`, "`rowmill loads` lists them"),
  loadUnfinished: (id: string, difference: string) =>
    user("load-unfinished", `load ${id} of this file into this table stopped part-way, and ${difference}`,
      `resume it with \`rowmill resume ${id}\` after restoring the file, or load all of it again under a new name with --load-id NAME`),
  nothingToResume: () => user("nothing-to-resume", "no load in this database is waiting to be resumed", "`rowmill loads` lists all loads"),
  takenOver: (id: string) =>
    user("taken-over", `another run of load ${id} took over; this one has stopped`, "watch the other run; nothing was loaded twice"),
  tooManyRejects: (found: number, allowed: number, first: string, place: Place) =>
    user("too-many-rejects", `${found} ${found === 1 ? "record was" : "records were"} refused and ${allowed} allowed; the first: ${first}`,
      "mend the record, or allow rejects with --max-rejects N; what was committed stays and the load resumes from there", place),

  // The connection.
  dsnInvalid: (problem: string) =>
    user("dsn-invalid", `the connection string is not valid: ${problem}`, "see the PostgreSQL manual, section Connection Strings"),
  dsnPasswordInArguments: () =>
    user("dsn-password-in-arguments", "a password on the command line can be read by every user of this machine",
      "put it in ~/.pgpass or PGPASSWORD and leave it out of --dsn"),
  serviceUnknown: (service: string, files: readonly string[]) =>
    user("service-unknown", `no connection service "${service}" in ${files.join(" or ")}`, "add it there, or set PGSERVICEFILE"),
  cannotConnect: (address: string, reason: string, cause?: unknown) =>
    new IngestError({ kind: "transient", code: "cannot-connect", message: `no connection to ${address}: ${reason}`,
      hint: "check host, port and that the server runs and listens there", cause }),
  noSuitableHost: (attempts: readonly string[]) =>
    new IngestError({ kind: "transient", code: "no-suitable-host", message: `no host took the connection: ${attempts.join("; ")}`,
      hint: "check the hosts and target_session_attrs" }),
  tlsRequired: (address: string) =>
    user("tls-required", `${address} takes only encrypted connections`, "set sslmode=require or stronger"),
  tlsRefused: (address: string, reason: string) =>
    user("tls-refused", `no trusted encrypted connection to ${address}: ${reason}`,
      "give the server's root certificate with sslrootcert, or state a weaker sslmode"),
  connectionLost: (reason: string, cause?: unknown) =>
    new IngestError({ kind: "transient", code: "connection-lost", message: `the connection to the server broke: ${reason}`,
      hint: "the batch is tried again; the ledger decides whether it was committed", cause }),
  noProgress: (seconds: number) =>
    new IngestError({ kind: "transient", code: "no-progress", message: `the server took nothing for ${seconds} s`,
      hint: "the connection is cut and the batch tried again" }),
  ledgerForbidden: (role: string, database: string) =>
    user("ledger-forbidden", `role ${role} may not create the ledger's schema "rowmill" in database ${database}`,
      `let the owner run: GRANT CREATE ON DATABASE "${database}" TO "${role}"`),
  retriesUsedUp: (batch: number, attempts: number, reason: string, cause: unknown) =>
    new IngestError({ kind: "fatal", code: "retries-used-up", message: `batch ${batch} did not go through in ${attempts} attempts; the last: ${reason}`,
      hint: "what was committed stays; `rowmill resume` goes on when the server is well again", cause }),
  notReconciled: (difference: string) =>
    new IngestError({ kind: "fatal", code: "not-reconciled", message: `the load does not add up: ${difference}`,
      hint: "nothing is called loaded that the ledger does not show; `rowmill resume` loads what is missing" }),

  /** Anything the server itself says; `kind` comes from its SQLSTATE (adapters/pg/sqlstate.ts). */
  server: (kind: ErrorKind, sqlstate: string, message: string, hint: string, place?: Place, cause?: unknown) =>
    new IngestError({ kind, code: "server", message, hint, place, sqlstate, cause }),
} as const;

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
