// COPY … FROM PROGRAM in SQL that a client sends: the command runs on the server, as the server's user.
import { defineStatementRule } from "../../analysis/rule.ts";

export const rule = defineStatementRule({
  id: "sql/no-copy-from-program",
  summary: "Disallow COPY from a program that the server runs",
  why: "The command runs in a shell on the server's machine as the operating system user that owns the data files: it needs pg_execute_server_program, managed services refuse it, and whoever can change the text can change the machine.",
  severity: "info",
  fixable: false,
  references: ["PostgreSQL documentation: COPY"],
  on: ["copy"],
  isEmbeddable: true,
  examples: [
    {
      title: "A compressed file",
      bad: "COPY readings FROM PROGRAM «'gunzip -c /data/readings.csv.gz'» WITH (FORMAT csv);",
      good: "\\copy readings FROM PROGRAM 'gunzip -c readings.csv.gz' WITH (FORMAT csv)",
    },
  ],
  *checkStatement(statement) {
    const { direction, endpoint, endpointRange, isMeta } = statement;
    if (isMeta || direction !== "from" || endpoint !== "program" || endpointRange === undefined)
      return;
    yield { range: endpointRange, message };
  },
});

const message = {
  en: "The server runs this command in a shell, as the user that owns its data files. It needs pg_execute_server_program, and managed services refuse it. Run the program on the client and send its output with \\copy … FROM PROGRAM or COPY … FROM STDIN",
  ptBr: "O servidor executa este comando em um shell, com o usuário dono dos arquivos de dados. Exige pg_execute_server_program, e serviços gerenciados o recusam. Execute o programa no cliente e envie a saída com \\copy … FROM PROGRAM ou COPY … FROM STDIN",
};
