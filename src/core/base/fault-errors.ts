// What can go wrong around a load that nobody did on purpose: a full disk here, an orphan's lock, a ledger gone back.
import { IngestError } from "./ingest-error.ts";

/** Beside `errors`: the factory's name is the error's code in kebab-case. */
export const faultErrors = {
  /** Writing a file of ours, on this machine. */
  clientDiskFull: (file: string, reason: string, cause: unknown) =>
    new IngestError({
      kind: "fatal",
      code: "client-disk-full",
      message: `${file} cannot be written: ${reason}`,
      hint: "all rows are committed and the rejects are in the ledger; free space, or name another place with --rejects, then run the load again: it only writes the file",
      place: { file },
      cause,
    }),
  /** As 55P03, with the name of who is in the way. */
  lockHeld: (table: string, holders: readonly string[], cause: IngestError) =>
    new IngestError({
      kind: "transient",
      code: "lock-held",
      message: `${table} is locked by ${holders.join(" and ")}`,
      hint: "the batch is tried again; end that transaction if it is not needed any more (a prepared one with ROLLBACK PREPARED or COMMIT PREPARED)",
      sqlstate: cause.sqlstate,
      cause,
    }),
  /** The row of the running load is gone: a failover went back to before it, or somebody deleted it. */
  ledgerLost: (loadId: string, cause: unknown) =>
    new IngestError({
      kind: "fatal",
      code: "ledger-lost",
      message: `the ledger of this server does not know load ${loadId} any more`,
      hint: "after a failover, rows and ledger may both have gone back to before the load: run the load again, it loads what is not there; if the ledger's rows were deleted by hand, compare the table with `rowmill verify` first",
      cause,
    }),
} as const;
