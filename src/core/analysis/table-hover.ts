// What the hover on INSERT INTO t and COPY t says about the table of the connected database, as Markdown.
// The snapshot's age is the caller's to add: it needs a clock.
import type { Language, Words } from "../base/words.ts";
import type { KnownIndex, KnownTable } from "../lang/sql/schema/known.ts";
import type { CatalogSnapshot, TableFigures } from "../lang/sql/schema/snapshot.ts";
import { walPerRow } from "../lang/sql/schema/wal-per-row.ts";
import { countText, sizeText } from "../text/amounts.ts";

export const tableHover = (
  table: KnownTable,
  figures: TableFigures | undefined,
  snapshot: CatalogSnapshot,
): Words => ({
  en: hoverIn("en", table, figures, snapshot),
  ptBr: hoverIn("ptBr", table, figures, snapshot),
});

function hoverIn(
  language: Language,
  table: KnownTable,
  figures: TableFigures | undefined,
  snapshot: CatalogSnapshot,
): string {
  const words = WORDS[language];
  const facts = [
    ...indexLines(table, words, language),
    ...foreignKeyLines(table, words),
    ...triggerLines(table, words),
    ...partitionLines(table, words, language),
    walLine(table, figures, words, language),
    ...settingLines(snapshot, words),
    ...warningLines(table, figures, snapshot, words),
  ];
  return [head(table, figures, words, language), "", ...facts.map((fact) => `- ${fact}`)].join(
    "\n",
  );
}

function head(
  { schema, name }: KnownTable,
  figures: TableFigures | undefined,
  words: HoverWords,
  language: Language,
): string {
  const title = `**${code(schema === undefined ? name : `${schema}.${name}`)}**`;
  if (figures === undefined) return title;
  const { rowsEstimate, bytes } = figures;
  const rows =
    rowsEstimate < 0 ? words.neverAnalysed : words.rows(countText(rowsEstimate, language));
  return `${title} · ${rows} · ${sizeText(bytes, language)}`;
}

/** Names beyond these are counted. */
const NAMES_MAX = 6;

function indexLines(
  { indexes }: KnownTable,
  words: HoverWords,
  language: Language,
): readonly string[] {
  if (indexes.length === 0) return [words.noIndexes];
  const bytes = indexes.reduce((sum, index) => sum + (index.bytes ?? 0), 0);
  const size = bytes > 0 ? ` (${sizeText(bytes, language)})` : "";
  const names = indexes.map((index) => indexText(index, words, language));
  return [`${words.indexes(indexes.length)}${size}: ${listed(names, words)}`];
}

function indexText(index: KnownIndex, words: HoverWords, language: Language): string {
  const columns = index.columns === undefined ? "…" : index.columns.join(", ");
  const size = index.bytes === undefined ? "" : ` ${sizeText(index.bytes, language)}`;
  const isUnread = index.scans === 0 && !index.isUnique;
  return `${code(index.name ?? "?")} (${plain(columns)})${size}${isUnread ? `, ${words.neverScanned}` : ""}`;
}

function foreignKeyLines(table: KnownTable, words: HoverWords): readonly string[] {
  const { foreignKeys, indexes } = table;
  if (foreignKeys.length === 0) return [];
  const keys = foreignKeys.map(({ columns, references }) => {
    const hasIndex = indexes.some((index) =>
      columns.every((column, place) => index.columns?.[place] === column),
    );
    const side = hasIndex ? "" : `, ${words.noIndexOnColumns}`;
    return `(${plain(columns.join(", "))}) → ${code(references)}${side}`;
  });
  return [`${words.foreignKeys(foreignKeys.length)}: ${listed(keys, words)}`];
}

function triggerLines({ triggers }: KnownTable, words: HoverWords): readonly string[] {
  const firing = triggers.filter(({ isEnabled, events }) => isEnabled && events.includes("insert"));
  if (firing.length === 0) return [];
  const names = firing.map(
    ({ name, isForEachRow }) =>
      `${code(name)} (${isForEachRow ? words.eachRow : words.eachStatement})`,
  );
  return [`${words.triggers(firing.length)}: ${listed(names, words)}`];
}

function partitionLines(
  { partitioning, partitions, parent }: KnownTable,
  words: HoverWords,
  language: Language,
): readonly string[] {
  const part = parent === undefined ? [] : [words.partOf(code(parent))];
  if (partitioning === undefined) return part;
  const { strategy, key } = partitioning;
  const hasDefault = partitions.some(({ bound }) => bound.kind === "default");
  const by = code(`${strategy.toUpperCase()} (${key.join(", ")})`);
  const count = countText(partitions.length, language);
  const text = partitions.length === 1 ? words.onePartition(by) : words.partitions(count, by);
  return [...part, `${text}${hasDefault ? words.withDefault : ""}`];
}

function walLine(
  table: KnownTable,
  figures: TableFigures | undefined,
  words: HoverWords,
  language: Language,
): string {
  const { insertBytes, copyBytes } = walPerRow(table, figures);
  return words.wal(sizeText(insertBytes, language), sizeText(copyBytes, language));
}

/** Those that decide how a load goes. */
const ALWAYS_SHOWN = ["max_wal_size", "checkpoint_timeout", "wal_compression"];
/** Those that are worth a word where they are not what they mostly are. */
const USUAL: Readonly<Record<string, string>> = {
  fsync: "on",
  full_page_writes: "on",
  synchronous_commit: "on",
  synchronous_standby_names: "",
  autovacuum: "on",
};

function settingLines({ settings }: CatalogSnapshot, words: HoverWords): readonly string[] {
  const shown = Object.entries(settings).filter(
    ([name, value]) =>
      ALWAYS_SHOWN.includes(name) || (Object.hasOwn(USUAL, name) && USUAL[name] !== value),
  );
  if (shown.length === 0) return [];
  return [
    `${words.server}: ${shown.map(([name, value]) => code(`${name} = ${value}`)).join(", ")}`,
  ];
}

function warningLines(
  { isUnlogged }: KnownTable,
  figures: TableFigures | undefined,
  { isReadOnly, connection }: CatalogSnapshot,
  words: HoverWords,
): readonly string[] {
  const column = figures?.distributionColumn ?? null;
  return [
    ...(column === null ? [] : [words.distributed(code(column))]),
    ...(isUnlogged ? [words.unlogged] : []),
    ...(figures?.canInsert === false ? [words.mayNotInsert] : []),
    ...(isReadOnly ? [words.readOnly(plain(connection))] : []),
  ];
}

const listed = (items: readonly string[], words: HoverWords): string =>
  items.length <= NAMES_MAX
    ? items.join("; ")
    : `${items.slice(0, NAMES_MAX).join("; ")}; ${words.more(items.length - NAMES_MAX)}`;

/** A name may hold anything; in a code span only the backtick and the line end could break out. */
const code = (name: string): string => `\`${name.replaceAll(/[`\r\n]/gu, "'")}\``;

/** Outside of one, all signs that mean something to Markdown. */
const plain = (text: string): string =>
  text.replaceAll(/[\r\n]/gu, " ").replaceAll(/[\\`*_{}[\]<>()#!|~]/gu, String.raw`\$&`);

interface HoverWords {
  readonly rows: (count: string) => string;
  readonly neverAnalysed: string;
  readonly indexes: (count: number) => string;
  readonly noIndexes: string;
  readonly neverScanned: string;
  readonly foreignKeys: (count: number) => string;
  readonly noIndexOnColumns: string;
  readonly triggers: (count: number) => string;
  readonly eachRow: string;
  readonly eachStatement: string;
  readonly partOf: (parent: string) => string;
  readonly onePartition: (by: string) => string;
  readonly partitions: (count: string, by: string) => string;
  readonly withDefault: string;
  readonly wal: (insert: string, copy: string) => string;
  readonly server: string;
  readonly distributed: (column: string) => string;
  readonly unlogged: string;
  readonly mayNotInsert: string;
  readonly readOnly: (connection: string) => string;
  readonly more: (count: number) => string;
}

const WORDS: Readonly<Record<Language, HoverWords>> = {
  en: {
    rows: (count) => `about ${count} rows`,
    neverAnalysed: "never analysed",
    indexes: (count) => (count === 1 ? "1 index" : `${count} indexes`),
    noIndexes: "no indexes",
    neverScanned: "never scanned",
    foreignKeys: (count) => (count === 1 ? "1 foreign key" : `${count} foreign keys`),
    noIndexOnColumns: "no index on these columns",
    triggers: (count) => (count === 1 ? "1 trigger on INSERT" : `${count} triggers on INSERT`),
    eachRow: "for each row",
    eachStatement: "for each statement",
    partOf: (parent) => `partition of ${parent}`,
    onePartition: (by) => `1 partition by ${by}`,
    partitions: (count, by) => `${count} partitions by ${by}`,
    withDefault: ", with a DEFAULT",
    wal: (insert, copy) =>
      `WAL: about ${insert} a row by INSERT, ${copy} by COPY; more after each checkpoint, when whole pages are logged`,
    server: "server",
    distributed: (column) => `distributed by ${column} (Citus)`,
    unlogged: "UNLOGGED: empty after a crash",
    mayNotInsert: "this role may not INSERT",
    readOnly: (connection) => `${connection} is read-only`,
    more: (count) => `and ${count} more`,
  },
  ptBr: {
    rows: (count) => `cerca de ${count} linhas`,
    neverAnalysed: "sem ANALYZE até agora",
    indexes: (count) => (count === 1 ? "1 índice" : `${count} índices`),
    noIndexes: "sem índices",
    neverScanned: "nunca lido",
    foreignKeys: (count) => (count === 1 ? "1 chave estrangeira" : `${count} chaves estrangeiras`),
    noIndexOnColumns: "sem índice nessas colunas",
    triggers: (count) => (count === 1 ? "1 trigger de INSERT" : `${count} triggers de INSERT`),
    eachRow: "por linha",
    eachStatement: "por comando",
    partOf: (parent) => `partição de ${parent}`,
    onePartition: (by) => `1 partição por ${by}`,
    partitions: (count, by) => `${count} partições por ${by}`,
    withDefault: ", com uma DEFAULT",
    wal: (insert, copy) =>
      `WAL: cerca de ${insert} por linha com INSERT, ${copy} com COPY; mais após cada checkpoint, quando páginas inteiras são gravadas`,
    server: "servidor",
    distributed: (column) => `distribuída por ${column} (Citus)`,
    unlogged: "UNLOGGED: vazia após uma queda",
    mayNotInsert: "este papel não pode fazer INSERT",
    readOnly: (connection) => `${connection} só aceita leitura`,
    more: (count) => `e mais ${count}`,
  },
};
