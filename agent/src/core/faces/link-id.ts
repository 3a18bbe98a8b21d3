import { canonicalHost, hostAndPort, httpAddress, type LinkId } from "@rae/driver";
import type { LinkSpec } from "./link-spec.ts";

/**
 * The stable name of a link: `serial:<path>`, `tcp:<host>:<port>`, `http:<host>:<port>`; an IPv6
 * host in brackets.
 */
export function linkId(spec: LinkSpec): LinkId {
  if (spec.kind === "serial") return `serial:${spec.path}`;
  const { host, port } = networkAddress(spec);
  return `${spec.kind}:${hostAndPort(host, port)}`;
}

/** Where a link over the network leads; an IPv6 host without brackets. */
export function networkAddress(spec: Exclude<LinkSpec, { kind: "serial" }>): {
  readonly host: string;
  readonly port: number;
} {
  if (spec.kind === "http") return httpAddress(spec.baseUrl);
  return { host: canonicalHost(spec.host) ?? spec.host, port: spec.port };
}
