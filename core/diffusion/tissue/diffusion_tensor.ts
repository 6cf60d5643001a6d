/**
 * A diffusivity as the six entries of a symmetric positive definite tensor.
 *
 * @module
 */
import { InputError } from "../../input_error.ts";
import type { Diffusivity } from "./tissue.ts";

/** By how much, relative to the largest entry, a tensor may fail to be symmetric: the rounding of a file. */
const ASYMMETRY = 1e-9;

/** Whether a symmetric tensor xx, xy, xz, yy, yz, zz is positive definite: its leading minors are positive. */
function isPositiveDefinite([xx, xy, xz, yy, yz, zz]: readonly number[]): boolean {
  const minor = xx * yy - xy * xy;
  const determinant = xx * (yy * zz - yz * yz) - xy * (xy * zz - yz * xz) +
    xz * (xy * yz - yy * xz);
  return xx > 0 && minor > 0 && determinant > 0;
}

/**
 * The entries xx, xy, xz, yy, yz, zz of a diffusivity.
 *
 * @param value D, or a 3×3 tensor as rows, µm²/ms.
 * @param where Added to the name in errors, such as ` of compartment 2`.
 * @returns The six entries.
 * @throws {InputError} If it is not positive, or not a symmetric positive definite 3×3 tensor.
 */
export function tensorEntries(value: Diffusivity, where: string = ""): number[] {
  if (typeof value === "number") {
    if (value > 0 && Number.isFinite(value)) return [value, 0, 0, value, 0, value];
    throw new InputError(
      `The diffusivity${where} is ${value} but must be a positive number of µm²/ms`,
    );
  }
  const rows: unknown = value;
  const isTensor = Array.isArray(rows) && rows.length === 3 &&
    rows.every((row) => Array.isArray(row) && row.length === 3 && row.every(Number.isFinite));
  if (!isTensor) {
    throw new InputError(
      `The diffusivity${where} is ${
        JSON.stringify(value)
      } but must be a number or three rows of three numbers, µm²/ms`,
    );
  }
  const largest = Math.max(...value.flat().map(Math.abs));
  for (const [i, j] of [[0, 1], [0, 2], [1, 2]]) {
    if (Math.abs(value[i][j] - value[j][i]) <= ASYMMETRY * largest) continue;
    throw new InputError(
      `The diffusion tensor${where} is not symmetric, ${"xyz"[i]}${"xyz"[j]} is ${
        value[i][j]
      } but ${"xyz"[j]}${"xyz"[i]} is ${value[j][i]}: make them equal`,
    );
  }
  const mean = (i: number, j: number) => (value[i][j] + value[j][i]) / 2;
  const entries = [value[0][0], mean(0, 1), mean(0, 2), value[1][1], mean(1, 2), value[2][2]];
  if (isPositiveDefinite(entries)) return entries;
  throw new InputError(
    `The diffusion tensor${where} is not positive definite: all its eigenvalues must be positive`,
  );
}
