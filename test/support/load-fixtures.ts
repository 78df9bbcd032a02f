// Plans and sources in memory, for tests of core/load.
import { createHash } from "node:crypto";
import type { LoadPlan, TargetColumn } from "../../src/core/load/plan.ts";
import type { Hasher, Source } from "../../src/core/load/ports.ts";
import type { SplitPorts } from "../../src/core/load/split.ts";
import { newMemory } from "../../src/adapters/load/node-ports.ts";
import { RFC_4180, type Dialect } from "../../src/core/records/dialect.ts";

export const column = (name: string, facts: Partial<TargetColumn> = {}): TargetColumn => ({
  name,
  type: "text",
  isNotNull: false,
  hasDefault: false,
  isGenerated: false,
  ...facts,
});

/** A plan for a file without header whose fields go to columns a, b, c ... of public.t. */
export function planFor(
  bytesTotal: number,
  columns: readonly string[],
  facts: Partial<LoadPlan> = {},
): LoadPlan {
  const dialect: Dialect = { ...RFC_4180, hasHeader: false };
  return {
    version: 1,
    loadId: "load",
    identity: "load",
    source: { path: "t.csv", name: "t.csv", fingerprint: { bytesTotal, sampled: "" } },
    dialect,
    body: { start: 0, line: 1, header: null },
    decisions: [],
    target: {
      table: { schema: "public", name: "t" },
      oid: 1,
      isUnlogged: false,
      columns: columns.map((name) => column(name)),
    },
    createTableSql: null,
    mapping: columns.map((name, field) => ({
      field,
      header: `field ${field + 1}`,
      column: name,
      type: "text",
    })),
    lane: "csv",
    batchBytes: 64,
    recordBytesMax: 1024,
    ratioMax: 1000,
    workers: 2,
    rejects: { max: 0, file: "t.rejects.csv" },
    durability: "on",
    mode: "append",
    key: [],
    isAtomic: false,
    partitions: "parent",
    createsPartitions: false,
    indexes: "keep",
    ...facts,
  };
}

/** A source that gives its bytes in pieces of `pieceBytes`. */
export function memorySource(text: Uint8Array, pieceBytes: number, startOffset = 0): Source {
  return {
    path: "t.csv",
    fingerprint: () => Promise.resolve({ bytesTotal: text.length, sampled: "" }),
    open() {
      let position = 0;
      return Promise.resolve({
        startOffset,
        get storedBytes() {
          return position;
        },
        read(into) {
          const piece = text.subarray(position, position + Math.min(pieceBytes, into.length));
          into.set(piece);
          position += piece.length;
          return Promise.resolve(piece.length);
        },
        close: () => Promise.resolve(),
      });
    },
  };
}

export function newHasher(): Hasher {
  const hash = createHash("sha256");
  return { update: (bytes) => void hash.update(bytes), digest: () => hash.copy().digest("hex") };
}

export const memoryPorts = (source: Source): SplitPorts => ({
  source,
  newHasher,
  memory: newMemory(),
});
