import { assertEquals, assertLess } from "@std/assert";
import { sharedFile, sharedJson } from "../../../testing/reference_data.ts";
import { fitDiffusionTensor, type TensorFitOptions } from "./mod.ts";

interface Dataset {
  readonly bvals_s_mm2: number[];
  readonly bvecs: number[][];
  readonly files: Record<string, { file: string } & Record<string, { file: string }>>;
}

const FOLDER = "tractography/";
const present = sharedJson<Dataset>(`${FOLDER}dti_small_25.json`) !== undefined;
const skipped = present ? "" : " (skipped: ../shared/data/tractography is absent)";

function numbers(name: string): Float64Array {
  const { buffer } = Deno.readFileSync(sharedFile(FOLDER + name)!);
  return name.endsWith(".f64")
    ? new Float64Array(buffer)
    : Float64Array.from(new Float32Array(buffer));
}

function dataset(name: string) {
  const file = sharedJson<Dataset>(`${FOLDER}dti_${name}.json`)!, count = file.bvals_s_mm2.length;
  const data = numbers(file.files.data.file);
  return {
    file,
    voxels: Array.from(
      { length: data.length / count },
      (_, v) => data.slice(count * v, count * (v + 1)),
    ),
    acquisition: {
      bValues: Float64Array.from(file.bvals_s_mm2),
      directions: Float64Array.from(file.bvecs.flat()),
    },
  };
}

/** DIPY raises signals of 0 to this, and eigenvalues below its smallest diffusivity to that. */
const MINIMUM_SIGNAL = 1e-4;

for (
  const [name, methods] of [
    ["small_25", ["OLS", "WLS", "NLLS"]],
    ["small_64D", ["OLS", "WLS", "NLLS"]],
    ["small_101D", ["OLS", "WLS"]],
  ] as const
) {
  for (const method of methods) {
    Deno.test({
      name:
        `fitDiffusionTensor() of ${name} by ${method} is DIPY's in every voxel with a positive tensor${skipped}`,
      ignore: !present,
      fn() {
        const { file, voxels, acquisition } = dataset(name);
        const D = numbers(file.files[method].tensor.file), fa = numbers(file.files[method].fa.file);
        let compared = 0;
        voxels.forEach((signal, v) => {
          const fit = fitDiffusionTensor(signal, acquisition, {
            method,
            minimumSignal: MINIMUM_SIGNAL,
          });
          if (fit.eigenvalues[2] < 1e-4) return;
          // The nonlinear fit of raised signals has several minima.
          if (method === "NLLS" && signal.some((s) => s <= 0)) return;
          compared++;
          const [xx, xy, xz, , yy, yz, , , zz] = fit.tensor.data;
          // DIPY's nonlinear fit stops at a relative step of about 1e-8.
          const tolerance = method === "NLLS" ? 1e-4 : 1e-10;
          [xx, xy, yy, xz, yz, zz].forEach((x, k) =>
            assertLess(Math.abs(x - 1e3 * D[6 * v + k]), tolerance, `voxel ${v}`)
          );
          assertLess(Math.abs(fit.fractionalAnisotropy - fa[v]), tolerance, `voxel ${v}`);
        });
        // All but a few voxels of noise.
        assertLess(0.95 * voxels.length, compared);
      },
    });
  }
}

const mrtrix: [string, TensorFitOptions][] = [
  ["OLS", { method: "OLS" }],
  ["WLS_iter0", { initialWeights: "signal", iterations: 0 }],
  ["WLS_iter2_default", { initialWeights: "signal", iterations: 2 }],
];

for (const name of ["small_25", "small_64D"]) {
  for (const [kind, options] of mrtrix) {
    Deno.test({
      name: `fitDiffusionTensor() of ${name} is MRtrix's ${kind}${skipped}`,
      ignore: !present,
      fn() {
        const { voxels, acquisition } = dataset(name);
        const D = numbers(`dti_${name}_mrtrix_${kind}_D6_xx_yy_zz_xy_xz_yz.f32`);
        let compared = 0;
        voxels.forEach((signal, v) => {
          if (signal.some((s) => s <= 0)) return;
          compared++;
          const [xx, xy, xz, , yy, yz, , , zz] =
            fitDiffusionTensor(signal, acquisition, options).tensor.data;
          [xx, yy, zz, xy, xz, yz].forEach((x, k) =>
            // MRtrix reads b-values and directions from text with few digits (small_64D) and computes in single precision.
            assertLess(
              Math.abs(x - 1e3 * D[6 * v + k]),
              name === "small_25" ? 1e-7 : 2e-5,
              `voxel ${v}`,
            )
          );
        });
        assertEquals(compared >= voxels.length - 4, true);
      },
    });
  }
}
