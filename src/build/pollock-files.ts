// A checkout of the Pollock repository as it lies on disk: the polluted files, their clean twins, what is told of
// each file's dialect, and how often the survey met each pollution. None of it is kept here.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { RFC_4180 } from "../core/records/dialect.ts";
import { RecordReader } from "../core/records/record-reader.ts";
import type { Rows } from "./pollock-score.ts";

const DATASET = "polluted_files";

export interface PollockFile {
  readonly name: string;
  readonly path: string;
  readonly weight: number;
  readonly clean: Rows;
  readonly told: ToldDialect;
}

/** The benchmark's own words on a file; "" where it tells nothing. */
export interface ToldDialect {
  readonly delimiter: string;
  readonly quote: string;
  readonly escape: string;
  readonly headerLines: number;
  readonly columnNames: readonly string[];
}

/** Every polluted file, by name. Throws when `checkout` is not the repository. */
export function readPollock(checkout: string): readonly PollockFile[] {
  const folder = join(checkout, DATASET);
  if (!existsSync(join(folder, "csv"))) {
    throw new Error(
      `${checkout} holds no ${DATASET}/csv: give the path of a checkout of HPI-Information-Systems/Pollock`,
    );
  }
  const weights = readJson(join(checkout, "pollock_weights.json"));
  const names = readdirSync(join(folder, "csv")).filter((name) => name.endsWith(".csv"));
  return names.toSorted().map((name) => {
    const weight = weights[name];
    if (typeof weight !== "number") throw new Error(`pollock_weights.json has no ${name}`);
    return {
      name,
      path: join(folder, "csv", name),
      weight,
      clean: readClean(join(folder, "clean", name)),
      told: readTold(join(folder, "parameters", `${name}_parameters.json`)),
    };
  });
}

/** RFC 4180 with every value quoted: any reader gives the same. */
function readClean(path: string): Rows {
  const reader = new RecordReader(readFileSync(path), RFC_4180);
  const rows: string[][] = [];
  while (reader.next()) {
    if (reader.problem !== null) throw new Error(`${path}: ${reader.problem.message}`);
    rows.push(
      Array.from({ length: reader.fieldCount }, (_, field) =>
        Buffer.from(reader.fieldBytes(field)).toString("utf8"),
      ),
    );
  }
  return rows;
}

function readTold(path: string): ToldDialect {
  const facts = readJson(path);
  const text = (key: string): string => {
    const value = facts[key];
    return typeof value === "string" ? value : "";
  };
  const names = facts["column_names"];
  return {
    delimiter: text("delimiter"),
    quote: text("quotechar"),
    escape: text("escapechar"),
    headerLines: Number(facts["header_lines"]),
    columnNames: Array.isArray(names) ? names.map(String) : [],
  };
}

function readJson(path: string): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(readFileSync(path, "utf8"));
  if (typeof value !== "object" || value === null) throw new Error(`${path} is no JSON object`);
  return { ...value };
}
