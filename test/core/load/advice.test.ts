// Advice for the server's owner, and the tuning of our own sessions: tables.
import { expect, test } from "vitest";
import { adviceText, adviseServer } from "../../../src/core/load/advice.ts";
import { tuneBuild, tuningDecision } from "../../../src/core/load/index-tuning.ts";

const MB = 1024 ** 2;
const GB = 1024 ** 3;
const DEFAULTS = { sharedBuffersBytes: 128 * MB, maxWalBytes: GB, checkpointSeconds: 300 };
const plain = (bytes: number) => ({ bytes, rows: bytes / 134, indexesKept: 0, bytesThere: 0 });
const indexed = (bytes: number) => ({ ...plain(bytes), indexesKept: 3 });

test.each([
  ["a small file", plain(100 * MB), DEFAULTS, []],
  ["a gigabyte, no index", plain(GB), DEFAULTS, []],
  ["four gigabytes, no index", plain(4 * GB), DEFAULTS, [["max_wal_size", "8GB", false]]],
  [
    "a gigabyte, three indexes",
    indexed(GB),
    DEFAULTS,
    [
      ["max_wal_size", "8GB", true],
      ["shared_buffers", "1GB", false],
    ],
  ],
  [
    "a gigabyte on a large server",
    indexed(GB),
    { sharedBuffersBytes: 8 * GB, maxWalBytes: 16 * GB, checkpointSeconds: 1800 },
    [],
  ],
  [
    "40 gigabytes, no index",
    plain(40 * GB),
    { ...DEFAULTS, maxWalBytes: 128 * GB },
    [["checkpoint_timeout", "30min", false]],
  ],
  [
    "the terabyte",
    indexed(1024 * GB),
    DEFAULTS,
    [
      ["max_wal_size", "64GB", true],
      ["checkpoint_timeout", "30min", false],
      ["shared_buffers", "8GB", false],
    ],
  ],
  [
    "nothing better to say",
    indexed(1024 * GB),
    { sharedBuffersBytes: 8 * GB, maxWalBytes: 8192 * GB, checkpointSeconds: 360_000 },
    [],
  ],
] as const)("%s", (_name, size, server, expected) => {
  const advice = adviseServer(size, server);
  expect(advice.map(({ setting, better, isWarning }) => [setting, better, isWarning])).toEqual(
    expected,
  );
  for (const one of advice) {
    expect(one.statement).toContain(`ALTER SYSTEM SET ${one.setting} = '${one.better}'`);
    expect(adviceText(one)).toMatch(new RegExp(`^${one.setting} is .*ALTER SYSTEM`));
  }
});

const SERVER = { sharedBuffersBytes: GB, maintenanceBytes: 64 * MB, parallelMaintenanceWorkers: 2 };

test.each([
  [
    "one index: its own helpers",
    1,
    8,
    SERVER,
    { sessions: 1, memoryBytes: 256 * MB, parallelWorkers: 2 },
  ],
  ["as many as indexes", 2, 8, SERVER, { sessions: 2, memoryBytes: 128 * MB, parallelWorkers: 0 }],
  [
    "no more than the load's workers",
    9,
    2,
    SERVER,
    { sessions: 2, memoryBytes: 128 * MB, parallelWorkers: 0 },
  ],
  ["four at most", 9, 64, SERVER, { sessions: 4, memoryBytes: 64 * MB, parallelWorkers: 0 }],
  [
    "never less than the server grants",
    2,
    2,
    { ...SERVER, maintenanceBytes: 2 * GB },
    { sessions: 2, memoryBytes: 2 * GB, parallelWorkers: 0 },
  ],
  [
    "a gigabyte at most of our own accord",
    1,
    1,
    { ...SERVER, sharedBuffersBytes: 64 * GB },
    { sessions: 1, memoryBytes: GB, parallelWorkers: 2 },
  ],
  [
    "helpers as the server has them",
    1,
    1,
    { ...SERVER, parallelMaintenanceWorkers: 8 },
    { sessions: 1, memoryBytes: 256 * MB, parallelWorkers: 8 },
  ],
  ["only foreign keys", 0, 4, SERVER, { sessions: 1, memoryBytes: 256 * MB, parallelWorkers: 2 }],
] as const)("building: %s", (_name, indexes, workers, server, expected) => {
  expect(tuneBuild(indexes, workers, server)).toEqual(expected);
});

test("the plan shows the settings as SQL has them", () => {
  expect(tuningDecision(tuneBuild(2, 8, SERVER)).value).toBe(
    "2 at a time, maintenance_work_mem = '128MB', max_parallel_maintenance_workers = 0",
  );
});
