// Reads the server's setting synchronous_standby_names, in the forms that its documentation gives:
// `a, b`, `2 (a, b)`, `FIRST 2 (a, b)`, `ANY 1 (a, b)`, each name quoted or not, `*` for any.

export interface SyncRule {
  /** Standbys that each commit waits for. */
  readonly count: number;
  /** Any of them, not the first of the list. */
  readonly isQuorum: boolean;
  readonly names: readonly string[];
}

/** Null where commits wait for no standby. */
export function readStandbyNames(setting: string): SyncRule | null {
  const text = setting.trim();
  if (text === "") return null;
  const [, method = "", count = "1", list = text] =
    /^(?:(ANY|FIRST)\s+)?(\d+)\s*\(([\s\S]*)\)$/i.exec(text) ?? [];
  return { count: Number(count), isQuorum: /^any$/i.test(method), names: namesIn(list) };
}

const namesIn = (list: string): readonly string[] =>
  [...list.matchAll(/"((?:[^"]|"")*)"|[^\s,"]+/g)].map(([whole, quoted]) =>
    quoted === undefined ? whole : quoted.replaceAll('""', '"'),
  );
