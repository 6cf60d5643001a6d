/**
 * The demonstration itself: measure an axon, forget it, find it again from the signal.
 *
 * @module
 */
import {
  meanSquaredError,
  type PgseProtocol,
  reconstructDeformation,
  type Reconstruction,
  type ReconstructionProgress,
  reconstructShape,
  shapeDistance,
  type ShapeParameters,
  type Tensor,
  type TetMesh,
  toNumber,
  withPoints,
} from "@torrey/torrey";
import {
  attenuationOf,
  type AxonParameters,
  DIFFUSIVITY,
  type MeasurementSize,
  protocolOf,
  shapeAxon,
  START,
  straightAxon,
  trueAxon,
} from "./axon.ts";
import { withRicianNoise } from "./noise.ts";

/** How large the demonstration is. */
export interface DemoSettings extends MeasurementSize {
  /** Mean edge length of the mesh that is measured, µm. */
  readonly targetEdgeLength: number;
  /** Mean edge length of the mesh that is fitted: longer, so that the fit does not profit from the same errors; µm. */
  readonly edgeLength: number;
  /** Most steps for bend, twist and radius. */
  readonly iterations: number;
  /** Number of smooth modes that move the vertices afterwards. */
  readonly smoothModes: number;
  /** Most steps for them. */
  readonly smoothIterations: number;
  /** Signal-to-noise ratio at b = 0; no noise unless given. */
  readonly snr?: number;
  /** Called after every step, with the name of its stage. */
  readonly onIteration?: (stage: string, progress: ReconstructionProgress<unknown>) => void;
}

/** 3 diffusion times × 21 b-values × 30 directions. */
export const FULL: DemoSettings = {
  Delta: [10, 25, 50],
  bValues: 21,
  directions: 30,
  targetEdgeLength: 0.4,
  edgeLength: 0.6,
  iterations: 30,
  smoothModes: 30,
  smoothIterations: 60,
};

/** Steps between two measurements of the chamfer distance. */
const STRIDE = 5;

/** What came of it. */
export interface DemoResult {
  /** The measurements. */
  readonly protocol: PgseProtocol;
  /** S/S0 as measured. */
  readonly measured: Tensor;
  /** S/S0 of the start. */
  readonly startAttenuation: Tensor;
  /** The axon that was measured, and the one the descent starts from. */
  readonly meshes: { readonly target: TetMesh; readonly start: TetMesh };
  /** Bend, twist and radius. */
  readonly parametric: Reconstruction<AxonParameters>;
  /** The smooth modes after them. */
  readonly smooth: Reconstruction<ShapeParameters>;
  /** Chamfer distance to the measured axon after some of the steps, µm; steps of both stages count on. */
  readonly course: readonly { readonly step: number; readonly chamfer: number }[];
  /** Chamfer distance at the start and after each stage, µm. */
  readonly chamfer: Readonly<Record<"start" | "parametric" | "smooth", number>>;
  /** Root mean square error of S/S0 of the true shape on the mesh of the fit: what its coarseness does. */
  readonly meshError: number;
}

/**
 * Runs the demonstration.
 *
 * @param settings Its size.
 * @returns The shapes, how near they are, how it went.
 */
export async function reconstructAxon(settings: DemoSettings): Promise<DemoResult> {
  const { edgeLength, snr, onIteration } = settings;
  const protocol = protocolOf(settings);
  const target = trueAxon(settings.targetEdgeLength);
  const exact = attenuationOf(target, protocol);
  const measured = snr === undefined ? exact : withRicianNoise(exact, snr, 1);

  const straight = straightAxon(edgeLength);
  const start = withPoints(straight, shapeAxon(straight.points, START));
  const course = [{ step: 0, chamfer: shapeDistance(start, target) }];
  const watch = (stage: string, before: number) => (progress: ReconstructionProgress<unknown>) => {
    onIteration?.(stage, progress);
    const step = before + progress.iteration;
    if (step % STRIDE === 0) course.push({ step, chamfer: shapeDistance(progress.mesh, target) });
  };
  const common = { diffusivity: DIFFUSIVITY, tolerance: 1e-4, gradientTolerance: 1e-8 };
  const parametric = await reconstructDeformation(straight, measured, protocol, {
    ...common,
    parameters: START,
    deformation: shapeAxon,
    iterations: settings.iterations,
    onIteration: watch("bend, twist, radius", 0),
  });
  const smooth = await reconstructShape(parametric.mesh, measured, protocol, {
    ...common,
    smoothModes: settings.smoothModes,
    smoothness: snr === undefined ? 1e-8 : 1 / snr ** 2,
    iterations: settings.smoothIterations,
    onIteration: watch("smooth modes", parametric.iterations),
  });

  const onFitMesh = attenuationOf(trueAxon(edgeLength), protocol);
  return {
    protocol,
    measured,
    startAttenuation: attenuationOf(start, protocol),
    meshes: { target, start },
    parametric,
    smooth,
    course,
    chamfer: {
      start: course[0].chamfer,
      parametric: shapeDistance(parametric.mesh, target),
      smooth: shapeDistance(smooth.mesh, target),
    },
    meshError: Math.sqrt(toNumber(meanSquaredError(onFitMesh, exact))),
  };
}
