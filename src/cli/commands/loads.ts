// `rowmill loads`: the ledger of the database.
import { listLoads } from "../../adapters/load-job.ts";
import type { LoadRow } from "../../core/load/ports.ts";
import { tableText } from "../../core/load/plan.ts";
import { EXIT, type Command } from "../command.ts";
import { jobOptions } from "../connection.ts";
import { CONNECTION_FLAGS } from "../options.ts";

export const loadsCommand: Command = {
  name: "loads",
  summary: "List the loads that the ledger of a database knows",
  usage: "rowmill loads [--dsn DSN] [--json]",
  example: "rowmill loads --dsn postgresql://me@db.example/shop",
  details: "",
  flags: CONNECTION_FLAGS,

  async run(input) {
    const rows = await listLoads(await jobOptions(input), input.signal);
    if (input.isJson) input.out(`${JSON.stringify(rows.map(summary))}\n`);
    else if (rows.length === 0) input.out("no loads in this database\n");
    else for (const row of rows) input.out(`${line(row)}\n`);
    return EXIT.fine;
  },
};

function summary(row: LoadRow) {
  const { loadId, status, startedAt, finishedAt, records, committed, plan } = row;
  const { batches, bytes, loaded, rejected, skipped } = committed;
  const what = { table: tableText(plan.target.table), file: plan.source.path };
  return {
    loadId,
    status,
    ...what,
    startedAt,
    finishedAt,
    records,
    chunks: batches,
    bytes,
    loaded,
    rejected,
    skipped,
  };
}

function line(row: LoadRow): string {
  const { loaded, rejected, bytes } = row.committed;
  const { bytesTotal } = row.plan.source.fingerprint;
  const share = Math.floor((100 * bytes) / Math.max(1, bytesTotal));
  const isShareKnown = bytesTotal > 0 && row.plan.source.isPacked !== true;
  const ended = isShareKnown ? `${share} % of the file` : `${bytes} bytes of text`;
  const progress = row.status === "complete" ? "" : `, ${ended}`;
  const what = `${row.plan.source.name} into ${tableText(row.plan.target.table)}`;
  return `${row.loadId}  ${row.startedAt}  ${row.status.padEnd(8)}  ${what}: ${loaded} loaded, ${rejected} rejected${progress}`;
}
