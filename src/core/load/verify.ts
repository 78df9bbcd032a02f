// Verify: does the ledger still add up, is the file still the same, and is every one of its rows in the table?
import { present } from "../base/assert.ts";
import { toCopyText } from "../records/copy-text.ts";
import { contentHash } from "./check-source.ts";
import { ledgerDifference, sumCounts } from "./finish.ts";
import { countsInTable } from "./mode-counts.ts";
import { textOptions } from "./isolate.ts";
import type { LoadPlan } from "./plan.ts";
import type { Batch, Comparison, LoadPorts, LoadRow } from "./ports.ts";
import { contentPorts, split, startReading, type Reading } from "./split.ts";

export interface VerifyReport {
  readonly loadId: string;
  readonly isOk: boolean;
  readonly rowsCompared: number;
  readonly rowsMissing: number;
  /** What was checked and found, a sentence each. */
  readonly findings: readonly string[];
}

/** Reads the whole file once and compares, row by row, what it should have given with the table. */
export async function verifyLoad(
  row: LoadRow,
  ports: LoadPorts,
  signal: AbortSignal,
): Promise<VerifyReport> {
  const { plan } = row;
  const findings: string[] = [];
  const fail = (text: string): VerifyReport => ({
    loadId: row.loadId,
    isOk: false,
    rowsCompared: 0,
    rowsMissing: 0,
    findings: [...findings, text],
  });
  if (row.status !== "complete") return fail("the load is not complete: resume it first");
  if ((await contentHash(contentPorts(plan, ports), signal)) !== row.contentHash)
    return fail(`${plan.source.path}: no longer the content that was loaded`);
  findings.push(`${plan.source.path}: byte for byte the content that was loaded`);
  const reading = startReading();
  const comparison = await ports.target.compare(plan, signal);
  try {
    const rowsCompared = await sendGoodRecords({ plan, ports, comparison }, reading, signal);
    const committed = await ports.target.ledger.committed(row.loadId, signal);
    const difference = ledgerDifference(plan, committed, reading);
    if (difference !== null) return fail(`the ledger does not add up: ${difference}`);
    const merge = await ports.target.ledger.merged(row.loadId, signal);
    const counts = countsInTable(plan, sumCounts(committed), merge);
    const { records, loaded, rejected, skipped } = counts;
    findings.push(
      `${records} records in the file = ${loaded} loaded + ${rejected} rejected + ${skipped} skipped`,
    );
    const missing = await comparison.missing(signal);
    findings.push(
      missing.rows === 0
        ? `all ${rowsCompared} rows ${COMPARED[plan.mode]} are in the table`
        : `${missing.rows} of ${rowsCompared} rows ${COMPARED[plan.mode]} are not in the table as they were loaded`,
    );
    findings.push(...missing.examples.map((example) => `not in the table: ${example}`));
    return {
      loadId: row.loadId,
      isOk: missing.rows === 0,
      rowsCompared,
      rowsMissing: missing.rows,
      findings,
    };
  } finally {
    await comparison.close();
  }
}

/** What of a row has to be there, where it is not all of it. */
const COMPARED: Readonly<Record<LoadPlan["mode"], string>> = {
  append: "of the file",
  skip: "of the file, by their keys,",
  upsert: "of the file, the last of each key,",
  replace: "of the file",
};

async function sendGoodRecords(
  { plan, ports, comparison }: { plan: LoadPlan; ports: LoadPorts; comparison: Comparison },
  reading: Reading,
  signal: AbortSignal,
): Promise<number> {
  const rejected = new Set<number>();
  for await (const reject of ports.target.ledger.rejects(plan.loadId, signal))
    rejected.add(reject.record);
  let rows = 0;
  for await (const batch of split(plan, contentPorts(plan, ports), reading, signal)) {
    rows += await comparison.add(goodLines(plan, batch, rejected), signal);
    batch.release();
  }
  return rows;
}

/** The batch in COPY's text format, without the records in `rejected`. */
function goodLines(plan: LoadPlan, batch: Batch, rejected: ReadonlySet<number>): Uint8Array {
  const text = toCopyText(batch.bytes, textOptions(plan));
  const isDropped = (line: number): boolean =>
    rejected.has(batch.firstRecord + text.lineRecord(line).recordIndex);
  const end = (line: number): number =>
    line < 0 ? 0 : present(text.lineEnds[line], "the end of a line");
  let filled = 0;
  for (let line = 0; line < text.lines; line++) {
    if (isDropped(line)) continue;
    text.bytes.copyWithin(filled, end(line - 1), end(line));
    filled += end(line) - end(line - 1);
  }
  return text.bytes.subarray(0, filled);
}
