// The first line that Excel writes, and reads, to say what delimits the fields: `sep=;`. It is no record.

export interface DelimiterLine {
  readonly delimiter: string;
  /** Of the line with its end. */
  readonly bytes: number;
}

const LENGTH_MAX = 16;

/** Null where the text does not begin with one. */
export function delimiterLine(text: Uint8Array): DelimiterLine | null {
  const start = String.fromCharCode(...text.subarray(0, LENGTH_MAX));
  const found = /^("?)sep=([^\w"\r\n\u0080-\u00ff])\1(\r\n|\n|\r)/i.exec(start);
  const [line, , delimiter] = found ?? [];
  return line === undefined || delimiter === undefined ? null : { delimiter, bytes: line.length };
}
