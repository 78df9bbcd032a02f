// Puts a measured table into a page, between two marks: nothing else writes there.
import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { inRoot } from "../root.ts";

export function writeReport(
  page: string,
  name: string,
  table: string,
  run: { readonly rounds: number; readonly records: number },
): void {
  const path = inRoot(page);
  const text = readFileSync(path, "utf8");
  const [begin, end] = [`<!-- measured: ${name} -->`, `<!-- end of ${name} -->`];
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from === -1 || to < from) throw new Error(`${page} has no place for ${name}`);
  const day = new Date().toISOString().slice(0, 10);
  const words = `Measured on ${day}: ${run.records.toLocaleString("en")} records, ${run.rounds} rounds, ${cpus().length} cores for server and client together.`;
  writeFileSync(
    path,
    `${text.slice(0, from + begin.length)}\n\n${words}\n\n${table}\n\n${text.slice(to)}`,
  );
}
