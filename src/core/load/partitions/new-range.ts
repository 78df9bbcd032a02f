// The range partition that would hold a value, by the pattern of its neighbours; and the gap that an upper bound
// leaves which was meant to be inside.
import { present } from "../../base/assert.ts";
import { isLastOfMonth, calendarDate } from "../../text/calendar.ts";
import { isSamePeriod, moved, periodBetween, startOf, type Period } from "../../text/periods.ts";
import { namingOf, type NamedSpan, type Spot } from "../../text/span-names.ts";
import { lastStart, rangesOf, type RangeEnd, type RangeOf } from "./find-partition.ts";
import { keyScale, type KeyScale } from "./key-scale.ts";
import { DAY_MICROS } from "./key-moments.ts";
import type { KeyValue } from "./key-value.ts";
import type { KeyType, PartitionTree, TablePartition } from "./tree.ts";

export interface NewRange {
  readonly name: string;
  /** The partition whose pattern it follows. */
  readonly model: TablePartition;
  /** As the server reads them. */
  readonly from: string;
  readonly to: string;
  /** Set where the records lie in what an upper bound leaves out. */
  readonly leftOutBy: TablePartition | null;
}

/** Null where the neighbours show no pattern, or what follows it would overlap one of them. */
export function newRange(tree: PartitionTree, value: KeyValue): NewRange | null {
  const type = tree.keys.length === 1 ? tree.keys[0]?.type : null;
  const ranges = rangesOf(tree);
  if (!type || ranges === null) return null;
  const at = lastStart(ranges, [value]);
  const gap: Gap = { tree, type, ranges, below: ranges[at], above: ranges[at + 1] };
  return leftOver(gap, value) ?? followed(gap, gap.below, value) ?? followed(gap, gap.above, value);
}

/** Between two neighbours, where no partition is. */
interface Gap {
  readonly tree: PartitionTree;
  readonly type: KeyType;
  readonly ranges: readonly RangeOf[];
  readonly below: RangeOf | undefined;
  readonly above: RangeOf | undefined;
}

/** The period of `model` that holds the value, if it lies in the gap and the names follow a pattern. */
function followed(gap: Gap, model: RangeOf | undefined, value: KeyValue): NewRange | null {
  const ends = model === undefined ? null : finiteEnds(model);
  if (model === undefined || ends === null) return null;
  const scale = keyScale(gap.type, ends);
  const own = scale === null ? null : spanOf(model, scale);
  if (scale === null || own === null) return null;
  const members = gap.ranges.flatMap((range): NamedSpan[] => {
    const span = spanOf(range, scale);
    if (span === null || !isSamePeriod(span.period, own.period)) return [];
    const { name } = partitionOf(gap.tree, range).table;
    return [{ name, from: scale.name(span.from), to: scale.name(span.to) }];
  });
  const name = namingOf(members);
  const from = startOf(scale.spot(value), own.period, own.from);
  const to = moved(from, own.period);
  const [first, last] = [scale.value(from), scale.value(to)];
  if (name === undefined || !fits(gap, first, last)) return null;
  return {
    name: name(scale.name(from), scale.name(to)),
    model: partitionOf(gap.tree, model),
    from: scale.text(first),
    to: scale.text(last),
    leftOutBy: null,
  };
}

/**
 * What is missing between an upper bound that was taken for inclusive and the day, or number, behind it: the
 * 31 December of FROM ('2025-01-01') TO ('2025-12-31').
 */
function leftOver(gap: Gap, value: KeyValue): NewRange | null {
  const { tree, type, below, above } = gap;
  const ends = below === undefined ? null : finiteEnds(below);
  if (below === undefined || ends === null || typeof value === "string") return null;
  const isMoment = type.name.startsWith("timestamp");
  const unit = isMoment ? BigInt(DAY_MICROS) : 1n;
  const to = BigInt(ends[1]);
  const next = above === undefined ? null : oneValue(above.from);
  const end = next !== null && next - to <= unit ? next : meantEnd(type, ends, unit);
  if (end === null || BigInt(value) >= end || !fits(gap, to, end)) return null;
  const scale = keyScale(type, []);
  if (scale === null) return null;
  const partition = partitionOf(tree, below);
  return {
    name: `${partition.table.name}_rest`,
    model: partition,
    from: scale.text(to),
    to: scale.text(end),
    leftOutBy: partition,
  };
}

/** A minute before midnight is a day's end too: 23:59:59. */
const MINUTE_MICROS = 60_000_000n;

/** The midnight behind the last day of a month, if the range began on the first of one. */
function meantEnd(
  { name }: KeyType,
  [from, to]: readonly [number | bigint, number | bigint],
  unit: bigint,
): bigint | null {
  if (name !== "date" && !name.startsWith("timestamp")) return null;
  const [first, last] = [BigInt(from) / unit, BigInt(to) / unit];
  const time = BigInt(to) % unit;
  const isDayEnd = time === 0n || time >= unit - MINUTE_MICROS;
  const startsMonth = calendarDate(Number(first)).dayOfMonth === 1 && BigInt(from) % unit === 0n;
  if (!isDayEnd || !startsMonth || !isLastOfMonth(Number(last)) || last - first < 27n) return null;
  return (last + 1n) * unit;
}

interface Span {
  readonly from: Spot;
  readonly to: Spot;
  readonly period: Period;
}

/** Null where an end does not lie on the scale. */
function spanOf(range: RangeOf, scale: KeyScale): Span | null {
  const ends = finiteEnds(range);
  if (ends === null) return null;
  const [from, to] = [scale.spot(ends[0]), scale.spot(ends[1])];
  const isExact = scale.value(from) === BigInt(ends[0]) && scale.value(to) === BigInt(ends[1]);
  const period = isExact ? periodBetween(from, to) : undefined;
  return period === undefined ? null : { from, to, period };
}

/** Null where one of them is MINVALUE, MAXVALUE or infinity. */
function finiteEnds({ from, to }: RangeOf): readonly [number | bigint, number | bigint] | null {
  const [first, last] = [from[0], to[0]];
  return isNumber(first) && isNumber(last) ? [first, last] : null;
}

const isNumber = (part: RangeEnd[number] | undefined): part is number | bigint =>
  typeof part === "bigint" || (typeof part === "number" && Number.isFinite(part));

const oneValue = ([part]: RangeEnd): bigint | null => (isNumber(part) ? BigInt(part) : null);

function fits({ below, above }: Gap, from: bigint, to: bigint): boolean {
  const [floor, ceiling] = [below?.to[0], above?.from[0]];
  const isAbove = floor === undefined || (isNumber(floor) && BigInt(floor) <= from);
  return isAbove && (ceiling === undefined || (isNumber(ceiling) && BigInt(ceiling) >= to));
}

const partitionOf = ({ partitions }: PartitionTree, { index }: RangeOf): TablePartition =>
  present(partitions[index], "the partition of a range");
