// How much of a key counts for the class of its record (key-rows.ts): all of it where nothing less decides.
import { hashOwners } from "./find-partition.ts";
import { TIMED_BYTES_MIN } from "./key-span.ts";
import { INTEGER_LIMITS, TEXT_BYTES_MAX, textLengthMax } from "./key-values.ts";
import type { KeyField, Level } from "./level.ts";
import type { KeyType } from "./tree.ts";

export type KeyRule =
  | { readonly kind: "whole" }
  /** Of dates with a time only day and time zone, whatever the time. */
  | { readonly kind: "day" }
  /** The remainder of the hash, of numbers from `least` to `most`, of texts of `most` bytes at most. */
  | {
      readonly kind: "int32" | "int64" | "text";
      readonly modulus: number;
      readonly least: bigint;
      readonly most: bigint;
    };

export const WHOLE: KeyRule = { kind: "whole" };

/** The kinds as src/wasm/fields/hash.ts numbers them. */
const KINDS: Readonly<Record<KeyRule["kind"], number>> = {
  whole: 0,
  day: 1,
  int32: 2,
  int64: 3,
  text: 4,
};

const RULE_BYTES = 24;

/** As the module reads them, one after the other. */
export function ruleBytes(rules: readonly KeyRule[]): Uint8Array {
  const bytes = new Uint8Array(RULE_BYTES * rules.length);
  const view = new DataView(bytes.buffer);
  for (const [index, rule] of rules.entries()) {
    const at = index * RULE_BYTES;
    view.setInt32(at, KINDS[rule.kind], true);
    if (rule.kind === "whole" || rule.kind === "day") continue;
    view.setInt32(at + 4, rule.modulus, true);
    view.setBigInt64(at + 8, rule.least, true);
    view.setBigInt64(at + 16, rule.most, true);
  }
  return bytes;
}

/** A field's part in the key of one level. */
export interface KeyUse {
  readonly level: Level;
  readonly key: KeyField;
}

export function ruleOf(uses: readonly KeyUse[], nullText: Uint8Array): KeyRule {
  // A day decides where only ranges of dates and times are asked for, and NULL is no such text.
  const isByDay = uses.every(({ level, key }) => level.tree.strategy === "range" && key.span);
  if (isByDay && nullText.length < TIMED_BYTES_MIN) return { kind: "day" };
  return hashRuleOf(uses.map(({ level }) => level)) ?? WHOLE;
}

/** Null unless each level's remainder follows from the greatest modulus. */
function hashRuleOf(levels: readonly Level[]): KeyRule | null {
  const moduli = levels.map(({ tree, find }) =>
    find !== null && tree.strategy === "hash" && tree.keys.length === 1
      ? (hashOwners(tree)?.length ?? 0)
      : 0,
  );
  const modulus = Math.max(...moduli);
  const type = levels[0]?.tree.keys[0]?.type ?? null;
  if (type === null || !moduli.every((each) => each > 0 && modulus % each === 0)) return null;
  const hashed = hashedOf(type);
  return hashed === null ? null : { ...hashed, modulus };
}

/** Null for types whose hash only JavaScript knows. */
function hashedOf({ name, typmod }: KeyType): Omit<HashRule, "modulus"> | null {
  switch (name) {
    case "int2":
    case "int4":
    case "oid": {
      const [least, most] = INTEGER_LIMITS[name];
      return { kind: "int32", least: BigInt(least), most: BigInt(most) };
    }
    case "int8": {
      const [least, most] = INTEGER_LIMITS[name];
      return { kind: "int64", least: BigInt(least), most: BigInt(most) };
    }
    case "text":
    case "varchar":
      return { kind: "text", least: 0n, most: BigInt(textBytesMax(name, typmod)) };
    case "bool":
    case "numeric":
    case "uuid":
    case "bytea":
    case "bpchar":
    case "enum":
    case "date":
    case "timestamp":
    case "timestamptz":
      return null;
  }
}

type HashRule = Extract<KeyRule, { readonly modulus: number }>;

/** Of texts of ASCII. */
const textBytesMax = (name: "text" | "varchar", typmod: number): number =>
  name === "text" ? TEXT_BYTES_MAX : Math.min(TEXT_BYTES_MAX, textLengthMax(typmod));
