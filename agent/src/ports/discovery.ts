import type { Closable } from "@rae/kit";
import type { AttributeValue, JsonObject } from "@rae/protocol";
import type { DeviceKey } from "./driver.ts";
import type { LinkSpec } from "./link.ts";

/** One way to reach a device: a serial port or a network address, with the driver that fits it. */
export interface Face {
  /** Stable while it is the same way: the link's id. */
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

export type DiscoveryEvent =
  | { readonly kind: "found"; readonly face: Face }
  /** The way is gone: port unplugged, byebye, or not announced again in time. */
  | { readonly kind: "gone"; readonly faceId: string; readonly reason: string };

/**
 * Finds faces. `start` reports what is there and then every change; a face found again with other keys or another link
 * is reported as found again. It never throws for one bad device; it logs and goes on.
 */
export interface DiscoverySource extends Closable {
  readonly name: string;
  start(report: (event: DiscoveryEvent) => void): Promise<void>;
  /**
   * Looks on other network interfaces from now on; not there if the source looks on none. Faces that are known stay until
   * they are gone by themselves. Never throws.
   */
  setInterfaces?(names: readonly string[]): void;
}
