// Foreign keys switched off around a load, by DISABLE TRIGGER ALL or by session_replication_role.
import type { Finding } from "../../analysis/finding.ts";
import { defineRule } from "../../analysis/rule.ts";
import type { SqlDocument } from "../../lang/sql/document.ts";
import { type Load, loadsOf } from "../../lang/sql/load-script.ts";
import type { Knowledge } from "../../lang/sql/schema/known.ts";
import type { AlterTableStatement, SetStatement, TableRef } from "../../lang/sql/statement.ts";
import { isSameTable } from "../../lang/sql/table-name.ts";

export const rule = defineRule<"sql">({
  id: "sql/no-disable-trigger-all",
  summary: "Disallow loads with foreign keys switched off",
  why: "The triggers that check foreign keys are off for the load and nothing checks its rows later: orphans stay, convalidated stays true, and VALIDATE CONSTRAINT answers that all is well (measured).",
  severity: "error",
  fixable: false,
  references: ["PostgreSQL documentation: ALTER TABLE, and session_replication_role"],
  examples: [
    {
      title: "All triggers of a table",
      bad: "ALTER TABLE lines «DISABLE TRIGGER ALL»;\n\\copy lines FROM 'lines.csv' WITH (FORMAT csv)\nALTER TABLE lines ENABLE TRIGGER ALL;\n",
      good: "ALTER TABLE lines DROP CONSTRAINT lines_order;\n\\copy lines FROM 'lines.csv' WITH (FORMAT csv)\nALTER TABLE lines ADD CONSTRAINT lines_order FOREIGN KEY (order_id) REFERENCES orders NOT VALID;\nALTER TABLE lines VALIDATE CONSTRAINT lines_order;\n",
    },
    {
      title: "All triggers of the session",
      bad: "«SET session_replication_role = replica»;\nINSERT INTO lines (order_id, sku) VALUES (1, 'a');\nSET session_replication_role = DEFAULT;\n",
      good: "INSERT INTO lines (order_id, sku) VALUES (1, 'a');\n",
    },
  ],
  *check(document, { knowledge }) {
    for (const index of document.indexesOf("alter-table", "set")) {
      const statement = document.statementAt(index);
      const place = { document, index, knowledge };
      if (statement.kind === "alter-table") yield* judgeTable(statement, place);
      else if (statement.kind === "set") yield* judgeSession(statement, place);
    }
  },
});

interface Place {
  readonly document: SqlDocument;
  readonly index: number;
  readonly knowledge: Knowledge;
}

function* judgeTable(statement: AlterTableStatement, place: Place): Generator<Finding, void> {
  const { table, actions } = statement;
  const off = actions.find((action) => isAllTriggers(action, "disable-trigger"));
  if (off === undefined || table === undefined || table.isPlaceholder) return;
  const { document, index } = place;
  const end = nextAlter(document, index, (later) => {
    const isSame = later.table !== undefined && isSameTable(later.table, table);
    return isSame && later.actions.some((action) => isAllTriggers(action, "enable-trigger"));
  });
  const load = unchecked(place, end, (one) => isSameTable(one.table, table));
  if (load !== undefined)
    yield { range: off.range, message: message(table.name), related: [atLoad(load)] };
}

function* judgeSession(statement: SetStatement, place: Place): Generator<Finding, void> {
  const { name, scope, value, range } = statement;
  if (name !== "session_replication_role" || value?.toLowerCase() !== "replica") return;
  if (scope !== "session" && scope !== "local") return;
  const load = unchecked(place, endOfRole(place.document, place.index), () => true);
  if (load !== undefined)
    yield { range, message: message(load.table.name), related: [atLoad(load)] };
}

const isAllTriggers = (
  action: AlterTableStatement["actions"][number],
  kind: "disable-trigger" | "enable-trigger",
): boolean => action.kind === kind && action.name === "all";

/** The first load in between whose table may have foreign keys, and gets none afterwards. */
function unchecked(
  { document, index, knowledge }: Place,
  end: number,
  concerns: (load: Load) => boolean,
): Load | undefined {
  return loadsOf(document).find(
    (load) =>
      load.first > index &&
      load.first < end &&
      concerns(load) &&
      mayHaveKeys(load.table, knowledge) &&
      !isCheckedAgain(document, load),
  );
}

/** A table of which the workspace speaks, but of no foreign key, loses no check that is in sight. */
function mayHaveKeys(table: TableRef, knowledge: Knowledge): boolean {
  const known = knowledge.table(table);
  if (known !== undefined) return !known.isComplete || known.foreignKeys.length > 0;
  const parts = knowledge.fragment(table);
  if (parts !== undefined && parts.foreignKeys.length > 0) return true;
  const namesakes = knowledge.tables.filter(({ name }) => name === table.name);
  if (namesakes.length > 0) return namesakes.some(({ foreignKeys }) => foreignKeys.length > 0);
  return (
    parts === undefined || parts.columns.length + parts.keys.length + parts.indexes.length === 0
  );
}

/** A foreign key that is added behind the load checks every row. */
const isCheckedAgain = (document: SqlDocument, { table, last }: Load): boolean =>
  nextAlter(document, last, (later) => {
    const isSame = later.table !== undefined && isSameTable(later.table, table);
    return isSame && later.actions.some(addsForeignKey);
  }) !== Infinity;

const addsForeignKey = (action: AlterTableStatement["actions"][number]): boolean =>
  action.kind === "add-constraint" && action.constraint.kind === "foreign-key";

function nextAlter(
  document: SqlDocument,
  index: number,
  accepts: (statement: AlterTableStatement) => boolean,
): number {
  for (const at of document.indexesOf("alter-table")) {
    if (at <= index) continue;
    const statement = document.statementAt(at);
    if (statement.kind === "alter-table" && accepts(statement)) return at;
  }
  return Infinity;
}

/** Where the session's role is set again, whatever to. */
function endOfRole(document: SqlDocument, index: number): number {
  for (const at of document.indexesOf("set")) {
    if (at <= index) continue;
    const statement = document.statementAt(at);
    if (statement.kind === "set" && statement.name === "session_replication_role") return at;
  }
  return Infinity;
}

const atLoad = ({ head }: Load) => ({
  file: undefined,
  range: head,
  message: { en: "Loaded unchecked", ptBr: "Carregado sem verificação" },
});

const message = (table: string) => ({
  en: `The foreign keys of ${table} are not checked during this load. Orphans stay in the table, and PostgreSQL goes on to call the keys valid. Drop the keys before the load, add them again as NOT VALID and VALIDATE them`,
  ptBr: `As chaves estrangeiras de ${table} não são verificadas durante esta carga. Linhas órfãs ficam na tabela, e o PostgreSQL continua a chamar as chaves de válidas. Remova as chaves antes da carga, adicione-as de novo como NOT VALID e execute VALIDATE`,
});
