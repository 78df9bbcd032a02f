// The errors of modes, keys, staging and merge: what happened, and the statement or flag that helps.
import { IngestError, user } from "./ingest-error.ts";

export const modeErrors = {
  keyWithoutMode: (key: readonly string[]) =>
    user(
      "key-without-mode",
      `--key ${key.join(",")} says nothing in mode append`,
      "give --mode skip, upsert or replace with it, or leave it out",
    ),
  keyMissing: (table: string) =>
    user(
      "key-missing",
      `${table} has no primary key, and no key was given`,
      "name the columns that tell rows apart with --key a,b",
    ),
  keyUnknown: (table: string, column: string) =>
    user("key-unknown", `${table} has no column "${column}" for a key`, "check --key"),
  keyNotLoaded: (table: string, column: string) =>
    user(
      "key-not-loaded",
      `the key of ${table} has column "${column}", which the file does not bring`,
      "map a field to it, or name another key with --key a,b",
    ),
  keyNotUnique: (table: string, key: readonly string[], statement: string) =>
    user(
      "key-not-unique",
      `no unique index of ${table} is on exactly (${key.join(", ")})`,
      `let its owner run: ${statement}`,
    ),
  modeRefused: (mode: string, table: string, reason: string, step: string) =>
    user("mode-refused", `mode ${mode} is not possible on ${table}: ${reason}`, step),
  privilegeMissing: (what: string, statement: string) =>
    user("privilege-missing", what, `let its owner run: ${statement}`),
  ledgerOutdated: () =>
    user(
      "ledger-outdated",
      "the ledger, schema rowmill, is of an earlier version, and only its owner may bring it up to date",
      "let the role that owns its tables run any `rowmill load` once",
    ),
  stagingGone: (id: string, what: string) =>
    user(
      "staging-gone",
      `the staged rows of load ${id} are gone: ${what}`,
      "nothing of it is in the table; load the file again under a new name with --load-id NAME",
    ),
  mergeRefused: (table: string, cause: IngestError) =>
    new IngestError({
      kind: "user",
      code: "merge-refused",
      message: `the staged rows do not go into ${table}: ${cause.message}`,
      hint: `${cause.hint.replace(/; mend the record.*$/, "")}; none of them is in the table, and all are kept: put the table right and resume`,
      place: cause.place,
      sqlstate: cause.sqlstate,
      cause,
    }),
  loadOvertaken: (id: string, later: string, table: string) =>
    user(
      "load-overtaken",
      `this file was loaded as ${id}, and load ${later} changed ${table} after it`,
      "to load it once more, give the load a name with --load-id NAME",
    ),
};
