// The names of the files in a zip archive, from its central directory. A VSIX is such an archive.
import { readFileSync } from "node:fs";

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;

export function zipListing(file: string): string[] {
  const zip = readFileSync(file);
  // The end record has 22 bytes and a comment, which nobody writes here.
  const end = zip.length - 22;
  if (zip.readUInt32LE(end) !== endSignature) throw new Error(`${file} is not a plain zip archive`);
  const names: string[] = [];
  let at = zip.readUInt32LE(end + 16);
  while (zip.readUInt32LE(at) === entrySignature) {
    const nameLength = zip.readUInt16LE(at + 28);
    names.push(zip.toString("utf8", at + 46, at + 46 + nameLength));
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return names.sort();
}
