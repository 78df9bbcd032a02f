// The same Pollock file through the built program into a real table: does the server hold the rows that the
// benchmark counted in memory?
import { spawnSync } from "node:child_process";
import type { PollockFile } from "./pollock-files.ts";
import { loadPollock } from "./pollock-load.ts";
import { countWrongRows, type Rows } from "./pollock-score.ts";
import { inRoot } from "./root.ts";
import { withClient } from "./server-client.ts";
import type { RunningServer } from "./server.ts";

/** What differs, in words; null when table and memory hold the same rows. Only for files of told columns. */
export async function serverDifference(
  file: PollockFile,
  server: RunningServer,
): Promise<string | null> {
  const names = file.told.columnNames;
  const columns = names.map((name) => `"${name.replaceAll('"', '""')}" text`).join(", ");
  return withClient(server, async (client) => {
    await client.query(`DROP TABLE IF EXISTS polluted; CREATE TABLE polluted (${columns})`);
    const { status, stderr } = spawnSync(process.execPath, loadArguments(file, server), {
      env: { ...process.env, ...server.env },
      encoding: "utf8",
    });
    const { rows, refusal } = await loadPollock(file, "told");
    if (status !== 0) return refusal === null ? `the program refused it: ${stderr}` : null;
    const { rows: stored } = await client.query<(string | null)[]>({
      text: "SELECT * FROM polluted",
      rowMode: "array",
    });
    const table: Rows = [[], ...stored.map((row) => row.map((value) => value ?? ""))];
    const memory: Rows = [[], ...(rows ?? []).slice(file.told.headerLines > 0 ? 1 : 0)];
    const extra = countWrongRows(memory, table);
    const missing = countWrongRows(table, memory);
    return extra + missing === 0 ? null : `${extra} rows too many, ${missing} missing`;
  });
}

function loadArguments({ path, told }: PollockFile, server: RunningServer): readonly string[] {
  const given = [
    ["--delimiter", told.delimiter],
    ["--quote", told.quote],
    ["--escape", told.escape],
    ["--columns", told.columnNames.join(",")],
  ].filter(([, value]) => value !== "");
  return [
    inRoot("dist/cli.mjs"),
    ...["load", path, "--into", "polluted", "--dsn", server.dsn, "--max-rejects", "all"],
    ...["--header", told.headerLines > 0 ? "yes" : "no", "--rejects", `${path}.rejects`],
    ...given.flat(),
  ];
}
