/**
 * What using a device costs whatever it computes, measured in Deno or in a browser.
 *
 * @module
 */
import { type Kernel, kernel } from "../../gpu/device/kernel.ts";
import { type Gpu, openGpu } from "../../gpu/device.ts";

/** One cost. */
export interface Overhead {
  readonly what: string;
  /** Median time, ms. */
  readonly time: number;
}

/** The costs of a device. */
export interface Overheads {
  readonly adapter: string;
  readonly rows: readonly Overhead[];
}

const WORDS = 64, RUNS = 5000, UPLOAD = 2 ** 22;

/** y = x + 1 on one workgroup. */
function small(name: string): Kernel<
  { readonly x: "read f32"; readonly y: "read_write f32" },
  { readonly n: "u32" }
> {
  return kernel({
    name,
    bindings: { x: "read f32", y: "read_write f32" },
    params: { n: "u32" },
    workgroup: [WORDS, 1, 1],
    code: `
fn main(@builtin(global_invocation_id) id: vec3u) { if (id.x < p.n) { y[id.x] = x[id.x] + 1.0; } }`,
  });
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

/** The median time of some runs, ms. */
async function timed(runs: number, work: (run: number) => unknown): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    const start = performance.now();
    await work(run);
    times.push(performance.now() - start);
  }
  return median(times);
}

/** Measures a device that is opened for it. */
export async function measureOverheads(): Promise<Overheads> {
  const rows: Overhead[] = [];
  const row = (what: string, time: number) => rows.push({ what, time });
  row(
    "open and dispose of a device",
    await timed(5, async () => (await openGpu())[Symbol.dispose]()),
  );

  using gpu: Gpu = await openGpu();
  using x = gpu.zeros("x", WORDS);
  using y = gpu.zeros("y", WORDS);
  using large = gpu.zeros("large", UPLOAD);
  const step = small("step"), size = { threads: WORDS }, params = { n: WORDS };
  const dispatch = (run: number) =>
    gpu.run(step, { arrays: run % 2 === 0 ? { x, y } : { x: y, y: x }, params, size });

  await gpu.read(x, large);
  row("read-back of 4 bytes and no work", await timed(50, () => gpu.read()));
  row(`read-back of ${UPLOAD / 2 ** 18} MiB`, await timed(5, () => gpu.read(large)));
  row("two read-backs at once", await timed(20, () => Promise.all([gpu.read(x), gpu.read(y)])));
  dispatch(0);
  await gpu.read(x);
  const empty = await timed(50, () => gpu.read(x));
  const record = await timed(5, () => {
    for (let run = 0; run < RUNS; run++) dispatch(run);
  });
  await gpu.read(x);
  const whole = await timed(5, async () => {
    for (let run = 0; run < RUNS; run++) dispatch(run);
    await gpu.read(x);
  });
  row("dispatch, recorded", record / RUNS);
  row("dispatch, recorded and run", (whole - empty) / RUNS);
  const submissions = 200;
  const submitted = await timed(5, async () => {
    for (let run = 0; run < submissions; run++) {
      dispatch(run);
      gpu.flush();
    }
    await gpu.read(x);
  });
  row("submission of one dispatch", (submitted - empty) / submissions);
  row(
    "first run of a kernel",
    await timed(10, async (run) => {
      gpu.run(small(`step ${run}`), { arrays: { x, y }, params, size });
      await gpu.read(x);
    }) - empty,
  );
  const numbers = new Float32Array(UPLOAD);
  row(
    `upload of ${UPLOAD / 2 ** 18} MiB`,
    await timed(5, async () => {
      gpu.write(large, numbers);
      await gpu.read(x);
    }) - empty,
  );
  row(
    "take an array and give it back",
    await timed(5, () => {
      for (let run = 0; run < RUNS; run++) gpu.array("passing", WORDS)[Symbol.dispose]();
    }) / RUNS,
  );
  return { adapter: gpu.description, rows };
}
