// Modes when something breaks: stopped while staging, cut off at the merge, raced by other sessions. After a resume the
// table and the counts are those of an undisturbed load, and readers have seen all of it or nothing.
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { verifyLoad } from "../../src/adapters/load-job.ts";
import { connectTo } from "../../src/build/server-client.ts";
import type { LoadReport } from "../../src/core/load/events.ts";
import type { LoadMode } from "../../src/core/load/request.ts";
import { loadOptions } from "../support/load-options.ts";
import { COMMIT_CUTS, startFaultProxy, type CommitFault } from "../support/fault-proxy.ts";
import { loadsBy, startLoads, stopAfter, type TestLoads } from "../support/test-loads.ts";

const never = new AbortController().signal;
const RECORDS = 3_000;
/** Every third record has the key of an earlier one. */
const idOf = (record: number): number => (record % 3 === 2 ? record - 2 : record);
const text = `id,b\n${Array.from({ length: RECORDS }, (_, record) => `${idOf(record)},v${record}\n`).join("")}`;
const small = { workers: 3, batchBytes: 2_048 };

describe.each(["18", "13"] as const)("modes and faults on PostgreSQL %s", (version) => {
  let on: TestLoads;
  let closing: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    on = await startLoads({ version });
  });
  afterAll(() => on.close());
  beforeEach(() =>
    on.reset(`CREATE TABLE t (id int PRIMARY KEY, b text) PARTITION BY RANGE (id);
       CREATE TABLE t_low (junk int, b text, id int NOT NULL); ALTER TABLE t_low DROP COLUMN junk;
       ALTER TABLE t ATTACH PARTITION t_low FOR VALUES FROM (MINVALUE) TO (1000);
       CREATE TABLE t_high PARTITION OF t FOR VALUES FROM (1000) TO (MAXVALUE);
       INSERT INTO t VALUES (0, 'v2'), (1, 'old'), (900000, 'other')`),
  );
  afterEach(async () => {
    for (const close of closing) await close();
    closing = [];
  });

  /** What a load of `text` without any fault gives. */
  const expected: Readonly<Record<"skip" | "upsert" | "replace", Partial<LoadReport>>> = {
    skip: { loaded: 1_998, duplicates: 1_002, skipped: 1_002, rejected: 0 },
    upsert: { loaded: 1_999, duplicates: 1_001, skipped: 1_001, rejected: 0 },
    replace: { loaded: 2_000, duplicates: 0, skipped: 0, rejected: 1_000 },
  };
  const rejectsMax = null;

  /** The rows by the load's own rule, worked out here from the records. */
  function rowsOf(mode: LoadMode): Map<number, string> {
    const there = new Map([
      [0, "v2"],
      [1, "old"],
      [900_000, "other"],
    ]);
    const rows = mode === "replace" ? new Map<number, string>() : there;
    for (let record = 0; record < RECORDS; record++) {
      const id = idOf(record);
      if (mode === "upsert" || !rows.has(id)) rows.set(id, `v${record}`);
    }
    return rows;
  }

  async function expectRows(mode: LoadMode): Promise<void> {
    const rows = new Map((await on.rows("SELECT id, b FROM t")) as [number, string][]);
    const wanted = rowsOf(mode);
    expect(rows.size).toBe(wanted.size);
    // Which of two records with one key is first does not show in a mode that takes either.
    const isEither = mode === "skip" || mode === "replace";
    for (const [id, b] of wanted) {
      if (isEither && id % 3 === 0 && id > 1 && id < RECORDS)
        expect(rows.get(id)).toMatch(/^v\d+$/);
      else if (isEither && id === 0) expect(rows.get(id)).toMatch(/^v[02]$/);
      else expect(rows.get(id)).toBe(b);
    }
    const left = "SELECT relname FROM pg_class WHERE relname LIKE 'rowmill%' AND relkind = 'r'";
    expect(await on.rows(left)).toEqual([]);
    const [[sum]] = (await on.rows(
      "SELECT sum(records)::int - sum(loaded + rejected + skipped)::int FROM rowmill.batch",
    )) as [[number]];
    expect(sum).toBe(0);
  }

  test.each(["skip", "upsert", "replace"] as const)(
    "%s: stopped in the middle, resumed, verified, run twice",
    async (mode) => {
      const facts = { mode, rejectsMax, ...small };
      const stopped = await on.loadText(text, facts, stopAfter(5));
      expect(stopped).toMatchObject({ status: "stopped", isCancelled: true, merge: null });
      if (mode === "skip") expect(stopped.loaded).toBeGreaterThan(0);
      else {
        expect(stopped).toMatchObject({ loaded: 0 });
        expect(stopped.staged).toBeGreaterThan(0);
        expect(await on.rows("SELECT count(*)::int FROM t")).toEqual([[3]]);
      }
      const resumed = await on.resume(stopped.loadId);
      expect(resumed.problem).toBeNull();
      expect(resumed).toMatchObject({
        ...{ status: "complete", reconciled: true, records: RECORDS, staged: 0 },
        ...expected[mode],
      });
      await expectRows(mode);
      const again = await on.resume(stopped.loadId);
      expect(again).toMatchObject({ isAlreadyLoaded: true, ...expected[mode] });
      expect(await verifyLoad(stopped.loadId, on.options, never)).toMatchObject({ isOk: true });
      await on.client.query("DELETE FROM t WHERE id = 4");
      expect(await verifyLoad(stopped.loadId, on.options, never)).toMatchObject({
        ...{ isOk: false, rowsMissing: 1 },
      });
    },
  );

  test.each<[CommitFault, "upsert" | "replace"]>([
    ["answer-lost", "upsert"],
    ["late", "upsert"],
    ["never-sent", "upsert"],
    ["answer-lost", "replace"],
  ])("COMMIT of the merge %s: merged once (%s)", async (fault, mode) => {
    let isMerging = false;
    let faults = 0;
    const proxy = await startFaultProxy(on.server.port, ({ direction, bytes }) => {
      const words = direction === "to-server" ? bytes.toString("latin1") : "";
      if (words.includes("UPDATE rowmill.merge")) isMerging = true;
      if (!isMerging || faults > 0 || !/^Q.{4}COMMIT\0$/s.test(words)) return null;
      faults += 1;
      return COMMIT_CUTS[fault];
    });
    closing.push(() => proxy.close());
    const dsn = on.server.dsn.replace(`:${on.server.port}`, `:${proxy.port}`);
    const loads = loadsBy(await loadOptions({ ...on.server, dsn }));
    const report = await loads.load(on.file("t.csv", text), { mode, rejectsMax, ...small });
    expect(faults).toBe(1);
    expect(report.problem).toBeNull();
    expect(report).toMatchObject({ status: "complete", reconciled: true, ...expected[mode] });
    await expectRows(mode);
  });

  test("killed in the merge, resumed: the rows come once", async () => {
    const blocker = await connectTo(on.server);
    closing.push(() => blocker.end());
    await blocker.query("BEGIN; SELECT * FROM t WHERE id = 1 FOR UPDATE");
    const killed = on.loadText(text, { mode: "upsert", ...small }, (event, stop) => {
      if (event.type !== "step" || event.step !== "merge") return;
      setTimeout(() => stop(new Error("stop")), 300);
    });
    expect(await killed).toMatchObject({ status: "stopped", loaded: 0, staged: RECORDS });
    expect(await on.rows("SELECT count(*)::int FROM t")).toEqual([[3]]);
    await blocker.query("ROLLBACK");
    const { loadId } = await killed;
    const resumed = await on.resume(loadId);
    expect(resumed).toMatchObject({ status: "complete", ...expected.upsert });
    await expectRows("upsert");
  });

  test.each(["replace", "append"] as const)("%s: readers see all or nothing", async (mode) => {
    const reader = await connectTo(on.server);
    closing.push(() => reader.end());
    const seen = new Set<number>();
    const over = new AbortController();
    const watching = (async () => {
      while (!over.signal.aborted) {
        const { rows } = await reader.query<{ count: string }>("SELECT count(*) FROM t");
        seen.add(Number(rows[0]?.count));
        await sleep(1);
      }
    })();
    const facts = { mode, isAtomic: true, rejectsMax, ...small };
    const report = await on.loadText(text, facts).finally(() => over.abort());
    await watching;
    expect(report.problem).toBeNull();
    const after = mode === "replace" ? 2_000 : 2_001;
    for (const count of seen) expect([3, after]).toContain(count);
    expect(await on.rows("SELECT count(*)::int FROM t")).toEqual([[after]]);
  });

  test("upsert: rows that come while it merges are changed too, and counted", async () => {
    const other = await connectTo(on.server);
    closing.push(() => other.end());
    await other.query("BEGIN; INSERT INTO t VALUES (3, 'theirs'), (4, 'v4')");
    const loading = on.loadText(text, { mode: "upsert", ...small }, (event) => {
      if (event.type === "step" && event.step === "merge" && event.state === "started")
        setTimeout(() => void other.query("COMMIT"), 500);
    });
    const report = await loading;
    expect(report.problem).toBeNull();
    const { inserted, updated, unchanged, superseded } = { ...report.merge };
    expect({ inserted, updated, unchanged, superseded }).toEqual({
      ...{ inserted: 1_996, updated: 2, unchanged: 2, superseded: 1_000 },
    });
    await expectRows("upsert");
  });

  test("a session that is ended while it merges: the merge is done anew", async () => {
    const blocker = await connectTo(on.server);
    closing.push(() => blocker.end());
    await blocker.query("BEGIN; SELECT * FROM t WHERE id = 1 FOR UPDATE");
    const waiting = "FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
    const endMerge = async (): Promise<void> => {
      await expect
        .poll(() => on.rows(`SELECT pg_terminate_backend(pid) ${waiting}`), { timeout: 20_000 })
        .toEqual([[true]]);
      await blocker.query("ROLLBACK");
    };
    let ending: Promise<void> | undefined;
    const retries: string[] = [];
    const report = await on.loadText(text, { mode: "upsert", ...small }, (event) => {
      if (event.type !== "step" || event.step !== "merge" || event.state !== "started") return;
      retries.push(event.what);
      if (retries.length === 1) ending = endMerge();
    });
    await ending;
    expect(retries).toHaveLength(2);
    expect(report).toMatchObject({ status: "complete", ...expected.upsert });
    await expectRows("upsert");
  });
});

test("a lock that others keep is waited for, and said with who holds it", async () => {
  const on = await startLoads();
  const other = await connectTo(on.server);
  try {
    await on.client.query("CREATE TABLE t (id int PRIMARY KEY, b text)");
    await other.query("SET application_name = 'night job'");
    const said: string[] = [];
    const report = await on.loadText("id,b\n1,x\n", { mode: "replace" }, (event) => {
      if (event.type === "records-read" && event.isEnd)
        void other.query("BEGIN; INSERT INTO t VALUES (7, 'theirs')");
      if (event.type !== "step" || event.step !== "merge") return;
      said.push(event.what);
      if (said.length === 2) void other.query("ROLLBACK");
    });
    expect(said[1]).toMatch(/^tried again: t is locked by session \d+ of postgres \(night job\)$/);
    expect(report).toMatchObject({ status: "complete", loaded: 1 });
  } finally {
    await other.end();
    await on.close();
  }
});
