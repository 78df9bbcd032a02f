// Every rule, by id. Printed from the folder by `npm run generate`; do not edit.
import type { AnyRule } from "../analysis/rule.ts";
import { rule as csharpNoInsertInLoop } from "./csharp/no-insert-in-loop.ts";
import { rule as csharpNoInterpolatedValues } from "./csharp/no-interpolated-values.ts";
import { rule as csharpNoSaveChangesInLoop } from "./csharp/no-save-changes-in-loop.ts";
import { rule as goNoConnectInLoop } from "./go/no-connect-in-loop.ts";
import { rule as goNoCopyThroughExec } from "./go/no-copy-through-exec.ts";
import { rule as goNoGormCreateInLoop } from "./go/no-gorm-create-in-loop.ts";
import { rule as goNoInsertInLoop } from "./go/no-insert-in-loop.ts";
import { rule as goNoInterpolatedValues } from "./go/no-interpolated-values.ts";
import { rule as goNoPrepareInLoop } from "./go/no-prepare-in-loop.ts";
import { rule as javaNoAutocommitBatch } from "./java/no-autocommit-batch.ts";
import { rule as javaNoCollectThenInsert } from "./java/no-collect-then-insert.ts";
import { rule as javaNoConnectInLoop } from "./java/no-connect-in-loop.ts";
import { rule as javaNoCopyInLoop } from "./java/no-copy-in-loop.ts";
import { rule as javaNoInsertInLoop } from "./java/no-insert-in-loop.ts";
import { rule as javaNoInterpolatedValues } from "./java/no-interpolated-values.ts";
import { rule as javaNoPrepareInLoop } from "./java/no-prepare-in-loop.ts";
import { rule as javaNoSwallowedInsertError } from "./java/no-swallowed-insert-error.ts";
import { rule as javaRequireBatchFlush } from "./java/require-batch-flush.ts";
import { rule as javaRequireHibernateBatchSize } from "./java/require-hibernate-batch-size.ts";
import { rule as liveDistributedTable } from "./live/distributed-table.ts";
import { rule as liveForeignKeyCost } from "./live/foreign-key-cost.ts";
import { rule as liveInsufficientPrivilege } from "./live/insufficient-privilege.ts";
import { rule as liveReadOnlyServer } from "./live/read-only-server.ts";
import { rule as liveReplicaLagRisk } from "./live/replica-lag-risk.ts";
import { rule as liveRowTriggerOnTarget } from "./live/row-trigger-on-target.ts";
import { rule as liveTooManyIndexes } from "./live/too-many-indexes.ts";
import { rule as liveTypeOverflow } from "./live/type-overflow.ts";
import { rule as liveUnloggedTarget } from "./live/unlogged-target.ts";
import { rule as nodeNoConnectInLoop } from "./node/no-connect-in-loop.ts";
import { rule as nodeNoFloatingInsert } from "./node/no-floating-insert.ts";
import { rule as nodeNoInsertInLoop } from "./node/no-insert-in-loop.ts";
import { rule as nodeNoInterpolatedValues } from "./node/no-interpolated-values.ts";
import { rule as nodeNoOrmCreateInLoop } from "./node/no-orm-create-in-loop.ts";
import { rule as nodeNoPromiseAllInsert } from "./node/no-promise-all-insert.ts";
import { rule as pgconfNoAutovacuumOff } from "./pgconf/no-autovacuum-off.ts";
import { rule as pgconfNoFrequentCheckpoints } from "./pgconf/no-frequent-checkpoints.ts";
import { rule as pgconfNoGlobalAsyncCommit } from "./pgconf/no-global-async-commit.ts";
import { rule as pgconfNoMinimalWalWithReplicas } from "./pgconf/no-minimal-wal-with-replicas.ts";
import { rule as pgconfNoSingleSyncStandby } from "./pgconf/no-single-sync-standby.ts";
import { rule as pgconfNoSmallMaintenanceMemory } from "./pgconf/no-small-maintenance-memory.ts";
import { rule as pgconfNoSmallMaxWalSize } from "./pgconf/no-small-max-wal-size.ts";
import { rule as pgconfNoSyncWithoutStandby } from "./pgconf/no-sync-without-standby.ts";
import { rule as pgconfNoUnlimitedSlot } from "./pgconf/no-unlimited-slot.ts";
import { rule as pgconfNoUnsafeDurability } from "./pgconf/no-unsafe-durability.ts";
import { rule as pgconfPreferWalCompression } from "./pgconf/prefer-wal-compression.ts";
import { rule as pythonNoCollectThenInsert } from "./python/no-collect-then-insert.ts";
import { rule as pythonNoCommitInLoop } from "./python/no-commit-in-loop.ts";
import { rule as pythonNoConnectInLoop } from "./python/no-connect-in-loop.ts";
import { rule as pythonNoFlushInLoop } from "./python/no-flush-in-loop.ts";
import { rule as pythonNoInsertInLoop } from "./python/no-insert-in-loop.ts";
import { rule as pythonNoInterpolatedValues } from "./python/no-interpolated-values.ts";
import { rule as pythonNoIterrowsInsert } from "./python/no-iterrows-insert.ts";
import { rule as pythonNoSwallowedInsertError } from "./python/no-swallowed-insert-error.ts";
import { rule as pythonNoToSqlReplace } from "./python/no-to-sql-replace.ts";
import { rule as pythonPreferAsyncpgCopy } from "./python/prefer-asyncpg-copy.ts";
import { rule as pythonPreferBulkCreate } from "./python/prefer-bulk-create.ts";
import { rule as pythonPreferExecuteValues } from "./python/prefer-execute-values.ts";
import { rule as pythonRequirePipeline } from "./python/require-pipeline.ts";
import { rule as pythonRequireToSqlChunksize } from "./python/require-to-sql-chunksize.ts";
import { rule as pythonRequireToSqlMethod } from "./python/require-to-sql-method.ts";
import { rule as scalaNoAutocommitBatch } from "./scala/no-autocommit-batch.ts";
import { rule as scalaNoCollectThenInsert } from "./scala/no-collect-then-insert.ts";
import { rule as scalaNoConnectInLoop } from "./scala/no-connect-in-loop.ts";
import { rule as scalaNoInsertInLoop } from "./scala/no-insert-in-loop.ts";
import { rule as scalaNoInterpolatedValues } from "./scala/no-interpolated-values.ts";
import { rule as scalaNoPrepareInLoop } from "./scala/no-prepare-in-loop.ts";
import { rule as scalaNoSwallowedInsertError } from "./scala/no-swallowed-insert-error.ts";
import { rule as scalaRequireBatchFlush } from "./scala/require-batch-flush.ts";
import { rule as sqlNoAutocommitInsertRun } from "./sql/no-autocommit-insert-run.ts";
import { rule as sqlNoBackslashDotInCsv } from "./sql/no-backslash-dot-in-csv.ts";
import { rule as sqlNoCheckThenInsert } from "./sql/no-check-then-insert.ts";
import { rule as sqlNoCommitInLoop } from "./sql/no-commit-in-loop.ts";
import { rule as sqlNoConflictingCopyOptions } from "./sql/no-conflicting-copy-options.ts";
import { rule as sqlNoCopyFromProgram } from "./sql/no-copy-from-program.ts";
import { rule as sqlNoCrossProductInsert } from "./sql/no-cross-product-insert.ts";
import { rule as sqlNoDefaultPartitionTrap } from "./sql/no-default-partition-trap.ts";
import { rule as sqlNoDeleteThenInsert } from "./sql/no-delete-then-insert.ts";
import { rule as sqlNoDisableTriggerAll } from "./sql/no-disable-trigger-all.ts";
import { rule as sqlNoDuplicateColumn } from "./sql/no-duplicate-column.ts";
import { rule as sqlNoDynamicInsertInLoop } from "./sql/no-dynamic-insert-in-loop.ts";
import { rule as sqlNoExceptionBlockInLoop } from "./sql/no-exception-block-in-loop.ts";
import { rule as sqlNoForeignKeyBeforeLoad } from "./sql/no-foreign-key-before-load.ts";
import { rule as sqlNoGlobalAsyncCommit } from "./sql/no-global-async-commit.ts";
import { rule as sqlNoHeaderRowAsData } from "./sql/no-header-row-as-data.ts";
import { rule as sqlNoInclusiveUpperBound } from "./sql/no-inclusive-upper-bound.ts";
import { rule as sqlNoIndexBeforeLoad } from "./sql/no-index-before-load.ts";
import { rule as sqlNoLockTableBeforeLoad } from "./sql/no-lock-table-before-load.ts";
import { rule as sqlNoMergeAsUpsert } from "./sql/no-merge-as-upsert.ts";
import { rule as sqlNoMissingFuturePartition } from "./sql/no-missing-future-partition.ts";
import { rule as sqlNoMissingPartition } from "./sql/no-missing-partition.ts";
import { rule as sqlNoNextvalRoundTrip } from "./sql/no-nextval-round-trip.ts";
import { rule as sqlNoNoopUpdate } from "./sql/no-noop-update.ts";
import { rule as sqlNoNullablePartitionKey } from "./sql/no-nullable-partition-key.ts";
import { rule as sqlNoOrderByInInsertSelect } from "./sql/no-order-by-in-insert-select.ts";
import { rule as sqlNoParameterOverflow } from "./sql/no-parameter-overflow.ts";
import { rule as sqlNoPartitionFlood } from "./sql/no-partition-flood.ts";
import { rule as sqlNoPartitionGap } from "./sql/no-partition-gap.ts";
import { rule as sqlNoPartitionOverlap } from "./sql/no-partition-overlap.ts";
import { rule as sqlNoRandomUuidKey } from "./sql/no-random-uuid-key.ts";
import { rule as sqlNoRepeatedConflictKey } from "./sql/no-repeated-conflict-key.ts";
import { rule as sqlNoRowByRowLoop } from "./sql/no-row-by-row-loop.ts";
import { rule as sqlNoSavepointPerRow } from "./sql/no-savepoint-per-row.ts";
import { rule as sqlNoServerSidePath } from "./sql/no-server-side-path.ts";
import { rule as sqlNoSilentCopyErrors } from "./sql/no-silent-copy-errors.ts";
import { rule as sqlNoSingleRowInsertRun } from "./sql/no-single-row-insert-run.ts";
import { rule as sqlNoTruncateOutsideTransaction } from "./sql/no-truncate-outside-transaction.ts";
import { rule as sqlNoUnloggedTarget } from "./sql/no-unlogged-target.ts";
import { rule as sqlNoUnsafeDurability } from "./sql/no-unsafe-durability.ts";
import { rule as sqlNoValueCountMismatch } from "./sql/no-value-count-mismatch.ts";
import { rule as sqlPreferAttachPartition } from "./sql/prefer-attach-partition.ts";
import { rule as sqlPreferCopyForLargeValues } from "./sql/prefer-copy-for-large-values.ts";
import { rule as sqlPreferPartitionedTable } from "./sql/prefer-partitioned-table.ts";
import { rule as sqlPreferStatementTrigger } from "./sql/prefer-statement-trigger.ts";
import { rule as sqlRequireAllRemainders } from "./sql/require-all-remainders.ts";
import { rule as sqlRequireAnalyzeAfterLoad } from "./sql/require-analyze-after-load.ts";
import { rule as sqlRequireCheckBeforeAttach } from "./sql/require-check-before-attach.ts";
import { rule as sqlRequireColumnList } from "./sql/require-column-list.ts";
import { rule as sqlRequireConflictTargetIndex } from "./sql/require-conflict-target-index.ts";
import { rule as sqlRequireCopyOptionVersion } from "./sql/require-copy-option-version.ts";
import { rule as sqlRequireCopyTerminator } from "./sql/require-copy-terminator.ts";
import { rule as sqlRequireFreezePrecondition } from "./sql/require-freeze-precondition.ts";
import { rule as sqlRequireIdempotentInsert } from "./sql/require-idempotent-insert.ts";
import { rule as sqlRequirePartitionKeyInKey } from "./sql/require-partition-key-in-key.ts";

export const RULES: readonly AnyRule[] = [
  csharpNoInsertInLoop,
  csharpNoInterpolatedValues,
  csharpNoSaveChangesInLoop,
  goNoConnectInLoop,
  goNoCopyThroughExec,
  goNoGormCreateInLoop,
  goNoInsertInLoop,
  goNoInterpolatedValues,
  goNoPrepareInLoop,
  javaNoAutocommitBatch,
  javaNoCollectThenInsert,
  javaNoConnectInLoop,
  javaNoCopyInLoop,
  javaNoInsertInLoop,
  javaNoInterpolatedValues,
  javaNoPrepareInLoop,
  javaNoSwallowedInsertError,
  javaRequireBatchFlush,
  javaRequireHibernateBatchSize,
  liveDistributedTable,
  liveForeignKeyCost,
  liveInsufficientPrivilege,
  liveReadOnlyServer,
  liveReplicaLagRisk,
  liveRowTriggerOnTarget,
  liveTooManyIndexes,
  liveTypeOverflow,
  liveUnloggedTarget,
  nodeNoConnectInLoop,
  nodeNoFloatingInsert,
  nodeNoInsertInLoop,
  nodeNoInterpolatedValues,
  nodeNoOrmCreateInLoop,
  nodeNoPromiseAllInsert,
  pgconfNoAutovacuumOff,
  pgconfNoFrequentCheckpoints,
  pgconfNoGlobalAsyncCommit,
  pgconfNoMinimalWalWithReplicas,
  pgconfNoSingleSyncStandby,
  pgconfNoSmallMaintenanceMemory,
  pgconfNoSmallMaxWalSize,
  pgconfNoSyncWithoutStandby,
  pgconfNoUnlimitedSlot,
  pgconfNoUnsafeDurability,
  pgconfPreferWalCompression,
  pythonNoCollectThenInsert,
  pythonNoCommitInLoop,
  pythonNoConnectInLoop,
  pythonNoFlushInLoop,
  pythonNoInsertInLoop,
  pythonNoInterpolatedValues,
  pythonNoIterrowsInsert,
  pythonNoSwallowedInsertError,
  pythonNoToSqlReplace,
  pythonPreferAsyncpgCopy,
  pythonPreferBulkCreate,
  pythonPreferExecuteValues,
  pythonRequirePipeline,
  pythonRequireToSqlChunksize,
  pythonRequireToSqlMethod,
  scalaNoAutocommitBatch,
  scalaNoCollectThenInsert,
  scalaNoConnectInLoop,
  scalaNoInsertInLoop,
  scalaNoInterpolatedValues,
  scalaNoPrepareInLoop,
  scalaNoSwallowedInsertError,
  scalaRequireBatchFlush,
  sqlNoAutocommitInsertRun,
  sqlNoBackslashDotInCsv,
  sqlNoCheckThenInsert,
  sqlNoCommitInLoop,
  sqlNoConflictingCopyOptions,
  sqlNoCopyFromProgram,
  sqlNoCrossProductInsert,
  sqlNoDefaultPartitionTrap,
  sqlNoDeleteThenInsert,
  sqlNoDisableTriggerAll,
  sqlNoDuplicateColumn,
  sqlNoDynamicInsertInLoop,
  sqlNoExceptionBlockInLoop,
  sqlNoForeignKeyBeforeLoad,
  sqlNoGlobalAsyncCommit,
  sqlNoHeaderRowAsData,
  sqlNoInclusiveUpperBound,
  sqlNoIndexBeforeLoad,
  sqlNoLockTableBeforeLoad,
  sqlNoMergeAsUpsert,
  sqlNoMissingFuturePartition,
  sqlNoMissingPartition,
  sqlNoNextvalRoundTrip,
  sqlNoNoopUpdate,
  sqlNoNullablePartitionKey,
  sqlNoOrderByInInsertSelect,
  sqlNoParameterOverflow,
  sqlNoPartitionFlood,
  sqlNoPartitionGap,
  sqlNoPartitionOverlap,
  sqlNoRandomUuidKey,
  sqlNoRepeatedConflictKey,
  sqlNoRowByRowLoop,
  sqlNoSavepointPerRow,
  sqlNoServerSidePath,
  sqlNoSilentCopyErrors,
  sqlNoSingleRowInsertRun,
  sqlNoTruncateOutsideTransaction,
  sqlNoUnloggedTarget,
  sqlNoUnsafeDurability,
  sqlNoValueCountMismatch,
  sqlPreferAttachPartition,
  sqlPreferCopyForLargeValues,
  sqlPreferPartitionedTable,
  sqlPreferStatementTrigger,
  sqlRequireAllRemainders,
  sqlRequireAnalyzeAfterLoad,
  sqlRequireCheckBeforeAttach,
  sqlRequireColumnList,
  sqlRequireConflictTargetIndex,
  sqlRequireCopyOptionVersion,
  sqlRequireCopyTerminator,
  sqlRequireFreezePrecondition,
  sqlRequireIdempotentInsert,
  sqlRequirePartitionKeyInKey,
];
