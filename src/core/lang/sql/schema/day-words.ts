// Dates as people write them, in the two languages.
import type { Words } from "../../../base/words.ts";
import { calendarDate } from "../../../text/calendar.ts";

/** 31 December 2025, 31 de dezembro de 2025. */
export function dayWords(day: number): Words {
  const { year, month, dayOfMonth } = calendarDate(day);
  const [english = "", portuguese = ""] = MONTHS[month - 1] ?? [];
  const first = dayOfMonth === 1 ? "1º" : String(dayOfMonth);
  return {
    en: `${dayOfMonth} ${english} ${year}`,
    ptBr: `${first} de ${portuguese} de ${year}`,
  };
}

const MONTHS: readonly (readonly [string, string])[] = [
  ["January", "janeiro"],
  ["February", "fevereiro"],
  ["March", "março"],
  ["April", "abril"],
  ["May", "maio"],
  ["June", "junho"],
  ["July", "julho"],
  ["August", "agosto"],
  ["September", "setembro"],
  ["October", "outubro"],
  ["November", "novembro"],
  ["December", "dezembro"],
];
