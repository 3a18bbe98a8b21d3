import { BlockList, isIP } from "node:net";
import { RaeError } from "@rae/protocol";
import type { ApiOptions } from "./api-options.ts";

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

/**
 * The token must not cross a network in the clear.
 * @throws RaeError `config-invalid` if another address than loopback would be bound without TLS.
 */
export function checkBindAddress({
  host,
  tls,
  behindProxy,
}: Pick<ApiOptions, "host" | "tls" | "behindProxy">): void {
  if (isLoopback(host) || tls !== undefined || behindProxy === true) return;
  throw new RaeError(
    "config-invalid",
    `REST cannot be bound to ${host} without TLS: set http.certFile and http.keyFile, or, if a proxy in front ends TLS, --behind-proxy`,
    { details: { host } },
  );
}

function isLoopback(host: string): boolean {
  if (host === "localhost") return true;
  const family = isIP(host);
  return family !== 0 && loopback.check(host, family === 6 ? "ipv6" : "ipv4");
}
