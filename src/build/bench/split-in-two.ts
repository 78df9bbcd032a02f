// A file as two of whole records without header, for the ways that cannot split by themselves.
import { createReadStream, createWriteStream } from "node:fs";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { finished } from "node:stream/promises";

/** The notes hold line ends, so every quote is counted. */
export async function splitInTwo(
  file: string,
  records: number,
): Promise<readonly [string, string]> {
  const paths = [`${file}.1`, `${file}.2`] as const;
  const outs = paths.map((path) => createWriteStream(path));
  let [record, quotes, isHeader] = [0, 0, true];
  for await (const text of createInterface({
    input: createReadStream(file),
    crlfDelay: Infinity,
  })) {
    if (isHeader) {
      isHeader = false;
      continue;
    }
    const out = outs[record < records / 2 ? 0 : 1];
    if (out?.write(`${text}\n`) === false) await once(out, "drain");
    quotes += text.split('"').length - 1;
    if (quotes % 2 === 0) record++;
  }
  for (const out of outs) await finished(out.end());
  return paths;
}
