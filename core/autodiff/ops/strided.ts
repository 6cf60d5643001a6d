/**
 * Reading and writing an array along arbitrary strides: what slices, flips and permutations have in common.
 *
 * @module
 */
import { type Shape, sizeOf } from "../shape.ts";

/** A view of a flat array: element (i, j, …) sits at offset + i·strides[0] + j·strides[1] + … */
export interface View {
  /** Length of each axis. */
  readonly shape: Shape;
  /** Where the first element sits. */
  readonly offset: number;
  /** Distance of neighbours along each axis, possibly negative. */
  readonly strides: readonly number[];
}

/** Merges axes run through in one stride and drops those of length 1, so that rows are as long as can be. */
function merged({ shape, offset, strides }: View): View {
  const lengths: number[] = [];
  const steps: number[] = [];
  shape.forEach((length, k) => {
    if (length === 1) return;
    if (steps.length > 0 && steps[steps.length - 1] === strides[k] * length) {
      lengths[lengths.length - 1] *= length;
      steps[steps.length - 1] = strides[k];
    } else {
      lengths.push(length);
      steps.push(strides[k]);
    }
  });
  return { shape: lengths, offset, strides: steps };
}

function forEachRow(
  view: View,
  visit: (row: number, at: number, length: number, step: number) => void,
): void {
  if (sizeOf(view.shape) === 0) return;
  const { shape, offset, strides } = merged(view);
  const last = shape.length - 1;
  const [length, step] = last < 0 ? [1, 1] : [shape[last], strides[last]];
  const rows = sizeOf(shape) / length;
  const position = new Array<number>(Math.max(0, last)).fill(0);
  let at = offset;
  for (let row = 0; row < rows; row++) {
    visit(row * length, at, length, step);
    for (let k = last - 1; k >= 0; k--) {
      at += strides[k];
      if (++position[k] < shape[k]) break;
      position[k] = 0;
      at -= strides[k] * shape[k];
    }
  }
}

/**
 * Copies a view out.
 *
 * @param data The flat array
 * @param view Which of its elements
 * @returns The elements, row-major
 */
export function readView(data: Float64Array, view: View): Float64Array {
  const out = new Float64Array(sizeOf(view.shape));
  forEachRow(view, (row, at, length, step) => {
    for (let k = 0, i = at; k < length; k++, i += step) out[row + k] = data[i];
  });
  return out;
}

/**
 * Copies elements into a view.
 *
 * @param out The flat array, changed in place
 * @param view Where in it
 * @param data The elements, row-major
 */
export function writeView(out: Float64Array, view: View, data: Float64Array): void {
  forEachRow(view, (row, at, length, step) => {
    for (let k = 0, i = at; k < length; k++, i += step) out[i] = data[row + k];
  });
}
