// SARIF in tests: its own schema as the judge, and the results of a log.
import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { inRoot } from "../../src/build/root.ts";

const SCHEMA = "node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json";

/** What the schema has against the log; "" for a valid one. */
export function sarifProblems(log: unknown): string {
  // It was written for an older draft of JSON Schema, and for regular expressions without the flag u.
  const text = readFileSync(inRoot(SCHEMA), "utf8")
    .replace(/"\$schema": "[^"]*",\s*/, "")
    .replace('"id": "https', '"$id": "https');
  const schema: unknown = JSON.parse(text);
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats(ajv);
  const isValid = ajv.compile(objectOf(schema));
  return isValid(log) ? "" : JSON.stringify(isValid.errors, null, 1);
}

/** The results of the first run. */
export function resultsOf(log: unknown): readonly object[] {
  const [run] = arrayOf(valueOf(log, "runs"));
  return arrayOf(valueOf(run, "results")).map(objectOf);
}

const valueOf = (value: unknown, key: string): unknown =>
  Object.entries(objectOf(value)).find(([name]) => name === key)?.[1];

const arrayOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const objectOf = (value: unknown): object =>
  typeof value === "object" && value !== null ? value : {};
