// What the catalog says about a target that a mode needs to know, and the modes that it therefore refuses: all before
// the first byte, each refusal with the statement or flag that helps.
import type { ClientBase } from "pg";
import { modeErrors } from "../../core/base/mode-errors.ts";
import { isPlainAppend, requireKeyLoaded } from "../../core/load/mode.ts";
import { tableText, type LoadPlan, type TableName } from "../../core/load/plan.ts";
import { quoteIdent, quoteTable } from "./identifiers.ts";

/** The columns of the primary key in the key's order; empty when there is none. */
export async function readPrimaryKey(client: ClientBase, oid: number): Promise<readonly string[]> {
  const { rows } = await client.query<{ columns: string[] }>(PRIMARY_KEY, [oid]);
  return rows[0]?.columns ?? [];
}

/** Throws for a mode that this target, or this role, does not allow. */
export async function requireMode(client: ClientBase, plan: LoadPlan): Promise<void> {
  if (isPlainAppend(plan)) return;
  const { rows } = await client.query<ModeFacts>(MODE_FACTS, [plan.target.oid, plan.key]);
  const [facts] = rows;
  if (facts === undefined) return;
  const refuse = (reason: string, step: string): Error =>
    modeErrors.modeRefused(plan.mode, tableText(plan.target.table), reason, step);
  if (facts.kind === "v")
    throw refuse("it is a view", "load into the table behind it, or use mode append");
  if (facts.has_rules)
    throw refuse(
      "it has rewrite rules",
      "drop the rules, or use mode append, where COPY passes by",
    );
  requireUniqueKey(plan, facts);
  if (plan.mode === "replace" && facts.referrers.length > 0) requireKeyLoaded(plan);
  requirePrivileges(plan, facts);
  if (plan.mode === "replace") refuseReferences(facts, refuse);
}

/** Whether foreign keys of other tables point at this one. */
export async function hasReferrers(client: ClientBase, oid: number): Promise<boolean> {
  const { rows } = await client.query(`SELECT 1 ${REFERRERS} LIMIT 1`, [oid]);
  return rows.length > 0;
}

interface ModeFacts {
  readonly kind: string;
  readonly has_rules: boolean;
  readonly has_unique_key: boolean;
  readonly role: string;
  readonly database: string;
  readonly may_temp: boolean;
  readonly may_select: boolean;
  readonly may_update: boolean;
  readonly may_delete: boolean;
  /** Tables whose foreign keys point here, and what they do when a row goes. */
  readonly referrers: readonly { readonly table: string; readonly action: string }[];
}

function requireUniqueKey(plan: LoadPlan, facts: ModeFacts): void {
  if (plan.mode === "append" || facts.has_unique_key) return;
  if (plan.mode === "replace" && facts.referrers.length === 0) return;
  const { table } = plan.target;
  if (plan.key.length === 0) throw modeErrors.keyMissing(tableText(table));
  throw modeErrors.keyNotUnique(tableText(table), plan.key, uniqueIndexSql(table, plan.key));
}

const uniqueIndexSql = (table: TableName, key: readonly string[]): string =>
  `CREATE UNIQUE INDEX ON ${quoteTable(table)} (${key.map(quoteIdent).join(", ")})`;

function requirePrivileges(plan: LoadPlan, facts: ModeFacts): void {
  const table = quoteTable(plan.target.table);
  const role = quoteIdent(facts.role);
  const needed: readonly (readonly [boolean, string])[] = [
    [facts.may_select, "SELECT"],
    [plan.mode !== "upsert" || facts.may_update, "UPDATE"],
    [plan.mode !== "replace" || facts.may_delete, "DELETE"],
  ];
  for (const [has, privilege] of needed) {
    if (has || (plan.mode === "append" && privilege === "SELECT")) continue;
    const what = `mode ${plan.mode} needs ${privilege} on ${tableText(plan.target.table)}, which role ${facts.role} lacks`;
    throw modeErrors.privilegeMissing(what, `GRANT ${privilege} ON ${table} TO ${role}`);
  }
  if (facts.may_temp || plan.key.length === 0) return;
  throw modeErrors.privilegeMissing(
    `mode ${plan.mode} uses a temporary table, which role ${facts.role} may not make in database ${facts.database}`,
    `GRANT TEMPORARY ON DATABASE ${quoteIdent(facts.database)} TO ${role}`,
  );
}

/** Rows that others point at stay where they are; that they would pull others along, nobody asked for. */
function refuseReferences(facts: ModeFacts, refuse: (reason: string, step: string) => Error): void {
  const pulled = facts.referrers.find(({ action }) => ACTIONS[action] !== undefined);
  if (pulled === undefined) return;
  throw refuse(
    `a foreign key of ${pulled.table} is declared ON DELETE ${ACTIONS[pulled.action] ?? ""}, so rows there would change too`,
    "use --mode upsert and delete by hand what must go",
  );
}

/** By pg_constraint.confdeltype; the two that only refuse are not here. */
const ACTIONS: Readonly<Record<string, string | undefined>> = {
  c: "CASCADE",
  n: "SET NULL",
  d: "SET DEFAULT",
};

/** The names of an index's key columns, without those it only includes. */
const keyNames = (order: string): string => `
SELECT pg_catalog.array_agg(a.attname::text ORDER BY ${order})
FROM pg_catalog.unnest(i.indkey::int2[]) WITH ORDINALITY AS k(number, position)
JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number
WHERE k.position <= i.indnkeyatts`;

const PRIMARY_KEY = `
SELECT (${keyNames("k.position")}) AS columns
FROM pg_catalog.pg_index i WHERE i.indrelid = $1 AND i.indisprimary`;

const REFERRERS = `FROM pg_catalog.pg_constraint f
    WHERE f.contype = 'f' AND f.confrelid = $1 AND f.conrelid <> f.confrelid`;

/** A key's index must hold at once, for every row, and on exactly these columns in any order. */
const MODE_FACTS = `
SELECT c.relkind::text AS kind, current_user::text AS role, pg_catalog.current_database()::text AS database,
  EXISTS (SELECT FROM pg_catalog.pg_rewrite r WHERE r.ev_class = c.oid AND r.ev_type IN ('2', '3', '4')) AS has_rules,
  EXISTS (
    SELECT FROM pg_catalog.pg_index i
    WHERE i.indrelid = c.oid AND i.indisunique AND i.indimmediate AND i.indisvalid AND i.indpred IS NULL
      AND i.indexprs IS NULL
      AND (SELECT pg_catalog.array_agg(n ORDER BY n) FROM pg_catalog.unnest($2::text[]) AS n)
        = (${keyNames("a.attname::text")})
  ) AS has_unique_key,
  pg_catalog.has_database_privilege(pg_catalog.current_database(), 'TEMPORARY') AS may_temp,
  pg_catalog.has_table_privilege(c.oid, 'SELECT') AS may_select,
  pg_catalog.has_table_privilege(c.oid, 'UPDATE') AS may_update,
  pg_catalog.has_table_privilege(c.oid, 'DELETE') AS may_delete,
  coalesce((
    SELECT pg_catalog.jsonb_agg(DISTINCT pg_catalog.jsonb_build_object(
      'table', f.conrelid::pg_catalog.regclass::text, 'action', f.confdeltype::text))
    ${REFERRERS}
  ), '[]') AS referrers
FROM pg_catalog.pg_class c WHERE c.oid = $1`;
