/**
 * Sums of scaled vectors in one pass over the memory for every four of them.
 *
 * @module
 */

/** A vector with its factor. */
export type Term = readonly [factor: number, vector: Float64Array];

/**
 * out = Σ factor·vector (+ out). Terms with a factor of zero are skipped.
 *
 * @param out Where the sum goes; it may be among the vectors.
 * @param terms The terms, of the length of `out` or longer.
 * @param add Whether to add to what `out` holds.
 */
export function linearCombination(out: Float64Array, terms: readonly Term[], add = false): void {
  const used = terms.filter(([factor]) => factor !== 0);
  const all: readonly Term[] = add ? [[1, out], ...used] : used;
  const count = out.length;
  if (all.length === 0) out.fill(0);
  // The first pass must not overwrite a vector that a later pass reads.
  const first = all.findIndex(([, vector]) => vector === out);
  const ordered = first > 0 ? [all[first], ...all.filter((_, i) => i !== first)] : all;
  for (let start = 0; start < ordered.length; start += start === 0 ? 4 : 3) {
    const part = start === 0 ? ordered.slice(0, 4) : [
      [1, out] as const,
      ...ordered.slice(start, start + 3),
    ];
    const [a, x] = part[0], [b, y] = part[1] ?? [0, x];
    const [c, z] = part[2] ?? [0, x], [d, w] = part[3] ?? [0, x];
    if (part.length <= 2) { for (let i = 0; i < count; i++) out[i] = a * x[i] + b * y[i]; }
    else if (part.length === 3) {
      for (let i = 0; i < count; i++) out[i] = a * x[i] + b * y[i] + c * z[i];
    } else {
      for (let i = 0; i < count; i++) out[i] = a * x[i] + b * y[i] + c * z[i] + d * w[i];
    }
  }
}
