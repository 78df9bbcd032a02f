// The load's identity: a digest of what decides its rows. The same file, options and table give the same identity,
// so the ledger knows a second run; workers, batch size, durability and the rejects allowed change no row.
import { errors } from "../base/errors.ts";
import type { IngestError } from "../base/ingest-error.ts";
import { isPlainAppend } from "./mode.ts";
import {
  loadedColumns,
  tableText,
  type Fingerprint,
  type LoadPlan,
  type SourceFile,
  type TargetTable,
} from "./plan.ts";
import type { Hasher } from "./ports.ts";

/** Raised when the same bytes and options would be read differently. */
const READING_VERSION = 1;

/** The plan with its identity, which is its id too unless the user named the load. */
export function identified(plan: LoadPlan, name: string | null, newHasher: () => Hasher): LoadPlan {
  const { begunWith = plan.source.fingerprint } = plan.source;
  const facts = [
    READING_VERSION,
    begunWith.bytesTotal,
    begunWith.sampled,
    Object.entries(plan.dialect).toSorted(([a], [b]) => (a < b ? -1 : 1)),
    plan.body.start,
    [plan.target.oid, plan.target.table.schema, plan.target.table.name],
    plan.mapping.map(({ field, column, type }) => [field, column, type]),
    ...modeFacts(plan),
  ];
  const hasher = newHasher();
  hasher.update(new TextEncoder().encode(JSON.stringify(facts)));
  const identity = hasher.digest().slice(0, 16);
  return { ...plan, identity, loadId: name ?? identity };
}

/** Nothing for a plain append, so that loads recorded before there were modes keep their identity. */
const modeFacts = (plan: LoadPlan): readonly unknown[] =>
  isPlainAppend(plan) ? [] : [[plan.mode, plan.key, plan.isAtomic]];

/** What sets `asked` apart from the load recorded before, as the error to stop with; null when they are the same. */
export function planDifference(recorded: LoadPlan, asked: LoadPlan): IngestError | null {
  const content = contentDifference(recorded, asked);
  if (content !== null) return errors.fileChanged(asked.source.path, content);
  const table = tableDifference(recorded.target, asked.target, loadedColumns(recorded));
  if (table !== null) return errors.tableChanged(tableText(asked.target.table), table);
  if (recorded.identity === asked.identity) return null;
  return errors.loadUnfinished(
    recorded.loadId,
    "it was read with other options (dialect, columns or mode)",
  );
}

/** How the source differs from the one recorded, in words; null when it looks the same. */
export function contentDifference(recorded: LoadPlan, asked: LoadPlan): string | null {
  const difference = fingerprintDifference(recorded.source.fingerprint, asked.source.fingerprint);
  if (difference === null) return null;
  return filesDifference(filesOf(recorded), filesOf(asked)) ?? difference;
}

/** By name: which files are new, gone or changed. */
function filesDifference(before: readonly SourceFile[], now: readonly SourceFile[]): string | null {
  const isOneFile = before.length === 1 && now.length === 1;
  if (isOneFile) return null;
  const namedIn = (files: readonly SourceFile[], path: string) =>
    files.find((file) => file.path === path);
  const added = now.filter(({ path }) => namedIn(before, path) === undefined);
  const gone = before.filter(({ path }) => namedIn(now, path) === undefined);
  const changed = now.flatMap(({ path, name, fingerprint }) => {
    const then = namedIn(before, path);
    const difference = then && fingerprintDifference(then.fingerprint, fingerprint);
    return typeof difference === "string" ? [`${name} (${difference})`] : [];
  });
  const parts = [
    ["new", added.map(({ name }) => name)],
    ["gone", gone.map(({ name }) => name)],
    ["changed", changed],
  ] as const;
  const told = parts.filter(([, names]) => names.length > 0);
  if (told.length === 0) return "the same files come in another order";
  return told.map(([what, names]) => `${what}: ${names.join(", ")}`).join("; ");
}

/** A file that two loads have in common, unchanged, where one of them is of several files; null when there is none. */
export function fileOfBoth(before: LoadPlan, now: LoadPlan): string | null {
  if (before.source.files === undefined && now.source.files === undefined) return null;
  const known = filesOf(before);
  const isKnown = ({ path, fingerprint }: SourceFile): boolean =>
    known.some(
      (file) => file.path === path && fingerprintDifference(file.fingerprint, fingerprint) === null,
    );
  return filesOf(now).find(isKnown)?.path ?? null;
}

const filesOf = ({ source, body }: LoadPlan): readonly SourceFile[] =>
  source.files ?? [{ ...source, body }];

/** How the content behind two fingerprints differs, in words; null when it looks the same. */
export function fingerprintDifference(before: Fingerprint, now: Fingerprint): string | null {
  if (before.bytesTotal !== now.bytesTotal)
    return `it had ${before.bytesTotal} bytes and has ${now.bytesTotal}`;
  return before.sampled === now.sampled ? null : "it has the same size and other content";
}

/** How the table differs from the one planned for, in words; null when nothing that matters does. */
export function tableDifference(
  planned: TargetTable,
  now: TargetTable,
  columns: readonly string[],
): string | null {
  if (planned.oid !== now.oid) return "it was dropped and made again";
  for (const name of columns) {
    const before = planned.columns.find((column) => column.name === name);
    const after = now.columns.find((column) => column.name === name);
    if (after === undefined) return `column "${name}" is gone`;
    if (before?.type !== after.type)
      return `column "${name}" was ${before?.type ?? "not there"} and is ${after.type}`;
  }
  return null;
}
