// Stage 3 of sniffing: delimiter, quote and escape, judged together, as each is only right with the others.
import { RFC_4180 } from "../dialect.ts";
import type { Decision } from "../dialect.ts";
import type { DelimiterLine } from "./delimiter-line.ts";
import type { GivenQuotes } from "./quote.ts";
import { Sampling, type SampleField } from "./sample.ts";
import { Trial, type SplitText } from "./trial.ts";

export interface SniffedSplit {
  readonly delimiter: string;
  readonly quote: string | null;
  readonly escape: string | null;
  /** Of the whole text, read as decided. */
  readonly sampling: Sampling;
  readonly decisions: readonly Decision[];
}

const COMMA_BLANK = ", ";

/**
 * Likeliest first. A blank and a colon are not among them: names, times and addresses are full of both, so they
 * must be given. The last two are bytes that no text holds.
 */
const CANDIDATES = [",", COMMA_BLANK, ";", "\t", "|", "||", "~", "^", "\u0001", "\u001f"] as const;
const TEXT_BYTES_MAX = 256 * 1024;

/** What is known before looking: `delimiter` from the user, `told` from the file itself. */
export interface GivenSplit extends GivenQuotes {
  readonly delimiter: string | undefined;
  readonly told: DelimiterLine | null;
}

export function sniffSplit(split: SplitText, given: GivenSplit): SniffedSplit {
  const isCut = split.text.length > TEXT_BYTES_MAX;
  const part = isCut
    ? { ...split, text: split.text.subarray(0, TEXT_BYTES_MAX), isWhole: false }
    : split;
  const free = CANDIDATES.filter((sign) => sign !== given.quote && sign !== given.escape);
  const known = given.delimiter ?? given.told?.delimiter;
  const delimiters = known === undefined ? free : [known];
  const trials = delimiters.map((delimiter) => new Trial(part, delimiter, given));
  const [first] = trials;
  const best = first === undefined ? new Trial(part, ",", given) : winner(trials, first);
  const { delimiter } = best;
  const { quote, escape } = best.option;
  const origin =
    given.delimiter !== undefined ? "given" : given.told === null ? originOf(best) : "sniffed";
  const evidence = [
    origin === "given" ? "as given" : "",
    given.told === null ? "" : `the first line says 'sep=${given.told.delimiter}'; not loaded`,
    splitEvidence(best, trials),
    shapeEvidence(best),
  ];
  const decision: Decision = {
    what: "delimiter",
    value: delimiter,
    origin,
    evidence: evidence.filter((words) => words !== "").join("; "),
  };
  const sampling = isCut ? wholeSampling(split, best) : best.sampling(quote, escape);
  return { delimiter, quote, escape, sampling, decisions: [decision, ...best.option.decisions] };
}

function winner(trials: readonly Trial[], first: Trial): Trial {
  let best = first;
  for (const trial of trials) {
    if (trial === best || trial.delimiter === COMMA_BLANK || !trial.isTable) continue;
    if (trial.score > best.score + 1e-9) best = trial;
  }
  const [comma, spaced] = [",", COMMA_BLANK].map((sign) =>
    trials.find(({ delimiter }) => delimiter === sign),
  );
  if (comma && spaced && isSpaced(comma, spaced, best)) return spaced;
  // Lines of plain text: a delimiter that stands in none of them keeps each whole.
  if (!best.isTable) return trials.find((trial) => trial.widest <= 1) ?? first;
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
      ({ start, end, isQuoted }, index) => index % 2 === 0 || (start === end && !isQuoted),
    ),
  );

/** Behind every comma stands a blank, whatever the quotes: the blank belongs to the delimiter, not to the values. */
const isSpaced = (comma: Trial, spaced: Trial, best: Trial): boolean =>
  spaced.isThere &&
  comma.records.every(({ fields }) =>
    fields.every((field, index) => index === 0 || beginsBlank(field)),
  ) &&
  (best === comma || best.score < spaced.score) &&
  spaced.fieldCount >= 2 &&
  spaced.good >= comma.good &&
  spaced.good === spaced.records.length;

const beginsBlank = ({ bytes, start, end, isQuoted }: SampleField): boolean =>
  start < end && bytes[start] === BLANK && !isQuoted;

const BLANK = 32;

const wholeSampling = ({ text, isWhole, recordEnd }: SplitText, best: Trial): Sampling => {
  const { quote, escape } = best.option;
  return new Sampling(text, isWhole, {
    ...RFC_4180,
    ...{ recordEnd, delimiter: best.delimiter, quote, escape },
  });
};

const originOf = (best: Trial): Decision["origin"] => (best.isTable ? "sniffed" : "default");

function splitEvidence(best: Trial, trials: readonly Trial[]): string {
  const total = best.records.length;
  if (total === 0) return "there is no record to look at";
  if (best.widest === 1 && trials.length === 1) return `it stands in none of ${total} records`;
  if (best.widest === 1) {
    const start = `no delimiter splits the ${total} records looked at evenly: one field each`;
    return best === trials[0] ? start : `${start}; ${shown(best.delimiter)} stands in none of them`;
  }
  const own = `${shown(best.delimiter)} splits ${best.good} of ${total} records into ${best.fieldCount} fields`;
  const others = trials.filter(
    (trial) => trial !== best && trial.delimiter !== COMMA_BLANK && trial.widest > 1,
  );
  const [next] = others.length < 2 ? others : others.toSorted((a, b) => b.score - a.score);
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
