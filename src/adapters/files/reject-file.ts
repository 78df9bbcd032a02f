// Writes the reject file: beside its final name first, synced, then renamed, so that it is whole or not there.
import { open, rename, rm } from "node:fs/promises";
import { faultErrors } from "../../core/base/fault-errors.ts";
import type { Reject } from "../../core/load/events.ts";
import type { LoadPlan } from "../../core/load/plan.ts";
import type { RejectFile } from "../../core/load/ports.ts";
import {
  readRejectHead,
  recordEndText,
  rejectFileHead,
  rejectNote,
} from "../../core/load/reject-format.ts";
import { encodeText } from "../../core/records/text-codec.ts";
import { fileError, FileSource } from "./file-source.ts";
import { readStart } from "./read-start.ts";

/** The records may be personal data: only their owner reads them. */
const MODE = 0o600;
const HEAD_BYTES = 64 * 1024;
const BLOCK_BYTES = 64 * 1024;
/** What little is read here need not be cancelled. */
const never = new AbortController().signal;

export const rejectFile: RejectFile = {
  async write(plan, rejects) {
    const path = await freePath(plan);
    const unfinished = `${path}.${plan.loadId}.part`;
    try {
      await rm(unfinished, { force: true });
      // O_EXCL: never through a link that somebody else put there.
      const file = await open(unfinished, "wx", MODE);
      try {
        for await (const block of inBlocks(lines(plan, rejects))) await file.appendFile(block);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(unfinished, path);
      return path;
    } catch (error) {
      // Half a file is of no use, and its space may be.
      await rm(unfinished, { force: true });
      throw writeError(path, error);
    }
  },
};

/** What only writing meets; the rest is as in reading. */
function writeError(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || !("code" in error)) return error;
  const reason = WRITE_REASONS[String(error.code)];
  return reason === undefined
    ? fileError(path, error)
    : faultErrors.clientDiskFull(path, reason, error);
}

const WRITE_REASONS: Readonly<Record<string, string>> = {
  ENOSPC: "there is no space left on its disk",
  EDQUOT: "the disk quota is used up",
  EFBIG: "the file would be too large",
  EROFS: "its file system is read-only",
  EIO: "the disk reports an error",
};

/** The plan's name for it, unless another load's rejects lie there: somebody may be mending those. */
async function freePath(plan: LoadPlan): Promise<string> {
  const wanted = plan.rejects.file;
  const owner = await loadOf(wanted);
  if (owner === "nobody" || owner === plan.loadId) return wanted;
  return wanted.replace(
    /(\.rejects)?(\.[^.]*)?$/,
    (_whole, rejects = "", extension = "") => `.${plan.loadId}${rejects}${extension}`,
  );
}

/** The load whose rejects lie at `path`: "nobody" when there is no file, "" when it is another kind of file. */
async function loadOf(path: string): Promise<string> {
  try {
    const head = await readStart(new FileSource(path), HEAD_BYTES, never);
    const [line = ""] = head.bytes.toString("utf8").split(/\r\n|\r|\n/, 1);
    return readRejectHead(line)?.loadId ?? "";
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "file-not-found")
      return "nobody";
    throw error;
  }
}

/** A write for each of a million small pieces would take minutes. */
async function* inBlocks(
  pieces: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, void> {
  let [block, bytes]: [Uint8Array[], number] = [[], 0];
  for await (const piece of pieces) {
    block.push(piece);
    bytes += piece.length;
    if (bytes < BLOCK_BYTES) continue;
    yield Buffer.concat(block);
    [block, bytes] = [[], 0];
  }
  yield Buffer.concat(block);
}

async function* lines(
  plan: LoadPlan,
  rejects: AsyncIterable<Reject>,
): AsyncGenerator<Uint8Array, void, void> {
  const end = recordEndText(plan.dialect);
  const text = (line: string): Buffer => Buffer.from(line + end);
  yield text(rejectFileHead(plan));
  if (plan.body.header !== null) {
    yield encodeText(plan.body.header, plan.dialect.encoding) ?? text(plan.body.header);
    yield text("");
  }
  for await (const reject of rejects) {
    yield text(rejectNote(reject));
    yield reject.raw;
    yield text("");
  }
}
