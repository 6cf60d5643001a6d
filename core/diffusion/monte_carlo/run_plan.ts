/**
 * Runs the walkers of a plan block by block, in this thread or in several.
 *
 * @module
 */
import { type BlockResult, blockRunner } from "./walk_block.ts";
import { BLOCK, type WalkPlan } from "./walk_plan.ts";
import type { FromWorker, ToWorker } from "./walk_worker.ts";

/** Which walkers to run, and who is told. */
export interface WalkerRun {
  /** Index of the first walker. */
  readonly first: number;
  /** How many. */
  readonly count: number;
  /** Threads beside this one; 0 for this one alone. */
  readonly workers: number;
  /** Takes the result of each block, in the order of the walkers. */
  readonly onBlock: (result: BlockResult, count: number) => void;
  /** Told the walkers done since the last block, a part of a walker's steps counting as that part of a walker. */
  readonly onPart: (walkers: number) => void;
  /** Stops the run; the blocks under way are lost. */
  readonly signal?: AbortSignal;
}

/** Time after which others get their turn, ms. */
const TURN = 30;

/** The blocks of a run: they end at multiples of a block's size, so that they are the same however a run is cut. */
function* blocks(first: number, count: number): Generator<[first: number, count: number]> {
  const end = first + count;
  for (let start = first; start < end;) {
    const next = Math.min(end, (Math.floor(start / BLOCK) + 1) * BLOCK);
    yield [start, next - start];
    start = next;
  }
}

async function runHere(plan: WalkPlan, run: WalkerRun): Promise<void> {
  const runBlock = blockRunner(plan);
  let last = performance.now();
  for (const [start, size] of blocks(run.first, run.count)) {
    const block = runBlock(start, size);
    for (;;) {
      if (run.signal?.aborted) return;
      const { done, value } = block.next();
      if (done) {
        run.onBlock(value, size);
        break;
      }
      if (performance.now() - last < TURN) continue;
      run.onPart(value * size);
      await new Promise((resolve) => setTimeout(resolve, 0));
      last = performance.now();
    }
  }
}

/** Hands each of several threads its next block as it finishes one, and passes the results on in order. */
function runInWorkers(plan: WalkPlan, run: WalkerRun, threads: readonly Worker[]): Promise<void> {
  const queue = blocks(run.first, run.count), waiting = new Map<number, BlockResult>();
  const order: [first: number, count: number][] = [];
  return new Promise((resolve, reject) => {
    let busy = 0, passed = 0;
    if (run.signal?.aborted) return resolve();
    run.signal?.addEventListener("abort", () => resolve(), { once: true });
    const passOn = () => {
      for (; passed < order.length; passed++) {
        const [first, count] = order[passed], result = waiting.get(first);
        if (result === undefined) return;
        waiting.delete(first);
        run.onBlock(result, count);
      }
    };
    const handOut = (thread: Worker) => {
      const { done, value: next } = queue.next();
      if (done) {
        if (busy === 0) resolve();
        return;
      }
      order.push(next);
      busy++;
      thread.postMessage({ first: next[0], count: next[1] } satisfies ToWorker);
    };
    for (const thread of threads) {
      thread.onmessage = ({ data }: MessageEvent<FromWorker>) => {
        if ("error" in data) return reject(new Error(data.error));
        busy--;
        waiting.set(data.first, data.result);
        try {
          passOn();
        } catch (error) {
          return reject(error);
        }
        handOut(thread);
      };
      thread.onerror = (event) => {
        event.preventDefault();
        reject(new Error(`A thread of the Monte Carlo simulation failed: ${event.message}`));
      };
      thread.postMessage({ plan } satisfies ToWorker);
      handOut(thread);
    }
  });
}

/**
 * Runs walkers of a plan.
 *
 * @param plan The plan.
 * @param run Which walkers, in how many threads.
 */
export async function runPlan(plan: WalkPlan, run: WalkerRun): Promise<void> {
  const useful = Math.min(run.workers, Math.ceil(run.count / BLOCK));
  if (useful === 0) return await runHere(plan, run);
  const threads = Array.from(
    { length: useful },
    () => new Worker(new URL("./walk_worker.ts", import.meta.url), { type: "module" }),
  );
  try {
    await runInWorkers(plan, run, threads);
  } finally {
    threads.forEach((thread) => thread.terminate());
  }
}
