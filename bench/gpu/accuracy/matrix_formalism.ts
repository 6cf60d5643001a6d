/**
 * The matrix formalism on both processors, with the same basis, so that single precision alone is measured.
 *
 * @module
 */
import { findsModesOnCpu } from "../../../gpu/eigen/mod.ts";
import {
  type ComplexTensor,
  type GpuBackend,
  matrixFormalism,
  type MatrixFormalismBackend,
  type MatrixFormalismOptions,
  type Protocol,
  type SignalInputs,
  type SignalReport,
  simulateSignal,
  type TetMesh,
  type Tissue,
} from "../../../mod.ts";
import { allInputs } from "../../../testing/all_inputs.ts";
import {
  type Differentiated,
  differentiated,
  eigenvaluesApart,
  gradientsApart,
  type Loss,
  signalApart,
  type Simulate,
  unevenLoss,
} from "../../../testing/gpu_agreement.ts";
import type { GpuAccuracyRow } from "./row.ts";

/** What is simulated. */
export interface AccuracyCase {
  readonly what: string;
  readonly mesh: TetMesh;
  readonly tissue: Tissue;
  readonly protocol: Protocol;
  /** The basis; that which the processor chooses for a tolerance of 1e-5 unless given. */
  readonly size?: Pick<MatrixFormalismOptions, "modes" | "corrected">;
  /** What is differentiated by; all there is unless given. */
  readonly inputs?: SignalInputs;
  /** The loss; `unevenLoss` unless given. */
  readonly loss?: Loss;
}

/** The same on both. */
export interface BothEvaluated {
  readonly row: GpuAccuracyRow;
  readonly gpu: Differentiated;
  readonly cpu: Differentiated;
  readonly report: SignalReport;
}

/** The figures of a row that tell how far gradients are. */
export function gradientFigures(
  gpu: Differentiated,
  cpu: Differentiated,
): Pick<GpuAccuracyRow, "points" | "inputs"> {
  const { points, ...inputs } = gradientsApart(gpu.gradient, cpu.gradient);
  const plain = Object.entries(inputs).map(([name, own]) => [name.replace(/^inputs\./, ""), own]);
  return { ...(points && { points }), inputs: Object.fromEntries(plain) };
}

/** A backend that tells the eigenvalues it found. */
function watched(backend: GpuBackend): MatrixFormalismBackend & { eigenvalues: Float64Array } {
  const own = {
    ...backend,
    eigenvalues: new Float64Array() as Float64Array,
    matrixFormalismPiece: async (
      ...given: Parameters<MatrixFormalismBackend["matrixFormalismPiece"]>
    ) => {
      const engine = await backend.matrixFormalismPiece(...given);
      const reduce: typeof engine.reduce = async (inputs) => {
        const reduction = await engine.reduce(inputs);
        own.eigenvalues = reduction.eigenvalues;
        return reduction;
      };
      return { ...engine, reduce };
    },
  };
  return own;
}

/** The signals of all compartments, one after the other, of a backend against a report's. */
function compartmentsApart(
  signal: ComplexTensor,
  { signalByCompartment, spins }: SignalReport,
): number {
  const size = signalByCompartment[0].real.data.length;
  const part = ({ shape, data }: ComplexTensor["real"], c: number) => {
    return { shape, data: data.subarray(c * size, (c + 1) * size) };
  };
  return Math.max(
    ...signalByCompartment.map((own, c) =>
      signalApart({ real: part(signal.real, c), imag: part(signal.imag, c) }, own, spins)
    ),
  );
}

/** The size of a basis, and where its modes come from if not from the device. */
function basisName({ points }: TetMesh, modes: number, corrections: number): string {
  const size = `${modes} + ${corrections}`;
  return findsModesOnCpu(points.shape[0], modes) ? `${size}, modes by the CPU` : size;
}

/**
 * Evaluates a case on both processors.
 *
 * @param backend The graphics processor.
 * @param given The case; its tissue is of one piece.
 * @returns How far they are apart, and what they found.
 */
export async function evaluateBoth(
  backend: GpuBackend,
  { what, mesh, tissue, protocol, size: wanted, inputs: by, loss = unevenLoss }: AccuracyCase,
): Promise<BothEvaluated> {
  const report = simulateSignal(mesh, tissue, protocol, wanted ?? { tolerance: 1e-5 });
  const { modes, corrections, spins } = report;
  const size = { modes, corrected: corrections / 3 };
  const variables = {
    points: mesh.points,
    inputs: by ?? allInputs(mesh, tissue, protocol),
  };
  const run = (simulate: Simulate) => differentiated(simulate, variables, loss);
  const cpu = await run(matrixFormalism(mesh, tissue, protocol, size));
  const device = watched(backend), start = performance.now();
  using simulate = matrixFormalism(mesh, tissue, protocol, { ...size, backend: device });
  const gpu = await run(simulate);
  const seconds = (performance.now() - start) / 1000;
  let signal = signalApart(gpu.signal, cpu.signal, spins);
  if (report.signalByCompartment.length > 1) {
    const options = { ...size, backend: device, byCompartment: true };
    using apart = matrixFormalism(mesh, tissue, protocol, options);
    signal = Math.max(signal, compartmentsApart(await apart(), report));
  }
  const row: GpuAccuracyRow = {
    what,
    nodes: mesh.points.shape[0],
    size: basisName(mesh, modes, corrections),
    signal,
    ...gradientFigures(gpu, cpu),
    eigenvalues: eigenvaluesApart(device.eigenvalues, report.eigenvalues),
    seconds,
  };
  return { row, gpu, cpu, report };
}
