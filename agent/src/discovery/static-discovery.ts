import { httpAddress } from "@rae/driver";
import type { JsonObject } from "@rae/protocol";
import type { DeviceKey } from "../core/assignment/device-key.ts";
import type { Face } from "../core/faces/face.ts";
import { faceId } from "../core/faces/face-id.ts";
import type { LinkSpec } from "../core/faces/link-spec.ts";
import { serialWireKey } from "../core/faces/wire-key.ts";
import type { DiscoveryEvent, DiscoverySource } from "../ports/discovery.ts";

/** A device that the operator names, for what cannot announce itself. */
export interface StaticDevice {
  readonly driver: string;
  readonly link: LinkSpec;
  readonly settings?: JsonObject;
  /** Beside the key that the link itself gives. */
  readonly keys?: readonly DeviceKey[];
}

/** The ways that the configuration lists: there from the start, never gone. */
export class StaticDiscovery implements DiscoverySource {
  readonly name = "static";
  readonly #devices: readonly StaticDevice[];

  constructor(devices: readonly StaticDevice[]) {
    this.#devices = devices;
  }

  async start(report: (event: DiscoveryEvent) => void): Promise<void> {
    for (const device of this.#devices) report({ kind: "found", face: faceOf(device) });
  }

  async close(): Promise<void> {}
}

function faceOf({ driver, link, settings, keys }: StaticDevice): Face {
  return {
    faceId: faceId("static", link),
    keys: [keyOf(link), ...(keys ?? [])],
    link,
    driver,
    settings: settings ?? {},
  };
}

function keyOf(link: LinkSpec): DeviceKey {
  if (link.kind === "serial") return { kind: "wire", value: serialWireKey(link.path) };
  if (link.kind === "tcp") return { kind: "ip", value: link.host };
  return { kind: "ip", value: httpAddress(link.baseUrl).host };
}
