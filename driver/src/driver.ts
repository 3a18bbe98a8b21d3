import type { Clock, Logger } from "@rae/kit";
import type { AttributeValue, JsonObject } from "@rae/protocol";
import type { ByteLink, HttpLink } from "./link.ts";

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
  /** Names that the device itself tells. */
  readonly keys: readonly ToldKey[];
}

/** What a driver gets to work with. */
export interface DriverContext {
  readonly clock: Clock;
  readonly logger: Logger;
  /**
   * What the device's session showed last, by names of attributes; empty if the device is new. A driver that tells sleep from silence
   * by what the device last said begins with it: neither a restart of the agent nor a plug wakes a device.
   */
  readonly remembered: Readonly<Record<string, AttributeValue>>;
  /** Reports what was learned without being asked: bytes on a console, a push message. */
  readonly report: (observation: Observation) => void;
}

/**
 * One device behind one link. It never reconnects by itself: the link does.
 * Every method ends when its signal aborts, and throws RaeError with one of the driver's codes: `unreachable`, `asleep`,
 * `refused`, `limited-mode`, `busy`, `bad-reply`, `timeout`, `unsupported`, `link-unavailable`.
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
   * resolves with the contract's result. Called one at a time.
   */
  run(
    capability: string,
    command: string,
    parameters: JsonObject,
    signal: AbortSignal,
  ): Promise<{ readonly result: JsonObject; readonly observation?: Observation }>;
  close(): Promise<void>;
}

/** A family of devices. `needs` says which link the driver opens on. */
export type DriverFactory =
  | {
      readonly name: string;
      readonly needs: "bytes";
      /** Serial speed where the configuration names none. */
      readonly defaultBaudRate: number;
      /**
       * Checks the settings of the lab file or the configuration.
       * @throws RaeError `config-invalid` naming every fault.
       */
      readonly open: (link: ByteLink, settings: JsonObject, context: DriverContext) => Driver;
    }
  | {
      readonly name: string;
      readonly needs: "http";
      readonly open: (link: HttpLink, settings: JsonObject, context: DriverContext) => Driver;
    };
