// Binary values as text that PostgreSQL reads back into exactly the same value.

const MICROS_PER_SECOND = 1_000_000;
const MICROS_PER_DAY = 86_400_000_000n;

/** The integer in two's complement, most significant byte first. */
export function bigEndian(bytes: Uint8Array): bigint {
  const [first = 0, ...others] = bytes;
  if (bytes.length > SAFE_BYTES) {
    let value = 0n;
    for (const byte of bytes) value = (value << 8n) | BigInt(byte);
    return BigInt.asIntN(8 * bytes.length, value);
  }
  let value = first > 127 ? first - 256 : first;
  for (const byte of others) value = value * 256 + byte;
  return BigInt(value);
}

/** So many fit into a number exactly. */
const SAFE_BYTES = 6;

/** `unscaled` divided by ten to the power of `scale`. */
export function decimalText(unscaled: bigint, scale: number): string {
  if (scale <= 0) return (unscaled * 10n ** BigInt(-scale)).toString();
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, "0");
  const sign = unscaled < 0n ? "-" : "";
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** A day counted from 1970-01-01; years before 1 are written as BC. */
export function dateText(day: number): string {
  const { text, isBc } = dateParts(day);
  return isBc ? `${text} BC` : text;
}

/** Microseconds since midnight. */
export const timeText = (micros: bigint): string => clockText(Number(micros));

function clockText(micros: number): string {
  const fraction = micros % MICROS_PER_SECOND;
  const seconds = (micros - fraction) / MICROS_PER_SECOND;
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const whole = `${twoDigits(hours)}:${twoDigits(minutes % 60)}:${twoDigits(seconds % 60)}`;
  return fraction === 0 ? whole : `${whole}.${pad(fraction, 6).replace(/0+$/, "")}`;
}

/** Microseconds since 1970-01-01 00:00, in UTC or in no zone. */
export function timestampText(micros: bigint, isUtc: boolean): string {
  const day = floorDays(micros);
  const { text, isBc } = dateParts(day);
  const rest = Number(micros - BigInt(day) * MICROS_PER_DAY);
  return `${text} ${clockText(rest)}${isUtc ? "+00" : ""}${isBc ? " BC" : ""}`;
}

function floorDays(micros: bigint): number {
  const towardsZero = micros / MICROS_PER_DAY;
  const isBefore = micros < 0n && towardsZero * MICROS_PER_DAY !== micros;
  return Number(towardsZero) - (isBefore ? 1 : 0);
}

/** The shortest digits that give this double again. */
export const doubleText = (value: number): string => (Object.is(value, -0) ? "-0" : String(value));

/** The shortest digits that give this number again when they are read as a float of 32 bits. */
export function floatText(value: number): string {
  if (!Number.isFinite(value) || value === 0) return doubleText(value);
  for (let digits = 6; digits < 9; digits++) {
    const near = Number(value.toPrecision(digits));
    if (Math.fround(near) === value) return doubleText(near);
  }
  return doubleText(Number(value.toPrecision(9)));
}

export const hexText = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

export function uuidText(bytes: Uint8Array): string {
  const hex = hexText(bytes);
  return [0, 8, 12, 16, 20]
    .map((start, index) => hex.slice(start, [8, 12, 16, 20, 32][index]))
    .join("-");
}

export interface CalendarDay {
  /** Astronomical: 0 is 1 BC. */
  readonly year: number;
  readonly month: number;
  readonly dayOfMonth: number;
}

/**
 * A day counted from 1970-01-01, in the proleptic Gregorian calendar: in eras of 400 years that begin on 1 March, so
 * that a leap day is the last of its year. Not by Date, which ends at the year 275,760, long before PostgreSQL's
 * calendar does.
 */
export function calendarDay(day: number): CalendarDay {
  const shifted = day + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1_460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const leapDays = Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100);
  const dayOfYear = dayOfEra - (365 * yearOfEra + leapDays);
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const dayOfMonth = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfMonth };
}

function dateParts(day: number): { text: string; isBc: boolean } {
  const { year, month, dayOfMonth } = calendarDay(day);
  const written = year > 0 ? year : 1 - year;
  return {
    text: `${pad(written, 4)}-${twoDigits(month)}-${twoDigits(dayOfMonth)}`,
    isBc: year <= 0,
  };
}

const pad = (value: number, digits: number): string => String(value).padStart(digits, "0");

const twoDigits = (value: number): string => (value < 10 ? `0${value}` : String(value));
