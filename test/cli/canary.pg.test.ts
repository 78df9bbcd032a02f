// Passwords never get out: not into output, plans, rejects, ledger, logs, the server's log, the arguments of a process.
// Canaries go in by every way there is, through everything that works and much that fails; then all is searched.
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inspect } from "node:util";
import { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startLoadProcess, type LoadProcess } from "../../src/adapters/load-process/client.ts";
import { writeOrders } from "../../src/build/sample.ts";
import type { RunningServer } from "../../src/build/server.ts";
import type { Logger } from "../../src/core/base/log.ts";
import { DEFAULT_REQUEST } from "../../src/core/load/request.ts";
import * as canaries from "../support/canary.ts";
import { written, type Canary, type Written } from "../support/canary.ts";
import { CanaryWorld, expectClean, lost, roles, wrong } from "../support/canary-world.ts";
import { jsonOf, programs } from "../support/rowmill.ts";
import { makeFolder } from "../support/test-folder.ts";
import { ARGUMENTS, DSNS } from "./canary-shapes.ts";

const loadProcess = join(programs, "load-process.cjs");
const [head = "", tail = ""] = lost.pieces;
const never = new AbortController().signal;
const nothing = () => undefined;

let world: CanaryWorld;
let server: RunningServer;
let client: Client;

beforeAll(async () => {
  world = await CanaryWorld.start();
  ({ server, client } = world.database);
});
afterAll(() => world.close());

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
      dsn: () => ["--dsn", world.uri("plain")],
    },
  ],
  [
    "PGPASSWORD and the environment alone",
    {
      canary: roles.odd,
      env: () => ({ ...world.address(), PGUSER: "odd", PGPASSWORD: roles.odd.password }),
      dsn: () => [],
    },
  ],
  [
    "a password file",
    {
      canary: roles.filed,
      env: () => ({ PGPASSFILE: world.secretFile("pgpass", passfileLine(roles.filed)) }),
      dsn: () => ["--dsn", world.uri("filed")],
    },
  ],
  [
    "a service file",
    {
      canary: roles.served,
      env: () => ({
        PGSERVICEFILE: world.secretFile(
          "services",
          `[canary]\nhost=127.0.0.1\nport=${server.port}\ndbname=postgres\nuser=served\npassword=${roles.served.password}\n`,
        ),
      }),
      dsn: () => ["--dsn", "service=canary"],
    },
  ],
])("what works leaves nothing behind: %s", async (_name, { canary, env, dsn }) => {
  const table = canary.name;
  mkdirSync(join(world.folder, "work", table));
  await writeOrders(join(world.folder, "work", table, "orders.csv"), {
    records: 600,
    badEvery: 100,
  });
  const rowmill = (...args: readonly string[]) =>
    world.run([...args, ...dsn()], { env: env(), folder: table });
  const into = ["orders.csv", "--into", table, "--verbose"];

  const guarded = await world.guardedTable(table, canary === roles.filed);
  const args = ["load", ...into, "--max-rejects", "all", "--batch-kb", "16", "--json", ...dsn()];
  const during = (pid: number) =>
    guarded.look(() => {
      const tree = canaries.processTree(pid);
      if (process.platform === "linux") expect(tree.length).toBeGreaterThan(0);
      // Its own environment is where PGPASSWORD was put.
      const environments = "PGPASSWORD" in env() ? [] : tree.map((one) => one.environment);
      return [...tree.map((one) => one.commandLine), ...environments];
    });
  const loaded = await world.run(args, { env: env(), folder: table, during });
  expect(jsonOf(loaded)).toMatchObject({ status: "complete", loaded: 594, rejected: 6 });
  if (canary === roles.filed) expect(jsonOf(loaded)["retries"]).toBeGreaterThan(0);

  const planned = await rowmill("plan", ...into, "--max-rejects", "all");
  writeFileSync(join(world.folder, "work", table, "orders.load.yaml"), planned.stdout);
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
  const sniffed = await world.run(["sniff", "orders.csv", "--json", "--verbose"], {
    env: env(),
    folder: table,
  });
  expect(sniffed.exitCode).toBe(0);
});

const stated = (canary: Canary) => ({ PGPASSWORD: canary.password });
const user = (role: string, more = "") => `${world.uri(role)}?${more}`;

test.each<[string, () => string | null, () => NodeJS.ProcessEnv, number, RegExp]>([
  ["a wrong password", () => user("odd"), () => stated(wrong), 2, /refused the password/],
  ["a wrong password, in clear", () => user("clear"), () => stated(wrong), 2, /refused the passw/],
  ["a wrong password, as md5", () => user("old_md5"), () => stated(wrong), 2, /refused the passw/],
  ["a missing role", () => user("nobody"), () => stated(wrong), 2, /refused the password/],
  [
    "a wrong password in a file",
    () => user("odd"),
    () => ({ PGPASSFILE: world.secretFile("wrong", passfileLine({ ...wrong, name: "odd" })) }),
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
    () => ({ PGPASSFILE: world.secretFile("open", passfileLine(roles.filed), 0o644) }),
    2,
    /chmod 0600/,
  ],
  [
    "a password file of a password alone",
    () => user("filed"),
    () => ({ PGPASSFILE: world.secretFile("alone", `${roles.filed.password}\n`) }),
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
          `sslcert=${server.dataDir}/server.crt\nsslkey=${world.secretFile("key", "no key")}`,
      ),
    2,
    /./,
  ],
  ["PGHOST with a login", () => null, () => ({ PGHOST: `u:${head}@h` }), 2, /./],
  [
    "PGDATABASE with a whole URI",
    () => null,
    () => ({
      ...world.address(),
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
    () => ({ ...world.address(), PGUSER: `u;password=${head}` }),
    2,
    /./,
  ],
  ["PGSERVICE with more", () => null, () => ({ PGSERVICE: `s;password=${head}` }), 2, /./],
  ["PGPORT with a password", () => null, () => ({ PGPORT: `5432/${head}` }), 2, /port/],
])("what fails tells no password: %s", async (_name, dsn, env, exitCode, words) => {
  const connection = dsn() === null ? [] : ["--dsn", dsn() ?? ""];
  writeFileSync(join(world.folder, "work", "one.csv"), "id,note\n1,x\n");
  const load = ["load", "one.csv", "--into", "missing", "--verbose", "--json"];
  const result = await world.run([...load, ...connection], { env: env() });
  expect(result.stderr).toMatch(words);
  expect(result.exitCode, result.stderr).toBe(exitCode);
});

const service = (lines: string) => ({
  PGSERVICEFILE: world.secretFile("broken", `[s]\n${lines}\n`),
});

function dsnOf(shape: string): string {
  return shape
    .replaceAll("HEAD", head)
    .replaceAll("TAIL", tail)
    .replaceAll("HOST", `127.0.0.1:${server.port}`)
    .replaceAll("PAIRS", `host=127.0.0.1 port=${server.port}`);
}

/** So that a string taken for a database's name would get to the server, and into its log. */
const superuser = () => ({ ...world.address(), ...server.env, PGUSER: server.user });

test.each(DSNS)("a connection string is refused, and not repeated: %s", async (shape) => {
  const args = ["loads", "--verbose", "--json", "--dsn", dsnOf(shape)];
  const { exitCode, stderr } = await world.run(args, { env: superuser() });
  expect(stderr).toMatch(/^rowmill: /m);
  expect(exitCode, stderr).toBe(2);
});

test.each(ARGUMENTS)(
  "a password in the wrong argument is refused, and not repeated: %s",
  async (line) => {
    const { exitCode, stderr } = await world.run(line.split(" ").map(dsnOf), { env: superuser() });
    expect(stderr).toMatch(/^rowmill: /m);
    expect(exitCode, stderr).toBe(2);
  },
);

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
  const started = startLoadProcess(loadProcess, log);
  try {
    return await use(started);
  } finally {
    started.dispose();
  }
}

test("the load's process keeps the password it is given", async () => {
  const { places, note, log } = recorder();
  const connection = { dsn: world.uri("edited"), password: roles.edited.password };
  const file = join(world.folder, "work", "edited.csv");
  await writeOrders(file, { records: 600, badEvery: 100 });
  const guarded = await world.guardedTable("edited", true);
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
        .filter((one) => one.commandLine.bytes.includes(loadProcess));
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
    ...DSNS.map((shape) => ({ dsn: dsnOf(shape), password: null })),
    ...["odd", "clear", "old_md5", "nobody"].map((role) => ({
      dsn: world.uri(role),
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
  const files = canaries.filesUnder(world.folder);
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
  const scratch = makeFolder();
  try {
    const clean = readFileSync(join(world.folder, "work", "odd", "orders.rejects.csv"));
    for (const canary of [roles.odd, roles.plain]) {
      for (const [spelling, bytes] of canaries.spellingsOf(canary)) {
        const path = scratch.file("orders.rejects.csv", Buffer.concat([clean, bytes, clean]));
        const hits = canaries.hitsIn(canaries.filesUnder(scratch.path), [canary]);
        expect(hits).toContain(`${path}: ${canary.name}, ${spelling}`);
      }
    }
  } finally {
    scratch.remove();
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
