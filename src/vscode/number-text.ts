// Numbers for people, in their own locale: sizes, counts, shares.

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

/** "26.4 MB": decimal units, as file managers count. */
export function sizeText(bytes: number, locale: string): string {
  const power = Math.min(UNITS.length - 1, bytes < 1000 ? 0 : Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return new Intl.NumberFormat(locale, {
    style: "unit",
    unit: UNITS[power] ?? "byte",
    unitDisplay: power === 0 ? "long" : "short",
    maximumFractionDigits: value < 100 && power > 0 ? 1 : 0,
  }).format(value);
}

export const countText = (count: number, locale: string): string =>
  new Intl.NumberFormat(locale, { maximumFractionDigits: 0 }).format(count);

/** "1.2M": for a status bar. */
export const shortCountText = (count: number, locale: string): string =>
  new Intl.NumberFormat(locale, { notation: "compact", maximumFractionDigits: 1 }).format(count);

export const shareText = (part: number, whole: number, locale: string): string =>
  new Intl.NumberFormat(locale, { style: "percent" }).format(percent(part, whole) / 100);

/** 0 to 100, whole and rounded down: 100 means all of it. */
export const percent = (part: number, whole: number): number =>
  whole <= 0 ? 0 : Math.min(100, Math.floor((part / whole) * 100));
