// Who keeps a load from its table: the sessions and prepared transactions whose lock COPY has to wait for.
import type { ClientBase } from "pg";
import { faultErrors } from "../../core/base/fault-errors.ts";
import type { IngestError } from "../../core/base/ingest-error.ts";
import type { TableName } from "../../core/load/plan.ts";
import { quoteTable } from "./identifiers.ts";

/**
 * The error of a wait that was too long, with the names of those who were waited for; as it is when nobody is seen any
 * more. Without a table, of all tables in the database. Other writers are in the way only of a mode that lets none in.
 */
export async function explainLock(
  client: ClientBase,
  table: TableName | null,
  error: IngestError,
  isWriterInWay = false,
): Promise<IngestError> {
  const values = [table === null ? null : quoteTable(table), isWriterInWay];
  const { rows } = await client.query<Holder>(HOLDERS, values);
  const [first] = rows;
  return first === undefined ? error : faultErrors.lockHeld(first.name, rows.map(inWords), error);
}

function inWords({ gid, pid, role, application }: Holder): string {
  const owner = role ?? "somebody";
  if (gid !== null) return `the prepared transaction "${gid}" of ${owner}`;
  const program = application === null || application === "" ? "" : ` (${application})`;
  return `session ${pid ?? "unknown"} of ${owner}${program}`;
}

interface Holder {
  readonly name: string;
  readonly gid: string | null;
  readonly pid: number | null;
  readonly role: string | null;
  readonly application: string | null;
}

/** FirstNormalObjectId: what is below is the catalog. */
const FIRST_USER_OID = 16_384;

/**
 * A prepared transaction has no process; what joins its lock to its name is the lock on its own transaction id. The
 * modes are those that COPY waits for.
 */
const HOLDERS = `
SELECT l.relation::pg_catalog.regclass::text AS name, p.gid, l.pid, coalesce(p.owner, a.usename)::text AS role, a.application_name AS application
FROM pg_catalog.pg_locks l
LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
LEFT JOIN pg_catalog.pg_locks own ON l.pid IS NULL AND own.pid IS NULL
  AND own.virtualtransaction = l.virtualtransaction AND own.locktype = 'transactionid'
LEFT JOIN pg_catalog.pg_prepared_xacts p ON p.transaction = own.transactionid
WHERE (l.relation = pg_catalog.to_regclass($1) OR $1 IS NULL AND l.relation >= ${FIRST_USER_OID}) AND l.granted AND l.pid IS DISTINCT FROM pg_catalog.pg_backend_pid()
  AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
  AND (l.mode IN ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
    OR $2 AND l.mode = 'RowExclusiveLock')
ORDER BY l.pid LIMIT 3`;
