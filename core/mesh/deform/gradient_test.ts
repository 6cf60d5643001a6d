import { assertLess } from "@std/assert";
import fc from "fast-check";
import {
  checkGrads,
  determinant,
  grad,
  jacobian,
  slice,
  type Tensor,
  tensor,
  toNumber,
} from "../../autodiff/mod.ts";
import { bead } from "./bead.ts";
import { bend } from "./bend.ts";
import { fan } from "./fan.ts";
import { rigidMotion } from "./rigid_motion.ts";
import { arc, cosineQuotient, sineQuotient } from "./sinc.ts";
import { smoothDisplacement } from "./smooth_displacement.ts";
import { spinDoctorDeform } from "./spin_doctor.ts";
import { stretch } from "./stretch.ts";
import { twist } from "./twist.ts";

/** Relative error of gradients against Richardson-extrapolated central differences. */
const TOLERANCE = 1e-8;

/** Points of a spiral in general position: no two share a coordinate, so that every extent has one point at each end. */
function spiral(n: number): Tensor {
  return tensor(
    Float64Array.from({ length: 3 * n }, (_, k) => {
      const [i, axis] = [Math.floor(k / 3), k % 3];
      if (axis === 2) return -4 + 8 * i / (n - 1) + 0.1 * Math.sin(5 * i);
      return (1 + 0.2 * i) * (axis === 0 ? Math.cos(2.3 * i) : Math.sin(2.3 * i));
    }),
    [n, 3],
  );
}

const points = spiral(11);
const angle = fc.double({ min: -1.5, max: 1.5, noNaN: true }).filter((a) => Math.abs(a) > 1e-3);

function check(name: string, deform: (points: Tensor, a: number, b: number) => Tensor): void {
  Deno.test(`${name}() has exact gradients with respect to points and parameters`, () => {
    fc.assert(
      fc.property(angle, angle, fc.integer(), (a, b, seed) => {
        const f = (p: { points: Tensor; a: number; b: number }): Tensor =>
          deform(p.points, p.a, p.b);
        checkGrads(f, { points, a, b }, { tolerance: TOLERANCE, seed });
      }),
      { numRuns: 25, seed: 1 },
    );
  });
}

check("bend", (p, a) => bend(p, a));
check("twist", (p, a) => twist(p, a));
check("bead", (p, a, b) => bead(p, { amplitude: a, periods: b }));
check("fan", (p, a) => fan(p, { angle: a, bendPoint: 0.33 }));
check("stretch", (p, a, b) => stretch(p, { x: a, z: b, about: tensor([1, 2, 3]) }));
check("spinDoctorDeform", (p, a, b) => spinDoctorDeform(p, { bend: a, twist: b }));
check(
  "spinDoctorDeform (sequential)",
  (p, a, b) => spinDoctorDeform(p, { bend: a, twist: b }, { turning: "sequential" }),
);

Deno.test("fan() has an exact gradient with respect to the bend point", () => {
  const f = (bendPoint: number): Tensor => fan(points, { angle: 0.7, bendPoint });
  checkGrads(f, 0.33, { tolerance: TOLERANCE, step: 1e-4 });
});

Deno.test("rigidMotion() has exact gradients, also at no rotation", () => {
  const motion = (p: { points: Tensor; rotation: Tensor; translation: Tensor }): Tensor =>
    rigidMotion(p.points, p);
  for (const rotation of [[0, 0, 0], [1e-9, 0, 0], [0.3, -0.2, 0.4], [1, 2, -0.5]]) {
    checkGrads(motion, { points, rotation: tensor(rotation), translation: tensor([1, 2, 3]) }, {
      tolerance: TOLERANCE,
    });
  }
});

Deno.test("smoothDisplacement() has exact gradients with respect to points, modes and coefficients", () => {
  const modes = tensor(Float64Array.from({ length: 22 }, (_, k) => Math.sin(k * k)), [11, 2]);
  const coefficients = tensor([0.1, 0.2, 0.3, -0.4, 0.5, 0.6], [2, 3]);
  checkGrads(
    (p: { points: Tensor; modes: Tensor; c: Tensor }) => smoothDisplacement(p.points, p.modes, p.c),
    { points, modes, c: coefficients },
    { tolerance: TOLERANCE },
  );
});

Deno.test("deformations by nothing leave points where they are and have exact gradients there", () => {
  const still: [string, (p: Tensor, a: number) => Tensor][] = [
    ["bend", bend],
    ["twist", twist],
    ["bead", (p, a) => bead(p, { amplitude: a, periods: 2 })],
    ["fan", (p, a) => fan(p, { angle: a, bendPoint: 0.33 })],
    ["bend of SpinDoctor", (p, a) => spinDoctorDeform(p, { bend: a })],
    ["twist of SpinDoctor", (p, a) => spinDoctorDeform(p, { twist: a })],
  ];
  for (const [name, deform] of still) {
    deform(points, 0).data.forEach((value, k) =>
      assertLess(Math.abs(value - points.data[k]), 1e-14, name)
    );
    checkGrads(
      (p: { points: Tensor; a: number }) => deform(p.points, p.a),
      { points, a: 0 },
      { tolerance: TOLERANCE, step: 1e-3 },
    );
  }
});

Deno.test("bend() turns an end section by the curvature times its height and keeps the axis's length", () => {
  const n = 2001;
  const axis = tensor(
    Float64Array.from(
      { length: 3 * n },
      (_, k) => k % 3 === 2 ? -5 + 10 * (k - 2) / (3 * n - 3) : 0,
    ),
    [n, 3],
  );
  const { data } = bend(axis, 0.2);
  let length = 0;
  for (let k = 3; k < data.length; k += 3) {
    length += Math.hypot(
      data[k] - data[k - 3],
      data[k + 1] - data[k - 2],
      data[k + 2] - data[k - 1],
    );
  }
  // The chords of an arc are shorter than it by (κ ds)²/24.
  assertLess(Math.abs(length - 10), 10 * (0.2 * 0.005) ** 2 / 20);
  const turned = Math.atan2(data[3 * n - 3] - data[3 * n - 6], data[3 * n - 1] - data[3 * n - 4]);
  assertLess(Math.abs(turned - 0.2 * (5 - 0.0025)), 1e-9);
});

Deno.test("twist() and rigidMotion() keep volume, bend() and stretch() change it as they should", () => {
  const x = 0.7;
  // Two companions fix the extent in z, so that the first point alone moves.
  const three = tensor([x, -0.4, 1.1, 0.1, 0, -9, 0, 0.1, 9], [3, 3]);
  const motions: [string, (p: Tensor) => Tensor, number][] = [
    ["twist", (p) => twist(p, 0.3), 1],
    ["rigidMotion", (p) => rigidMotion(p, { rotation: tensor([0.3, 0.8, -0.2]) }), 1],
    // An arc's inner side is shorter than its middle.
    ["bend", (p) => bend(p, 0.2), 1 - 0.2 * x],
    ["stretch", (p) => stretch(p, { x: 2, y: 3, z: 0.5 }), 3],
  ];
  for (const [name, deform, expected] of motions) {
    const ofFirst = slice(jacobian(deform)(three), [0, null, 0, null]);
    assertLess(Math.abs(toNumber(determinant(ofFirst)) - expected), 1e-14, name);
  }
});

Deno.test("sine and cosine quotients are right and smooth across the switch to the series", () => {
  for (const t of [0, 1e-12, 0.01, 0.2499999, 0.25, 0.2500001, 1, 9]) {
    const theta = Math.sqrt(t);
    const sine = theta === 0 ? 1 : Math.sin(theta) / theta;
    const half = theta === 0 ? 1 : Math.sin(theta / 2) / (theta / 2);
    assertLess(Math.abs(toNumber(sineQuotient(t)) - sine), 3e-16);
    assertLess(Math.abs(toNumber(cosineQuotient(t)) - half * half / 2), 3e-16);
  }
  const third = (t: number): number => grad(grad(grad((s: number) => sineQuotient(s))))(t);
  // d³/dt³ of Σ (−t)ᵏ/(2k+1)! at 0 is −6/7!.
  assertLess(Math.abs(third(0) + 6 / 5040), 1e-18);
  assertLess(Math.abs(third(0.2499999) - third(0.2500001)), 1e-8);
  checkGrads((s: number) => arc(2, s).sideways, 0.5, { tolerance: TOLERANCE });
});
