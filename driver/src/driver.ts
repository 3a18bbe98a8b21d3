import type { Clock } from "@rae/kit";
import type { AttributeValue, JsonObject } from "@rae/protocol";
import type { Care } from "./care.ts";
import type { DriverLogger } from "./driver-logger.ts";
import type { LinkKind, Links } from "./link.ts";

/** A name that the device itself tells, by which it is recognised on any port and at any address. */
export interface ToldKey {
  readonly kind: "usn" | "adb" | "mac";
  readonly value: string;
}

/** What a driver learned from the device itself. */
export interface Observation {
  /** Attributes that are known now; only well-known names and names under `x.`. Those not named stay as they were. */
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  /** Attributes that are no longer known. */
  readonly removed?: readonly string[];
  /**
   * Which of `attributes` are only told again and were not seen this time, such as what a console said when it booted: they keep the
   * age that they have. Left out, all were seen just now.
   */
  readonly recalled?: readonly string[];
  /** Names that the device itself tells. */
  readonly keys: readonly ToldKey[];
  /**
   * All devices that are behind this one, such as the outlets of a power strip, by a name that stays the same: `[a-z0-9-]`, at most
   * 32 characters. Each is a device of its own. One that was here before and is missing now is gone; left out, nothing is said.
   */
  readonly parts?: Readonly<Record<string, PartObservation>>;
}

/** What a driver learned of one device behind another. */
export interface PartObservation extends Omit<Observation, "parts"> {
  /** Names of the capability contracts that it offers; its commands come with its name as `part`. */
  readonly capabilities: readonly string[];
}

/** What a driver gets to work with. */
export interface DriverContext {
  readonly clock: Clock;
  readonly logger: DriverLogger;
  /**
   * What the device's session showed last, by names of attributes; empty if the device is new. A driver that tells sleep from silence
   * by what the device last said begins with it: neither a restart of the agent nor a plug wakes a device.
   */
  readonly remembered: Readonly<Record<string, AttributeValue>>;
  /** Reports what was learned without being asked: bytes on a console, a push message. */
  readonly report: (observation: Observation) => void;
}

/** What a command gave. */
export interface CommandOutput {
  readonly result: JsonObject;
  readonly observation?: Observation;
}

/**
 * One device behind one link, or one with parts. It never reconnects by itself: the link does.
 * Every method ends when its signal aborts, and throws a `DriverError`, or the signal's own reason.
 */
export interface Driver {
  /** Names of the capability contracts that it offers. */
  readonly capabilities: readonly string[];
  /**
   * Asks the device who and how it is. Called when the link opens and then every probe interval; must be cheap and without
   * effect on the device. May overlap with a `run`. `asleep` tells that the device sleeps, `unreachable` or `timeout` that it does not answer.
   */
  probe(signal: AbortSignal): Promise<Observation>;
  /**
   * Runs a command whose parameters the contract has accepted, confirms it by reading back where the device allows, and
   * resolves with the contract's result. Called one at a time. `part`: which device behind this one, if not itself.
   */
  run(
    capability: string,
    command: string,
    parameters: JsonObject,
    signal: AbortSignal,
    part?: string,
  ): Promise<CommandOutput>;
  /** Lets go of listeners and timers, and ends what still waits. May be called twice. The link is not the driver's to close. */
  close(): Promise<void>;
}

/** Version of the contract that this package describes; the agent refuses a driver of another. */
export const contractVersion = 1;

/** A family of devices, on a link of the kind that it needs. */
export interface FactoryFor<Needs extends LinkKind> {
  readonly contractVersion: typeof contractVersion;
  /** By which configuration and lab file name the driver. */
  readonly name: string;
  readonly needs: Needs;
  /** Speed of a serial port where the configuration names none; 9600 unless said. */
  readonly defaultBaudRate?: number;
  /** How its devices are checked and cleaned up where the lab file says nothing of it. Steps whose capability a device does not offer are left out. */
  readonly care?: Care;
  /**
   * Checks the settings of the lab file or the configuration, without a device.
   * @throws DriverError `config-invalid` naming every fault in `details.faults`.
   */
  checkSettings(settings: JsonObject): void;
  /**
   * Makes a driver for one device; does no I/O, as the link may not be open yet.
   * @throws DriverError `config-invalid` as `checkSettings`.
   */
  open(link: Links[Needs], settings: JsonObject, context: DriverContext): Driver;
}

/** What an agent opens drivers by. */
export type DriverFactory = { [Needs in LinkKind]: FactoryFor<Needs> }[LinkKind];
