import type { LinkKind } from "@rae/driver";
import type { JsonObject } from "@rae/protocol";
import type { AgentConfig } from "../config.ts";
import { linkId, networkAddress } from "../core/faces/link-id.ts";
import { isNetworkSpec, type LinkSpec, linkKinds } from "../core/faces/link-spec.ts";
import { deviceOf } from "../discovery/serial-ports.ts";

/** A way to devices that the configuration names. */
export interface Way {
  /** Where it stands in the configuration. */
  readonly place: string;
  readonly kind: LinkSpec["kind"];
  readonly driver: string;
  readonly settings: JsonObject;
  /** The link, where it is only one: the device file of a port, else the link's id. */
  readonly wire?: string;
  readonly host?: string;
}

/** What a driver must need for a link of the kind. */
export function needsOf(kind: LinkSpec["kind"]): LinkKind {
  return linkKinds[kind];
}

/**
 * The ways of `/serial`, `/static` and `/ssdp`; a listed one whose address is impossible is left
 * out.
 */
export function waysOf({ serial, static: listed, ssdp }: AgentConfig): readonly Way[] {
  return [
    ...serial.map(({ driver, settings = {} }, index): Way => {
      return { place: `/serial/${index}`, kind: "serial", driver, settings };
    }),
    ...listed.flatMap(({ driver, link, settings = {} }, index): Way[] => {
      const facts = linkFacts(link);
      if (facts === undefined) return [];
      return [{ place: `/static/${index}`, kind: link.kind, driver, settings, ...facts }];
    }),
    ...Object.entries(ssdp?.searchTargets ?? {}).map(([target, driver]): Way => {
      return { place: `/ssdp/searchTargets/${target}`, kind: "http", driver, settings: {} };
    }),
  ];
}

function linkFacts(link: LinkSpec): Pick<Way, "wire" | "host"> | undefined {
  if (link.kind === "serial") return { wire: deviceOf(link.path) };
  if (!isNetworkSpec(link)) return { wire: linkId(link) };
  try {
    return { wire: linkId(link), host: networkAddress(link).host };
  } catch {
    return undefined;
  }
}
