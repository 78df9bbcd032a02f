// The types a file's values can have, one bit each.
export const BIGINT = 1;
export const NUMERIC = 2;
export const BOOLEAN = 4;
export const DATE = 8;
export const TIMESTAMP = 16;
export const TIMESTAMPTZ = 32;
export const UUID = 64;
export const JSONB = 128;
export const ALL_TYPES = 255;
