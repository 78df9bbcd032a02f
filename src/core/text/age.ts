// How long ago something was, as a person would say it.

const UNITS = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
] as const;

/** "5 minutes ago"; `at` and `now` are ISO 8601. Under a minute, or in the future: "now". */
export function ageText(at: string, now: string, locale: string): string {
  const ms = Date.parse(now) - Date.parse(at);
  const format = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  const found = UNITS.find(([, unitMs]) => ms >= unitMs);
  if (found === undefined) return format.format(0, "second");
  const [unit, unitMs] = found;
  return format.format(-Math.floor(ms / unitMs), unit);
}
