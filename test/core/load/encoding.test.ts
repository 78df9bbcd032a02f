// Which loads are encoded, and the reason given for those that are not.
import { expect, test } from "vitest";
import { chooseEncoding, isPinnedToUtc } from "../../../src/core/load/encoding.ts";
import type { BaseType, TargetTable } from "../../../src/core/load/plan.ts";
import {
  INT4,
  NUMERIC,
  SKIP,
  TEXT,
  TIMESTAMPTZ,
  TIMESTAMPTZ_UTC,
} from "../../../src/core/records/binary-kinds.ts";
import { RFC_4180, type Dialect } from "../../../src/core/records/dialect.ts";
import { column } from "../../support/load-fixtures.ts";

const base = (name: string, facts: Partial<BaseType> = {}): BaseType => ({
  ...{ name, type: name, isEnum: false, typmod: -1 },
  ...facts,
});

const numeric = (precision: number, scale: number): BaseType =>
  base("numeric", {
    type: `numeric(${precision},${scale})`,
    typmod: ((precision << 16) | (scale & 0x7ff)) + 4,
  });

const columns = [
  column("id", { type: "integer", base: base("int4", { type: "integer" }) }),
  column("price", { type: "numeric(12,2)", base: numeric(12, 2) }),
  column("tenths", { type: "numeric(3,-1)", base: numeric(3, -1) }),
  column("code", {
    type: "character varying(5)",
    base: base("varchar", { type: "character varying(5)", typmod: 9 }),
  }),
  column("even", { type: "even", base: base("int4", { type: "integer" }) }),
  column("mood", { type: "mood", base: base("mood", { isEnum: true }) }),
  column("at", {
    type: "timestamp with time zone",
    base: base("timestamptz", { type: "timestamp with time zone" }),
  }),
  column("cash", { type: "money", base: base("money") }),
  column("shape", { type: "geometry" }),
];

function choose(
  names: readonly (string | null)[],
  dialect: Partial<Dialect> = {},
  session: TargetTable["session"] = { encoding: "UTF8", timeZone: "Europe/Berlin" },
  lane: "auto" | "text" = "auto",
) {
  const mapping = names.map((name, field) => ({
    ...{ field, header: `field ${field + 1}`, column: name },
    type: columns.find((one) => one.name === name)?.type ?? null,
  }));
  return chooseEncoding(lane, { ...RFC_4180, ...dialect }, mapping, { columns, session });
}

test("kinds, limits, and what the server may still refuse", () => {
  const { fields } = choose(["id", null, "price", "tenths", "code", "even", "mood", "at"]);
  expect(fields?.map(({ kind, limit, scale, isJudged }) => [kind, limit, scale, isJudged])).toEqual(
    [
      [INT4, null, null, false],
      [SKIP, null, null, false],
      [NUMERIC, 10, 2, false],
      [NUMERIC, null, null, false],
      [TEXT, 5, null, false],
      [INT4, null, null, true],
      [TEXT, null, null, true],
      [TIMESTAMPTZ, null, null, false],
    ],
  );
});

test.each<[string, ReturnType<typeof choose>]>([
  ["cash is of type money, which is not encoded", choose(["id", "cash"])],
  ["shape is of type geometry, which is not encoded", choose(["shape"])],
  ["as asked", choose(["id"], {}, undefined, "text")],
  ["the database is in LATIN1", choose(["id"], {}, { encoding: "LATIN1", timeZone: "UTC" })],
  ["the file is in windows-1252", choose(["id"], { encoding: "windows-1252" })],
  ["the delimiter has several bytes", choose(["id"], { delimiter: "||" })],
  ["the delimiter also stands in values", choose(["id"], { delimiter: ":" })],
  ["quotes are escaped by another character", choose(["id"], { escape: "\\" })],
  ["records end in CR", choose(["id"], { recordEnd: "cr" })],
  ["numbers have a decimal comma", choose(["id"], { delimiter: ";", decimalComma: true })],
  ["the NULL text holds a delimiter, a quote or a line end", choose(["id"], { nullText: "a,b" })],
])("not encoded: %s", (reason, choice) => {
  expect(choice).toEqual({ fields: null, reason });
});

test("in UTC an instant needs no offset, and the sessions are pinned to it", () => {
  const { fields } = choose(["at"], {}, { encoding: "UTF8", timeZone: "Etc/UTC" });
  expect(fields?.map(({ kind }) => kind)).toEqual([TIMESTAMPTZ_UTC]);
  expect(isPinnedToUtc(fields ?? undefined)).toBe(true);
  expect(isPinnedToUtc(choose(["at"]).fields ?? undefined)).toBe(false);
  expect(isPinnedToUtc(undefined)).toBe(false);
});
