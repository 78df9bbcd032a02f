// A table that only grows, by time, and is not partitioned: old rows then leave by DELETE and VACUUM.
import type { Words } from "../../base/words.ts";
import { quoteName } from "../../base/reserved-words.ts";
import type { SqlDocument } from "../../lang/sql/document.ts";
import { extendKey, isKey } from "../../lang/sql/schema/extend-key.ts";
import { familyOf } from "../../lang/sql/schema/key-values.ts";
import { figuresOf } from "../../lang/sql/schema/live-target.ts";
import { calendarDate, isoDate, monthStart } from "../../text/calendar.ts";
import { readMoment } from "../../lang/sql/schema/moments.ts";
import { createPartition, statementsBehind } from "../../lang/sql/schema/partition-ddl.ts";
import type { ColumnDef, CreateTableStatement, TableRef } from "../../lang/sql/statement.ts";
import type { Edit } from "../../text/edit.ts";
import { sizeText } from "../../text/amounts.ts";
import type { Fix } from "../../analysis/finding.ts";
import { defineStatementRule, type RuleContext } from "../../analysis/rule.ts";

export const rule = defineStatementRule({
  id: "sql/prefer-partitioned-table",
  summary: "Prefer a partitioned table for rows that only arrive, by time",
  why: "In one table old rows leave by DELETE, which writes WAL and leaves bloat, and every index grows with all of history. With a partition a month, retention is a DROP, the indexes in use stay small, and a load can fill several partitions at once.",
  severity: "info",
  fixable: true,
  references: ["PostgreSQL documentation: Table Partitioning"],
  on: ["create-table"],
  examples: [
    {
      title: "Events with the time they came in",
      bad: "CREATE TABLE «page_events» (\n  id bigint GENERATED ALWAYS AS IDENTITY,\n  created_at timestamptz NOT NULL DEFAULT now(),\n  PRIMARY KEY (id)\n);",
      good: "CREATE TABLE page_events (\n  id bigint GENERATED ALWAYS AS IDENTITY,\n  created_at timestamptz NOT NULL DEFAULT now(),\n  PRIMARY KEY (id, created_at)\n) PARTITION BY RANGE (created_at);\nCREATE TABLE page_events_2026_11 PARTITION OF page_events FOR VALUES FROM ('2026-11-01') TO ('2026-12-01');\nCREATE TABLE page_events_2026_12 PARTITION OF page_events FOR VALUES FROM ('2026-12-01') TO ('2027-01-01');",
      isFixed: true,
    },
  ],
  *checkStatement(statement, document, context) {
    const { table } = statement;
    const arrival = arrivalColumn(statement);
    if (table === undefined || arrival === undefined || !GROWING.test(table.name)) return;
    if (!staysAsWritten(table, context)) return;
    const bytes = bytesOf(table, context);
    const isHuge = bytes > HUGE_BYTES;
    yield {
      range: table.range,
      message: message(table.name, arrival.column.name, isHuge ? bytes : undefined),
      severity: isHuge ? "warning" : "info",
      fixes: fixes(document, statement, arrival, context.today),
    };
  },
});

const HUGE_BYTES = 50 * 2 ** 30;

/** What such tables are called, in English and in Portuguese. */
const GROWING =
  /(?:^|_)(?:events?|logs?|readings?|measurements?|metrics?|samples?|telemetry|history|audit|audits|clicks?|visits?|impressions?|page_?views?|heartbeats?|sales|vendas?|eventos?|leituras?|medicoes|amostras?|historico|auditoria|acessos?|transacoes|lancamentos?)$/u;

/** The column that takes the time of the insert; none where another one takes the time of an update. */
function arrivalColumn(statement: CreateTableStatement): ColumnDef | undefined {
  const { partitionBy, partitionOf, isTemporary, isOpen, isAs, columns } = statement;
  if (partitionBy !== undefined || partitionOf !== undefined || isTemporary) return undefined;
  if (isOpen || isAs || columns.some(({ column }) => UPDATE_TIME.test(column.name)))
    return undefined;
  return columns.find(
    ({ type, default: value }) => familyOf(type) === "moment" && NOW.test(value ?? ""),
  );
}

const NOW =
  /^(?:now\s*\(|current_timestamp|current_date|clock_timestamp|statement_timestamp|transaction_timestamp|localtimestamp)/iu;

const UPDATE_TIME = /updated|modified|changed|atualizad|alterad/u;

/** Not updated anywhere, not attached later, and not made a hypertable. */
function staysAsWritten(table: TableRef, { knowledge }: RuleContext): boolean {
  const known = knowledge.table(table);
  return (
    known !== undefined &&
    known.isUpdated !== true &&
    known.arePartitionsComplete &&
    known.parent === undefined &&
    known.partitioning === undefined
  );
}

function bytesOf({ schema, name }: TableRef, { snapshot }: RuleContext): number {
  const figures =
    snapshot === undefined ? undefined : figuresOf(snapshot, { schema: schema ?? "public", name });
  return figures === undefined ? 0 : figures.bytes + figures.indexBytes;
}

function fixes(
  { text }: SqlDocument,
  statement: CreateTableStatement,
  { column }: ColumnDef,
  today: string,
): readonly Fix[] {
  const { table, columns, constraints, range } = statement;
  const last = Math.max(...[...columns, ...constraints].map((part) => part.range.end));
  // WITH (…) or TABLESPACE behind the columns would have to stay behind PARTITION BY.
  if (table === undefined || !/^\s*\)\s*$/u.test(text.slice(last, range.end))) return [];
  const keys = constraints
    .filter(isKey)
    .filter((key) => !key.columns.includes(column.name))
    .map((key) => extendKey(text, statement, key, [column.name]));
  const edits = keys.flatMap((edit) => edit ?? []);
  if (keys.includes(undefined) || keys.length > 1) return [];
  const behind = statementsBehind(text, range, firstPartitions(table, today));
  const by = ` PARTITION BY RANGE (${quoteName(column.name)})`;
  return [
    {
      title: { en: "Partition by month", ptBr: "Particionar por mês" },
      safety: "unsafe",
      edits: [...edits, { ...behind, text: by + behind.text } satisfies Edit],
    },
  ];
}

/** This month and the next. */
function firstPartitions(table: TableRef, today: string): readonly string[] {
  const day = readMoment(today, "date")?.day ?? 0;
  return [0, 1].map((months) => {
    const [from, to] = [monthStart(day, months), monthStart(day, months + 1)];
    const { year, month } = calendarDate(from);
    return createPartition(table, {
      schema: table.schema,
      name: `${table.name}_${year}_${String(month).padStart(2, "0")}`,
      bound: `FOR VALUES FROM ('${isoDate(from)}') TO ('${isoDate(to)}')`,
    });
  });
}

function message(table: string, column: string, bytes: number | undefined): Words {
  const size = {
    en: bytes === undefined ? "" : ` (${sizeText(bytes, "en")} by now)`,
    ptBr: bytes === undefined ? "" : ` (já com ${sizeText(bytes, "ptBr")})`,
  };
  return {
    en: `"${table}" only grows, by "${column}", in one table${size.en}. Old rows can then leave only by DELETE, and every index holds all of history. Partition it by range of "${column}"`,
    ptBr: `"${table}" só cresce, por "${column}", em uma única tabela${size.ptBr}. Linhas antigas só saem por DELETE, e cada índice guarda toda a história. Particione por intervalo de "${column}"`,
  };
}
