// Rows 21 to 26: time-outs, concurrent DDL, deadlocks, serialization failures, no connections left, orphans.
import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "pg";
import { connectTo } from "../../src/build/server-client.ts";
import { isBatchClaim } from "../support/protocol-messages.ts";
import { jsonOf, type CliResult } from "../support/rowmill.ts";
import { endText, requireEnd } from "./cli-end.ts";
import type { FaultRow } from "./fault-row.ts";
import { resumeUntilComplete } from "./judge-run.ts";
import type { Scene } from "./scene.ts";

/** Other sessions are the fault here; the load goes to the server directly unless a moment matters. */
async function otherSession(scene: Scene): Promise<Client> {
  const client = await connectTo({ ...scene.server, database: scene.database });
  scene.onClose(() => client.end());
  return client;
}

const timeouts: FaultRow = {
  number: 21,
  fault: "statement_timeout, transaction_timeout",
  varies: "reading",
  injection:
    "role settings of 250 ms (transaction_timeout from PostgreSQL 17 on), under a table whose trigger makes every COPY slower than that",
  async run(scene) {
    const names = ["statement_timeout", "idle_in_transaction_session_timeout"];
    if (Number(scene.facts.version) >= 17) names.push("transaction_timeout");
    await dawdle(scene);
    for (const name of names)
      await scene.query(
        `ALTER ROLE ${scene.server.user} IN DATABASE ${scene.database} SET ${name} = '250ms'`,
      );
    const result = await scene.load();
    for (const name of names)
      await scene.query(
        `ALTER ROLE ${scene.server.user} IN DATABASE ${scene.database} RESET ${name}`,
      );
    await scene.query("DROP FUNCTION dawdle CASCADE");
    requireEnd(result, [0]);
    return names.length;
  },
};

/** Every batch takes longer than the role's settings allow; what comes before it takes less, on a busy machine too. */
const dawdle = (scene: Scene): Promise<unknown> =>
  scene.query(`CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS
    $$BEGIN PERFORM pg_sleep(0.3); RETURN NULL; END$$;
    CREATE TRIGGER dawdle AFTER INSERT ON orders FOR EACH STATEMENT EXECUTE FUNCTION dawdle()`);

/** DDL of another session, and how the load that meets it must end. */
interface Ddl {
  readonly sql: string;
  readonly undo: string;
  readonly exitCode: number;
  readonly words?: RegExp;
}

const DDL: readonly Ddl[] = [
  {
    sql: "ALTER TABLE orders ADD COLUMN more text",
    undo: "ALTER TABLE orders DROP COLUMN more",
    exitCode: 0,
  },
  { sql: "VACUUM FULL orders", undo: "SELECT", exitCode: 0 },
  {
    sql: "ALTER TABLE orders RENAME COLUMN note TO remark",
    undo: "ALTER TABLE orders RENAME COLUMN remark TO note",
    exitCode: 2,
    words: /column "note" is gone/,
  },
  {
    sql: "ALTER TABLE orders ALTER COLUMN city TYPE varchar(80)",
    undo: "ALTER TABLE orders ALTER COLUMN city TYPE text",
    exitCode: 2,
    words: /column "city" was text and is character varying/,
  },
  {
    sql: "ALTER TABLE orders RENAME TO elsewhere",
    undo: "ALTER TABLE elsewhere RENAME TO orders",
    exitCode: 2,
    words: /orders.*does not exist/,
  },
];

const concurrentDdl: FaultRow = {
  number: 22,
  fault: "locks and concurrent DDL",
  varies: "reading",
  injection:
    "another session holds the table's lock for 1 s at a claim, then adds, renames or retypes a column, renames the table, rewrites it (VACUUM FULL); " +
    "TRUNCATE and DROP TABLE in a load of their own",
  async run(scene) {
    const other = await otherSession(scene);
    for (const ddl of DDL) {
      await scene.clear();
      const result = await loadAround(scene, 3, async () => {
        if (ddl.sql.startsWith("VACUUM")) {
          void other.query(ddl.sql).catch(() => undefined);
          return;
        }
        await other.query(`BEGIN; LOCK TABLE orders IN ACCESS EXCLUSIVE MODE`);
        const change = (): Promise<unknown> => other.query(`${ddl.sql}; COMMIT`);
        // What it does not do, the load's end shows.
        setTimeout(() => void change().catch(() => undefined), 1_000);
      });
      requireEnd(result, [ddl.exitCode], ddl.words);
      await scene.query(ddl.undo);
      await resumeUntilComplete(scene);
    }
    await dropInMidLoad(scene);
    await truncateInMidLoad(scene);
    return DDL.length + 2;
  },
};

/** A load that meets `fault` at its n-th claim, which then goes on. */
async function loadAround(
  scene: Scene,
  n: number,
  fault: () => Promise<unknown>,
): Promise<CliResult> {
  let left = n;
  const through = await scene.proxy(async (message) => {
    if (isBatchClaim(message) && --left === 0) await fault();
    return null;
  });
  const result = await scene.load({ through });
  if (left > 0) throw new Error(`the load had no ${n} claims: ${endText(result)}`);
  return result;
}

/** The load may not go on into another table of the same name. */
async function dropInMidLoad(scene: Scene): Promise<void> {
  await scene.clear();
  const result = await loadAround(scene, 3, () =>
    scene.query("ALTER TABLE orders RENAME TO kept; CREATE TABLE orders (LIKE kept INCLUDING ALL)"),
  );
  requireEnd(result, [2], /it was dropped and made again/);
  const [found] = await scene.query<{ n: number }>("SELECT count(*)::int AS n FROM orders");
  if (found?.n !== 0) throw new Error("rows went into the new table");
  await scene.query("DROP TABLE orders; ALTER TABLE kept RENAME TO orders");
  await resumeUntilComplete(scene);
}

/** Somebody deletes rows that were loaded: the load cannot know, but `verify` says exactly what is gone. */
async function truncateInMidLoad(scene: Scene): Promise<void> {
  await scene.clear();
  const result = await loadAround(scene, 3, () => scene.query("TRUNCATE orders"));
  requireEnd(result, [0]);
  const verified = await scene.command(["verify", String(jsonOf(result)["loadId"]), "--json"]);
  const [found] = await scene.query<{ missing: number }>(
    "SELECT (SELECT count(*) FROM expected)::int - (SELECT count(*) FROM orders)::int AS missing",
  );
  if (verified.exitCode !== 1 || jsonOf(verified)["rowsMissing"] !== found?.missing)
    throw new Error(
      `verify did not see ${found?.missing ?? "the"} missing rows: ${verified.stdout}`,
    );
  await scene.clear();
}

/** One of them holds a row and waits for the next. */
const WAITING_WORKERS = `
SELECT FROM pg_stat_activity WHERE application_name LIKE 'rowmill/%' AND datname = current_database()
  AND wait_event_type = 'Lock' AND wait_event = 'transactionid'`;

const deadlock: FaultRow = {
  number: 23,
  fault: "deadlock",
  varies: "reading",
  injection:
    "a trigger of the load and another session update two rows in crossing order; the load's deadlock_timeout is the shorter (40P01)",
  async run(scene) {
    const other = await otherSession(scene);
    await scene.query(`CREATE TABLE crossing (id int PRIMARY KEY, n int NOT NULL);
      INSERT INTO crossing VALUES (1, 0), (2, 0);
      CREATE FUNCTION cross_over() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN
        UPDATE crossing SET n = n + 1 WHERE id = 1; PERFORM pg_sleep(0.02);
        UPDATE crossing SET n = n + 1 WHERE id = 2; RETURN NULL; END$$;
      CREATE TRIGGER cross_over AFTER INSERT ON orders FOR EACH STATEMENT EXECUTE FUNCTION cross_over();
      ALTER DATABASE ${scene.database} SET deadlock_timeout = '1s'`);
    await other.query("SET deadlock_timeout = '20s'");
    const loading = scene.load();
    const isOver = loading.then(() => true);
    // Far fewer than a batch has attempts, for it may be the same batch each time.
    for (let round = 0; round < 4; round++) {
      await other.query("BEGIN; UPDATE crossing SET n = n WHERE id = 2");
      const isWaiting = async (): Promise<boolean> =>
        (await scene.query(WAITING_WORKERS)).length > 0 ||
        (await Promise.race([isOver, sleep(5, false)]));
      await scene.until("a worker waits for the other session", isWaiting);
      await other.query("UPDATE crossing SET n = n WHERE id = 1; COMMIT");
    }
    const result = await loading;
    requireEnd(result, [0]);
    await scene.query(
      `DROP FUNCTION cross_over CASCADE; ALTER DATABASE ${scene.database} RESET deadlock_timeout`,
    );
    await scene.query("DROP TABLE crossing");
    return Number(jsonOf(result)["retries"]);
  },
};

/** Fewer times than a batch is tried: one that needs several COPYs to find a bad record would always meet one. */
const serialization: FaultRow = {
  number: 24,
  fault: "serialization failure",
  varies: "reading",
  injection:
    "default_transaction_isolation = serializable for the database, and a trigger that raises 40001 at every third COPY, eight times",
  async run(scene) {
    await scene.query(`ALTER DATABASE ${scene.database} SET default_transaction_isolation = 'serializable';
      CREATE SEQUENCE turns;
      CREATE FUNCTION collide() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN
        IF nextval('turns') % 3 = 0 AND currval('turns') <= 24 THEN RAISE 'collided' USING ERRCODE = '40001'; END IF;
        RETURN NULL; END$$;
      CREATE TRIGGER collide AFTER INSERT ON orders FOR EACH STATEMENT EXECUTE FUNCTION collide()`);
    const result = await scene.load();
    await scene.query(`DROP FUNCTION collide CASCADE; DROP SEQUENCE turns;
      ALTER DATABASE ${scene.database} RESET default_transaction_isolation`);
    requireEnd(result, [0]);
    return Number(jsonOf(result)["retries"]);
  },
};

const noConnections: FaultRow = {
  number: 25,
  fault: "out of connections",
  varies: "reading",
  injection: "a role with CONNECTION LIMIT 3 loads with 6 workers (53300)",
  async run(scene) {
    const role = `few_${scene.database}`;
    await scene.query(`CREATE ROLE ${role} LOGIN PASSWORD '${scene.server.password}' CONNECTION LIMIT 3;
      GRANT CREATE ON DATABASE ${scene.database} TO ${role}; GRANT INSERT, SELECT ON orders TO ${role}`);
    scene.onClose(() => scene.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`));
    const dsn = scene.dsnAt(scene.server.port).replace(`//${scene.server.user}@`, `//${role}@`);
    const result = await scene.load({ dsn, args: ["--workers", "6"] });
    requireEnd(result, [0]);
    const warnings = JSON.stringify(jsonOf(result)["warnings"]);
    const lost = warnings.split("got no connection").length - 1;
    if (lost === 0) throw new Error(`no warning: ${warnings}`);
    return lost;
  },
};

const prepared: FaultRow = {
  number: 26,
  fault: "prepared, not committed",
  varies: "reading",
  injection:
    "a prepared transaction that holds the table's lock survives a crash of the server; another comes in mid-load: " +
    "each is named to the user, and the load goes on once it is rolled back",
  async run(scene) {
    const gid = `orphan of ${scene.database}`;
    const prepare = (): Promise<unknown> =>
      scene.query(
        `BEGIN; LOCK TABLE orders IN ACCESS EXCLUSIVE MODE; PREPARE TRANSACTION '${gid}'`,
      );
    const rollBack = (): Promise<unknown> => scene.query(`ROLLBACK PREPARED '${gid}'`);
    const isNamed = new RegExp(`is locked by the prepared transaction "${gid}"`);
    await prepare();
    await scene.server.crash();
    await scene.server.restart();
    const first = await scene.load().finally(rollBack);
    requireEnd(first, [3], isNamed);
    // In mid-load every batch waits a while; the lock is gone before the last attempt.
    const result = await loadAround(scene, 3, async () => {
      await prepare();
      setTimeout(() => void rollBack().catch(() => undefined), 20_000);
    });
    requireEnd(result, [0], isNamed);
    return 2;
  },
};

export const locks: readonly FaultRow[] = [
  ...[timeouts, concurrentDdl, deadlock, serialization, noConnections, prepared],
];
