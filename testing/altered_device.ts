/**
 * A WebGPU device some of whose methods are replaced, for tests of what seldom happens.
 *
 * @module
 */

/** The device with these members in the place of its own. */
export function alteredDevice(device: GPUDevice, members: Partial<GPUDevice>): GPUDevice {
  return new Proxy(device, {
    get: (target, key) => {
      if (key in members) return Reflect.get(members, key);
      const own: unknown = Reflect.get(target, key);
      return typeof own === "function" ? own.bind(target) : own;
    },
  });
}

/** A device without memory for buffers of a label. */
export function fullDevice(device: GPUDevice, label: string): GPUDevice {
  const scopes: { readonly filter: GPUErrorFilter; failed: boolean }[] = [];
  return alteredDevice(device, {
    pushErrorScope: (filter) => {
      scopes.push({ filter, failed: false });
      device.pushErrorScope(filter);
    },
    popErrorScope: async () => {
      const scope = scopes.pop(), problem = await device.popErrorScope();
      return scope?.failed ? new GPUOutOfMemoryError("no room") : problem;
    },
    createBuffer: (descriptor) => {
      const scope = scopes.findLast(({ filter }) => filter === "out-of-memory");
      if (scope && descriptor.label === label) scope.failed = true;
      return device.createBuffer(descriptor);
    },
  });
}
