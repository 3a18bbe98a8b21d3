import type { Operation, SequentialModel } from "./history-checker.ts";

/** What was done to a device by a lease, and what the answer was. Answers that say nothing of who holds it are not noted. */
export interface HolderAction {
  readonly leaseId: string;
  /** `found-over`: the lease did not hold the device (any more) when it was renewed. `lapse`: whoever met it ended it. */
  readonly kind: "acquire" | "renew" | "found-over" | "release" | "lapse";
}

export type HolderOperation = Operation<HolderAction>;

/** A device: a register of who holds it. "" is nobody. */
export const holderModel: SequentialModel<string, HolderAction> = {
  initial: "",
  step(holder, { kind, leaseId }) {
    const isHeld = holder === leaseId;
    switch (kind) {
      case "acquire":
        return holder === "" ? leaseId : undefined;
      case "renew":
        return isHeld ? holder : undefined;
      case "found-over":
        return isHeld ? undefined : holder;
      case "release":
      case "lapse":
        return isHeld ? "" : undefined;
    }
  },
};
