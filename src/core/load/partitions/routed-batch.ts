// A batch by its leaves: the records of each leaf go there in one COPY, the others through the target, all in the
// batch's one transaction. Whatever the server then refuses takes all of it back, and the batch goes the usual way.
import { assert, present } from "../../base/assert.ts";
import { IngestError } from "../../base/ingest-error.ts";
import { toCopyText } from "../../records/copy-text.ts";
import { RecordReader } from "../../records/record-reader.ts";
import { textOptions, type Writing } from "../isolate.ts";
import type { LoadPlan } from "../plan.ts";
import type { Batch, BatchOutcome, LeafWriter } from "../ports.ts";
import { ASK, type KeyRows } from "./key-rows.ts";
import { MISSING, Router } from "./router.ts";
import { TARGET } from "./routing-plan.ts";
import type { Routing } from "./routes.ts";

/** A COPY of its own costs a round trip; a leaf with fewer records in the batch gets them through the target. */
const RECORDS_MIN = 100;

export interface Routable {
  readonly plan: LoadPlan;
  readonly batch: Batch;
  readonly routing: Routing | null;
}

/** Null when nothing was written: the batch goes through the target, which also tells what is wrong with it. */
export async function writeRouted(
  { plan, batch, routing }: Routable,
  { writer, onIsolating }: Writing,
  signal: AbortSignal,
): Promise<BatchOutcome | null> {
  const { leaves } = writer;
  const parts = routing === null || leaves === undefined ? null : partsOf(plan, batch, routing);
  if (routing === null || leaves === undefined || parts === null) return null;
  const used = [...parts.groups.keys()].filter((table) => table !== TARGET);
  // Nothing is gained by sending all of it through the target ourselves.
  if (used.length === 0) return null;
  const paths = used.map((table) => present(routing.tables[table], "a table to route to").path);
  if (!(await leaves.hold(paths, signal))) return null;
  const loaded = await copyGroups(parts, { leaves, routing }, signal);
  if (loaded !== null) {
    const { records } = batch;
    assert(records === loaded + parts.skipped, "every record in one of the groups");
    const counts = { records, loaded, rejected: 0, skipped: parts.skipped, duplicates: 0 };
    return { counts, rejects: [] };
  }
  await writer.undo();
  onIsolating();
  return null;
}

/** A batch's records, by the table they go to. */
interface Parts {
  readonly format: "csv" | "text";
  readonly groups: ReadonlyMap<number, Group>;
  readonly skipped: number;
}

interface Group {
  readonly bytes: Uint8Array;
  readonly records: number;
}

/** Rows taken, or null when one of the groups was refused or lost a row. */
async function copyGroups(
  { groups, format }: Parts,
  { leaves, routing }: { readonly leaves: LeafWriter; readonly routing: Routing },
  signal: AbortSignal,
): Promise<number | null> {
  let loaded = 0;
  for (const [table, { bytes, records }] of groups) {
    const leaf = routing.tables[table]?.path.at(-1)?.table ?? null;
    try {
      const rows = await leaves.copy(leaf, { bytes, format }, signal);
      if (rows !== records) return null;
      loaded += rows;
    } catch (error) {
      if (error instanceof IngestError && error.kind === "data") return null;
      throw error;
    }
  }
  return loaded;
}

function partsOf(plan: LoadPlan, batch: Batch, routing: Routing): Parts | null {
  const tables = tablesOf(plan, batch, routing);
  if (tables === null) return null;
  if (plan.lane === "csv" && batch.isPlain) {
    const { bytes } = batch;
    const group = (record: number): number => tables.of[record] ?? TARGET;
    return { format: "csv", groups: groupsOf(bytes, tables.ends, group), skipped: 0 };
  }
  const text = toCopyText(batch.bytes, textOptions(plan));
  if (text.problems.length > 0) return null;
  const group = (line: number): number => tables.of[text.lineRecord(line).recordIndex] ?? TARGET;
  const ends = text.lineEnds.subarray(0, text.lines);
  return { format: "text", groups: groupsOf(text.bytes, ends, group), skipped: text.skipped };
}

/** Of each record: the table it goes to, and where it ends in the batch. */
interface Tables {
  readonly of: Int32Array;
  readonly ends: Uint32Array;
}

/** Null where a record is wrong in itself or has no partition. */
function tablesOf(plan: LoadPlan, batch: Batch, routing: Routing): Tables | null {
  const { records } = batch;
  const tables = { of: new Int32Array(records), ends: new Uint32Array(records) };
  const { rows } = routing;
  const isRouted =
    batch.isPlain && rows?.start(batch.bytes) === true
      ? routeRows(rows, batch, routing, tables)
      : routeRecords(plan, batch, routing, tables);
  if (!isRouted) return null;
  const { of } = tables;
  const sizes = new Int32Array(routing.tables.length);
  for (const table of of) sizes[table] = (sizes[table] ?? 0) + 1;
  for (let at = 0; at < records; at++)
    if ((sizes[of[at] ?? TARGET] ?? 0) < RECORDS_MIN) of[at] = TARGET;
  return tables;
}

function routeRecords(plan: LoadPlan, batch: Batch, routing: Routing, into: Tables): boolean {
  const { bytes } = batch;
  const reader = new RecordReader(bytes, plan.dialect);
  const router = new Router(routing, bytes);
  let record = 0;
  while (reader.next()) {
    if (reader.isComment) continue;
    const isSkipped = reader.isBlank && plan.mapping.length > 1;
    const isWhole = reader.problem === null && reader.fieldCount === plan.mapping.length;
    if (!isSkipped && !isWhole) return false;
    const table = isSkipped ? TARGET : router.route(reader);
    if (table === MISSING) return false;
    into.of[record] = table;
    into.ends[record++] = reader.nextStart;
  }
  return true;
}

/** Behind the keys nothing is looked at: the server sees to it. */
function routeRows(rows: KeyRows, batch: Batch, routing: Routing, into: Tables): boolean {
  const router = new Router(routing, batch.bytes);
  let record = 0;
  while (rows.fill()) {
    for (let row = rows.sort(0); row < rows.count; row = rows.sort(row + 1)) {
      const found = rows.at(row);
      if (found.isShort || found.isOdd) return false;
      const table = router.route(found);
      if (table === MISSING) return false;
      rows.setTable(row, table);
      // Where this one is not certain, others of its class may not be: each is asked for.
      const isSettled = router.isExact(found) || router.settle(found)?.at(-1) === table;
      rows.learn(row, isSettled ? table : ASK);
    }
    for (let row = 0; row < rows.count; row++) {
      into.of[record] = rows.table(row);
      into.ends[record++] = rows.endOf(row);
    }
  }
  return !rows.isUnusual;
}

/** The pieces that end at `ends`, joined by group in their order. */
function groupsOf(
  bytes: Uint8Array,
  ends: Uint32Array,
  group: (piece: number) => number,
): ReadonlyMap<number, Group> {
  const sizes = new Map<number, { bytes: number; records: number }>();
  const start = (piece: number): number => (piece === 0 ? 0 : (ends[piece - 1] ?? 0));
  for (let piece = 0; piece < ends.length; piece++) {
    const size = sizes.get(group(piece)) ?? { bytes: 0, records: 0 };
    size.bytes += (ends[piece] ?? 0) - start(piece);
    size.records++;
    sizes.set(group(piece), size);
  }
  // In a file that is in the order of its key, all of a batch may go to one leaf: as it lies.
  for (const [table, { records }] of sizes)
    if (records === ends.length) return new Map([[table, { bytes, records }]]);
  const groups = new Map<number, Group & { filled: number }>();
  for (const [table, size] of sizes)
    groups.set(table, { bytes: new Uint8Array(size.bytes), records: size.records, filled: 0 });
  for (let piece = 0; piece < ends.length;) {
    const table = group(piece);
    const from = start(piece);
    // Neighbours of one group are copied together.
    while (piece < ends.length && group(piece) === table) piece++;
    const run = bytes.subarray(from, ends[piece - 1]);
    const into = present(groups.get(table), "the group of a record");
    into.bytes.set(run, into.filled);
    into.filled += run.length;
  }
  return groups;
}
