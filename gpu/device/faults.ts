/**
 * What goes wrong on a device: commands refused, memory run out, the device lost; kept until a read-back tells it.
 *
 * @module
 */
import { GpuError } from "../gpu_error.ts";
import { formatBytes } from "./format_bytes.ts";

/** The faults of a device. */
export interface Faults {
  /** Whether the device is lost or disposed of. */
  readonly lost: () => boolean;
  /** @throws {GpuError} If the device is lost or disposed of. */
  readonly checkAlive: () => void;
  /** Watches the commands of one kernel, so that what is refused of them names it. */
  readonly watchKernel: <T>(name: string, commands: () => T) => T;
  /** Watches the making of a buffer; `failed` is called where there is no memory for it. */
  readonly watchBuffer: <T>(label: string, bytes: number, make: () => T, failed: () => void) => T;
  /** Ends the watch over all commands so far and begins the next. */
  readonly submitted: () => void;
  /** A function that waits until the commands of now are known to be right. @throws {GpuError} If one was not. */
  readonly checkpoint: () => () => Promise<void>;
  /** Waits for work, or for the loss of the device. @throws {GpuError} If it is lost. */
  readonly untilLost: <T>(work: Promise<T>) => Promise<T>;
  /** Tells everyone who waits that the device has been disposed of. */
  readonly dispose: () => void;
  /** Whether it has been. */
  readonly disposed: () => boolean;
}

const FILTERS = ["out-of-memory", "internal", "validation"] as const;

/** Watches a device. */
export function deviceFaults(device: GPUDevice, description: string): Faults {
  const outstanding = new Set<Promise<GpuError | undefined>>();
  const waiting = new Set<(fault: GpuError) => void>();
  let loss: GpuError | undefined, disposed = false;

  const lose = (fault: GpuError) => {
    loss ??= fault;
    waiting.forEach((reject) => reject(fault));
    waiting.clear();
  };
  device.lost.then(({ message, reason }) =>
    lose(
      new GpuError(
        "lost",
        `The graphics device '${description}' was lost (${
          message || reason || "unknown"
        }): open another one, or compute on the CPU`,
      ),
    )
  );

  const memory = (what: string, cause: GPUError) =>
    new GpuError(
      "memory",
      `The graphics device '${description}' has run out of memory${what}: use fewer modes or measurements at a time, or the CPU`,
      { cause },
    );
  const refused = (what: string, cause: GPUError) =>
    new GpuError(
      "validation",
      `The graphics device '${description}' refused ${what}: ${cause.message.trim()}`,
      { cause },
    );
  const explain = (problem: GPUError) =>
    problem instanceof GPUOutOfMemoryError ? memory("", problem) : refused("a command", problem);

  const file = (fault: Promise<GpuError | undefined>): void => {
    outstanding.add(fault);
    fault.then((known) => known ?? outstanding.delete(fault));
  };
  // A device that is lost tells nothing more of its commands: the loss is what is told.
  const pop = (tell: (problem: GPUError) => GpuError): void =>
    file(
      device.popErrorScope().then(
        (problem) => problem ? tell(problem) : undefined,
        () => undefined,
      ),
    );
  const push = () => FILTERS.forEach((filter) => device.pushErrorScope(filter));
  push();
  device.addEventListener("uncapturederror", (event) => {
    event.preventDefault();
    if (event instanceof GPUUncapturedErrorEvent) file(Promise.resolve(explain(event.error)));
  });

  return {
    lost: () => loss !== undefined,
    checkAlive: () => {
      if (loss) throw loss;
    },
    watchKernel: (name, commands) => {
      push();
      try {
        return commands();
      } finally {
        FILTERS.forEach(() => pop((problem) => refused(`the kernel '${name}'`, problem)));
      }
    },
    watchBuffer: (label, bytes, make, failed) => {
      device.pushErrorScope("out-of-memory");
      try {
        return make();
      } finally {
        pop((problem) => {
          failed();
          return memory(` for the array '${label}' of ${formatBytes(bytes)}`, problem);
        });
      }
    },
    submitted: () => {
      FILTERS.forEach(() => pop(explain));
      push();
    },
    checkpoint: () => {
      const mine = [...outstanding];
      return async () => {
        const fault = (await Promise.all(mine)).find((known) => known !== undefined);
        if (loss) throw loss;
        if (fault === undefined) return;
        mine.forEach((known) => outstanding.delete(known));
        throw fault;
      };
    },
    untilLost: <T>(work: Promise<T>) =>
      new Promise<T>((resolve, reject) => {
        if (loss) reject(loss);
        else waiting.add(reject);
        work.then(resolve, reject).finally(() => waiting.delete(reject));
      }),
    dispose: () => {
      disposed = true;
      lose(
        new GpuError("lost", "The graphics device has been disposed of: open another one"),
      );
    },
    disposed: () => disposed,
  };
}
