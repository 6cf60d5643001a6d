import { assertLess } from "@std/assert";
import { fromArray, matmul, mean, type Tensor, tensor } from "../../autodiff/mod.ts";
import { bead } from "./bead.ts";
import { fan } from "./fan.ts";
import { spinDoctorDeform } from "./spin_doctor.ts";
import { stretch } from "./stretch.ts";

const folder = new URL("../../../../shared/data/diffusion/remidi/", import.meta.url);
const TOLERANCE = 1e-12;

interface Reference {
  readonly points: number[][];
  readonly target_points_rotated: number[][];
  readonly rotation_matrix: number[][];
}

/** Deformed points as ReMiDi computed them, turned back by the file's rotation. */
function reference(name: string): { points: Tensor; target: Tensor } | undefined {
  try {
    const file: Reference = JSON.parse(Deno.readTextFileSync(new URL(`${name}.json`, folder)));
    return {
      points: fromArray(file.points),
      target: matmul(fromArray(file.target_points_rotated), fromArray(file.rotation_matrix)),
    };
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    console.warn(`skipped: ../shared/data/diffusion/remidi/${name}.json is absent`);
    return undefined;
  }
}

function check(name: string, deform: (points: Tensor) => Tensor): void {
  Deno.test(`deformation reproduces the target of ${name}`, () => {
    const file = reference(name);
    if (file === undefined) return;
    const { data } = deform(file.points);
    data.forEach((value, k) =>
      assertLess(Math.abs(value - file.target.data[k]), TOLERANCE, `coordinate ${k}`)
    );
  });
}

check(
  "small_bend",
  (points) => spinDoctorDeform(points, { bend: 0.05, twist: 0.1 }, { turning: "sequential" }),
);
check(
  "config_bending",
  (points) => spinDoctorDeform(points, { bend: 0.4, twist: 0.2 }, { turning: "sequential" }),
);
check("config_beading", (points) => bead(points, { amplitude: 0.3, periods: 4 }));
check("mid_10x4", (points) => bead(points, { amplitude: 0.1, periods: 2 }));
check("large_12x6", (points) => bead(points, { amplitude: 0.1, periods: 2 }));
check("config_fanning", (points) => {
  const long = stretch(points, { z: 5, about: mean(points, { axis: 0 }) });
  return fan(long, { angle: Math.PI / 4, bendPoint: 0.25 });
});

Deno.test("spinDoctorDeform by default turns rigidly: distances within a section stay", () => {
  const section = tensor([3, 0, 2, 0, 2, 2, -1, -1, 2, -3, -2, -2], [4, 3]);
  const { data } = spinDoctorDeform(section, { bend: 0.2, twist: 1.3 });
  const distance = (d: Float64Array, i: number, j: number): number =>
    Math.hypot(d[3 * i] - d[3 * j], d[3 * i + 1] - d[3 * j + 1]);
  for (const [i, j] of [[0, 1], [1, 2], [0, 2]]) {
    assertLess(Math.abs(distance(data, i, j) - distance(section.data, i, j)), 1e-14);
  }
});
