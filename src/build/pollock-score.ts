// The ten measures of the Pollock benchmark (PVLDB 16, 2023) and its two scores, pure. Texts are compared as they
// are, where the published code first makes numbers, dates and letter case alike: our figures can only be lower.

/** Rows of a file, the header first where there is one. */
export type Rows = readonly (readonly string[])[];

export const MEASURES = [
  "success",
  "header precision",
  "header recall",
  "header F1",
  "record precision",
  "record recall",
  "record F1",
  "cell precision",
  "cell recall",
  "cell F1",
] as const;

/** One value a measure, in their order, each from 0 to 1. */
export type Measures = readonly number[];

export interface FileScore {
  readonly file: string;
  readonly weight: number;
  readonly measures: Measures;
  /** Rows loaded that the clean file does not have so. */
  readonly wrongRows: number;
}

export interface Scores {
  readonly means: Measures;
  /** Sum of the means: 0 to 10. */
  readonly simple: number;
  /** The same, each file counted as often as the survey met its pollution. */
  readonly weighted: number;
  readonly wrongRows: number;
}

/** `loaded` is null when the program refused the file. */
export function measure(clean: Rows, loaded: Rows | null): Measures {
  if (loaded === null) return MEASURES.map(() => 0);
  if (clean.length === 0) return MEASURES.map(() => 1);
  const [header = [], ...records] = clean;
  const [loadedHeader = [], ...loadedRecords] = loaded;
  return [
    1,
    ...agreement(header, loadedHeader),
    // A record is its values glued together, as in the published code.
    ...agreement(records.map(glued), loadedRecords.map(glued)),
    ...agreement(clean.flat(), loaded.flat()),
  ];
}

/** Rows loaded without their like in the clean file, column by column: what the measures' glued records cannot see. */
export function countWrongRows(clean: Rows, loaded: Rows): number {
  const asText = (row: readonly string[]) => JSON.stringify(row);
  const [records, loadedRecords] = [clean.slice(1).map(asText), loaded.slice(1).map(asText)];
  return loadedRecords.length - countCommon(records, loadedRecords);
}

export function score(files: readonly FileScore[]): Scores {
  const total = files.reduce((sum, { weight }) => sum + weight, 0);
  const means = MEASURES.map(
    (_, index) =>
      files.reduce((sum, { measures }) => sum + (measures[index] ?? 0), 0) / files.length,
  );
  return {
    means,
    simple: sumOf(means),
    weighted: files.reduce(
      (sum, { measures, weight }) => sum + (sumOf(measures) * weight) / total,
      0,
    ),
    wrongRows: files.reduce((sum, { wrongRows }) => sum + wrongRows, 0),
  };
}

export const sumOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0);

/**
 * Precision, recall and F1 of two multisets. The published code calls the share of the clean file found "precision"
 * and that of the loaded file "recall"; the words are kept, the sum is the same either way.
 */
function agreement(clean: readonly string[], loaded: readonly string[]): Measures {
  if (clean.length === 0) return [1, 1, 1];
  const common = countCommon(clean, loaded);
  if (common === 0) return [0, 0, 0];
  const [precision, recall] = [common / clean.length, common / loaded.length];
  return [precision, recall, (2 * precision * recall) / (precision + recall)];
}

function countCommon(some: readonly string[], others: readonly string[]): number {
  const left = new Map<string, number>();
  for (const text of some) left.set(text, (left.get(text) ?? 0) + 1);
  let common = 0;
  for (const text of others) {
    const count = left.get(text) ?? 0;
    if (count === 0) continue;
    left.set(text, count - 1);
    common++;
  }
  return common;
}

const glued = (row: readonly string[]): string => row.join("");
