/**
 * The gradient of matrix formalism and time stepping by each kind of input against finite differences.
 *
 * @module
 */
import {
  checkGrads,
  concentricSpheres,
  gradientWaveform,
  interfaceFaces,
  matrixFormalism,
  pgse,
  type Protocol,
  type SignalFunction,
  type SignalInputs,
  stimulatedEcho,
  type Tensor,
  tensor,
  type TetMesh,
  tetMesh,
  timeStepping,
  type Tissue,
} from "../../mod.ts";
import { randomSource } from "../../wasm/testing.ts";
import type { AccuracyRow } from "./row.ts";

/** Random directions tried for each input. */
const TRIALS = 3;

/** A cell with a nucleus, without any symmetry. */
function roughCell(): TetMesh {
  const { points, tets, compartments } = concentricSpheres({ radii: [1, 2], edgeLength: 1 });
  const random = randomSource(4);
  const moved = points.data.map((x) => x + 0.08 * (2 * random() - 1) + 0.5);
  return tetMesh({ points: moved, tets, compartments });
}

const mesh = roughCell();
const faces = interfaceFaces(mesh)[0].areas.length;
const perFace = Array.from({ length: faces }, (_, f) => 0.02 + 0.01 * Math.sin(f));
const tensors = [[[1.5, 0.2, 0], [0.2, 1, 0.1], [0, 0.1, 2]], [[2, 0, 0], [0, 2, 0], [0, 0, 2]]];
const tissue: Tissue = {
  compartments: [
    { diffusivity: tensors[0], T2: 30, T1: 300, spinDensity: 0.7 },
    { diffusivity: 2, T2: 60, T1: 800, spinDensity: 1.2 },
  ],
  interfaces: [{ between: [1, 0], permeability: perFace }],
  wallRelaxivity: 0.03,
};

const measured = { bValues: [0, 500, 4000], directions: [[1, 0.3, -0.2], [0, 0.6, 0.8]] };
const pulses = pgse({ delta: 3, Delta: 8, ...measured });
const stored = stimulatedEcho({ delta: 2, Delta: 30, mixingTime: 20, ...measured });
const samples = Float64Array.from({ length: 3 * 12 }, (_, i) => 200 * Math.cos(1.7 * i));
const waveform = gradientWaveform({ dt: 0.5, gradient: samples });

/** An input that is varied: its value, the step its differences need, and the sequence. */
interface Varied {
  readonly what: string;
  readonly value: SignalInputs;
  /** Far above the rounding of the signal, far below the gaps of the spectrum. */
  readonly step: number;
  readonly protocol?: Protocol;
}

const varied: readonly Varied[] = [
  {
    what: "D tensors",
    value: { diffusivity: { shape: [2, 3, 3], data: Float64Array.from(tensors.flat(2)) } },
    step: 2e-3,
  },
  { what: "T2", value: { T2: tensor([30, 60]) }, step: 1e-2 },
  {
    what: "T1 (stimulated echo)",
    value: { T1: tensor([300, 800]) },
    step: 1e-2,
    protocol: stored,
  },
  { what: "spin densities", value: { spinDensity: tensor([0.7, 1.2]) }, step: 1e-3 },
  { what: "κ of the interface", value: { permeability: tensor([0.02]) }, step: 0.05 },
  { what: "κ of each face", value: { permeability: tensor(perFace) }, step: 0.1 },
  { what: "κ_w of the wall", value: { wallRelaxivity: 0.03 }, step: 0.05 },
  { what: "b-values", value: { bValues: tensor([100, 500, 4000]) }, step: 1e-3 },
  { what: "δ", value: { timings: { delta: 3 } }, step: 1e-3 },
  { what: "Δ", value: { timings: { Delta: 8 } }, step: 1e-3 },
  {
    what: "samples of a waveform",
    value: { waveforms: [{ shape: [12, 3], data: samples }] },
    step: 1e-3,
    protocol: waveform,
  },
];

const models: Record<string, (protocol: Protocol) => SignalFunction> = {
  "matrix formalism, 18 modes + 21 corrections": (protocol) =>
    matrixFormalism(mesh, tissue, protocol, { modes: 18, corrected: 7 }),
  "time stepping": (protocol) => timeStepping(mesh, tissue, protocol, { step: 0.5 }),
};

/** The largest relative error of the derivative along a few random directions: a row per model and input. */
export function* inputGradients(): Iterable<AccuracyRow> {
  const reference = `differences extrapolated in h², ${TRIALS} random directions`;
  for (const [model, make] of Object.entries(models)) {
    // The error is reported, not refused.
    const options = { directions: TRIALS, tolerance: Infinity };
    const row = (input: string, measured: number): AccuracyRow => ({
      what: `gradient of ${model}, by ${input}`,
      target: 1e-6,
      measured,
      reference,
    });
    const signal = make(pulses);
    const byPoints = (points: Tensor) => signal(points);
    yield row("points", checkGrads(byPoints, mesh.points, { ...options, step: 1e-4 }).maximum);
    for (const { what, value, step, protocol } of varied) {
      const own = protocol === undefined ? signal : make(protocol);
      const byInput = (inputs: SignalInputs) => own(mesh.points, inputs);
      yield row(what, checkGrads(byInput, value, { ...options, step }).maximum);
    }
  }
}
