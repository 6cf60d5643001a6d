/**
 * The signal of an axon and its gradient on the graphics processor, beside those of the CPU: single precision against double.
 *
 * deno run -A examples/simulate_on_gpu.ts
 *
 * @module
 */
import {
  type ComplexTensor,
  cylinder,
  fibonacciHemisphere,
  gpu,
  GpuError,
  matrixFormalism,
  pgse,
  spinDoctorDeform,
  sum,
  type Tensor,
  valueAndGrad,
  withPoints,
} from "@torrey/torrey";

/** How the two processors compare. */
export interface Comparison {
  /** The graphics processor's name. */
  readonly description: string;
  /** Greatest |ΔS|/S0. */
  readonly signalError: number;
  /** ‖Δg‖/‖g‖ of the gradient by all node positions, and the cosine of the angle between the two. */
  readonly gradientError: number;
  readonly cosine: number;
  /** By the diffusivity, relative. */
  readonly diffusivityError: number;
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((total, x, i) => total + x * b[i], 0);
}

/** Simulates a bent axon on both. */
export async function compareProcessors(): Promise<Comparison> {
  const straight = cylinder({ radius: 2, height: 10, edgeLength: 1.2 }); // µm
  const bent = spinDoctorDeform(straight.points, { bend: 0.05, twist: 0.2 });
  const axon = withPoints(straight, bent);
  const protocol = pgse({
    delta: 5, // ms
    Delta: [10, 30],
    bValues: [0, 1000, 4000], // s/mm²
    directions: fibonacciHemisphere(6),
  });
  const tissue = { diffusivity: 2, T2: 70 }, options = { modes: 30, corrected: 10 };

  using backend = await gpu();
  using onGpu = matrixFormalism(axon, tissue, protocol, { ...options, backend });
  const onCpu = matrixFormalism(axon, tissue, protocol, options);

  const real = ({ real }: ComplexTensor): Tensor => sum(real);
  const start = { points: axon.points, diffusivity: 2 };
  const [, fast] = await valueAndGrad(async ({ points, diffusivity }: typeof start) =>
    real(await onGpu(points, { diffusivity }))
  )(start);
  const [, exact] = valueAndGrad(({ points, diffusivity }: typeof start) =>
    real(onCpu(points, { diffusivity }))
  )(start);

  const [a, b] = [(await onGpu()).real.data, onCpu().real.data];
  const [g, h] = [fast.points.data, exact.points.data], difference = g.map((x, i) => x - h[i]);
  return {
    description: backend.description,
    signalError: Math.max(...a.map((s, i) => Math.abs(s - b[i]))) / b[0],
    gradientError: Math.sqrt(dot(difference, difference) / dot(h, h)),
    cosine: dot(g, h) / Math.sqrt(dot(g, g) * dot(h, h)),
    diffusivityError: Math.abs(fast.diffusivity / exact.diffusivity - 1),
  };
}

if (import.meta.main) {
  try {
    const { description, signalError, gradientError, cosine, diffusivityError } =
      await compareProcessors();
    console.log(`${description}, beside the CPU in double precision:`);
    console.log(`signals differ by up to ${signalError.toExponential(1)} of S0`);
    console.log(
      `the gradient by the points by ${gradientError.toExponential(1)} of its norm, ` +
        `1 - cosine ${(1 - cosine).toExponential(1)}`,
    );
    console.log(`the derivative by the diffusivity by ${diffusivityError.toExponential(1)}`);
  } catch (error) {
    if (!(error instanceof GpuError)) throw error;
    console.error(error.message);
    Deno.exit(1);
  }
}
