// An INSERT with more parameters than the wire protocol can count.
import { defineStatementRule } from "../../analysis/rule.ts";
import { textIn } from "../../text/range.ts";

const PARAMETERS_MAX = 65_535;

export const rule = defineStatementRule({
  id: "sql/no-parameter-overflow",
  summary: "Disallow more than 65,535 parameters in one statement",
  why: "The protocol counts the parameters of a statement in 16 bits. The statement fails with more of them, and some drivers send a wrong count instead.",
  severity: "error",
  fixable: false,
  references: ["PostgreSQL documentation: Frontend/Backend Protocol, Bind"],
  on: ["insert"],
  isEmbeddable: true,
  examples: [
    {
      title: "One parameter too many",
      bad: "INSERT INTO reading (id, value) VALUES ($65535, «$65536»);",
      good: "INSERT INTO reading (id, value) VALUES ($65534, $65535);",
    },
  ],
  *checkStatement(statement, document) {
    const { source, range } = statement;
    // A look at the text spares the tokens of nearly every statement.
    if (source?.kind !== "values" || !/\$\d{5}/u.test(textIn(document.text, range))) return;
    const first = document
      .tokens(source.range)
      .find(({ kind, text }) => kind === "parameter" && Number(text.slice(1)) > PARAMETERS_MAX);
    if (first !== undefined) yield { range: first.range, message: message(source.rowCount) };
  },
});

const message = (rows: number) => ({
  en: `Parameters from $65536 on do not exist for the server. The protocol counts them in 16 bits, so ${rows === 1 ? "this INSERT" : `this INSERT of ${rows} rows`} fails. Split it, pass one array per column to unnest(…), or use COPY`,
  ptBr: `Parâmetros a partir de $65536 não existem para o servidor. O protocolo os conta em 16 bits, e ${rows === 1 ? "este INSERT" : `este INSERT de ${rows} linhas`} falha. Divida-o, passe um array por coluna a unnest(…), ou use COPY`,
});
