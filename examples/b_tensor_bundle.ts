/**
 * Tells crossing and curved axons from water that diffuses alike in all directions, by gradients whose b-tensors are
 * lines, discs and spheres: fractional anisotropy falls when axons cross, microscopic anisotropy does not.
 *
 * deno run -A examples/b_tensor_bundle.ts
 *
 * @module
 */
import {
  acquisitionOf,
  bend,
  bTensorEncoding,
  type BTensorShape,
  cylindersInBox,
  electrostaticHemisphere,
  fitDiffusionTensor,
  fitKurtosis,
  matrixFormalism,
  powderAverage,
  protocolBTensors,
  rigidMotion,
  stretch,
  tensor,
  withPoints,
} from "@torrey/torrey";

/** What a bundle looks like through the three encodings. */
export interface BundleAnisotropy {
  readonly name: string;
  /** Of the diffusion tensor, from the linear encoding. */
  readonly fractionalAnisotropy: number;
  /** Mean diffusivities, µm²/ms, and kurtoses of the powder averages: linear, planar, spherical. */
  readonly adc: readonly number[];
  readonly kurtosis: readonly number[];
  /** µFA: the fractional anisotropy there would be were all axons parallel. */
  readonly microscopicAnisotropy: number;
}

/** Numbers of the example, and the b-tensors it measures with. */
export interface BTensorResult {
  readonly bundles: readonly BundleAnisotropy[];
  /** Eigenvalues b_xx, b_yy, b_zz of the largest b-tensor along z, s/mm², and b_Δ: linear, planar, spherical. */
  readonly bTensors: readonly { readonly diagonal: readonly number[]; readonly shape: number }[];
}

/** One block of 30 ms of 16 straight lines; b-values in s/mm². */
const ENCODING = { delta: 30, samples: 16, bValues: [0, 250, 500, 750, 1000] };

const SHAPES: readonly BTensorShape[] = ["linear", "planar", "spherical"];

/**
 * The fractional anisotropy of the microscopic domains from the variances of diffusivity that the powder averages show
 * (Lasič et al., Front. Phys. 2, 2014): the variance over D² is a third of the kurtosis, and the spherical encoding sees
 * only how domains differ in size.
 */
function microscopicAnisotropy(linear: number, spherical: number): number {
  const variance = (linear - spherical) / 3;
  return Math.sqrt(3 / 2 / (1 + 2 / 5 / variance));
}

/**
 * Measures a straight, a crossing and a curved bundle of axons in myelin that gives no signal.
 *
 * @param directions Number of directions of each encoding.
 */
export function bTensorBundle(directions: number): BTensorResult {
  const short = cylindersInBox({
    cylinders: [{ center: [-1.6, 0], radius: 1 }, { center: [1, -0.2], radius: 1.2 }],
    padding: 0.4,
    height: 20,
    edgeLength: 1,
  });
  // Little happens along the axons, so that their elements may be long.
  const height = 60, mesh = withPoints(short, stretch(short.points, { z: height / 20 }));
  const axon = { diffusivity: 2 }, myelin = { diffusivity: 2, spinDensity: 0 };
  const across = rigidMotion(mesh.points, { rotation: tensor([Math.PI / 2, 0, 0]) });
  const bundles = [
    { name: "straight", parts: [mesh.points] },
    { name: "crossing at right angles", parts: [mesh.points, across] },
    { name: "curved by a quarter turn", parts: [bend(mesh.points, Math.PI / 2 / height)] },
  ];

  const measure = (shape: BTensorShape) => {
    const protocol = bTensorEncoding({
      ...ENCODING,
      shape,
      directions: electrostaticHemisphere(directions),
    });
    const simulate = matrixFormalism(mesh, { compartments: [axon, axon, myelin] }, protocol, {
      modes: 16,
      corrected: 8,
    });
    const acquisition = acquisitionOf(protocol);
    const fits = bundles.map(({ parts }) => {
      const signals = parts.map((points) => simulate(points).real.data);
      const signal = signals[0].map((_, i) => signals.reduce((sum, own) => sum + own[i], 0));
      const powder = powderAverage(signal, acquisition, { order: 4 });
      return { signal, acquisition, powder: fitKurtosis(powder.signal, powder.bValues) };
    });
    const alongZ = bTensorEncoding({ ...ENCODING, shape, directions: [[0, 0, 1]] });
    return { fits, largest: protocolBTensors(alongZ)[ENCODING.bValues.length - 1] };
  };
  const encodings = SHAPES.map(measure);
  return {
    bundles: bundles.map(({ name }, k) => {
      const { signal, acquisition } = encodings[0].fits[k];
      const powders = encodings.map(({ fits }) => fits[k].powder);
      const kurtosis = powders.map((fit) => fit.kurtosis[0]);
      return {
        name,
        fractionalAnisotropy: fitDiffusionTensor(signal, acquisition).fractionalAnisotropy,
        adc: powders.map((fit) => fit.adc[0]),
        kurtosis,
        microscopicAnisotropy: microscopicAnisotropy(kurtosis[0], kurtosis[2]),
      };
    }),
    bTensors: encodings.map(({ largest: { tensor, shape } }) => ({
      diagonal: [0, 4, 8].map((i) => tensor[i]),
      shape,
    })),
  };
}

if (import.meta.main) {
  const { bundles, bTensors } = bTensorBundle(15);
  bTensors.forEach(({ diagonal, shape }, s) => {
    const values = diagonal.map((b) => b.toFixed(0)).join(", ");
    console.log(`${SHAPES[s]}: b-tensor diag(${values}) s/mm², b_Δ = ${shape.toFixed(2)}`);
  });
  for (const { name, fractionalAnisotropy, adc, kurtosis, microscopicAnisotropy } of bundles) {
    const row = (values: readonly number[]) => values.map((x) => x.toFixed(2)).join(", ");
    console.log(
      `${name}: FA ${fractionalAnisotropy.toFixed(3)}, µFA ${microscopicAnisotropy.toFixed(3)}; ` +
        `powder averages: D ${row(adc)} µm²/ms, kurtosis ${row(kurtosis)}`,
    );
  }
}
