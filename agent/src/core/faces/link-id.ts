import { canonicalHost, hostAndPort, httpAddress, type LinkId } from "@rae/driver";
import { isNetworkSpec, type LinkSpec, type NetworkSpec } from "./link-spec.ts";

/**
 * The stable name of a link: `serial:<path>`, `tcp:<host>:<port>`, `http:<host>:<port>`,
 * `udp:<host>:<port>`, an IPv6 host in brackets; `child:<program> <args>`.
 */
export function linkId(spec: LinkSpec): LinkId {
  if (spec.kind === "serial") return `serial:${spec.path}`;
  if (!isNetworkSpec(spec)) return `child:${[spec.program, ...(spec.args ?? [])].join(" ")}`;
  const { host, port } = networkAddress(spec);
  return `${spec.kind}:${hostAndPort(host, port)}`;
}

/** Where a link over the network leads; an IPv6 host without brackets. */
export function networkAddress(spec: NetworkSpec): {
  readonly host: string;
  readonly port: number;
} {
  if (spec.kind === "http") return httpAddress(spec.baseUrl);
  return { host: canonicalHost(spec.host) ?? spec.host, port: spec.port };
}
