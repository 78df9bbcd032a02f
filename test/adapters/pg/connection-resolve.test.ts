// Which host, user, password and TLS a connection gets from string, service, environment and files.
import fc from "fast-check";
import { expect, test } from "vitest";
import { resolveConnection } from "../../../src/adapters/pg/connection/resolve.ts";
import {
  addressText,
  describeConnection,
  sslModeFor,
} from "../../../src/adapters/pg/connection/settings.ts";
import { tlsOptions } from "../../../src/adapters/pg/connection/tls-options.ts";
import type { ConnectionWorld } from "../../../src/adapters/pg/connection/world.ts";
import { IngestError } from "../../../src/core/base/ingest-error.ts";

interface Machine {
  readonly env?: Readonly<Record<string, string>>;
  /** Path -> text. */
  readonly files?: Readonly<Record<string, string>>;
  /** Path -> type and mode where it is not a plain file of mode 0600. */
  readonly modes?: Readonly<Record<string, number>>;
  readonly platform?: string;
}

function worldOf({
  env = {},
  files = {},
  modes = {},
  platform = "linux",
}: Machine): ConnectionWorld {
  const readFile = (path: string) => Promise.resolve(files[path] ?? null);
  const fileMode = (path: string) =>
    Promise.resolve(modes[path] ?? (files[path] === undefined ? null : 0o100600));
  return { env, readFile, fileMode, homeDir: "/home/ana", userName: "ana", platform };
}

const resolve = (dsn: string | null, machine: Machine = {}) =>
  resolveConnection(dsn, worldOf(machine));

const serviceFile =
  "# ours\n[other]\nhost=o\n\n[orders]  \nhost=s\n#port=1\nport=7\nport=8\nuser=sue\n[last]\nhost=l";

test.each<[string, string | null, Machine, string]>([
  ["nothing at all", null, {}, "ana@localhost:5432/ana"],
  [
    "a socket where packages put it",
    null,
    { modes: { "/tmp/.s.PGSQL.5432": 0o140777 } },
    "ana@/tmp:5432/ana",
  ],
  [
    "no socket on another port",
    "port=5433",
    { modes: { "/tmp/.s.PGSQL.5432": 0o140777 } },
    "ana@localhost:5433/ana",
  ],
  ["user decides the database", "user=bob", {}, "bob@localhost:5432/bob"],
  ["a bare database name", "shop", {}, "ana@localhost:5432/shop"],
  [
    "environment",
    null,
    { env: { PGHOST: "e", PGPORT: "6", PGUSER: "eve", PGDATABASE: "d" } },
    "eve@e:6/d",
  ],
  [
    "string over environment",
    "host=h user=u",
    { env: { PGHOST: "e", PGPORT: "6", PGUSER: "eve" } },
    "u@h:6/u",
  ],
  [
    "empty variables count as none",
    null,
    { env: { PGHOST: "", PGPORT: "", PGUSER: "" } },
    "ana@localhost:5432/ana",
  ],
  [
    "an empty value asks for the default, not for the variable",
    "host=h user=",
    { env: { PGUSER: "eve" } },
    "ana@h:5432/ana",
  ],
  [
    "service from the user's file, first mention counts",
    "service=orders",
    { files: { "/home/ana/.pg_service.conf": serviceFile } },
    "sue@s:7/sue",
  ],
  [
    "string over service over environment",
    "service=orders user=bob",
    { files: { "/home/ana/.pg_service.conf": serviceFile }, env: { PGPORT: "9", PGDATABASE: "d" } },
    "bob@s:7/d",
  ],
  [
    "PGSERVICE, PGSERVICEFILE",
    null,
    {
      files: { "/etc/my.conf": "[a]\nhost=x\r\ndbname=y=z\n" },
      env: { PGSERVICE: "a", PGSERVICEFILE: "/etc/my.conf" },
    },
    "ana@x:5432/y=z",
  ],
  [
    "the system's file when the user's does not know it",
    "service=sys",
    {
      files: { "/home/ana/.pg_service.conf": serviceFile, "/opt/pg_service.conf": "[sys]\nhost=y" },
      env: { PGSYSCONFDIR: "/opt" },
    },
    "ana@y:5432/ana",
  ],
  [
    "APPDATA on Windows",
    "service=w",
    {
      platform: "win32",
      env: { APPDATA: "C:\\A" },
      files: { "C:\\A\\postgresql\\.pg_service.conf": "[w]\nhost=z" },
    },
    "ana@z:5432/ana",
  ],
  ["one port for all hosts", "host=a,b port=7", {}, "ana@a:7,b:7/ana"],
  ["a port each, empty for the default", "host=a,b,c port=7,,9", {}, "ana@a:7,b:5432,c:9/ana"],
  ["an empty host for the default", "host=a,,c", {}, "ana@a:5432,localhost:5432,c:5432/ana"],
  ["IPv6", "postgresql://[::1]:5433/d", {}, "ana@[::1]:5433/d"],
  ["hostaddr alone", "hostaddr=10.0.0.1", {}, "ana@10.0.0.1:5432/ana"],
  ["host is the name, hostaddr the way", "host=db hostaddr=10.0.0.1", {}, "ana@db:5432/ana"],
])("%s", async (_name, dsn, machine, expected) => {
  expect(describeConnection(await resolve(dsn, machine))).toBe(expected);
});

test("several hosts with hostaddr keep each its own", async () => {
  const { hosts } = await resolve("host=a,b hostaddr=10.0.0.1,::1 port=1");
  expect(hosts).toEqual([
    { host: "a", port: 1, address: "10.0.0.1" },
    { host: "b", port: 1, address: "::1" },
  ]);
});

test.each<[string, string, Machine?]>([
  ["sslmode=verifyfull", 'not "verifyfull"; did you mean verify-full?'],
  ["ssl_mode=require", 'no keyword "ssl_mode" (in the connection string); did you mean sslmode?'],
  ["hots=a", 'no keyword "hots" (in the connection string); did you mean host'],
  ["postgresql://h/d?uselibpqcompat=true", 'no keyword "uselibpqcompat"'],
  ["constructor=1", 'no keyword "constructor"'],
  ["password=a x=y", "a keyword in the connection string is unknown"],
  ["password=a slmode=y", "is unknown; did you mean sslmode?"],
  ["port=99999", "a port must be a number from 1 to 65535"],
  ["port=0", "a port must be"],
  ["postgresql://u:s3cret/x", "a port must be"],
  ["host=a,b,c port=1,2", "2 entries in port and 3 in host"],
  ["host=a hostaddr=1.2.3.4,5.6.7.8", "1 entries in host and 2 in hostaddr"],
  ["hostaddr=db", "hostaddr must be an IP address"],
  ["host=@abstract", "abstract socket"],
  ["host=/tmp", "Unix sockets are not supported on Windows", { platform: "win32" }],
  ["connect_timeout=x", "must be a number of seconds"],
  ["target_session_attrs=readwrite", "did you mean read-write?"],
  ["gssencmode=require", "GSSAPI"],
  ["requirepeer=root", "cannot be checked"],
  ["sslcrl=a", "revoked certificates"],
  ["client_encoding=LATIN1", "--encoding"],
  ["replication=database", "replication connection"],
  ["requiressl=1", "sslmode=require"],
  ["require_auth=kerberos", "must list some of"],
  ["require_auth=md5,!password", "either all with ! or all without"],
  ["require_auth=gss", "leaves none of the methods"],
  [
    "channel_binding=require sslmode=disable",
    "channel_binding=require needs an encrypted connection",
  ],
  ["channel_binding=require host=/tmp", "channel_binding=require needs an encrypted connection"],
  ["sslnegotiation=direct host=localhost", "say sslmode=require or stronger"],
  ["sslrootcert=system sslmode=require", "say sslmode=verify-full"],
  ["sslmode=verify-ca", "needs a root certificate"],
  [
    "sslmode=require sslrootcert=/no/such.crt",
    "the file /no/such.crt (sslrootcert) cannot be read",
  ],
  ["sslmode=require sslcert=/no/such.crt", "the file /no/such.crt (sslcert) cannot be read"],
  [
    "sslmode=require sslcert=/c.crt",
    "no private key: /home/ana/.postgresql/postgresql.key",
    { files: { "/c.crt": "C" } },
  ],
  [
    "sslmode=require sslcert=/c.crt sslkey=/c.key",
    "others can read the private key /c.key",
    { files: { "/c.crt": "C", "/c.key": "K" }, modes: { "/c.key": 0o100644 } },
  ],
  ["ssl_min_protocol_version=TLSv1.3 ssl_max_protocol_version=TLSv1.2", "is above"],
  ["service=a", "the service file /gone cannot be read", { env: { PGSERVICEFILE: "/gone" } }],
  [
    "service=a",
    "line 2 of /s",
    { env: { PGSERVICEFILE: "/s" }, files: { "/s": "[a]\nldap://h/x" } },
  ],
  [
    "service=a",
    "has a space before",
    { env: { PGSERVICEFILE: "/s" }, files: { "/s": "[a]\nhost = b" } },
  ],
  ["service=a", 'has no "="', { env: { PGSERVICEFILE: "/s" }, files: { "/s": "[a]\nhost" } }],
  [
    "service=a",
    "names another service",
    { env: { PGSERVICEFILE: "/s" }, files: { "/s": "[a]\nservice=b" } },
  ],
  [
    "service=a",
    "service a in /s",
    { env: { PGSERVICEFILE: "/s" }, files: { "/s": "[a]\nhozt=b" } },
  ],
  ["", "sslmode (in PGSSLMODE) must be", { env: { PGSSLMODE: "on" } }],
  ["", "requirepeer (in PGREQUIREPEER)", { env: { PGREQUIREPEER: "root" } }],
])("%j is refused: %s", async (dsn, message, machine) => {
  const error = await rejection(resolve(dsn, machine));
  expect(error).toMatchObject({ kind: "user", code: "dsn-invalid" });
  expect(error.message).toContain(message);
  expect(error.message).not.toContain("s3cret");
});

test("an unknown service names the files looked into", async () => {
  const error = await rejection(resolve("service=x", { env: { PGSYSCONFDIR: "/opt" } }));
  expect(error).toMatchObject({ code: "service-unknown" });
  expect(error.message).toContain("/home/ana/.pg_service.conf or /opt/pg_service.conf");
});

test("what an earlier place decides need not be valid in a later one", async () => {
  const settings = await resolve("sslmode=require", { env: { PGSSLMODE: "nonsense" } });
  expect(settings.sslMode).toBe("require");
});

const passFile = String.raw`# host:port:database:user:password
db:5432:*:bob:plain
db:*:shop:ana:with\:colon\\and backslash
[2001\:db8\:\:1]:*:*:*:never
2001\:db8\:\:1:*:*:*:six
localhost:*:*:*:local
\*:*:*:*:star
other:5432:shop:ana:cut:rest
/srv/sock:*:*:*:sock`;

test.each<[string, string | null]>([
  ["host=db user=bob dbname=any", "plain"],
  ["host=db user=bob port=5433", null],
  ["host=db dbname=shop port=9", String.raw`with:colon\and backslash`],
  ["host=2001:db8::1", "six"],
  ["host=localhost", "local"],
  ["host=/tmp", "local"],
  ["host=/srv/sock", "sock"],
  ["host=other dbname=shop", "cut"],
  ["host=nobody", null],
  ["host=127.0.0.1", null],
  ["host=db user=bob password=own", "own"],
])("password file: %s -> %s", async (dsn, expected) => {
  const settings = await resolve(dsn, { files: { "/home/ana/.pgpass": passFile } });
  const [host] = settings.hosts;
  expect(settings.passwordFor(host)?.reveal() ?? null).toBe(expected);
  expect(settings.origins.get("password")).toBe(
    expected === "own" ? "the connection string" : "/home/ana/.pgpass",
  );
});

test("each host has its own line of the password file", async () => {
  const settings = await resolve("host=a,b user=u", {
    files: { "/home/ana/.pgpass": "a:*:*:*:one\nb:*:*:*:two" },
  });
  expect(settings.hosts.map((host) => settings.passwordFor(host)?.reveal())).toEqual([
    "one",
    "two",
  ]);
});

test.each<[string, Machine, string[]]>([
  ["absent", {}, []],
  [
    "readable by others",
    { files: { "/home/ana/.pgpass": "*:*:*:*:x" }, modes: { "/home/ana/.pgpass": 0o100644 } },
    ["others can read it (mode 0644); run: chmod 0600"],
  ],
  ["a pipe", { modes: { "/home/ana/.pgpass": 0o010600 } }, ["not a plain file"]],
  [
    "stated and missing",
    { env: { PGPASSFILE: "/gone" } },
    ["password file /gone is not used: it is not there"],
  ],
])("a password file that is %s gives no password", async (_name, machine, warnings) => {
  const settings = await resolve("host=a", machine);
  expect(settings.passwordFor(settings.hosts[0])).toBeNull();
  expect(settings.warnings).toEqual(
    warnings.map((text) => expect.stringContaining(text) as unknown),
  );
});

test("on Windows the password file's mode says nothing", async () => {
  const path = "C:\\A\\postgresql\\pgpass.conf";
  const machine = {
    platform: "win32",
    env: { APPDATA: "C:\\A" },
    files: { [path]: "*:*:*:*:x" },
    modes: { [path]: 0o100666 },
  };
  const settings = await resolve("host=a", machine);
  expect(settings.passwordFor(settings.hosts[0])?.reveal()).toBe("x");
});

test("PGPASSWORD goes before the password file", async () => {
  const settings = await resolve("host=a", {
    env: { PGPASSWORD: "env" },
    files: { "/home/ana/.pgpass": "*:*:*:*:file" },
  });
  expect(settings.password?.reveal()).toBe("env");
  expect(settings.origins.get("password")).toBe("PGPASSWORD");
});

test.each([
  ["host=db.example.com", "verify-full"],
  ["host=10.0.0.1", "verify-full"],
  ["host=localhost", "prefer"],
  ["host=127.0.0.53", "prefer"],
  ["host=::1", "prefer"],
  ["host=127.example.com", "verify-full"],
  ["host=db hostaddr=127.0.0.1", "prefer"],
  ["host=localhost hostaddr=10.0.0.1", "verify-full"],
  ["host=/tmp", "disable"],
  ["host=/tmp sslmode=require", "disable"],
  ["host=db sslmode=prefer", "prefer"],
  ["host=localhost sslrootcert=system", "verify-full"],
])("the sslmode of %j is %s", async (dsn, expected) => {
  const settings = await resolve(dsn);
  expect(sslModeFor(settings, settings.hosts[0])).toBe(expected);
});

const root = { files: { "/home/ana/.postgresql/root.crt": "ROOT" } };

test.each<[string, string, Machine, { chain: boolean; name: boolean; ca: string | null }]>([
  [
    "prefer verifies nothing",
    "host=db sslmode=prefer",
    {},
    { chain: false, name: false, ca: null },
  ],
  [
    "require verifies nothing",
    "host=db sslmode=require",
    {},
    { chain: false, name: false, ca: null },
  ],
  [
    "require with a root is verify-ca",
    "host=db sslmode=require",
    root,
    { chain: true, name: false, ca: "ROOT" },
  ],
  ["verify-ca", "host=db sslmode=verify-ca", root, { chain: true, name: false, ca: "ROOT" }],
  [
    "verify-full with a root",
    "host=db sslmode=verify-full",
    root,
    { chain: true, name: true, ca: "ROOT" },
  ],
  ["nothing said", "host=db", {}, { chain: true, name: true, ca: "public" }],
  [
    "system, though a root file is there",
    "host=db sslrootcert=system",
    root,
    { chain: true, name: true, ca: "public" },
  ],
])("%s", async (_name, dsn, machine, expected) => {
  const settings = await resolve(dsn, machine);
  const options = tlsOptions(settings, settings.hosts[0]);
  const foreign = options.checkServerIdentity?.("db", { subject: { CN: "x" } } as never);
  const ca = Array.isArray(options.ca)
    ? options.ca.length > 50
      ? "public"
      : String(options.ca[0])
    : null;
  expect({ chain: options.rejectUnauthorized, name: foreign !== undefined, ca }).toEqual(expected);
});

test.each([
  ["host=db", "db"],
  ["host=10.0.0.1", undefined],
  ["host=db sslsni=0", undefined],
])("the name sent in the TLS hello for %j", async (dsn, expected) => {
  const settings = await resolve(dsn);
  expect(tlsOptions(settings, settings.hosts[0]).servername).toBe(expected);
});

test("a client certificate is read from where libpq keeps it", async () => {
  const files = {
    "/home/ana/.postgresql/postgresql.crt": "C",
    "/home/ana/.postgresql/postgresql.key": "K",
  };
  const { tls } = await resolve("host=db", { files });
  expect([tls.cert, tls.key?.reveal()]).toEqual(["C", "K"]);
  const without = await resolve("host=db sslcertmode=disable", { files });
  expect(without.tls.cert).toBeNull();
});

test("a list of revoked certificates is not passed over in silence", async () => {
  const files = { ...root.files, "/home/ana/.postgresql/root.crl": "CRL" };
  const { warnings } = await resolve("host=db", { files });
  expect(warnings).toEqual([expect.stringContaining("root.crl is not read")]);
});

test("the rest of the keywords", async () => {
  const dsn =
    "host=a connect_timeout=3 keepalives=0 keepalives_idle=10 keepalives_interval=2 keepalives_count=4 tcp_user_timeout=900 " +
    "application_name=etl options='-c a=b' target_session_attrs=primary load_balance_hosts=random require_auth=!password,!md5";
  const settings = await resolve(dsn, {
    env: { PGTZ: "UTC", PGDATESTYLE: "ISO, DMY", PGGEQO: "default" },
  });
  expect(settings).toMatchObject({
    connectTimeoutMs: 3000,
    keepalives: {
      isEnabled: false,
      idleMs: 10_000,
      intervalMs: 2000,
      count: 4,
      userTimeoutMs: 900,
    },
    applicationName: "etl",
    options: "-c a=b",
    targetSessionAttrs: "primary",
    loadBalanceHosts: "random",
    startup: { timezone: "UTC", datestyle: "ISO, DMY" },
  });
  expect([...(settings.authMethods ?? [])]).toEqual(["scram-sha-256", "none"]);
});

test.each([
  [null, 15_000],
  ["connect_timeout=0", null],
  ["connect_timeout=-1", null],
])("the time limit of %j is %s ms", async (dsn, expected) => {
  expect((await resolve(dsn)).connectTimeoutMs).toBe(expected);
});

test("settings printed in any way hold no password", async () => {
  const settings = await resolve("host=a password=canary-1", {});
  expect(
    `${JSON.stringify(settings)} ${describeConnection(settings)} ${addressText(settings.hosts[0])}`,
  ).not.toContain("canary");
});

test("no slip of the pen makes a message tell the password", async () => {
  const signs = ["@", "/", ":", "?", "#", "%", "=", "&", " ", "'", "\\", ",", "[", "]", ";", "!"];
  const slip = fc.record({ at: fc.nat(80), sign: fc.constantFrom(...signs), isCut: fc.boolean() });
  const dsn = fc.constantFrom(
    "postgresql://ana:canary@db:5432/shop?sslmode=require&connect_timeout=3",
    "host=db port=5432 user=ana password=canary sslmode=require connect_timeout=3",
    "host=db user=ana password='canary' sslmode=require",
    "postgresql://db/shop?user=ana&password=canary&port=5432",
  );
  await fc.assert(
    fc.asyncProperty(dsn, fc.array(slip, { minLength: 1, maxLength: 3 }), async (good, slips) => {
      const bad = slips.reduce<string>(
        (text, { at, sign, isCut }) =>
          text.slice(0, at) + (isCut ? "" : sign) + text.slice(isCut ? at + 1 : at),
        good,
      );
      const outcome = await resolve(bad).catch((error: unknown) => error);
      if (outcome instanceof IngestError)
        expect(`${outcome.message} ${outcome.hint}`).not.toContain("canary");
    }),
    { seed: 3, numRuns: 3000 },
  );
});

async function rejection(promise: Promise<unknown>): Promise<IngestError> {
  const outcome: unknown = await promise.catch((error: unknown) => error);
  if (outcome instanceof IngestError) return outcome;
  throw new Error("no IngestError was rejected", { cause: outcome });
}
