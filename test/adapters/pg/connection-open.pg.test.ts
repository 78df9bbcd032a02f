// Opening sessions on real servers: TLS in all its modes, logins that fail, the choice among hosts, cancelling,
// and what the process must survive.
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  openClient,
  requestCancel,
  type OpenedClient,
} from "../../../src/adapters/pg/connection/open.ts";
import { resolveConnection } from "../../../src/adapters/pg/connection/resolve.ts";
import { nodeWorld } from "../../../src/adapters/pg/connection/world.ts";
import { startServer, type RunningServer } from "../../../src/build/server.ts";
import { IngestError } from "../../../src/core/base/ingest-error.ts";
import { silentLog } from "../../../src/core/base/log.ts";

const hba = `
hostssl   all  tls_only   all  scram-sha-256
host      all  tls_only   all  reject
hostnossl all  plain_only all  scram-sha-256
host      all  plain_only all  reject
host      all  clear      all  password
host      all  old        all  md5
host      all  trusted    all  trust
hostssl   all  by_cert    all  cert
host      all  nobody     all  reject
host      all  all        all  scram-sha-256
`;

let secure: RunningServer;
let plain: RunningServer;
const opened: OpenedClient[] = [];

beforeAll(async () => {
  [secure, plain] = await Promise.all([
    startServer({ tls: true, hba, settings: { ssl_ca_file: "rowmill-root.pem" } }),
    startServer({ version: "13", settings: { default_transaction_read_only: "on" } }),
  ]);
  const { client } = await open("", secure);
  for (const role of ["tls_only", "plain_only", "clear", "trusted", "by_cert", "nobody"]) {
    await client.query(`CREATE ROLE ${role} LOGIN PASSWORD 'pw'`);
  }
  await client.query("CREATE ROLE few LOGIN PASSWORD 'pw' CONNECTION LIMIT 0");
  await client.query("CREATE ROLE barred NOLOGIN PASSWORD 'pw'");
  await client.query("SET password_encryption = md5; CREATE ROLE old LOGIN PASSWORD 'pw'");
});

afterAll(async () => {
  await Promise.all(opened.map(({ client }) => client.end()));
  await Promise.all([secure.stop("immediate"), plain.stop("immediate")]);
});

interface OpenChanges {
  readonly onError?: (error: IngestError) => void;
  readonly signal?: AbortSignal;
  readonly env?: Readonly<Record<string, string>>;
}

/** Opens with the server's own login, changed by keywords. */
async function open(
  keywords: string,
  server: RunningServer | null,
  changes: OpenChanges = {},
): Promise<OpenedClient> {
  const login =
    server === null
      ? ""
      : `host=${server.host} port=${server.port} user=${server.user} dbname=${server.database} `;
  const world = { ...nodeWorld(), env: { ...server?.env, ...changes.env }, homeDir: "/nowhere" };
  const settings = await resolveConnection(login + keywords, world);
  const onError = changes.onError ?? ((error: IngestError) => expect.unreachable(error.message));
  const { signal = new AbortController().signal } = changes;
  const session = await openClient(
    settings,
    { applicationName: "rowmill test", log: silentLog, onError },
    signal,
  );
  opened.push(session);
  return session;
}

const rootOf = (server: RunningServer) => `sslrootcert=${server.rootCertificate ?? ""}`;

async function refusal(promise: Promise<unknown>): Promise<IngestError> {
  const outcome: unknown = await promise.catch((error: unknown) => error);
  if (outcome instanceof IngestError) return outcome;
  throw new Error("no IngestError was rejected", { cause: outcome });
}

test.each([
  ["sslmode=disable", false],
  ["sslmode=allow", false],
  ["sslmode=prefer", true],
  ["", true],
  ["sslmode=require", true],
  ["sslmode=require sslnegotiation=direct", true],
  ["sslmode=prefer channel_binding=require", true],
  ["sslmode=require channel_binding=disable", true],
  ["sslmode=allow user=tls_only password=pw", true],
  ["sslmode=prefer user=plain_only password=pw", false],
  ["sslmode=require ssl_max_protocol_version=TLSv1.2", true],
])("a server with TLS, %j: encrypted %s", async (keywords, isEncrypted) => {
  const session = await open(keywords, secure);
  const { rows } = await session.client.query<{ ssl: boolean }>(
    "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()",
  );
  expect([session.isEncrypted, rows[0]?.ssl]).toEqual([isEncrypted, isEncrypted]);
  expect(session.serverVersion).toBeGreaterThanOrEqual(180_000);
});

test.each([
  "sslmode=require",
  "sslmode=verify-ca",
  "sslmode=verify-full",
  "host=localhost sslmode=verify-full",
  "host=other.example hostaddr=127.0.0.1 sslmode=verify-ca",
])("the server's certificate passes with its root and %s", async (keywords) => {
  expect((await open(`${keywords} ${rootOf(secure)}`, secure)).isEncrypted).toBe(true);
});

test.each([
  [
    "another name",
    () => `host=other.example hostaddr=127.0.0.1 sslmode=verify-full ${rootOf(secure)}`,
    "other.example",
  ],
  [
    "no root, verify-full",
    () => "sslmode=verify-full",
    "the root of the server's certificate is not among the trusted",
  ],
  ["public roots", () => "sslrootcert=system", "not among the trusted"],
  [
    "a root that is no certificate",
    () => `sslmode=require sslrootcert=${secure.dataDir}/PG_VERSION`,
    "encrypted connection",
  ],
])("no connection with %s", async (_name, keywords, reason) => {
  const error = await refusal(open(keywords(), secure));
  expect(error).toMatchObject({ kind: "user", code: "tls-refused" });
  expect(error.message).toContain(reason);
  expect(error.hint).toContain("verify-full");
});

test("a client certificate logs in", async () => {
  // The server's own serves: its common name is mapped to no role, so this proves that it was shown and checked.
  const cert = `sslmode=require sslcert=${secure.dataDir}/server.crt sslkey=${secure.dataDir}/server.key`;
  const shown = await refusal(open(`user=by_cert ${cert}`, secure));
  expect(shown.message).toContain('certificate authentication failed for user "by_cert"');
  const missing = await refusal(open("user=by_cert sslmode=require", secure));
  expect(missing.message).toContain("requires a valid client certificate");
});

test.each([
  ["sslmode=disable", false],
  ["sslmode=allow", false],
  ["sslmode=prefer", false],
  ["", false],
])("a server without TLS, %j", async (keywords, isEncrypted) => {
  const session = await open(keywords, plain);
  expect(session).toMatchObject({ isEncrypted, isStandby: false, address: "127.0.0.1" });
  expect(Math.floor(session.serverVersion / 10_000)).toBe(13);
});

test.each<
  [string, string, "secure" | "plain", { kind: string; code: string; sqlstate?: string }, string]
>([
  [
    "TLS demanded of a server without",
    "sslmode=require",
    "plain",
    { kind: "user", code: "tls-refused" },
    "does not offer encryption",
  ],
  [
    "TLS for another machine",
    "host=db.example hostaddr=127.0.0.1 sslmode=verify-full",
    "plain",
    { kind: "user", code: "tls-refused" },
    "does not offer",
  ],
  [
    "channel binding without TLS",
    "channel_binding=require",
    "plain",
    { kind: "user", code: "tls-refused" },
    "does not offer",
  ],
  [
    "plain text refused",
    "user=tls_only password=pw sslmode=disable",
    "secure",
    { kind: "user", code: "tls-required" },
    "only encrypted",
  ],
  [
    "refused either way",
    "user=nobody password=pw",
    "secure",
    { kind: "user", code: "access-forbidden" },
    "pg_hba.conf rejects",
  ],
  [
    "a wrong password",
    "password=s3cret",
    "secure",
    { kind: "user", code: "password-wrong" },
    "taken from the connection string",
  ],
  [
    "an unknown user",
    "user=ghost password=s3cret",
    "secure",
    { kind: "user", code: "password-wrong" },
    "user ghost",
  ],
  [
    "a role that may not log in",
    "user=barred password=pw",
    "secure",
    { kind: "user", code: "server", sqlstate: "28000" },
    "not permitted to log in",
  ],
  [
    "an unknown database",
    "dbname=ghost",
    "secure",
    { kind: "user", code: "server", sqlstate: "3D000" },
    '"ghost" does not exist',
  ],
  [
    "a full server",
    "user=few password=pw",
    "secure",
    { kind: "transient", code: "server", sqlstate: "53300" },
    "too many connections",
  ],
  [
    "a setting with a wrong value",
    "options='-c work_mem=much'",
    "secure",
    { kind: "user", code: "server", sqlstate: "22023" },
    "work_mem",
  ],
  [
    "a setting the server does not know",
    "options='-c no_such=1'",
    "secure",
    { kind: "user", code: "server", sqlstate: "42704" },
    "no_such",
  ],
  [
    "md5 under channel binding",
    "user=old password=pw channel_binding=require",
    "secure",
    { kind: "user", code: "authentication-refused" },
    "channel binding",
  ],
  [
    "clear text under channel binding",
    "user=clear password=pw channel_binding=require",
    "secure",
    { kind: "user", code: "authentication-refused" },
    "channel binding",
  ],
  [
    "trust under channel binding",
    "user=trusted channel_binding=require",
    "secure",
    { kind: "user", code: "authentication-refused" },
    "channel binding",
  ],
  [
    "clear text that require_auth leaves out",
    "user=clear password=pw require_auth=scram-sha-256",
    "secure",
    { kind: "user", code: "authentication-refused" },
    '"password"',
  ],
  [
    "trust that require_auth leaves out",
    "user=trusted require_auth=!none",
    "secure",
    { kind: "user", code: "authentication-refused" },
    '"none"',
  ],
  [
    "no such kind of server",
    "target_session_attrs=read-write",
    "plain",
    { kind: "transient", code: "session-unsuitable" },
    "a primary, read-only",
  ],
])("%s", async (_name, keywords, which, shape, message) => {
  const error = await refusal(open(keywords, which === "secure" ? secure : plain));
  expect(error).toMatchObject(shape);
  expect(error.message).toContain(message);
  expect(`${error.message} ${error.hint}`).not.toContain("s3cret");
});

test.each([
  "user=clear password=pw require_auth=password",
  "user=old password=pw",
  "user=trusted",
  "require_auth=scram-sha-256",
])("a login by the method asked for: %s", async (keywords) => {
  expect((await open(keywords, secure)).serverVersion).toBeGreaterThan(0);
});

test("no password anywhere", async () => {
  const error = await refusal(open("", secure, { env: { PGPASSWORD: "" } }));
  expect(error).toMatchObject({ kind: "user", code: "password-missing" });
});

test("only what was resolved reaches the server, not the process's own environment", async () => {
  const strays = {
    PGOPTIONS: "-c work_mem=123MB",
    PGAPPNAME: "stray",
    PGREPLICATION: "database",
    PGSSLNEGOTIATION: "direct",
  };
  const kept = Object.keys(strays).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, strays);
  try {
    const env = { PGTZ: "Asia/Tokyo", PGDATESTYLE: "ISO, DMY" };
    const { client } = await open("options='-c search_path=\"my\\\\ schema\"'", secure, { env });
    const { rows } = await client.query<{ name: string; setting: string }>(
      "SELECT name, setting FROM pg_settings WHERE name IN ('work_mem', 'application_name', 'TimeZone', 'DateStyle', 'search_path') ORDER BY name",
    );
    const settings = Object.fromEntries(rows.map(({ name, setting }) => [name, setting]));
    expect(settings).toEqual({
      DateStyle: "ISO, DMY",
      TimeZone: "Asia/Tokyo",
      application_name: "rowmill test",
      search_path: '"my schema"',
      work_mem: "4096",
    });
  } finally {
    for (const [name, value] of kept) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
  }
});

/** Both servers by name: the first in the list is the one that is read-only. */
const both = (keywords: string) =>
  open(
    `host=127.0.0.1,127.0.0.1 port=${plain.port},${secure.port} user=postgres ${keywords}`,
    null,
    {
      env: { PGPASSWORD: plain.password },
    },
  );

test.each([
  ["any", 13],
  ["read-only", 13],
  ["primary", 13],
  ["read-write", 18],
  ["prefer-standby", 13],
])("target_session_attrs=%s takes the server of version %i", async (wanted, version) => {
  await (await open("", secure)).client.query(`ALTER ROLE postgres PASSWORD '${plain.password}'`);
  try {
    const session = await both(`target_session_attrs=${wanted}`);
    expect(Math.floor(session.serverVersion / 10_000)).toBe(version);
    expect(session.host.port).toBe(version === 13 ? plain.port : secure.port);
  } finally {
    await opened.at(-1)?.client.query(`SELECT 1`);
    const { client } = await open("", secure, { env: { PGPASSWORD: plain.password } });
    await client.query(`ALTER ROLE postgres PASSWORD '${secure.password}'`);
  }
});

test("a standby that is nowhere: every host is named", async () => {
  const error = await refusal(
    open(`port=1,${secure.port} target_session_attrs=standby host=127.0.0.1,127.0.0.1`, secure),
  );
  expect(error).toMatchObject({ kind: "transient", code: "no-suitable-host" });
  expect(error.message).toContain("127.0.0.1:1: nothing listens there");
  expect(error.message).toContain(`127.0.0.1:${secure.port} is a primary, read-write`);
});

test("a dead host is passed over, a wrong password is not tried on the next", async () => {
  const hosts = (keywords: string) => `host=127.0.0.1,localhost port=1,${secure.port} ${keywords}`;
  expect((await open(hosts(""), secure)).host.host).toBe("localhost");
  expect(
    await refusal(open(`host=127.0.0.1,127.0.0.1 port=${secure.port},1 password=no`, secure)),
  ).toMatchObject({ code: "password-wrong" });
});

test("hosts in random order", async () => {
  const seen = new Set<string>();
  for (let attempt = 0; attempt < 40 && seen.size < 2; attempt++) {
    const session = await open(
      `host=127.0.0.1,localhost port=${secure.port} load_balance_hosts=random`,
      secure,
    );
    seen.add(session.host.host);
  }
  expect([...seen].sort()).toEqual(["127.0.0.1", "localhost"]);
});

test.each(["sslmode=disable", "sslmode=verify-full"])(
  "a cancel request stops the statement, %s",
  async (mode) => {
    const keywords = `${mode} ${rootOf(secure)}`;
    const session = await open(keywords, secure);
    const settings = await resolveConnection(`host=127.0.0.1 port=${secure.port} ${keywords}`, {
      ...nodeWorld(),
      env: {},
    });
    const sleeping = session.client.query("SELECT pg_sleep(60)").catch((error: unknown) => error);
    // A request that comes before the statement stops nothing.
    const other = await open(keywords, secure);
    const isActive = async (): Promise<unknown> => {
      const { rows } = await other.client.query<{ state: string }>(
        "SELECT state FROM pg_stat_activity WHERE pid = $1",
        [session.backend.processId],
      );
      return rows[0]?.state;
    };
    await expect.poll(isActive).toBe("active");
    await requestCancel(settings, session);
    expect(await sleeping).toMatchObject({ code: "57014" });
    expect((await session.client.query("SELECT 1")).rowCount).toBe(1);
  },
);

test("a session that the server ends tells onError once, and the process lives on", async () => {
  const told: IngestError[] = [];
  const { client, backend } = await open("", secure, { onError: (error) => told.push(error) });
  const ended = new Promise<void>((resolve) => client.once("end", resolve));
  const other = await open("", secure);
  await other.client.query("SELECT pg_terminate_backend($1)", [backend.processId]);
  await ended;
  expect(told).toMatchObject([{ kind: "transient", sqlstate: "57P01" }]);
  opened.splice(
    opened.findIndex((session) => session.client === client),
    1,
  );
});

test("a cancel request to a server that is gone says so", async () => {
  const server = await startServer();
  const session = await open("", server, { onError: () => undefined });
  const settings = await resolveConnection(server.dsn, { ...nodeWorld(), env: {} });
  await server.stop("immediate");
  opened.splice(opened.indexOf(session), 1);
  expect(await refusal(requestCancel(settings, session))).toMatchObject({
    kind: "transient",
    code: "cannot-connect",
  });
});
