/**
 * Two plates with everything a tissue can have, and encodings of every symmetry for them, for tests of time stepping.
 *
 * @module
 */
import type { EncodedProtocol } from "../core/diffusion/encoding/mod.ts";
import type { ModelInputs } from "../core/diffusion/problem/mod.ts";
import { tissueCoefficients, type TissueMesh, tissueMesh } from "../core/diffusion/tissue/mod.ts";
import { stackedPlates } from "../core/mesh/mod.ts";
import { constantPiece, encoded, pausePiece, pulsePair, wavePair } from "./encodings.ts";

/** The tissue. */
export const richTissue = {
  mesh: stackedPlates({ thicknesses: [2, 1.5], width: [2.5, 2], edgeLength: 1.2 }),
  tissue: {
    compartments: [
      { diffusivity: [[2, 0.1, 0], [0.1, 1.8, 0.2], [0, 0.2, 1.5]], T2: 60, T1: 500 },
      { diffusivity: 1.2, T2: 80, T1: 700, spinDensity: 0.7 },
    ],
    interfaces: [{ between: [0, 1] as const, permeability: 0.1 }],
    wallRelaxivity: 0.01,
  },
};

/** Its mesh with duplicated nodes. */
export const richGeometry: TissueMesh = tissueMesh(richTissue.mesh, richTissue.tissue);

/** The rich tissue at points that are not symmetric, away from the origin. */
export function richInputs(protocol: EncodedProtocol): ModelInputs {
  return {
    points: richGeometry.mesh.points.data.map((x, i) => x + 0.7 + 0.05 * Math.sin(7 * i)),
    coefficients: tissueCoefficients(richGeometry, richTissue.tissue),
    protocol,
  };
}

/** An odd symmetry, an even one, and stored magnetisation; several states each, not a multiple of four. */
export const symmetricProtocols = {
  pulsePair: encoded([[pulsePair(4, 7, [0.8, 0, 0.6]), [0, 0.3, 0.9]]]),
  stimulatedEcho: encoded([[{
    weight: 1 / 2,
    pieces: [
      constantPiece(3, [1, 0.2, 0.1]),
      pausePiece(1),
      pausePiece(6, true),
      pausePiece(1),
      constantPiece(3, [-1, -0.2, -0.1]),
    ],
  }, [0.2, 0.6]]]),
  evenSines: encoded([[wavePair("sine", 4, 6, 1, [1, 0.3, 0.2]), [0.2, 0.8]]]),
} as const;
