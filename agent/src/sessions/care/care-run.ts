import type { CareStep } from "@rae/driver";
import { type Clock, DeadlineExceeded, withDeadline } from "@rae/kit";
import { type ErrorCode, type JsonObject, type RaeError, toRaeError } from "@rae/protocol";
import {
  careReason,
  differenceOf,
  stepPlace,
  strangerOf,
} from "../../core/health/step-evidence.ts";
import type { CaredDevices } from "./cared-devices.ts";

/** How a run of steps ended, as `HealthInput` takes it. */
export type CareEnd =
  | { readonly kind: "passed" }
  | { readonly kind: "failed" | "lost"; readonly reason: string }
  | { readonly kind: "crowded-out" };

/** How long a clean-up and the check after it may take in all. */
const careMs = 120_000;

/** The device is not there, or not yet: that says nothing of its health. */
const goneCodes: readonly ErrorCode[] = [
  ...(["unreachable", "link-unavailable", "asleep", "busy"] as const),
  ...(["interrupted", "session-ended"] as const),
];
/** The device was not free: others' commands take their turns. */
const crowdedCodes: readonly ErrorCode[] = ["expired", "queue-full"];

interface CareRunOptions {
  readonly devices: Pick<CaredDevices, "run" | "attributes">;
  readonly clock: Clock;
}

/** Runs lists of steps on one device, all within one deadline. */
export class CareRun {
  readonly #sessionId: string;
  readonly #options: CareRunOptions;
  #place = "before the first step";

  constructor(sessionId: string, options: CareRunOptions) {
    this.#sessionId = sessionId;
    this.#options = options;
  }

  /** What `task` comes to within the time for all. @throws the signal's reason. */
  async within(
    task: (signal: AbortSignal) => Promise<CareEnd>,
    signal: AbortSignal,
  ): Promise<CareEnd> {
    try {
      return await withDeadline(this.#options.clock, careMs, "care of the device", task, signal);
    } catch (error) {
      if (!(error instanceof DeadlineExceeded)) throw error;
      const what = `clean-up and check took more than ${careMs / 1_000} s`;
      return { kind: "failed", reason: careReason(this.#place, what) };
    }
  }

  /** Runs one list, until a step fails. Each step has the deadline of a command. @throws the signal's reason. */
  async steps(
    list: "check" | "cleanUp",
    steps: readonly CareStep[],
    signal: AbortSignal,
  ): Promise<CareEnd> {
    for (const [index, step] of steps.entries()) {
      this.#place = stepPlace(list, index, step);
      const end = await this.#step(step, signal);
      if (end.kind !== "passed") return end;
    }
    return { kind: "passed" };
  }

  async #step(step: CareStep, signal: AbortSignal): Promise<CareEnd> {
    const { devices } = this.#options;
    const sessionId = this.#sessionId;
    const { capability, command, parameters = {}, expect = {} } = step;
    const known = devices.attributes(sessionId) ?? {};
    let result: JsonObject;
    try {
      result = await devices.run({ sessionId, capability, command, parameters }, signal);
    } catch (error) {
      signal.throwIfAborted();
      return this.#endOf(toRaeError(error));
    }
    const isInfo = capability === "info" && command === "get";
    const wrong = (isInfo ? strangerOf(known, result) : undefined) ?? differenceOf(expect, result);
    if (wrong === undefined) return { kind: "passed" };
    return { kind: "failed", reason: careReason(this.#place, wrong) };
  }

  #endOf({ code, message, details }: RaeError): CareEnd {
    if (crowdedCodes.includes(code)) return { kind: "crowded-out" };
    const facts = Object.keys(details).length === 0 ? "" : ` ${JSON.stringify(details)}`;
    const reason = careReason(this.#place, `${code}: ${message}${facts}`);
    return { kind: goneCodes.includes(code) ? "lost" : "failed", reason };
  }
}
