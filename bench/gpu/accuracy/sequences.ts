/**
 * Every kind of sequence in a cell with a nucleus, with everything a tissue can have: anisotropic diffusion, relaxation, densities, a
 * wall that relaxes and one whose permeability differs from face to face.
 *
 * @module
 */
import {
  bTensorEncoding,
  concentricSpheres,
  cosineOgse,
  doublePgse,
  gradientWaveform,
  interfaceFaces,
  pgse,
  type Protocol,
  sineOgse,
  squareOgse,
  stimulatedEcho,
  type Tissue,
  trapezoidPgse,
  twiceRefocused,
} from "../../../mod.ts";

/** The mesh, without any symmetry. */
export const cell = (() => {
  const mesh = concentricSpheres({ radii: [2, 3.5], edgeLength: 0.9 }), { points } = mesh;
  const moved = points.data.map((x, i) =>
    x * (1 + 0.02 * Math.sin(points.data[i - i % 3] + i % 3))
  );
  return { ...mesh, points: { shape: points.shape, data: moved } };
})();

const faces = interfaceFaces(cell)[0].areas.length;

/** Its tissue. */
export const tissue: Tissue = {
  compartments: [
    { diffusivity: [[2, 0.1, 0], [0.1, 1.8, 0.2], [0, 0.2, 1.5]], T2: 30, T1: 300 },
    { diffusivity: 1.2, T2: 80, T1: 700, spinDensity: 0.7 },
  ],
  interfaces: [{
    between: [0, 1],
    permeability: Array.from({ length: faces }, (_, f) => 0.05 + 0.02 * Math.sin(f)),
  }],
  wallRelaxivity: 0.01,
};

const measured = { bValues: [100, 500, 2000, 5000], directions: [[1, 0, 0], [1, 2, 3]] };

/** The sequences by name. */
export const protocols: Readonly<Record<string, Protocol>> = {
  "PGSE 5/15": pgse({ delta: 5, Delta: 15, ...measured }),
  "double PGSE 3/8": doublePgse({ delta: 3, Delta: 8, pause: 2, ...measured }),
  "trapezoid PGSE 5/15": trapezoidPgse({ delta: 5, Delta: 15, rampTime: 1, ...measured }),
  "cosine OGSE 10/15": cosineOgse({ delta: 10, Delta: 15, periods: 1, ...measured }),
  "sine OGSE 10/15": sineOgse({ delta: 10, Delta: 15, periods: 1, ...measured }),
  "square OGSE 10/15": squareOgse({ delta: 10, Delta: 15, periods: 1, ...measured }),
  "stimulated echo 3/30": stimulatedEcho({ delta: 3, Delta: 30, mixingTime: 20, ...measured }),
  // Without pauses no third lobe makes a difference.
  "twice refocused": twiceRefocused({ delta1: 3, delta2: 4, delta3: 5, pause: 1, ...measured }),
  "b-tensors": bTensorEncoding({
    shape: ["planar", "spherical"],
    delta: 8,
    Delta: 10,
    samples: 16,
    bValues: [500, 2000],
    directions: [[1, 2, 3]],
  }),
  "a waveform in three dimensions": gradientWaveform({
    dt: 0.5,
    gradient: Array.from({ length: 40 }, (_, i) => {
      const t = 2 * Math.PI * (i + 0.5) / 40;
      return [250 * Math.sin(t), 200 * Math.sin(2 * t), 150 * Math.cos(3 * t)];
    }),
  }),
};
