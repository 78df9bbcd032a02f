// What the server would say to a value that the encoder did not read: a refusal, where that is certain on every version
// from 13 on, or null, and then the server is asked. Messages are the server's own English ones.
import * as kinds from "./binary-kinds.ts";
import type { FieldEncoding } from "./binary-format.ts";

export interface Refusal {
  readonly sqlstate: string;
  readonly message: string;
}

/** Longer values are left to the server. */
const CHARACTERS_MAX = 10_000;

export function judgeValue(field: FieldEncoding, text: string): Refusal | null {
  if (field.kind === kinds.TEXT) return judgeLength(field, text);
  if (text.length > CHARACTERS_MAX) return null;
  switch (field.kind) {
    case kinds.INT2:
      return judgeInteger(text, "smallint", 16n);
    case kinds.INT4:
      return judgeInteger(text, "integer", 32n);
    case kinds.INT8:
      return judgeInteger(text, "bigint", 64n);
    case kinds.FLOAT4:
      return isNoNumber(text) ? badSyntax("real", text) : null;
    case kinds.FLOAT8:
      return isNoNumber(text) ? badSyntax("double precision", text) : null;
    case kinds.NUMERIC:
      return judgeNumeric(field, text);
    case kinds.BOOL:
      return isBool(text) ? null : badSyntax("boolean", text);
    case kinds.UUID:
      return NOT_IN_UUID.test(text) || text === "" ? badSyntax("uuid", text) : null;
    case kinds.DATE:
      return judgeDate(text, ISO_DATE, "date");
    case kinds.TIME:
      return text === "" ? badDate("time", text) : null;
    case kinds.TIMESTAMP:
      return judgeDate(text, ISO_TIMESTAMP, "timestamp");
    case kinds.TIMESTAMPTZ:
    case kinds.TIMESTAMPTZ_UTC:
      return judgeDate(text, ISO_TIMESTAMP, "timestamp with time zone");
    default:
      return null;
  }
}

/** Blanks as the server's isspace has them: it skips them around most values. */
const BLANK_AROUND = /^[ \t\n\v\f\r]|[ \t\n\v\f\r]$/;

/** Or perhaps one. */
const isBool = (text: string): boolean =>
  BLANK_AROUND.test(text) ||
  /^(?:t|tr|tru|true|f|fa|fal|fals|false|y|ye|yes|n|no|on|of|off|0|1)$/i.test(text);

const WHOLE = /^[+-]?\d+$/;
/** Neither a beginning of a number nor blanks before one; or a sign that no digit follows. */
const NO_INTEGER = /^(?:[^\d+\- \t\n\v\f\r]|[+-](?!\d)|$)/;
/** Digits, then something that continues no number: version 16 takes other bases and underscores. */
const INTEGER_AND_MORE = /^[+-]?\d+[^\d_xXoObB \t\n\v\f\r]/;

function judgeInteger(text: string, type: string, bits: bigint): Refusal | null {
  if (WHOLE.test(text)) {
    const value = BigInt(text.replace(/^\+/, ""));
    if (BigInt.asIntN(Number(bits), value) === value) return null;
    return { sqlstate: "22003", message: `value "${text}" is out of range for type ${type}` };
  }
  return NO_INTEGER.test(text) || INTEGER_AND_MORE.test(text) ? badSyntax(type, text) : null;
}

/** NaN and Infinity have an n or an i in front. */
const NO_NUMBER = /^(?:[^\d+\-.nNiI \t\n\v\f\r]|$)/;
const NUMBER_AND_MORE = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)[^\d.eExXoObBpP_ \t\n\v\f\r]/;
const TWO_POINTS = /^[+-]?\d*\.\d*\./;

const isNoNumber = (text: string): boolean =>
  NO_NUMBER.test(text) || NUMBER_AND_MORE.test(text) || TWO_POINTS.test(text);

function judgeNumeric(field: FieldEncoding, text: string): Refusal | null {
  if (isNoNumber(text)) return badSyntax("numeric", text);
  const whole = /^[+-]?0*(\d*)(?:\.\d*)?$/.exec(text)?.[1];
  if (whole === undefined || field.limit === null || whole.length <= field.limit) return null;
  return { sqlstate: "22003", message: "numeric field overflow" };
}

/** Anything but blanks beyond the length. */
function judgeLength({ limit, type }: FieldEncoding, text: string): Refusal | null {
  if (limit === null) return null;
  const rest = Array.from(text).slice(limit).join("");
  if (/^ *$/.test(rest)) return null;
  return { sqlstate: "22001", message: `value too long for type ${type}` };
}

const NOT_IN_UUID = /[^0-9a-fA-F{}-]/;

const ISO_DATE = /^\d{4}-(\d\d)-(\d\d)$/;
/** An ordinary time of day behind the date. */
const ISO_TIMESTAMP =
  /^\d{4}-(\d\d)-(\d\d)[ T](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,6})?)?(?:Z|[+-](?:0\d|1[0-4])(?::?[0-5]\d)?)?$/;

/** Of an ISO form whose day does not exist. */
function judgeDate(text: string, form: RegExp, type: string): Refusal | null {
  if (text === "") return badDate(type, text);
  const [, month = "", day = ""] = form.exec(text) ?? [];
  const isDay = isBetween(month, 1, 12) && isBetween(day, 1, 31);
  if (month === "" || (isDay && isDayOf(text, Number(month), Number(day)))) return null;
  return {
    sqlstate: "22008",
    message: `date/time field value out of range: "${text}"`,
  };
}

const isBetween = (digits: string, from: number, to: number): boolean =>
  Number(digits) >= from && Number(digits) <= to;

function isDayOf(text: string, month: number, day: number): boolean {
  const year = Number(text.slice(0, 4));
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
  return year > 0 && day <= days;
}

const badSyntax = (type: string, text: string): Refusal => ({
  sqlstate: "22P02",
  message: `invalid input syntax for type ${type}: "${text}"`,
});

const badDate = (type: string, text: string): Refusal => ({
  sqlstate: "22007",
  message: `invalid input syntax for type ${type}: "${text}"`,
});
