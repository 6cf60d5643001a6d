import { assertAlmostEquals, assertLess } from "@std/assert";
import { randomSource } from "../../../wasm/testing.ts";
import { cylinder, sphere, type TetMesh } from "../../mesh/mod.ts";
import type { Encoding, EncodingPiece, Profile } from "../encoding/mod.ts";
import { pieceCumulants } from "./piece_cumulant.ts";

const constant: Profile = { kind: "constant" };
const piece = (duration: number, profile: Profile, ...vectors: number[]): EncodingPiece => {
  return { duration, profile, vectors: Float64Array.from(vectors) };
};

/** Pulses, ramps, oscillations; one of them turning from axis to axis. */
const encodings: Encoding[] = [
  {
    pieces: [
      piece(5, constant, 1, 0, 0),
      piece(6, constant, 0, 0, 0),
      piece(5, constant, -1, 0, 0),
    ],
  },
  {
    pieces: [
      piece(0.5, { kind: "ramp" }, 0, 0, 0, 0.3, 0.4, 0.5),
      piece(3, constant, 0.3, 0.4, 0.5),
      piece(2, { kind: "cosine", periods: 2 }, 0, 1, -1),
      piece(3.5, constant, -0.3, -0.4, -0.5),
      piece(0.5, { kind: "ramp" }, -0.3, 0.2, 0.5, 0.3, -0.6, -0.5),
    ],
  },
  {
    pieces: [
      piece(8, { kind: "sine", periods: 3 }, 0.2, -0.4, 1),
      piece(9, { kind: "cosine", periods: 1 }, 1, 1, 0),
    ],
  },
];

const tensor = Float64Array.of(2, 0.3, -0.2, 1.6, 0.1, 1.1);

function rough(mesh: TetMesh, seed: number): Float64Array {
  const random = randomSource(seed);
  return mesh.points.data.map((x) => x + 0.05 * random() + 4);
}

Deno.test("the Krylov space gives the cumulants of all eigenmodes to 1e-12", () => {
  for (
    const mesh of [
      cylinder({ radius: 2, height: 5, edgeLength: 1 }),
      sphere({ radius: 4, edgeLength: 1.6 }),
    ]
  ) {
    const points = rough(mesh, 1), nodes = mesh.points.shape[0];
    const all = pieceCumulants(mesh, nodes)(points, tensor, encodings, false).values;
    const few = pieceCumulants(mesh)(points, tensor, encodings, false).values;
    few.forEach((value, e) => assertAlmostEquals(value / all[e], 1, 1e-12));
  }
});

Deno.test("the Krylov space gives the gradient of all eigenmodes to 1e-9", () => {
  const mesh = sphere({ radius: 4, edgeLength: 1.3 }), points = rough(mesh, 5);
  const short = {
    pieces: [
      piece(0.1, constant, 1, 0, 0),
      piece(40, constant, 0, 0, 0),
      piece(0.1, constant, -1, 0, 0),
    ],
  };
  for (const encoding of [...encodings, short]) {
    const gradient = (modes?: number) =>
      pieceCumulants(mesh, modes)(points, tensor, [encoding], true).pullback(Float64Array.of(1));
    const all = gradient(mesh.points.shape[0]), few = gradient();
    for (const key of ["points", "tensor"] as const) {
      const error = few[key].map((g, i) => g - all[key][i]);
      assertLess(Math.hypot(...error), 1e-9 * Math.hypot(...all[key]), key);
    }
  }
});

const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, x, i) => sum + x * b[i], 0);

for (
  const [name, modes] of [["Krylov", undefined], ["15 modes", 15], ["all modes", 1e6]] as const
) {
  Deno.test(`the gradient by points, tensor and waveform, ${name}, is that of finite differences`, () => {
    const mesh = cylinder({ radius: 2, height: 5, edgeLength: 1.2 }), points = rough(mesh, 2);
    const cumulants = pieceCumulants(mesh, modes), random = randomSource(3);
    const weights = Float64Array.from(encodings, () => 2 * random() - 1);
    const gradient = cumulants(points, tensor, encodings, true).pullback(weights);
    const loss = (p: Float64Array, d: Float64Array, e = encodings) =>
      dot(cumulants(p, d, e, false).values, weights);
    const check = (expected: number, at: (h: number) => number, h: number) => {
      const slope = (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
      assertLess(Math.abs(slope - expected), 1e-8 * (Math.abs(expected) + Math.abs(at(0))));
    };
    for (let trial = 0; trial < 3; trial++) {
      const v = points.map(() => 2 * random() - 1), w = tensor.map(() => 2 * random() - 1);
      check(dot(gradient.points, v), (h) => loss(points.map((x, i) => x + h * v[i]), tensor), 1e-3);
      check(dot(gradient.tensor, w), (h) => loss(points, tensor.map((x, i) => x + h * w[i])), 1e-3);
    }
    const r = encodings.map(({ pieces }) => pieces.map(() => 2 * random() - 1));
    const u = encodings.map(({ pieces }) =>
      pieces.map(({ vectors }) => vectors.map(() => 2 * random() - 1))
    );
    const expected = encodings.reduce(
      (sum, { pieces }, e) =>
        pieces.reduce((part, _, p) =>
          part + gradient.waveforms[e].durations[p] * r[e][p] +
          dot(gradient.waveforms[e].vectors[p], u[e][p]), sum),
      0,
    );
    check(expected, (h) =>
      loss(
        points,
        tensor,
        encodings.map(({ pieces }, e) => ({
          pieces: pieces.map((one, p) => ({
            ...one,
            duration: one.duration + h * r[e][p],
            vectors: one.vectors.map((x, i) => x + h * u[e][p][i]),
          })),
        })),
      ), 1e-3);
  });
}
