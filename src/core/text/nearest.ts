// Names close to a mistyped one, for "did you mean".

/** Up to three of `names`, nearest first: two slips away, more in long names, one in the shortest. */
export function nearestNames(name: string, names: readonly string[]): readonly string[] {
  const wanted = plain(name);
  return names
    .map((candidate) => ({ candidate, slips: slipsBetween(wanted, plain(candidate)) }))
    .filter(({ candidate, slips }) => slips <= slipsMax(candidate.length))
    .toSorted((a, b) => a.slips - b.slips)
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

const slipsMax = (length: number): number =>
  Math.max(1, Math.min(2, Math.floor(length / 2)), Math.floor(length / 3));

/** Case and separators are no slips. */
const plain = (text: string): string => text.toLowerCase().replaceAll(/[-_ ]/g, "");

/** Letters to add, drop or change (Levenshtein). */
export function slipsBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
