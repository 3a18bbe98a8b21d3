import { type Clock, DeadlineExceeded, type Logger, withDeadline } from "@rae/kit";
import {
  type DeviceCommand,
  type LeaseCommandParameters,
  parseLeaseOrder,
  RaeError,
  toRaeError,
} from "@rae/protocol";
import { outcomeOf } from "../core/commands/command-outcome.ts";
import { queueLimit } from "../core/commands/command-queue.ts";
import { type DeviceLease, isInForce, type ToldLease } from "../core/leases/device-lease.ts";
import { armLease, endLease, hearOfLease, lapseLease } from "../core/leases/lease-changes.ts";
import { refusalOf } from "../core/leases/lease-refusal.ts";
import type { DeviceCare } from "../ports/device-care.ts";
import type { Registry } from "../ports/store.ts";
import type { CommandDevices, CommandLanes } from "./command-lanes.ts";
import { LeaseAftermath } from "./lease-aftermath.ts";
import { LeaseBook } from "./lease-book.ts";

export interface DeviceLeasesOptions {
  readonly registry: Registry;
  readonly devices: Pick<CommandDevices, "isOpen">;
  readonly lanes: CommandLanes;
  readonly care: DeviceCare;
  /** Whether a device that nobody has leased refuses commands without a lease. */
  readonly requireLease: boolean;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** An `arm` that waits until the device is clean and checked. */
interface WaitingArm {
  readonly sessionId: string;
  readonly lease: ToldLease;
  readonly controller: AbortController;
}

/**
 * Whom each device obeys. What the control plane tells of leases does not wait for the device's turn, so that a break is not
 * queued behind what it breaks.
 *
 * INVARIANTS: after a token was armed or heard, no acting command of a lower one begins; what runs under a lease that is lost is
 * aborted at once, and neither care nor the next holder acts before it has ended or was given up; a token is durable before it is
 * acknowledged. Time is counted by the monotonic clock only.
 */
export class DeviceLeases {
  readonly #options: DeviceLeasesOptions;
  readonly #book: LeaseBook;
  readonly #aftermath: LeaseAftermath;
  readonly #waiting = new Map<string, WaitingArm>();
  #isClosed = false;

  constructor(options: DeviceLeasesOptions) {
    const { registry, clock, care, logger } = options;
    this.#options = options;
    this.#book = new LeaseBook(registry.leases, clock, () => this.#lapse());
    this.#aftermath = new LeaseAftermath(care, logger, (sessionId) => {
      const lease = this.#book.get(sessionId);
      if (lease !== undefined) this.#book.set(sessionId, { ...lease, needsCare: false });
    });
  }

  /** Goes on with what an earlier process left undone: devices whose lease was over and that were not cared for. */
  start(): void {
    for (const [sessionId, { over, needsCare }] of this.#book.all()) {
      if (over !== undefined && needsCare) this.#aftermath.begin(sessionId);
    }
  }

  /** Whether a holder was given the device and still has it, or may have it again after a restart. */
  isHeld(sessionId: string): boolean {
    const lease = this.#book.get(sessionId);
    if (lease === undefined || !isInForce(lease, this.#book.time)) return false;
    return lease.isHandedOut || lease.isInDoubt;
  }

  /** Takes a command of the capability `lease`; it gets an outcome as any other, and a known id the one that is known. */
  accept(command: DeviceCommand): void {
    const { registry, devices } = this.#options;
    const { commandId, sessionId } = command;
    if (this.#isClosed || this.#waiting.has(commandId)) return;
    if (registry.commands.find(commandId) !== undefined) {
      registry.commands.repeat(commandId);
      return;
    }
    try {
      const order = parseLeaseOrder(command.command, command.parameters);
      const { lease, remainingMs } = command;
      if (lease === undefined || lease.token < 1) {
        throw new RaeError("invalid-parameters", "the command names no lease");
      }
      if (remainingMs <= 0) throw new RaeError("expired", "the deadline has passed");
      if (!devices.isOpen(sessionId)) {
        throw new RaeError("session-ended", `session ${sessionId} is not open at this box`);
      }
      if (order.name === "arm") this.#arm(command, lease, order.parameters);
      else this.#end(command, lease, order.parameters);
    } catch (error) {
      this.#reject(command, toRaeError(error));
    }
  }

  /** An acting command has come: one under a lease proves that the lease runs. */
  hear({ sessionId, lease: told }: DeviceCommand): void {
    if (told === undefined || this.#isClosed) return;
    const known = this.#book.get(sessionId);
    const lease = hearOfLease(known, told, this.#book.time);
    if (lease !== undefined && lease !== known) this.#change(sessionId, lease);
  }

  /** Resolves when what ran under a lost lease has ended; undefined if nothing does. */
  settling(sessionId: string): Promise<void> | undefined {
    return this.#aftermath.settling(sessionId);
  }

  /**
   * To be asked right before an acting command acts. @throws RaeError `leased`, `lease-lost`, `lease-required`; `not-ready` while the
   * device is being cleaned or checked: for strangers, and for a holder whose lease lapsed here and who is back.
   */
  admit({ sessionId, lease: asked }: DeviceCommand): void {
    const refusal = this.#refusalOf(sessionId, asked);
    if (refusal !== undefined) throw refusal;
    const lease = this.#book.get(sessionId);
    if (asked === undefined) {
      if (this.#options.care.isUnderWay(sessionId)) throw stillCaredFor(sessionId);
      return;
    }
    if (lease === undefined || lease.isHandedOut) return;
    if (this.#aftermath.isCaring(sessionId)) throw stillCaredFor(sessionId);
    this.#handOut(sessionId, lease);
  }

  /** The session has ended. */
  forget(sessionId: string): void {
    const ended = new RaeError("session-ended", `session ${sessionId} has ended`);
    this.#book.delete(sessionId);
    this.#aftermath.abort(sessionId, ended);
    this.#giveUp(sessionId, () => ended);
  }

  /** Stops care; what waits is left to the next start. */
  close(): void {
    this.#isClosed = true;
    this.#book.close();
    const stop = new RaeError("interrupted", "the agent stops");
    this.#aftermath.close(stop);
    for (const { controller } of this.#waiting.values()) controller.abort(stop);
  }

  #arm(command: DeviceCommand, told: ToldLease, parameters: LeaseCommandParameters<"arm">): void {
    const { sessionId } = command;
    const { holder, purpose, untilMs } = parameters;
    const label = { holder, purpose, shownUntilMs: untilMs };
    const lease = armLease(this.#book.get(sessionId), told, label, this.#book.time);
    this.#change(sessionId, lease);
    if (lease.isHandedOut) this.#acknowledge(command);
    else this.#armWhenReady(command, told);
  }

  #armWhenReady(command: DeviceCommand, lease: ToldLease): void {
    const { sessionId, commandId } = command;
    const arms = [...this.#waiting.values()].filter((each) => each.sessionId === sessionId);
    if (arms.length >= queueLimit) {
      throw new RaeError("queue-full", `too many commands wait for session ${sessionId}`);
    }
    const controller = new AbortController();
    this.#waiting.set(commandId, { sessionId, lease, controller });
    this.#ready(command, controller.signal)
      .then(() => {
        const refusal = this.#refusalOf(sessionId, lease);
        if (refusal !== undefined) throw refusal;
        const armed = this.#book.get(sessionId);
        if (armed !== undefined) this.#handOut(sessionId, armed);
        this.#acknowledge(command);
      })
      .catch((error: unknown) => {
        if (!this.#isClosed) this.#reject(command, toRaeError(error));
      })
      .catch((error: unknown) =>
        this.#options.logger.error({ err: error, commandId, sessionId }, "outcome not stored"),
      )
      .finally(() => this.#waiting.delete(commandId));
  }

  /** Until the command's deadline. @throws RaeError `not-ready`, `quarantined`; the signal's reason. */
  async #ready({ sessionId, remainingMs }: DeviceCommand, parent: AbortSignal): Promise<void> {
    const { clock, care } = this.#options;
    const ready = async (signal: AbortSignal) => {
      await this.#aftermath.over(sessionId);
      signal.throwIfAborted();
      await care.ready(sessionId, signal);
    };
    try {
      await withDeadline(clock, remainingMs, "getting the device ready", ready, parent);
    } catch (error) {
      if (!(error instanceof DeadlineExceeded)) throw error;
      throw stillCaredFor(sessionId, error);
    }
  }

  #end(command: DeviceCommand, told: ToldLease, { reason }: LeaseCommandParameters<"end">): void {
    const { sessionId } = command;
    const known = this.#book.get(sessionId);
    const lease = endLease(known, told, reason, this.#book.time);
    if (lease !== undefined && lease !== known) this.#change(sessionId, lease);
    this.#acknowledge(command);
  }

  #lapse(): void {
    for (const [sessionId, known] of this.#book.all()) {
      const lease = lapseLease(known, this.#book.time);
      if (lease !== known) this.#change(sessionId, lease);
    }
  }

  /** Takes the lease as it is now, and stops all that it does not allow. */
  #change(sessionId: string, lease: DeviceLease): void {
    const before = this.#book.get(sessionId);
    this.#book.set(sessionId, lease);
    const { leaseId, token, over } = lease;
    const facts = { sessionId, leaseId, token, over: over?.why };
    if (over !== undefined || token !== before?.token) this.#options.logger.info(facts, "lease");
    const { monotonicMs } = this.#book.time;
    const lossOf = (asked: ToldLease | undefined) =>
      refusalOf(lease, asked, { monotonicMs, requireLease: false });
    this.#aftermath.settle(
      sessionId,
      this.#options.lanes.abort(sessionId, (command) => lossOf(command.lease)),
    );
    this.#giveUp(sessionId, lossOf);
    // One that was over before is being cared for, or waits in quarantine.
    const isEnd = before !== undefined && before.over === undefined;
    if (!isEnd || !lease.needsCare) return;
    if (over !== undefined || token !== before.token) this.#aftermath.begin(sessionId);
  }

  #giveUp(sessionId: string, reasonOf: (lease: ToldLease) => RaeError | undefined): void {
    for (const waiting of this.#waiting.values()) {
      if (waiting.sessionId !== sessionId) continue;
      const reason = reasonOf(waiting.lease);
      if (reason !== undefined) waiting.controller.abort(reason);
    }
  }

  #refusalOf(sessionId: string, asked: ToldLease | undefined): RaeError | undefined {
    const { requireLease } = this.#options;
    const { monotonicMs } = this.#book.time;
    return refusalOf(this.#book.get(sessionId), asked, { monotonicMs, requireLease });
  }

  #handOut(sessionId: string, lease: DeviceLease): void {
    this.#book.set(sessionId, { ...lease, isHandedOut: true, needsCare: true });
  }

  #acknowledge(command: DeviceCommand): void {
    const { registry, clock } = this.#options;
    registry.commands.finish(outcomeOf(command, "succeeded", clock.nowMs(), { result: {} }));
  }

  #reject(command: DeviceCommand, error: RaeError): void {
    const { registry, clock } = this.#options;
    const state = error.code === "expired" ? "expired" : "rejected";
    registry.commands.finish(outcomeOf(command, state, clock.nowMs(), { error }));
  }
}

function stillCaredFor(sessionId: string, cause?: unknown): RaeError {
  const message = "the device is still being cleaned or checked";
  return new RaeError("not-ready", message, { cause, details: { sessionId } });
}
