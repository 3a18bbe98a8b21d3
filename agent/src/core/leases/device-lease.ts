/** What a device knows of its newest lease, and keeps over a restart. */
export interface LeaseRecord {
  readonly leaseId: string;
  /** The highest one that the device was ever told: nothing under a lower one is obeyed again. */
  readonly token: number;
  /** Empty if the device knows the lease only by a command. */
  readonly holder: string;
  readonly purpose: string;
  /** When its token came, by the box's clock; for people. */
  readonly sinceMs: number;
  /** Until when it runs by the control plane's clock; for people. */
  readonly shownUntilMs: number;
  /** How long it was to run yet, when that was told last. */
  readonly remainingMs: number;
  /** Whether the device was used under a lease and has not been cleaned since. */
  readonly needsCare: boolean;
  readonly over?: LeaseOver;
}

export interface LeaseOver {
  /** `lapsed`, or the reason that the control plane gave. */
  readonly why: string;
  /** By the box's clock; for people. */
  readonly atMs: number;
  /** The control plane ended it: its token is never armed again. One that lapsed here may have been renewed there. */
  readonly isFinal: boolean;
}

/** The newest lease of a device. */
export interface DeviceLease extends LeaseRecord {
  /** By the monotonic clock; of no meaning when the lease is over. */
  readonly untilMs: number;
  /**
   * After a restart it is not known how much of its time was left: until it is armed again, it keeps the device from all others, and its
   * holder cannot use it.
   */
  readonly isInDoubt: boolean;
  /** Whether its holder was given the device, clean and checked. */
  readonly isHandedOut: boolean;
}

/** What a command or the control plane says of a lease. */
export interface ToldLease {
  readonly leaseId: string;
  readonly token: number;
  readonly remainingMs: number;
}

/** The two clocks of the box: the wall clock is only shown to people. */
export interface BoxTime {
  readonly monotonicMs: number;
  readonly wallMs: number;
}

/** Whether the lease keeps the device from all others. */
export function isInForce(
  lease: DeviceLease | undefined,
  { monotonicMs }: Pick<BoxTime, "monotonicMs">,
): boolean {
  return lease !== undefined && lease.over === undefined && monotonicMs < lease.untilMs;
}

/** The lease of a record that an earlier process wrote: all of its time may be left. */
export function leaseAfterRestart(
  record: LeaseRecord,
  { monotonicMs }: Pick<BoxTime, "monotonicMs">,
): DeviceLease {
  const untilMs = monotonicMs + record.remainingMs;
  return { ...record, untilMs, isInDoubt: true, isHandedOut: false };
}

/** What of a lease is kept over a restart. */
export function recordOf(lease: DeviceLease): LeaseRecord {
  const { untilMs: _untilMs, isInDoubt: _isInDoubt, isHandedOut: _isHandedOut, ...record } = lease;
  return record;
}
