import { parseHostAndPort } from "@rae/driver";

/**
 * Host and port of `mqtts://host:port`, the port 8883 unless said; undefined if it is no address.
 */
export function gatewayAddress(
  url: string,
): { readonly host: string; readonly port: number } | undefined {
  const place = /^mqtts:\/\/([^/]+)$/.exec(url)?.[1];
  return place === undefined ? undefined : parseHostAndPort(place, 8883);
}
