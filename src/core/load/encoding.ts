// Whether the client encodes the values (COPY's binary format), decided column by column from the catalog's types.
// A load's rows never depend on it: what the encoder does not certainly read as the server would goes as text.
import type { FieldEncoding } from "../records/binary-format.ts";
import { unreadableDialect } from "../records/binary-format.ts";
import * as kinds from "../records/binary-kinds.ts";
import type { Dialect } from "../records/dialect.ts";
import type { ColumnMapping, TargetColumn, TargetTable } from "./plan.ts";
import type { LoadRequest } from "./request.ts";

/** One entry a field of the file, or why there is none. */
export type EncodingChoice =
  | { readonly fields: readonly FieldEncoding[] }
  | { readonly fields: null; readonly reason: string };

export function chooseEncoding(
  lane: LoadRequest["lane"],
  dialect: Dialect,
  mapping: readonly ColumnMapping[],
  target: Pick<TargetTable, "columns" | "session">,
): EncodingChoice {
  const no = (reason: string): EncodingChoice => ({ fields: null, reason });
  if (lane === "text") return no("as asked");
  const unreadable = unreadableDialect(dialect);
  if (unreadable !== null) return no(unreadable);
  // The binary format is in the client's encoding, and lengths are counted in the server's characters.
  if (target.session?.encoding !== "UTF8")
    return no(`the database is in ${target.session?.encoding ?? "an unknown encoding"}`);
  const isUtc = UTC_NAMES.has(target.session.timeZone);
  const fields: FieldEncoding[] = [];
  for (const { column } of mapping) {
    const found = target.columns.find(({ name }) => name === column);
    const field = column === null ? SKIPPED : found && encodingOf(found, isUtc);
    if (field === undefined)
      return no(`${column ?? ""} is of type ${found?.type ?? "unknown"}, which is not encoded`);
    fields.push(field);
  }
  return { fields };
}

const SKIPPED: FieldEncoding = {
  kind: kinds.SKIP,
  type: "",
  limit: null,
  scale: null,
  isJudged: false,
};

/** By the type's name in pg_catalog. */
const KINDS: Readonly<Record<string, number>> = {
  int2: kinds.INT2,
  int4: kinds.INT4,
  int8: kinds.INT8,
  float4: kinds.FLOAT4,
  float8: kinds.FLOAT8,
  numeric: kinds.NUMERIC,
  bool: kinds.BOOL,
  text: kinds.TEXT,
  varchar: kinds.TEXT,
  bpchar: kinds.TEXT,
  json: kinds.TEXT,
  jsonb: kinds.JSONB,
  date: kinds.DATE,
  time: kinds.TIME,
  timestamp: kinds.TIMESTAMP,
  timestamptz: kinds.TIMESTAMPTZ,
  uuid: kinds.UUID,
  bytea: kinds.BYTEA,
};

const UTC_NAMES: ReadonlySet<string> = new Set(["UTC", "Etc/UTC", "GMT", "Etc/GMT", "UCT", "Zulu"]);

/** Whether instants without an offset are encoded as UTC: the batches' sessions must read them so too. */
export const isPinnedToUtc = (encoding: readonly FieldEncoding[] | undefined): boolean =>
  encoding?.some(({ kind }) => kind === kinds.TIMESTAMPTZ_UTC) ?? false;

/** Added to every type modifier. */
const VARLENA_BYTES = 4;

/** Undefined for a type that is not encoded. */
function encodingOf({ type, base }: TargetColumn, isUtc: boolean): FieldEncoding | undefined {
  if (base === undefined) return undefined;
  const named = base.isEnum ? kinds.TEXT : KINDS[base.name];
  if (named === undefined) return undefined;
  const kind = named === kinds.TIMESTAMPTZ && isUtc ? kinds.TIMESTAMPTZ_UTC : named;
  const isJudged = base.isEnum || base.type !== type || ["json", "jsonb"].includes(base.name);
  const field = { kind, type: base.type, limit: null, scale: null, isJudged };
  if (base.typmod < VARLENA_BYTES) return field;
  const modifier = base.typmod - VARLENA_BYTES;
  if (base.name === "varchar" || base.name === "bpchar") return { ...field, limit: modifier };
  return kind === kinds.NUMERIC ? { ...field, ...numericLimits(modifier) } : field;
}

/** Of `numeric(precision, scale)`; a scale below zero or above the precision is left to the server. */
function numericLimits(modifier: number): Pick<FieldEncoding, "limit" | "scale"> {
  const precision = modifier >> 16;
  const scale = ((modifier & 0x7ff) ^ 1024) - 1024;
  const isCommon = scale >= 0 && scale <= precision;
  return isCommon ? { limit: precision - scale, scale } : { limit: null, scale: null };
}
