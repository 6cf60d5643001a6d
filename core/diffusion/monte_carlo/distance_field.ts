/**
 * The distance of every cell of a grid to the nearest marked one, in linear time: Felzenszwalb and Huttenlocher, Theory of
 * Computing 8, 415 (2012).
 *
 * @module
 */

/** Squared distances along a line, given those across it: the lower envelope of parabolas, one rooted at each cell. */
function alongLine(values: Float64Array, start: number, stride: number, count: number): void {
  const heights = new Float64Array(count), roots = new Int32Array(count);
  const from = new Float64Array(count + 1);
  let last = -1;
  for (let i = 0; i < count; i++) {
    heights[i] = values[start + i * stride];
    if (heights[i] === Infinity) continue;
    let cut = -Infinity;
    while (last >= 0) {
      const j = roots[last];
      cut = (heights[i] + i * i - heights[j] - j * j) / (2 * (i - j));
      if (cut > from[last]) break;
      last--;
      cut = -Infinity;
    }
    roots[++last] = i;
    from[last] = cut;
  }
  if (last < 0) return;
  from[last + 1] = Infinity;
  for (let i = 0, k = 0; i < count; i++) {
    while (from[k + 1] < i) k++;
    values[start + i * stride] = (i - roots[k]) ** 2 + heights[roots[k]];
  }
}

/**
 * Turns marks into distances.
 *
 * @param values 0 at marked cells and `Infinity` elsewhere, [nz × ny × nx]; replaced by the squared distance between centres, in
 * cells.
 * @param size nx, ny and nz.
 */
export function squaredDistances(
  values: Float64Array,
  [nx, ny, nz]: readonly [number, number, number],
): void {
  for (let k = 0; k < nz; k++) {
    for (let j = 0; j < ny; j++) alongLine(values, nx * (j + ny * k), 1, nx);
    for (let i = 0; i < nx; i++) alongLine(values, i + nx * ny * k, nx, ny);
  }
  for (let j = 0; j < ny; j++) {
    for (let i = 0; i < nx; i++) alongLine(values, i + nx * j, nx * ny, nz);
  }
}
