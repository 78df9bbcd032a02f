// How long commits took: counts in buckets that grow by a tenth, so that a load of any length costs the same memory
// and a percentile is right to within five per cent.

const FIRST_MS = 0.1;
const GROWTH = 1.1;
/** The last bucket begins at about ten minutes and takes everything above. */
const BUCKETS = 165;

export interface Latency {
  readonly counts: readonly number[];
  readonly total: number;
  readonly minMs: number;
  readonly maxMs: number;
}

export const NO_LATENCY: Latency = {
  counts: new Array<number>(BUCKETS).fill(0),
  total: 0,
  minMs: Infinity,
  maxMs: 0,
};

export function addLatency(latency: Latency, ms: number): Latency {
  const bucket = bucketOf(ms);
  return {
    counts: latency.counts.with(bucket, (latency.counts[bucket] ?? 0) + 1),
    total: latency.total + 1,
    minMs: Math.min(latency.minMs, ms),
    maxMs: Math.max(latency.maxMs, ms),
  };
}

/** The value that `share` (0 to 1) of all commits did not exceed, or null before the first. */
export function percentile(latency: Latency, share: number): number | null {
  if (latency.total === 0) return null;
  const rank = Math.max(1, Math.ceil(share * latency.total));
  let seen = 0;
  const bucket = latency.counts.findIndex((count) => (seen += count) >= rank);
  // The middle of the bucket by ratio; what was really seen bounds it, so a single commit is exact.
  const middleMs = FIRST_MS * GROWTH ** (bucket + 0.5);
  return Math.min(latency.maxMs, Math.max(latency.minMs, middleMs));
}

function bucketOf(ms: number): number {
  if (ms <= FIRST_MS) return 0;
  return Math.min(BUCKETS - 1, Math.floor(Math.log(ms / FIRST_MS) / Math.log(GROWTH)));
}
