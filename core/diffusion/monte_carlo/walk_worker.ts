/**
 * A thread that runs blocks of walkers: told the plan, then the first and the number of walkers of each block.
 *
 * @module
 */
import { type BlockResult, type BlockRunner, blockRunner, wholeBlock } from "./walk_block.ts";
import type { WalkPlan } from "./walk_plan.ts";

/** What a thread is told. */
export type ToWorker =
  | { readonly plan: WalkPlan }
  | { readonly first: number; readonly count: number };

/** What it answers for each block. */
export type FromWorker =
  | { readonly first: number; readonly result: BlockResult }
  | { readonly error: string };

/** The part of a worker's global scope that is used here. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
  postMessage(message: FromWorker, transfer?: Transferable[]): void;
}

const scope = globalThis as unknown as WorkerScope;
let run: BlockRunner | undefined;

scope.onmessage = ({ data }) => {
  try {
    if ("plan" in data) {
      run = blockRunner(data.plan);
    } else if (run !== undefined) {
      const result = wholeBlock(run(data.first, data.count));
      scope.postMessage({ first: data.first, result }, [result.sums.buffer]);
    }
  } catch (error) {
    scope.postMessage({ error: error instanceof Error ? error.message : String(error) });
  }
};
