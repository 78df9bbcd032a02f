// except that only prints or logs around the insert of a row loop: the row is gone and nobody knows.
import { defineRule } from "../../analysis/rule.ts";
import { swallowedErrors } from "../../lang/code/traps/swallowed-error.ts";

export const rule = defineRule<"python">({
  id: "python/no-swallowed-insert-error",
  summary: "Disallow an except that lets failed rows vanish",
  why: "A refused row is lost while the load reports success; in PostgreSQL the transaction is aborted as well, so every later row fails too.",
  severity: "error",
  fixable: false,
  references: ["PostgreSQL documentation: SAVEPOINT; SQLSTATE 25P02"],
  examples: [
    {
      title: "except that prints",
      bad: `import psycopg2

def load(cur, rows):
    for row in rows:
        try:
            cur.execute("INSERT INTO readings (id, value) VALUES (%s, %s)", row)
        «except» Exception as error:
            print(error)
`,
      good: `import psycopg2

def load(cur, rows, rejected):
    for row in rows:
        try:
            cur.execute("SAVEPOINT one")
            cur.execute("INSERT INTO readings (id, value) VALUES (%s, %s)", row)
        except psycopg2.DataError as error:
            cur.execute("ROLLBACK TO SAVEPOINT one")
            rejected.append((row, error))
`,
    },
  ],
  *check(document) {
    for (const { handler, goesOn } of swallowedErrors(document, BROAD))
      yield goesOn
        ? { range: handler.keyword, message: ROW_MESSAGE }
        : { range: handler.keyword, severity: "warning", message: REST_MESSAGE };
  },
});

/** Those that catch what a server refuses; to skip a duplicate key is a decision of its own. */
const BROAD =
  /(?:^|\.)(?:Exception|BaseException|Error|DatabaseError|DataError|OperationalError|InternalError|ProgrammingError|SQLAlchemyError|DBAPIError|StatementError|PostgresError|InterfaceError)$/u;

const ROW_MESSAGE = {
  en: "A row that the server refuses vanishes here while the load goes on. In PostgreSQL the error also aborts the transaction, so all later rows fail. Raise it again, or roll back to a savepoint and keep the row in a reject table",
  ptBr: "Uma linha que o servidor recusa desaparece aqui enquanto a carga continua. No PostgreSQL o erro também aborta a transação, e todas as linhas seguintes falham. Lance-o de novo, ou volte a um savepoint e guarde a linha em uma tabela de rejeitos",
};

const REST_MESSAGE = {
  en: "The first refused row ends the load here, and the program goes on as if it were complete. The rows behind it are never sent. Raise the error again, so that the caller knows",
  ptBr: "A primeira linha recusada termina a carga aqui, e o programa continua como se estivesse completa. As linhas seguintes nunca são enviadas. Lance o erro de novo, para que o chamador saiba",
};
