import { RaeError } from "@rae/protocol";
import { type BoxTime, type DeviceLease, isInForce, type ToldLease } from "./device-lease.ts";

type Named = Pick<ToldLease, "leaseId" | "token">;

/**
 * Why a device whose newest lease is `known` does not obey now: `leased` for one without a lease, or `lease-required` if it obeys
 * holders only; `lease-lost` for one whose lease is over, or not the newest. Undefined: it obeys.
 */
export function refusalOf(
  known: DeviceLease | undefined,
  asked: Named | undefined,
  { requireLease, ...time }: Pick<BoxTime, "monotonicMs"> & { readonly requireLease: boolean },
): RaeError | undefined {
  if (asked !== undefined) return lossOf(known, asked, time);
  if (known !== undefined && isInForce(known, time)) return leasedBy(known);
  if (!requireLease) return undefined;
  return new RaeError("lease-required", "the device obeys only the holder of a lease");
}

/** `lease-lost` unless `asked` is the newest lease and in force. */
function lossOf(
  known: DeviceLease | undefined,
  asked: Named,
  time: Pick<BoxTime, "monotonicMs">,
): RaeError | undefined {
  if (known === undefined) return lost(asked, "unknown", undefined);
  if (asked.token !== known.token || asked.leaseId !== known.leaseId) {
    return lost(asked, asked.token > known.token ? "unknown" : "replaced", known.sinceMs);
  }
  if (known.over !== undefined) return lost(asked, known.over.why, known.over.atMs);
  if (!isInForce(known, time)) return lost(asked, "lapsed", undefined);
  return known.isInDoubt ? lost(asked, "agent-restarted", undefined) : undefined;
}

/** The device is somebody else's. */
function leasedBy({ leaseId, holder, shownUntilMs }: DeviceLease): RaeError {
  const until = new Date(shownUntilMs).toISOString();
  return new RaeError("leased", `${holder || "somebody else"} has the device until ${until}`, {
    details: { leaseId, holder, until },
  });
}

const whyInWords: Readonly<Record<string, string>> = {
  replaced: "a newer lease has the device",
  lapsed: "its time is over",
  unknown: "the device was not given to it",
  "agent-restarted": "the agent was restarted, and does not know how much of its time is left",
};

function lost({ leaseId, token }: Named, why: string, atMs: number | undefined): RaeError {
  const when = atMs === undefined ? undefined : new Date(atMs).toISOString();
  const message = `lease ${leaseId} is lost: ${whyInWords[why] ?? why}`;
  const details = { leaseId, token, why, ...(when === undefined ? {} : { when }) };
  return new RaeError("lease-lost", message, { details });
}
