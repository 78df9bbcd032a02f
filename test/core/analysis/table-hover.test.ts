// The hover on a load's target: what it says, and that no name can break out of it.
import { expect, test } from "vitest";
import { tableHover } from "../../../src/core/analysis/table-hover.ts";
import {
  emptySnapshot,
  snapshotColumns,
  snapshotIndexes,
  snapshotTable,
  tableFigures,
} from "../../../src/core/lang/sql/schema/snapshot-table.ts";
import { walPerRow } from "../../../src/core/lang/sql/schema/wal-per-row.ts";

const snapshot = emptySnapshot({
  connection: "ware*house*",
  settings: { checkpoint_timeout: "5min", fsync: "off", max_wal_size: "1GB", wal_level: "replica" },
});

const orders = snapshotTable("orders", {
  columns: snapshotColumns({ id: "bigint", customer: "integer", at: "timestamp with time zone" }),
  indexes: [
    ...snapshotIndexes(["id"], {
      name: "orders_pkey",
      isUnique: true,
      bytes: 300 * 2 ** 20,
      scans: 0,
    }),
    ...snapshotIndexes(["at"], { bytes: 2 ** 30, scans: 0 }),
  ],
  foreignKeys: [
    { name: "c", columns: ["customer"], references: "customers", hasUsableIndex: true },
  ],
  triggers: [
    { name: "audit", isForEachRow: true, isEnabled: true, events: ["insert", "update"] },
    { name: "asleep", isForEachRow: true, isEnabled: false, events: ["insert"] },
  ],
  partitioning: { strategy: "range", key: ["at"], hasExpression: false },
  partitions: [
    {
      schema: "public",
      table: "orders_rest",
      bound: { kind: "default", range: { start: 0, end: 0 } },
      origin: { kind: "snapshot" },
    },
  ],
});
const figures = tableFigures("orders", { rowsEstimate: 12_400_000, bytes: 1.5 * 2 ** 30 });

test("everything that there is to say", () => {
  const { en, ptBr } = tableHover(orders, figures, snapshot);
  expect(en).toMatchInlineSnapshot(`
    "**\`public.orders\`** · about 12,400,000 rows · 1.5 GB

    - 2 indexes (1.3 GB): \`orders_pkey\` (id) 300 MB; \`at_idx\` (at) 1 GB, never scanned
    - 1 foreign key: (customer) → \`customers\`, no index on these columns
    - 1 trigger on INSERT: \`audit\` (for each row)
    - 1 partition by \`RANGE (at)\`, with a DEFAULT
    - WAL: about 301 bytes a row by INSERT, 252 bytes by COPY; more after each checkpoint, when whole pages are logged
    - server: \`checkpoint_timeout = 5min\`, \`fsync = off\`, \`max_wal_size = 1GB\`"
  `);
  expect(ptBr).toMatchInlineSnapshot(`
    "**\`public.orders\`** · cerca de 12.400.000 linhas · 1,5 GB

    - 2 índices (1,3 GB): \`orders_pkey\` (id) 300 MB; \`at_idx\` (at) 1 GB, nunca lido
    - 1 chave estrangeira: (customer) → \`customers\`, sem índice nessas colunas
    - 1 trigger de INSERT: \`audit\` (por linha)
    - 1 partição por \`RANGE (at)\`, com uma DEFAULT
    - WAL: cerca de 301 bytes por linha com INSERT, 252 bytes com COPY; mais após cada checkpoint, quando páginas inteiras são gravadas
    - servidor: \`checkpoint_timeout = 5min\`, \`fsync = off\`, \`max_wal_size = 1GB\`"
  `);
});

test("a bare table that may not be written", () => {
  const { en } = tableHover(
    snapshotTable("t", { isUnlogged: true }),
    tableFigures("t", { canInsert: false, distributionColumn: "tenant" }),
    { ...snapshot, isReadOnly: true },
  );
  expect(en).toMatchInlineSnapshot(`
    "**\`public.t\`** · never analysed · 0 bytes

    - no indexes
    - WAL: about 55 bytes a row by INSERT, 16 bytes by COPY; more after each checkpoint, when whole pages are logged
    - server: \`checkpoint_timeout = 5min\`, \`fsync = off\`, \`max_wal_size = 1GB\`
    - distributed by \`tenant\` (Citus)
    - UNLOGGED: empty after a crash
    - this role may not INSERT
    - ware\\*house\\* is read-only"
  `);
});

test("names cannot break out of the Markdown", () => {
  const name = "t`](command:x)\n# <img src=x>";
  const { en } = tableHover(
    snapshotTable(name, { indexes: snapshotIndexes(["[a](b)"], { name }) }),
    undefined,
    snapshot,
  );
  expect(en).not.toMatch(/^#|`\]|[^\\]\[a\]/mu);
  expect(en.split("\n")).toHaveLength(5);
});

test("the estimate follows the rows as they are, else their types", () => {
  const bare = snapshotTable("t", { columns: snapshotColumns({ a: "bigint", b: "text" }) });
  expect(walPerRow(bare, undefined)).toEqual({ insertBytes: 87, copyBytes: 38 });
  const wide = tableFigures("t", { rowsEstimate: 1_000, bytes: 500_000 });
  expect(walPerRow(bare, wide)).toEqual({ insertBytes: 527, copyBytes: 478 });
  const indexed = { ...bare, indexes: snapshotIndexes(["a", "b"]) };
  expect(walPerRow(indexed, undefined).insertBytes).toBe(87 + 64 + 8 + 64 + 24);
});
