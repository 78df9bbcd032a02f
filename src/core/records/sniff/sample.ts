// The records that the stages of sniffing look at: a bounded number, read with a dialect under trial.
import type { Dialect } from "../dialect.ts";
import { RecordReader } from "../record-reader.ts";
import type { RecordProblem } from "../record-reader.ts";

/**
 * bytes[start, end) is the content, unescaped. No view for each field: a sample has ten thousand of them, and views are
 * slow to make.
 */
export interface SampleField {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  readonly isQuoted: boolean;
}

export interface SampleRecord {
  readonly fields: readonly SampleField[];
  readonly problem: RecordProblem | null;
}

/** The text's first records without blank ones and comments; the last one of a cut text is left out. */
export const sampleRecords = (
  text: Uint8Array,
  isWhole: boolean,
  dialect: Dialect,
  recordsMax: number,
): readonly SampleRecord[] => new Sampling(text, isWhole, dialect).first(recordsMax);

/** Reads no record twice when more of them are asked for. */
export class Sampling {
  readonly #text: Uint8Array;
  readonly #isWhole: boolean;
  readonly #reader: RecordReader;
  readonly #records: SampleRecord[] = [];
  #isAtEnd = false;

  constructor(text: Uint8Array, isWhole: boolean, dialect: Dialect) {
    this.#text = text;
    this.#isWhole = isWhole;
    this.#reader = new RecordReader(text, dialect);
  }

  first(recordsMax: number): readonly SampleRecord[] {
    while (this.#records.length < recordsMax && !this.#isAtEnd) this.#readOne();
    return this.#records.slice(0, recordsMax);
  }

  #readOne(): void {
    const reader = this.#reader;
    if (!reader.next()) {
      this.#isAtEnd = true;
      return;
    }
    if (reader.isComment || reader.isBlank) return;
    const isCut = !this.#isWhole && reader.nextStart >= this.#text.length;
    if (isCut && this.#records.length > 0) this.#isAtEnd = true;
    else this.#records.push({ fields: this.#fields(), problem: reader.problem });
  }

  #fields(): readonly SampleField[] {
    const reader = this.#reader;
    const fields: SampleField[] = [];
    for (let index = 0; index < reader.fieldCount; index++) {
      const isQuoted = reader.isQuoted(index);
      fields.push(
        reader.hasEscape(index)
          ? wholeField(reader.fieldBytes(index), isQuoted)
          : {
              bytes: this.#text,
              start: reader.fieldStart(index),
              end: reader.fieldEnd(index),
              isQuoted,
            },
      );
    }
    return fields;
  }
}

/** A field whose content is all of `bytes`. */
export const wholeField = (bytes: Uint8Array, isQuoted: boolean): SampleField => ({
  bytes,
  start: 0,
  end: bytes.length,
  isQuoted,
});

export const contentOf = ({ bytes, start, end }: SampleField): Uint8Array =>
  bytes.subarray(start, end);

/** The most frequent number of fields, the larger one of two. */
export function usualFieldCount(records: readonly SampleRecord[]): number {
  const counts = new Map<number, number>();
  for (const { fields } of records) counts.set(fields.length, (counts.get(fields.length) ?? 0) + 1);
  let usual = { fields: 1, records: 0 };
  for (const [fields, count] of counts) {
    const isMore = count > usual.records || (count === usual.records && fields > usual.fields);
    if (isMore) usual = { fields, records: count };
  }
  return usual.fields;
}
