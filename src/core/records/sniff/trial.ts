// What one delimiter with its best quotes makes of the sample. Everything is found out when it is first asked for:
// most of ten delimiters stand nowhere in a file, and most files need no marks to tell the others apart.
import { decimalCommaShape, NOT_A_NUMBER } from "../decimal-comma.ts";
import { RFC_4180 } from "../dialect.ts";
import type { RecordEnd } from "../dialect.ts";
import { ALL_TYPES } from "../value-type-bits.ts";
import { fittingTypes } from "../value-types.ts";
import { sniffQuotes } from "./quote.ts";
import type { GivenQuotes, QuoteOption } from "./quote.ts";
import { Sampling, usualFieldCount } from "./sample.ts";
import type { SampleField, SampleRecord } from "./sample.ts";

export interface SplitText {
  readonly text: Uint8Array;
  readonly isWhole: boolean;
  readonly recordEnd: RecordEnd;
}

/** Less than this share of the records in one shape is no table. */
const SHARE_MIN = 0.5;
const RECORDS_MAX = 500;

export class Trial {
  readonly delimiter: string;
  /** It stands in the sample, perhaps only inside of quotes. */
  readonly isThere: boolean;
  readonly #split: SplitText;
  readonly #given: GivenQuotes;
  readonly #samplings = new Map<string, Sampling>();
  #option: QuoteOption | null = null;
  #shape: Shape | null = null;
  #score: number | null = null;

  constructor(split: SplitText, delimiter: string, given: GivenQuotes) {
    this.delimiter = delimiter;
    this.isThere = stands(split.text, delimiter);
    this.#split = split;
    this.#given = given;
  }

  get option(): QuoteOption {
    const read = (quote: string | null, escape: string | null): readonly SampleRecord[] =>
      this.sampling(quote, escape).first(RECORDS_MAX);
    this.#option ??= sniffQuotes(this.#split.text, this.delimiter, read, this.#given);
    return this.#option;
  }

  get records(): readonly SampleRecord[] {
    return this.option.records;
  }

  /** Records with the usual number of fields. */
  get good(): number {
    return this.#shapeNow().good.length;
  }

  get fieldCount(): number {
    return this.#shapeNow().fieldCount;
  }

  /** The most fields of a record, where there is one. */
  get widest(): number {
    if (!this.isThere) return 1;
    return Math.max(0, ...this.records.map(({ fields }) => fields.length));
  }

  /** 0 to 1: records that fit, half for those with a problem, times fields that look like one value. */
  get score(): number {
    this.#score ??= this.isTable ? this.#share() * this.#meanQuality() : 0;
    return this.#score;
  }

  /** The score is more than 0; mostly known from the first field. */
  get isTable(): boolean {
    if (this.#share() === 0) return false;
    const { good } = this.#shapeNow();
    return good.some(({ fields }) => fields.some((field) => this.#quality(field) > 0));
  }

  sampling(quote: string | null, escape: string | null): Sampling {
    const key = `${quote ?? "none"} ${escape ?? "none"}`;
    const { text, isWhole, recordEnd } = this.#split;
    const { delimiter } = this;
    const found =
      this.#samplings.get(key) ??
      new Sampling(text, isWhole, { ...RFC_4180, recordEnd, delimiter, quote, escape });
    this.#samplings.set(key, found);
    return found;
  }

  #shapeNow(): Shape {
    this.#shape ??= shapeOf(this.records);
    return this.#shape;
  }

  /** 0 where the delimiter makes no table. */
  #share(): number {
    if (!this.isThere) return 0;
    const { good, fieldCount } = this.#shapeNow();
    const troubled = good.filter(({ problem }) => problem !== null).length;
    const total = this.records.length;
    const share = total === 0 ? 0 : (good.length - troubled / 2) / total;
    return fieldCount < 2 || share < SHARE_MIN ? 0 : share;
  }

  #meanQuality(): number {
    let [sum, count] = [0, 0];
    for (const { fields } of this.#shapeNow().good) {
      for (const field of fields) sum += this.#quality(field);
      count += fields.length;
    }
    return count === 0 ? 0 : sum / count;
  }

  #quality(field: SampleField): number {
    return field.isQuoted ? 1 : quality(field, this.delimiter);
  }
}

interface Shape {
  readonly fieldCount: number;
  readonly good: readonly SampleRecord[];
}

function shapeOf(records: readonly SampleRecord[]): Shape {
  const fieldCount = usualFieldCount(records);
  return { fieldCount, good: records.filter(({ fields }) => fields.length === fieldCount) };
}

function stands(text: Uint8Array, delimiter: string): boolean {
  const [first = -1, ...rest] = Array.from(delimiter, (sign) => sign.charCodeAt(0));
  for (let at = text.indexOf(first); at >= 0; at = text.indexOf(first, at + 1))
    if (rest.every((byte, index) => text[at + 1 + index] === byte)) return true;
  return false;
}

const STRONG = [59, 9, 124];
const COMMA = 44;
const ANY_TYPE = { types: ALL_TYPES, style: { decimalComma: false, dateOrder: "dmy" } } as const;

/** How much a field looks like one value: a typed one fully, text with another delimiter in it not at all. */
function quality({ bytes, start, end }: SampleField, delimiter: string): number {
  if (start === end || decimalCommaShape(bytes, start, end) !== NOT_A_NUMBER) return 1;
  if (fittingTypes(bytes, start, end, ANY_TYPE) !== 0) return 1;
  const content = bytes.subarray(start, end);
  const own = delimiter.charCodeAt(0);
  if (STRONG.some((byte) => byte !== own && content.includes(byte))) return 0;
  return own !== COMMA && content.includes(COMMA) ? 0.9 : 1;
}
