// Partitions that are made while a script runs, so that no text shows them: by EXECUTE, by \gexec, by a
// function of the workspace, or by an extension.
import { type Range, isInside, textIn } from "../../../text/range.ts";
import type { SqlDocument } from "../document.ts";
import type { TableName } from "./schema-fact.ts";

export interface DynamicPartitions {
  /** Undefined where the parent's name is put in at run time. */
  readonly parent: TableName | undefined;
  /** Of the words that make the partition. */
  readonly range: Range;
}

/** What the statement at `index` makes; `isStatic` are the parts of it that are read as statements. */
export function* dynamicPartitions(
  document: SqlDocument,
  index: number,
): Generator<DynamicPartitions> {
  const range = document.rangeAt(index);
  const text = textIn(document.text, range);
  if (!MAY_PARTITION.test(text)) return;
  for (const [pattern, known] of [
    [PARTITION_OF, true],
    [ATTACH, true],
    [EXTENSION, true],
    [OWN_FUNCTION, false],
  ] as const) {
    for (const match of text.matchAll(pattern)) {
      const parent = parentName(match[1]);
      if (parent === undefined && !known) continue;
      const start = range.start + match.index;
      yield { parent, range: { start, end: start + match[0].length } };
    }
  }
}

/** Static DDL in the body of a DO block is read like any other. */
export function isStatic(
  document: SqlDocument,
  index: number,
  { range }: DynamicPartitions,
): boolean {
  if (document.kindAt(index) !== "do") return false;
  const body = document.plBody(document.statementAt(index));
  return (body?.statements ?? []).some(
    ({ kind, statement, range: around }) =>
      kind === "sql" &&
      (statement?.kind === "create-table" || statement?.kind === "alter-table") &&
      isInside(range, around),
  );
}

/** A word of each pattern below: to look for these costs a quarter of looking for all of them. */
const MAY_PARTITION = /partition|hypertable|create_(?:parent|distributed|reference)/iu;

const NAME = String.raw`((?:"(?:[^"]|"")+"|[\w$]+)(?:\s*\.\s*(?:"(?:[^"]|"")+"|[\w$]+))?(?![.\w$]))?`;

const PARTITION_OF = new RegExp(String.raw`\bpartition\s+of\s+(?:only\s+)?${NAME}`, "giu");

const ATTACH = new RegExp(
  String.raw`\balter\s+table\s+(?:if\s+exists\s+)?(?:only\s+)?${NAME}[^;]{0,200}?\battach\s+partition`,
  "giu",
);

const FIRST_ARGUMENT = String.raw`\s*\(\s*(?:\w+\s*(?:=>|:=)\s*)?(?:'([^']+)')?`;

/** pg_partman, TimescaleDB, Citus, pg_pathman. */
const EXTENSION = new RegExp(
  String.raw`\b(?:create_parent|create_hypertable|create_time_partitions|create_distributed_table|create_reference_table|create_range_partitions|create_hash_partitions)${FIRST_ARGUMENT}`,
  "giu",
);

/** Functions such as make_monthly_partitions('orders', …), whoever wrote them. */
const OWN_FUNCTION = new RegExp(
  String.raw`\b(?!pg_)\w*partitions?(?:_\w+)?${FIRST_ARGUMENT}`,
  "giu",
);

/** A name that goes on at run time, as in 'PARTITION OF orders_' || region, is none. */
function parentName(text: string | undefined): TableName | undefined {
  if (text === undefined || text.endsWith("_")) return undefined;
  const parts = [...text.matchAll(/"((?:[^"]|"")+)"|([^\s."]+)/gu)].map(([, quoted, plain]) =>
    quoted === undefined ? (plain ?? "").toLowerCase() : quoted.replaceAll('""', '"'),
  );
  const name = parts.at(-1);
  return name === undefined ? undefined : { schema: parts.at(-2), name };
}
