// How many tests passed, failed and were skipped: read from files that test runners wrote.
import { readFileSync } from "node:fs";

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Undefined when there is no such file: the runner died before it could write. */
export function parseCounts(file: string): Counts | undefined {
  const value = readJson(file);
  if (value === undefined) return undefined;
  return {
    passed: numberOf(value, "passed"),
    failed: numberOf(value, "failed"),
    skipped: numberOf(value, "skipped"),
  };
}

/** From Vitest's JSON report. A file that could not even be loaded counts as one failed test. */
export function parseVitestCounts(file: string): Counts | undefined {
  const value = readJson(file);
  if (value === undefined) return undefined;
  const files = "testResults" in value && Array.isArray(value.testResults) ? value.testResults : [];
  const failed = numberOf(value, "numFailedTests") + files.filter(isBrokenFile).length;
  const succeeded = "success" in value && value.success === true;
  return {
    passed: numberOf(value, "numPassedTests"),
    failed: failed === 0 && !succeeded ? 1 : failed,
    skipped: numberOf(value, "numPendingTests") + numberOf(value, "numTodoTests"),
  };
}

/** The full names of the tests that failed, each with its file; a broken file by its name alone. */
export function failedTests(file: string): readonly string[] {
  const value = readJson(file);
  const files =
    value !== undefined && "testResults" in value && Array.isArray(value.testResults)
      ? value.testResults
      : [];
  return files.flatMap((result: unknown) => {
    const name = textOf(result, "name");
    if (isBrokenFile(result)) return [name];
    return testsIn(result)
      .filter(isFailed)
      .map((test) => `${name} > ${textOf(test, "fullName")}`);
  });
}

export function sum(all: readonly Counts[]): Counts {
  const total = (name: keyof Counts) => all.reduce((soFar, counts) => soFar + counts[name], 0);
  return { passed: total("passed"), failed: total("failed"), skipped: total("skipped") };
}

function isBrokenFile(result: unknown): boolean {
  return isFailed(result) && !testsIn(result).some(isFailed);
}

function testsIn(result: unknown): readonly unknown[] {
  if (typeof result !== "object" || result === null || !("assertionResults" in result)) return [];
  return Array.isArray(result.assertionResults) ? result.assertionResults : [];
}

function isFailed(test: unknown): boolean {
  return typeof test === "object" && test !== null && "status" in test && test.status === "failed";
}

function readJson(file: string): object | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(file, "utf8"));
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function textOf(from: unknown, name: string): string {
  if (typeof from !== "object" || from === null) return "";
  const value: unknown = Object.entries(from).find(([key]) => key === name)?.[1];
  return typeof value === "string" ? value : "";
}

function numberOf(from: object, name: string): number {
  const value: unknown = Object.entries(from).find(([key]) => key === name)?.[1];
  return typeof value === "number" ? value : 0;
}
