// Types of a file's columns, by all values of the whole file rather than by a sample: a type is only given when COPY
// takes every value into it and loses nothing that the text said.
import { present } from "../base/assert.ts";
import { quoteName } from "../base/reserved-words.ts";
import { columnNames } from "./column-names.ts";
import type { Dialect } from "./dialect.ts";
import { RecordReader } from "./record-reader.ts";
import { nameWords } from "./sniff/header.ts";
import { decodeText, encodeText } from "./text-codec.ts";
import {
  ALL_TYPES,
  BIGINT,
  BOOLEAN,
  DATE,
  JSONB,
  NUMERIC,
  TIMESTAMP,
  TIMESTAMPTZ,
  UUID,
} from "./value-type-bits.ts";
import { booleanValue, fittingTypes } from "./value-types.ts";
import type { TypesAsked } from "./value-types.ts";

export type InferredType =
  // Only of files that state their types.
  | "smallint"
  | "integer"
  | "real"
  | "double precision"
  | `numeric(${number},${number})`
  | "time"
  | "interval"
  | "bytea"
  // Of text, by its values.
  | "bigint"
  | "numeric"
  | "boolean"
  | "date"
  | "timestamptz"
  | "timestamp"
  | "uuid"
  | "jsonb"
  | "text";

export interface InferredColumn {
  /** snake_case, unique, at most 63 bytes; needs quotes only where it is a reserved word. */
  readonly name: string;
  /** As the file has it, or "" without a header. */
  readonly header: string;
  readonly type: InferredType;
  readonly isNullable: boolean;
  readonly evidence: string;
}

/** One pass over a file. */
export class TypeInference {
  readonly #dialect: Dialect;
  readonly #nullText: Uint8Array;
  readonly #names: readonly string[];
  readonly #columns: readonly ColumnTypes[];
  #records = 0;

  constructor(dialect: Dialect, headerNames: readonly string[] | null, fieldCount: number) {
    this.#dialect = dialect;
    const { nullText, encoding } = dialect;
    this.#nullText = present(encodeText(nullText, encoding), "a NULL text that the encoding has");
    this.#names = columnNames(headerNames, fieldCount);
    this.#columns = Array.from(
      { length: fieldCount },
      (_, field) => new ColumnTypes(dialect, headerNames?.[field] ?? ""),
    );
  }

  /** Whole records without the header. One that cannot be loaded anyway says nothing about types. */
  add(bytes: Uint8Array): void {
    const reader = new RecordReader(bytes, this.#dialect);
    const columns = this.#columns;
    while (reader.next()) {
      if (reader.isComment) continue;
      this.#records++;
      const isBlank = reader.isBlank && columns.length > 1;
      if (isBlank || reader.problem !== null || reader.fieldCount !== columns.length) continue;
      for (let field = 0; field < columns.length; field++) {
        const column = columns[field];
        if (column === undefined) continue;
        if (!reader.isQuoted(field) && reader.fieldIs(field, this.#nullText)) column.nulls++;
        else if (column.types === 0) column.values++;
        else if (reader.hasEscape(field)) {
          const content = reader.fieldBytes(field);
          column.add(content, 0, content.length, this.#records);
        } else {
          column.add(bytes, reader.fieldStart(field), reader.fieldEnd(field), this.#records);
        }
      }
    }
  }

  columns(): readonly InferredColumn[] {
    return this.#columns.map((column, field) => column.result(this.#names[field] ?? ""));
  }
}

/**
 * The statement for a table of these columns. It states no NOT NULL: that one file has no gap in a column is no rule
 * for the next one, and would refuse it.
 */
export function createTableSql(
  table: { readonly schema: string; readonly name: string },
  columns: readonly Pick<InferredColumn, "name" | "type">[],
): string {
  // Always quoted: a name may be a word of some reader's SQL, as `at` and `key` are.
  const lines = columns.map(({ name, type }) => `  "${name.replaceAll('"', '""')}" ${type}`);
  return `CREATE TABLE ${quoteName(table.schema)}.${quoteName(table.name)} (\n${lines.join(",\n")}\n)`;
}

/** From narrow to wide: a column gets the first that all its values fit. */
const TYPES = [
  [BIGINT, "bigint", "whole numbers"],
  [NUMERIC, "numeric", "numbers"],
  [BOOLEAN, "boolean", "truth values"],
  [DATE, "date", "dates"],
  [TIMESTAMP, "timestamp", "times without a zone"],
  [TIMESTAMPTZ, "timestamptz", "times with a zone"],
  [UUID, "uuid", "UUIDs"],
  [JSONB, "jsonb", "JSON objects and arrays"],
] as const;

class ColumnTypes implements TypesAsked {
  readonly style: Dialect;
  readonly #header: string;
  /** Bits of the types that all values so far fit; 0 is text. */
  types = ALL_TYPES;
  values = 0;
  nulls = 0;
  #hasTrue = false;
  #hasFalse = false;
  #hasWord = false;
  /** Why it became text. */
  #reason = "";

  constructor(dialect: Dialect, header: string) {
    this.style = dialect;
    this.#header = header;
  }

  add(bytes: Uint8Array, start: number, end: number, record: number): void {
    const before = this.types;
    this.types = fittingTypes(bytes, start, end, this);
    if ((before & JSONB) !== 0 && isJson(bytes, start, end, this.style)) this.types |= JSONB;
    if ((this.types & BOOLEAN) !== 0) this.#noteTruth(bytes, start, end);
    if (this.types === 0) this.#reason = this.#refusal(bytes.subarray(start, end), before, record);
    this.values++;
  }

  result(name: string): InferredColumn {
    const { type, evidence } = this.#decide();
    const rest = this.nulls === 0 ? ", no NULL" : `, ${this.nulls} NULL`;
    const isEmpty = this.values === 0;
    return {
      name,
      header: this.#header,
      type,
      isNullable: this.nulls > 0 || isEmpty,
      evidence: isEmpty ? evidence : `${evidence}${rest}`,
    };
  }

  #decide(): { type: InferredType; evidence: string } {
    if (this.values === 0) return { type: "text", evidence: "no value in the whole file" };
    const found = TYPES.find(([bit]) => (this.types & bit) !== 0);
    if (found === undefined) return { type: "text", evidence: this.#reason };
    const [bit, type, words] = found;
    const label = nameWords(this.#header).find((word) => LABEL_WORDS.has(word));
    if (label !== undefined && (bit === BIGINT || bit === NUMERIC)) {
      return {
        type: "text",
        evidence: `digits, but '${this.#header}' names a label, not a quantity`,
      };
    }
    if (bit === BOOLEAN && !this.#hasWord && !(this.#hasTrue && this.#hasFalse)) {
      return { type: "text", evidence: "one and the same word everywhere: hardly a truth value" };
    }
    return { type, evidence: `${count(this.values)}, all ${words}${this.#remark(bit)}` };
  }

  #remark(bit: number): string {
    if (bit === TIMESTAMP) return " (timestamptz would read them in the session's zone)";
    if (bit === NUMERIC && this.style.decimalComma) return " with a decimal comma";
    return "";
  }

  #noteTruth(bytes: Uint8Array, start: number, end: number): void {
    const truth = booleanValue(bytes, start, end);
    if (truth === true) this.#hasTrue = true;
    if (truth === false) this.#hasFalse = true;
    if (end - start > 3) this.#hasWord = true;
  }

  #refusal(value: Uint8Array, before: number, record: number): string {
    const text = decodeText(value.subarray(0, SHOWN_BYTES), this.style.encoding);
    const shown = `'${value.length > SHOWN_BYTES ? `${text}…` : text}' in record ${record}`;
    const [, , words] = TYPES.find(([bit]) => (before & bit) !== 0) ?? [0, "text", ""];
    const why = whyText(value);
    if (why !== "") return `${shown} ${why}`;
    return this.values === 0
      ? `${shown} is text`
      : `${shown} is not of one type with the ${words} before it`;
  }
}

const count = (values: number): string => (values === 1 ? "1 value" : `${values} values`);

const SHOWN_BYTES = 40;
const OPEN_BRACE = 123;
const OPEN_BRACKET = 91;
const BLANKS = [9, 10, 13, 32];

/** Digits under such a name may begin with 0 one day, and nobody adds them up. */
const LABEL_WORDS: ReadonlySet<string> = new Set(
  "cpf cnpj rg pis nis cnh phone telefone fone tel celular cell mobile fax whatsapp cep zip zipcode postcode postal ssn iban".split(
    " ",
  ),
);

function whyText(value: Uint8Array): string {
  const [first, second] = value;
  if (value.length === 0) return "is an empty text, not NULL";
  const isDigits = value.every(
    (byte, index) => (byte >= 48 && byte <= 57) || (index === 0 && byte === 43),
  );
  if (!isDigits) return "";
  if (first === 48) return "has a leading zero, which a number would lose";
  return first === 43 && second !== undefined ? "has a leading plus, as telephone numbers do" : "";
}

/** A JSON object or array that jsonb takes: it knows neither `\u0000` nor half a surrogate pair. */
function isJson(bytes: Uint8Array, start: number, end: number, dialect: Dialect): boolean {
  let at = start;
  while (at < end && BLANKS.includes(bytes[at] ?? 0)) at++;
  if (bytes[at] !== OPEN_BRACE && bytes[at] !== OPEN_BRACKET) return false;
  const text = decodeText(bytes.subarray(start, end), dialect.encoding);
  if (text.includes("\\u0000")) return false;
  try {
    return !JSON.stringify(JSON.parse(text)).includes("\\ud");
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
