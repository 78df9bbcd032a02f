// What is said and done about records without a partition: an error before anything is loaded, partitions to make, or
// a warning where rejects are allowed.
import { partitionErrors } from "../../base/partition-errors.ts";
import type { Decision } from "../../records/dialect.ts";
import { tableText, type LoadPlan, type PlannedPartition } from "../plan.ts";
import type { LookedThrough, MissingGroup } from "./missing-groups.ts";

const GROUPS_SHOWN = 5;
const STATEMENTS_SHOWN = 24;

/** The plan with the partitions to make and what is to be said; throws where records would be refused. */
export function planPartitions(plan: LoadPlan, found: LookedThrough): LoadPlan {
  const { missing } = found;
  const makes = plan.createsPartitions ? missing.filter(({ partition }) => partition !== null) : [];
  const refused = missing.filter((group) => !makes.includes(group));
  const records = totalOf(refused);
  const { max } = plan.rejects;
  if (records > 0 && max !== null && records > max) throw missingError(plan, refused, found.isCut);
  return {
    ...plan,
    newPartitions: makes.flatMap(plannedOf),
    decisions: [...plan.decisions, ...makes.map(decisionOf)],
    warnings: [
      ...(plan.warnings ?? []),
      ...(records > 0 ? [rejectsWarning(plan, refused, records)] : []),
      ...found.byDefault.map(
        (to) =>
          `${counted(to.records)} (the first at line ${to.line}) ${to.records === 1 ? "goes" : "go"} to the default partition ${tableText(to.table)}: a partition for them can later be made only by moving them`,
      ),
    ],
  };
}

function plannedOf({ partition }: MissingGroup): readonly PlannedPartition[] {
  if (partition === null) return [];
  const { parent, tables, statements } = partition;
  return statements.map((sql, index) => ({
    parent: parent.table,
    table: tables[index] ?? partition.partition.table,
    sql,
  }));
}

function decisionOf(group: MissingGroup): Decision {
  const evidence = `${counted(group.records)} ${group.records === 1 ? "belongs" : "belong"} in ${group.words}, the first at line ${group.line}${leftOut(group)}`;
  const { partition } = group;
  return {
    what: "new partition",
    value: (partition?.statements ?? []).join("; "),
    origin: "given",
    evidence,
  };
}

function missingError(plan: LoadPlan, refused: readonly MissingGroup[], isCut: boolean) {
  const [first] = refused;
  const missing = {
    records: counted(totalOf(refused)),
    file: plan.source.name,
    table: tableText(plan.target.table),
    wants: groupsText(refused, isCut),
    place: { file: plan.source.path, line: first?.line, record: first?.record },
  };
  const statements = refused.flatMap(({ partition }) => partition?.statements ?? []);
  return statements.length === 0
    ? partitionErrors.partitionsUnclear(missing)
    : partitionErrors.partitionsMissing(missing, linesOf(statements));
}

function linesOf(statements: readonly string[]): string {
  const shown = statements.slice(0, STATEMENTS_SHOWN).map((sql) => `\n    ${sql};`);
  const more = statements.length - shown.length;
  const rest =
    more > 0 ? `\n    and ${more} more, which \`rowmill plan --create-partitions\` prints` : "";
  return shown.join("") + rest;
}

function rejectsWarning(plan: LoadPlan, refused: readonly MissingGroup[], records: number): string {
  const will = records === 1 ? "is a reject" : "are rejects";
  return `${counted(records)} without a partition in ${tableText(plan.target.table)} ${will} (SQLSTATE 23514): ${groupsText(refused, false)}`;
}

function groupsText(groups: readonly MissingGroup[], isCut: boolean): string {
  const shown = groups.slice(0, GROUPS_SHOWN).map(groupText);
  const more = groups.length - shown.length;
  if (more > 0 || isCut) shown.push(`and ${isCut ? "many" : more} more`);
  return shown.join("; ");
}

function groupText(group: MissingGroup): string {
  const why = group.reason === null ? "" : `; ${group.reason}`;
  return `${group.words} (${counted(group.records)}, the first at line ${group.line}${why}${leftOut(group)})`;
}

/** The lesson of FROM ('2025-01-01') TO ('2025-12-31'). */
function leftOut({ partition }: MissingGroup): string {
  const table = partition?.leftOutBy ?? null;
  if (table === null) return "";
  return `; ${tableText(table)} ends just before, as the upper bound of a range is not in it`;
}

const totalOf = (groups: readonly MissingGroup[]): number =>
  groups.reduce((sum, group) => sum + (group.isNested ? 0 : group.records), 0);

const counted = (records: number): string =>
  records === 1 ? "1 record" : `${records.toLocaleString("en")} records`;
