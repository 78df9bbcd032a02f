// The values of partition keys that stand in SQL text, and how the server orders them. Undefined is the
// answer wherever a collation, a setting or an unknown type would decide.
import type { BoundValue } from "../statement.ts";
import { compareMoments, type Moment, type MomentType, readMoment } from "./moments.ts";

export type KeyValue =
  | { readonly kind: "min" | "max" | "null" }
  /** `units` times ten to the power of -`scale`. */
  | { readonly kind: "number"; readonly units: bigint; readonly scale: number }
  | { readonly kind: "moment"; readonly moment: Moment }
  | { readonly kind: "boolean"; readonly isTrue: boolean }
  /** Ordered byte by byte: 32 hexadecimal digits. */
  | { readonly kind: "uuid"; readonly text: string }
  /** `isExact`: two different texts are two different values. */
  | { readonly kind: "text"; readonly text: string; readonly isExact: boolean };

/** Reads what is written as a value of a column of that type; undefined for expressions. */
export function keyValue(value: BoundValue, columnType: string | undefined): KeyValue | undefined {
  switch (value.kind) {
    case "min":
    case "max":
    case "null":
      return { kind: value.kind };
    case "expression":
      return undefined;
    case "boolean":
      return booleanValue(value.text);
    case "number":
    case "text":
      if (TEMPLATE.test(value.text)) return undefined;
      return literalValue(value.text, value.kind === "number", columnType ?? value.type);
  }
}

/** Less than, equal to or greater than 0, for two values of one column. */
export function compareValues(a: KeyValue, b: KeyValue): number | undefined {
  if (a.kind === "min" || b.kind === "max") return a.kind === b.kind ? 0 : -1;
  if (a.kind === "max" || b.kind === "min") return 1;
  if (a.kind === "number" && b.kind === "number") return compareNumbers(a, b);
  if (a.kind === "moment" && b.kind === "moment") return compareMoments(a.moment, b.moment);
  if (a.kind === "uuid" && b.kind === "uuid") return a.text < b.text ? -1 : Number(a.text > b.text);
  return areEqual(a, b) === true ? 0 : undefined;
}

export function areEqual(a: KeyValue, b: KeyValue): boolean | undefined {
  if (a.kind === "null" || b.kind === "null") return a.kind === b.kind;
  if (a.kind === "boolean" && b.kind === "boolean") return a.isTrue === b.isTrue;
  if (a.kind === "text" && b.kind === "text") {
    if (a.text === b.text) return true;
    return a.isExact && b.isExact ? false : undefined;
  }
  if (a.kind !== b.kind || a.kind === "text") return undefined;
  const order = compareValues(a, b);
  return order === undefined ? undefined : order === 0;
}

/** The same for equal values, whatever their spelling. */
export function identity(value: KeyValue): string {
  switch (value.kind) {
    case "number":
      // 1.50 and 1.5 differ here: two spellings of one fraction in one table are not worth code.
      return `number ${value.units} ${value.scale}`;
    case "moment": {
      const { day, micros, zone } = value.moment;
      return `moment ${day} ${micros} ${zone ?? ""}`;
    }
    case "boolean":
      return `boolean ${value.isTrue}`;
    case "text":
    case "uuid":
      return `${value.kind} ${value.text}`;
    case "min":
    case "max":
    case "null":
      return value.kind;
  }
}

/** Something else will stand here when the statement runs. */
const TEMPLATE = /\uFFFC|\{\{|[$#]\{|%[sd(]|^\{\w*\}$|^:\w|<%/u;

/** What a type's name says of its values. */
export type Family = "number" | "moment" | "boolean" | "uuid" | "text" | "other";

export function familyOf(type: string): Family {
  const base = type.replace(/\s*\([^)]*\)/u, "");
  if (momentType(base) !== undefined) return "moment";
  return FAMILIES[base] ?? "other";
}

/** Types without a fraction: between n and n + 1 there is nothing. */
export const isWholeNumber = (type: string | undefined): boolean =>
  type !== undefined && /^(small|big)?(int|serial)|^int[248]$|^serial[248]$|^integer$/u.test(type);

export function momentType(type: string): MomentType | undefined {
  switch (type.replace(/\s*\([^)]*\)/u, "")) {
    case "date":
      return "date";
    case "timestamp":
    case "timestamp without time zone":
      return "timestamp";
    case "timestamptz":
    case "timestamp with time zone":
      return "timestamptz";
    default:
      return undefined;
  }
}

const NUMBER_TYPES =
  "smallint int2 integer int int4 bigint int8 smallserial serial bigserial serial2 serial4 serial8 numeric decimal real float float4 float8";

const FAMILIES: Readonly<Record<string, Family | undefined>> = {
  ...Object.fromEntries(NUMBER_TYPES.split(" ").map((name) => [name, "number" as const])),
  "double precision": "number",
  boolean: "boolean",
  bool: "boolean",
  uuid: "uuid",
  text: "text",
  varchar: "text",
  "character varying": "text",
  char: "text",
  character: "text",
  bpchar: "text",
  name: "text",
};

function literalValue(
  text: string,
  isNumber: boolean,
  type: string | undefined,
): KeyValue | undefined {
  if (type === undefined) return guessed(text, isNumber);
  switch (familyOf(type)) {
    case "number":
      return numberValue(text);
    case "moment":
      return momentValue(text, momentType(type));
    case "boolean":
      return booleanValue(text);
    case "uuid":
      return uuidValue(text);
    case "text":
      // char(n) compares without its trailing blanks.
      return { kind: "text", text: isPadded(type) ? text.trimEnd() : text, isExact: true };
    case "other":
      return isNumber ? undefined : { kind: "text", text, isExact: false };
  }
}

const isPadded = (type: string): boolean => /^(?:char|character|bpchar)\b(?! varying)/u.test(type);

/** Of a column whose type is not in sight: only what reads the same for every likely type. */
function guessed(text: string, isNumber: boolean): KeyValue | undefined {
  if (isNumber) return numberValue(text);
  return momentValue(text, undefined) ?? { kind: "text", text, isExact: false };
}

function momentValue(text: string, type: MomentType | undefined): KeyValue | undefined {
  const moment = readMoment(text, type);
  return moment === undefined ? undefined : { kind: "moment", moment };
}

function numberValue(text: string): KeyValue | undefined {
  const match = /^\s*([-+]?)\s*(\d*)\.?(\d*)\s*$/u.exec(text.replaceAll(/(?<=\d)_(?=\d)/gu, ""));
  if (match === null) return undefined;
  const [, sign = "", whole = "", fraction = ""] = match;
  if (whole === "" && fraction === "") return undefined;
  const units = BigInt(whole + fraction);
  return { kind: "number", units: sign === "-" ? -units : units, scale: fraction.length };
}

const booleanValue = (text: string): KeyValue | undefined => {
  const isTrue = /^\s*(t|true|y|yes|on|1)\s*$/iu.test(text);
  const isFalse = /^\s*(f|false|n|no|off|0)\s*$/iu.test(text);
  return isTrue || isFalse ? { kind: "boolean", isTrue } : undefined;
};

function uuidValue(text: string): KeyValue | undefined {
  const digits = text.trim().replaceAll(/[-{}]/gu, "").toLowerCase();
  return /^[0-9a-f]{32}$/u.test(digits) ? { kind: "uuid", text: digits } : undefined;
}

interface Decimal {
  readonly units: bigint;
  readonly scale: number;
}

function compareNumbers(a: Decimal, b: Decimal): number {
  const scale = Math.max(a.scale, b.scale);
  const [left, right] = [atScale(a, scale), atScale(b, scale)];
  return left < right ? -1 : Number(left > right);
}

const atScale = ({ units, scale }: Decimal, wanted: number): bigint =>
  units * 10n ** BigInt(wanted - scale);
