/**
 * The measurements a fit is made to: b-values with directions, or b-tensors.
 *
 * @module
 */
import { InputError } from "../../input_error.ts";

/** b-values and unit directions, as {@linkcode parseFsl} and {@linkcode acquisitionOf} give them. */
export interface DirectionalAcquisition {
  /** b-values, s/mm², [measurements]. */
  readonly bValues: Float64Array;
  /** Unit directions, [3 × measurements]; where b = 0 they do not matter. */
  readonly directions: Float64Array;
}

/** b-tensors of measurements whose gradients turn in space. */
export interface BTensorAcquisition {
  /** b-tensors, s/mm², [3 × 3 × measurements] row-major. */
  readonly bTensors: Float64Array;
}

/**
 * The b-tensors of an acquisition as entries xx, yy, zz, xy, xz, yz, ms/µm², [6 × measurements].
 *
 * @param acquisition b-values with directions, or b-tensors.
 * @param count The number of signals.
 * @returns The entries.
 * @throws {InputError} If there is not one for each signal, or one is not finite.
 */
export function tensorRows(
  acquisition: DirectionalAcquisition | BTensorAcquisition,
  count: number,
): Float64Array {
  const out = new Float64Array(6 * count);
  if ("bTensors" in acquisition) {
    const { bTensors } = acquisition;
    if (bTensors.length !== 9 * count) {
      throw new InputError(
        `There are ${count} signals and ${
          bTensors.length / 9
        } b-tensors: give one for each measurement`,
      );
    }
    for (let v = 0; v < count; v++) {
      const b = bTensors.subarray(9 * v, 9 * v + 9);
      const entries = [b[0], b[4], b[8], (b[1] + b[3]) / 2, (b[2] + b[6]) / 2, (b[5] + b[7]) / 2];
      out.set(entries.map((x) => 1e-3 * x), 6 * v);
    }
  } else {
    const { bValues, directions } = acquisition;
    if (count !== bValues.length || directions.length !== 3 * bValues.length) {
      throw new InputError(
        `There are ${count} signals, ${bValues.length} b-values and ${
          directions.length / 3
        } directions: give one of each per measurement`,
      );
    }
    bValues.forEach((bValue, v) => {
      if (bValue === 0) return;
      const b = 1e-3 * bValue, [x, y, z] = directions.subarray(3 * v, 3 * v + 3);
      out.set([x * x, y * y, z * z, x * y, x * z, y * z].map((product) => b * product), 6 * v);
    });
  }
  const bad = out.findIndex((x) => !Number.isFinite(x));
  if (bad < 0) return out;
  throw new InputError(
    `The b-value, direction or b-tensor at index ${Math.floor(bad / 6)} is not finite`,
  );
}
