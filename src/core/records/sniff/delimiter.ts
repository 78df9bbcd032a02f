// Stage 3 of sniffing: delimiter, quote and escape, judged together, as each is only right with the others.
import { decimalCommaShape, NOT_A_NUMBER } from "../decimal-comma.ts";
import { RFC_4180 } from "../dialect.ts";
import type { Decision, Dialect, RecordEnd } from "../dialect.ts";
import { ALL_TYPES } from "../value-type-bits.ts";
import { fittingTypes } from "../value-types.ts";
import { sniffQuotes } from "./quote.ts";
import type { GivenQuotes, QuoteOption } from "./quote.ts";
import { sampleRecords, usualFieldCount } from "./sample.ts";
import type { SampleRecord } from "./sample.ts";

export interface SplitText {
  readonly text: Uint8Array;
  readonly isWhole: boolean;
  readonly recordEnd: RecordEnd;
}

export interface SniffedSplit {
  readonly delimiter: string;
  readonly quote: string | null;
  readonly escape: string | null;
  readonly fieldCount: number;
  readonly decisions: readonly Decision[];
}

/** What a delimiter with its best quotes makes of the sample. */
export interface Trial extends QuoteOption {
  readonly delimiter: string;
  readonly records: readonly SampleRecord[];
  readonly fieldCount: number;
  /** Records with that many fields. */
  readonly good: number;
  /** 0 to 1: records that fit, half for those with a problem, times fields that look like one value. */
  readonly score: number;
}

const COMMA_BLANK = ", ";

/**
 * Likeliest first. A blank and a colon are not among them: names, times and addresses are full of both, so they
 * must be given. The last two are bytes that no text holds.
 */
const CANDIDATES = [",", COMMA_BLANK, ";", "\t", "|", "||", "~", "^", "\u0001", "\u001f"] as const;
/** Less than this share of the records in one shape is no table. */
const SHARE_MIN = 0.5;
const TEXT_BYTES_MAX = 256 * 1024;
const RECORDS_MAX = 500;

export function sniffSplit(
  split: SplitText,
  given: GivenQuotes & { readonly delimiter: string | undefined },
): SniffedSplit {
  const isCut = split.text.length > TEXT_BYTES_MAX;
  const part = isCut
    ? { ...split, text: split.text.subarray(0, TEXT_BYTES_MAX), isWhole: false }
    : split;
  const free = CANDIDATES.filter((sign) => sign !== given.quote && sign !== given.escape);
  const delimiters = given.delimiter === undefined ? free : [given.delimiter];
  const trials = delimiters.map((delimiter) => tryDelimiter(part, delimiter, given));
  const [first] = trials;
  const best = first === undefined ? tryDelimiter(part, ",", given) : winner(trials, first);
  const { delimiter, quote, escape, fieldCount } = best;
  const origin = given.delimiter === undefined ? originOf(best) : "given";
  const evidence = [
    origin === "given" ? "as given" : "",
    splitEvidence(best, trials),
    shapeEvidence(best),
  ];
  const decision: Decision = {
    what: "delimiter",
    value: delimiter,
    origin,
    evidence: evidence.filter((words) => words !== "").join("; "),
  };
  return { delimiter, quote, escape, fieldCount, decisions: [decision, ...best.decisions] };
}

function tryDelimiter(split: SplitText, delimiter: string, given: GivenQuotes): Trial {
  const read = (quote: string | null, escape: string | null): readonly SampleRecord[] => {
    const dialect: Dialect = { ...RFC_4180, recordEnd: split.recordEnd, delimiter, quote, escape };
    return sampleRecords(split.text, split.isWhole, dialect, RECORDS_MAX);
  };
  const option = sniffQuotes(split.text, delimiter, read, given);
  const records = option.records;
  const fieldCount = usualFieldCount(records);
  const good = records.filter(({ fields }) => fields.length === fieldCount);
  const troubled = good.filter(({ problem }) => problem !== null).length;
  const share = records.length === 0 ? 0 : (good.length - troubled / 2) / records.length;
  return {
    ...option,
    delimiter,
    fieldCount,
    good: good.length,
    score: fieldCount < 2 || share < SHARE_MIN ? 0 : share * meanQuality(good, delimiter),
  };
}

function winner(trials: readonly Trial[], first: Trial): Trial {
  let best = first;
  for (const trial of trials) {
    if (trial.delimiter !== COMMA_BLANK && trial.score > best.score + 1e-9) best = trial;
  }
  const [comma, spaced] = [",", COMMA_BLANK].map((sign) =>
    trials.find(({ delimiter }) => delimiter === sign),
  );
  const isCommaOrWorse = best === comma || best.score < (spaced?.score ?? 0);
  if (comma && spaced && isCommaOrWorse && isAlwaysSpaced(comma, spaced)) return spaced;
  // Lines of plain text: a delimiter that stands in none of them keeps each whole.
  if (best.score === 0) return trials.find((trial) => widest(trial) <= 1) ?? first;
  const double = trials.find((trial) => trial.delimiter === "||");
  return best.delimiter === "|" && double !== undefined && hasOnlyEmptyBetween(best)
    ? double
    : best;
}

/** "a||b||c" read with "|": every second field is empty in every record, the first one included. */
const hasOnlyEmptyBetween = ({ records, fieldCount }: Trial): boolean =>
  fieldCount >= 3 &&
  fieldCount % 2 === 1 &&
  records.every(({ fields }) =>
    fields.every(
      ({ bytes, isQuoted }, index) => index % 2 === 0 || (bytes.length === 0 && !isQuoted),
    ),
  );

/** Behind every comma stands a blank, whatever the quotes: the blank belongs to the delimiter, not to the values. */
const isAlwaysSpaced = (comma: Trial, spaced: Trial): boolean =>
  spaced.fieldCount >= 2 &&
  spaced.good >= comma.good &&
  spaced.good === spaced.records.length &&
  comma.records.every(({ fields }) =>
    fields.every(({ bytes, isQuoted }, index) => index === 0 || (bytes[0] === BLANK && !isQuoted)),
  );

function meanQuality(records: readonly SampleRecord[], delimiter: string): number {
  let [sum, count] = [0, 0];
  for (const { fields } of records) {
    for (const field of fields) {
      sum += field.isQuoted ? 1 : quality(field.bytes, delimiter);
      count++;
    }
  }
  return count === 0 ? 0 : sum / count;
}

const STRONG = [59, 9, 124];
const COMMA = 44;
const BLANK = 32;
const ANY_TYPE = { types: ALL_TYPES, style: { decimalComma: false, dateOrder: "dmy" } } as const;

/** How much a field looks like one value: a typed one fully, text with another delimiter in it not at all. */
function quality(bytes: Uint8Array, delimiter: string): number {
  const { length } = bytes;
  if (length === 0 || decimalCommaShape(bytes, 0, length) !== NOT_A_NUMBER) return 1;
  if (fittingTypes(bytes, 0, length, ANY_TYPE) !== 0) return 1;
  const own = delimiter.charCodeAt(0);
  if (STRONG.some((byte) => byte !== own && bytes.includes(byte))) return 0;
  return own !== COMMA && bytes.includes(COMMA) ? 0.9 : 1;
}

const originOf = (best: Trial): Decision["origin"] => (best.score > 0 ? "sniffed" : "default");

function splitEvidence(best: Trial, trials: readonly Trial[]): string {
  const total = best.records.length;
  if (total === 0) return "there is no record to look at";
  if (widest(best) === 1 && trials.length === 1) return `it stands in none of ${total} records`;
  if (widest(best) === 1) {
    const start = `no delimiter splits the ${total} records looked at evenly: one field each`;
    return best === trials[0] ? start : `${start}; ${shown(best.delimiter)} stands in none of them`;
  }
  const own = `${shown(best.delimiter)} splits ${best.good} of ${total} records into ${best.fieldCount} fields`;
  const others = trials.filter(
    (trial) => trial !== best && trial.delimiter !== COMMA_BLANK && widest(trial) > 1,
  );
  const [next] = others.toSorted((a, b) => b.score - a.score);
  if (next === undefined) return own;
  return `${own}; ${shown(next.delimiter)} splits them into ${range(next)}`;
}

function shapeEvidence({ records, fieldCount }: Trial): string {
  const odd = records.flatMap(({ fields }, index) => (fields.length === fieldCount ? [] : [index]));
  const [first] = odd;
  if (first === undefined || fieldCount === 1) return "";
  const isPreamble = odd.every((index, place) => index === place);
  if (isPreamble) {
    const lines = odd.length === 1 ? "the first record does" : `the first ${odd.length} records do`;
    return `${lines} not have ${fieldCount} fields: perhaps lines before the table, to be taken out of the file`;
  }
  const count = records[first]?.fields.length ?? 0;
  const many = odd.length === 1 ? "1 record has" : `${odd.length} records have`;
  return `${many} another number of fields and will be refused, the first is record ${first + 1} with ${count}`;
}

const widest = ({ records }: Trial): number =>
  Math.max(0, ...records.map(({ fields }) => fields.length));

function range({ records }: Trial): string {
  const counts = records.map(({ fields }) => fields.length);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return least === most ? String(most) : `${least} to ${most}`;
}

/** A delimiter for people. */
export function shown(delimiter: string): string {
  if (delimiter === "\t") return "tab";
  const code = delimiter.charCodeAt(0);
  return code < 32 ? `byte 0x${code.toString(16).padStart(2, "0")}` : `'${delimiter}'`;
}
