// Runs a script of SQL against a real server as psql would: statement by statement, COPY data included.
import { pipeline } from "node:stream/promises";
import { Readable } from "node:stream";
import type { Client } from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { parseSql } from "../../src/core/lang/sql/parse.ts";
import { textIn } from "../../src/core/text/range.ts";

/** Throws at the first statement that the server refuses. A COPY of a file, which is nowhere, copies nothing. */
export async function runScript(client: Client, script: string): Promise<void> {
  const document = parseSql(script, "postgresql");
  for (let index = 0; index < document.count; index++) {
    const statement = document.statementAt(index);
    const sql = textIn(script, statement.range);
    if (statement.kind === "copy" && statement.endpoint === "stdin") {
      const data = statement.data === undefined ? "" : textIn(script, statement.data);
      await pipeline(Readable.from([data]), client.query(copyFrom(sql)));
    } else if (statement.kind !== "copy" || statement.direction !== "from") {
      await client.query(sql);
    }
  }
}

/** Every row of every ordinary table of these schemas, as text, in an order of its own. */
export async function rowsIn(
  client: Client,
  ...schemas: readonly string[]
): Promise<readonly string[]> {
  const { rows: tables } = await client.query<{ name: string }>(
    `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
      WHERE table_schema = ANY ($1) AND table_type = 'BASE TABLE' ORDER BY 1`,
    [schemas],
  );
  const all: string[] = [];
  for (const { name } of tables) {
    const { rows } = await client.query<{ row: string }>(`SELECT t::text AS row FROM ${name} AS t`);
    all.push(...rows.map(({ row }) => `${name}${row}`));
  }
  return all.toSorted();
}
