// Passwords never get out: not into output, plans, rejects, ledger, logs, the server's log, the arguments of a process.
// Canaries go in by every way there is, through everything that works and much that fails; then all is searched.
import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startLoadProcess, type LoadProcess } from "../../src/adapters/load-process/client.ts";
import { inRoot } from "../../src/build/root.ts";
import { createOrdersTable, writeOrders } from "../../src/build/sample.ts";
import { startServer, type RunningServer } from "../../src/build/server.ts";
import type { Logger } from "../../src/core/base/log.ts";
import { DEFAULT_REQUEST } from "../../src/core/load/request.ts";
import * as canaries from "../support/canary.ts";
import type { Canary, Written } from "../support/canary.ts";
import { connectTo } from "../../src/build/server-client.ts";
import { jsonOf, type CliResult } from "../support/rowmill.ts";

const { newCanary, written, ODD_SIGNS } = canaries;

const hba = `
hostssl all only_tls all scram-sha-256
host    all only_tls all reject
host    all clear    all password
host    all old_md5  all md5
host    all all      all scram-sha-256
`;

/** With all of this the server's log holds whatever a client says. */
const talkative = {
  log_statement: "all",
  log_connections: "on",
  log_disconnections: "on",
  log_min_messages: "debug1",
  log_line_prefix: "%m [%p] %q%u@%d %a ",
};

const roles = {
  plain: newCanary("plain", ""),
  odd: newCanary("odd", ODD_SIGNS),
  filed: newCanary("filed", ODD_SIGNS),
  served: newCanary("served", ODD_SIGNS),
  edited: newCanary("edited", ODD_SIGNS),
  only_tls: newCanary("only_tls", ODD_SIGNS),
  clear: newCanary("clear", ODD_SIGNS),
  old_md5: newCanary("old_md5", ODD_SIGNS),
};
/** Passwords that fit no role, or stand where no password belongs. */
const wrong = newCanary("wrong", ODD_SIGNS);
const lost = newCanary("lost", "");
const all: readonly Canary[] = [...Object.values(roles), wrong, lost];
const [head = "", tail = ""] = lost.pieces;

const never = new AbortController().signal;
const nothing = () => undefined;

let server: RunningServer;
let client: Client;
/** Everything Rowmill may write to: its current folder, home and temporary files. */
let world: string;
/** The user's own files with passwords: the one place where they belong. */
let secrets: string;

beforeAll(async () => {
  server = await startServer({ tls: true, hba, settings: talkative });
  world = mkdtempSync(join(tmpdir(), "rowmill-world-"));
  secrets = mkdtempSync(join(tmpdir(), "rowmill-secrets-"));
  for (const name of ["home", "tmp", "work"]) mkdirSync(join(world, name));
  client = await connectTo(server);
  // The passwords get to the server unseen.
  await client.query("SET log_statement = 'none'; SET log_min_error_statement = 'panic'");
  // Superusers, for they share one ledger.
  for (const { name, password } of Object.values(roles)) {
    await client.query(
      `SET password_encryption = '${name === "old_md5" ? "md5" : "scram-sha-256"}'`,
    );
    await client.query(
      `CREATE ROLE ${name} SUPERUSER LOGIN PASSWORD ${client.escapeLiteral(password)}`,
    );
  }
});

afterAll(async () => {
  await client.end();
  await server.stop();
  for (const folder of [world, secrets]) rmSync(folder, { recursive: true, force: true });
});

function secretFile(name: string, text: string, mode = 0o600): string {
  const path = join(secrets, name);
  writeFileSync(path, text, { mode });
  return path;
}

/** Runs the built CLI with this environment alone; `during` may look at it while it runs. */
async function run(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  folder = "",
  during: (pid: number) => Promise<void> = () => Promise.resolve(),
): Promise<CliResult> {
  const { PATH } = process.env;
  const place = { HOME: join(world, "home"), TMPDIR: join(world, "tmp"), PATH };
  const child = spawn(process.execPath, [inRoot("dist/cli.mjs"), ...args], {
    cwd: join(world, "work", folder),
    env: { ...place, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  try {
    await during(child.pid ?? 0);
  } catch (error) {
    await ended;
    throw new Error(`while it ran: ${stderr}`, { cause: error });
  }
  const exitCode = await ended;
  expectClean([written("stdout", stdout), written("stderr", stderr)]);
  return { exitCode, stdout, stderr };
}

function expectClean(places: readonly Written[]): void {
  expect(canaries.hitsIn(places, all)).toEqual([]);
}

const BREAK_ALL = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE application_name LIKE 'rowmill%'`;

/**
 * Makes the table, and lets no load write to it before `look` has seen all sides of the load that waits. With
 * `breaks` the load's connections end then, so that there is something to say about retries.
 */
async function guardedTable(name: string, breaks: boolean) {
  await client.query(createOrdersTable.replace("orders", name));
  const guard = await connectTo(server);
  await guard.query(`BEGIN; LOCK TABLE ${name} IN SHARE MODE`);
  const waiting = `SELECT count(*)::int AS sessions FROM pg_stat_activity
    WHERE wait_event_type = 'Lock' AND application_name LIKE 'rowmill%'`;
  const countWaiting = async () =>
    (await client.query<{ sessions: number }>(waiting)).rows[0]?.sessions ?? 0;
  return {
    async look(see: () => readonly Written[]): Promise<void> {
      try {
        await expect.poll(countWaiting, { timeout: 12_000, interval: 20 }).toBeGreaterThan(0);
        expectClean([...(await canaries.activityRows(client)), ...see()]);
        if (breaks) await client.query(BREAK_ALL);
      } finally {
        await guard.end();
      }
    },
  };
}

const uri = (role: string) => `postgresql://${role}@127.0.0.1:${server.port}/postgres`;

const address = () => ({
  PGHOST: "127.0.0.1",
  PGPORT: String(server.port),
  PGDATABASE: "postgres",
});

interface Way {
  readonly canary: Canary;
  readonly env: () => NodeJS.ProcessEnv;
  readonly dsn: () => readonly string[];
}

const passfileLine = ({ name, password }: Canary) =>
  `127.0.0.1:*:*:${name}:${password.replaceAll(/[\\:]/g, String.raw`\$&`)}\n`;

test.each<[string, Way]>([
  [
    "PGPASSWORD and a plain password",
    {
      canary: roles.plain,
      env: () => ({ PGPASSWORD: roles.plain.password }),
      dsn: () => ["--dsn", uri("plain")],
    },
  ],
  [
    "PGPASSWORD and the environment alone",
    {
      canary: roles.odd,
      env: () => ({ ...address(), PGUSER: "odd", PGPASSWORD: roles.odd.password }),
      dsn: () => [],
    },
  ],
  [
    "a password file",
    {
      canary: roles.filed,
      env: () => ({ PGPASSFILE: secretFile("pgpass", passfileLine(roles.filed)) }),
      dsn: () => ["--dsn", uri("filed")],
    },
  ],
  [
    "a service file",
    {
      canary: roles.served,
      env: () => ({
        PGSERVICEFILE: secretFile(
          "services",
          `[canary]\nhost=127.0.0.1\nport=${server.port}\ndbname=postgres\nuser=served\npassword=${roles.served.password}\n`,
        ),
      }),
      dsn: () => ["--dsn", "service=canary"],
    },
  ],
])("what works leaves nothing behind: %s", async (_name, { canary, env, dsn }) => {
  const table = canary.name;
  mkdirSync(join(world, "work", table));
  await writeOrders(join(world, "work", table, "orders.csv"), { records: 600, badEvery: 100 });
  const rowmill = (...args: readonly string[]) => run([...args, ...dsn()], env(), table);
  const into = ["orders.csv", "--into", table, "--verbose"];

  const guarded = await guardedTable(table, canary === roles.filed);
  const args = ["load", ...into, "--max-rejects", "all", "--batch-kb", "16", "--json", ...dsn()];
  const loaded = await run(args, env(), table, (pid) =>
    guarded.look(() => {
      const tree = canaries.processTree(pid);
      if (process.platform === "linux") expect(tree.length).toBeGreaterThan(0);
      // Its own environment is where PGPASSWORD was put.
      const environments = "PGPASSWORD" in env() ? [] : tree.map((one) => one.environment);
      return [...tree.map((one) => one.commandLine), ...environments];
    }),
  );
  expect(jsonOf(loaded)).toMatchObject({ status: "complete", loaded: 594, rejected: 6 });
  if (canary === roles.filed) expect(jsonOf(loaded)["retries"]).toBeGreaterThan(0);

  const planned = await rowmill("plan", ...into, "--max-rejects", "all");
  writeFileSync(join(world, "work", table, "orders.load.yaml"), planned.stdout);
  const again = await rowmill("load", "orders.load.yaml", "--verbose", "--json");
  expect(jsonOf(again)).toMatchObject({ isAlreadyLoaded: true });

  const stopped = await rowmill("load", ...into, "--load-id", `${table}-stops`);
  expect([stopped.exitCode, stopped.stderr]).toEqual([1, expect.stringContaining("--max-rejects")]);
  const loadId = String(jsonOf(loaded)["loadId"]);
  for (const [exitCode, ...words] of [
    [0, "plan", ...into, "--json"],
    [0, "loads", "--json", "--verbose"],
    [0, "loads"],
    [0, "verify", loadId, "--json", "--verbose"],
    [1, "resume", "--last", "--verbose"],
  ] as const) {
    const { exitCode: ended, stderr } = await rowmill(...words);
    expect([ended, words], stderr).toEqual([exitCode, words]);
  }
  const sniffed = await run(["sniff", "orders.csv", "--json", "--verbose"], env(), table);
  expect(sniffed.exitCode).toBe(0);
});

const stated = (canary: Canary) => ({ PGPASSWORD: canary.password });
const user = (role: string, more = "") => `${uri(role)}?${more}`;

test.each<[string, () => string | null, () => NodeJS.ProcessEnv, number, RegExp]>([
  ["a wrong password", () => user("odd"), () => stated(wrong), 2, /refused the password/],
  ["a wrong password, in clear", () => user("clear"), () => stated(wrong), 2, /refused the passw/],
  ["a wrong password, as md5", () => user("old_md5"), () => stated(wrong), 2, /refused the passw/],
  ["a missing role", () => user("nobody"), () => stated(wrong), 2, /refused the password/],
  [
    "a wrong password in a file",
    () => user("odd"),
    () => ({ PGPASSFILE: secretFile("wrong", passfileLine({ ...wrong, name: "odd" })) }),
    2,
    /taken from .*wrong/,
  ],
  [
    "a missing database",
    () => user("odd").replace("/postgres?", "/nowhere?"),
    () => stated(roles.odd),
    2,
    /nowhere/,
  ],
  ["a clear password", () => user("clear"), () => stated(roles.clear), 2, /no table missing/i],
  ["a password as md5", () => user("old_md5"), () => stated(roles.old_md5), 2, /no table missing/i],
  [
    "a host that is down",
    () => user("odd").replace(`:${server.port}`, ":1"),
    () => stated(roles.odd),
    3,
    /127\.0\.0\.1:1/,
  ],
  [
    "a host without a name",
    () => "postgresql://odd@no-such-host.invalid/db",
    () => stated(roles.odd),
    3,
    /no-such-host/,
  ],
  [
    "encryption refused by us",
    () => user("only_tls", "sslmode=disable"),
    () => stated(roles.only_tls),
    2,
    /only encrypted/,
  ],
  [
    "encryption that proves nothing",
    () => user("only_tls", "sslmode=verify-full"),
    () => stated(roles.only_tls),
    2,
    /no trusted encrypted/i,
  ],
  [
    "a method left out",
    () => user("clear", "require_auth=scram-sha-256"),
    () => stated(roles.clear),
    2,
    /leaves out/,
  ],
  [
    "a password file for all to read",
    () => user("filed"),
    () => ({ PGPASSFILE: secretFile("open", passfileLine(roles.filed), 0o644) }),
    2,
    /chmod 0600/,
  ],
  [
    "a password file of a password alone",
    () => user("filed"),
    () => ({ PGPASSFILE: secretFile("alone", `${roles.filed.password}\n`) }),
    2,
    /none is given/,
  ],
  ["a service line without a key", () => "service=s", () => service(head), 2, /has no "="/],
  ["a service line with a slip", () => "service=s", () => service(`pasword=${head}`), 2, /pasword/],
  [
    "a service's password after a semicolon",
    () => "service=s",
    () => service(`host=h;password=${head}`),
    2,
    /./,
  ],
  [
    "a wrong passphrase of a key",
    () => "service=s",
    () =>
      service(
        `host=127.0.0.1\nport=${server.port}\nuser=only_tls\nsslmode=require\nsslpassword=${head}\n` +
          `sslcert=${server.dataDir}/server.crt\nsslkey=${secretFile("key", "no key")}`,
      ),
    2,
    /./,
  ],
  ["PGHOST with a login", () => null, () => ({ PGHOST: `u:${head}@h` }), 2, /./],
  [
    "PGDATABASE with a whole URI",
    () => null,
    () => ({
      ...address(),
      ...server.env,
      PGUSER: "postgres",
      PGDATABASE: `postgresql://u:${head}@h/d`,
    }),
    2,
    /./,
  ],
  [
    "PGUSER with more than a user",
    () => null,
    () => ({ ...address(), PGUSER: `u;password=${head}` }),
    2,
    /./,
  ],
  ["PGSERVICE with more", () => null, () => ({ PGSERVICE: `s;password=${head}` }), 2, /./],
  ["PGPORT with a password", () => null, () => ({ PGPORT: `5432/${head}` }), 2, /port/],
])("what fails tells no password: %s", async (_name, dsn, env, exitCode, words) => {
  const connection = dsn() === null ? [] : ["--dsn", dsn() ?? ""];
  writeFileSync(join(world, "work", "one.csv"), "id,note\n1,x\n");
  const load = ["load", "one.csv", "--into", "missing", "--verbose", "--json"];
  const result = await run([...load, ...connection], env());
  expect(result.stderr).toMatch(words);
  expect(result.exitCode, result.stderr).toBe(exitCode);
});

const service = (lines: string) => ({ PGSERVICEFILE: secretFile("broken", `[s]\n${lines}\n`) });

/** HEAD and TAIL are the two halves of a password, HOST is the server's address, PAIRS the same as pairs. */
const shapes = [
  "postgresql://odd:HEAD@HOST/postgres",
  "postgresql://odd@HOST/postgres?password=HEAD",
  "PAIRS user=odd password=HEAD",
  "PAIRS user=odd password = 'HEAD'",
  "postgresql://odd:HEAD@TAIL@HOST/postgres",
  "postgresql://odd:HEAD/TAIL@HOST/postgres",
  "postgresql://odd:HEAD?TAIL@HOST/postgres",
  "postgresql://odd:HEAD%zzTAIL@HOST/postgres",
  "postgresql://odd:%ffHEAD@HOST/postgres",
  "postgresql://odd%3AHEAD@HOST/postgres",
  "postgresql://HOST/odd:HEAD@HOST/postgres",
  "postgresql://HOST:HEAD/postgres",
  "postgresql://HOST/postgres&password=HEAD",
  "postgresql://HOST/postgres;password=HEAD",
  "postgresql://HOST/postgres?user=odd&amp;password=HEAD",
  "postgresql://HOST/postgres?user=odd;password=HEAD",
  "postgresql:/odd:HEAD@HOST/postgres",
  "postgresql:odd:HEAD@HOST/postgres",
  "//odd:HEAD@HOST/postgres",
  "odd:HEAD@HOST/postgres",
  "odd/HEAD@HOST/postgres",
  "odd:HEAD=TAIL@HOST/postgres",
  '"postgresql://odd:HEAD@HOST/postgres"',
  "psql postgresql://odd:HEAD@HOST/postgres",
  "psql 'PAIRS password=HEAD'",
  "PGPASSWORD=HEAD psql -h HOST",
  "jdbc:postgresql://HOST/postgres?user=odd&password=HEAD",
  "mysql://odd:HEAD@HOST/postgres",
  "PAIRS user=odd password=HEAD TAIL",
  'PAIRS user=odd password="HEAD TAIL=x"',
  "PAIRS user=odd password='HEAD",
  "PAIRS user=odd pasword=HEAD",
  "host=HOST;user=odd;password=HEAD",
  "host=HOST,user=odd,password=HEAD",
  "PAIRS user=odd&password=HEAD",
  "Host=HOST;Username=odd;Password=HEAD",
  "PAIRS dbname=postgres;pwd=HEAD",
  "PAIRS dbname=postgres application_name=x;password=HEAD",
  "host=odd:HEAD@HOST",
  "host=odd:HEAD@h dbname=postgres",
  "PAIRS dbname=postgresql://odd:HEAD@HOST/postgres",
];

function dsnOf(shape: string): string {
  return shape
    .replaceAll("HEAD", head)
    .replaceAll("TAIL", tail)
    .replaceAll("HOST", `127.0.0.1:${server.port}`)
    .replaceAll("PAIRS", `host=127.0.0.1 port=${server.port}`);
}

/** So that a string taken for a database's name would get to the server, and into its log. */
const superuser = () => ({ ...address(), ...server.env, PGUSER: server.user });

test.each(shapes)("a connection string is refused, and not repeated: %s", async (shape) => {
  const args = ["loads", "--verbose", "--json", "--dsn", dsnOf(shape)];
  const { exitCode, stderr } = await run(args, superuser());
  expect(stderr).toMatch(/^rowmill: /m);
  expect(exitCode, stderr).toBe(2);
});

test.each([
  "load one.csv postgresql://u:HEAD@HOST/db --into t",
  "load postgresql://u:HEAD@HOST/db --into t",
  "load jdbc:postgresql://HOST/db?user=u&password=HEAD --into t",
  "load one.csv --into postgresql://u:HEAD@HOST/db",
  "load one.csv --into t --dsn host=HOST user=u password=HEAD",
  "load one.csv --into t --password HEAD",
  "load one.csv --into t --password=HEAD",
  "load one.csv --into t -WHEAD",
  "load one.csv --into t --dns=postgresql://u:HEAD@HOST/db",
  "load one.csv --into t --workers postgresql://u:HEAD@HOST/db",
  "verify postgresql://u:HEAD@HOST/db",
  "sniff postgresql://u:HEAD@HOST/db",
  "postgresql://u:HEAD@HOST/db loads",
])("a password in the wrong argument is refused, and not repeated: %s", async (line) => {
  const { exitCode, stderr } = await run(line.split(" ").map(dsnOf), superuser());
  expect(stderr).toMatch(/^rowmill: /m);
  expect(exitCode, stderr).toBe(2);
});

const everything = {
  depth: Infinity,
  showHidden: true,
  maxArrayLength: null,
  maxStringLength: null,
};

/** What the load's process tells the editor: its log, and what is handed to the listeners. */
function recorder() {
  const places: Written[] = [];
  const note = (where: string, value: unknown) =>
    places.push(written(where, inspect(value, everything)), written(where, JSON.stringify(value)));
  const logAt = (level: string) => (message: string, fields?: unknown) =>
    note(`log ${level}`, { message, fields });
  const log: Logger = {
    debug: logAt("debug"),
    info: logAt("info"),
    warn: logAt("warn"),
    error: logAt("error"),
  };
  return { places, note, log };
}

async function withProcess<T>(log: Logger, use: (started: LoadProcess) => Promise<T>): Promise<T> {
  const started = startLoadProcess(inRoot("dist/load-process.cjs"), log);
  try {
    return await use(started);
  } finally {
    started.dispose();
  }
}

test("the load's process keeps the password it is given", async () => {
  const { places, note, log } = recorder();
  const connection = { dsn: uri("edited"), password: roles.edited.password };
  const file = join(world, "work", "edited.csv");
  await writeOrders(file, { records: 600, badEvery: 100 });
  const guarded = await guardedTable("edited", true);
  await withProcess(log, async (started) => {
    note("tested", await started.test(connection, never));
    note("tables", await started.tables(connection, never));
    const request = { ...DEFAULT_REQUEST, file, into: "edited", batchBytes: 16_384 };
    const plan = await started.prepare(
      connection,
      { ...request, rejectsMax: null },
      nothing,
      never,
    );
    note("plan", plan);
    const running = started.run(connection, plan, (events) => note("events", events), never);
    await guarded.look(() => {
      const tree = canaries
        .processTree(process.pid)
        .filter((one) => one.commandLine.bytes.includes(inRoot("dist/load-process.cjs")));
      if (process.platform === "linux") expect(tree).toHaveLength(1);
      return tree.flatMap((one) => [one.commandLine, one.environment]);
    });
    const report = await running;
    note("report", report);
    expect(report).toMatchObject({ problem: null, status: "complete", loaded: 594, rejected: 6 });
    expect(report.retries).toBeGreaterThan(0);
    note("again", await started.run(connection, plan, (events) => note("events", events), never));
    note("loads", await started.loads(connection, never));
    note("verified", await started.verify(connection, report.loadId, never));
  });
  expectClean(places);
  expect(places.map(({ where }) => where)).toEqual(expect.arrayContaining(["events", "log debug"]));
});

test("the load's process repeats no password of a refused login", async () => {
  const { places, note, log } = recorder();
  const wrongs = [
    ...shapes.map((shape) => ({ dsn: dsnOf(shape), password: null })),
    ...["odd", "clear", "old_md5", "nobody"].map((role) => ({
      dsn: uri(role),
      password: wrong.password,
    })),
    { dsn: user("only_tls", "sslmode=disable"), password: roles.only_tls.password },
    { dsn: user("only_tls", "sslmode=verify-full"), password: roles.only_tls.password },
    { dsn: "postgresql://odd@127.0.0.1:1/postgres", password: roles.odd.password },
  ];
  await withProcess(log, async (started) => {
    for (const connection of wrongs) {
      const error: unknown = await started.test(connection, never).then(nothing, (e: unknown) => e);
      expect(error).toBeInstanceOf(Error);
      note(`error for ${connection.dsn.replaceAll(/[0-9a-f]{16}/g, "*")}`, error);
    }
  });
  expectClean(places);
});

const serverLog = (): Written => ({ where: "server log", bytes: readFileSync(server.logFile) });

test("nothing that was written holds a password", async () => {
  const files = canaries.filesUnder(world);
  const names = files.map(({ where }) => where);
  expect(names.filter((name) => name.endsWith(".rejects.csv")).length).toBeGreaterThanOrEqual(5);
  expect(names.filter((name) => name.endsWith(".load.yaml"))).toHaveLength(4);
  expectClean(files);
  const ledger = await canaries.ledgerRows(client);
  expect(ledger.map(({ where }) => where)).toEqual(
    ["load", "batch", "reject", "ddl", "merge", "partition"].map((name) => `table rowmill.${name}`),
  );
  // The others hold what these loads did not do.
  for (const { bytes } of ledger.slice(0, 3)) expect(bytes.length).toBeGreaterThan(100);
  expectClean(ledger);
  const log = serverLog();
  for (const words of ["COPY", "authentication failed", "rowmill verify"])
    expect(log.bytes.includes(words), words).toBe(true);
  expectClean([log]);
});

// From here on: proof that the search finds what there is to find. It must come last, for it leaves traces.

test("the search finds every spelling of every canary in a reject file", () => {
  const scratch = mkdtempSync(join(tmpdir(), "rowmill-scratch-"));
  try {
    cpSync(join(world, "work", "odd"), scratch, { recursive: true });
    const path = join(scratch, "orders.rejects.csv");
    const clean = readFileSync(path);
    for (const canary of [roles.odd, roles.plain]) {
      for (const [spelling, bytes] of canaries.spellingsOf(canary)) {
        writeFileSync(path, Buffer.concat([clean, bytes, clean]));
        const hits = canaries.hitsIn(canaries.filesUnder(scratch), [canary]);
        expect(hits).toContain(`${path}: ${canary.name}, ${spelling}`);
      }
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
});

const foundAs = (places: readonly Written[]) =>
  new Set(canaries.hitsIn(places, [wrong]).map((hit) => hit.split(":")[0]));

test("the search finds a canary in the ledger, in a session's name and in the server's log", async () => {
  await client.query("BEGIN");
  await client.query(
    "UPDATE rowmill.load SET plan = pg_catalog.jsonb_build_object('x', $1::text)",
    [wrong.password],
  );
  await client.query("UPDATE rowmill.reject SET raw = convert_to($1, 'UTF8')", [wrong.password]);
  await client.query(
    "UPDATE rowmill.batch SET prefix_hash = encode(convert_to($1, 'UTF8'), 'base64')",
    [`xy${wrong.pieces[0] ?? ""}`],
  );
  const tables = ["load", "reject", "batch"].map((name) => `table rowmill.${name}`);
  expect(foundAs(await canaries.ledgerRows(client))).toEqual(new Set(tables));
  await client.query("ROLLBACK");

  const { host, port, database, password } = server;
  const named = new Client({ host, port, database, password, user: server.user });
  await named.connect();
  await named.query(`SET application_name = '${wrong.pieces[1] ?? ""}'`);
  expect(foundAs(await canaries.activityRows(client))).toEqual(new Set(["pg_stat_activity"]));
  await named.end();
  expect(foundAs([serverLog()])).toEqual(new Set(["server log"]));
});

test.skipIf(process.platform !== "linux")(
  "the search finds a canary in a process's arguments and environment",
  async () => {
    const script = "process.stdout.write('.'); setTimeout(() => undefined, 60_000)";
    const child = spawn(process.execPath, ["-e", script, wrong.password], {
      env: { WRONG: wrong.password },
      stdio: ["ignore", "pipe", "ignore"],
    });
    try {
      await new Promise((resolve) => child.stdout.once("data", resolve));
      const tree = canaries.processTree(process.pid).filter(({ pid }) => pid === child.pid);
      const places = tree.flatMap((one) => [one.commandLine, one.environment]);
      expect(foundAs(places)).toEqual(
        new Set(["cmdline", "environ"].map((name) => `/proc/${child.pid ?? 0}/${name}`)),
      );
    } finally {
      child.kill("SIGKILL");
    }
  },
);
