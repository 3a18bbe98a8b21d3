import type { RaeError } from "@rae/protocol";
import { type BoxTime, type DeviceLease, isInForce, type ToldLease } from "./device-lease.ts";
import { refusalOf } from "./lease-refusal.ts";

/** What people may know of a lease. */
export interface LeaseLabel {
  readonly holder: string;
  readonly purpose: string;
  readonly shownUntilMs: number;
}

/**
 * The device obeys this lease from now on: a higher token takes the place of any other at once; the same one is renewed, also after it
 * lapsed here or a restart.
 * @throws RaeError `lease-lost` for a lower token, and for one that was ended.
 */
export function armLease(
  known: DeviceLease | undefined,
  told: ToldLease,
  label: LeaseLabel,
  time: BoxTime,
): DeviceLease {
  const { leaseId, token, remainingMs } = told;
  const untilMs = time.monotonicMs + remainingMs;
  const armed = { leaseId, token, remainingMs, ...label, untilMs, isInDoubt: false };
  if (known === undefined || token > known.token) {
    const needsCare = known?.needsCare ?? false;
    return { ...armed, sinceMs: time.wallMs, needsCare, isHandedOut: false };
  }
  const isOurs = token === known.token && leaseId === known.leaseId;
  if (!isOurs || known.over?.isFinal === true) throw lossOf(known, told, time);
  const { sinceMs, needsCare } = known;
  const isHandedOut = known.isHandedOut && isInForce(known, time) && !known.isInDoubt;
  return { ...armed, sinceMs, needsCare, isHandedOut };
}

/**
 * What a command under a lease says of it: that it still runs, and for how long at least. It arms a lease that the device does not
 * know, and one that is in doubt since a restart; one that has lapsed here only a renewal (`armLease`) arms again. The lease as it
 * was known, the same object, if that is nothing new.
 */
export function hearOfLease(
  known: DeviceLease | undefined,
  told: ToldLease,
  time: BoxTime,
): DeviceLease | undefined {
  if (told.remainingMs <= 0) return known;
  const untilMs = time.monotonicMs + told.remainingMs;
  const shownUntilMs = time.wallMs + told.remainingMs;
  if (known === undefined || told.token > known.token) {
    return armLease(known, told, { holder: "", purpose: "", shownUntilMs }, time);
  }
  if (told.token < known.token || told.leaseId !== known.leaseId) return known;
  if (!isInForce(known, time)) return known;
  const { holder, purpose } = known;
  if (known.isInDoubt) return armLease(known, told, { holder, purpose, shownUntilMs }, time);
  if (untilMs <= known.untilMs) return known;
  // What is kept over a restart is written only if it would be too little.
  if (told.remainingMs <= known.remainingMs) return { ...known, untilMs };
  return { ...known, remainingMs: told.remainingMs, untilMs, shownUntilMs };
}

/** What has this token or a lower one is over. The lease as it was known, the same object, if it is a later one. */
export function endLease(
  known: DeviceLease | undefined,
  { leaseId, token }: Pick<ToldLease, "leaseId" | "token">,
  why: string,
  { monotonicMs, wallMs }: BoxTime,
): DeviceLease | undefined {
  const over = { why, atMs: wallMs, isFinal: true };
  if (known !== undefined && known.token === token) {
    return known.over?.isFinal === true ? known : { ...known, over, isHandedOut: false };
  }
  if (known !== undefined && known.token > token) return known;
  return {
    ...{ leaseId, token, holder: "", purpose: "", sinceMs: wallMs, shownUntilMs: wallMs },
    ...{ remainingMs: 0, untilMs: monotonicMs, isInDoubt: false, isHandedOut: false },
    ...{ needsCare: known?.needsCare ?? false, over },
  };
}

/** Its time is over. The same object if it is not. */
export function lapseLease(lease: DeviceLease, time: BoxTime): DeviceLease {
  if (lease.over !== undefined || isInForce(lease, time)) return lease;
  const over = { why: "lapsed", atMs: time.wallMs, isFinal: false };
  return { ...lease, over, isHandedOut: false };
}

function lossOf(known: DeviceLease, told: ToldLease, time: BoxTime): RaeError {
  const error = refusalOf(known, told, { ...time, requireLease: false });
  if (error === undefined) throw new Error("a lease in force was taken for a lost one");
  return error;
}
