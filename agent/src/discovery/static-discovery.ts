import type { JsonObject } from "@rae/protocol";
import type { DeviceKey } from "../core/assignment/device-key.ts";
import type { Face } from "../core/faces/face.ts";
import { faceId } from "../core/faces/face-id.ts";
import { networkAddress } from "../core/faces/link-id.ts";
import { isNetworkSpec, type LinkSpec } from "../core/faces/link-spec.ts";
import { wireKeyOf } from "../core/faces/wire-key.ts";
import type { DiscoveryEvent, DiscoverySource } from "../ports/discovery.ts";

/** A device that the operator names, for what cannot announce itself. */
export interface StaticDevice {
  readonly driver: string;
  readonly link: LinkSpec;
  readonly settings?: JsonObject;
  /** Beside those that the link itself gives. */
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
    const sharedHosts = sharedHostsOf(this.#devices);
    for (const device of this.#devices) {
      report({ kind: "found", face: faceOf(device, sharedHosts) });
    }
  }

  async close(): Promise<void> {}
}

function faceOf({ driver, link, settings, keys }: StaticDevice, sharedHosts: Hosts): Face {
  return {
    faceId: faceId("static", link),
    keys: [...keysOf(link, sharedHosts), ...(keys ?? [])],
    link,
    driver,
    settings: settings ?? {},
  };
}

function keysOf(link: LinkSpec, sharedHosts: Hosts): readonly DeviceKey[] {
  const wire = wireKeyOf(link);
  const host = isNetworkSpec(link) ? networkAddress(link).host : undefined;
  const keys: DeviceKey[] = [];
  if (wire !== undefined) keys.push({ kind: "wire", value: wire });
  if (host !== undefined && !(wire !== undefined && sharedHosts.has(host))) {
    keys.push({ kind: "ip", value: host });
  }
  return keys;
}

type Hosts = ReadonlySet<string>;

/**
 * Terminal servers: hosts with several ports that are wires. Their address names none of the
 * devices.
 */
function sharedHostsOf(devices: readonly StaticDevice[]): Hosts {
  const ports = devices.flatMap(({ link }) => (link.kind === "tcp" ? [networkAddress(link)] : []));
  const first = new Map(ports.map(({ host, port }) => [host, port]));
  return new Set(
    ports.filter(({ host, port }) => first.get(host) !== port).map(({ host }) => host),
  );
}
