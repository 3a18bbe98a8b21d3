import type { Clock } from "@rae/kit";
import type { JsonObject } from "@rae/protocol";
import type { FactoryFor } from "../../driver.ts";
import type { DriverErrorCode } from "../../driver-error.ts";
import type { LinkKind, Links } from "../../link.ts";

/** A device that the author of a driver plays, its link open and ready. */
export interface ConformanceDevice<Needs extends LinkKind> {
  readonly link: Links[Needs];
  /** From now on the device takes what it is sent and answers nothing. */
  freeze(): void;
  /** Closes the link and whatever plays the device. */
  close(): Promise<void>;
}

export interface ConformanceSubject<Needs extends LinkKind> {
  readonly factory: FactoryFor<Needs>;
  /** Settings to test with; short deadlines where the driver has its own. */
  readonly settings: JsonObject;
  readonly clock?: Clock;
  /** What a probe of the frozen device throws; undefined if the driver does not ask the device when it probes. */
  readonly frozenProbe: DriverErrorCode | undefined;
  /** A new device. It is sent the commands of every capability that the driver offers, though only while it is frozen. */
  openDevice(): Promise<ConformanceDevice<Needs>>;
}
