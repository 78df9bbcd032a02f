// The first bytes of a source, as sniffing needs them, or all of them.
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

/** All of a source that is known to be small. */
export async function readWhole(source: Source, signal: AbortSignal): Promise<Buffer> {
  const parts: Buffer[] = [];
  const reader = await source.open(signal);
  try {
    for (;;) {
      const part = Buffer.allocUnsafe(PART_BYTES);
      const count = await reader.read(part);
      if (count === 0) return Buffer.concat(parts);
      parts.push(part.subarray(0, count));
    }
  } finally {
    await reader.close();
  }
}

/** What a pipe holds. */
const PART_BYTES = 64 * 1024;
