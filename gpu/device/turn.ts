/**
 * A turn of the event loop.
 *
 * @module
 */

/** Lets everything else that has happened be told: the loss of a device, in particular. A timer would take 1 ms or more. */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
