// COPY FROM a path, where whoever wrote it had a file of the client in mind: the server opens the path.
import type { Fix } from "../../analysis/finding.ts";
import { defineStatementRule } from "../../analysis/rule.ts";
import { isForOtherProduct, readCopyOptions } from "../../lang/sql/copy-options.ts";
import type { SqlDocument } from "../../lang/sql/document.ts";
import { joinLines } from "../../lang/sql/one-line.ts";
import type { CopyStatement } from "../../lang/sql/statement.ts";
import { isInRoutine } from "../../lang/sql/statement-place.ts";

export const rule = defineStatementRule({
  id: "sql/no-server-side-path",
  summary: "Disallow COPY from a path of the server in scripts that a client runs",
  why: "The server opens the path on its own machine, as its own user: the file of the client is not there, the role needs pg_read_server_files, and managed services refuse it.",
  severity: "warning",
  fixable: true,
  references: ["PostgreSQL documentation: COPY, and psql: \\copy"],
  on: ["copy"],
  isEmbeddable: true,
  examples: [
    {
      title: "A file beside the script",
      bad: "COPY orders (id, total) FROM «'/home/ana/orders.csv'» WITH (FORMAT csv, HEADER);",
      good: "\\copy orders (id, total) FROM '/home/ana/orders.csv' WITH (FORMAT csv, HEADER);",
      isFixed: true,
    },
  ],
  *checkStatement(statement, document, { file }) {
    const { direction, endpoint, endpointRange, endpointText, isMeta } = statement;
    if (isMeta || direction !== "from" || endpoint !== "file") return;
    if (endpointRange === undefined || endpointText === undefined) return;
    const isForeign = readCopyOptions(statement, document.text)?.format === undefined;
    if (isForeign || !isClientPath(unquoted(endpointText), isScript(file))) return;
    if (runsOnServer(file) || isInRoutine(document, statement)) return;
    if (isForOtherProduct(document.text)) return;
    yield { range: endpointRange, message, fixes: clientCopy(statement, document, file) };
  },
});

const unquoted = (written: string): string => written.replaceAll(/^e?'|'$/giu, "");

/** What a template names is known where it begins with a slash or a drive; an address is another product's. */
function isClientPath(path: string, takesRelative: boolean): boolean {
  if (/^[a-z][\w+.-]+:\/\//iu.test(path) || /\.parquet$|\.json$|\.ndjson$/iu.test(path))
    return false;
  if (/^(?:\/|[a-z]:[\\/]|\\\\)/iu.test(path)) return !isMount(path);
  // In host code it is the path of an embedded database more often than not.
  return takesRelative && path !== "" && !/[{}$%@:<>\uFFFC]/u.test(path);
}

/** The data folders of PostgreSQL and of its images, and what every machine has: meant for the server. */
const isMount = (path: string): boolean =>
  /^\/(?:dev\/null$|docker-entrypoint|docker-init|initdb|var\/lib\/(?:postgres|pgsql)|pgdata|pg_data)/iu.test(
    path,
  );

/** Scripts that the image of a server runs when its cluster is made. */
const runsOnServer = (file: string): boolean =>
  /(?:^|\/)[^/]*(?:docker|initdb)[^/]*\//iu.test(file);

const isScript = (file: string): boolean => /\.(?:sql|psql|pgsql|ddl)$/iu.test(file);

/** psql alone knows \copy, and there it must stand on one line. */
function clientCopy(statement: CopyStatement, document: SqlDocument, file: string): readonly Fix[] {
  const edits = joinLines(document, statement);
  const hasVariable = document
    .tokens(statement.range)
    .some(({ kind }) => kind === "placeholder" || kind === "parameter");
  if (edits === undefined || hasVariable || !isScript(file)) return [];
  const { start } = statement.range;
  const keyword = { range: { start, end: start + "COPY".length }, text: "\\copy" };
  const title = {
    en: "Send the file of the client: \\copy",
    ptBr: "Enviar o arquivo do cliente: \\copy",
  };
  return [{ title, safety: "unsafe", edits: [keyword, ...edits] }];
}

const message = {
  en: "The server, not this client, opens this path. The file has to be on its machine, the role needs pg_read_server_files, and managed services refuse it. Use \\copy in psql, or COPY … FROM STDIN with the file's bytes",
  ptBr: "Quem abre este caminho é o servidor, e não este cliente. O arquivo precisa estar na máquina dele, o papel precisa de pg_read_server_files, e serviços gerenciados o recusam. Use \\copy no psql, ou COPY … FROM STDIN com os bytes do arquivo",
};
