// The pattern that range partitions of a table follow (a month each, a week each, a million ids each), to
// write the one that is missing.
import {
  floorDivide,
  isSamePeriod,
  moved,
  type Period,
  periodBetween,
  startOf,
} from "../../../text/periods.ts";
import type { Range } from "../../../text/range.ts";
import { type NamedSpan, namingOf, type Spot } from "../../../text/span-names.ts";
import type { BoundValue } from "../statement.ts";
import { isRange, type KeyTypes, keyTypes, type RangePartition } from "./bounds.ts";
import { keyValue } from "./key-values.ts";
import type { KnownTable } from "./known.ts";
import { isoDate } from "../../../text/calendar.ts";

/** A partition that could be made. */
export interface NewPartition {
  readonly schema: string | undefined;
  readonly name: string;
  readonly from: readonly BoundValue[];
  readonly to: readonly BoundValue[];
  /** FOR VALUES FROM (…) TO (…), written as the others are. */
  readonly bound: string;
  /** Where the next one starts. */
  readonly end: Spot;
}

export interface Series {
  /** The partition of the period that holds the value; undefined for values that are no such thing. */
  holding(value: BoundValue): NewPartition | undefined;
  /** The one that starts where another ends. */
  after(partition: NewPartition): NewPartition;
}

/** The pattern of the partitions that are as long as `model`; its own name must follow it too. */
export function seriesOf(table: KnownTable, model: RangePartition): Series | undefined {
  const known = read.get(table) ?? new Map<RangePartition, Series | undefined>();
  read.set(table, known);
  if (!known.has(model)) known.set(model, readSeries(table, model));
  return known.get(model);
}

/** Each row without a partition asks again. */
const read = new WeakMap<KnownTable, Map<RangePartition, Series | undefined>>();

function readSeries(table: KnownTable, model: RangePartition): Series | undefined {
  const types = keyTypes(table);
  const spanOfModel = spanOf(model, types);
  if (types.length !== 1 || spanOfModel === undefined) return undefined;
  const { period, from: anchor } = spanOfModel;
  const members = table.partitions.filter(isRange).flatMap((partition) => {
    const span = spanOf(partition, types);
    return span !== undefined && isSamePeriod(span.period, period) ? [{ partition, ...span }] : [];
  });
  const write = writerOf(members.map(({ partition }) => partition));
  const name = namingOf(
    members.map(({ partition, from, to }): NamedSpan => ({ name: partition.table, from, to })),
  );
  if (write === undefined || name === undefined) return undefined;
  const made = (from: Spot): NewPartition => {
    const end = moved(from, period);
    const [first, last] = [write(from), write(end)];
    return {
      schema: model.schema,
      name: name(from, end),
      from: [first],
      to: [last],
      bound: `FOR VALUES FROM (${sqlText(first)}) TO (${sqlText(last)})`,
      end,
    };
  };
  return {
    holding(value) {
      const at = spotOf(value, types[0]);
      return at === undefined ? undefined : made(startOf(at, period, anchor));
    },
    after: ({ end }) => made(end),
  };
}

interface Span {
  readonly from: Spot;
  readonly to: Spot;
  readonly period: Period;
}

function spanOf({ bound }: RangePartition, types: KeyTypes): Span | undefined {
  const [from, to] = [bound.from[0], bound.to[0]].map((value) =>
    value === undefined ? undefined : spotOf(value, types[0], true),
  );
  if (from === undefined || to === undefined) return undefined;
  const period = periodBetween(from, to);
  return period === undefined ? undefined : { from, to, period };
}

/** `isExact`: nothing but midnight will do, as in the bounds of days and longer periods. */
function spotOf(value: BoundValue, type: string | undefined, isExact = false): Spot | undefined {
  const read = keyValue(value, type);
  if (read?.kind === "moment") {
    const { day, micros } = read.moment;
    return Number.isFinite(day) && (micros === 0 || !isExact) ? { kind: "day", day } : undefined;
  }
  if (read?.kind !== "number") return undefined;
  if (isExact) return read.scale === 0 ? { kind: "units", units: read.units } : undefined;
  return { kind: "units", units: floorDivide(read.units, 10n ** BigInt(read.scale)) };
}

/** Writes a bound as all of these do; undefined where they differ in more than the date or number. */
function writerOf(members: readonly RangePartition[]): ((spot: Spot) => BoundValue) | undefined {
  const values = members.flatMap(({ bound }) => [...bound.from, ...bound.to]);
  const [rest, ...rests] = new Set(values.map(restOf));
  const [kind, ...kinds] = new Set(values.map((value) => value.kind));
  if (rest === undefined || rests.length > 0 || kinds.length > 0) return undefined;
  if (kind !== "text" && kind !== "number") return undefined;
  return (spot) => {
    const text = spot.kind === "day" ? isoDate(spot.day) : String(spot.units);
    return { kind, text: text + rest, type: undefined, range: NOWHERE };
  };
}

const NOWHERE: Range = { start: 0, end: 0 };

const sqlText = ({ kind, text }: BoundValue): string => (kind === "number" ? text : `'${text}'`);

/** What stands behind the date: nothing, a time, a zone. */
function restOf({ text }: BoundValue): string | undefined {
  const match = /^(?:\d{4}-\d{2}-\d{2}(\D.*)?|-?\d+)$/su.exec(text);
  return match === null ? undefined : (match[1] ?? "");
}
