// Numbers, sizes and times for people, in the reader's language. Sizes are decimal: 1 MB is a million bytes.

export interface Format {
  /** "1,234,567" */
  readonly count: (value: number) => string;
  /** "48,200" below a million, "1.2M" above: for axes and headlines of rows per second. */
  readonly rate: (value: number) => string;
  /** "1.5 GB" */
  readonly bytes: (value: number) => string;
  /** "41.3 MB/s" */
  readonly bytesPerSecond: (value: number) => string;
  /** "62%"; never 100 % before the end. */
  readonly percent: (fraction: number) => string;
  /** "1h 5m", "2m 10s", "8s" */
  readonly duration: (ms: number) => string;
  /** "1:05" or "1:05:09": time since the start, for axes. */
  readonly clock: (ms: number) => string;
  /** "3.2 ms" */
  readonly milliseconds: (ms: number) => string;
}

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

export function formatFor(locale: string): Format {
  const language = supported(locale);
  const number = (options: Intl.NumberFormatOptions) => {
    const format = new Intl.NumberFormat(language, options);
    return (value: number) => format.format(value);
  };
  const count = number({ maximumFractionDigits: 0 });
  const compact = number({ notation: "compact", maximumSignificantDigits: 3 });
  const whole = number({ style: "percent", maximumFractionDigits: 0 });
  const short = number({ style: "unit", unit: "millisecond", maximumSignificantDigits: 2 });
  const long = number({ style: "unit", unit: "millisecond", maximumFractionDigits: 0 });
  const [hours, minutes, seconds] = (["hour", "minute", "second"] as const).map((unit) =>
    number({ style: "unit", unit, unitDisplay: "narrow" }),
  );
  const sizes = UNITS.map((unit) => sized(number, unit));
  const speeds = UNITS.map((unit) => sized(number, `${unit}-per-second`));
  const inUnit = (
    formats: readonly ((value: number) => string)[],
    value: number,
    powerMin: number,
  ) => {
    const power = Math.max(powerMin, Math.floor(Math.log10(Math.max(1, value)) / 3));
    const index = Math.min(UNITS.length - 1, power);
    return formats[index]?.(value / 1000 ** index) ?? "";
  };
  return {
    count,
    rate: (value) => (value < 1_000_000 ? count(value) : compact(value)),
    bytes: (value) => inUnit(sizes, value, 0),
    bytesPerSecond: (value) => inUnit(speeds, value, 1),
    percent: (fraction) => whole(Math.floor(fraction * 100) / 100),
    duration: (ms) => {
      const all = Math.max(0, Math.round(ms / 1000));
      const [h, m, s] = [Math.floor(all / 3600), Math.floor(all / 60) % 60, all % 60];
      const parts =
        h > 0 ? [hours?.(h), minutes?.(m)] : m > 0 ? [minutes?.(m), seconds?.(s)] : [seconds?.(s)];
      return parts.join(" ");
    },
    clock,
    milliseconds: (ms) => (ms < 10 ? short(ms) : long(ms)),
  };
}

type Numbers = (options: Intl.NumberFormatOptions) => (value: number) => string;

/** Whole bytes, and three digits of everything larger, so that a number does not change its width all the time. */
function sized(number: Numbers, unit: string): (value: number) => string {
  const style = { style: "unit", unit, unitDisplay: unit === "byte" ? "long" : "short" } as const;
  const small = number({ ...style, minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const large = number({ ...style, maximumFractionDigits: 0 });
  const isWhole = unit.startsWith("byte");
  return (value) => (isWhole || value >= 100 ? large(value) : small(value));
}

function clock(ms: number): string {
  const all = Math.max(0, Math.round(ms / 1000));
  const two = (value: number) => String(value).padStart(2, "0");
  const [h, m, s] = [Math.floor(all / 3600), Math.floor(all / 60) % 60, all % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** The language itself, or English for a tag that is none. */
function supported(locale: string): string {
  try {
    return Intl.NumberFormat.supportedLocalesOf([locale])[0] ?? "en";
  } catch (error) {
    if (error instanceof RangeError) return "en";
    throw error;
  }
}
