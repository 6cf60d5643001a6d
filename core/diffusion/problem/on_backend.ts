/**
 * A model on a backend, with the processor standing in where there is none, where the problem is too small, or where it fails.
 *
 * @module
 */
import type { AsyncModel, AsyncModelEvaluation, AsyncModelEvaluator } from "./async_model.ts";
import { type Backend, type BackendChoice, chosenBackend } from "./backend.ts";
import type { ModelEvaluation, ModelEvaluator } from "./model.ts";
import { type Turns, turns } from "./turns.ts";

/** What reports call the processor. */
export const PROCESSOR = "cpu";

/** Where a signal function is evaluated. */
export interface BackendOptions<Offered extends Backend> {
  /**
   * The backend, or `"auto"` for the graphics processor where there is one and the mesh is large enough to be worth it. The function
   * is then asynchronous.
   */
  readonly backend: BackendChoice<Offered>;
  /**
   * Told why the processor computes something instead: once if making ready failed, from when on the processor computes all; else
   * at each evaluation or pullback that failed. What it throws is thrown in place of that: so a user refuses.
   */
  readonly onRetry?: (error: unknown) => void;
}

/** {@linkcode BackendOptions}, or none. */
export interface MaybeBackendOptions<Offered extends Backend> {
  readonly backend?: BackendChoice<Offered> | undefined;
  readonly onRetry?: (error: unknown) => void;
}

/** The backend of a choice where it is worth its while for a problem of some size. */
async function worthwhileBackend<Offered extends Backend>(
  choice: BackendChoice<Offered>,
  nodes: number,
): Promise<Offered | undefined> {
  const backend = await chosenBackend(choice);
  return backend?.takes(nodes) ? backend : undefined;
}

/** Does something; where it fails in a way the backend leaves to the processor, something else instead. */
async function attempt<R>(
  backend: Backend,
  action: () => Promise<R>,
  instead: (error: unknown) => R | Promise<R>,
): Promise<R> {
  try {
    return await action();
  } catch (error) {
    if (!backend.retries(error)) throw error;
    return await instead(error);
  }
}

/** A result, and what it was computed on. */
export interface ComputedOn<R> {
  readonly result: R;
  /** The backend's description, or {@linkcode PROCESSOR}. */
  readonly backend: string;
  /** Why it is not the backend that was asked for, in sentences. */
  readonly warnings: readonly string[];
}

/**
 * Computes something once.
 *
 * @param choice The backend, or `"auto"`.
 * @param nodes Number of nodes of the tissue's mesh.
 * @param onBackend Computes it on the backend.
 * @param onProcessor Computes it on the processor.
 * @returns The result.
 */
export async function computedOn<Offered extends Backend, R>(
  choice: BackendChoice<Offered>,
  nodes: number,
  onBackend: (backend: Offered) => Promise<R>,
  onProcessor: () => R | Promise<R>,
): Promise<ComputedOn<R>> {
  const backend = await worthwhileBackend(choice, nodes);
  const instead = async (...warnings: string[]): Promise<ComputedOn<R>> => ({
    result: await onProcessor(),
    backend: PROCESSOR,
    warnings,
  });
  if (backend === undefined) return await instead();
  const { description } = backend;
  return await attempt(
    backend,
    async () => ({ result: await onBackend(backend), backend: description, warnings: [] }),
    (error) =>
      instead(`The processor computed this, for ${description} failed: ${reasonOf(error)}`),
  );
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A synchronous evaluation whose pullback waits for its turn. */
function inTurn(evaluation: ModelEvaluation, { pullback }: Turns): AsyncModelEvaluation {
  return {
    ...evaluation,
    pullback: (real, imag) => pullback(() => Promise.resolve(evaluation.pullback(real, imag))),
  };
}

/**
 * A model on a backend.
 *
 * It is made ready at the first evaluation and then stays so. Evaluations run one after the other, pullbacks between them. What fails on
 * the backend and may be retried is done on the processor: if making ready failed, everything from then on, so that the signal stays
 * one smooth function of its inputs; else that evaluation or pullback alone. Any other error is the caller's, and the next evaluation
 * begins anew.
 *
 * @param options The backend, or `"auto"`, and who is told of retries.
 * @param nodes Number of nodes of the tissue's mesh.
 * @param prepare Makes the model ready on the backend.
 * @param prepareProcessor Makes it ready on the processor.
 * @returns The model; once disposed of, it is made ready again where it is evaluated again.
 */
export function backendModel<Offered extends Backend>(
  { backend: choice, onRetry }: BackendOptions<Offered>,
  nodes: number,
  prepare: (backend: Offered) => Promise<AsyncModel>,
  prepareProcessor: () => ModelEvaluator,
): AsyncModel {
  const order = turns();
  let processor: ModelEvaluator | undefined;
  let made: Readonly<{ backend: Offered; model: AsyncModel }> | "processor" | undefined;
  const make = async (): Promise<NonNullable<typeof made>> => {
    const backend = await worthwhileBackend(choice, nodes);
    if (backend === undefined) return "processor";
    return await attempt<NonNullable<typeof made>>(
      backend,
      async () => ({ backend, model: await prepare(backend) }),
      (error) => {
        onRetry?.(error);
        return "processor";
      },
    );
  };
  const evaluate: AsyncModelEvaluator = (...asked) =>
    order.evaluation(async () => {
      const onProcessor = () => (processor ??= prepareProcessor())(...asked);
      const ready = made ??= await make();
      if (ready === "processor") return inTurn(onProcessor(), order);
      const { backend, model } = ready;
      let standIn: ModelEvaluation | undefined;
      const instead = (error: unknown): ModelEvaluation => {
        onRetry?.(error);
        return standIn ??= onProcessor();
      };
      const onBackend = async (): Promise<AsyncModelEvaluation> => {
        const evaluation = await model.evaluate(...asked);
        const pullback: AsyncModelEvaluation["pullback"] = (real, imag) =>
          order.pullback(() => {
            if (made !== ready) throw new Error("Cannot pull back: the function is disposed of");
            return attempt(
              backend,
              () => evaluation.pullback(real, imag),
              (error) => instead(error).pullback(real, imag),
            );
          });
        return { ...evaluation, pullback };
      };
      return await attempt(backend, onBackend, (error) => inTurn(instead(error), order));
    });
  const dispose = () =>
    void order.evaluation(() => {
      if (typeof made === "object") made.model.dispose();
      made = processor = undefined;
      return Promise.resolve();
    });
  return { evaluate, dispose };
}
