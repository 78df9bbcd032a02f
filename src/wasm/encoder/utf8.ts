// UTF-8 as the server checks it: shortest forms only, no surrogates, nothing above U+10FFFF.

const TOP_BITS: u64 = 0x8080808080808080;

export function isUtf8(from: usize, to: usize): bool {
  let at = from;
  while (at < to) {
    if (at + 8 <= to && (load<u64>(at) & TOP_BITS) == 0) {
      at += 8;
      continue;
    }
    const lead: u32 = load<u8>(at);
    if (lead < 0x80) {
      at++;
      continue;
    }
    const length = sequenceLength(at, lead);
    if (length == 0) return false;
    at += length;
  }
  // A sequence cut short was read together with what stands behind the text.
  return at == to;
}

/** Bytes of the character at `at`, 0 where it is none. The first byte after the lead decides most. */
function sequenceLength(at: usize, lead: u32): usize {
  const second: u32 = load<u8>(at, 1);
  if (lead < 0xc2) return 0;
  if (lead < 0xe0) return (second & 0xc0) == 0x80 ? 2 : 0;
  const third = load<u8>(at, 2) & 0xc0;
  if (lead < 0xf0) {
    const lowest: u32 = lead == 0xe0 ? 0xa0 : 0x80;
    const highest: u32 = lead == 0xed ? 0x9f : 0xbf;
    return second >= lowest && second <= highest && third == 0x80 ? 3 : 0;
  }
  if (lead > 0xf4) return 0;
  const lowest: u32 = lead == 0xf0 ? 0x90 : 0x80;
  const highest: u32 = lead == 0xf4 ? 0x8f : 0xbf;
  if (second < lowest || second > highest || third != 0x80) return 0;
  return (load<u8>(at, 3) & 0xc0) == 0x80 ? 4 : 0;
}
