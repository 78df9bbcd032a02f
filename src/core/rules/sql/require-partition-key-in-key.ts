// A primary key or unique constraint of a partitioned table that lacks a column of the partition key: each
// partition has an index of its own, so the server could not keep such a promise.
import type { Words } from "../../base/words.ts";
import type { SqlDocument } from "../../lang/sql/document.ts";
import {
  extendKey,
  isKey,
  type KeyConstraint,
  longerList,
} from "../../lang/sql/schema/extend-key.ts";
import type { Knowledge, KnownTable } from "../../lang/sql/schema/known.ts";
import { isForeignPartitioning } from "../../lang/sql/schema/new-table.ts";
import type {
  AlterTableStatement,
  CreateIndexStatement,
  CreateTableStatement,
  TableConstraint,
} from "../../lang/sql/statement.ts";
import type { Edit } from "../../text/edit.ts";
import type { Finding } from "../../analysis/finding.ts";
import { defineStatementRule } from "../../analysis/rule.ts";

export const rule = defineStatementRule({
  id: "sql/require-partition-key-in-key",
  summary: "Require every partition column in the primary key and unique constraints",
  why: "Each partition has its own index, so PostgreSQL can only promise uniqueness over columns that decide the partition too. It refuses the statement with SQLSTATE 0A000.",
  severity: "error",
  fixable: true,
  references: ["PostgreSQL documentation: Table Partitioning, Limitations"],
  on: ["create-table", "alter-table", "create-index"],
  isEmbeddable: true,
  examples: [
    {
      title: "A primary key without the date",
      bad: "CREATE TABLE orders (\n  id bigint,\n  created_on date NOT NULL,\n  PRIMARY KEY «(id)»\n) PARTITION BY RANGE (created_on);",
      good: "CREATE TABLE orders (\n  id bigint,\n  created_on date NOT NULL,\n  PRIMARY KEY (id, created_on)\n) PARTITION BY RANGE (created_on);",
      isFixed: true,
    },
    {
      title: "The same behind a column",
      bad: "CREATE TABLE orders (\n  id bigint «PRIMARY KEY»,\n  created_on date NOT NULL\n) PARTITION BY RANGE (created_on);",
      good: "CREATE TABLE orders (\n  id bigint,\n  created_on date NOT NULL,\n  PRIMARY KEY (id, created_on)\n) PARTITION BY RANGE (created_on);",
      isFixed: true,
    },
  ],
  *checkStatement(statement, document, { knowledge }) {
    switch (statement.kind) {
      case "create-table":
        return yield* inCreateTable(statement, document);
      case "alter-table":
        return yield* inAlterTable(statement, knowledge);
      case "create-index":
        return yield* inCreateIndex(statement, knowledge);
    }
  },
});

type Partitioning = NonNullable<KnownTable["partitioning"]>;

function* inCreateTable(
  statement: CreateTableStatement,
  document: SqlDocument,
): Generator<Finding, void> {
  const { partitionBy, constraints } = statement;
  if (partitionBy === undefined || isForeignPartitioning(statement, document)) return;
  for (const { constraint, missing } of lacking(constraints, partitionBy)) {
    const edits = partitionBy.hasExpression
      ? undefined
      : extendKey(document.text, statement, constraint, missing);
    yield finding(constraint, partitionBy, missing, edits);
  }
}

function* inAlterTable(
  { table, actions }: AlterTableStatement,
  knowledge: Knowledge,
): Generator<Finding, void> {
  const partitioning = table && knowledge.table(table)?.partitioning;
  if (partitioning === undefined || table?.isPlaceholder === true) return;
  const added = actions.flatMap((action) =>
    action.kind === "add-constraint" ? [action.constraint] : [],
  );
  for (const { constraint, missing } of lacking(added, partitioning)) {
    const edits = partitioning.hasExpression ? undefined : [longerList(constraint, missing)];
    yield finding(constraint, partitioning, missing, edits);
  }
}

function* inCreateIndex(
  { table, columns, isUnique, keyword }: CreateIndexStatement,
  knowledge: Knowledge,
): Generator<Finding, void> {
  if (!isUnique || columns === undefined || table === undefined || table.isPlaceholder) return;
  const partitioning = knowledge.table(table)?.partitioning;
  if (partitioning === undefined) return;
  const missing = missingFrom(columns, partitioning);
  if (missing.length > 0 || partitioning.hasExpression)
    yield { range: keyword, message: message("index", partitioning, missing) };
}

interface Lacking {
  readonly constraint: KeyConstraint;
  readonly missing: readonly string[];
}

/** Constraints over an index that stands elsewhere have no columns in sight. */
const lacking = (
  constraints: readonly TableConstraint[],
  partitioning: Partitioning,
): readonly Lacking[] =>
  constraints
    .filter(isKey)
    .filter(({ columns }) => columns.length > 0)
    .map((constraint) => ({
      constraint,
      missing: missingFrom(constraint.columns, partitioning),
    }))
    .filter(({ missing }) => missing.length > 0 || partitioning.hasExpression);

/** What an expression is made of cannot be put into a key; then nothing is named. */
const missingFrom = (
  columns: readonly string[],
  { key, hasExpression }: Partitioning,
): readonly string[] => (hasExpression ? [] : key.filter((column) => !columns.includes(column)));

const finding = (
  constraint: KeyConstraint,
  partitioning: Partitioning,
  missing: readonly string[],
  edits: readonly Edit[] | undefined,
): Finding => ({
  range: constraint.columnsRange,
  message: message(constraint.kind, partitioning, missing),
  fixes:
    edits === undefined
      ? []
      : [
          {
            title: {
              en: `Add ${missing.join(", ")} to the key`,
              ptBr: `Acrescentar ${missing.join(", ")} à chave`,
            },
            safety: "unsafe",
            edits,
          },
        ],
});

function message(
  kind: KeyConstraint["kind"] | "index",
  { hasExpression }: Partitioning,
  missing: readonly string[],
): Words {
  const what = NAMES[kind];
  if (hasExpression)
    return {
      en: `A table partitioned by an expression takes no ${what.en}. The server refuses the statement (0A000). Partition by plain columns, or put the key on each partition`,
      ptBr: `Uma tabela particionada por expressão não aceita ${what.ptBr}. O servidor recusa o comando (0A000). Particione por colunas simples ou ponha a chave em cada partição`,
    };
  const list = missing.map((column) => `"${column}"`).join(", ");
  return {
    en: `The ${what.en} lacks partition column ${list}. Each partition has its own index, so the server refuses the statement (0A000). Add ${list} to the key`,
    ptBr: `Falta na ${what.ptBr} a coluna de partição ${list}. Cada partição tem seu próprio índice, por isso o servidor recusa o comando (0A000). Acrescente ${list} à chave`,
  };
}

const NAMES: Readonly<Record<KeyConstraint["kind"] | "index", Words>> = {
  "primary-key": { en: "primary key", ptBr: "chave primária" },
  unique: { en: "unique constraint", ptBr: "restrição UNIQUE" },
  index: { en: "unique index", ptBr: "definição do índice único" },
};
