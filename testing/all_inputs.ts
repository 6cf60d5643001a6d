/**
 * All that a signal can be differentiated by, with the values that a tissue and a protocol have.
 *
 * @module
 */
import type { Tensor } from "../core/autodiff/mod.ts";
import type { CompartmentTissue, Protocol, SignalInputs, Tissue } from "../core/diffusion/mod.ts";
import type { TetMesh } from "../core/mesh/mod.ts";

type Inputs = { -readonly [K in keyof SignalInputs]: SignalInputs[K] };

function vector(values: Iterable<number>): Tensor {
  const data = Float64Array.from(values);
  return { shape: [data.length], data };
}

function tissueInputs(mesh: TetMesh, tissue: Tissue): Inputs {
  const whole = "compartments" in tissue ? tissue : { compartments: [tissue] };
  const { compartments: given, interfaces = [], wallRelaxivity }: CompartmentTissue = whole;
  const count = new Set(mesh.compartments).size;
  const compartments = Array.from({ length: count }, (_, c) => given[given.length > 1 ? c : 0]);
  const tensors = compartments.map(({ diffusivity: d }) =>
    typeof d === "number" ? [d, 0, 0, 0, d, 0, 0, 0, d] : d.flatMap((row) => [...row])
  );
  const isotropic = compartments.every(({ diffusivity }) => typeof diffusivity === "number");
  const times = (key: "T1" | "T2") => compartments.map((own) => own[key] ?? Infinity);
  const finite = (key: "T1" | "T2") => times(key).some(Number.isFinite);
  const kappas = interfaces.flatMap(({ permeability }) =>
    typeof permeability === "number" ? [permeability] : [...permeability]
  );
  return {
    diffusivity: isotropic
      ? vector(tensors.map(([d]) => d))
      : { shape: [count, 3, 3], data: Float64Array.from(tensors.flat()) },
    spinDensity: vector(compartments.map(({ spinDensity = 1 }) => spinDensity)),
    ...(finite("T2") && { T2: vector(times("T2")) }),
    ...(finite("T1") && { T1: vector(times("T1")) }),
    ...(kappas.some((kappa) => kappa > 0) && { permeability: vector(kappas) }),
    ...(wallRelaxivity !== undefined && { wallRelaxivity }),
  };
}

function protocolInputs({ sequences, q, bValues, given }: Protocol): Inputs {
  const names = new Set(sequences.flatMap(({ timings }) => Object.keys(timings)));
  // A wait that a sequence does without has no derivative to speak of.
  const used = [...names].filter((name) => sequences.some(({ timings }) => timings[name] > 0));
  const timings = Object.fromEntries(
    used.map((name) => [name, vector(sequences.map((own) => own.timings[name] ?? 0))]),
  );
  const samples = sequences.flatMap(({ samples, literal }) => literal && samples ? [samples] : []);
  const shape = [sequences.length, q.length / sequences.length];
  return {
    timings,
    ...(samples.length < sequences.length && {
      [given === "bValues" ? given : "qValues"]: { shape, data: given === "bValues" ? bValues : q },
    }),
    ...(samples.length > 0 && {
      waveforms: samples.map(({ gradient }) => {
        return { shape: [gradient.length / 3, 3], data: gradient };
      }),
    }),
  };
}

/**
 * The inputs of a signal function, all of them but the points.
 *
 * @param mesh The mesh.
 * @param tissue The tissue.
 * @param protocol The protocol; by its b-values, none of which is 0, where these were given, else by its q.
 * @returns The inputs at their values.
 */
export function allInputs(mesh: TetMesh, tissue: Tissue, protocol: Protocol): SignalInputs {
  return { ...tissueInputs(mesh, tissue), ...protocolInputs(protocol) };
}
