// Names for the columns of a new table, made from a header: snake_case that needs no quotes (reserved words apart).

/** PostgreSQL cuts longer names without an error. */
const NAME_BYTES_MAX = 63;

/** Every table has these; no other column can be called so, quoted or not. */
const SYSTEM_COLUMNS = ["tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"];

/** One name a field: never empty, never twice, at most 63 bytes. */
export function columnNames(
  headerNames: readonly string[] | null,
  fieldCount: number,
): readonly string[] {
  const taken = new Set(SYSTEM_COLUMNS);
  return Array.from({ length: fieldCount }, (_, field) => {
    const clean = cut(cleanName(headerNames?.[field] ?? ""), NAME_BYTES_MAX);
    const wanted = clean === "" ? `column_${field + 1}` : clean;
    let name = wanted;
    for (let number = 2; taken.has(name); number++) {
      const suffix = `_${number}`;
      name = cut(wanted, NAME_BYTES_MAX - suffix.length) + suffix;
    }
    taken.add(name);
    return name;
  });
}

/** "Preço (R$)" is preco_r, "orderID" is order_id, "2nd try" is _2nd_try; letters of other scripts stay. */
function cleanName(header: string): string {
  let name = "";
  let previous: "none" | "lower" | "upper" | "digit" | "gap" = "none";
  for (const character of header.normalize("NFD")) {
    if (character >= "\u0300" && character <= "\u036f") continue;
    const isDigit = character >= "0" && character <= "9";
    const lower = character.toLowerCase();
    if (isDigit || isLetter(character)) {
      const isUpper = lower !== character;
      const isNewWord = previous === "gap" || (isUpper && previous === "lower");
      if (isNewWord && name !== "") name += "_";
      name += lower;
      previous = isDigit ? "digit" : isUpper ? "upper" : "lower";
    } else {
      previous = "gap";
    }
  }
  const first = name.slice(0, 1);
  return (first >= "0" && first <= "9" ? `_${name}` : name).normalize("NFC");
}

const isLetter = (character: string): boolean => LETTER.test(character);
/** Of one character at a time. */
const LETTER = /^\p{L}$/u;

/** The longest start of `name` of at most `bytesMax` bytes, cut between characters. */
function cut(name: string, bytesMax: number): string {
  let [bytes, end] = [0, 0];
  for (const character of name) {
    bytes += new TextEncoder().encode(character).length;
    if (bytes > bytesMax) break;
    end += character.length;
  }
  return name.slice(0, end);
}
