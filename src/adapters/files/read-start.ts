// The first bytes of a source, as sniffing needs them.
import type { Source } from "../../core/load/ports.ts";

export interface SourceStart {
  readonly bytes: Buffer;
  /** They are all of it. */
  readonly isWhole: boolean;
}

/** At most `bytesMax`, fewer only where the source ends. Of several files, the first one's. */
export async function readStart(
  source: Source,
  bytesMax: number,
  signal: AbortSignal,
): Promise<SourceStart> {
  const reader = await source.open(signal);
  try {
    const bytes = Buffer.allocUnsafe(bytesMax);
    let filled = 0;
    while (filled < bytesMax) {
      signal.throwIfAborted();
      const count = await reader.read(bytes.subarray(filled));
      if (count === 0) return { bytes: bytes.subarray(0, filled), isWhole: true };
      filled += count;
    }
    return { bytes, isWhole: false };
  } finally {
    await reader.close();
  }
}
