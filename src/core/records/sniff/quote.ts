// Quote and escape for one delimiter under trial. The safe choice is the usual one: a record that does not fit it is
// refused aloud, while no quoting at all would load quotes as text without a word.
import type { Decision } from "../dialect.ts";
import type { RecordProblem } from "../record-reader.ts";
import { usualFieldCount } from "./sample.ts";
import type { SampleRecord } from "./sample.ts";

export interface GivenQuotes {
  /** null: quoting is turned off. */
  readonly quote: string | null | undefined;
  readonly escape: string | undefined;
}

export interface QuoteOption {
  readonly quote: string | null;
  readonly escape: string | null;
  readonly records: readonly SampleRecord[];
  readonly decisions: readonly Decision[];
}

type Read = (quote: string | null, escape: string | null) => readonly SampleRecord[];

/** Fewer records in trouble than this prove nothing. */
const TROUBLED_MIN = 3;
/** Single quotes with trouble: so many records must come out well. */
const SHAPED_MIN = 10;
const DOUBLE = '"';
const SINGLE = "'";
const BACKSLASH = "\\";

/** The quotes that fit `delimiter` best. */
export function sniffQuotes(
  text: Uint8Array,
  delimiter: string,
  read: Read,
  given: GivenQuotes,
): QuoteOption {
  if (given.quote !== undefined) return givenQuote(text, read, given.quote, given.escape);
  const mayBeSingle = !delimiter.includes(SINGLE);
  const usual = withEscape(text, read, DOUBLE, given.escape);
  const single = usual.quoted === 0 && mayBeSingle ? singleQuotes(text, read, given.escape) : null;
  if (single !== null) return single;
  if (usual.quoted > 0 || !text.includes(DOUBLE.charCodeAt(0))) {
    const evidence =
      usual.quoted > 0
        ? `${usual.quoted} fields begin and end with it`
        : "no quote looked at; the usual one";
    return option(usual, usual.quoted > 0 ? "sniffed" : "default", evidence);
  }
  const none = { quote: null, escape: null, records: read(null, null), quoted: 0 };
  const [troubled, troubledWithout] = [trouble(usual.records), trouble(none.records)];
  if (troubled >= TROUBLED_MIN && troubledWithout === 0 && usual.records.length > 0) {
    const evidence = `${DOUBLE} stands inside ${troubled} records and around no field: it is text`;
    return option(none, "sniffed", evidence);
  }
  return option(
    usual,
    "default",
    `${DOUBLE} stands around no field looked at; the usual quote is kept`,
  );
}

interface Quoting {
  readonly quote: string | null;
  readonly escape: string | null;
  readonly records: readonly SampleRecord[];
  /** Fields that are properly quoted. */
  readonly quoted: number;
  readonly escapeOrigin?: Decision["origin"];
  readonly escapeEvidence?: string;
}

function givenQuote(
  text: Uint8Array,
  read: Read,
  quote: string | null,
  escape: string | undefined,
): QuoteOption {
  if (quote === null) {
    return option(
      { quote, escape: null, records: read(null, null), quoted: 0 },
      "given",
      "as given: nothing is quoted",
    );
  }
  return option(withEscape(text, read, quote, escape), "given", "as given");
}

/** Doubled quotes, unless a backslash before quotes explains the sample clearly better. */
function withEscape(
  text: Uint8Array,
  read: Read,
  quote: string,
  given: string | undefined,
): Quoting {
  if (given !== undefined) {
    const records = read(quote, given);
    return {
      quote,
      escape: given,
      records,
      quoted: quotedFields(records),
      escapeOrigin: "given",
      escapeEvidence: "as given",
    };
  }
  const records = read(quote, quote);
  const doubled = { quote, escape: quote, records, quoted: quotedFields(records) };
  const troubled = trouble(records);
  if (troubled === 0 || !hasPair(text, BACKSLASH, quote)) return doubled;
  const escaped = read(quote, BACKSLASH);
  const left = trouble(escaped);
  // Shares, not numbers: quotes read the wrong way glue many records into few.
  if ((2 * left) / escaped.length > troubled / records.length) return doubled;
  const escapeEvidence = `with ${BACKSLASH} before quotes ${left} records are in trouble, with doubled quotes ${troubled}`;
  return {
    quote,
    escape: BACKSLASH,
    records: escaped,
    quoted: quotedFields(escaped),
    escapeOrigin: "sniffed",
    escapeEvidence,
  };
}

/**
 * Apostrophes are common in text: as quotes they must stand around many fields and nowhere else, or around a field of
 * every record, on the mean, and make more records one shape than without them.
 */
function singleQuotes(
  text: Uint8Array,
  read: Read,
  escape: string | undefined,
): QuoteOption | null {
  if (!text.includes(SINGLE.charCodeAt(0))) return null;
  const single = withEscape(text, read, SINGLE, escape);
  const isCommon = single.quoted >= Math.max(2, single.records.length / 10);
  const start = `${single.quoted} fields begin and end with it`;
  if (isCommon && trouble(single.records) === 0)
    return option(single, "sniffed", `${start}, and it stands nowhere else`);
  const [shaped, shapedWithout] = [wellShaped(single.records), wellShaped(read(null, null))];
  const isEverywhere = single.quoted >= single.records.length && shaped >= SHAPED_MIN;
  if (!isEverywhere || shaped <= shapedWithout) return null;
  return option(
    single,
    "sniffed",
    `${start}, and ${shaped} records have one shape with it, ${shapedWithout} without`,
  );
}

/** Records of the usual number of fields, without trouble. */
function wellShaped(records: readonly SampleRecord[]): number {
  const count = usualFieldCount(records);
  return records.filter(({ fields, problem }) => fields.length === count && problem === null)
    .length;
}

const trouble = (records: readonly SampleRecord[]): number =>
  records.filter(({ problem }) => problem !== null && isQuoteTrouble(problem)).length;

/** Quotes that do not pair, or stand where none may. */
export const isQuoteTrouble = ({ code }: RecordProblem): boolean => QUOTE_TROUBLE.includes(code);

const QUOTE_TROUBLE: readonly string[] = ["stray-quote", "text-after-quote", "unterminated-quote"];

const quotedFields = (records: readonly SampleRecord[]): number =>
  records.reduce((sum, { fields }) => sum + fields.filter(({ isQuoted }) => isQuoted).length, 0);

function hasPair(text: Uint8Array, first: string, second: string): boolean {
  const [a, b] = [first.charCodeAt(0), second.charCodeAt(0)];
  for (let at = text.indexOf(a); at >= 0; at = text.indexOf(a, at + 1)) {
    if (text[at + 1] === b) return true;
  }
  return false;
}

function option(quoting: Quoting, origin: Decision["origin"], evidence: string): QuoteOption {
  const { quote, escape, records } = quoting;
  const troubled = trouble(records);
  const who = troubled === 1 ? "1 record does" : `${troubled} records do`;
  const refused = troubled === 0 ? "" : `; ${who} not keep to it and will be refused`;
  const decisions: Decision[] = [
    { what: "quote", value: quote ?? "none", origin, evidence: `${evidence}${refused}` },
  ];
  if (quote !== null && escape !== null) {
    decisions.push({
      what: "escape",
      value: escape === quote ? "doubled quote" : escape,
      origin: quoting.escapeOrigin ?? "default",
      evidence: quoting.escapeEvidence ?? "a quote inside quotes is written twice",
    });
  }
  return { quote, escape, records, decisions };
}
