// synchronous_standby_names: how many standbys must answer, and which may.

export interface SyncStandbys {
  readonly method: "first" | "any";
  readonly needed: number;
  /** As written, quotes removed; `*` is any standby. */
  readonly names: readonly string[];
}

/** Undefined for an empty list (nobody is waited for) and for what the server would refuse. */
export function readSyncStandbys(value: string): SyncStandbys | undefined {
  const text = value.trim();
  const counted = /^(?:(first|any)\s+)?(\d+)\s*\(([^()]*)\)$/iu.exec(text);
  const names = namesIn(counted?.[3] ?? text);
  if (names === undefined || names.length === 0) return undefined;
  const method = counted?.[1]?.toLowerCase() === "any" ? "any" : "first";
  return { method, needed: Number(counted?.[2] ?? 1), names };
}

function namesIn(list: string): readonly string[] | undefined {
  if (list.trim() === "") return [];
  const names: string[] = [];
  for (const item of list.split(",")) {
    const [, quoted, plain] =
      /^\s*(?:"([^"]+)"|([A-Za-z_\u0080-\uFFFF][\w$]*|\*))\s*$/u.exec(item) ?? [];
    const name = quoted ?? plain;
    if (name === undefined) return undefined;
    names.push(name);
  }
  return names;
}

/** Any number of standbys that nobody gave a name answer to this one. */
const UNNAMED = "walreceiver";

/** True where each named standby must answer, so that one that is down stops every commit. */
export const needsEveryone = ({ needed, names }: SyncStandbys): boolean =>
  needed >= new Set(names).size && !names.includes("*") && !names.includes(UNNAMED);
