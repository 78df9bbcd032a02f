// After the faults: the load is resumed until it ends with 0, then everything that the promise says is looked at.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { compareTables, checksumOf, rejectedTexts } from "../support/oracle.ts";
import type { CliResult } from "../support/rowmill.ts";
import { endText } from "./cli-end.ts";
import { inDatabase } from "./in-database.ts";
import type { Scene } from "./scene.ts";

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
    if ((await checksumOf(client, "orders")) === scene.expected) return;
    const { missing, extra } = await compareTables(client, "expected", "orders");
    throw new NotExact(`${missing} rows are missing, ${extra} are too many`, missing, extra);
  });
}

async function requireLedger(scene: Scene): Promise<void> {
  const { records, bad } = scene.material;
  const found = await scene.query(LEDGER_SUMS);
  const right = {
    records,
    loaded: records - bad.size,
    rejected: bad.size,
    in_table: records - bad.size,
  };
  requireSame("the ledger's sums", found[0], right);
  const rejects = await scene.query<{ record: number }>(
    "SELECT record::int AS record FROM rowmill.reject ORDER BY 1",
  );
  requireSame(
    "the rejected records",
    rejects.map(({ record }) => record),
    [...bad],
  );
}

function requireRejectFile(scene: Scene): void {
  const path = scene.loadArgs.at(scene.loadArgs.indexOf("--rejects") + 1);
  const file =
    scene.loadArgs.includes("--rejects") && path !== undefined
      ? path
      : join(scene.folder, "orders.rejects.csv");
  if (!existsSync(file)) throw new Error(`no reject file ${file}`);
  requireSame("the reject file", rejectedTexts(file), scene.material.badTexts);
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

const LEDGER_SUMS = `
SELECT sum(records)::int AS records, sum(loaded)::int AS loaded, sum(rejected)::int AS rejected,
  (SELECT count(*)::int FROM orders) AS in_table FROM rowmill.batch`;

const LEFT_BEHIND = `
SELECT pid::text FROM pg_stat_activity WHERE application_name LIKE 'rowmill%' AND datname = current_database()
UNION ALL SELECT locktype FROM pg_locks WHERE relation = 'orders'::regclass
UNION ALL SELECT gid FROM pg_prepared_xacts WHERE database = current_database()`;

const TABLE_SHAPE = `
SELECT line FROM (
  SELECT 'column ' || attname || ' ' || format_type(atttypid, atttypmod) AS line FROM pg_attribute
  WHERE attrelid = 'orders'::regclass AND attnum > 0 AND NOT attisdropped
  UNION ALL
  SELECT concat_ws(' ', pg_get_indexdef(indexrelid), indisvalid, indisclustered, indisreplident,
    obj_description(indexrelid, 'pg_class'))
  FROM pg_index WHERE indrelid = 'orders'::regclass
  UNION ALL
  SELECT concat_ws(' ', conname, convalidated, pg_get_constraintdef(oid)) FROM pg_constraint
  WHERE conrelid = 'orders'::regclass
  UNION ALL
  SELECT concat_ws(' ', 'trigger', tgname, tgenabled) FROM pg_trigger
  WHERE tgrelid = 'orders'::regclass AND NOT tgisinternal
) AS shape ORDER BY line`;
