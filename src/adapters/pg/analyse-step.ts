// The step "statistics": ANALYZE after a load that changed the table much, so that the planner knows the new rows
// before autovacuum comes by. A role that may not is told what to ask for; the load is complete all the same.
import type { ClientBase } from "pg";
import { tableText, type LoadPlan } from "../../core/load/plan.ts";
import type { StepRun, TargetStep } from "../../core/load/ports.ts";
import { analyseTree } from "./analyse-tree.ts";
import { quoteTable } from "./identifiers.ts";
import type { IndexWorld } from "./index-step.ts";
import { toIngestError } from "./sqlstate.ts";

/** As autovacuum_analyze_scale_factor: less than this share of new rows changes no plan. */
const SHARE_MIN = 0.1;
/** ANALYZE ONLY. */
const VERSION_WITH_ONLY = 180_000;
/** The privilege MAINTAIN. */
const VERSION_WITH_MAINTAIN = 170_000;

export class AnalyseStep implements TargetStep {
  readonly name = "statistics";
  readonly #session: IndexWorld["session"];

  constructor(session: IndexWorld["session"]) {
    this.#session = session;
  }

  before(): Promise<void> {
    return Promise.resolve();
  }

  /** The rows are in: whatever keeps the server from analysing is a warning. */
  async after({ plan, emit }: StepRun, signal: AbortSignal): Promise<void> {
    try {
      await this.#session("rowmill", (client) => this.#analyse(client, plan, emit, signal), signal);
    } catch (error) {
      signal.throwIfAborted();
      const table = tableText(plan.target.table);
      const reason = toIngestError(error).message;
      emit({ type: "warning", text: `${table} was not analysed: ${reason}; run ANALYZE ${table}` });
    }
  }

  async #analyse(
    client: ClientBase,
    plan: LoadPlan,
    emit: StepRun["emit"],
    signal: AbortSignal,
  ): Promise<void> {
    const facts = await factsOf(client, plan);
    if (facts === undefined || facts.loaded <= Math.max(0, SHARE_MIN * facts.estimate)) return;
    if (!facts.may) {
      emit({ type: "warning", text: forbidden(plan, facts) });
      return;
    }
    const what = `ANALYZE ${tableText(plan.target.table)}`;
    emit({ type: "step", step: "statistics", state: "started", what });
    const table = quoteTable(plan.target.table);
    if (facts.isPartitioned && facts.version >= VERSION_WITH_ONLY) {
      await analyseTree(client, { table, sessions: plan.workers }, this.#session, signal);
    } else {
      // Of a partitioned table this reads the leaves too, which makes the statistics of both.
      await client.query(`ANALYZE ${table}`);
    }
    emit({ type: "step", step: "statistics", state: "done", what });
  }
}

function forbidden(plan: LoadPlan, { role, version }: Facts): string {
  const table = tableText(plan.target.table);
  const grant =
    version >= VERSION_WITH_MAINTAIN
      ? `let its owner run: GRANT MAINTAIN ON ${table} TO "${role}", or ANALYZE ${table}`
      : `let its owner run: ANALYZE ${table}`;
  return `role ${role} may not analyse ${table}, and queries may be planned badly until autovacuum does; ${grant}`;
}

interface Facts {
  readonly role: string;
  /** Rows by the last statistics; -1, and 0 before PostgreSQL 14, when there are none. */
  readonly estimate: number;
  readonly loaded: number;
  readonly may: boolean;
  readonly isPartitioned: boolean;
  /** The server's, as 180004. */
  readonly version: number;
}

/** By name: a load that replaces the table leaves another one of that name. */
async function factsOf(client: ClientBase, plan: LoadPlan): Promise<Facts | undefined> {
  const server = await client.query<{ number: number }>(
    "SELECT pg_catalog.current_setting('server_version_num')::int AS number",
  );
  const version = server.rows[0]?.number ?? 0;
  const { rows } = await client.query<Omit<Facts, "version">>(
    factsSql(version >= VERSION_WITH_MAINTAIN),
    [quoteTable(plan.target.table), plan.loadId],
  );
  const [facts] = rows;
  return facts === undefined ? undefined : { ...facts, version };
}

/** The owner of the table or of the database may, and from 17 on whoever has MAINTAIN. */
const factsSql = (hasMaintain: boolean): string => `
SELECT current_user::text AS role, c.reltuples::float8 AS estimate,
  (SELECT coalesce(pg_catalog.sum(b.loaded), 0) FROM rowmill.batch b WHERE b.load_id = $2)::float8 AS loaded,
  c.relkind = 'p' AS "isPartitioned",
  pg_catalog.pg_has_role(c.relowner, 'USAGE') OR pg_catalog.pg_has_role(d.datdba, 'USAGE')
    ${hasMaintain ? "OR pg_catalog.has_table_privilege(c.oid, 'MAINTAIN')" : ""} AS may
FROM pg_catalog.pg_class c, pg_catalog.pg_database d
WHERE c.oid = pg_catalog.to_regclass($1) AND d.datname = pg_catalog.current_database()`;
