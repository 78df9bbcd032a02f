// Dates and timestamps as keys: days or microseconds since 1970, for the ways of writing them that value-dates.ts
// vouches for.
import { dateTimeTypes } from "../../records/value-dates.ts";
import { DATE, TIMESTAMP, TIMESTAMPTZ } from "../../records/value-type-bits.ts";
import { narrowed, type KeyTexts, type KeyValue } from "./key-value.ts";

export type MomentName = "date" | "timestamp" | "timestamptz";

export const DAY_MICROS = 86_400_000_000;
const MINUTE_MICROS = 60_000_000;

const PLUS = 43;
const DASH = 45;
const POINT = 46;
const ZERO = 48;
const NINE = 57;
const COLON = 58;

export class MomentReader {
  readonly #name: MomentName;
  readonly #texts: KeyTexts;
  /** Digits of a second that the column keeps. */
  readonly #precision: number;
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;

  constructor(name: MomentName, typmod: number, texts: KeyTexts) {
    this.#name = name;
    this.#texts = texts;
    this.#precision = typmod < 0 ? 6 : typmod;
  }

  read(bytes: Uint8Array, start: number, end: number): KeyValue | undefined {
    const types = dateTimeTypes(bytes, start, end, this.#texts.dateOrder);
    if ((types & (DATE | TIMESTAMP | TIMESTAMPTZ)) === 0) return undefined;
    const hasZone = (types & TIMESTAMPTZ) !== 0;
    const name = this.#name;
    if (name === "timestamptz" && !hasZone && !this.#texts.server.isUtc) return undefined;
    this.#bytes = bytes;
    this.#at = start;
    const day = this.#day();
    if (name === "date") return day;
    const micros = this.#at < end ? this.#time() : 0;
    // The server drops the zone of a text for a timestamp without one.
    const offset = hasZone && name === "timestamptz" ? this.#offset(end) : 0;
    return micros === undefined ? undefined : instantOf(day, micros - offset);
  }

  #day(): number {
    const start = this.#at;
    const first = this.#number();
    const isYearFirst = this.#at - start === 4;
    this.#at++;
    const second = this.#number();
    this.#at++;
    const third = this.#number();
    if (isYearFirst) return dayOf(first, second, third);
    return this.#texts.dateOrder === "dmy"
      ? dayOf(third, second, first)
      : dayOf(third, first, second);
  }

  /** Microseconds since midnight; undefined where the column would round them. */
  #time(): number | undefined {
    this.#at++;
    const hours = this.#number();
    this.#at++;
    let micros = (hours * 60 + this.#number()) * MINUTE_MICROS;
    if (this.#bytes[this.#at] !== COLON) return micros;
    this.#at++;
    micros += this.#number() * 1_000_000;
    if (this.#bytes[this.#at] !== POINT) return micros;
    this.#at++;
    let worth = 100_000;
    for (let place = 0; this.#isDigit(); place++, this.#at++) {
      const digit = (this.#bytes[this.#at] ?? ZERO) - ZERO;
      if (digit > 0 && place >= this.#precision) return undefined;
      micros += digit * worth;
      worth = worth > 1 ? worth / 10 : 0;
    }
    return micros;
  }

  /** Microseconds east of Greenwich. */
  #offset(end: number): number {
    const bytes = this.#bytes;
    if (bytes[this.#at] === 32) this.#at++;
    const sign = bytes[this.#at++];
    if (sign !== PLUS && sign !== DASH) return 0;
    let minutes = this.#twoDigits() * 60;
    if (bytes[this.#at] === COLON) this.#at++;
    if (this.#at < end) minutes += this.#twoDigits();
    return (sign === DASH ? -minutes : minutes) * MINUTE_MICROS;
  }

  #twoDigits(): number {
    const tens = (this.#bytes[this.#at++] ?? ZERO) - ZERO;
    return tens * 10 + (this.#bytes[this.#at++] ?? ZERO) - ZERO;
  }

  #number(): number {
    let value = 0;
    for (; this.#isDigit(); this.#at++) value = value * 10 + (this.#bytes[this.#at] ?? ZERO) - ZERO;
    return value;
  }

  #isDigit(): boolean {
    const byte = this.#bytes[this.#at] ?? 0;
    return byte >= ZERO && byte <= NINE;
  }
}

/** Days since 1970-01-01 without a Date object, which would cost more than all the rest: years begin in March. */
function dayOf(year: number, month: number, dayOfMonth: number): number {
  const y = month > 2 ? year : year - 1;
  const century = Math.floor(y / 100);
  const leapDays = Math.floor(y / 4) - century + Math.floor(century / 4);
  const daysBeforeMonth = Math.floor((153 * ((month + 9) % 12) + 2) / 5);
  return y * 365 + leapDays + daysBeforeMonth + dayOfMonth - 719_469;
}

function instantOf(day: number, micros: number): number | bigint {
  const instant = day * DAY_MICROS + micros;
  if (Number.isSafeInteger(instant)) return instant;
  return narrowed(BigInt(day) * BigInt(DAY_MICROS) + BigInt(micros));
}
