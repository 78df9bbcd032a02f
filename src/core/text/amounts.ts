// Counts and sizes in the words of a language: 12.3 GB, 12,3 GB, 1.240.
import type { Language } from "../base/words.ts";

const LOCALES: Readonly<Record<Language, string>> = { en: "en-US", ptBr: "pt-BR" };
const UNITS = ["bytes", "kB", "MB", "GB", "TB", "PB"];

export const countText = (count: number, language: Language): string =>
  formatOf(language, 0).format(count);

/** In powers of 1,024, as PostgreSQL counts; two digits that say something are enough. */
export function sizeText(bytes: number, language: Language): string {
  const power = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log2(bytes) / 10));
  const amount = bytes / 2 ** (10 * power);
  const digits = power > 0 && amount < 9.95 ? 1 : 0;
  return `${formatOf(language, digits).format(amount)} ${UNITS[power] ?? ""}`;
}

const formats = new Map<string, Intl.NumberFormat>();

/** Making a format costs more than using it. */
function formatOf(language: Language, digits: number): Intl.NumberFormat {
  const key = `${language} ${digits}`;
  const format =
    formats.get(key) ?? new Intl.NumberFormat(LOCALES[language], { maximumFractionDigits: digits });
  formats.set(key, format);
  return format;
}
