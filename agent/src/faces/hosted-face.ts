import type { AttributeValue, JsonObject } from "@rae/protocol";
import type { DeviceKey } from "../core/assignment/device-key.ts";
import type { FaceHealth } from "../core/faces/face-health.ts";

/** One way to a device in use: a face with its driver, or a part, which is one device of several behind one driver. */
export interface HostedFace {
  /** Unique at the box; of a part, `<face id>#<part>`. */
  readonly faceId: string;
  /** Where the device is: the link's id; of a part, `<link id>#<part>`. Faces with the same one are at one device. */
  readonly place: string;
  /** Commands of one lane run one at a time: those of a driver, whichever of its devices they are for. */
  readonly lane: string;
  /** By which the device is found: discovery's keys; of a part, `wire` with its place. */
  readonly keys: readonly DeviceKey[];
  /** What follows from the way to the device. */
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  /** Names of the capabilities that its driver offers now. */
  readonly capabilities: readonly string[];
  readonly health: FaceHealth;
  /**
   * Runs a command whose parameters the contract has accepted. Ends soon after the signal aborts, whatever the driver does.
   * @throws RaeError as the driver says; `link-unavailable` while there is no driver, `driver-fault` if the driver did what it may not;
   * the signal's reason.
   */
  run(
    capability: string,
    command: string,
    parameters: JsonObject,
    signal: AbortSignal,
  ): Promise<JsonObject>;
}
