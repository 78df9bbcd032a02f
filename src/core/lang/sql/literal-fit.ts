// Whether a literal fits a column's type, as the server decides it when the row comes. What the text does
// not show for certain (names of time zones, expressions, types of the user's own) fits.
import type { Words } from "../../base/words.ts";
import { countText } from "../../text/amounts.ts";
import type { Literal } from "./rewrite/literal.ts";
import { dayOf } from "./schema/moments.ts";

export interface Misfit {
  readonly sqlstate: "22001" | "22003" | "22008";
  /** What the type holds, and by how much the value is beyond it. */
  readonly limit: Words;
}

/** `type` as KnownColumn has it: `integer`, `character varying(20)`, `numeric(10,2)`, `date`. */
export function misfitOf(literal: Literal, type: string): Misfit | undefined {
  if (literal.kind !== "number" && literal.kind !== "text") return undefined;
  const [, base = "", first, second] =
    /^([a-z][a-z0-9 ]*?)(?:\s*\(\s*(\d+)\s*(?:,\s*(-?\d+)\s*)?\))?( with(?:out)? time zone)?$/u.exec(
      type,
    ) ?? [];
  const bits = INTEGER_BITS.get(base);
  if (bits !== undefined) return integerMisfit(literal.text, bits, base);
  if (base === "numeric" || base === "decimal") {
    return first === undefined
      ? undefined
      : numericMisfit(literal.text, Number(first), Number(second ?? 0), type);
  }
  if (literal.kind !== "text") return undefined;
  if (TEXTS.has(base) && first !== undefined) return textMisfit(literal.text, Number(first), type);
  return MOMENTS.has(base) ? calendarMisfit(literal.text) : undefined;
}

/** True for a type that some literal does not fit. */
export const hasLimit = (type: string): boolean =>
  /^(?:small|big)?int|^integer|^(?:small|big)?serial|^(?:numeric|decimal|character|char|varchar|bpchar)\b.*\(|^date$|^timestamp/u.test(
    type,
  );

const INTEGER_BITS: ReadonlyMap<string, bigint> = new Map([
  ["smallint", 16n],
  ["int2", 16n],
  ["smallserial", 16n],
  ["integer", 32n],
  ["int", 32n],
  ["int4", 32n],
  ["serial", 32n],
  ["bigint", 64n],
  ["int8", 64n],
  ["bigserial", 64n],
]);
const TEXTS = new Set(["character varying", "varchar", "character", "char", "bpchar"]);
const MOMENTS = new Set(["date", "timestamp", "timestamptz"]);

function integerMisfit(text: string, bits: bigint, type: string): Misfit | undefined {
  const value = roundedTo(text, 0);
  const limit = 1n << (bits - 1n);
  if (value === undefined || (value >= -limit && value < limit)) return undefined;
  const range = `${-limit}`;
  const top = `${limit - 1n}`;
  return {
    sqlstate: "22003",
    limit: { en: `${type} holds ${range} to ${top}`, ptBr: `${type} vai de ${range} a ${top}` },
  };
}

/** Digits beyond the scale are rounded away before the server looks at the size. */
function numericMisfit(
  text: string,
  precision: number,
  scale: number,
  type: string,
): Misfit | undefined {
  if (scale < 0 || scale > precision || precision > 1_000) return undefined;
  const value = roundedTo(text, scale);
  const limit = 10n ** BigInt(precision);
  if (value === undefined || (value > -limit && value < limit)) return undefined;
  const digits = precision - scale;
  return {
    sqlstate: "22003",
    limit: {
      en: `${type} holds ${digits} digits before the point`,
      ptBr: `${type} guarda ${digits} dígitos antes da vírgula`,
    },
  };
}

/** Longer than anybody's number; arithmetic on it would cost time. */
const NUMBER_LENGTH_MAX = 400;

/** The decimal number times ten to the power of `scale`, halves away from zero. */
function roundedTo(text: string, scale: number): bigint | undefined {
  if (text.length > NUMBER_LENGTH_MAX) return undefined;
  const match = /^\s*([-+]?)(\d*)(?:\.(\d*))?\s*$/u.exec(text);
  const [, sign, whole = "", fraction = ""] = match ?? [];
  if (match === null || whole + fraction === "") return undefined;
  const kept = BigInt(whole + fraction.slice(0, scale).padEnd(scale, "0"));
  const rounded = (fraction[scale] ?? "0") >= "5" ? kept + 1n : kept;
  return sign === "-" ? -rounded : rounded;
}

/** Blanks beyond the length are cut without an error, as the standard wants it. */
function textMisfit(text: string, length: number, type: string): Misfit | undefined {
  if (text.length <= length) return undefined;
  const characters = Array.from(text);
  if (characters.slice(length).every((character) => character === " ")) return undefined;
  const count = characters.length;
  return {
    sqlstate: "22001",
    limit: {
      en: `${type} holds ${countText(length, "en")} characters and this has ${countText(count, "en")}`,
      ptBr: `${type} guarda ${countText(length, "ptBr")} caracteres e este tem ${countText(count, "ptBr")}`,
    },
  };
}

/** With the year in front the parts have one order only, whatever DateStyle says. */
function calendarMisfit(text: string): Misfit | undefined {
  const [, year, month, dayOfMonth] =
    /^\s*(\d{4})-(\d{1,2})-(\d{1,2})(?=$|[T\s])/u.exec(text) ?? [];
  if (year === undefined || /\bBC\b/iu.test(text)) return undefined;
  const isZero = Number(year) === 0;
  const isReal = dayOf(Math.max(Number(year), 1_000), Number(month), Number(dayOfMonth));
  // Years before 1000 have other leap years than the one that stands for them here.
  if (!isZero && (isReal !== undefined || Number(year) < 1_000)) return undefined;
  return {
    sqlstate: "22008",
    limit: { en: "the calendar has no such day", ptBr: "o calendário não tem esse dia" },
  };
}
