// The records that the stages of sniffing look at: a bounded number, read with a dialect under trial.
import type { Dialect } from "../dialect.ts";
import { RecordReader } from "../record-reader.ts";
import type { RecordProblem } from "../record-reader.ts";

export interface SampleField {
  /** Content, unescaped. */
  readonly bytes: Uint8Array;
  readonly isQuoted: boolean;
}

export interface SampleRecord {
  readonly fields: readonly SampleField[];
  readonly problem: RecordProblem | null;
}

/** The text's first records without blank ones and comments; the last one of a cut text is left out. */
export function sampleRecords(
  text: Uint8Array,
  isWhole: boolean,
  dialect: Dialect,
  recordsMax: number,
): readonly SampleRecord[] {
  const reader = new RecordReader(text, dialect);
  const records: SampleRecord[] = [];
  while (records.length < recordsMax && reader.next()) {
    if (reader.isComment || reader.isBlank) continue;
    const isCut = !isWhole && reader.nextStart >= text.length;
    if (isCut && records.length > 0) break;
    const fields: SampleField[] = [];
    for (let index = 0; index < reader.fieldCount; index++) {
      fields.push({ bytes: reader.fieldBytes(index), isQuoted: reader.isQuoted(index) });
    }
    records.push({ fields, problem: reader.problem });
  }
  return records;
}

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
