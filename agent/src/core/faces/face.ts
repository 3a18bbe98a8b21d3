import type { AttributeValue, JsonObject } from "@rae/protocol";
import type { DeviceKey } from "../assignment/device-key.ts";
import type { LinkSpec } from "./link-spec.ts";

/** One way to reach a device: a serial port or a network address, with the driver that fits it. */
export interface Face {
  /** Stable while it is the same way, and unique among all sources; see `faceId`. */
  readonly faceId: string;
  /** What discovery itself knows: `wire` of a serial port, `usn` of SSDP, `ip` of an address. */
  readonly keys: readonly DeviceKey[];
  readonly link: LinkSpec;
  /** Name of the driver. */
  readonly driver: string;
  readonly settings: JsonObject;
  /** What discovery knows of the way itself, by names of attributes. */
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
}
