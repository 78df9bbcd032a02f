// How the partitions of a table are named after their bounds: orders_2025_01, orders_y2025m01, orders_p3.
import { calendarDate } from "./moments.ts";
import type { KnownPartition } from "./known.ts";

/** Where a period starts: a day, or a number of a numeric key. */
export type Spot =
  | { readonly kind: "day"; readonly day: number }
  | { readonly kind: "units"; readonly units: bigint };

export interface NamedSpan {
  readonly name: string;
  readonly from: Spot;
  readonly to: Spot;
}

/** Writes the name of a partition like those there are; undefined where they follow no pattern. */
export function namingOf(
  members: readonly NamedSpan[],
): ((from: Spot, to: Spot) => string) | undefined {
  for (const write of WRITERS) {
    const frame = frameOf(members, write);
    if (frame === undefined) continue;
    return (from, to) => `${frame.before}${write(from, to)}${frame.behind}`;
  }
  return undefined;
}

/** A name for a value of a list: orders_br beside orders_us; undefined where the others do it otherwise. */
export function listName(
  parent: string,
  partitions: readonly KnownPartition[],
  value: string,
): string | undefined {
  const slug = slugOf(value);
  if (slug === "") return undefined;
  const endings = partitions.flatMap(({ table, bound }) => {
    const [only, ...more] = bound.kind === "list" ? bound.values : [];
    return only === undefined || more.length > 0 ? [] : [[table, slugOf(only.text)] as const];
  });
  const before = endings.map(([table, ending]) =>
    ending !== "" && table.endsWith(ending) ? table.slice(0, -ending.length) : undefined,
  );
  const [first = `${parent}_`] = before;
  return before.every((one) => one === first) ? `${first}${slug}` : undefined;
}

type Writer = (from: Spot, to: Spot) => string;

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

const two = (value: number): string => String(value).padStart(2, "0");

const onDay =
  (write: (y: string, m: string, d: string, month: number) => string): Writer =>
  (from) => {
    if (from.kind !== "day") return NEVER;
    const { year, month, dayOfMonth } = calendarDate(from.day);
    return write(String(year), two(month), two(dayOfMonth), month);
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
