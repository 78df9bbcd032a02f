// Which field of the file goes to which column of the table: by name, by position, or as the user said.
import { errors } from "../base/errors.ts";
import type { Decision } from "../records/dialect.ts";
import { nearestNames } from "../text/nearest.ts";
import { tableText, type ColumnMapping, type TargetTable } from "./plan.ts";

export interface FileShape {
  readonly file: string;
  readonly headerNames: readonly string[] | null;
  readonly fieldCount: number;
}

/** PostgreSQL's own limit. */
const COLUMNS_MAX = 1600;

/** The mapping and how it was found. Throws what would otherwise fail after the first byte. */
export function mapColumns(
  shape: FileShape,
  target: TargetTable,
  given: readonly (string | null)[] | undefined,
): { mapping: readonly ColumnMapping[]; decisions: readonly Decision[] } {
  requireFieldsFit(shape);
  const { names, decisions } = chooseNames(shape, target, given);
  const mapping = names.map((name, field): ColumnMapping => {
    const header = shape.headerNames?.[field] ?? `field ${field + 1}`;
    const column = name === null ? null : findColumn(target, name);
    return { field, header, column: column?.name ?? null, type: column?.type ?? null };
  });
  refuseImpossible(mapping, target);
  return { mapping, decisions };
}

/** A record may be longer than the sample that its fields were counted in, so they may be more. */
export function requireFieldsFit({ file, fieldCount }: Omit<FileShape, "headerNames">): void {
  if (fieldCount > COLUMNS_MAX) throw errors.tooManyColumns(file, fieldCount);
}

function chooseNames(
  shape: FileShape,
  target: TargetTable,
  given: readonly (string | null)[] | undefined,
): { names: readonly (string | null)[]; decisions: readonly Decision[] } {
  if (given !== undefined) {
    if (given.length !== shape.fieldCount)
      throw errors.columnCount(shape.file, shape.fieldCount, given.length);
    return {
      names: given,
      decisions: [decision("columns", "as given", "given", "--columns names each field")],
    };
  }
  return shape.headerNames === null
    ? byPosition(shape, target)
    : byHeader(shape.headerNames, target);
}

function byPosition(shape: FileShape, target: TargetTable) {
  const writable = target.columns
    .filter((column) => !column.isGenerated)
    .map((column) => column.name);
  if (shape.fieldCount !== writable.length)
    throw errors.columnCount(shape.file, shape.fieldCount, writable.length);
  const evidence = `the file has no header; its ${shape.fieldCount} fields are the table's columns in their order`;
  return { names: writable, decisions: [decision("columns", "by position", "table", evidence)] };
}

function byHeader(headerNames: readonly string[], target: TargetTable) {
  const forgiven: Decision[] = [];
  const names = headerNames.map((header) => {
    const exact = target.columns.find((column) => column.name === header);
    if (exact) return exact.name;
    const alike = target.columns.filter((column) => plainName(column.name) === plainName(header));
    const [only] = alike;
    if (only === undefined || alike.length > 1) {
      const near = nearestNames(
        header,
        target.columns.map((column) => column.name),
      );
      throw errors.columnUnknown(tableText(target.table), header, near);
    }
    forgiven.push(
      decision(
        `header "${header}"`,
        only.name,
        "table",
        "the same name but for case and separators",
      ),
    );
    return only.name;
  });
  return {
    names,
    decisions: [
      decision("columns", "by header name", "table", "every header names a column"),
      ...forgiven,
    ],
  };
}

function findColumn(target: TargetTable, name: string) {
  const column = target.columns.find((candidate) => candidate.name === name);
  if (column) return column;
  const near = nearestNames(
    name,
    target.columns.map((candidate) => candidate.name),
  );
  throw errors.columnUnknown(tableText(target.table), name, near);
}

function refuseImpossible(mapping: readonly ColumnMapping[], target: TargetTable): void {
  const table = tableText(target.table);
  const taken = new Set<string>();
  for (const { column } of mapping) {
    if (column === null) continue;
    if (taken.has(column)) throw errors.columnTwice(table, column);
    taken.add(column);
  }
  for (const column of target.columns) {
    if (column.isGenerated && taken.has(column.name))
      throw errors.columnGenerated(table, column.name);
    if (column.isNotNull && !column.hasDefault && !column.isGenerated && !taken.has(column.name)) {
      throw errors.columnRequired(table, column.name);
    }
  }
}

/** Whether every one of `fields` names a column of its own: then the record they come from is a header. */
export function namesColumns(
  fields: readonly (string | null)[],
  columns: readonly string[],
): boolean {
  const known = new Set(columns.map(plainName));
  const named = new Set(fields.map((field) => plainName(field ?? "")));
  return named.size === fields.length && [...named].every((name) => known.has(name));
}

/** Case, blanks, dashes, dots and underscores do not tell names apart; accents do. */
const plainName = (name: string): string => name.toLowerCase().replaceAll(/[\s_.-]+/g, "");

const decision = (
  what: string,
  value: string,
  origin: Decision["origin"],
  evidence: string,
): Decision => ({
  what,
  value,
  origin,
  evidence,
});
