// wal_level = minimal beside max_wal_senders above 0: the server refuses to start.
import { defineRule, type RuleContext } from "../../analysis/rule.ts";
import type { ServerSettings } from "../../lang/pgconf/document.ts";
import { withValue } from "../../lang/pgconf/judged.ts";

/** Where max_wal_senders is not written. */
const SENDERS_DEFAULT = "10 (the default)";
const INCLUDES = ["include", "include_dir", "include_if_exists"];

export const rule = defineRule<"pgconf">({
  id: "pgconf/no-minimal-wal-with-replicas",
  summary: "Disallow wal_level = minimal while max_wal_senders is above 0",
  why: "Minimal WAL cannot be streamed, so the server ends at start with a FATAL error. max_wal_senders is 10 unless it is set to 0.",
  severity: "error",
  fixable: true,
  references: ["PostgreSQL documentation: Write Ahead Log, wal_level"],
  examples: [
    {
      title: "Minimal WAL and senders",
      bad: "«wal_level = minimal»\nmax_wal_senders = 5\n",
      good: "wal_level = replica\nmax_wal_senders = 5\n",
      isFixed: true,
    },
    {
      title: "Minimal WAL for a server without standbys",
      bad: "«wal_level = minimal»\n",
      good: "wal_level = minimal\nmax_wal_senders = 0\n",
    },
  ],
  *check(document, context) {
    for (const server of document.servers) {
      const level = server.get("wal_level");
      const senders = sendersOf(server, context);
      if (level?.value.toLowerCase() !== "minimal" || senders === undefined) continue;
      yield {
        range: level.range,
        message: message(senders),
        fixes: [{ ...withValue(document.text, level, "replica"), safety: "unsafe" }],
      };
    }
  },
});

/** Undefined for none, and where another file may say so: only a whole postgresql.conf shows what is absent. */
function sendersOf(server: ServerSettings, { file }: RuleContext): string | undefined {
  const written = server.get("max_wal_senders")?.value.trim();
  if (written !== undefined) return /^[1-9]\d*$/u.test(written) ? written : undefined;
  const isWhole = /(?:^|\/)postgresql\.conf$/u.test(file);
  return isWhole && INCLUDES.every((name) => server.get(name) === undefined)
    ? SENDERS_DEFAULT
    : undefined;
}

const message = (senders: string) => ({
  en: `wal_level is minimal and max_wal_senders is ${senders}. The server does not start: WAL streaming needs replica or logical. Set wal_level = replica, or max_wal_senders = 0 if nothing is to be streamed`,
  ptBr: `wal_level é minimal e max_wal_senders é ${senders.replace("the default", "o padrão")}. O servidor não inicia: o envio de WAL exige replica ou logical. Use wal_level = replica, ou max_wal_senders = 0 se nada será enviado`,
});
