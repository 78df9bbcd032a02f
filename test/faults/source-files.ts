// A seed's file as the kind of source that a run loads: as it is, compressed, or cut into several files.
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { allRecordTexts } from "../support/oracle.ts";
import type { Variant } from "./variant.ts";

const PARTS = 3;

/** Writes it into `folder` and returns the paths in the order in which they are to be loaded. */
export function writeSource(
  file: string,
  folder: string,
  source: Variant["source"],
): readonly [string, ...string[]] {
  const plain = join(folder, "orders.csv");
  if (source === "several") return splitFile(file, folder);
  if (source === "plain") {
    copyFileSync(file, plain);
    return [plain];
  }
  writeFileSync(`${plain}.gz`, gzipSync(readFileSync(file)));
  return [`${plain}.gz`];
}

/** Each part has the header and about as many records as the others. */
function splitFile(file: string, folder: string): readonly [string, ...string[]] {
  const text = readFileSync(file, "utf8");
  const header = text.slice(0, text.indexOf("\n") + 1);
  const records = allRecordTexts(file);
  const share = Math.ceil(records.length / PARTS);
  const paths = Array.from({ length: PARTS }, (_, part) => {
    const path = join(folder, `orders-${part + 1}.csv`);
    const body = records.slice(part * share, (part + 1) * share).map((record) => `${record}\n`);
    writeFileSync(path, header + body.join(""));
    return path;
  });
  const [first = "", ...others] = paths;
  return [first, ...others];
}
