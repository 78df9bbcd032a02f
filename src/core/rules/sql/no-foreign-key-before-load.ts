// A foreign key on a new table before the load that fills it.
import type { Finding, Fix } from "../../analysis/finding.ts";
import { defineRule } from "../../analysis/rule.ts";
import type { Load } from "../../lang/sql/load-script.ts";
import { loadsToWaitFor, type Preparation } from "../../lang/sql/new-table-load.ts";
import { moveBehind } from "../../lang/sql/rewrite/move-statement.ts";
import type {
  AlterTableStatement,
  CreateTableStatement,
  TableConstraint,
  TableRef,
} from "../../lang/sql/statement.ts";
import { writtenName } from "../../lang/sql/table-name.ts";
import { type Range, textIn } from "../../text/range.ts";

export const rule = defineRule<"sql">({
  id: "sql/no-foreign-key-before-load",
  summary: "Disallow foreign keys on a new table before the load that fills it",
  why: "With the key there, each row looks its parent up by itself and locks it; added afterwards, one join checks all rows, and VALIDATE does it without blocking writers.",
  severity: "info",
  fixable: true,
  references: ["PostgreSQL documentation: Populating a Database, and ALTER TABLE"],
  examples: [
    {
      title: "The key comes first",
      bad: "CREATE TABLE lines (order_id bigint, sku text);\nALTER TABLE lines «ADD CONSTRAINT lines_order FOREIGN KEY (order_id) REFERENCES orders»;\n\\copy lines FROM 'lines.csv' WITH (FORMAT csv)\n",
      good: "CREATE TABLE lines (order_id bigint, sku text);\n\\copy lines FROM 'lines.csv' WITH (FORMAT csv)\nALTER TABLE lines ADD CONSTRAINT lines_order FOREIGN KEY (order_id) REFERENCES orders NOT VALID;\nALTER TABLE lines VALIDATE CONSTRAINT lines_order;\n",
      isFixed: true,
    },
  ],
  *check(document, { thresholds }) {
    for (const index of document.indexesOf("create-table", "alter-table")) {
      const statement = document.statementAt(index);
      const key =
        statement.kind === "create-table"
          ? keyOfNew(statement)
          : statement.kind === "alter-table"
            ? addedKey(statement)
            : undefined;
      if (key !== undefined) yield* judge(key, { document, index, rowsMin: thresholds.batchRows });
    }
  },
});

type ForeignKey = Extract<TableConstraint, { readonly kind: "foreign-key" }>;

interface Key {
  readonly table: TableRef;
  readonly constraint: ForeignKey;
  readonly range: Range;
  /** The statement that adds nothing but this key. */
  readonly alone: AlterTableStatement | undefined;
}

type Place = Omit<Preparation, "table">;

/** One for a table: the first. */
function keyOfNew({ table, constraints }: CreateTableStatement): Key | undefined {
  const constraint = constraints.find(isForeignKey);
  if (table === undefined || table.isPlaceholder || constraint === undefined) return undefined;
  return { table, constraint, range: constraint.range, alone: undefined };
}

function addedKey(statement: AlterTableStatement): Key | undefined {
  const { table, actions } = statement;
  if (table === undefined || table.isPlaceholder) return undefined;
  for (const action of actions) {
    if (action.kind !== "add-constraint" || !isForeignKey(action.constraint)) continue;
    const alone = actions.length === 1 ? statement : undefined;
    return { table, constraint: action.constraint, range: action.range, alone };
  }
  return undefined;
}

const isForeignKey = (constraint: TableConstraint): constraint is ForeignKey =>
  constraint.kind === "foreign-key";

function* judge(key: Key, place: Place): Generator<Finding, void> {
  const loads = loadsToWaitFor({ ...place, table: key.table });
  const last = loads.at(-1);
  if (last === undefined) return;
  yield {
    range: key.range,
    message: message(key.table.name),
    fixes: key.alone === undefined ? [] : moveBelow(key, key.alone, last, place),
  };
}

/** NOT VALID and VALIDATE where the key has a name to validate it by. */
function moveBelow(
  { table, constraint }: Key,
  statement: AlterTableStatement,
  last: Load,
  { document, index }: Place,
): readonly Fix[] {
  const { text } = document;
  const written = textIn(text, statement.range);
  const { name, isNotValid } = constraint;
  const validate = `ALTER TABLE ${writtenName(text, table)} VALIDATE CONSTRAINT ${name ?? ""};`;
  const isPlainName = name !== undefined && /^[a-z_][a-z0-9_]*$/u.test(name);
  const lines = isNotValid || !isPlainName ? [`${written};`] : [`${written} NOT VALID;`, validate];
  const edits = moveBehind(document, index, last.last, lines);
  const title = { en: "Add the key below the load", ptBr: "Adicionar a chave depois da carga" };
  return edits === undefined ? [] : [{ title, safety: "unsafe", edits }];
}

const message = (table: string) => ({
  en: `This foreign key of ${table} is there before the load. Each row looks up and locks its parent by itself, where one join checks all of them afterwards. Add it below the load as NOT VALID, and VALIDATE it`,
  ptBr: `Esta chave estrangeira de ${table} existe antes da carga. Cada linha procura e bloqueia o seu pai uma a uma, enquanto depois um só join verifica todas. Adicione-a depois da carga como NOT VALID e execute VALIDATE`,
});
