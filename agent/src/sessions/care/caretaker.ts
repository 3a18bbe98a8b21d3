import { type JsonObject, RaeError } from "@rae/protocol";
import { type DeviceHealth, isReady, shownHealth } from "../../core/health/device-health.ts";
import type { StoredHealth } from "../../core/health/stored-health.ts";
import type { DeviceCare } from "../../ports/device-care.ts";
import { CaredDevice, type CareOptions } from "./cared-device.ts";

/**
 * Cares for the devices of the box: checks each when it is new, cleans it up and checks it after a lease, and keeps one that fails
 * in quarantine, where it is checked again and again. It needs no connection.
 *
 * INVARIANTS: at most one run for a device; none while it obeys a lease; a device whose clean-up has not succeeded since its lease
 * is not ready, and that outlives the process.
 */
export class Caretaker implements DeviceCare {
  readonly #options: CareOptions;
  readonly #cared = new Map<string, CaredDevice>();
  readonly #storedAtStart: Map<string, StoredHealth>;
  #isClosed = false;

  constructor(options: CareOptions) {
    this.#options = options;
    const stored = options.store.all();
    this.#storedAtStart = new Map(stored.map((each) => [each.sessionId, each]));
  }

  /** A device has come, gone, woken or changed. To be called whenever that may be so. */
  look(sessionId: string): void {
    if (!this.#isClosed) this.#find(sessionId)?.look();
  }

  /** The lab file is another. */
  lookAtAll(): void {
    for (const device of this.#cared.values()) device.look();
  }

  /** The session has ended. */
  forget(sessionId: string): void {
    this.#storedAtStart.delete(sessionId);
    this.#options.store.delete(sessionId);
    const device = this.#cared.get(sessionId);
    this.#cared.delete(sessionId);
    void device?.close(sessionEnded(sessionId));
  }

  async afterLease(sessionId: string, signal: AbortSignal): Promise<void> {
    const device = this.#get(sessionId);
    if (device.health.due !== "clean") device.take({ kind: "lease-ended" });
    await this.ready(sessionId, signal);
  }

  async ready(sessionId: string, signal: AbortSignal): Promise<void> {
    const device = this.#get(sessionId);
    const isDecided = (health: DeviceHealth) => isReady(health) || health.verdict === "quarantined";
    await device.until(isDecided, signal);
    const { verdict, reason } = device.health;
    if (verdict !== "quarantined") return;
    throw new RaeError("quarantined", `the device is in quarantine: ${reason}`, {
      details: { sessionId, reason },
    });
  }

  isUnderWay(sessionId: string): boolean {
    const health = this.#find(sessionId)?.health;
    if (health === undefined || health.running === "nothing") return false;
    const state = shownHealth(health)?.state;
    return state === "cleaning" || state === "checking";
  }

  /**
   * Checks the device now, after its clean-up if that has not succeeded yet, and resolves to what it shows then.
   * @throws RaeError `session-ended`, `leased`, `asleep` or `unreachable`; the signal's reason.
   */
  async check(sessionId: string, signal: AbortSignal): Promise<JsonObject> {
    const device = this.#get(sessionId);
    const { devices } = this.#options;
    if (devices.isLeased(sessionId)) {
      throw new RaeError("leased", "the device is leased: it is checked when the lease is over");
    }
    if (!device.canRun) {
      const code = devices.presenceOf(sessionId) === "asleep" ? "asleep" : "unreachable";
      throw new RaeError(code, "the device is not there: it is checked when it is back");
    }
    if (device.health.running === "nothing") device.take({ kind: "check-asked" });
    const isChecked = ({ verdict, running }: DeviceHealth) =>
      running === "nothing" && verdict !== "unknown";
    await device.until(isChecked, signal);
    return device.told;
  }

  /** Takes somebody's word that the device is well; what runs is given up. @throws RaeError `session-ended`. */
  release(sessionId: string): JsonObject {
    const device = this.#get(sessionId);
    device.take({ kind: "released" });
    return device.told;
  }

  /** Ends what runs; what is due then is due at the next start. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const closing = [...this.#cared.values()].map((device) => device.close(stopping()));
    await Promise.all(closing);
  }

  #get(sessionId: string): CaredDevice {
    if (this.#isClosed) throw stopping();
    const device = this.#find(sessionId);
    if (device === undefined) throw sessionEnded(sessionId);
    return device;
  }

  #find(sessionId: string): CaredDevice | undefined {
    const known = this.#cared.get(sessionId);
    if (known !== undefined) return known;
    if (this.#options.devices.attributes(sessionId) === undefined) return undefined;
    const stored = this.#storedAtStart.get(sessionId);
    this.#storedAtStart.delete(sessionId);
    const device = new CaredDevice(sessionId, this.#options, stored);
    this.#cared.set(sessionId, device);
    return device;
  }
}

function sessionEnded(sessionId: string): RaeError {
  return new RaeError("session-ended", `session ${sessionId} is not open at this box`);
}

function stopping(): RaeError {
  return new RaeError("interrupted", "the agent stops");
}
