// Writes the reject file: beside its final name first, synced, then renamed, so that it is whole or not there.
import { createWriteStream } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { Readable } from "node:stream";
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
import { fileError, readHead } from "./file-source.ts";

/** The records may be personal data: only their owner reads them. */
const MODE = 0o600;
const HEAD_BYTES = 64 * 1024;

export const rejectFile: RejectFile = {
  async write(plan, rejects) {
    const path = await freePath(plan);
    const unfinished = `${path}.${plan.loadId}.part`;
    try {
      await rm(unfinished, { force: true });
      // O_EXCL: never through a link that somebody else put there.
      const file = await open(unfinished, "wx", MODE);
      await pipeline(
        Readable.from(lines(plan, rejects)),
        createWriteStream(unfinished, { fd: file.fd, autoClose: false }),
      );
      await file.sync();
      await file.close();
      await rename(unfinished, path);
      return path;
    } catch (error) {
      throw fileError(unfinished, error);
    }
  },
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
    const head = await readHead(path, HEAD_BYTES);
    const [line = ""] = head.toString("utf8").split(/\r\n|\r|\n/, 1);
    return readRejectHead(line)?.loadId ?? "";
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "file-not-found")
      return "nobody";
    throw error;
  }
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
