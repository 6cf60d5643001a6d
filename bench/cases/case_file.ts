/**
 * Writes a case for bench/reference/remidi_like.py and for a process of ours, with times in ms.
 *
 * @module
 */
import type { Tensor } from "../../mod.ts";
import type { CaseFile, ReconstructionCase } from "./remidi.ts";

/** Rows of `length` numbers. */
function rows(values: ArrayLike<number>, length: number): number[][] {
  return Array.from(
    { length: values.length / length },
    (_, i) => Array.from({ length }, (_, j) => values[i * length + j]),
  );
}

/** From shape [sequences, directions, bValues] to [bValues][sequences][directions]. */
export function signalLists({ shape, data }: Tensor): number[][][] {
  const [sequences, directions, bValues] = shape;
  return Array.from(
    { length: bValues },
    (_, b) =>
      Array.from({ length: sequences }, (_, s) =>
        Array.from(
          { length: directions },
          (_, d) => data[(s * directions + d) * bValues + b],
        )),
  );
}

/** The case as a file. */
export function caseFile(of: ReconstructionCase): CaseFile {
  const { mesh, rotation, diffusivity, protocol, modes, target } = of;
  const perSequence = rows(protocol.q, protocol.q.length / protocol.sequences.length);
  return {
    points: rows(mesh.points.data, 3),
    tets: rows(mesh.tets, 4),
    rotation_matrix: rows(rotation.data, 3),
    diffusivity,
    sequences: protocol.sequences.map(({ delta, Delta }) => ({ delta, Delta })),
    qvalues: perSequence[0].map((_, b) => perSequence.map((q) => q[b])),
    directions: rows(protocol.directions, 3),
    neig: modes,
    Sref_real: signalLists(target),
  };
}

/** ∂loss/∂points as a list of rows. */
export function pointLists(gradient: Float64Array): number[][] {
  return rows(gradient, 3);
}
