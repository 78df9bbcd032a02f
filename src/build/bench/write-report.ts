// Puts a measured table into a page, between two marks: nothing else writes there.
import { cpus } from "node:os";
import { refresh } from "../generated-files.ts";
import { LEGEND } from "./goals.ts";

export interface ReportedRun {
  readonly rounds: number;
  readonly records: number;
}

/** `name` is the pair of marks. */
export async function writeReport(name: string, table: string, run: ReportedRun): Promise<void> {
  const day = new Date().toISOString().slice(0, 10);
  const words = [
    `Measured on ${day}: ${run.records.toLocaleString("en")} records, rounds: ${run.rounds}, ${cpus().length} cores for server and client together.`,
    LEGEND,
  ].join("\n");
  await refresh(
    [{ path: PAGE, make: (old) => withReport(old, name, `${words}\n\n${table}`) }],
    false,
  );
}

const PAGE = "docs/performance.md";

export function withReport(page: string, name: string, report: string): string {
  const [begin, end] = [`<!-- measured: ${name} -->`, `<!-- end of ${name} -->`];
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from === -1 || to < from) throw new Error(`the page has no place for ${name}`);
  return `${page.slice(0, from + begin.length)}\n\n${report}\n\n${page.slice(to)}`;
}
