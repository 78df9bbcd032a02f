// Names of tables: the one proposed for a file, and the text that the load request takes.

const NAME_BYTES_MAX = 63;

/** `Orders 2026 (final).csv` gives `orders_2026_final`: a name that needs no quotes. */
export function proposedTable(fileName: string): string {
  const stem = fileName.replace(/(\.rejects)?\.[^.]*$/u, "");
  const plain = stem
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/gu, "_")
    .replace(/^_+|_+$/gu, "");
  const name = plain === "" ? "data" : plain;
  return (/^[0-9]/u.test(name) ? `t_${name}` : name).slice(0, NAME_BYTES_MAX);
}

/** `schema.name` as the load request reads it: quoted where SQL would fold or split it. */
export const tableReference = (schema: string, name: string): string =>
  `${quotedIfNeeded(schema)}.${quotedIfNeeded(name)}`;

const quotedIfNeeded = (name: string) =>
  /^[a-z_][a-z0-9_]*$/u.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
