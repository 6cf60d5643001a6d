/**
 * A compute kernel as data: its WGSL, and the bindings and parameters its declarations are generated from.
 *
 * @module
 */

/** How a kernel uses an array, and as what. */
export type Binding = `${"read" | "read_write"} ${
  | "f32"
  | "u32"
  | "vec2f"
  | "vec4f"
  | "vec2u"
  | "vec4u"}`;

/** Arrays by their names in the kernel, in binding order. */
export type Bindings = Readonly<Record<string, Binding>>;

/** Bytes between the parameters of two runs: the least alignment that every device takes. */
export const PARAMS_STRIDE = 256;

/** Parameters of a kernel at most. */
export const MOST_PARAMS = PARAMS_STRIDE / 4;

/** Parameters by their names, fields of the uniform `p`. */
export type Params = Readonly<Record<string, "u32" | "f32">>;

/** A compute kernel. */
export interface Kernel<B extends Bindings = Bindings, P extends Params = Params> {
  /** Unique name; also the label of its pipeline. */
  readonly name: string;
  /** Storage arrays, eight at most. */
  readonly bindings: B;
  /** Numbers that change from call to call. */
  readonly params: P;
  /** Invocations of a workgroup; 256 at most. */
  readonly workgroup: readonly [number, number, number];
  /** WGSL with `fn main(…)`; declarations of bindings and parameters are generated before it. */
  readonly code: string;
}

/** Makes a kernel; infers the names of its bindings and parameters. */
export function kernel<const B extends Bindings, const P extends Params>(
  description: Kernel<B, P>,
): Kernel<B, P> {
  return description;
}

/**
 * The complete WGSL of a kernel.
 *
 * Beside the declarations it has `flat(id, groups)`, the index of an invocation among all of a kernel that runs over a range of
 * threads; it may lie beyond the range and must be checked.
 */
export function kernelSource({ bindings, params, workgroup, code }: Kernel): string {
  const arrays = Object.entries(bindings).map(([name, binding], index) => {
    const [access, type] = binding.split(" ");
    return `@group(0) @binding(${index}) var<storage, ${access}> ${name}: array<${type}>;`;
  });
  const fields = Object.entries(params).map(([name, type]) => `  ${name}: ${type},`);
  const uniform = fields.length === 0
    ? []
    : [`struct Params {`, ...fields, `}`, `@group(1) @binding(0) var<uniform> p: Params;`];
  const [x] = workgroup;
  const flat =
    `fn flat(id: vec3u, groups: vec3u) -> u32 { return id.x + id.y * groups.x * ${x}u; }`;
  const main = code.replace(
    /fn main\s*\(/,
    `@compute @workgroup_size(${workgroup.join(", ")})\nfn main(`,
  );
  return [...arrays, ...uniform, flat, main].join("\n");
}
