// CRC-32 as gzip, PNG and the page headers of Parquet have it (polynomial 0xedb88320, reflected). Node has one of its own
// only from 20.15 and 22.2 on.

/** By how many bytes the table goes on: four are taken at a time. */
const WAYS = 4;
const TABLE = makeTable();

function makeTable(): Int32Array {
  const table = new Int32Array(WAYS * 256);
  for (let byte = 0; byte < 256; byte++) {
    let rest = byte;
    for (let bit = 0; bit < 8; bit++) rest = (rest >>> 1) ^ (rest & 1 ? 0xedb88320 : 0);
    table[byte] = rest;
  }
  for (let index = 256; index < table.length; index++) {
    const before = table[index - 256] ?? 0;
    table[index] = (before >>> 8) ^ (table[before & 255] ?? 0);
  }
  return table;
}

/** Signed, as Thrift stores it. */
export function crc32(bytes: Uint8Array): number {
  let sum = -1;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const end = bytes.length - (bytes.length % WAYS);
  for (let at = 0; at < end; at += WAYS) {
    sum ^= view.getInt32(at, true);
    sum =
      (TABLE[768 + (sum & 255)] ?? 0) ^
      (TABLE[512 + ((sum >>> 8) & 255)] ?? 0) ^
      (TABLE[256 + ((sum >>> 16) & 255)] ?? 0) ^
      (TABLE[sum >>> 24] ?? 0);
  }
  for (const byte of bytes.subarray(end)) sum = (sum >>> 8) ^ (TABLE[(sum ^ byte) & 255] ?? 0);
  return ~sum;
}
