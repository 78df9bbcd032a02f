// Stage 6 of sniffing: is the first record a header? By contrast of types first; where all columns are text, by what
// names look like. The decision is always printed, for either mistake costs a record.
import type { Decision } from "../dialect.ts";
import { ALL_TYPES } from "../value-type-bits.ts";
import { fittingTypes } from "../value-types.ts";
import type { TypesAsked, ValueStyle } from "../value-types.ts";
import { contentOf } from "./sample.ts";
import type { SampleField } from "./sample.ts";

/** What is known of the records when the header is looked for. */
export interface HeaderSample {
  readonly first: readonly SampleField[];
  readonly body: readonly (readonly SampleField[])[];
  readonly nullText: string;
  readonly style: ValueStyle;
  readonly decode: (bytes: Uint8Array) => string;
}

export function sniffHeader(
  sample: HeaderSample,
  given: "auto" | "yes" | "no" | undefined,
): { hasHeader: boolean; decision: Decision } {
  if (given === "yes" || given === "no") return decide(given === "yes", "given", "as given");
  const names = sample.first.map((field) => sample.decode(contentOf(field)).trim());
  const asked = { types: ALL_TYPES, style: sample.style };
  const typedNames = sample.first.flatMap((field, index) => {
    return typesOf(field, asked) !== 0 ? [names[index] ?? ""] : [];
  });
  const contrasts = names.filter((name, index) => name !== "" && isContrast(sample, index));
  const [typedName] = typedNames;
  const [contrast] = contrasts;
  if (contrast !== undefined && contrasts.length >= typedNames.length) {
    const columns = contrasts.length === 1 ? "1 column" : `${contrasts.length} columns`;
    return decide(
      true,
      "sniffed",
      `in ${columns} text stands above numbers, dates and the like: '${contrast}'`,
    );
  }
  if (typedName !== undefined) {
    return decide(false, "sniffed", `the first record holds values such as '${typedName}'`);
  }
  return byNames(sample, names);
}

/** All columns are text, or there is no other record. */
function byNames(sample: HeaderSample, names: readonly string[]) {
  const isUnique = new Set(names).size === names.length && !names.includes("");
  if (!isUnique || !names.every(isNameLike)) {
    return decide(
      false,
      "sniffed",
      "all columns are text, and the first record has empty, equal or long fields: no names",
    );
  }
  const repeated = names.find((name, index) =>
    sample.body.some((fields) => {
      const field = fields[index];
      return field !== undefined && sample.decode(contentOf(field)).trim() === name;
    }),
  );
  if (repeated !== undefined) {
    return decide(
      false,
      "sniffed",
      `all columns are text, and '${repeated}' comes again in its column`,
    );
  }
  const word = names.find((name) => nameWords(name).some((part) => KNOWN_WORDS.has(part)));
  if (word !== undefined)
    return decide(
      true,
      "sniffed",
      `all columns are text, and '${word}' is a usual name of a column`,
    );
  const joined = names.find((name) => name.includes("_"));
  if (joined !== undefined)
    return decide(true, "sniffed", `all columns are text, and '${joined}' is written as a name`);
  if (sample.body.length === 0)
    return decide(true, "default", "there is one record, and it reads as names");
  return decide(
    false,
    "default",
    "all columns are text, and the first record looks like the others; say --header yes if it is one",
  );
}

/** The name is text, and all values below it have one type. */
function isContrast(sample: HeaderSample, index: number): boolean {
  const head = sample.first[index];
  let asked: TypesAsked = { types: ALL_TYPES, style: sample.style };
  if (head === undefined || typesOf(head, asked) !== 0) return false;
  let isTyped = false;
  for (const fields of sample.body) {
    const field = fields[index];
    if (field === undefined || isNull(field, sample)) continue;
    const types = typesOf(field, asked);
    if (types === 0) return false;
    // From here on only what all values so far can be.
    if (types !== asked.types) asked = { types, style: sample.style };
    isTyped = true;
  }
  return isTyped;
}

/** The empty text counts as NULL whatever stands for it. Few fields are short enough for any other to be decoded. */
function isNull(field: SampleField, { nullText, decode }: HeaderSample): boolean {
  if (field.isQuoted) return false;
  const length = field.end - field.start;
  if (length === 0) return true;
  return length <= UTF8_PER_UNIT_MAX * nullText.length && decode(contentOf(field)) === nullText;
}

/** Bytes in UTF-8 for each UTF-16 unit of a text. */
const UTF8_PER_UNIT_MAX = 3;

const typesOf = ({ bytes, start, end }: SampleField, asked: TypesAsked): number =>
  fittingTypes(bytes, start, end, asked);

const NAME_LENGTH_MAX = 63;

/** Short, begins with a letter, and no sign that ends sentences or stands in addresses. */
function isNameLike(name: string): boolean {
  const first = name.slice(0, 1);
  const isLetter = first.toLowerCase() !== first.toUpperCase() || first === "_" || first > "\u024f";
  return (
    name.length <= NAME_LENGTH_MAX && isLetter && !NO_NAME_SIGNS.some((sign) => name.includes(sign))
  );
}

const NO_NAME_SIGNS = ["@", "://", "!", "?", "\n", "\r"];

/** "customerId", "Customer ID" and "customer_id" are all customer and id. */
export function nameWords(name: string): readonly string[] {
  const words: string[] = [];
  let word = "";
  let wasLower = false;
  for (const character of name.normalize("NFD")) {
    if (character >= "\u0300" && character <= "\u036f") continue;
    const lower = character.toLowerCase();
    const isLetter = lower !== character.toUpperCase();
    const isUpper = isLetter && lower !== character;
    if ((!isLetter || (isUpper && wasLower)) && word !== "") {
      words.push(word);
      word = "";
    }
    if (isLetter) word += lower;
    wasLower = isLetter && !isUpper;
  }
  return word === "" ? words : [...words, word];
}

const KNOWN_WORDS: ReadonlySet<string> = new Set(
  [
    "id uuid key code name type status state date time day month year created updated email phone address street",
    "city country region zip price amount total quantity qty value currency user customer client order product item",
    "sku category description note notes comment title first last gender age url lat lon latitude longitude account",
    "codigo nome tipo situacao estado uf data hora dia mes ano criado atualizado telefone celular endereco rua bairro",
    "cidade pais cep preco valor quantidade qtd qtde moeda usuario cliente pedido produto categoria descricao obs",
    "observacao titulo sexo idade conta cpf cnpj cor color colour label tag",
  ].flatMap((line) => line.split(" ")),
);

const decide = (hasHeader: boolean, origin: Decision["origin"], evidence: string) => ({
  hasHeader,
  decision: { what: "header", value: hasHeader ? "yes" : "no", origin, evidence },
});
