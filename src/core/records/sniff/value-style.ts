// Stage 4 of sniffing: how numbers and dates are written. Both change values without an error when guessed wrong, so
// only what a value proves is taken; the rest is named as open.
import {
  decimalCommaShape,
  digitsEnd,
  FRACTION,
  GROUPED_WHOLE,
  isDigit,
} from "../decimal-comma.ts";
import type { DateOrder, Decision } from "../dialect.ts";
import { dateTimeTypes } from "../value-dates.ts";
import { NUMERIC } from "../value-type-bits.ts";
import { fittingTypes } from "../value-types.ts";
import { contentOf } from "./sample.ts";
import type { SampleField, SampleRecord } from "./sample.ts";

const NINE = 57;
const COMMA = 44;
const POINT = 46;

/** Counts of values, with the first of each kind. */
class Tally {
  count = 0;
  example = "";

  add(field: SampleField): void {
    if (this.count++ === 0) this.example = `'${new TextDecoder().decode(contentOf(field)).trim()}'`;
  }
}

export function sniffDecimalComma(
  records: readonly SampleRecord[],
  given: boolean | undefined,
): { decimalComma: boolean; decision: Decision } {
  if (given !== undefined) return decimal(given, "given", "as given");
  const [proven, open, points] = [new Tally(), new Tally(), new Tally()];
  for (const field of fieldsOf(records)) {
    const { bytes, start, end } = field;
    // Neither a fraction nor groups without one of the two: most fields are not looked at closer.
    if (!hasSeparator(bytes, start, end)) continue;
    const shape = decimalCommaShape(bytes, start, end);
    if (shape === FRACTION) (isProof(contentOf(field)) ? proven : open).add(field);
    else if (shape === GROUPED_WHOLE) open.add(field);
    else if (
      fittingTypes(bytes, start, end, POINT_NUMBER) !== 0 &&
      contentOf(field).includes(POINT)
    )
      points.add(field);
  }
  if (proven.count > 0 && points.count === 0) {
    return decimal(
      true,
      "sniffed",
      `${values(proven)} with a decimal comma, none has a decimal point`,
    );
  }
  if (proven.count > 0) {
    const evidence = `${values(proven)} with a decimal comma, but ${values(points)} with a point: numeric columns will refuse the commas; say --decimal-comma if they are right`;
    return decimal(false, "sniffed", evidence);
  }
  if (points.count > 0) return decimal(false, "sniffed", `${values(points)} with a decimal point`);
  if (open.count > 0) {
    const evidence = `ambiguous: ${values(open)} in groups of three; read with a decimal point. Say --decimal-comma if a comma parts the decimals`;
    return decimal(false, "default", evidence);
  }
  return decimal(false, "default", "no number looked at has a fraction");
}

export function sniffDateOrder(
  records: readonly SampleRecord[],
  given: DateOrder | undefined,
  hints: { readonly decimalComma: boolean; readonly delimiter: string },
): { dateOrder: DateOrder; decision: Decision } {
  if (given !== undefined) return order(given, "given", "as given");
  const [iso, dayFirst, monthFirst, open] = [new Tally(), new Tally(), new Tally(), new Tally()];
  for (const field of fieldsOf(records)) {
    const { bytes, start, end } = field;
    // A date begins with a digit in every order.
    if (!isDigit(bytes[start])) continue;
    const fits = (as: DateOrder) => dateTimeTypes(bytes, start, end, as) !== 0;
    if (fits("ymd")) iso.add(field);
    else if (fits("dmy")) (fits("mdy") ? open : dayFirst).add(field);
    else if (fits("mdy")) monthFirst.add(field);
  }
  if (dayFirst.count > 0 && monthFirst.count > 0) {
    const evidence = `contradictory: ${dayFirst.example} begins with a day, ${monthFirst.example} with a month; only year-month-day is read, the others will be refused`;
    return order("ymd", "default", evidence);
  }
  if (dayFirst.count > 0)
    return order("dmy", "sniffed", `${values(dayFirst)} whose first number is over 12: a day`);
  if (monthFirst.count > 0) {
    return order("mdy", "sniffed", `${values(monthFirst)} whose second number is over 12: a day`);
  }
  if (open.count > 0) return openOrder(open, hints);
  if (iso.count > 0) return order("ymd", "sniffed", `${values(iso)} with the year first`);
  return order("ymd", "default", "no date among the values looked at");
}

/** No date has a number over 12 in a place that tells. */
function openOrder(
  open: Tally,
  hints: { readonly decimalComma: boolean; readonly delimiter: string },
) {
  const start = `ambiguous: ${values(open)} may begin with a day or a month`;
  const hint = hints.decimalComma
    ? "the decimal comma"
    : hints.delimiter === ";"
      ? "the delimiter ';'"
      : null;
  if (hint !== null) {
    return order(
      "dmy",
      "sniffed",
      `${start}; day first, as ${hint} points to such a country. Say --date-order to be sure`,
    );
  }
  return order(
    "ymd",
    "default",
    `${start}; neither is taken, so date columns will refuse them. Say --date-order dmy or mdy`,
  );
}

const POINT_NUMBER = {
  types: NUMERIC,
  style: { decimalComma: false, dateOrder: "ymd" },
} as const;

function* fieldsOf(records: readonly SampleRecord[]): Generator<SampleField, void, void> {
  for (const { fields } of records) yield* fields;
}

/** A number ends the search early: what follows a sign of another kind is none. */
function hasSeparator(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === COMMA || byte === POINT) return true;
    if (byte > NINE) return false;
  }
  return false;
}

/** "1.234,56" and "1234,5" cannot be anything else; "1,234" can be a thousand. */
function isProof(bytes: Uint8Array): boolean {
  if (bytes.includes(POINT)) return true;
  const comma = bytes.indexOf(COMMA);
  const head = digitsEnd(bytes, 0, comma) === 0 ? comma - 1 : comma;
  return (
    digitsEnd(bytes, comma + 1, bytes.length) - comma - 1 !== 3 ||
    head > 3 ||
    bytes[comma - head] === 48
  );
}

const values = ({ count, example }: Tally): string =>
  count === 1 ? `1 value, ${example},` : `${count} values, as ${example},`;

const decimal = (decimalComma: boolean, origin: Decision["origin"], evidence: string) => ({
  decimalComma,
  decision: { what: "decimal comma", value: decimalComma ? "yes" : "no", origin, evidence },
});

const order = (dateOrder: DateOrder, origin: Decision["origin"], evidence: string) => ({
  dateOrder,
  decision: { what: "date order", value: dateOrder, origin, evidence },
});
