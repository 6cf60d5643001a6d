/**
 * Suggestions for mistyped words.
 *
 * @module
 */

/** Levenshtein's distance: how many letters to insert, delete or replace. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replace = row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replace, row[j] + 1, next[j - 1] + 1));
    }
    row = next;
  }
  return row[b.length];
}

/**
 * The known word nearest to a mistyped one.
 *
 * @param word What was written.
 * @param known The words there are.
 * @returns The nearest, or `undefined` if none is near.
 */
export function nearestWord(word: string, known: readonly string[]): string | undefined {
  const near = known
    .map((k) => ({ k, distance: editDistance(word.toLowerCase(), k.toLowerCase()) }))
    .filter(({ k, distance }) => distance <= Math.ceil(k.length / 3))
    .sort((a, b) => a.distance - b.distance);
  return near[0]?.k;
}

/**
 * What to say after an unknown word.
 *
 * @param word What was written.
 * @param known The words there are.
 * @returns "did you mean …?" with the nearest, or "known are …" with all.
 */
export function suggestion(word: string, known: readonly string[]): string {
  const near = nearestWord(word, known);
  return near === undefined ? `known are '${known.join("', '")}'` : `did you mean '${near}'?`;
}
