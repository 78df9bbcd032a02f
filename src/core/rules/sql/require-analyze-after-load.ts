// A bulk load without ANALYZE behind it, in a script that goes on to query the table or only loads.
import type { Finding, Fix } from "../../analysis/finding.ts";
import { defineRule } from "../../analysis/rule.ts";
import type { SqlDocument } from "../../lang/sql/document.ts";
import { bulkLoadsOf, type Load } from "../../lang/sql/load-script.ts";
import { madeTables } from "../../lang/sql/made-tables.ts";
import { insertBehind } from "../../lang/sql/rewrite/move-statement.ts";
import type { Knowledge } from "../../lang/sql/schema/known.ts";
import type { TableRef } from "../../lang/sql/statement.ts";
import { isSameTable, writtenName } from "../../lang/sql/table-name.ts";
import { readersOf } from "../../lang/sql/table-readers.ts";

export const rule = defineRule<"sql">({
  id: "sql/require-analyze-after-load",
  summary: "Require ANALYZE after a bulk load",
  why: "Until autovacuum comes by, which can be minutes and never happens inside the same transaction, the planner takes the table for as empty as it was and joins it with nested loops.",
  severity: "info",
  fixable: true,
  references: ["PostgreSQL documentation: Populating a Database"],
  examples: [
    {
      title: "A join right after the load",
      bad: "CREATE TABLE daily (day date, total numeric);\nINSERT INTO «daily» SELECT day, sum(total) FROM orders GROUP BY day;\nSELECT * FROM orders JOIN daily USING (day);\n",
      good: "CREATE TABLE daily (day date, total numeric);\nINSERT INTO daily SELECT day, sum(total) FROM orders GROUP BY day;\nANALYZE daily;\nSELECT * FROM orders JOIN daily USING (day);\n",
      isFixed: true,
      file: "daily.sql",
    },
    {
      title: "Two loads, each read by what follows",
      bad: "\\copy «orders» FROM 'orders.csv' WITH (FORMAT csv)\nINSERT INTO «daily» SELECT day, sum(total) FROM orders GROUP BY day;\nSELECT * FROM daily JOIN days USING (day);\n",
      good: "\\copy orders FROM 'orders.csv' WITH (FORMAT csv)\nANALYZE orders;\nINSERT INTO daily SELECT day, sum(total) FROM orders GROUP BY day;\nANALYZE daily;\nSELECT * FROM daily JOIN days USING (day);\n",
    },
  ],
  *check(document, { file, knowledge, thresholds }) {
    const ends = endsIn(document);
    const bare = lastLoads(document, thresholds.batchRows).filter(
      (load) => !isTemporary(load, document, knowledge) && !ends.some((end) => concerns(end, load)),
    );
    const queried = bare.filter((load) => isQueried(load, document));
    for (const load of queried) yield finding([load], document);
    // A script of forty loads misses one ANALYZE, not forty.
    const others = isLoadScript(file) ? bare.filter((load) => !queried.includes(load)) : [];
    if (others.length > 0) yield finding(others, document);
  },
});

/** Of each table the last one by COPY or INSERT … SELECT. */
function lastLoads(document: SqlDocument, rowsMin: number): readonly Load[] {
  const last = new Map<string, Load>();
  for (const load of bulkLoadsOf(document, rowsMin)) {
    if (load.kind !== "rows") last.set(`${load.table.schema ?? ""}.${load.table.name}`, load);
  }
  return [...last.values()];
}

const isTemporary = ({ table }: Load, document: SqlDocument, knowledge: Knowledge): boolean =>
  knowledge.table(table)?.isTemporary === true ||
  madeTables(document, table).some(({ statement }) => statement.isTemporary);

/** What makes ANALYZE behind a load needless: it is there, or the rows are gone. */
interface End {
  readonly index: number;
  /** Undefined for all tables. */
  readonly tables: readonly TableRef[] | undefined;
}

const concerns = ({ index, tables }: End, { table, last }: Load): boolean =>
  index > last && (tables === undefined || tables.some((one) => isSameTable(one, table)));

function endsIn(document: SqlDocument): readonly End[] {
  const indexes = document.indexesOf("analyze", "vacuum", "drop-table", "truncate", "meta", "do");
  return indexes.flatMap((index): readonly End[] => {
    const { start, end } = document.rangeAt(index);
    const text = document.text.slice(start, end);
    const kind = document.kindAt(index);
    const isDrop = kind === "drop-table" || kind === "truncate";
    // Another script may hold it.
    if (kind === "meta") return INCLUDES.test(text) ? [{ index, tables: undefined }] : [];
    if (!isDrop && !/\banaly[sz]e\b/iu.test(text)) return [];
    const statement = document.statementAt(index);
    const tables =
      "tables" in statement && statement.tables.length > 0 ? statement.tables : undefined;
    return [{ index, tables }];
  });
}

const INCLUDES = /^\\(?:i|ir|include|include_relative|!)(?!\w)/u;

const isLoadScript = (file: string): boolean =>
  /(?:^|[/_.-])(?:bulk|load|loads|loader|import|imports|etl|ingest|ingestion)(?:[_.-][^/]*)?\.[a-z]+$/iu.test(
    file,
  );

/** A count needs no statistics: a join, a condition or a group does. */
const isQueried = ({ table, last }: Load, document: SqlDocument): boolean =>
  [...readersOf(document, table, { after: last, upTo: Infinity })].some((index) => {
    const { start, end } = document.rangeAt(index);
    const isQuery = ["select", "insert", "merge", "update", "delete", "create-table"].includes(
      document.kindAt(index),
    );
    const text = document.text.slice(start, end);
    return (
      isQuery && /\b(?:select|using)\b/iu.test(text) && /\b(?:join|where|group)\b/iu.test(text)
    );
  });

/** At the last of the loads, for all of them. */
function finding(loads: readonly Load[], document: SqlDocument): Finding {
  const last = loads.reduce((a, b) => (a.last > b.last ? a : b));
  const names = loads.map(({ table }) => writtenName(document.text, table));
  const { range } = last.table;
  return {
    range,
    message: message(last.table.name, loads.length),
    fixes: analyze(names, last, document),
  };
}

const NAMES_MAX = 10;

function analyze(names: readonly string[], { last }: Load, document: SqlDocument): readonly Fix[] {
  const statement = names.length > NAMES_MAX ? "ANALYZE;" : `ANALYZE ${names.join(", ")};`;
  const edit = insertBehind(document, last, [statement]);
  const title = { en: `Add ${statement}`, ptBr: `Acrescentar ${statement}` };
  return edit === undefined ? [] : [{ title, safety: "safe", edits: [edit] }];
}

const message = (table: string, count: number) => {
  const [others, outras] =
    count > 1 ? [` and ${count - 1} other loads`, ` e outras ${count - 1} cargas`] : ["", ""];
  return {
    en: `No ANALYZE follows this load of ${table}${others}. Until autovacuum comes by the planner takes the table for as empty as it was, and joins it with nested loops. Add ANALYZE behind the load`,
    ptBr: `Nenhum ANALYZE vem depois desta carga em ${table}${outras}. Até o autovacuum passar, o planejador acha a tabela tão vazia quanto antes e faz joins com nested loop. Acrescente ANALYZE depois da carga`,
  };
};
