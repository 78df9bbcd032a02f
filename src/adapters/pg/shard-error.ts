// What another node of a Citus cluster said of its part of a COPY: Citus repeats the words, and not the SQLSTATE.

/** What of a server's error tells such a one. */
export interface RepeatedError {
  readonly code: string;
  readonly message: string;
  readonly routine?: string | undefined;
}

const REFUSED = "23000";
const CONNECTION_LOST = "08006";

/** Where Citus' source passes on what another node said of a COPY, and where it loses one; names are not translated. */
const REPEATING = "ReportCopyError";
const LOSING = [
  ...["EndRemoteCopy", "SendCopyDataToPlacement", "ReportResultError"],
  ...["MarkRemoteTransactionFailed", "CheckRemoteTransactionsHealth"],
];
const IO_ERROR = "58030";
const INTERNAL_ERROR = "XX000";

/**
 * The SQLSTATE to go by. A constraint's refusal names the shard or its constraint, `orders_102014`: then it is the
 * record's fault. All else that a node may say in mid-COPY (it shuts down, its disk is full, somebody cancels) is worth
 * another attempt, and must never be taken for a refusal: each record would be one, in its turn.
 */
export function effectiveSqlstate({ code, message, routine = "" }: RepeatedError): string {
  if (code !== INTERNAL_ERROR && code !== IO_ERROR) return code;
  if (routine === REPEATING && code === INTERNAL_ERROR && SHARD.test(message)) return REFUSED;
  return routine === REPEATING || LOSING.includes(routine) ? CONNECTION_LOST : code;
}

/** The number of a shard behind a name, and not within a path. */
const SHARD = /[^\s/]_\d{6,}(?!\d)/u;
