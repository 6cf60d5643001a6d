/**
 * The PGSE signal of a tetrahedral mesh by the matrix formalism, as one differentiable function.
 *
 * P1 finite elements; the Bloch-Torrey equation projected on the lowest Laplace eigenmodes (Callaghan, J. Magn. Reson. 129,
 * 1997; Li et al., NeuroImage 222, 2020); the adjoint needs no derivative of an eigenvector.
 *
 * @module
 */
import {
  type ComplexTensor,
  customVjp,
  type CustomVjpContext,
  type Tensor,
  toNumber,
  type Value,
} from "../../autodiff/mod.ts";
import type { TetMesh } from "../../mesh/mod.ts";
import type { PgseProtocol } from "../protocol/mod.ts";
import { protocolShape } from "../protocol/mod.ts";
import { checkPoints } from "./check_points.ts";
import { engineFor, type MatrixFormalismOptions } from "./options.ts";
import { forEachPiece, pointsOfPiece, sumArrays, sumGradients } from "./pieces.ts";
import { checkDiffusivity, type Tissue } from "./tissue.ts";

/**
 * From node positions, shape [nodes, 3] in µm, and a diffusivity in µm²/ms to the signal, shape [sequences, directions,
 * bValues] in µm³ × spin density. Both arguments may be traced; left out, they are those given at the start.
 */
export type SignalFunction = (points?: Tensor, diffusivity?: Value) => ComplexTensor;

/** The real signal as a complex tensor. */
export function complexSignal(protocol: PgseProtocol, signal: Float64Array): ComplexTensor {
  const shape = protocolShape(protocol);
  return { real: { shape, data: signal }, imag: { shape, data: new Float64Array(signal.length) } };
}

/**
 * Makes the function from node positions and diffusivity to the PGSE signal of a closed cell.
 *
 * What does not depend on the positions is done once: the matrices' pattern, the elimination order, the size of the basis,
 * which then stays fixed while the mesh deforms. The signal of a cell with impermeable walls and one T2 is real.
 *
 * @param mesh The mesh; its connectivity stays, its points are the default argument.
 * @param tissue The diffusivity.
 * @param protocol The measurements.
 * @param options Number of modes or tolerance; exact or projected gradient.
 * @returns The function; it throws an `InputError` for points that are not finite or invert an element.
 * @throws {InputError} If the diffusivity is not positive, or more modes are asked for than there are nodes.
 *
 * @example The derivative of an axon's signal with respect to its radius
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { cylinder, matrixFormalism, pgse, stretch, sum, valueAndGrad } from "@torrey/torrey";
 *
 * const axon = cylinder({ radius: 2, height: 8, edgeLength: 1.2 });
 * const protocol = pgse({ delta: 5, Delta: 10, bValues: [1000], directions: [[1, 0, 0]] });
 * const simulate = matrixFormalism(axon, { diffusivity: 2 }, protocol, { modes: 20 });
 *
 * const signal = ({ width }: { width: number }) =>
 *   sum(simulate(stretch(axon.points, { x: width, y: width })).real);
 * const [value, slope] = valueAndGrad(signal)({ width: 1.1 });
 *
 * const at = (width: number) => simulate(stretch(axon.points, { x: width, y: width })).real.data[0];
 * assertAlmostEquals(value, at(1.1), 1e-9);
 * assertAlmostEquals(slope.width, (at(1.1001) - at(1.0999)) / 2e-4, 1e-4);
 * ```
 */
export function matrixFormalism(
  mesh: TetMesh,
  tissue: Tissue,
  protocol: PgseProtocol,
  options: MatrixFormalismOptions = {},
): SignalFunction {
  checkDiffusivity(tissue.diffusivity);
  const { diffusivity: initial } = tissue;
  const { pieces, results: engines } = forEachPiece(
    mesh,
    (piece) => engineFor(piece.mesh, initial, protocol, options).engine,
  );

  const primitive = customVjp(
    "matrixFormalism",
    (points: Tensor, diffusivity: Value, context?: CustomVjpContext) => {
      const d = toNumber(diffusivity);
      checkDiffusivity(d);
      checkPoints(mesh, points.data);
      const evaluations = engines.map((engine, p) => {
        const reduction = engine.reduce(pointsOfPiece(pieces[p], points.data), d);
        return engine.evaluate(reduction, context?.differentiating ?? false);
      });
      const signal = sumArrays(evaluations.map((evaluation) => evaluation.signal));
      return {
        value: complexSignal(protocol, signal),
        pullback: (cotangent: ComplexTensor): [Tensor, number] => {
          const gradients = evaluations.map(({ pullback }) => pullback(cotangent.real.data));
          const gradient = sumGradients(pieces, gradients, points.shape[0]);
          return [{ shape: points.shape, data: gradient.points }, gradient.diffusivity];
        },
      };
    },
  );
  return (points = mesh.points, diffusivity = initial) => primitive(points, diffusivity);
}
