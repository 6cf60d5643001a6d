/**
 * Time stepping against the matrix formalism with all modes of the same mesh: two ways to the same semi-discrete signal.
 *
 * @module
 */
import {
  concentricSpheres,
  cosineOgse,
  doublePgse,
  gradientWaveform,
  matrixFormalism,
  pgse,
  type Protocol,
  sineOgse,
  stimulatedEcho,
  timeStepping,
  type Tissue,
  trapezoidPgse,
  twiceRefocused,
} from "../../mod.ts";
import { type AccuracyRow, largestError } from "./row.ts";

/** Tolerance of the steps. */
const TOLERANCE = 1e-7;

const mesh = concentricSpheres({ radii: [2, 3.5], edgeLength: 0.9 });
const tissue: Tissue = {
  compartments: [
    { diffusivity: [[2, 0.1, 0], [0.1, 1.8, 0.2], [0, 0.2, 1.5]], T2: 30, T1: 300 },
    { diffusivity: 1.2, T2: 80, T1: 700, spinDensity: 0.7 },
  ],
  interfaces: [{ between: [0, 1], permeability: 0.05 }],
  wallRelaxivity: 0.01,
};
const measured = { bValues: [0, 500, 2000, 5000], directions: [[1, 0, 0], [1, 2, 3]] };
const protocols: Record<string, Protocol> = {
  "PGSE 5/15": pgse({ delta: 5, Delta: 15, ...measured }),
  "double PGSE 3/8": doublePgse({ delta: 3, Delta: 8, pause: 2, ...measured }),
  "trapezoid PGSE 5/15": trapezoidPgse({ delta: 5, Delta: 15, rampTime: 1, ...measured }),
  "cosine OGSE 10/15": cosineOgse({ delta: 10, Delta: 15, periods: 1, ...measured }),
  "sine OGSE 10/15": sineOgse({ delta: 10, Delta: 15, periods: 1, ...measured }),
  "stimulated echo 3/30": stimulatedEcho({ delta: 3, Delta: 30, mixingTime: 20, ...measured }),
  "twice refocused": twiceRefocused({ delta1: 3, delta2: 4, delta3: 5, ...measured }),
  "a waveform in three dimensions": gradientWaveform({
    dt: 0.5,
    gradient: Array.from({ length: 40 }, (_, i) => {
      const t = 2 * Math.PI * (i + 0.5) / 40;
      return [250 * Math.sin(t), 200 * Math.sin(2 * t), 150 * Math.cos(3 * t)];
    }),
  }),
};

/** The largest |ΔS|/S0 of real and imaginary parts: a row per sequence. */
export function* timeSteppingAgreement(): Iterable<AccuracyRow> {
  const nodes = mesh.points.shape[0];
  for (const [name, protocol] of Object.entries(protocols)) {
    const exact = matrixFormalism(mesh, tissue, protocol, { modes: nodes })();
    const stepped = timeStepping(mesh, tissue, protocol, { tolerance: TOLERANCE })();
    // Weighted by spin density; without relaxation and gradient.
    const start = matrixFormalism(
      mesh,
      {
        compartments: [{ diffusivity: 1 }, { diffusivity: 1, spinDensity: 0.7 }],
      },
      pgse({ delta: 1, Delta: 2, bValues: [0], directions: [[1, 0, 0]] }),
      { modes: 2 },
    )();
    const scale = () => start.real.data[0];
    yield {
      what: `time stepping to ${TOLERANCE} against all modes, ${name}: \\|ΔS\\|/S0`,
      target: 1e-6,
      measured: Math.max(
        largestError(stepped.real.data, exact.real.data, scale),
        largestError(stepped.imag.data, exact.imag.data, scale),
      ),
      reference: `dense eigenmodes of ${nodes} nodes, two permeable compartments`,
    };
  }
}
