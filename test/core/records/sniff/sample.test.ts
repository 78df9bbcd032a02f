// The sampling that all stages of sniffing share: reading on gives what reading at once gives, for any text.
import { expect, test } from "vitest";
import { RFC_4180 } from "../../../../src/core/records/dialect.ts";
import {
  contentOf,
  sampleRecords,
  Sampling,
  type SampleRecord,
} from "../../../../src/core/records/sniff/sample.ts";

const shown = (records: readonly SampleRecord[]) =>
  records.map(({ fields, problem }) => [
    ...fields.map((field) => [new TextDecoder().decode(contentOf(field)), field.isQuoted]),
    problem?.code ?? null,
  ]);

test.each([
  ["plain", "a,b\n1,2\n3,4\n5,6\n", true],
  ["blank lines are no records", "a\n\n\nb\n\nc\n", true],
  ["escapes are taken out", 'a,"say ""x"""\n"""",b\nc,d\n', true],
  ["empty fields", ',\n"",\n,,\n', true],
  ["a problem", 'a"b,c\n"d"e\nf\n', true],
  ["a cut text's last record is left out", "a,b\nc,d\ne,f", false],
  ["a cut text of one record keeps it", "a,b", false],
  ["nothing", "", true],
])("%s: read by ones, and read at once", (_name, text, isWhole) => {
  const bytes = new TextEncoder().encode(text);
  const sampling = new Sampling(bytes, isWhole, RFC_4180);
  for (const count of [0, 1, 2, 1, 10]) {
    const atOnce = sampleRecords(bytes, isWhole, RFC_4180, count);
    expect(shown(sampling.first(count))).toEqual(shown(atOnce));
  }
});

test("fields lie in the text, but for those whose escapes were taken out", () => {
  const bytes = new TextEncoder().encode('ab,"c","d""e"\n');
  const [record] = sampleRecords(bytes, true, RFC_4180, 1);
  expect(record?.fields.map((field) => field.bytes === bytes)).toEqual([true, true, false]);
  expect(record === undefined ? [] : shown([record])).toEqual([
    [["ab", false], ["c", true], ['d"e', true], null],
  ]);
});
