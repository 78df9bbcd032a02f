// One COPY and its watchdog when things break: it always settles, with the right error, and nothing goes uncaught.
import type { Client } from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { copyIn, withPatience } from "../../../src/adapters/pg/copy-in.ts";
import { toIngestError } from "../../../src/adapters/pg/sqlstate.ts";
import { startServer, type RunningServer } from "../../../src/build/server.ts";
import { connectTo, withClient } from "../../../src/build/server-client.ts";

const SQL = "COPY t FROM STDIN";
const never = new AbortController().signal;
const stray: unknown[] = [];
const note = (error: unknown): void => void stray.push(error);
let server: RunningServer;
let client: Client;

beforeAll(async () => {
  server = await startServer();
  for (const event of ["uncaughtException", "unhandledRejection"]) process.on(event, note);
});

afterAll(async () => {
  for (const event of ["uncaughtException", "unhandledRejection"]) process.off(event, note);
  await server.stop();
  expect(stray).toEqual([]);
});

beforeEach(async () => {
  client = await connectTo(server);
  await client.query("DROP TABLE IF EXISTS t; CREATE TABLE t (a int)");
});

afterEach(() => client.end());

const lines = (count: number): Buffer =>
  Buffer.from(Array.from({ length: count }, (_, index) => `${index}\n`).join(""));

function copy(bytes: Buffer, patienceMs = 5_000, signal = never) {
  let sent = 0;
  const watch = { patienceMs, onSent: (count: number) => void (sent += count) };
  return copyIn(client, { sql: SQL, bytes }, watch, signal).then((rows) => ({ rows, sent }));
}

test("rows are counted by the server, bytes as they go out", async () => {
  const bytes = lines(300_000);
  expect(await copy(bytes)).toEqual({ rows: 300_000, sent: bytes.length });
});

test("fifty refused COPYs leave the connection usable", async () => {
  for (let round = 0; round < 50; round++) {
    await expect(
      copy(Buffer.concat([lines(1_000), Buffer.from("x\n"), lines(200_000)])),
    ).rejects.toMatchObject({ code: "22P02" });
  }
  expect(await copy(lines(3))).toMatchObject({ rows: 3 });
});

test("a terminated backend is a lost connection", async () => {
  await client.query(
    "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(5); RETURN NULL; END $$",
  );
  await client.query(
    "CREATE TRIGGER slow BEFORE INSERT ON t FOR EACH STATEMENT EXECUTE FUNCTION slow()",
  );
  const copying = copy(lines(10)).catch((error: unknown) => toIngestError(error));
  await withClient(server, (other) =>
    expect
      .poll(async () => {
        const ended = await other.query(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'COPY t%'",
        );
        return ended.rowCount;
      })
      .toBe(1),
  );
  expect(await copying).toMatchObject({ kind: "transient" });
  await withClient(server, (other) => other.query("DROP FUNCTION slow CASCADE"));
});

test("a server that takes nothing is cut after the patience", async () => {
  const startMs = performance.now();
  await withClient(server, async (other) => {
    await other.query("BEGIN; LOCK TABLE t");
    await expect(copy(lines(10), 400)).rejects.toMatchObject({
      code: "no-progress",
      kind: "transient",
    });
  });
  expect(performance.now() - startMs).toBeLessThan(4_000);
});

test("so is one that does not answer a statement", async () => {
  const waiting = withPatience(client, 300, () => client.query("SELECT pg_sleep(10)"));
  await expect(waiting).rejects.toMatchObject({ code: "no-progress" });
});

test("an abort ends it, and the rows are gone", async () => {
  const stop = new AbortController();
  const copying = copy(lines(2_000_000), 5_000, stop.signal);
  setTimeout(() => stop.abort(new Error("stop")), 50);
  await expect(copying).rejects.toThrow();
  await withClient(server, (other) =>
    expect
      .poll(
        async () =>
          (await other.query<{ rows: number }>("SELECT count(*)::int AS rows FROM t")).rows[0]
            ?.rows,
      )
      .toBe(0),
  );
});
