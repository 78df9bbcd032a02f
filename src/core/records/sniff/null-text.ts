// Stage 5 of sniffing: which unquoted text stands for NULL. Another text than the empty one is only taken where it
// stands among numbers and dates, or is `\N`, which nobody writes for anything else.
import type { Decision } from "../dialect.ts";
import { ALL_TYPES } from "../value-type-bits.ts";
import { fittingTypes } from "../value-types.ts";
import type { ValueStyle } from "../value-types.ts";
import type { SampleField, SampleRecord } from "./sample.ts";

const CANDIDATES = ["\\N", "NULL", "null", "NA", "N/A", "None"] as const;

export function sniffNullText(
  records: readonly SampleRecord[],
  given: string | undefined,
  style: ValueStyle,
): { nullText: string; decision: Decision } {
  if (given !== undefined) return decide(given, "given", "as given");
  // The first record may be a header, which says nothing about values.
  const values = records.length > 1 ? records.slice(1) : records;
  const isAnyThere = values.some(({ fields }) => fields.some(isCandidate));
  const counts = isAnyThere ? countNulls(columnsOf(values), style) : NO_COUNTS;
  const [best] = CANDIDATES.map((text) => ({ text, count: counts.get(text) ?? 0 })).toSorted(
    (a, b) => b.count - a.count,
  );
  if (best === undefined || best.count === 0) {
    return decide("", "default", "an unquoted empty field is NULL, as COPY has it");
  }
  const times = best.count === 1 ? "once" : `${best.count} times`;
  const empty = counts.get("") ?? 0;
  if (empty > best.count) {
    const evidence = `'${best.text}' stands ${times} among numbers and dates, but an empty field ${empty} times; '${best.text}' is read as text. Say --null to change it`;
    return decide("", "sniffed", evidence);
  }
  const place = best.text === "\\N" ? "" : " among numbers and dates";
  const rest =
    empty > 0
      ? `; an empty field does so ${empty === 1 ? "once" : `${empty} times`} and will be refused there`
      : "";
  return decide(best.text, "sniffed", `'${best.text}' stands ${times}${place}${rest}`);
}

function columnsOf(records: readonly SampleRecord[]): readonly (readonly SampleField[])[] {
  const columns: SampleField[][] = [];
  for (const { fields } of records) {
    fields.forEach((field, index) => {
      const column = columns[index];
      if (column === undefined) columns[index] = [field];
      else column.push(field);
    });
  }
  return columns;
}

/** How often the empty text and each candidate stand in columns whose other values all have one type. */
function countNulls(
  columns: readonly (readonly SampleField[])[],
  style: ValueStyle,
): ReadonlyMap<string, number> {
  const totals = new Map<string, number>();
  for (const column of columns) {
    const counts = new Map<string, number>();
    let [types, isTyped] = [ALL_TYPES, false];
    for (const field of column) {
      const content = nullLike(field);
      if (content !== null) {
        counts.set(content, (counts.get(content) ?? 0) + 1);
        continue;
      }
      const { bytes, start, end } = field;
      // No type left: nothing to look for.
      if (types !== 0) types &= fittingTypes(bytes, start, end, { types, style });
      isTyped = true;
    }
    for (const [text, count] of counts)
      if (text === "\\N" || (isTyped && types !== 0))
        totals.set(text, (totals.get(text) ?? 0) + count);
  }
  return totals;
}

const NO_COUNTS: ReadonlyMap<string, number> = new Map();

/** The candidate that stands there unquoted, or the empty text; null for a value. */
function nullLike({ bytes, start, end, isQuoted }: SampleField): string | null {
  if (isQuoted) return null;
  if (start === end) return "";
  const found = CANDIDATES.find(
    (text) =>
      text.length === end - start &&
      Array.from(text).every((sign, index) => sign.charCodeAt(0) === bytes[start + index]),
  );
  return found ?? null;
}

/** Two to four bytes, of which the first is that of a candidate: most values are passed over by their length. */
const isCandidate = (field: SampleField): boolean => {
  const length = field.end - field.start;
  return length > 0 && length <= BYTES_MAX && nullLike(field) !== null;
};

const BYTES_MAX = Math.max(...CANDIDATES.map((text) => text.length));

const decide = (nullText: string, origin: Decision["origin"], evidence: string) => ({
  nullText,
  decision: { what: "null text", value: nullText === "" ? "empty" : nullText, origin, evidence },
});
