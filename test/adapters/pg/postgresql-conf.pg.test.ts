// Our reader of postgresql.conf against the server's own, which pg_file_settings shows.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { startServer } from "../../../src/build/server.ts";
import { withClient } from "../../../src/build/server-client.ts";
import { parsePostgresqlConf } from "../../../src/core/lang/pgconf/postgresql-conf.ts";

const SAMPLES = [
  "fsync = off",
  "fsync=off # comment",
  "fsync off",
  "FSync\t=\toff\r",
  "work_mem = '4 MB'",
  String.raw`search_path = 'it''s \'x\''`,
  "a.b = 12.5",
  "max_slot_wal_keep_size = -1",
  "listen_addresses'*'",
  "listen_addresses='*'#x",
  "fsync = off on",
  "fsync = 'off",
  "fsync =",
  "= off",
  "1fsync = off",
  "log_line_prefix = '%m [%p] '",
  "data_directory = /var/lib/x-1.y:z",
  "a.b = x*y",
];

test("PostgreSQL 18 reads each line as we do", async () => {
  const server = await startServer({ settings: { include_if_exists: "oracle.conf" } });
  const file = join(server.dataDir, "oracle.conf");
  try {
    await withClient(server, async (client) => {
      const check = async (text: string): Promise<void> => {
        writeFileSync(file, `${text}\n`);
        const { rows } = await client.query<{ name: string; setting: string }>(
          "SELECT lower(name) AS name, setting FROM pg_file_settings WHERE sourcefile LIKE '%oracle.conf' AND name IS NOT NULL",
        );
        const ours = parsePostgresqlConf(`${text}\n`).settings;
        expect([text, ours.map(({ name, value }) => ({ name, setting: value }))]).toEqual([
          text,
          rows,
        ]);
      };
      for (const sample of SAMPLES) await check(sample);
      const piece = fc.constantFrom(
        "a.b",
        "fsync",
        " ",
        "=",
        "'",
        "''",
        "\\",
        "#",
        "4",
        "MB",
        ".",
        "-",
        "x",
        "_",
        "*",
        "\t",
      );
      await fc.assert(
        fc.asyncProperty(fc.array(piece, { minLength: 2, maxLength: 8 }), (pieces) =>
          check(pieces.join("")),
        ),
        { seed: 20_261_122, numRuns: 600 },
      );
    });
  } finally {
    await server.stop("immediate");
  }
});
