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
  const columns = columnsOf(records.length > 1 ? records.slice(1) : records);
  const found = CANDIDATES.map((text) => ({ text, count: countNulls(columns, text, style) }));
  const [best] = found.toSorted((a, b) => b.count - a.count);
  if (best === undefined || best.count === 0) {
    return decide("", "default", "an unquoted empty field is NULL, as COPY has it");
  }
  const times = best.count === 1 ? "once" : `${best.count} times`;
  const empty = countNulls(columns, "", style);
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

/** How often `text` stands in columns whose other values all have one type. */
function countNulls(
  columns: readonly (readonly SampleField[])[],
  text: string,
  style: ValueStyle,
): number {
  let total = 0;
  for (const column of columns) {
    let [types, typed, count] = [ALL_TYPES, 0, 0];
    for (const { bytes, isQuoted } of column) {
      const content = new TextDecoder().decode(bytes);
      if (!isQuoted && content === text) count++;
      else if (isQuoted || !isNullLike(content)) {
        types &= fittingTypes(bytes, 0, bytes.length, { types, style });
        typed++;
      }
    }
    if (text === "\\N" || (typed > 0 && types !== 0)) total += count;
  }
  return total;
}

const isNullLike = (text: string): boolean =>
  text === "" || CANDIDATES.some((candidate) => candidate === text);

const decide = (nullText: string, origin: Decision["origin"], evidence: string) => ({
  nullText,
  decision: { what: "null text", value: nullText === "" ? "empty" : nullText, origin, evidence },
});
