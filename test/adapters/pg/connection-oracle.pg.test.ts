// The oracle: psql, given the same string, environment and files, must end up in the same session as we do, or be
// refused as we are. Skipped, aloud, where there is no psql.
import { execFile, spawnSync } from "node:child_process";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openClient } from "../../../src/adapters/pg/connection/open.ts";
import { resolveConnection } from "../../../src/adapters/pg/connection/resolve.ts";
import { nodeWorld } from "../../../src/adapters/pg/connection/world.ts";
import { startServer, type RunningServer } from "../../../src/build/server.ts";
import { IngestError } from "../../../src/core/base/ingest-error.ts";
import { silentLog } from "../../../src/core/base/log.ts";

const hasPsql = spawnSync("psql", ["--version"]).status === 0;
if (!hasPsql) console.warn("no psql on the PATH: the comparison with libpq is skipped");

let server: RunningServer;
let home = "";
const password = `it's \\a "pass": word@/%`;

beforeAll(async () => {
  if (!hasPsql) return;
  home = await mkdtemp(join(tmpdir(), "rowmill-oracle-"));
  await chmod(home, 0o777);
  server = await startServer({ settings: { unix_socket_directories: home } });
  const admin = await resolveConnection(server.dsn, { ...nodeWorld(), env: server.env });
  const { client } = await openClient(
    admin,
    { applicationName: "t", log: silentLog, onError: () => undefined },
    new AbortController().signal,
  );
  await client.query(`CREATE ROLE "o'neil \\x" LOGIN PASSWORD ${client.escapeLiteral(password)}`);
  await client.query("CREATE ROLE ana LOGIN PASSWORD 'pw'");
  await client.query(`CREATE DATABASE "my base=1"`);
  await client.end();
  await writeFile(
    join(home, ".pg_service.conf"),
    `[one]\nhost=127.0.0.1\nport=${server.port}\nuser=ana\ndbname=postgres\noptions=-c work_mem=1MB\noptions=-c work_mem=9MB\n` +
      "[bad]\nhost = 127.0.0.1\n[nested]\nservice=one\n[unknown]\nhozt=a\n",
  );
  const pass = (text: string) => text.replaceAll(/[\\:]/g, String.raw`\$&`);
  await writeFile(
    join(home, "pass"),
    `# a comment\n127.0.0.1:1:*:*:no\n*:*:*:o'neil \\\\x:${pass(password)}\n${pass(home)}:*:*:ana:pw\n`,
    { mode: 0o600 },
  );
  await writeFile(join(home, "open-pass"), "*:*:*:*:pw\n", { mode: 0o644 });
});

afterAll(async () => {
  if (!hasPsql) return;
  await server.stop("immediate");
  await rm(home, { recursive: true });
});

const sql =
  "SELECT concat_ws('|', current_user, current_database(), coalesce(inet_server_port(), 0) > 0, current_setting('application_name'), " +
  "current_setting('work_mem'), current_setting('TimeZone'), current_setting('DateStyle'))";

type Env = Readonly<Record<string, string>>;

/** PORT and HOME stand for what is only known when the server runs. */
const filled = (text: string) =>
  text.replaceAll("PORT", String(server.port)).replaceAll("HOME", home);

async function askPsql(dsn: string | null, env: Env): Promise<string> {
  const args = ["-w", "-X", "-A", "-t", "-q", "-c", sql, ...(dsn === null ? [] : ["-d", dsn])];
  const { PATH = "" } = process.env;
  return new Promise((resolve) => {
    execFile("psql", args, { env: { PATH, HOME: home, ...env } }, (error, stdout) =>
      resolve(error === null ? stdout.trim() : "refused"),
    );
  });
}

async function askUs(dsn: string | null, env: Env): Promise<string> {
  try {
    const settings = await resolveConnection(dsn, { ...nodeWorld(), env, homeDir: home });
    const onError = (error: IngestError) => expect.unreachable(error.message);
    const { client } = await openClient(
      settings,
      { applicationName: "psql", log: silentLog, onError },
      new AbortController().signal,
    );
    const { rows } = await client.query<{ concat_ws: string }>(sql);
    await client.end();
    return rows[0]?.concat_ws ?? "";
  } catch (error) {
    if (error instanceof IngestError) return "refused";
    throw error;
  }
}

const tcp = { PGHOST: "127.0.0.1", PGPORT: "PORT", PGUSER: "ana", PGPASSWORD: "pw" };
const neil = `user='o\\'neil \\\\x' host=127.0.0.1 port=PORT`;

test.skipIf(!hasPsql).each<[string | null, Env, "session" | "refused"]>([
  [null, { ...tcp, PGDATABASE: "postgres" }, "session"],
  ["postgres", tcp, "session"],
  ["my base", tcp, "refused"],
  ["dbname='my base=1'", tcp, "session"],
  ["postgresql:///my%20base%3D1", tcp, "session"],
  ["postgresql://ana:pw@127.0.0.1:PORT/postgres?application_name=a+b%20c", {}, "session"],
  ["postgres://ana@localhost:PORT/postgres", { PGPASSWORD: "pw" }, "session"],
  ["postgresql://127.0.0.1:1,localhost:PORT/postgres", tcp, "session"],
  ["postgresql://127.0.0.1:1,127.0.0.1:2/postgres", tcp, "refused"],
  ["host=127.0.0.1,127.0.0.1 port=1,PORT dbname=postgres", tcp, "session"],
  ["host=127.0.0.1,127.0.0.1 port=1,2,3 dbname=postgres", tcp, "refused"],
  ["host=nowhere.invalid hostaddr=127.0.0.1 dbname=postgres", tcp, "session"],
  ["host=a,b hostaddr=127.0.0.1 dbname=postgres", tcp, "refused"],
  [`${neil} dbname=postgres password='it\\'s \\\\a "pass": word@/%'`, {}, "session"],
  [`${neil} dbname=postgres password=it\\'s\\ \\\\a\\ "pass":\\ word@/%`, {}, "session"],
  [
    "postgresql://o'neil%20%5Cx:it's%20%5Ca%20%22pass%22%3A%20word%40%2F%25@127.0.0.1:PORT/postgres",
    {},
    "session",
  ],
  [`${neil} dbname=postgres passfile=HOME/pass`, {}, "session"],
  [`${neil} dbname=postgres`, { PGPASSFILE: "HOME/pass" }, "session"],
  ["host=127.0.0.1 port=PORT user=ana dbname=postgres passfile=HOME/pass", {}, "refused"],
  ["host=127.0.0.1 port=PORT user=ana dbname=postgres passfile=HOME/open-pass", {}, "refused"],
  ["host=HOME port=PORT user=ana dbname=postgres passfile=HOME/pass", {}, "session"],
  ["postgresql:///postgres?host=HOME&port=PORT&user=ana&password=pw", {}, "session"],
  ["host=HOME port=PORT user=ana dbname=postgres password=pw sslmode=verify-full", {}, "session"],
  ["service=one password=pw", {}, "session"],
  [
    "service=one password=pw dbname='my base=1'",
    { PGDATABASE: "template1", PGUSER: "postgres" },
    "session",
  ],
  [null, { PGSERVICE: "one", PGPASSWORD: "pw" }, "session"],
  [null, { PGSERVICE: "one", PGPASSWORD: "pw", PGSERVICEFILE: "HOME/gone" }, "refused"],
  ["service=bad", tcp, "refused"],
  ["service=nested", tcp, "refused"],
  ["service=unknown", tcp, "refused"],
  ["service=absent", tcp, "refused"],
  ["options='-c work_mem=123kB -c TimeZone=Asia/Tokyo' dbname=postgres", tcp, "session"],
  [
    "dbname=postgres",
    {
      ...tcp,
      PGOPTIONS: "-c work_mem=321kB",
      PGTZ: "Asia/Tokyo",
      PGDATESTYLE: "ISO, DMY",
      PGAPPNAME: "x",
    },
    "session",
  ],
  ["dbname=postgres sslmode=require", tcp, "refused"],
  ["dbname=postgres sslmode=prefer", tcp, "session"],
  ["dbname=postgres sslmode=allow", tcp, "session"],
  ["dbname=postgres", { ...tcp, PGREQUIRESSL: "1" }, "refused"],
  ["dbname=postgres channel_binding=require", tcp, "refused"],
  ["dbname=postgres target_session_attrs=standby", tcp, "refused"],
  ["dbname=postgres target_session_attrs=prefer-standby", tcp, "session"],
  ["dbname=postgres target_session_attrs=read-write", tcp, "session"],
  ["dbname=postgres target_session_attrs=primary", tcp, "session"],
  ["dbname=postgres gssencmode=prefer krbsrvname=x sslcompression=1", tcp, "session"],
  ["dbname=postgres gssencmode=require", tcp, "refused"],
  [
    "dbname=postgres connect_timeout=3 keepalives=1 keepalives_idle=5 tcp_user_timeout=1000",
    tcp,
    "session",
  ],
  ["dbname=postgres connect_timeout=soon", tcp, "refused"],
  ["dbname=postgres port=' PORT '", tcp, "session"],
  ["dbname=postgres port=", { ...tcp, PGPORT: "1" }, "refused"],
  ["dbname=postgres hostname=127.0.0.1", tcp, "refused"],
  ["dbname = postgres  user = ana", tcp, "session"],
  ["dbname=postgres user=ana user=ghost user=ana", tcp, "session"],
  ["dbname=postgres user", tcp, "refused"],
  ["dbname='postgres", tcp, "refused"],
  ["postgresql://[127.0.0.1]:PORT/postgres", tcp, "session"],
  ["postgresql://127.0.0.1:PORT/postgres?ssl=true", tcp, "refused"],
  ["postgresql://127.0.0.1:PORT/postgres?user=ana&", tcp, "session"],
  ["postgresql://127.0.0.1:PORT/postgres?user", tcp, "refused"],
  ["postgresql://127.0.0.1:PORT/post%67res", tcp, "session"],
  ["postgresql://127.0.0.1:PORT/post%6", tcp, "refused"],
])("%j with %j: %s", async (dsn, env, expected) => {
  const ourDsn = dsn === null ? null : filled(dsn);
  const ourEnv = Object.fromEntries(
    Object.entries(env).map(([name, value]) => [name, filled(value)]),
  );
  const [theirs, ours] = await Promise.all([askPsql(ourDsn, ourEnv), askUs(ourDsn, ourEnv)]);
  expect(ours).toBe(theirs);
  expect(ours === "refused" ? "refused" : "session").toBe(expected);
});
