// Text as UTF-8 bytes in one buffer that is used again and again: numbers, dates and times become digits in it without
// a string on the way. It grows to the largest text that it held.
import { calendarDay } from "../../core/records/exact-text.ts";

const [ZERO, MINUS, POINT, COLON, BLANK] = [48, 45, 46, 58, 32];
/** Room for any number, date or time that is written here. */
const NUMBER_BYTES = 40;
const MICROS_PER_SECOND = 1_000_000;
const MICROS_PER_DAY = 86_400 * MICROS_PER_SECOND;
/** So many digits are computed at a time, in integers of 32 bits. */
const PIECE_DIGITS = 9;
const PIECE = 10 ** PIECE_DIGITS;
/** A shorter text is written faster here than by Node. */
const SHORT_TEXT = 40;

export class TextBuffer {
  /** What was written, up to `at`; another one when it had to grow. */
  bytes: Buffer;
  at = 0;

  constructor(bytesMin: number) {
    this.bytes = Buffer.allocUnsafeSlow(bytesMin);
  }

  /** Makes room for `count` more bytes, so that they may be written into `bytes`. */
  require(count: number): void {
    const needed = this.at + count;
    if (needed <= this.bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.bytes.length));
    larger.set(this.bytes.subarray(0, this.at));
    this.bytes = larger;
  }

  byte(value: number): void {
    if (this.at === this.bytes.length) this.require(1);
    this.bytes[this.at++] = value;
  }

  text(text: string): void {
    this.require(3 * text.length);
    const { bytes, at } = this;
    if (text.length < SHORT_TEXT) {
      let isAscii = true;
      for (let index = 0; index < text.length; index++) {
        const unit = text.charCodeAt(index);
        bytes[at + index] = unit;
        isAscii &&= unit < 128;
      }
      if (isAscii) {
        this.at += text.length;
        return;
      }
    }
    this.at += bytes.write(text, at, "utf8");
  }

  copy(from: Uint8Array, start: number, end: number): void {
    const count = end - start;
    this.require(count);
    const { bytes, at } = this;
    // A call of `set` costs as much as some dozen bytes.
    if (count > SHORT_TEXT) bytes.set(from.subarray(start, end), at);
    else for (let index = 0; index < count; index++) bytes[at + index] = from[start + index] ?? 0;
    this.at += count;
  }

  /** An integer that a number holds exactly. */
  whole(value: number): void {
    this.require(NUMBER_BYTES);
    if (value < 0) this.bytes[this.at++] = MINUS;
    this.#digits(Math.abs(value));
  }

  /** `unscaled`, an integer that a number holds exactly, divided by ten to the power of `scale`, which is 0 to 15. */
  decimal(unscaled: number, scale: number): void {
    if (scale === 0) {
      this.whole(unscaled);
      return;
    }
    this.require(NUMBER_BYTES);
    if (unscaled < 0) this.bytes[this.at++] = MINUS;
    const [value, power] = [Math.abs(unscaled), 10 ** scale];
    const fraction = value % power;
    this.#digits((value - fraction) / power);
    this.bytes[this.at++] = POINT;
    this.#padded(fraction, scale);
  }

  /** A day counted from 1970-01-01, of the years 1 to 9999; false, and nothing is written, for others. */
  date(day: number): boolean {
    const { year, month, dayOfMonth } = calendarDay(day);
    if (year < 1 || year > 9_999) return false;
    this.require(NUMBER_BYTES);
    this.#padded(year, 4);
    this.bytes[this.at++] = MINUS;
    this.#two(month);
    this.bytes[this.at++] = MINUS;
    this.#two(dayOfMonth);
    return true;
  }

  /** Microseconds since midnight, fewer than a day has. */
  time(micros: number): void {
    this.require(NUMBER_BYTES);
    let fraction = micros % MICROS_PER_SECOND;
    const seconds = (micros - fraction) / MICROS_PER_SECOND;
    const minutes = Math.floor(seconds / 60);
    this.#two(Math.floor(minutes / 60));
    this.bytes[this.at++] = COLON;
    this.#two(minutes % 60);
    this.bytes[this.at++] = COLON;
    this.#two(seconds % 60);
    if (fraction === 0) return;
    let digits = 6;
    for (; fraction % 10 === 0; digits--) fraction /= 10;
    this.bytes[this.at++] = POINT;
    this.#padded(fraction, digits);
  }

  /** Microseconds since 1970-01-01 00:00; false, and nothing is written, where `date` says so. */
  timestamp(micros: number): boolean {
    const day = Math.floor(micros / MICROS_PER_DAY);
    if (!this.date(day)) return false;
    this.bytes[this.at++] = BLANK;
    this.time(micros - day * MICROS_PER_DAY);
    return true;
  }

  #two(value: number): void {
    const tens = (value / 10) | 0;
    this.bytes[this.at++] = ZERO + tens;
    this.bytes[this.at++] = ZERO + value - 10 * tens;
  }

  #digits(value: number): void {
    if (value >= PIECE) {
      const low = value % PIECE;
      this.#digits((value - low) / PIECE);
      this.#padded(low, PIECE_DIGITS);
      return;
    }
    let count = 1;
    for (let rest = value; rest >= 10; rest = (rest / 10) | 0) count += 1;
    this.#padded(value, count);
  }

  #padded(value: number, digits: number): void {
    if (digits > PIECE_DIGITS) {
      const low = value % PIECE;
      this.#padded((value - low) / PIECE, digits - PIECE_DIGITS);
      this.#padded(low, PIECE_DIGITS);
      return;
    }
    const { bytes, at } = this;
    let rest = value | 0;
    for (let index = at + digits - 1; index >= at; index--) {
      const tenth = (rest / 10) | 0;
      bytes[index] = ZERO + rest - 10 * tenth;
      rest = tenth;
    }
    this.at = at + digits;
  }
}
