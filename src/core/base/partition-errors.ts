// What can go wrong with the partitions of a target; part of the errors' one list.
import { IngestError, user, type Place } from "./ingest-error.ts";

interface Missing {
  /** With their number: "3 records". */
  readonly records: string;
  readonly file: string;
  readonly table: string;
  readonly wants: string;
  readonly place: Place;
}

export const partitionErrors = {
  /** `wants` says which, with counts; `statements` is the DDL, a line each. */
  partitionsMissing: ({ records, file, table, wants, place }: Missing, statements: string) =>
    user(
      "partitions-missing",
      `no partition of ${table} takes ${records} of ${file}: ${wants}`,
      `nothing was loaded; let --create-partitions make what is missing, or run:${statements}`,
      place,
    ),
  /** As above, where nothing can be proposed. */
  partitionsUnclear: ({ records, file, table, wants, place }: Missing) =>
    user(
      "partitions-unclear",
      `no partition of ${table} takes ${records} of ${file}: ${wants}`,
      "nothing was loaded; make partitions for them by hand, mend the records, or allow so many rejects with --max-rejects",
      place,
    ),
  partitionsForbidden: (table: string, role: string, owner: string) =>
    user(
      "partitions-forbidden",
      `role ${role} may not make partitions of ${table}: they need its owner, ${owner}, and CREATE on the schema`,
      `let ${owner} run the statements that \`rowmill plan --create-partitions\` prints, or GRANT "${owner}" TO "${role}"`,
    ),
  partitionNameTaken: (name: string) =>
    user(
      "partition-name-taken",
      `${name} would be the new partition's name, and something else is called that`,
      "make the partition by hand under another name, then load without --create-partitions",
    ),
  partitionsChanged: (name: string, reason: string, cause: unknown) =>
    new IngestError({
      kind: "user",
      code: "partitions-changed",
      message: `the partition ${name} could not be made: ${reason}; none was, and nothing is loaded`,
      hint: "somebody changed the table since the load was planned: start it again, and it is planned anew",
      cause,
    }),
} as const;
