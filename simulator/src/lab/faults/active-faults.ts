import type { Fault, FaultName, FaultOf } from "./fault-table.ts";

/** What becomes of one answer. */
export interface ReplyPlan {
  readonly delayMs: number;
  readonly shape: "whole" | "nothing" | "half" | "garbage" | "reset";
}

/** Faults that spoil an answer, the one that hides the others first. */
const shapes = [
  ["no-reply", "nothing"],
  ["reset-half-way", "reset"],
  ["half-frame", "half"],
  ["garbage", "garbage"],
] as const;

/** The faults that a device has now. One of each kind; a fault with `replies` ends when it has spoilt that many. */
export class ActiveFaults {
  readonly #active = new Map<FaultName, { fault: Fault; repliesLeft: number }>();

  set(fault: Fault): void {
    const replies = "replies" in fault ? fault.replies : undefined;
    this.#active.set(fault.fault, { fault, repliesLeft: replies ?? Number.POSITIVE_INFINITY });
  }

  end(name: FaultName): void {
    this.#active.delete(name);
  }

  clear(): void {
    this.#active.clear();
  }

  list(): readonly Fault[] {
    return [...this.#active.values()].map(({ fault }) => fault);
  }

  get<Name extends FaultName>(name: Name): FaultOf<Name> | undefined {
    return this.#active.get(name)?.fault as FaultOf<Name> | undefined;
  }

  has(name: FaultName): boolean {
    return this.#active.has(name);
  }

  /** The fault if it spoils the answer to this request; counts it. */
  take<Name extends FaultName>(name: Name, request: string): FaultOf<Name> | undefined {
    const entry = this.#active.get(name);
    if (entry === undefined) return undefined;
    const { fault } = entry;
    if ("only" in fault && fault.only !== undefined && !request.startsWith(fault.only)) {
      return undefined;
    }
    entry.repliesLeft -= 1;
    if (entry.repliesLeft <= 0) this.#active.delete(name);
    return entry.fault as FaultOf<Name>;
  }

  /** What becomes of the answer that the device is about to give to a request; counts it. */
  takeReply(request: string): ReplyPlan {
    const delayMs = this.take("slow", request)?.delayMs ?? 0;
    const spoilt = shapes.find(([name]) => this.take(name, request) !== undefined);
    return { delayMs, shape: spoilt?.[1] ?? "whole" };
  }
}
