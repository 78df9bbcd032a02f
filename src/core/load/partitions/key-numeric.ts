// A numeric key as a string that orders and compares as the number does: 2 for positive, 1 for zero, 0 for negative,
// then where the first digit stands, then the digits. Of negative numbers everything is turned round.
import type { ReadKey } from "./key-value.ts";

const PLAIN = /^([+-]?)(\d*)(?:\.(\d*))?$/u;

/** Longer ones are the server's. */
const LENGTH_MAX = 400;

/** Where the first digit stands, shifted so that it is never negative and always as long. */
const SHIFT = 50_000;

const NUMERIC_HEADER = 4;

/** Undefined for exponents, NaN, infinities, and for what the column would round or refuse. */
export function numericKey(typmod: number): ReadKey {
  const isBound = typmod >= NUMERIC_HEADER;
  const scale = isBound ? scaleOf(typmod) : Number.POSITIVE_INFINITY;
  const wholeMax = isBound ? ((typmod - NUMERIC_HEADER) >> 16) - scale : Number.POSITIVE_INFINITY;
  return (bytes, start, end) => {
    if (end - start > LENGTH_MAX) return undefined;
    const match = PLAIN.exec(String.fromCharCode(...bytes.subarray(start, end)));
    if (match === null) return undefined;
    const [, sign, whole = "", fraction = ""] = match;
    if (whole === "" && fraction === "") return undefined;
    const decimals = fraction.replace(/0+$/u, "");
    if (decimals.length > scale || whole.replace(/^0+/u, "").length > wholeMax) return undefined;
    return orderedForm(sign === "-", whole, decimals);
  };
}

/** The number behind an ordered form. `digits` begin and end with none that is 0; `point` digits stand before the point. */
export interface Decimal {
  readonly digits: string;
  readonly point: number;
}

/** Without the sign, which the server does not hash; null for zero. */
export function decimalOf(form: string): Decimal | null {
  if (form === "1") return null;
  const isNegative = form.startsWith("0");
  const plain = isNegative ? turned(form.slice(1, -1)) : form.slice(1);
  return { point: Number(plain.slice(0, 6)) - SHIFT, digits: plain.slice(6) };
}

function orderedForm(isNegative: boolean, whole: string, decimals: string): string {
  const all = whole + decimals;
  const leading = all.length - all.replace(/^0+/u, "").length;
  const digits = all.slice(leading).replace(/0+$/u, "");
  if (digits === "") return "1";
  const point = whole.length - leading;
  const plain = String(point + SHIFT).padStart(6, "0") + digits;
  // The tilde stands above all digits: -1.55 is less than -1.5.
  return isNegative ? `0${turned(plain)}~` : `2${plain}`;
}

const turned = (digits: string): string =>
  digits.replaceAll(/\d/gu, (digit) => String(9 - Number(digit)));

/** Eleven bits with a sign since PostgreSQL 15; a negative scale rounds to tens. */
function scaleOf(typmod: number): number {
  const bits = (typmod - NUMERIC_HEADER) & 0x7ff;
  return (bits ^ 1024) - 1024;
}
