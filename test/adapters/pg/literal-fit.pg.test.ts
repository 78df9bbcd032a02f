// What Rowmill says of a literal and a type is what the oldest and the newest server do with them.
import { expect, test } from "vitest";
import { startServer } from "../../../src/build/server.ts";
import { withClient } from "../../../src/build/server-client.ts";
import { LITERALS } from "../../core/lang/sql/literals.ts";

test.each(["13", "18"] as const)("PostgreSQL %s", async (version) => {
  const server = await startServer({ version });
  try {
    await withClient(server, async (client) => {
      for (const style of ["ISO, MDY", "ISO, DMY"]) {
        await client.query(`SET datestyle = '${style}'`);
        for (const [literal, type, sqlstate] of LITERALS) {
          await client.query(`DROP TABLE IF EXISTS t; CREATE TABLE t (a ${type})`);
          const answer = await client.query(`INSERT INTO t (a) VALUES (${literal})`).then(
            () => undefined,
            (error: unknown) => (error instanceof Error && "code" in error ? error.code : error),
          );
          expect([literal, type, answer]).toEqual([literal, type, sqlstate]);
        }
      }
    });
  } finally {
    await server.stop("immediate");
  }
});
