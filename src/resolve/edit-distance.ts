/** Levenshtein distance of two strings in UTF-16 units; anything above `limit` where it is larger. */
export function editDistance(first: string, second: string, limit: number): number {
  if (Math.abs(first.length - second.length) > limit) return limit + 1;
  let row = Array.from({ length: second.length + 1 }, (_unused, index) => index);
  for (let i = 0; i < first.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < second.length; j++) {
      const substituted = row[j]! + (first[i] === second[j] ? 0 : 1);
      next.push(Math.min(substituted, row[j + 1]! + 1, next[j]! + 1));
    }
    row = next;
  }
  return row.at(-1)!;
}
