// Stage 2 of sniffing: what ends a record.
import { CR, LF } from "../dialect-bytes.ts";
import type { Decision, RecordEnd } from "../dialect.ts";

export function sniffRecordEnd(
  text: Uint8Array,
  given: RecordEnd | undefined,
): { recordEnd: RecordEnd; decision: Decision } {
  if (given !== undefined) return decide(given, "given", "as given");
  let ends = countEnds(text, true);
  // With quotes that do not pair, all ends may seem to lie inside them.
  if (ends.lf + ends.crlf + ends.cr === 0) ends = countEnds(text, false);
  const { lf, crlf, cr } = ends;
  if (lf + crlf + cr === 0) return decide("lf", "default", "the text looked at is a single line");
  const counts = `lines ended by LF: ${lf}, by CRLF: ${crlf}, by CR alone: ${cr}`;
  if (cr > CR_PER_LF * (lf + crlf)) return decide("cr", "sniffed", counts);
  const parts = [counts];
  if (lf > 0 && crlf > 0)
    parts.push("LF and CRLF both end a record; COPY itself would refuse the mixture");
  if (cr > 0) parts.push("a CR alone ends none: its record will be refused");
  return decide(crlf > lf ? "crlf" : "lf", "sniffed", parts.join("; "));
}

const CR_PER_LF = 10;
const QUOTE = 34;

function countEnds(
  text: Uint8Array,
  skipQuoted: boolean,
): { lf: number; crlf: number; cr: number } {
  const ends = { lf: 0, crlf: 0, cr: 0 };
  let isInQuotes = false;
  for (let at = 0; at < text.length; at++) {
    const byte = text[at];
    if (byte === QUOTE) isInQuotes = skipQuoted && !isInQuotes;
    if (isInQuotes) continue;
    if (byte === LF) ends.lf++;
    else if (byte === CR && text[at + 1] === LF) {
      ends.crlf++;
      at++;
      // A CR at the very end may be half of a CRLF.
    } else if (byte === CR && at + 1 < text.length) ends.cr++;
  }
  return ends;
}

const decide = (recordEnd: RecordEnd, origin: Decision["origin"], evidence: string) => ({
  recordEnd,
  decision: { what: "record end", value: recordEnd, origin, evidence },
});
