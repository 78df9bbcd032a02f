// After the faults: the load is resumed until it ends with 0, then everything that the promise says is looked at.
import { existsSync } from "node:fs";
import { compareTables, checksumOf, rejectedTexts } from "../support/oracle.ts";
import type { CliResult } from "../support/rowmill.ts";
import { endText } from "./cli-end.ts";
import { inDatabase } from "./in-database.ts";
import type { Scene } from "./scene.ts";
import { isStaged } from "./variant.ts";

const RUNS_MAX = 12;

/** What a run left behind; all of it must be as if nothing had happened. */
export class NotExact extends Error {
  readonly lost: number;
  readonly duplicates: number;

  constructor(what: string, lost: number, duplicates: number) {
    super(what);
    this.lost = lost;
    this.duplicates = duplicates;
  }
}

/** Until it says that it is complete: what any user would do. Another end than 0, 3 and 130 is a failure. */
export async function resumeUntilComplete(scene: Scene): Promise<CliResult> {
  const seen: string[] = [];
  for (let run = 0; run < RUNS_MAX; run++) {
    const result = await scene.load();
    if (result.exitCode === 0) return result;
    seen.push(endText(result));
    if (result.exitCode !== 3) break;
  }
  throw new Error(`the load did not complete when it was resumed:\n  ${seen.join("\n  ")}`);
}

/** Throws at the first thing that is not as the file says. */
export async function requireExact(scene: Scene): Promise<void> {
  await requireRows(scene);
  await requireLedger(scene);
  requireRejectFile(scene);
  const shape = await tableShape(scene);
  if (shape !== scene.shapeBefore)
    throw new Error(`the table was\n${scene.shapeBefore}\nand is\n${shape}`);
  await scene.until("no session and no lock of a load is left", async () => {
    const left = await scene.query(LEFT_BEHIND);
    return left.length === 0;
  });
}

async function requireRows(scene: Scene): Promise<void> {
  await inDatabase(scene.server, scene.database, async (client) => {
    if ((await checksumOf(client, "orders")) === scene.expected.checksum) return;
    const { missing, extra } = await compareTables(client, "expected", "orders");
    throw new NotExact(`${missing} rows are missing, ${extra} are too many`, missing, extra);
  });
}

async function requireLedger(scene: Scene): Promise<void> {
  const { records, bad, variant } = scene.material;
  const { loaded, skipped, rows } = scene.expected;
  const sums = isStaged(variant) ? MERGE_SUMS : BATCH_SUMS;
  const right = {
    records,
    rejected: bad.size,
    loaded,
    skipped,
    duplicates: skipped,
    in_table: rows,
  };
  requireSame("the ledger's sums", (await scene.query(sums))[0], right);
  const rejects = await scene.query<{ record: number }>(
    "SELECT record::int AS record FROM rowmill.reject ORDER BY 1",
  );
  requireSame(
    "the rejected records",
    rejects.map(({ record }) => record),
    [...bad],
  );
}

function requireRejectFile({ rejectsFile, material }: Scene): void {
  if (!existsSync(rejectsFile)) throw new Error(`no reject file ${rejectsFile}`);
  requireSame("the reject file", rejectedTexts(rejectsFile), material.badTexts);
}

function requireSame(what: string, found: unknown, right: unknown): void {
  const [a, b] = [JSON.stringify(found), JSON.stringify(right)];
  if (a !== b) throw new Error(`${what}: ${a} instead of ${b}`);
}

/** Columns, indexes with their comments and marks, and constraints, as text. */
export async function tableShape({
  server,
  database,
}: Pick<Scene, "server" | "database">): Promise<string> {
  const { rows } = await inDatabase(server, database, (client) =>
    client.query<{ line: string }>(TABLE_SHAPE),
  );
  return rows.map(({ line }) => line).join("\n");
}

/** The table and its partitions. */
const TREE = `
WITH tree AS (SELECT 'orders'::regclass AS relid UNION SELECT relid FROM pg_partition_tree('orders'))`;

const IN_TABLE = "(SELECT count(*)::int FROM orders) AS in_table";

const BATCH_SUMS = `
SELECT sum(records)::int AS records, sum(rejected)::int AS rejected, sum(loaded)::int AS loaded,
  sum(skipped)::int AS skipped, sum(duplicates)::int AS duplicates, ${IN_TABLE}
FROM rowmill.batch`;

/** Of batches that only staged their rows, the merge says what became of them. */
const MERGE_SUMS = `
SELECT sum(b.records)::int AS records, sum(b.rejected)::int AS rejected,
  (min(inserted) + min(updated))::int AS loaded,
  (sum(b.skipped) + min(unchanged) + min(superseded) + min(dropped))::int AS skipped,
  (sum(b.duplicates) + min(unchanged) + min(superseded))::int AS duplicates, ${IN_TABLE}
FROM rowmill.batch AS b JOIN rowmill.merge USING (load_id)`;

const LEFT_BEHIND = `${TREE}
SELECT pid::text FROM pg_stat_activity WHERE application_name LIKE 'rowmill%' AND datname = current_database()
UNION ALL SELECT locktype FROM pg_locks WHERE relation IN (SELECT relid FROM tree)
UNION ALL SELECT relname::text FROM pg_class WHERE relname LIKE 'rowmill\\_stage\\_%' AND relkind = 'r'
UNION ALL SELECT gid FROM pg_prepared_xacts WHERE database = current_database()`;

const TABLE_SHAPE = `${TREE}
SELECT line FROM (
  SELECT concat_ws(' ', 'column', attrelid::regclass, attname, format_type(atttypid, atttypmod)) AS line
  FROM pg_attribute JOIN tree ON attrelid = relid WHERE attnum > 0 AND NOT attisdropped
  UNION ALL
  SELECT concat_ws(' ', pg_get_indexdef(indexrelid), indisvalid, indisclustered, indisreplident,
    obj_description(indexrelid, 'pg_class'))
  FROM pg_index JOIN tree ON indrelid = relid
  UNION ALL
  SELECT concat_ws(' ', conrelid::regclass, conname, convalidated, pg_get_constraintdef(pg_constraint.oid))
  FROM pg_constraint JOIN tree ON conrelid = relid
  UNION ALL
  SELECT concat_ws(' ', 'trigger', tgrelid::regclass, tgname, tgenabled) FROM pg_trigger JOIN tree ON tgrelid = relid
  WHERE NOT tgisinternal
) AS shape ORDER BY line`;
