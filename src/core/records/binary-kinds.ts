// How a field's text becomes a binary value: numbers that the encoder and its WebAssembly module share.
// AssemblyScript compiles this file too, so there is nothing here but numbers.

/** Read and left out. */
export const SKIP = 0;
/** Its bytes as they are: text, varchar, bpchar, json, enums. */
export const TEXT = 1;
export const JSONB = 2;
export const INT2 = 3;
export const INT4 = 4;
export const INT8 = 5;
export const FLOAT4 = 6;
export const FLOAT8 = 7;
export const NUMERIC = 8;
export const BOOL = 9;
export const DATE = 10;
export const TIME = 11;
export const TIMESTAMP = 12;
export const TIMESTAMPTZ = 13;
export const UUID = 14;
export const BYTEA = 15;
/** timestamptz in a session whose time zone is UTC: text without an offset is certain too. */
export const TIMESTAMPTZ_UTC = 16;

/** What `encode` answers. */
export const DONE = 0;
/** The next record does not fit into what is left of the piece. */
export const FULL = 1;
/** The next record has a field that is not certainly read; `stoppedField` says which. */
export const STOPPED = 2;

/** Numbers kept for each field: its kind, its limit, its scale. */
export const FIELD_NUMBERS = 3;
/** A limit or scale that is none. */
export const UNLIMITED = 0x7fffffff;
