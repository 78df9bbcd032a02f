// Looks into the trees that libpg-query gives, which have no types worth the name.

type Tree = Readonly<Record<string, unknown>>;

const isTree = (value: unknown): value is Tree => typeof value === "object" && value !== null;

/** What is at the path; undefined where it ends earlier. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let found = value;
  for (const key of path) {
    if (!isTree(found)) return undefined;
    found = found[key];
  }
  return found;
}

export function listAt(value: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found.map((item: unknown) => item) : [];
}

export function textAt(value: unknown, ...path: readonly (string | number)[]): string | undefined {
  const found = at(value, ...path);
  return typeof found === "string" ? found : undefined;
}

/** A number as text; the tree leaves 0 out. */
export function numberAt(value: unknown, ...path: readonly (string | number)[]): string {
  const found = at(value, ...path);
  return typeof found === "number" || typeof found === "string" ? `${found}` : "0";
}

export const isAt = (value: unknown, ...path: readonly (string | number)[]): boolean =>
  at(value, ...path) === true;

/** The one node and its kind: { InsertStmt: {…} }. */
export function nodeOf(value: unknown): { readonly kind: string; readonly node: unknown } {
  const [entry] = isTree(value) ? Object.entries(value) : [];
  return { kind: entry?.[0] ?? "", node: entry?.[1] };
}

/** Schema and name, as both sides print them. */
export function tableAt(value: unknown, ...path: readonly (string | number)[]): string | undefined {
  const name = textAt(value, ...path, "relname");
  const schema = textAt(value, ...path, "schemaname");
  return name === undefined ? undefined : schema === undefined ? name : `${schema}.${name}`;
}

/** The names of [{ String: { sval } }, …]. */
export const stringsAt = (value: unknown, ...path: readonly (string | number)[]) =>
  listAt(value, ...path).map((item) => textAt(item, "String", "sval") ?? "");

/** Without the places in the text, which two spellings of the same differ in. */
export function placeless(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(placeless);
  if (!isTree(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) =>
      key === "location" ? [] : [[key, placeless(inner)]],
    ),
  );
}
