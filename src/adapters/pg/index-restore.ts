// Makes again what a load dropped: indexes in parallel over several connections, then constraints, comments and marks
// one after the other. Each task is a transaction that first asks the catalog, so that doing it twice does nothing.
import type { ClientBase } from "pg";
import { indexErrors } from "../../core/base/index-errors.ts";
import type { IngestError } from "../../core/base/ingest-error.ts";
import type { BuildTuning } from "../../core/load/index-tuning.ts";
import { allOf } from "./all-of.ts";
import { markRestored, noteProblem, type DdlRow } from "./index-ledger.ts";
import type { Part, StoredObject } from "./index-objects.ts";
import { tuningSql } from "./index-server.ts";
import { inTransaction, withQualifiedNames } from "./index-transaction.ts";
import { pause } from "./pause.ts";
import { isServerError, toIngestError } from "./sqlstate.ts";

/** A connection of its own for `use`; what it runs is cancelled when the signal aborts. */
export type WithSession = <T>(
  use: (client: ClientBase) => Promise<T>,
  signal: AbortSignal,
) => Promise<T>;

export interface RestoreWork {
  readonly session: WithSession;
  readonly tuning: BuildTuning;
  /** In every transaction, first: a run that was taken over must not go on. */
  readonly fence: (client: ClientBase) => Promise<void>;
  /** False where only the mirror knows of the objects, and there is no row to mark. */
  readonly isInLedger: boolean;
  readonly note: (state: "started" | "done", what: string) => void;
}

/** What the rows that are there forbid, by object, in words. */
type Problems = Map<DdlRow, string>;

interface Task {
  readonly row: DdlRow;
  readonly act: (client: ClientBase) => Promise<void>;
}

const ATTEMPTS = 12;
const PAUSE_MS = 1_000;
const DUPLICATES_MS = 60_000;

/**
 * Returns what could not be restored because of the rows that are there, in words; the rest is restored all the same.
 * Rejects for what concerns all objects: a server that is gone, a disk that is full, another run that took over.
 */
export async function restoreObjects(
  rows: readonly DdlRow[],
  work: RestoreWork,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const problems: Problems = new Map();
  const gone = new Set<DdlRow>();
  const each = (act: (client: ClientBase, row: DdlRow) => Promise<void>) =>
    rows.map((row): Task => ({ row, act: (client) => act(client, row) }));
  const run = (tasks: Task[]): Promise<void> => runTasks(tasks, { problems, gone }, work, signal);

  const look = async (client: ClientBase, row: DdlRow): Promise<void> => {
    if (!(await hasTable(client, row, work))) gone.add(row);
  };
  await run(each(look));
  const builds = each((client, { object }) => buildIndex(client, object, work));
  await allOf(Array.from({ length: work.tuning.sessions }, () => run(builds)));
  await run(
    rows.flatMap((row): Task[] => [
      { row, act: (client) => addConstraint(client, row, problems) },
      { row, act: (client) => finishObject(client, row, work) },
    ]),
  );
  return rows.flatMap((row) => problems.get(row) ?? []);
}

/**
 * Works the tasks off over one connection, opened anew when it breaks. Several may take from one list. An object with a
 * problem, or without a table, is passed over.
 */
async function runTasks(
  tasks: Task[],
  { problems, gone }: { readonly problems: Problems; readonly gone: ReadonlySet<DdlRow> },
  work: RestoreWork,
  signal: AbortSignal,
): Promise<void> {
  let failures = 0;
  const workOff = async (client: ClientBase): Promise<void> => {
    for (let task = tasks.shift(); task !== undefined; task = tasks.shift()) {
      const { row, act } = task;
      if (problems.has(row) || gone.has(row)) continue;
      try {
        await fenced(client, work, act);
        failures = 0;
      } catch (error) {
        const mapped = toIngestError(error);
        if (mapped.kind === "transient") tasks.unshift(task);
        if (!isOfThisObject(mapped)) throw mapped;
        problems.set(row, await describe(client, row, mapped, work));
      }
    }
  };
  while (tasks.length > 0) {
    try {
      await work.session(workOff, signal);
    } catch (error) {
      signal.throwIfAborted();
      const mapped = toIngestError(error);
      failures++;
      if (mapped.kind !== "transient" || failures >= ATTEMPTS) {
        // No other index is begun when one has failed for good.
        tasks.length = 0;
        throw mapped;
      }
      await pause(PAUSE_MS * failures, signal);
    }
  }
}

const fenced = (
  client: ClientBase,
  work: RestoreWork,
  act: (client: ClientBase) => Promise<void>,
): Promise<void> =>
  inTransaction(client, async () => {
    await work.fence(client);
    await act(client);
  });

/** The rows forbid it, a right is missing or a name is taken: the other objects do not suffer. */
const isOfThisObject = ({ kind, code }: IngestError): boolean =>
  kind === "data" || (kind === "user" && code !== "taken-over");

/** False when the table was dropped: then nothing is left to restore. Rejects when it has another name now. */
async function hasTable(client: ClientBase, row: DdlRow, work: RestoreWork): Promise<boolean> {
  const { table, tableOid, name } = row.object;
  const { rows } = await client.query<{ there: boolean; now: string | null }>(TABLE_FATE, [
    table,
    tableOid,
  ]);
  const { there = false, now = null } = rows[0] ?? {};
  if (!there && now !== null) throw indexErrors.tableRenamed(name, table, now);
  if (!there && work.isInLedger) await markRestored(client, row);
  return there;
}

async function buildIndex(
  client: ClientBase,
  object: StoredObject,
  work: RestoreWork,
): Promise<void> {
  if (object.index === null || (await isThere(client, object, "index"))) return;
  work.note("started", `building ${object.name}`);
  await client.query(tuningSql(work.tuning));
  for (const statement of object.index.make) await client.query(statement);
  work.note("done", `${object.name} built`);
}

async function addConstraint(
  client: ClientBase,
  { object }: DdlRow,
  problems: Problems,
): Promise<void> {
  const missing = [...problems.keys()].find((row) => row.object.name === object.needs);
  if (missing !== undefined) throw indexErrors.waitsForKey(object.name, missing.object.name);
  if (object.constraint === null || (await isThere(client, object, "constraint"))) return;
  for (const statement of object.constraint.make) await client.query(statement);
}

/** Validates, sets what no definition holds, looks once more, and marks the object as restored. */
async function finishObject(client: ClientBase, row: DdlRow, work: RestoreWork): Promise<void> {
  const { object } = row;
  for (const statement of object.extras) await client.query(statement);
  for (const part of ["index", "constraint"] as const) {
    if (object[part] !== null && !(await isThere(client, object, part)))
      throw indexErrors.restoredDiffers(object.name, object[part].definition, "nothing");
  }
  if (work.isInLedger) await markRestored(client, row);
}

/** True when it is there just as it was; rejects when something else has its name. */
async function isThere(
  client: ClientBase,
  object: StoredObject,
  part: "index" | "constraint",
): Promise<boolean> {
  const wanted = object[part];
  if (wanted === null) return true;
  const found = await withQualifiedNames(client, async () => {
    const { rows } = await client.query<{ definition: string }>(
      part === "index" ? INDEX_DEFINITION : CONSTRAINT_DEFINITION,
      part === "index" ? [wanted.name] : [wanted.name, object.table],
    );
    return rows[0]?.definition;
  });
  if (found === undefined) return false;
  if (isSame(wanted, found)) return true;
  throw indexErrors.restoredDiffers(object.name, wanted.definition, found);
}

/** A foreign key that waits for its validation is the one that was. */
const isSame = ({ definition }: Part, found: string): boolean =>
  found === definition || found === `${definition} NOT VALID`;

/** The refusal with a few of the keys that are there more than once. */
async function describe(
  client: ClientBase,
  row: DdlRow,
  refusal: IngestError,
  work: RestoreWork,
): Promise<string> {
  const { name, duplicates } = row.object;
  const isDuplicate = refusal.sqlstate === UNIQUE_VIOLATION && duplicates !== null;
  const keys = isDuplicate ? await duplicateKeys(client, duplicates) : "";
  const own = isServerError(refusal.cause) ? (refusal.cause.detail ?? "") : "";
  const said = [refusal.message, own.replace(/\.$/, "")].filter((text) => text !== "").join(": ");
  const reason = keys === "" ? said : keys;
  const problem = reason.startsWith(name) ? reason : `${name} is not there: ${reason}`;
  if (work.isInLedger) await noteProblem(client, row, problem);
  return problem;
}

const UNIQUE_VIOLATION = "23505";
const QUERY_CANCELLED = "57014";

/** "" when the search takes too long: the server's own words name one key. */
async function duplicateKeys(client: ClientBase, duplicates: string): Promise<string> {
  try {
    const { rows } = await inTransaction(client, async () => {
      await client.query(`SET LOCAL statement_timeout = ${DUPLICATES_MS}`);
      return client.query<{ key: string; rows: string }>(duplicates);
    });
    return rows.map(({ key, rows: count }) => `key ${key} is in ${count} rows`).join(", ");
  } catch (error) {
    const mapped = toIngestError(error);
    if (mapped.sqlstate === QUERY_CANCELLED) return "";
    throw mapped;
  }
}

const TABLE_FATE = `
SELECT pg_catalog.to_regclass($1) IS NOT NULL AS there,
  (SELECT pg_catalog.format('%I.%I', n.nspname, c.relname) FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = $2) AS now`;

const INDEX_DEFINITION = `
SELECT pg_catalog.pg_get_indexdef(i.indexrelid) AS definition FROM pg_catalog.pg_index i
WHERE i.indexrelid = pg_catalog.to_regclass($1) AND i.indisvalid`;

const CONSTRAINT_DEFINITION = `
SELECT pg_catalog.pg_get_constraintdef(k.oid) AS definition FROM pg_catalog.pg_constraint k
WHERE k.conrelid = pg_catalog.to_regclass($2) AND pg_catalog.quote_ident(k.conname) = $1`;
