// How far a standby is behind, in bytes of the log that it has not applied.

export interface Lag {
  readonly standby: string;
  readonly bytes: number;
}

/** The one that is furthest behind, in words; null while all are near enough. */
export function tooFarBehind(lags: readonly Lag[], bytesMax: number): string | null {
  const [worst] = lags.toSorted((a, b) => b.bytes - a.bytes);
  if (worst === undefined || worst.bytes <= bytesMax) return null;
  const megabytes = (worst.bytes / 1_048_576).toFixed(0);
  return `standby ${worst.standby} has ${megabytes} MB of the log still to apply; the workers wait`;
}
