// Text for people in the two languages that Rowmill speaks. Whoever shows it picks one.

export interface Words {
  readonly en: string;
  readonly ptBr: string;
}

export type Language = keyof Words;

/** The language for an editor's or a system's locale, such as `pt-br` or `pt_BR.UTF-8`. */
export const languageOf = (locale: string): Language =>
  /^pt\b|^pt[-_]/iu.test(locale) ? "ptBr" : "en";
