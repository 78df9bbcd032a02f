// A batch by its leaves: what is sent where, and when it is taken back.
import { describe, expect, test } from "vitest";
import { errors } from "../../../../src/core/base/errors.ts";
import { builtMemory } from "../../../../src/build/wasm.ts";
import { KeyRows } from "../../../../src/core/load/partitions/key-rows.ts";
import { planRouting } from "../../../../src/core/load/partitions/routing-plan.ts";
import type { Routing } from "../../../../src/core/load/partitions/routes.ts";
import { writeRouted } from "../../../../src/core/load/partitions/routed-batch.ts";
import type { LoadPlan } from "../../../../src/core/load/plan.ts";
import type { Batch, BatchWriter } from "../../../../src/core/load/ports.ts";
import { split, startReading } from "../../../../src/core/load/split.ts";
import { memoryPorts, memorySource, planFor } from "../../../support/load-fixtures.ts";
import { keysOf, treeOf } from "./trees.ts";

const never = new AbortController().signal;
const tree = treeOf({
  key: "text",
  bounds: { br: "FOR VALUES IN ('BR')", us: "FOR VALUES IN ('US')", jp: "FOR VALUES IN ('JP')" },
});

const keys = keysOf(["k", "note"]);
const memory = await builtMemory(16 * 1_048_576);
const inJavaScript: Routing = { ...planRouting(tree, keys), rows: null };
const inWasm: Routing = {
  ...inJavaScript,
  rows: KeyRows.open(memory, keys.dialect, inJavaScript),
};
const BOTH = [
  ["in JavaScript", inJavaScript],
  ["in WebAssembly", inWasm],
] as const;

/** What a server with these leaves would have got. */
class LeafServer implements BatchWriter {
  readonly sent = new Map<string, string>();
  undone = 0;
  isHeld = true;
  refuses = "";
  loses = "";

  readonly leaves: NonNullable<BatchWriter["leaves"]> = {
    hold: () => Promise.resolve(this.isHeld),
    copy: (leaf, { bytes, format }) => {
      const name = leaf?.name ?? "parent";
      if (name === this.refuses)
        return Promise.reject(
          errors.server({ kind: "data", sqlstate: "23514", message: "it is bad", hint: "mend it" }),
        );
      const text = Buffer.from(bytes).toString();
      this.sent.set(`${name} ${format}`, text);
      const records = text.split(/\n(?!x)/u).filter((line) => line !== "").length;
      return Promise.resolve(name === this.loses ? records - 1 : records);
    },
  };

  copy(): Promise<number> {
    return Promise.reject(new Error("not asked for"));
  }

  copyEncoded(): Promise<number> {
    return Promise.reject(new Error("not asked for"));
  }

  undo(): Promise<void> {
    this.undone++;
    return Promise.resolve();
  }
}

const records = (country: string, count: number, from: number): string[] =>
  Array.from({ length: count }, (_, at) => `${country},${from + at}`);

async function route(
  text: string,
  server: LeafServer,
  facts: Partial<LoadPlan> = {},
  routing: Routing | null = inJavaScript,
) {
  const plan = planFor(text.length, ["k", "note"], { batchBytes: 1_000_000, ...facts });
  const ports = { ...memoryPorts(memorySource(Buffer.from(text), 10_000)), memory };
  const { value } = await split(plan, ports, startReading(), never).next();
  if (!value) throw new Error("no batch");
  const batch: Batch = value;
  let isolated = 0;
  const onIsolating = (): void => void (isolated += 1);
  const writing = { writer: server, onIsolating, onReject: () => undefined };
  const outcome = await writeRouted({ plan, batch, routing }, writing, never);
  return { outcome, isolated };
}

/** In turns, so that no two neighbours go to the same leaf; five of a leaf that is not worth a COPY. */
const mixed = [
  ...records("BR", 150, 1).flatMap((line, at) => [line, `US,"x\nx ""${at}"""`]),
  ...records("JP", 5, 900),
];

describe("the groups", () => {
  test.each(BOTH)("keep their order, their quotes and their last line: %s", async (_, routing) => {
    const server = new LeafServer();
    const { outcome } = await route(mixed.join("\n"), server, {}, routing);
    expect(outcome?.counts).toEqual({
      records: 305,
      loaded: 305,
      rejected: 0,
      skipped: 0,
      duplicates: 0,
    });
    expect([...server.sent.keys()].sort()).toEqual(["br csv", "parent csv", "us csv"]);
    expect(server.sent.get("br csv")).toBe(`${records("BR", 150, 1).join("\n")}\n`);
    expect(server.sent.get("us csv")?.startsWith('US,"x\nx ""0"""\nUS,"x')).toBe(true);
    expect(server.sent.get("parent csv")).toBe(records("JP", 5, 900).join("\n"));
  });

  test("one leaf's own batch goes there as it lies", async () => {
    const server = new LeafServer();
    const text = `${records("BR", 100, 1).join("\n")}\n`;
    await route(text, server, {}, inWasm);
    expect([...server.sent]).toEqual([["br csv", text]]);
  });

  test("in COPY's text format where records are rewritten; blank records are skipped", async () => {
    const server = new LeafServer();
    const text = ["", ...records("BR", 100, 1), "", ...records("US", 100, 1)].join("\n");
    const { outcome } = await route(`${text}\n`, server, { lane: "text" });
    expect(outcome?.counts).toMatchObject({ records: 202, loaded: 200, skipped: 2 });
    expect(server.sent.get("us text")).toBe(
      `${records("US", 100, 1).join("\n").replaceAll(",", "\t")}\n`,
    );
  });
});

interface Turn {
  readonly name: string;
  readonly server: Partial<Pick<LeafServer, "refuses" | "loses" | "isHeld">>;
  readonly undone: number;
}

test.each<Turn>([
  { name: "the server refuses a group", server: { refuses: "us" }, undone: 1 },
  { name: "a row is lost", server: { loses: "br" }, undone: 1 },
  { name: "a leaf is not what it was", server: { isHeld: false }, undone: 0 },
])("nothing stays written when $name", async ({ server: facts, undone }) => {
  const server = new LeafServer();
  Object.assign(server, facts);
  const { outcome, isolated } = await route(mixed.join("\n"), server);
  expect([outcome, server.undone, isolated]).toEqual([null, undone, undone]);
});

test.each([
  { name: "a record without a partition", text: [...mixed, "DE,1"] },
  { name: "a record of the wrong width", text: [...mixed, "BR,1,2"] },
  { name: "no leaf with enough records", text: records("BR", 99, 1) },
])("the batch goes through the parent with $name", async ({ text }) => {
  const server = new LeafServer();
  expect(await route(text.join("\n"), server)).toEqual({ outcome: null, isolated: 0 });
  expect(server.sent.size).toBe(0);
});

test("without a routing nothing is asked", async () => {
  const server = new LeafServer();
  expect((await route(mixed.join("\n"), server, {}, null)).outcome).toBeNull();
});
