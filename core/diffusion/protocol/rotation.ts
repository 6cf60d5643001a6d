/**
 * The smallest rotation that takes the z axis to a direction.
 *
 * @module
 */

/**
 * The rotation about z × d that takes z to d; for d = −z half a turn about x.
 *
 * @param d The unit direction, [3].
 * @returns The rotation, [3 × 3] row-major; its last column is d to the bit.
 */
export function rotationTo(d: Float64Array): Float64Array {
  const [x, y, z] = d;
  const largest = Math.max(Math.abs(x), Math.abs(y));
  if (largest === 0) return Float64Array.of(1, 0, x, 0, Math.sign(z), y, 0, 0, z);
  // Divided by the larger one first: the length of subnormal numbers has few bits.
  const length = Math.hypot(x / largest, y / largest);
  const c = x / largest / length, s = y / largest / length, across = largest * length;
  // 1 − z, which is across²/(1 + z): the first cancels above the equator, the second below.
  const f = z < 0 ? 1 - z : across * across / (1 + z);
  return Float64Array.of(1 - f * c * c, -f * c * s, x, -f * c * s, 1 - f * s * s, y, -x, -y, z);
}

/** R v for each vector of a list, [n × 3]. */
export function turned(rotation: Float64Array, vectors: Float64Array): Float64Array {
  return vectors.map((_, at) => {
    const row = at % 3, v = at - row;
    let sum = 0;
    // Sequences along one axis keep the bits of the direction: 0 · R adds nothing.
    for (let k = 0; k < 3; k++) {
      if (vectors[v + k] !== 0) sum += rotation[3 * row + k] * vectors[v + k];
    }
    return sum;
  });
}

/** Rᵀ w for each vector of a list, [n × 3]. */
export function turnedBack(rotation: Float64Array, vectors: Float64Array): Float64Array {
  return vectors.map((_, at) => {
    const column = at % 3, v = at - column;
    let sum = 0;
    for (let k = 0; k < 3; k++) sum += rotation[3 * k + column] * vectors[v + k];
    return sum;
  });
}
