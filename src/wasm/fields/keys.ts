// Which table a record goes to, for records whose keys are like those of one before: what they have in common, their
// class, is looked up in a hash table. JavaScript says what a class comes to, once, and makes the rule of what may
// differ within one (key-rows.ts).
import { DAY, HASH_INT32, remainder, Rule, UNCLEAR } from "./hash";
import { HAS_ESCAPE, KEY_BYTES, KeyAt, NUMBER_BYTES, QUOTED, Row, ROW_BYTES } from "./rows";

/** A key takes part in a class up to this length. */
const WHOLE_MAX: i32 = 32;
/** Shorter texts have no time: `2025-01-05 10:30`. */
const TIMED_MIN: i32 = 16;

/** What a key has in common with others: two vectors, and a number for its kind, length and quotes. */
const SIGN_BYTES: usize = 48;
/** Before the signs of an entry: its table, and whether there is one. */
const ENTRY_HEAD: usize = 16;

const PLUS: u8 = 43;
const MINUS: u8 = 45;
const CAPITAL_Z: u8 = 90;
const SMALL_Z: u8 = 122;

/** Of the table that is in use: its entries, their number less one, and for each key its rule. */
let entries: usize = 0;
let mask: i32 = 0;
let keyCount: i32 = 0;
let rules: usize = 0;
/** Without quotes it is NULL. */
let nullText: usize = 0;
let nullLength: i32 = 0;
/** How many rows were sorted to each table from 0 on. */
let counts: usize = 0;

/** The signs of the row that is looked at: of four keys at most. */
const sample = memory.data(192);
const lanes = memory.data<u8>([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);

/** Rows are sorted by the table at `at` from now on. The caller has cleared it, or left it as it was. */
export function setTable(at: usize, size: i32, keys: i32, rulesAt: usize): void {
  entries = at;
  mask = size - 1;
  keyCount = keys;
  rules = rulesAt;
}

/** The text that is NULL where it is not quoted. */
export function setNull(at: usize, length: i32): void {
  nullText = at;
  nullLength = length;
}

/** Sorted rows are counted there from now on. The caller sees to it that there is room for each table. */
export function setCounts(at: usize): void {
  counts = at;
}

/** Gives the rows from `from` up to `to` their tables; returns the first one that it knows none for, or `to`. */
export function sort(bytes: usize, rows: usize, from: i32, to: i32): i32 {
  const rowBytes = ROW_BYTES + KEY_BYTES * <usize>keyCount;
  let row = rows + rowBytes * <usize>from;
  for (let at = from; at < to; at++, row += rowBytes) {
    const entry = entryOf(bytes, row);
    if (entry == 0 || load<i32>(entry, 4) == 0) return at;
    const table = load<i32>(entry);
    if (table < 0) return at;
    Row.setTable(row, table);
    const count = counts + NUMBER_BYTES * <usize>table;
    store<u32>(count, load<u32>(count) + 1);
  }
  return to;
}

/** From now on records like the one of this row go to `table`; 1 when their class is a new one. */
export function learn(bytes: usize, row: usize, table: i32): i32 {
  const entry = entryOf(bytes, row);
  if (entry == 0) return 0;
  const isNew = load<i32>(entry, 4) == 0;
  store<i32>(entry, table);
  store<i32>(entry, 1, 4);
  memory.copy(entry + ENTRY_HEAD, sample, SIGN_BYTES * <usize>keyCount);
  return i32(isNew);
}

/** The entry of the row's class, or the free one where it belongs; 0 where a row has no class. */
function entryOf(bytes: usize, row: usize): usize {
  if (Row.flags(row) != 0) return 0;
  let hash: u64 = 0;
  for (let key = 0; key < keyCount; key++) {
    const into = sample + SIGN_BYTES * <usize>key;
    if (!sign(bytes, row, key, into)) return 0;
    hash = mixed(hash, into);
  }
  const signs = SIGN_BYTES * <usize>keyCount;
  const entryBytes = ENTRY_HEAD + signs;
  let index = (<i32>(hash >> 32)) & mask;
  let entry = entries + entryBytes * <usize>index;
  while (load<i32>(entry, 4) != 0 && !isSame(entry + ENTRY_HEAD, signs)) {
    index = (index + 1) & mask;
    entry = entries + entryBytes * <usize>index;
  }
  return entry;
}

function isSame(signs: usize, length: usize): bool {
  for (let at: usize = 0; at < length; at += 16) {
    if (v128.any_true(v128.xor(v128.load(signs + at), v128.load(sample + at)))) return false;
  }
  return true;
}

function mixed(hash: u64, sign: usize): u64 {
  hash = (hash ^ load<u64>(sign)) * 0x9e3779b97f4a7c15;
  hash = ((hash ^ (hash >> 29)) + load<u64>(sign, 8)) * 0xbf58476d1ce4e5b9;
  hash = ((hash ^ (hash >> 29)) + load<u64>(sign, 16) + load<u64>(sign, 24)) * 0x94d049bb133111eb;
  return (hash ^ (hash >> 29) ^ (<u64>load<u32>(sign, 32))) * 0x9e3779b97f4a7c15;
}

/** What of the key counts; false where it is too long for a class. */
function sign(bytes: usize, row: usize, key: i32, into: usize): bool {
  const start = bytes + KeyAt.start(row, key);
  const end = bytes + KeyAt.end(row, key);
  const length = <i32>(end - start);
  const flags = KeyAt.flags(row, key);
  const rule = changetype<Rule>(rules + offsetof<Rule>() * <usize>key);
  if (rule.kind >= HASH_INT32) return signHash(rule, start, end, flags, into);
  const text = v128.load(start);
  if (rule.kind == DAY && length >= TIMED_MIN) {
    if (flags & HAS_ESCAPE) return false;
    const day = i64x2.extract_lane(text, 0);
    const rest = (load<u16>(start, 8) as u64) | (zoneBefore(end) << 16);
    v128.store(into, i64x2.replace_lane(i64x2.splat(day), 1, rest));
    v128.store(into, i64x2.splat(0), 16);
    v128.store(into, i64x2.splat((<i64>flags) | (1 << 32)), 32);
    return true;
  }
  if (length > WHOLE_MAX) return false;
  v128.store(into, v128.and(text, i8x16.lt_u(v128.load(lanes), i8x16.splat(<i8>length))));
  const more = i8x16.lt_u(v128.load(lanes), i8x16.splat(<i8>(length > 16 ? length - 16 : 0)));
  v128.store(into, v128.and(v128.load(start, 16), more), 16);
  v128.store(into, i64x2.splat((<i64>flags) | ((<i64>length) << 8)), 32);
  return true;
}

/** All keys with one remainder go to one partition, NULL to that of 0. */
function signHash(rule: Rule, start: usize, end: usize, flags: i32, into: usize): bool {
  if (flags & HAS_ESCAPE) return false;
  const isNull = (flags & QUOTED) == 0 && isNullText(start, end);
  const found = isNull ? 0 : remainder(rule, start, end);
  if (found == UNCLEAR) return false;
  v128.store(into, i64x2.splat(<i64>found));
  v128.store(into, i64x2.splat(0), 16);
  v128.store(into, i64x2.splat((2 + <i64>isNull) << 32), 32);
  return true;
}

function isNullText(start: usize, end: usize): bool {
  if (<i32>(end - start) != nullLength) return false;
  return memory.compare(start, nullText, nullLength) == 0;
}

/** The bytes of the time zone: `Z`, `+05`, `+0530`, `+05:30`; 0 where there is none, or a name. */
function zoneBefore(end: usize): u64 {
  const last = load<u64>(end - 8) >> 16;
  const byte = <u8>(last >> 40);
  if (byte == CAPITAL_Z || byte == SMALL_Z) return last & 0xff0000000000;
  if (isSign(<u8>(last >> 24))) return last & 0xffffff000000;
  if (isSign(<u8>(last >> 8))) return last & 0xffffffffff00;
  return isSign(<u8>last) ? last : 0;
}

function isSign(byte: u8): bool {
  return byte == PLUS || byte == MINUS;
}
