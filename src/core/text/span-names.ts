// How things are named after the period or the steps they stand for: orders_2025_01, orders_y2025m01, orders_p3.
import { calendarDate } from "./calendar.ts";

/** Where a period starts: a day, or a number of a numeric key. */
export type Spot =
  | { readonly kind: "day"; readonly day: number }
  | { readonly kind: "units"; readonly units: bigint };

/** A spot, or an hour since 1970 where periods are shorter than a day. */
export type SpanEnd = Spot | { readonly kind: "hour"; readonly hour: number };

export interface NamedSpan {
  readonly name: string;
  readonly from: SpanEnd;
  readonly to: SpanEnd;
}

/** Writes the name of a span like those there are; undefined where they follow no pattern. */
export function namingOf(
  members: readonly NamedSpan[],
): ((from: SpanEnd, to: SpanEnd) => string) | undefined {
  for (const write of WRITERS) {
    const frame = frameOf(members, write);
    if (frame === undefined) continue;
    return (from, to) => `${frame.before}${write(from, to)}${frame.behind}`;
  }
  return undefined;
}

/** Something named after the values it stands for. */
export interface NamedValues {
  readonly name: string;
  readonly values: readonly string[];
}

/** A name for a value, as orders_br beside orders_us; undefined where the others do it otherwise. */
export function valueName(
  owner: string,
  members: readonly NamedValues[],
  value: string,
): string | undefined {
  const slug = slugOf(value);
  if (slug === "") return undefined;
  const endings = members.flatMap(({ name, values }) => {
    const [only, ...more] = values;
    return only === undefined || more.length > 0 ? [] : [[name, slugOf(only)] as const];
  });
  const before = endings.map(([name, ending]) =>
    ending !== "" && name.endsWith(ending) ? name.slice(0, -ending.length) : undefined,
  );
  const [first = `${owner}_`] = before;
  return before.every((one) => one === first) ? `${first}${slug}` : undefined;
}

type Writer = (from: SpanEnd, to: SpanEnd) => string;

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

const two = (value: number): string => String(value).padStart(2, "0");

const onDay =
  (write: (y: string, m: string, d: string, month: number) => string): Writer =>
  (from) => {
    if (from.kind !== "day") return NEVER;
    const { year, month, dayOfMonth } = calendarDate(from.day);
    return write(String(year), two(month), two(dayOfMonth), month);
  };

/** Hours stand behind the day, with or without something between. */
const onHour =
  (write: (day: (between: string) => string, hour: string) => string): Writer =>
  (from) => {
    if (from.kind !== "hour") return NEVER;
    const { year, month, dayOfMonth } = calendarDate(Math.floor(from.hour / 24));
    const parts = [String(year), two(month), two(dayOfMonth)];
    return write((between) => parts.join(between), two(((from.hour % 24) + 24) % 24));
  };

const onUnits =
  (write: (from: bigint, to: bigint) => string): Writer =>
  (from, to) =>
    from.kind === "units" && to.kind === "units" ? write(from.units, to.units) : NEVER;

/** Stands in no name. */
const NEVER = "\0";

const quarter = (month: number): number => Math.ceil(month / 3);
const short = (month: number): string => MONTHS[month - 1] ?? NEVER;

/** The more a pattern says the earlier it is tried: 2025_01 is in 2025_01_01. */
const WRITERS: readonly Writer[] = [
  onHour((day, hour) => `${day("_")}_${hour}`),
  onHour((day, hour) => `${day("")}_${hour}`),
  onHour((day, hour) => `${day("")}${hour}`),
  onHour((day, hour) => `${day("-")}-${hour}`),
  onDay((y, m, d) => `${y}_${m}_${d}`),
  onDay((y, m, d) => `${y}${m}${d}`),
  onDay((y, m, d) => `y${y}m${m}d${d}`),
  onDay((y, m, d) => `${y}m${m}d${d}`),
  onDay((y, m, d) => `${y}-${m}-${d}`),
  onDay((y, m, d) => `${y}${m}_${d}`),
  onDay((y, m) => `y${y}m${m}`),
  onDay((y, m) => `${y}m${m}`),
  onDay((y, m) => `${y}_${m}`),
  onDay((y, m) => `${y}-${m}`),
  onDay((y, m) => `${y}${m}`),
  onDay((y, m) => `${m}_${y}`),
  onDay((y, _m, _d, month) => `${y}_${month}`),
  onDay((y, _m, _d, month) => `${y}_${short(month)}`),
  onDay((y, _m, _d, month) => `${short(month)}_${y}`),
  onDay((y, _m, _d, month) => `${y}${short(month)}`),
  onDay((y, _m, _d, month) => `${short(month)}${y}`),
  onDay((y, _m, _d, month) => `${y}_q${quarter(month)}`),
  onDay((y, _m, _d, month) => `${y}q${quarter(month)}`),
  onDay((y, _m, _d, month) => `q${quarter(month)}_${y}`),
  onDay((y) => y),
  onUnits((from, to) => `${from}_${to}`),
  onUnits((from, to) => `${from}_${to - 1n}`),
  onUnits((from) => String(from)),
  ...[1, 2, 3, 4].flatMap((digits) => [
    onUnits((from, to) => indexOf(from, to, 0n).padStart(digits, "0")),
    onUnits((from, to) => indexOf(from, to, 1n).padStart(digits, "0")),
  ]),
];

/** Which of equal steps this one is; a step that starts at 1 counts like one that starts at 0. */
const indexOf = (from: bigint, to: bigint, first: bigint): string =>
  String(from / (to - from) + first);

interface Frame {
  readonly before: string;
  readonly behind: string;
}

/** What stands around the written part, if it is the same in every name and names differ. */
function frameOf(members: readonly NamedSpan[], write: Writer): Frame | undefined {
  let frame: Frame | undefined;
  const written = new Set<string>();
  for (const { name, from, to } of members) {
    const part = write(from, to);
    const at = name.lastIndexOf(part);
    const isPart = at !== -1 && !continuesNumber(name, part, at);
    if (!isPart || part === "" || written.has(part)) return undefined;
    written.add(part);
    const here = { before: name.slice(0, at), behind: name.slice(at + part.length) };
    frame ??= here;
    if (frame.before !== here.before || frame.behind !== here.behind) return undefined;
  }
  return frame;
}

/** The 1 in orders_11 is no number of its own. */
const continuesNumber = (name: string, part: string, at: number): boolean =>
  (/^\d/u.test(part) && /\d$/u.test(name.slice(0, at))) ||
  (/\d$/u.test(part) && /^\d/u.test(name.slice(at + part.length)));

const slugOf = (value: string): string =>
  value
    .toLowerCase()
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .replaceAll(/[^a-z0-9]+/gu, "_")
    .replaceAll(/^_|_$/gu, "");
