// Numbers as most of Europe and Latin America write them: "1.234,56" is 1234.56.

/** What a field is under the decimal comma. */
export const NOT_A_NUMBER = 0;
/** Digits alone: the same with comma and with point. */
export const PLAIN_WHOLE = 1;
/** "1.234": groups of three and no fraction. */
export const GROUPED_WHOLE = 2;
/** "1.234,56" or "1234,56". */
export const FRACTION = 3;
export type DecimalCommaShape =
  typeof NOT_A_NUMBER | typeof PLAIN_WHOLE | typeof GROUPED_WHOLE | typeof FRACTION;

const SPACE = 32;
const PLUS = 43;
const COMMA = 44;
const MINUS = 45;
const POINT = 46;
const ZERO = 48;
const NINE = 57;

/**
 * Exactly: blanks, a sign, digits or groups of three parted by points, a comma and digits, blanks. A group before
 * points never starts with 0, for "0.123" is somebody's decimal point and must not become 123.
 */
export function decimalCommaShape(
  bytes: Uint8Array,
  start: number,
  end: number,
): DecimalCommaShape {
  let at = start;
  let to = end;
  while (at < to && bytes[at] === SPACE) at++;
  while (to > at && bytes[to - 1] === SPACE) to--;
  if (bytes[at] === MINUS || bytes[at] === PLUS) at++;
  const first = at;
  at = digitsEnd(bytes, at, to);
  const headDigits = at - first;
  if (headDigits === 0) return NOT_A_NUMBER;
  let isGrouped = false;
  while (at < to && bytes[at] === POINT) {
    if (headDigits > 3 || bytes[first] === ZERO) return NOT_A_NUMBER;
    const group = at + 1;
    at = digitsEnd(bytes, group, to);
    if (at - group !== 3) return NOT_A_NUMBER;
    isGrouped = true;
  }
  if (at === to) return isGrouped ? GROUPED_WHOLE : PLAIN_WHOLE;
  if (bytes[at] !== COMMA) return NOT_A_NUMBER;
  const fraction = at + 1;
  at = digitsEnd(bytes, fraction, to);
  return at > fraction && at === to ? FRACTION : NOT_A_NUMBER;
}

export function digitsEnd(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && isDigit(bytes[at])) at++;
  return at;
}

export const isDigit = (byte: number | undefined): boolean =>
  byte !== undefined && byte >= ZERO && byte <= NINE;
