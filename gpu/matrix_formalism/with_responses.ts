/**
 * Runs computations of the processor that ask for static responses which only come later, from a device.
 *
 * @module
 */

/** Answers to right-hand sides, row-major [nodes × columns]. */
export type Respond = (f: Float64Array, columns: number) => Float64Array;

/** The same, later. */
export type RespondLater = (f: Float64Array, columns: number) => Promise<Float64Array>;

/** What interrupts a computation: a question that has no answer yet. */
class Unanswered {
  constructor(readonly f: Float64Array, readonly columns: number) {}
}

/**
 * Runs a computation that asks questions: whenever one has no answer yet, it is interrupted, and begun again once there is one. It must
 * ask the same questions in the same order each time; what it does before the last question is done several times, so that is where
 * little should be done.
 *
 * @typeParam T What it computes.
 * @param compute The computation, given the way to ask.
 * @param respond Who answers.
 * @returns What it computes.
 */
export async function withResponses<T>(
  compute: (respond: Respond) => T,
  respond: RespondLater,
): Promise<T> {
  const answers: Float64Array[] = [];
  for (;;) {
    let asked = 0;
    try {
      return compute((f, columns) => {
        if (asked === answers.length) throw new Unanswered(f, columns);
        return answers[asked++].slice();
      });
    } catch (interruption) {
      if (!(interruption instanceof Unanswered)) throw interruption;
      answers.push(await respond(interruption.f, interruption.columns));
    }
  }
}
