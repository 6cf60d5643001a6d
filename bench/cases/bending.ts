/**
 * The case of the speed comparisons: a straight axon whose signal is to become that of a bent and twisted one; 1890 signals.
 *
 * @module
 */
import {
  cylinder,
  electrostaticHemisphere,
  matrixFormalism,
  pgse,
  spinDoctorDeform,
  stretch,
  withPoints,
} from "../../mod.ts";
import { type ReconstructionCase, remidiCase, rotated } from "./remidi.ts";

const MODES = 84;

/**
 * The same sizes on a mesh made here: 3 diffusion times, 21 b-values, 30 directions, 333 nodes. It starts from an axon without
 * symmetry: on a symmetric one, whose eigenvalues come in equal pairs, autograd through the eigenvectors gives no number.
 */
function generated(): ReconstructionCase {
  const straight = cylinder({ radius: 3, height: 9, edgeLength: 1.3 });
  const oval = stretch(straight.points, { x: 1.15, y: 1 });
  const mesh = withPoints(straight, spinDoctorDeform(oval, { bend: 0.01, twist: 0.05 }));
  const protocol = pgse({
    delta: 5,
    Delta: [10, 25, 50],
    bValues: Array.from({ length: 21 }, (_, i) => 500 * i),
    directions: electrostaticHemisphere(30),
  });
  const diffusivity = 2;
  const bent = spinDoctorDeform(oval, { bend: 0.05, twist: 0.1 });
  const simulate = matrixFormalism(withPoints(mesh, bent), { diffusivity }, protocol, {
    modes: MODES,
  });
  const rotation = { shape: [3, 3], data: Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1) };
  return { mesh, rotation, diffusivity, protocol, modes: MODES, target: simulate().real };
}

/** ReMiDi's `config_bending` where it is present, else the case made here; with its name. */
export function bendingCase(): { readonly name: string; readonly case: ReconstructionCase } {
  const original = remidiCase("config_bending");
  return original
    ? { name: "config_bending", case: original }
    : { name: "bent cylinder", case: generated() };
}

/** The mesh as it is simulated. */
export function simulatedMesh({ mesh, rotation }: ReconstructionCase): typeof mesh {
  return withPoints(mesh, rotated(mesh.points, rotation));
}
