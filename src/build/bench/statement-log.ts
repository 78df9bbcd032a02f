// When the rows of a load moved, by the server's own log: nothing stands between client and server, and what the
// client says of itself is not asked.
import { readFileSync, statSync } from "node:fs";
import type { RunningServer } from "../server.ts";
import { withClient } from "../server-client.ts";
import type { Copying } from "./measurement.ts";
import type { Usage } from "./way.ts";

/** Of the server: each entry begins with the seconds since 1970. */
export const LOG_SETTINGS = { log_line_prefix: "%n [%p] " };

/** Settings of the role that loads: every statement is logged with its duration and what it cost. */
const LOGGED = ["log_min_duration_statement = 0", "log_statement_stats = on"];

/** Runs a load while its statements are logged: about a thousand of them for a gigabyte. */
export async function withCopying(
  server: RunningServer,
  run: () => Promise<Usage>,
): Promise<Usage> {
  const say = (sql: string) => withClient(server, (client) => client.query(sql));
  await say(LOGGED.map((setting) => `ALTER ROLE ${server.user} SET ${setting}`).join("; "));
  try {
    const start = statSync(server.logFile).size;
    const usage = await run();
    const text = readFileSync(server.logFile).subarray(start).toString();
    return { ...usage, copying: copyingOf(text) };
  } finally {
    await say(`ALTER ROLE ${server.user} RESET ALL`);
  }
}

/** Throws for a log without COPY. */
export function copyingOf(log: string): Copying {
  const entries = log.split(/^(?=\d+\.\d+ \[)/m);
  const statements = entries.flatMap(statementOf);
  const copies = statements.filter(({ text }) => /\sFROM STDIN/i.test(text));
  if (copies.length === 0) throw new Error(`the server's log has no COPY:\n${log.slice(0, 2000)}`);
  const startMs = Math.min(...copies.map((copy) => copy.startMs));
  const endMs = Math.max(...statements.map((statement) => statement.endMs));
  const analyseMs = spanMs(statements.filter(({ text }) => text.startsWith("ANALYZE")));
  const analyseCpuSeconds = entries
    .filter((_entry, index) => / STATEMENT: {2}ANALYZE/.test(entries[index + 1] ?? ""))
    .reduce((sum, entry) => sum + cpuSecondsOf(entry), 0);
  const seconds = (endMs - startMs - analyseMs) / 1000;
  return { seconds, analyseSeconds: analyseMs / 1000, analyseCpuSeconds };
}

/** From the first to the last of them, as those of partitions run side by side. */
const spanMs = (statements: readonly Statement[]): number =>
  statements.length === 0
    ? 0
    : Math.max(...statements.map(({ endMs }) => endMs)) -
      Math.min(...statements.map(({ startMs }) => startMs));

/** Of an entry with a statement's statistics; the entry with its text is the next. */
function cpuSecondsOf(entry: string): number {
  const [, user = 0, system = 0] = /!\t([\d.]+) s user, ([\d.]+) s system/.exec(entry) ?? [];
  return Number(user) + Number(system);
}

interface Statement {
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
}

const ENTRY =
  /^(\d+\.\d+) \[\d+\] LOG: {2}duration: ([\d.]+) ms {2}(?:statement|(?:parse|bind|execute) [^:]*): ([\s\S]*)$/;

/** Logged at its end. */
function statementOf(entry: string): readonly Statement[] {
  const [, seconds, duration, text = ""] = ENTRY.exec(entry) ?? [];
  if (seconds === undefined) return [];
  const endMs = Number(seconds) * 1000;
  return [{ text, startMs: endMs - Number(duration), endMs }];
}
