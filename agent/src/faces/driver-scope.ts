import { AsyncLocalStorage } from "node:async_hooks";

const running = new AsyncLocalStorage<DriverScope>();

/**
 * Where a driver's code runs. Its timers, microtasks, event emitters and promises stay in the scope, so that what they throw later, when no
 * call waits for it, can still be laid at the driver's door.
 */
export class DriverScope {
  readonly #onStray: (error: unknown) => void;

  /** `onStray` is told what was thrown when nobody waited for it. */
  constructor(onStray: (error: unknown) => void) {
    this.#onStray = onStray;
  }

  run<T>(task: () => T): T {
    return running.run(this, task);
  }

  blame(error: unknown): void {
    running.exit(() => this.#onStray(error));
  }
}

/** Runs the agent's own code that a driver calls: what it begins is not the driver's. */
export function outsideOfDrivers<T>(task: () => T): T {
  return running.exit(task);
}

/** Lays what was thrown at the door of the driver whose code ran; false if it was none's. */
export function blameDriver(error: unknown): boolean {
  const scope = running.getStore();
  scope?.blame(error);
  return scope !== undefined;
}
