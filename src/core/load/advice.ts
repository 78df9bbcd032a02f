// Advice about settings that only the owner of the server may change, with the statement to run. Only what was
// measured to matter for a load is said; nothing here makes commits less safe.

export interface Advice {
  readonly setting: string;
  /** As the server has it, and as it should be. */
  readonly now: string;
  readonly better: string;
  readonly why: string;
  /** For whoever may change the server's settings. */
  readonly statement: string;
  /** It costs this very load enough to say so again when it runs. */
  readonly isWarning: boolean;
}

/** Of pg_settings, in bytes and seconds. */
export interface ServerLimits {
  readonly sharedBuffersBytes: number;
  readonly maxWalBytes: number;
  readonly checkpointSeconds: number;
}

export interface LoadSize {
  readonly bytes: number;
  readonly rows: number;
  /** Indexes that are filled while the rows come in. */
  readonly indexesKept: number;
  /** The table and its indexes before the load. */
  readonly bytesThere: number;
}

const GB = 1024 ** 3;
const MB = 1024 ** 2;
/**
 * Write-ahead log per byte of text in a table without indexes, and per row and index kept: measured with the orders of
 * the benchmark on PostgreSQL 18 (0.85 and 73, one checkpoint); the images of whole pages that forced checkpoints add
 * come on top.
 */
const WAL_PER_BYTE = 0.9;
const WAL_PER_INDEX_ROW_BYTES = 75;
/** An index entry with its share of the page: 23 there, more for wider keys. */
const INDEX_ROW_BYTES = 24;
/** What two connections copy into a table without indexes, and with three, on two cores. */
const BYTES_PER_SECOND = 60 * MB;
const BYTES_PER_SECOND_INDEXED = 15 * MB;
/** A checkpoint or two in a load are nobody's concern. */
const FORCED_CHECKPOINTS_MIN = 2;

export function adviseServer(size: LoadSize, server: ServerLimits): readonly Advice[] {
  const advice = [
    adviseWal(size, server),
    adviseTimeout(size, server),
    adviseBuffers(size, server),
  ];
  return advice.filter((one) => one !== null);
}

function adviseWal(size: LoadSize, { maxWalBytes }: ServerLimits): Advice | null {
  const walBytes =
    size.bytes * WAL_PER_BYTE + size.rows * size.indexesKept * WAL_PER_INDEX_ROW_BYTES;
  // A checkpoint begins when about half of max_wal_size is written, so that the other half suffices until it is over.
  const forced = Math.floor(walBytes / (maxWalBytes / 2));
  if (forced < FORCED_CHECKPOINTS_MIN) return null;
  const better = sizeText(powerOfTwo(2 * walBytes, 64 * GB));
  const cost =
    size.indexesKept > 0
      ? "each makes the pages of the indexes be logged whole once more; with three indexes kept this and small buffers cost a quarter of the speed"
      : "each makes pages be logged whole once more; without indexes that is about a twentieth of the speed";
  return {
    setting: "max_wal_size",
    now: sizeText(maxWalBytes),
    better,
    why: `this load writes about ${sizeText(walBytes)} of write-ahead log and forces about ${forced} checkpoints: ${cost}`,
    statement: `ALTER SYSTEM SET max_wal_size = '${better}'; SELECT pg_reload_conf();`,
    isWarning: size.indexesKept > 0,
  };
}

function adviseTimeout(size: LoadSize, server: ServerLimits): Advice | null {
  const speed = size.indexesKept > 0 ? BYTES_PER_SECOND_INDEXED : BYTES_PER_SECOND;
  const seconds = size.bytes / speed;
  if (seconds < FORCED_CHECKPOINTS_MIN * server.checkpointSeconds) return null;
  return {
    setting: "checkpoint_timeout",
    now: `${Math.round(server.checkpointSeconds / 60)}min`,
    better: "30min",
    why: `the load takes about ${Math.round(seconds / 60)} minutes, and every checkpoint in it makes pages be logged whole once more`,
    statement: "ALTER SYSTEM SET checkpoint_timeout = '30min'; SELECT pg_reload_conf();",
    isWarning: false,
  };
}

/** Indexes are filled all over, so what does not fit is read and written again and again. */
function adviseBuffers(size: LoadSize, { sharedBuffersBytes }: ServerLimits): Advice | null {
  if (size.indexesKept === 0) return null;
  const indexBytes = size.bytesThere + size.rows * size.indexesKept * INDEX_ROW_BYTES;
  if (indexBytes <= sharedBuffersBytes) return null;
  const better = sizeText(powerOfTwo(indexBytes, 8 * GB));
  if (powerOfTwo(indexBytes, 8 * GB) <= sharedBuffersBytes) return null;
  return {
    setting: "shared_buffers",
    now: sizeText(sharedBuffersBytes),
    better,
    why: `the ${size.indexesKept} indexes kept need about ${sizeText(indexBytes)}; a quarter of the machine's memory is the usual limit`,
    statement: `ALTER SYSTEM SET shared_buffers = '${better}'; -- and restart the server`,
    isWarning: false,
  };
}

/** In words: what is, what should be, why, and the statement. */
export const adviceText = ({ setting, now, better, why, statement }: Advice): string =>
  `${setting} is ${now}, ${better} would be better: ${why}. ${statement}`;

const powerOfTwo = (bytes: number, max: number): number =>
  Math.min(max, 2 ** Math.ceil(Math.log2(Math.max(bytes, GB))));

function sizeText(bytes: number): string {
  const isWhole = bytes >= GB && Number.isInteger(bytes / GB);
  if (isWhole) return `${bytes / GB}GB`;
  return bytes >= 10 * GB ? `${Math.round(bytes / GB)}GB` : `${Math.round(bytes / MB)}MB`;
}
